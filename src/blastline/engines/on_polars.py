"""Plans on Polars: in this process, in memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from blastline.engines.engine import NUMBER, TEXT, TRUTH, WHOLE, Kinds, separator_of

if TYPE_CHECKING:
    import pyarrow as pa

TYPES: dict[str, Any] = {TEXT: pl.String, NUMBER: pl.Float64, WHOLE: pl.Int64, TRUTH: pl.Boolean}


class Polars:
    """An engine on Polars' lazy frames."""

    keeps_order = True

    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        schema = {column: TYPES[kind] for column, kind in kinds.items()}
        columns = {column: [row[column] for row in rows] for column in kinds}
        return nw.from_native(pl.LazyFrame(columns, schema=schema))

    def lay(self, table: "pa.Table") -> nw.LazyFrame[Any]:
        return nw.from_native(pl.DataFrame(table).lazy())

    def arrow(self, frame: nw.LazyFrame[Any]) -> "pa.Table":
        return frame.to_native().collect().to_arrow()

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        if path.is_dir() or path.suffix == ".parquet":
            return nw.from_native(pl.scan_parquet(path / "*.parquet" if path.is_dir() else path))
        return nw.from_native(pl.scan_csv(path, infer_schema=False, separator=separator_of(path)))

    def take(self, frame: pl.LazyFrame) -> nw.LazyFrame[Any]:
        return nw.from_native(frame.lazy())

    def numbered(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        numbered = frame.to_native().with_row_index("row", offset=1)
        whole: nw.LazyFrame[Any] = nw.from_native(numbered.with_columns(pl.col("row").cast(pl.Int64)))
        return whole

    def matched(self, rows: nw.LazyFrame[Any], found: nw.LazyFrame[Any], on: Sequence[str]) -> nw.LazyFrame[Any]:
        joined = rows.to_native().join(found.to_native(), on=list(on), how="inner", nulls_equal=True)
        matched: nw.LazyFrame[Any] = nw.from_native(joined)
        return matched

    def united(self, frame: nw.LazyFrame[Any], by: Sequence[str], bits: Sequence[str]) -> nw.LazyFrame[Any]:
        united: nw.LazyFrame[Any] = nw.from_native(frame.to_native().group_by(by).agg(pl.col(bits).bitwise_or()))
        return united

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        kept: nw.LazyFrame[Any] = nw.from_native(frame.collect().to_native().lazy())
        return kept

    def write(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        # Rows go to the file as they come, so that a table larger than memory can be written.
        native = frame.to_native()
        if path.suffix != ".parquet":
            native.sink_csv(path)
            return
        try:
            native.sink_parquet(path)
        except pl.exceptions.ComputeError as error:
            # So Polars calls it where the end of the file, which is written last, finds no room.
            if "thrift: transport error" not in str(error):
                raise
            raise OSError("the end of the file could not be written; the disk may be full") from error

    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = frame.collect().to_native().to_dicts()
        return rows
