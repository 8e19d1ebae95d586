"""Tables whose columns are held apart by spaces, or by their places on a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from blastline.audit.reading.pieces import Line

_CELL = re.compile(r"\S+(?: \S+)*")
FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of a line, and from where to where it reaches."""

    text: str
    left: float
    right: float


def cells_of_spaced(block: Sequence[Line]) -> list[tuple[str, ...]]:
    """The rows of a block whose columns are two spaces or more apart; none where it is no table."""
    rows = [[Spot(found[0], found.start(), found.end()) for found in _CELL.finditer(line.text)] for line in block]
    if len(rows) < FEWEST_ROWS or sum(len(row) > 1 for row in rows) < max(FEWEST_ROWS, len(rows) * 0.6):
        return []
    return aligned(rows)


def aligned(rows: Sequence[Sequence[Spot]]) -> list[tuple[str, ...]]:
    """
    Cells in columns: those that lie over each other stand in one.

    A head that lies over several columns, and so would join them, does not make one of them: it stands in each.
    """
    columns = _columns(rows)
    return [tuple(_cell(row, left, right) for left, right in columns) for row in rows]


def _columns(rows: Sequence[Sequence[Spot]]) -> list[tuple[float, float]]:
    most = max(len(row) for row in rows)
    # The rows that fill most columns say where the columns are.
    full = [row for row in rows if len(row) >= most - 1 and len(row) > 1]
    spots = sorted((spot.left, spot.right) for row in full for spot in row)
    columns: list[tuple[float, float]] = []
    for left, right in spots:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _cell(row: Sequence[Spot], left: float, right: float) -> str:
    return " ".join(spot.text for spot in row if spot.left < right and left < spot.right)
