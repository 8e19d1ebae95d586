"""A manuscript in whatever it is written: the suffix of the file says how it is read."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Literal, TypeAlias, cast

from blastline.audit.manuscript import Manuscript
from blastline.audit.reading.files import MB, refuse, text_of
from blastline.audit.reading.gather import gathered
from blastline.audit.reading.numbered_lines import without_line_numbers
from blastline.audit.reading.pieces import Grid, Line, Received
from blastline.audit.reading.plain import read_plain
from blastline.errors import quoted

Tracked = Literal["accepted", "rejected"]
Reader: TypeAlias = Callable[[Path, Tracked], Received]
# A text of 60 pages has 0.2 MB.
MOST_TEXT = 2 * MB
MOST_CELLS = 100_000


def read_text(path: Path, tracked: Tracked = "accepted") -> Received:
    """Plain text, as an extractor takes it from a PDF; a form feed ends a page."""
    return read_plain(without_line_numbers(lines_of(text_of(path, MOST_TEXT))))


def cells_of(grid: Grid) -> int:
    """How many cells a grid takes once every row is as wide as the widest."""
    return len(grid.rows) * max((len(row.cells) for row in grid.rows), default=0)


def lines_of(text: str) -> list[Line]:
    """The lines of a text with their pages: 0 where the text is not divided into any."""
    pages = text.split("\f")
    lines = [(words, page) for page, held in enumerate(pages, start=1) for words in held.split("\n")]
    return [Line(words, at, page if len(pages) > 1 else 0) for at, (words, page) in enumerate(lines, start=1)]


def _later(module: str) -> Reader:
    """A reader whose libraries are loaded when a manuscript asks for them."""
    return lambda path, tracked: cast(
        "Received", import_module(f"blastline.audit.reading.{module}").read(path, tracked)
    )


READERS: Mapping[str, Reader] = {
    ".docx": _later("word"),
    ".md": _later("markdown"),
    ".markdown": _later("markdown"),
    ".txt": read_text,
    ".text": read_text,
    ".html": _later("html"),
    ".htm": _later("html"),
    ".pdf": _later("pdf_apart"),
}


def read_manuscript(path: Path, *, tracked: Tracked = "accepted") -> Manuscript:
    """
    The manuscript in a file: Word, Markdown, HTML, PDF or plain text, by its suffix.

    `tracked` says whether changes that Word tracks are taken as accepted or as rejected. ManuscriptError where the
    file cannot be read: it says why, and what to do.
    """
    known = ", ".join(dict.fromkeys(READERS))
    if path.is_dir():
        refuse(path, "it is a folder.", "Name the file that holds the manuscript.")
    if not path.exists():
        refuse(path, "there is no such file.", "See how it is spelt, and in which folder it lies.")
    if not path.is_file():
        refuse(path, "it is no file.", "Name the file that holds the manuscript.")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        named = quoted(path.suffix) if path.suffix else "no suffix"
        refuse(path, f"a manuscript with {named} is not known.", f"Known: {known}. Save it as one of these.")
    received = reader(path, tracked)
    if any(cells_of(piece) > MOST_CELLS for piece in received.pieces if isinstance(piece, Grid)):
        told = f"a table of it has more than {MOST_CELLS:,} cells, those that merged cells span counted."
        refuse(path, told, "Take it out: an audit reads the tables of an article.")
    manuscript = gathered(received)
    if not manuscript.sentences and not manuscript.tables and not manuscript.title:
        refuse(path, "no text is in it.", "Name the file that holds the manuscript; of a scan, the text is needed.")
    return manuscript
