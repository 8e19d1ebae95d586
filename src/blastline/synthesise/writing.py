"""Tables written as they come, each into one file: CSV for a spreadsheet, Parquet for a cluster."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

# No table of the study: what was spoilt in the others.
LISTED = "faults"


@contextmanager
def writers(folder: Path, kind: str) -> Iterator[Callable[[str, pa.Table], None]]:
    """Gives `write(name, rows)`, which may be called again with more rows of the same table."""
    opened: dict[str, Any] = {}
    with ExitStack() as stack:

        def write(name: str, rows: pa.Table) -> None:
            if name not in opened:
                opened[name] = stack.enter_context(_opened(folder, name, rows.schema, kind))
            opened[name].write_table(rows)

        yield write


def _opened(folder: Path, name: str, schema: pa.Schema, kind: str) -> Any:
    if name == LISTED:
        return pacsv.CSVWriter(folder / f"{name}.tsv", schema, write_options=pacsv.WriteOptions(delimiter="\t"))
    if kind == "parquet":
        return pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
    return pacsv.CSVWriter(folder / f"{name}.csv", schema, write_options=pacsv.WriteOptions(quoting_style="needed"))
