"""
A manuscript as a file: Markdown, text as it is extracted from a PDF, or Word. Each part keeps the lines on which it stands.

The text of a PDF has broken lines and words, page furniture amid a sentence, tables as tab-separated lines and, from some
typesetters, a quarter sign where "=" was printed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docx import Document

from mutation.draft import Draft, Part, Table

FORMATS = ("markdown", "pdf text", "docx")
SUFFIX = {"markdown": ".md", "pdf text": ".txt", "docx": ".docx"}
WIDTH = 88
PAGE = 48
FURNITURE = "INVENTED DATA · J Invent Haematol · page {}"
# A word is broken only where it is long and plain; its first letters stay on the line.
LONG_WORD, KEPT = 11, 5


@dataclass
class Written:
    """Lines, and from which to which each part stands, counted from 1."""

    lines: list[str] = field(default_factory=list)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, line: str, parts: Iterable[Part] = ()) -> None:
        self.lines.append(line)
        for part in parts:
            self.at_this_line(part.id)

    def at_this_line(self, part: int) -> None:
        here = len(self.lines)
        self.places[part] = (self.places.get(part, (here, here))[0], here)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def written(draft: Draft, format_: str, *, quarters: bool = False) -> Written:
    """The lines of a manuscript in a format of text; with `quarters` "=" has become a quarter sign. Word has blocks for lines."""
    if format_ == "pdf text":
        return _PdfText(quarters).write(draft)
    return _markdown(draft) if format_ == "markdown" else _blocks(draft)


def write(draft: Draft, format_: str, path: Path, *, quarters: bool = False) -> Written:
    """The manuscript as a file, and where its parts stand in it."""
    found = written(draft, format_, quarters=quarters)
    if format_ == "docx":
        _word(draft, path)
    else:
        path.write_text(found.text, encoding="utf-8")
    return found


def _spoken(parts: Iterable[Part]) -> list[Part]:
    """Without the parts that have been left out."""
    return [part for part in parts if part.text]


def _joined(parts: Sequence[Part]) -> str:
    return " ".join(part.text for part in _spoken(parts))


def _references(draft: Draft) -> list[tuple[int, Part]]:
    return list(enumerate(draft.references, 1))


# ---- Markdown ----


def _markdown(draft: Draft) -> Written:
    out = Written()
    out.add(f"# {draft.title.text}", [draft.title])
    for section in draft.sections:
        out.add("")
        out.add(f"{'#' * section.level} {section.heading.text}", [section.heading])
        for block in section.blocks:
            out.add("")
            if isinstance(block, Table):
                _markdown_table(out, block)
            else:
                out.add(_joined(block), block)
    out.add("")
    out.add("## References")
    out.add("")
    for number, part in _references(draft):
        out.add(f"{number}. {part.text}", [part])
    return out


def _markdown_table(out: Written, table: Table) -> None:
    out.add(f"**{table.name}.** {table.title.text}", [table.title])
    out.add("")
    out.add(_bars(table.header), table.header)
    out.add("|" + "---|" * len(table.header))
    for row in table.rows:
        out.add(_bars(row), row)
    if table.notes:
        out.add("")
        out.add(_joined(table.notes), table.notes)


def _bars(parts: Sequence[Part]) -> str:
    return "| " + " | ".join(part.text for part in parts) + " |"


# ---- Text of a PDF ----


class _PdfText:
    def __init__(self, quarters: bool) -> None:
        self._out = Written()
        self._quarters = quarters
        self._page = 1
        self._since = 0

    def write(self, draft: Draft) -> Written:
        self._paragraph([draft.title])
        for section in draft.sections:
            self._line("")
            self._line(section.heading.text, [section.heading])
            for block in section.blocks:
                self._line("")
                if isinstance(block, Table):
                    self._table(block)
                else:
                    self._paragraph(block)
        self._line("")
        self._line("References")
        self._line("")
        for number, part in _references(draft):
            self._paragraph([part], f"[{number}] ")
        return self._out

    def _set(self, text: str) -> str:
        return text.replace("=", "¼") if self._quarters else text

    def _line(self, text: str, parts: Iterable[Part] = ()) -> None:
        self._out.add(self._set(text), parts)
        self._since += 1

    def _table(self, table: Table) -> None:
        self._line(f"{table.name}. {table.title.text}", [table.title])
        self._line("")
        for row in (table.header, *table.rows):
            self._line("\t".join(part.text for part in row), row)
        if table.notes:
            self._line("")
            self._paragraph(table.notes)

    def _paragraph(self, parts: Sequence[Part], lead: str = "") -> None:
        """Broken into lines; each word knows its sentence, and a page may end within one."""
        words = [(word, part.id) for part in _spoken(parts) for word in part.text.split(" ")]
        line: list[tuple[str, int]] = []
        used = len(lead)
        for word, part in words:
            if line and used + len(word) + 1 > WIDTH:
                kept, word = _broken(word, WIDTH - used)
                self._break([*line, (kept, part)] if kept else line, lead)
                lead, line, used = "", [], 0
            line.append((word, part))
            used += len(word) + 1
        self._put(line, lead)

    def _put(self, line: list[tuple[str, int]], lead: str) -> None:
        self._line(lead + " ".join(word for word, _ in line))
        for _, part in line:
            self._out.at_this_line(part)

    def _break(self, line: list[tuple[str, int]], lead: str) -> None:
        self._put(line, lead)
        if self._since >= PAGE:
            for text in ("", FURNITURE.format(self._page), ""):
                self._line(text)
            self._page, self._since = self._page + 1, 0


def _broken(word: str, room: int) -> tuple[str, str]:
    """The letters that stay on the line with their hyphen, and those that go to the next."""
    if len(word) < LONG_WORD or not word.isalpha() or room < KEPT + 2:
        return "", word
    return f"{word[:KEPT]}-", word[KEPT:]


# ---- Word ----


def _blocks(draft: Draft) -> Written:
    """Paragraphs and tables in their order; a row of a table has its table's line."""
    out = Written()
    out.add(draft.title.text, [draft.title])
    for section in draft.sections:
        out.add(section.heading.text, [section.heading])
        for block in section.blocks:
            if isinstance(block, Table):
                out.add(f"{block.name}. {block.title.text}", [block.title])
                out.add("\n".join("\t".join(part.text for part in row) for row in (block.header, *block.rows)))
                for row in (block.header, *block.rows):
                    for part in row:
                        out.at_this_line(part.id)
                if block.notes:
                    out.add(_joined(block.notes), block.notes)
            else:
                out.add(_joined(block), block)
    out.add("References")
    for number, part in _references(draft):
        out.add(f"[{number}] {part.text}", [part])
    return out


def _word(draft: Draft, path: Path) -> None:
    document = Document()
    document.add_heading(draft.title.text, 0)
    for section in draft.sections:
        document.add_heading(section.heading.text, section.level - 1)
        for block in section.blocks:
            if isinstance(block, Table):
                _word_table(document, block)
            else:
                document.add_paragraph(_joined(block))
    document.add_heading("References", 1)
    for number, part in _references(draft):
        document.add_paragraph(f"[{number}] {part.text}")
    document.save(str(path))


def _word_table(document: Document, table: Table) -> None:
    document.add_paragraph(f"{table.name}. {table.title.text}")
    grid = document.add_table(rows=0, cols=len(table.header))
    for row in (table.header, *table.rows):
        for cell, part in zip(grid.add_row().cells, row, strict=True):
            cell.text = part.text
    if table.notes:
        document.add_paragraph(_joined(table.notes))
