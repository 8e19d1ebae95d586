"""PDF: the text layer, page by page, laid out as plain text with its headings and the cells of its tables."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import pypdfium2.raw as pdfium

from blastline.audit.reading.captions import is_table_title
from blastline.audit.reading.files import MB, check_size, refuse
from blastline.audit.reading.pdf_page import PrintedLine, lines_on, spots_of, words_of
from blastline.audit.reading.pieces import Line, Received
from blastline.audit.reading.plain import LONGEST_HEADING_WORDS, read_plain
from blastline.audit.reading.spaced_columns import aligned
from blastline.audit.sections import kind_of

MOST_PDF = 100 * MB
MOST_PAGES = 1_000
MOST_SIGNS = 5_000_000
# Fewer letters on all pages together are the stamp of a scanner.
FEWEST_SIGNS = 20
LARGER = 1.12
# Lines further apart than this part of their height are of two paragraphs.
PARAGRAPHS_APART = 0.9
# A title of a table may take as many lines before the first row.
LONGEST_TITLE_LINES = 4
# The head and the foot of a page, as parts of its height.
MARGIN = 0.07


@dataclass(frozen=True, slots=True)
class _Laid:
    """A line as it is handed on, and whether its type makes it a heading."""

    text: str
    page: int
    is_heading: bool = False


def read(path: Path, tracked: Literal["accepted", "rejected"] = "accepted") -> Received:
    """The pieces of a PDF. ManuscriptError where it is broken, needs a password, or has no text layer."""
    check_size(path, MOST_PDF)
    document = _opened(path)
    try:
        laid = list(_laid(path, document))
    finally:
        document.close()
    lines = [Line(line.text, number, line.page) for number, line in enumerate(laid, start=1)]
    headings = frozenset(number for number, line in enumerate(laid, start=1) if line.is_heading)
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
    size = _body_size([line for _, _, lines in pages for line in lines])
    for number, (text, height, lines) in enumerate(pages, start=1):
        yield from _laid_page(text, number, _without_margins(lines, height, size), size)


def _page(path: Path, document: Any, at: int) -> tuple[Any, Any]:
    try:
        page = document[at]
        return page, page.get_textpage()
    except pypdfium2.PdfiumError:
        refuse(path, f"page {at + 1} cannot be read: the file is broken.", "Save it again; is it complete?")


def _body_size(lines: Sequence[PrintedLine]) -> float:
    """The size in which most of the text is set."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _without_margins(lines: Sequence[PrintedLine], height: float, size: float) -> list[PrintedLine]:
    """The lines of a page less those in its head and foot, unless they are set as large as a title."""
    return [
        line
        for line in lines
        if MARGIN * height < line.foot < (1 - MARGIN) * height or line.size > LARGER * size
    ]


def _laid_page(page: Any, number: int, lines: Sequence[PrintedLine], size: float) -> Iterator[_Laid]:
    """The lines of a page with an empty line between paragraphs, and with tabs between the cells of a table."""
    at = 0
    while at < len(lines):
        if at > 0 and _are_apart(lines[at - 1], lines[at]):
            yield _Laid("", number)
        first = _table_begins(lines, at) if is_table_title(lines[at].text) else -1
        if first < 0:
            yield _Laid(words_of(page, lines[at]), number, _is_heading(lines[at], size))
            at += 1
            continue
        end = _table_ends(lines, first)
        yield from (_Laid(words_of(page, line), number) for line in lines[at:first])
        yield from (_Laid("\t".join(row), number) for row in _rows(page, lines[first:end]))
        yield _Laid("", number)
        at = end


def _are_apart(before: PrintedLine, line: PrintedLine) -> bool:
    """Whether a line begins a new paragraph; one that stands higher is at the top of the next column."""
    if abs(before.size - line.size) > 0.5:
        return True
    gap = before.foot - line.top
    return gap > PARAGRAPHS_APART * (line.top - line.foot)


def _table_begins(lines: Sequence[PrintedLine], title: int) -> int:
    """Where the first row below a title stands, over further lines of the title; -1 where no table follows."""
    near = range(title + 1, min(title + 1 + LONGEST_TITLE_LINES, len(lines)))
    return next((at for at in near if lines[at].has_cells), -1)


def _table_ends(lines: Sequence[PrintedLine], first: int) -> int:
    """Where the rows end: at two lines in succession that are no row. One alone heads the rows below it."""
    last = first
    for at in range(first, len(lines)):
        if lines[at].has_cells:
            last = at
        elif at - last > 1:
            break
    return last + 1


def _rows(page: Any, lines: Sequence[PrintedLine]) -> list[tuple[str, ...]]:
    return aligned([spots_of(page, line) for line in lines])


def _is_heading(line: PrintedLine, size: float) -> bool:
    if len(line.text.split()) > LONGEST_HEADING_WORDS or line.text.rstrip()[-1:] in ".,;:":
        return False
    return line.size > LARGER * size or line.is_bold or kind_of(line.text.strip()) != ""
