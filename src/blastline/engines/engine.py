"""What an engine does: take rows in, run a plan, give rows back. Plans are Narwhals and know no engine."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw

from blastline.errors import BlastlineError

# What a column holds, by name: the four kinds that every engine has.
Kinds = Mapping[str, str]
TEXT, NUMBER, WHOLE, TRUTH = "text", "number", "whole", "truth"


class EngineError(BlastlineError):
    """An engine that cannot be used here: why, and what to install."""


class Engine(Protocol):
    """DuckDB, Polars or another: the same plan gives the same rows on each."""

    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        """The rows as a lazy frame with exactly the columns of `kinds`; None is null."""
        ...

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        """A CSV file, a Parquet file or a folder of Parquet files, every column as text, with `row` from 1 in order."""
        ...

    def take(self, frame: Any) -> nw.LazyFrame[Any]:
        """A frame of this engine's own library, every column as text, with `row` from 1 in order."""
        ...

    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Run the plan once and go on from what came out."""
        ...

    def write(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        """Run the plan into a file: Parquet where the name ends so, else CSV."""
        ...

    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        """Run the plan; the order of the rows is not defined."""
        ...
