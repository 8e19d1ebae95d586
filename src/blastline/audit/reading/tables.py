"""A grid of cells as a table whose columns and rows are named; its panels become tables of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from blastline.audit.manuscript import Place, Sentence, TextCell, TextTable
from blastline.audit.reading.pieces import Grid, GridRow
from blastline.audit.reading.signs import decoded_cell

PANEL = re.compile(r"(?:Panel\s+)?\(?([A-H])[.):]?", re.IGNORECASE)
# Below the heads of columns, "(n = 5)" and "%" still head them; 12 and "5.8–28.4" are the first patient's.
_HEADS = re.compile(r"[A-Za-z%µ]")
_VALUE = re.compile(r"[<>≤≥~]?\s?[-+]?\d[\d.,]*\s?(?:%|\(.*\)|(?:-|–|to|/|±)\s?\d.*)?")
# What heads the first column, where a row of heads above it leaves that place empty.
_STUB = re.compile(
    r"(?:study )?(?:patients?|pts?|cases?|subjects?)(?: (?:no\.?|number|id))?|no\.?|number|id|upn|characteristics?"
    r"|variables?|parameters?|(?:adverse )?events?|terms?|items?|outcomes?|toxicity|group|measurement",
    re.IGNORECASE,
)
MOST_HEAD_ROWS = 4


def tables_of(grid: Grid, number: str, title: str, notes: tuple[Sentence, ...], section: str) -> Iterator[TextTable]:
    """The table of a grid, or one for each of its panels A, B, …, which are called "Table 1A" and "Table 1B"."""
    rows = _filled(grid.rows)
    for letter, panel in _panels(rows):
        if panel:
            name = f"{number}{letter}"
            yield _table(panel, 0 if letter else grid.head_rows, name, title, notes, section)


def _filled(rows: Sequence[GridRow]) -> list[GridRow]:
    """Rows of one width, their signs decoded, without rows and columns in which nothing stands."""
    width = max((len(row.cells) for row in rows), default=0)
    read = {cell: decoded_cell(cell) for row in rows for cell in row.cells}
    decoded = [
        replace(row, cells=tuple(read[cell] for cell in row.cells) + ("",) * (width - len(row.cells))) for row in rows
    ]
    used = [at for at in range(width) if any(row.cells[at] for row in decoded)]
    return [replace(row, cells=tuple(row.cells[at] for at in used)) for row in decoded if any(row.cells)]


def _panels(rows: Sequence[GridRow]) -> Iterator[tuple[str, list[GridRow]]]:
    letter, panel = "", list[GridRow]()
    for row in rows:
        found = PANEL.fullmatch(alone(row))
        # A panel begins in order: "C" alone in a row may be a blood group.
        if found and found[1].upper() == (chr(ord(letter) + 1) if letter else "A"):
            yield letter, panel
            letter, panel = found[1].upper(), []
        else:
            panel.append(row)
    yield letter, panel


def alone(row: GridRow) -> str:
    """The words of a row that holds nothing else, in its first cell or over all of its columns; else ""."""
    first, *others = row.cells
    return first if first and all(cell in ("", first) for cell in others) else ""


def _table(
    rows: list[GridRow], head_rows: int, number: str, title: str, notes: tuple[Sentence, ...], section: str
) -> TextTable:
    # A column that only another panel uses is none of this one.
    width = max((at + 1 for row in rows for at, cell in enumerate(row.cells) if cell), default=0)
    rows = [replace(row, cells=row.cells[:width]) for row in rows]
    heads = head_rows if 0 < head_rows < len(rows) else _head_rows(rows)
    header = _joined(rows[:heads])
    at = Place(section, rows[0].line, rows[0].page, number)
    return TextTable(number, title, header, tuple(_body(rows[heads:], header, at)), notes, at)


def _head_rows(rows: Sequence[GridRow]) -> int:
    """How many rows head the columns: the first, and each after it that names no row and holds no value."""
    heads = 1
    for row in rows[1 : min(len(rows) - 1, MOST_HEAD_ROWS)]:
        over_stub = not rows[0].cells[0] and _STUB.fullmatch(row.cells[0])
        if not (row.cells[0] in ("", rows[0].cells[0]) or over_stub) or not all(
            _may_head(cell) for cell in row.cells[1:]
        ):
            break
        heads += 1
    return heads


def _may_head(cell: str) -> bool:
    return not cell or (bool(_HEADS.search(cell) or cell == "%") and not _VALUE.fullmatch(cell))


def _joined(heads: Sequence[GridRow]) -> tuple[str, ...]:
    """Several rows of heads as one: "Toxicity grade: Neutrophils". A head that was merged over columns is in each."""
    upper = [list(row.cells) for row in heads]
    for row, below in pairwise(upper):
        for at in range(1, len(row)):
            if not row[at] and below[at] and below[at - 1] and at > 1:
                row[at] = row[at - 1]
    columns = zip(*upper, strict=True)
    return tuple(": ".join(dict.fromkeys(head for head in column if head)) for column in columns)


def _body(rows: Sequence[GridRow], header: Sequence[str], table: Place) -> Iterator[tuple[TextCell, ...]]:
    """The rows; what is moved in below a heading of rows is called after both ("Sex: Female")."""
    group, group_indent = "", 0
    for row in rows:
        label = row.cells[0]
        if row.indent <= group_indent:
            group = ""
        if group and label:
            label = f"{group}: {label}"
        elif all(not cell or cell == row.cells[0] for cell in row.cells[1:]) and row.cells[0]:
            group, group_indent = row.cells[0].rstrip(":"), row.indent
        yield tuple(
            TextCell(cell, replace(table, line=row.line, page=row.page, row=label, column=head))
            for cell, head in zip(_once(row.cells), header, strict=True)
        )


def _once(cells: tuple[str, ...]) -> tuple[str, ...]:
    """A heading of rows that spans all columns is told in the first of them."""
    return (cells[0], *("" for _ in cells[1:])) if len(cells) > 2 and len(set(cells)) == 1 else cells
