"""Cells that span columns and rows, laid out so that every place of a table holds its words."""

from collections.abc import Sequence
from dataclasses import dataclass

# Wider and longer than any printed table; a span of a million would fill the memory.
MOST_COLUMNS = 200
MOST_ROWS_SPANNED = 2_000


@dataclass(frozen=True, slots=True)
class Spanning:
    """The words of a cell, and how many columns and rows it spans; 0 rows are all that follow."""

    text: str
    columns: int = 1
    rows: int = 1


def spread(rows: Sequence[Sequence[Spanning]]) -> list[list[str]]:
    """Each row with a text for every column: a cell that spans several stands in each."""
    filled: list[list[str]] = []
    reaching: dict[int, tuple[str, int]] = {}
    for row in rows:
        line: list[str] = []
        cells = iter(row)
        cell = next(cells, None)
        while (cell is not None or len(line) in reaching) and len(line) < MOST_COLUMNS:
            column = len(line)
            if column in reaching:
                text, left = reaching.pop(column)
                line.append(text)
                if left > 1:
                    reaching[column] = (text, left - 1)
                continue
            assert cell is not None
            down = min(cell.rows or MOST_ROWS_SPANNED, MOST_ROWS_SPANNED)
            for at in range(column, min(column + max(1, cell.columns), MOST_COLUMNS)):
                line.append(cell.text)
                if down > 1:
                    reaching[at] = (cell.text, down - 1)
            cell = next(cells, None)
        filled.append(line)
    return filled
