"""A plain text as extracted from a PDF, read well enough to test what is understood of it; not the reader of the audit."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from blastline.audit.manuscript import Manuscript, Place, Sentence, TextCell, TextTable

HEADINGS = re.compile(
    r"(?i)^(abstract|key messages|introduction|(patients and )?methods|results|discussion|conclusions?|references|"
    r"acknowledg\w+|funding|keywords|article history|orcid|disclosure statement|data availability statement|"
    r"author contributions)$"
)
FURNITURE = re.compile(r"^(CONTACT|©|This is an Open Access)")
FULL_STOP = re.compile(
    r"(?<![A-Z]\.[A-Z])(?<!\bvs)(?<!\bet al)(?<!\bNo)(?<!\bFig)(?<!\bPt)(?<!\bi\.e)(?<!\be\.g)[.!?](?:\s+)(?=[A-Z0-9(\[])"
)
AFTER = (
    "abstract",
    "keywords",
    "introduction",
    "methods",
    "patients and methods",
    "results",
    "discussion",
    "conclusion",
)


@dataclass
class _Paragraph:
    section: str
    pieces: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.pieces)

    def line_at(self, offset: int) -> int:
        for line, text in self.pieces:
            if offset <= len(text):
                return line
            offset -= len(text) + 1
        return self.pieces[-1][0]


def load(text: str) -> Manuscript:
    """Paragraphs, tables between tabs, captions and references."""
    lines = text.splitlines()
    paragraphs: list[_Paragraph] = []
    tables: list[TextTable] = []
    captions: list[Sentence] = []
    references: dict[int, Sentence] = {}
    section, title, top = "", "", ""
    at = 0
    while at < len(lines):
        line, number = lines[at].strip(), at + 1
        if not line:
            at += 1
        elif (found := re.match(r"(?:- )?\[(\d+)\]\s+(.*)", line)) and top == "references":
            references[int(found[1])] = Sentence(found[2], Place("References", number))
            at += 1
        elif re.match(r"Table \w+[.:]", line):
            at = _table(lines, at, section, tables)
        elif re.match(r"Fig(ure|\.) ?\w+[.:]", line):
            captions.append(Sentence(line, Place(section, number)))
            at += 1
        elif _is_heading(line):
            if HEADINGS.match(line):
                top, section = line.lower(), line.capitalize() if line.isupper() else line
            else:
                section = section.split(": ")[0] + f": {line}"
            at += 1
        else:
            title = title or line
            if not FURNITURE.match(line) and top not in ("references", "orcid", "funding"):
                _add(paragraphs, section, number, line)
            at += 1
    return Manuscript(title, tuple(_sentences(paragraphs)), tuple(tables), tuple(captions), references, tuple(lines))


def _is_heading(line: str) -> bool:
    return bool(HEADINGS.match(line)) or (
        len(line) < 90
        and line[-1] not in ".:;,)]"
        and line[0].isupper()
        and len(line.split()) < 14
        and not re.search(r"\d{4}|;", line)
    )


def _add(paragraphs: list[_Paragraph], section: str, number: int, line: str) -> None:
    before = paragraphs[-1] if paragraphs else None
    if before and before.text[-1] not in ".!?:;)" and (line[0].islower() or line[0] in "[("):
        before.pieces.append((number, line))
    else:
        paragraphs.append(_Paragraph(section, [(number, line)]))


def _sentences(paragraphs: list[_Paragraph]) -> list[Sentence]:
    found = []
    for paragraph in paragraphs:
        text, start = paragraph.text, 0
        for stop in [*FULL_STOP.finditer(text), None]:
            end = stop.start() + 1 if stop else len(text)
            found.append(Sentence(text[start:end].strip(), Place(paragraph.section, paragraph.line_at(start))))
            start = stop.end() if stop else end
    return [sentence for sentence in found if sentence.text]


def _table(lines: list[str], at: int, section: str, tables: list[TextTable]) -> int:
    number = re.match(r"Table (\w+)", lines[at])[1]
    title, start = lines[at], at
    parts: list[tuple[str, list[tuple[int, list[str]]]]] = []
    at += 1
    while at < len(lines) and (not lines[at].strip() or "\t" in lines[at]):
        cells = [cell.strip() for cell in lines[at].rstrip("\n").split("\t")]
        if cells[0] and len(cells) > 1 and not any(cells[1:]) and re.fullmatch(r"[A-Z]", cells[0]):
            parts.append((cells[0], []))
        elif "\t" in lines[at]:
            if not parts:
                parts.append(("", []))
            parts[-1][1].append((at + 1, cells))
        elif parts and parts[-1][1]:
            break
        at += 1
    notes = ()
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at < len(lines) and re.match(r"\S[^.]{0,20}: ", lines[at]):
        notes = (Sentence(lines[at], Place(section, at + 1, table=number)),)
        at += 1
    for letter, rows in parts:
        tables.append(_one(number + letter, title, rows, notes, Place(section, start + 1, table=number + letter)))
    return at


def _one(number, title, rows, notes, place) -> TextTable:
    header, body = rows[0][1], rows[1:]
    if body and not body[0][1][0] and any(body[0][1]):
        above, carried = header, ""
        header = []
        for top, under in zip(above, body[0][1], strict=False):
            carried = top or carried
            header.append(f"{carried}: {under}" if under else top)
        body = body[1:]
    width = max(len(list(cells)) for _, cells in rows)
    header = (*header, *[""] * (width - len(header)))
    while (
        header and not header[-1] and all(len(cells) < len(header) or not cells[len(header) - 1] for _, cells in body)
    ):
        header = header[:-1]
    return TextTable(
        number,
        title,
        header,
        tuple(
            tuple(
                TextCell(cell, Place(place.section, line, table=number, row=cells[0], column=head))
                for head, cell in zip(header, cells, strict=False)
            )
            for line, cells in body
        ),
        notes,
        place,
    )


def load_file(path: Path) -> Manuscript:
    return load(path.read_text(encoding="utf-8"))
