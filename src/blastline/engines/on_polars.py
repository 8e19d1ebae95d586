"""Plans on Polars: in this process, in memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import polars.selectors as cs

from blastline.engines.engine import NUMBER, TEXT, TRUTH, WHOLE, Kinds

TYPES: dict[str, Any] = {TEXT: pl.String, NUMBER: pl.Float64, WHOLE: pl.Int64, TRUTH: pl.Boolean}


class Polars:
    """An engine on Polars' lazy frames."""

    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        schema = {column: TYPES[kind] for column, kind in kinds.items()}
        columns = {column: [row[column] for row in rows] for column in kinds}
        return nw.from_native(pl.LazyFrame(columns, schema=schema))

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        if path.is_dir() or path.suffix == ".parquet":
            read = pl.scan_parquet(path / "*.parquet" if path.is_dir() else path)
        else:
            read = pl.scan_csv(path, infer_schema=False)
        return self.take(read)

    def take(self, frame: pl.LazyFrame) -> nw.LazyFrame[Any]:
        texts = frame.with_columns(cs.float().fill_nan(None)).cast(pl.String)
        numbered = texts.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
        return nw.from_native(numbered.lazy())

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        kept: nw.LazyFrame[Any] = nw.from_native(frame.collect().to_native().lazy())
        return kept

    def write(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        native = frame.collect().to_native()
        if path.suffix == ".parquet":
            native.write_parquet(path)
        else:
            native.write_csv(path)

    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = frame.collect().to_native().to_dicts()
        return rows
