"""How long a manuscript of 60 pages takes to read and to audit, in each form: invented words."""

import tempfile
import time
from pathlib import Path

import typst
from docx import Document

from blastline.audit.audit import audit
from blastline.audit.reading.read import read_manuscript

PAGES = 60
SENTENCES_A_PAGE = 30
# Sentences of several lengths: lines that came again on every page would be taken for its running head.
SENTENCES = (
    "On day {day} Pt {patient} of this invented series had platelets of {day} × 10⁹/L and no sign of CRS [1,2].",
    "The marrow of Pt {patient} was aspirated {day} days later, and MRD was not detected in it by flow cytometry.",
    "No infection was seen in {day} days, e.g. none of the lung (Fig. 2), and the dose was kept at 28 µg/day.",
)
HEADER = ("Patient", "CRS", "ICANS", "Response", "Platelets (×10⁹/L)")


def paragraphs() -> list[str]:
    """The text of a page as three paragraphs, for all pages."""
    sentences = [
        SENTENCES[at * at % 7 % 3].format(day=at % 29 + 1, patient=at % 12 + 1)
        for at in range(PAGES * SENTENCES_A_PAGE)
    ]
    return [" ".join(sentences[at : at + 10]) for at in range(0, len(sentences), 10)]


def rows(table: int) -> list[tuple[str, ...]]:
    """The rows of an invented table."""
    return [(f"Pt {at}", str(at % 4), str(at % 3), "CR", str(table + at)) for at in range(1, 13)]


def write_word(path: Path, texts: list[str]) -> None:
    """The manuscript in Word, with a table on every fifth page."""
    document = Document()
    document.add_heading("An invented series", 0)
    document.add_heading("Results", 1)
    for at, text in enumerate(texts):
        document.add_paragraph(text)
        if at % 15 == 0:
            document.add_paragraph(f"Table {at // 15 + 1}. Invented grades")
            table = document.add_table(0, len(HEADER))
            for row in (HEADER, *rows(at)):
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = words
    document.save(str(path))


def write_markdown(path: Path, texts: list[str]) -> None:
    """The manuscript in Markdown."""
    lines = ["# An invented series", "## Results"]
    for at, text in enumerate(texts):
        lines.append(text)
        if at % 15 == 0:
            body = [" | ".join(row) for row in (HEADER, ("---",) * len(HEADER), *rows(at))]
            lines += [f"Table {at // 15 + 1}. Invented grades", "\n".join(body)]
    path.write_text("\n\n".join(lines), encoding="utf-8")


def write_plain(path: Path, texts: list[str]) -> None:
    """The manuscript as an extractor takes it from a PDF."""
    lines = ["An invented series", "Results"]
    for at, text in enumerate(texts):
        lines.append(text)
        if at % 15 == 0:
            body = ["\t".join(row) for row in (HEADER, *rows(at))]
            lines += [f"Table {at // 15 + 1}. Invented grades", "\n".join(body)]
    path.write_text("\n\n".join(lines), encoding="utf-8")


def write_html(path: Path, texts: list[str]) -> None:
    """The manuscript as a page."""
    parts = ["<h1>An invented series</h1><h2>Results</h2>"]
    for at, text in enumerate(texts):
        parts.append(f"<p>{text}</p>")
        if at % 15 == 0:
            body = "".join(
                "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (HEADER, *rows(at))
            )
            parts.append(f"<table><caption>Table {at // 15 + 1}. Invented grades</caption>{body}</table>")
    path.write_text("\n".join(parts), encoding="utf-8")


def write_pdf(path: Path, texts: list[str]) -> None:
    """The manuscript set in two columns."""
    parts = ["#set page(columns: 2)", "= Results"]
    for at, text in enumerate(texts):
        parts.append(text.replace("[", "\\[").replace("]", "\\]"))
        if at % 15 == 0:
            cells = ", ".join(f"[{cell}]" for row in (HEADER, *rows(at)) for cell in row)
            parts.append(f"Table {at // 15 + 1}. Invented grades\n\n#table(columns: 5, {cells})")
    source = path.with_suffix(".typ")
    source.write_text("\n\n".join(parts), encoding="utf-8")
    typst.compile(str(source), output=str(path))


WRITERS = {".txt": write_plain, ".md": write_markdown, ".html": write_html, ".docx": write_word, ".pdf": write_pdf}


def main() -> None:
    """Writes the manuscript in each form, reads and audits it."""
    texts = paragraphs()
    with tempfile.TemporaryDirectory() as folder:
        for suffix, write in WRITERS.items():
            path = Path(folder) / f"manuscript{suffix}"
            write(path, texts)
            started = time.perf_counter()
            manuscript = read_manuscript(path)
            read = time.perf_counter() - started
            found = audit(path)
            whole = time.perf_counter() - started - read
            held = f"{len(manuscript.sentences)} sentences, {len(manuscript.tables)} tables"
            print(f"{suffix:6} read {read:5.2f} s, audited {whole:5.2f} s  {held}: {len(found.disagreements)} said")


if __name__ == "__main__":
    main()
