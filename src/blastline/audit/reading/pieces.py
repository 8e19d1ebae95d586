"""What the readers hand on, whatever they read: headings, paragraphs and grids of cells, each with its lines."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read, its number counted from 1, and its page (0 where there are none)."""

    text: str
    number: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `level` is 0 where the file does not tell; a title is of the kind that heads the whole text."""

    line: Line
    level: int = 0
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph in its lines; `is_note` where the file says that it is a footnote."""

    lines: tuple[Line, ...]
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """
    One row of cells. What spans several columns or rows stands in each of them.

    `indent` is how far the first cell is moved in: what stands below a heading of rows is moved in further than it.
    """

    cells: tuple[str, ...]
    line: int
    page: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it was read; `head_rows` is how many rows head the columns, 0 where the file does not tell."""

    rows: tuple[GridRow, ...]
    head_rows: int = 0


Piece: TypeAlias = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Received:
    """A whole text as pieces in their order, the source by line, and what a person calls one of these lines."""

    pieces: tuple[Piece, ...]
    source: tuple[str, ...]
    line_is: str = "line"
