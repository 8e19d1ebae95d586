"""Plans on Polars: in this process, in memory."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from blastline.engines.engine import NUMBER, TEXT, TRUTH, WHOLE, Kinds

TYPES: dict[str, Any] = {TEXT: pl.String, NUMBER: pl.Float64, WHOLE: pl.Int64, TRUTH: pl.Boolean}


class Polars:
    """An engine on Polars' lazy frames."""

    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        schema = {column: TYPES[kind] for column, kind in kinds.items()}
        columns = {column: [row[column] for row in rows] for column in kinds}
        return nw.from_native(pl.LazyFrame(columns, schema=schema))

    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = frame.collect().to_native().to_dicts()
        return rows
