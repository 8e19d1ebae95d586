"""A page of a PDF as lines: where each stands, how large and bold its type is, what is raised, where cells begin."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from blastline.audit.reading.signs import raised
from blastline.audit.reading.spaced_columns import Spot

BOLD_FROM = 600
# A smaller piece that stands this part of the line's height above its foot is raised.
RAISED_BY, RAISED_SIZE = 0.15, 0.9
# Figures are two thirds as high as their type is large; those that a type has for powers, a third to a half.
SMALL_FIGURES = 0.52
# Pieces of a line further apart than this, in sizes of its type, are cells.
CELLS_APART = 0.7
# Where lines end; pdfium has a sign of its own for the hyphen at which a line breaks a word.
BROKEN = "\ufffe"
_BREAK = re.compile(f"(\r\n|{BROKEN})")


@dataclass(frozen=True, slots=True)
class Box:
    """Where a piece of a line stands, in points from the left and the foot of the page."""

    left: float
    foot: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page: its words, the boxes of its pieces, the size of its type, whether all of it is bold."""

    text: str
    start: int
    boxes: tuple[Box, ...]
    size: float
    is_bold: bool

    @property
    def foot(self) -> float:
        return max(self.boxes, key=lambda box: box.right - box.left).foot

    @property
    def top(self) -> float:
        return max(self.boxes, key=lambda box: box.right - box.left).top

    @property
    def has_cells(self) -> bool:
        """Whether pieces of it stand so far apart that it may be a row of a table."""
        pairs = zip(self.boxes, self.boxes[1:], strict=False)
        return any(after.left - before.right > CELLS_APART * self.size for before, after in pairs)


def lines_on(page: Any) -> Iterator[PrintedLine]:
    """The lines of a page's text layer, in the order in which the page draws them."""
    start = 0
    parts = [*_BREAK.split(page.get_text_range()), ""]
    for words, end in zip(parts[::2], parts[1::2], strict=True):
        shown = words + "-" if end == BROKEN else words
        count = pdfium.FPDFText_CountRects(page.raw, start, len(shown)) if words.strip() else 0
        if count > 0:
            first = start + len(words) - len(words.lstrip())
            last = start + len(words.rstrip()) - 1
            boxes = tuple(Box(*page.get_rect(at)) for at in range(count))
            size = pdfium.FPDFText_GetFontSize(page.raw, first)
            yield PrintedLine(shown, start, boxes, size, _is_bold(page, first) and _is_bold(page, last))
        start += len(words) + len(end)


def _is_bold(page: Any, at: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(page.raw, at, name, 128, ctypes.byref(flags))
    return b"bold" in name.value.lower() or pdfium.FPDFText_GetFontWeight(page.raw, at) >= BOLD_FROM


def words_of(page: Any, line: PrintedLine) -> str:
    """The words of a line with what is raised told as such: "10^9/L"."""
    height = max(box.top - box.foot for box in line.boxes)
    high = [box for box in line.boxes if box.foot > line.foot + RAISED_BY * height]
    if not high:
        return line.text
    said = ""
    for piece in _pieces(page, line):
        is_raised = piece.box in high and _is_small(page, piece, line) and not piece.text.strip().isalpha()
        said += raised(said, piece.text) if is_raised else piece.text
    return said


def _is_small(page: Any, piece: "_Piece", line: PrintedLine) -> bool:
    """Whether a piece is set smaller than its line: in smaller type, or in the type's own small figures."""
    if piece.text.strip().isdigit() and piece.box.top - piece.box.foot < SMALL_FIGURES * line.size:
        return True
    return float(pdfium.FPDFText_GetFontSize(page.raw, piece.start)) < RAISED_SIZE * line.size


def cells_of(page: Any, line: PrintedLine) -> list[Spot]:
    """The cells of a line: its pieces, those put together that stand as near as words."""
    spots: list[Spot] = []
    for piece in _pieces(page, line):
        box = piece.box
        if spots and box.left - spots[-1].right <= CELLS_APART * line.size:
            spots[-1] = Spot(spots[-1].text + piece.text, spots[-1].left, box.right)
        elif piece.text.strip():
            spots.append(Spot(piece.text, box.left, box.right))
    return [Spot(" ".join(spot.text.split()), spot.left, spot.right) for spot in spots]


@dataclass(frozen=True, slots=True)
class _Piece:
    """The words in one box of a line, and where they begin in the text of the page."""

    text: str
    start: int
    box: Box


def _pieces(page: Any, line: PrintedLine) -> list[_Piece]:
    """The words of each box of a line. A space has no box of its own and stays with what stands before it."""
    pieces: list[_Piece] = []
    for at, letter in enumerate(line.text, start=line.start):
        box = None if letter.isspace() else _box_at(line.boxes, _middle(page, at))
        if pieces and (box is None or box == pieces[-1].box):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + letter)
        else:
            pieces.append(_Piece(letter, at, box or line.boxes[0]))
    return pieces


def _middle(page: Any, at: int) -> tuple[float, float]:
    sides = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(page.raw, at, *(ctypes.byref(side) for side in sides))
    left, right, foot, top = (side.value for side in sides)
    return (left + right) / 2, (foot + top) / 2


def _box_at(boxes: Sequence[Box], point: tuple[float, float]) -> Box | None:
    across, up = point
    return next(
        (box for box in boxes if box.left - 0.5 <= across <= box.right + 0.5 and box.foot - 0.5 <= up <= box.top + 0.5),
        None,
    )
