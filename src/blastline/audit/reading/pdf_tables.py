"""The table of a PDF, which keeps no cells: words that stand over each other are a column, beside each other a row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Any

from blastline.audit.reading.captions import is_caption, is_note, is_table_title
from blastline.audit.reading.pdf_page import PrintedLine, cells_of
from blastline.audit.reading.spaced_columns import Spot, aligned

# A title of a table may take as many lines before the first row; heads of columns may be broken into as many.
LONGEST_TITLE_LINES = 4
LONGEST_HEAD_LINES = 40
MOST_LINES = 5_000


_CONTINUED = re.compile(r"(?i)\bcont(?:inued|d|\.)")


@dataclass(frozen=True, slots=True)
class Part:
    """What one page holds of a table: the text layer of the page, and the lines."""

    page: Any
    lines: Sequence[PrintedLine]


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
    end = _end(lines, first, lines[edge].boxes[0].left, lines[edge].top)
    return (first, end) if end > first else (0, 0)


def _continues(title: PrintedLine, line: PrintedLine) -> bool:
    """Whether a line is a further line of the title: of the same type, from the same edge."""
    same_type = abs(line.size - title.size) < 0.3 and line.is_bold == title.is_bold
    return same_type and not line.has_cells and abs(line.boxes[0].left - title.boxes[0].left) < 3 * title.size


def _end(lines: Sequence[PrintedLine], first: int, left: float, top: float) -> int:
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
        if line.foot > top + line.size:
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


def goes_on(parts: Sequence[Part], lines: Sequence[PrintedLine], page: Any) -> tuple[int, int]:
    """
    Where the rows of a table that filled its page begin and end on the next one; (0, 0) where it does not go on.

    It does where cells stand at the head of that page, below a repeated title or none, in the columns of the table.
    """
    first = 1 if lines and is_table_title(lines[0].text) and _CONTINUED.search(lines[0].text) else 0
    if len(lines) <= first or not lines[first].has_cells:
        return 0, 0
    left = min(line.boxes[0].left for line in parts[0].lines)
    end = _end(lines, first, left, inf)
    columns = [
        len(aligned([band.spots for part in them for band in _bands(part)])[0])
        for them in (parts, (*parts, Part(page, lines[first:end])))
        if end > first
    ]
    return (first, end) if columns and columns[1] >= columns[0] else (0, 0)


def rows_of(parts: Sequence[Part]) -> list[list[tuple[str, ...]]]:
    """
    The rows of a table on each of its pages, the lines of each cell put together where rows stand further apart.

    The heads of the columns, which further pages repeat, are told once.
    """
    bands = [_bands(part) for part in parts]
    bands = [bands[0], *(them[_repeated(bands[0], them) :] for them in bands[1:])]
    rows = iter(aligned([band.spots for them in bands for band in them]))
    gaps = [upper.foot - lower.top for them in bands for upper, lower in pairwise(them)]
    wide = (max(min(gaps), 0.0) + max(gaps)) / 2 if gaps and max(gaps) >= 1.6 * max(min(gaps), 1.0) else -inf
    return [_merged(them, [next(rows) for _ in them], wide) for them in bands]


def _repeated(first: Sequence[_Band], bands: Sequence[_Band]) -> int:
    """How many bands at the head of a page say what the head of the table says."""
    said = [[[spot.text for spot in band.spots] for band in them] for them in (first, bands)]
    return next((at for at, (one, other) in enumerate(zip(*said, strict=False)) if one != other), 0)


def _merged(bands: Sequence[_Band], rows: Sequence[tuple[str, ...]], wide: float) -> list[tuple[str, ...]]:
    merged = list(rows[:1])
    for row, (upper, lower) in zip(rows[1:], pairwise(bands), strict=True):
        if upper.foot - lower.top < wide:
            merged[-1] = tuple(" ".join(filter(None, pair)) for pair in zip(merged[-1], row, strict=True))
        else:
            merged.append(row)
    return merged


def _bands(part: Part) -> list[_Band]:
    """The lines of a table from its top down. A page may draw them column by column."""
    bands: list[_Band] = []
    for line in sorted(part.lines, key=lambda line: -line.top):
        middle = (line.top + line.foot) / 2
        if bands and bands[-1].foot < middle:
            bands[-1].foot = min(bands[-1].foot, line.foot)
        else:
            bands.append(_Band(line.top, line.foot, []))
        bands[-1].spots += cells_of(part.page, line)
    for band in bands:
        band.spots.sort(key=lambda spot: spot.left)
    return bands
