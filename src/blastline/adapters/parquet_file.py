"""A table as a Parquet file: the same columns as a CSV file, every cell as text."""

from pathlib import Path
from typing import Any

from blastline.errors import Problem
from blastline.records.received import Place, ReceivedRow


def read_parquet(path: Path) -> tuple[list[str], dict[str, list[str]], list[Problem]]:
    """The names of the columns, and each column as text; an empty cell is empty text."""
    import pyarrow as pa  # noqa: PLC0415  # a quarter of a second to load, for those who have no Parquet
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(path)
        columns = {name: _texts(table[name], pa) for name in table.column_names}
    except (pa.ArrowException, OSError) as error:
        what = f"this is not a Parquet file that can be read ({str(error).splitlines()[0]})."
        return [], {}, [Problem(path.name, what, "Write it again, with columns of numbers, dates or text.")]
    return list(table.column_names), columns, []


def _texts(column: Any, arrow: Any) -> list[str]:
    return [text or "" for text in column.cast(arrow.string()).to_pylist()]


def rows_of(file: str, table: str, columns: dict[str, list[str]]) -> list[ReceivedRow]:
    """The rows that have any cell; they are counted from 1."""
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return [
        ReceivedRow(table, Place(file, number), dict(zip(names, (cell.strip() for cell in cells), strict=True)))
        for number, cells in enumerate(rows, start=1)
        if any(cell.strip() for cell in cells)
    ]
