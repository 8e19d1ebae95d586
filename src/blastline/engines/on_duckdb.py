"""Plans on DuckDB: in this process, out of core where a cohort is larger than memory."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import duckdb
import narwhals as nw

from blastline.engines.engine import NUMBER, TEXT, TRUTH, WHOLE, Kinds

TYPES = {TEXT: "VARCHAR", NUMBER: "DOUBLE", WHOLE: "BIGINT", TRUTH: "BOOLEAN"}


class DuckDB:
    """An engine on a database in memory that is gone with the object."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self._names = (f"frame_{number}" for number in count())

    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        name = next(self._names)
        columns = ", ".join(f'"{column}" {TYPES[kind]}' for column, kind in kinds.items())
        self.connection.execute(f"CREATE TABLE {name} ({columns})")
        if rows:
            self._fill(name, rows, kinds)
        return nw.from_native(self.connection.table(name))

    def _fill(self, name: str, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> None:
        # One statement for all rows: row by row, DuckDB needs a thousand times as long.
        one = f"({', '.join('?' * len(kinds))})"
        values = [row[column] for row in rows for column in kinds]
        self.connection.execute(f"INSERT INTO {name} VALUES {', '.join([one] * len(rows))}", values)

    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        native = frame.to_native()
        return [dict(zip(native.columns, row, strict=True)) for row in native.fetchall()]
