"""The table of a PDF, which keeps no cells: words that stand over each other are a column, beside each other a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from blastline.audit.reading.captions import is_caption, is_note, is_table_title
from blastline.audit.reading.pdf_page import PrintedLine, cells_of
from blastline.audit.reading.spaced_columns import Spot, aligned

# A title of a table may take as many lines before the first row; heads of columns may be broken into as many.
LONGEST_TITLE_LINES = 4
LONGEST_HEAD_LINES = 40
MOST_LINES = 5_000


@dataclass(slots=True)
class _Band:
    """What stands beside each other: one line of the table over all of its columns."""

    top: float
    foot: float
    spots: list[Spot]


def table_at(lines: Sequence[PrintedLine], title: int) -> tuple[int, int]:
    """Where the rows below a title begin and end; (0, 0) where none follow."""
    first = title + 1
    while first < len(lines) and first <= title + LONGEST_TITLE_LINES and _continues(lines[title], lines[first]):
        first += 1
    if first == len(lines):
        return 0, 0
    # Rows above their title stand in the next column of the page.
    edge = title if lines[first].top < lines[title].top else first
    end = _end(lines, first, lines[edge].boxes[0].left)
    return (first, end) if end > first else (0, 0)


def _continues(title: PrintedLine, line: PrintedLine) -> bool:
    """Whether a line is a further line of the title: of the same type, from the same edge."""
    same_type = abs(line.size - title.size) < 0.3 and line.is_bold == title.is_bold
    return same_type and not line.has_cells and abs(line.boxes[0].left - title.boxes[0].left) < 3 * title.size


def _end(lines: Sequence[PrintedLine], first: int, left: float) -> int:
    """
    Where the rows end: at a note, another title, or words as wide as the table from the edge where text begins.

    A cell of several lines makes lines of its own; they are short, or stand away from that edge.
    """
    end = last = first
    right = left
    for at in range(first, min(len(lines), first + MOST_LINES)):
        line = lines[at]
        if line.has_cells:
            left, right = min(left, line.boxes[0].left), max(right, line.boxes[-1].right)
        is_inside = line.boxes[0].left > left + 3 * line.size
        if line.foot > lines[first].top + line.size:
            break  # the text goes on at the head of the next column
        if is_table_title(line.text) or is_caption(line.text) or (is_note(line.text) and not is_inside):
            break
        if line.has_cells or (is_inside and end == last):
            end = last = at + 1
        elif is_inside or _is_short(line, right - left):
            last = at + 1
        else:
            break
        if at - end > LONGEST_HEAD_LINES:
            break
    return end if any(line.has_cells for line in lines[first:end]) else first


def _is_short(line: PrintedLine, width: float) -> bool:
    return line.boxes[-1].right - line.boxes[0].left < 0.5 * width and not line.text.rstrip().endswith(".")


def rows_of(page: Any, lines: Sequence[PrintedLine]) -> list[tuple[str, ...]]:
    """The rows of a table, the lines of each cell put together where rows stand further apart than lines do."""
    bands = _bands(page, lines)
    rows = aligned([band.spots for band in bands])
    gaps = [upper.foot - lower.top for upper, lower in pairwise(bands)]
    if not gaps or max(gaps) < 1.6 * max(min(gaps), 1.0):
        return rows
    wide = (max(min(gaps), 0.0) + max(gaps)) / 2
    merged = [rows[0]]
    for row, gap in zip(rows[1:], gaps, strict=True):
        if gap < wide:
            merged[-1] = tuple(" ".join(filter(None, pair)) for pair in zip(merged[-1], row, strict=True))
        else:
            merged.append(row)
    return merged


def _bands(page: Any, lines: Sequence[PrintedLine]) -> list[_Band]:
    """The lines of a table from its top down. A page may draw them column by column."""
    bands: list[_Band] = []
    for line in sorted(lines, key=lambda line: -line.top):
        middle = (line.top + line.foot) / 2
        if bands and bands[-1].foot < middle:
            bands[-1].foot = min(bands[-1].foot, line.foot)
        else:
            bands.append(_Band(line.top, line.foot, []))
        bands[-1].spots += cells_of(page, line)
    for band in bands:
        band.spots.sort(key=lambda spot: spot.left)
    return bands
