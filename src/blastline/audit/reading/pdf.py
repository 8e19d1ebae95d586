"""PDF: the text layer, page by page, laid out as plain text with its headings and the cells of its tables."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from blastline.audit.reading.captions import is_table_title
from blastline.audit.reading.files import refuse
from blastline.audit.reading.pdf_page import PrintedLine, lines_on, words_of
from blastline.audit.reading.pdf_tables import Part, goes_on, rows_of, table_at
from blastline.audit.reading.pieces import Line, Received
from blastline.audit.reading.plain import LONGEST_HEADING_WORDS, read_plain
from blastline.audit.sections import kind_of

MOST_PAGES = 1_000
MOST_SIGNS = 5_000_000
# Fewer letters on all pages together are the stamp of a scanner.
FEWEST_SIGNS = 20
LARGER = 1.12
# Type in which this part of the most is set is that of the text, and no heading.
MUCH = 0.3
# A line of text in a column has at least as many letters.
SHORTEST_TEXT_LINE = 35
# Lines further apart than this part of their height are of two paragraphs.
PARAGRAPHS_APART = 0.9
# The head and the foot of a page, as parts of its height.
MARGIN = 0.07


@dataclass(frozen=True, slots=True)
class _Laid:
    """A line as it is handed on, and its level where its type makes it a heading."""

    text: str
    page: int
    level: int = 0


def received(path: Path) -> Received:
    """The pieces of a PDF. ManuscriptError where it is broken, needs a password, or has no text layer."""
    document = _opened(path)
    try:
        laid = list(_laid(path, document))
    finally:
        document.close()
    lines = [Line(line.text, number, line.page) for number, line in enumerate(laid, start=1)]
    headings = {number: line.level for number, line in enumerate(laid, start=1) if line.level}
    return read_plain(lines, headings)


def _opened(path: Path) -> Any:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            refuse(path, "it needs a password to be opened.", "Save a copy without a password.")
        refuse(path, "it is no PDF, or a broken one.", "Open it in a PDF reader and save it again; is it complete?")
    if len(document) > MOST_PAGES:
        told = f"it has {len(document):,} pages; a manuscript is read up to {MOST_PAGES:,}."
        document.close()
        refuse(path, told, "Save the pages of the article alone.")
    return document


def _laid(path: Path, document: Any) -> Iterator[_Laid]:
    """The lines of all pages. What is on them is counted as it is read, so that no page can fill the memory."""
    pages: list[tuple[Any, float, list[PrintedLine]]] = []
    signs = 0
    for at in range(len(document)):
        page, text = _page(path, document, at)
        signs += text.count_chars()
        if signs > MOST_SIGNS:
            refuse(path, f"it has more than {MOST_SIGNS:,} letters.", "Save the pages of the article alone.")
        pages.append((text, page.get_height(), list(lines_on(text))))
    if signs < FEWEST_SIGNS:
        remedy = "Recognise its text first (OCR), or name the file that the PDF was made from."
        refuse(path, "its pages are pictures: no text layer is in it.", remedy)
    sizes = _sizes([line for _, _, lines in pages for line in lines])
    yield from _laid_pages(
        [Part(text, _without_margins(lines, height, sizes[0])) for text, height, lines in pages], sizes
    )


def _page(path: Path, document: Any, at: int) -> tuple[Any, Any]:
    try:
        page = document[at]
        return page, page.get_textpage()
    except pypdfium2.PdfiumError:
        refuse(path, f"page {at + 1} cannot be read: the file is broken.", "Save it again; is it complete?")


def _sizes(lines: Sequence[PrintedLine]) -> list[float]:
    """
    The size in which the text is set, and after it those that are larger. Words in cells are no text.

    Notes below tables, or references, may together be longer than the text above them: it is in the larger type.
    """
    text, all_lines = Counter[float](), Counter[float]()
    for line in lines:
        all_lines[round(line.size, 1)] += len(line.text)
        if len(line.text) >= SHORTEST_TEXT_LINE and not line.has_cells:
            text[round(line.size, 1)] += len(line.text)
    most = (text or all_lines).most_common()
    body = max(size for size, signs in most if signs >= MUCH * most[0][1])
    return [body, *sorted((size for size in all_lines if size > LARGER * body), reverse=True)]


def _without_margins(lines: Sequence[PrintedLine], height: float, size: float) -> list[PrintedLine]:
    """The lines of a page less those in its head and foot, unless they are set as large as a title."""
    return [line for line in lines if MARGIN * height < line.foot < (1 - MARGIN) * height or line.size > LARGER * size]


def _laid_pages(pages: Sequence[Part], sizes: Sequence[float]) -> Iterator[_Laid]:
    """The lines of pages with an empty line between paragraphs, and with tabs between the cells of a table."""
    begins = Counter[int]()
    for number, page in enumerate(pages, start=1):
        lines, at = page.lines, begins[number]
        while at < len(lines):
            if at > 0 and _are_apart(lines[at - 1], lines[at]):
                yield _Laid("", number)
            first, end = table_at(lines, at) if is_table_title(lines[at].text) else (0, 0)
            if not end:
                yield _Laid(words_of(page.page, lines[at]), number, _level(lines[at], sizes))
                at += 1
                continue
            yield from (_Laid(words_of(page.page, line), number) for line in lines[at:first])
            parts, begun = _parts(pages[number - 1 :], first, end)
            for further, rows in enumerate(rows_of(parts)):
                yield from (_Laid("\t".join(row), number + further) for row in rows)
            begins.update({number + further: taken for further, taken in begun.items()})
            yield _Laid("", number + len(parts) - 1)
            at = end


def _parts(pages: Sequence[Part], first: int, end: int) -> tuple[list[Part], dict[int, int]]:
    """A table of the first page, on it and on those after it; and how many lines it takes of each of the latter."""
    parts = [Part(pages[0].page, pages[0].lines[first:end])]
    taken: dict[int, int] = {}
    for further, page in enumerate(pages[1:], start=1):
        if end < len(pages[further - 1].lines):
            break
        first, end = goes_on(parts, page.lines, page.page)
        if not end:
            break
        parts.append(Part(page.page, page.lines[first:end]))
        taken[further] = end
    return parts, taken


def _are_apart(before: PrintedLine, line: PrintedLine) -> bool:
    """Whether a line begins a new paragraph; one that stands higher is at the top of the next column."""
    if abs(before.size - line.size) > 0.5:
        return True
    gap = before.foot - line.top
    return gap > PARAGRAPHS_APART * (line.top - line.foot)


def _level(line: PrintedLine, sizes: Sequence[float]) -> int:
    """The level of a heading by its type, the largest first and bold words last; 0 for text."""
    text = line.text.strip()
    if len(text.split()) > LONGEST_HEADING_WORDS or text[-1] in ".,;:":
        return 0
    if line.size > LARGER * sizes[0]:
        return 1 + sum(size > line.size + 0.3 for size in sizes)
    return 1 + len(sizes) if line.is_bold or kind_of(text) else 0
