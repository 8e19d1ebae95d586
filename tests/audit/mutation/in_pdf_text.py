"""
A manuscript as text that was extracted from a PDF.

It has broken lines and words, page furniture amid a sentence, tables as tab-separated lines and, from some typesetters, a
quarter sign where "=" was printed.
"""

from collections.abc import Iterable, Sequence

from mutation.draft import Draft, Part, Table
from mutation.lines import Lines, spoken

WIDTH = 88
PAGE = 48
FURNITURE = "INVENTED DATA · J Invent Haematol · page {}"
# A word is broken only where it is long and plain; its first letters stay on the line.
LONG_WORD, KEPT = 11, 5


def in_pdf_text(draft: Draft, *, quarters: bool = False) -> Lines:
    """The lines of the text layer; with `quarters` "=" has become a quarter sign."""
    return _PdfText(quarters).write(draft)


class _PdfText:
    def __init__(self, quarters: bool) -> None:
        self._out = Lines()
        self._quarters = quarters
        self._page = 1
        self._since = 0

    def write(self, draft: Draft) -> Lines:
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
        for number, part in enumerate(draft.references, 1):
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
        words = [(word, part.id) for part in spoken(parts) for word in part.text.split(" ")]
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
