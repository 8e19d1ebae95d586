"""What an engine does: take rows in, run a plan, give rows back. Plans are Narwhals and know no engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import narwhals as nw

from blastline.errors import BlastlineError

if TYPE_CHECKING:
    import pyarrow as pa

# What a column holds, by name: the four kinds that every engine has.
Kinds = Mapping[str, str]
TEXT, NUMBER, WHOLE, TRUTH = "text", "number", "whole", "truth"


# What may separate the cells of a text file, and how the names of files end that can be looked into.
SEPARATORS, LEGIBLE = ",;\t|", (".csv", ".tsv", ".txt")


class EngineError(BlastlineError):
    """An engine that cannot be used here: why, and what to install."""


class Engine(Protocol):
    """DuckDB, Polars or another: the same plan gives the same rows on each."""

    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        """The rows as a lazy frame with exactly the columns of `kinds`; None is null."""
        ...

    def lay(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """The rows of an Arrow table as a lazy frame."""
        ...

    def arrow(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Run the plan into an Arrow table; Narwhals would load all of its Arrow side for it."""
        ...

    # Whether the rows of a frame of the user's own have an order that is to be kept.
    keeps_order: bool

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        """A CSV file with every column as text, a Parquet file or a folder of Parquet files with its own kinds."""
        ...

    def take(self, frame: Any) -> nw.LazyFrame[Any]:
        """A frame of this engine's own library, as it is."""
        ...

    def numbered(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The rows with `row`, from 1 in the order in which they come, as a further column."""
        ...

    def matched(self, rows: nw.LazyFrame[Any], found: nw.LazyFrame[Any], on: Sequence[str]) -> nw.LazyFrame[Any]:
        """The rows with what `found` has for the same keys, where a key that is not there is a key like any other."""
        ...

    def united(self, frame: nw.LazyFrame[Any], by: Sequence[str], bits: Sequence[str]) -> nw.LazyFrame[Any]:
        """One row a group, with every bit that any of its rows has in these columns of whole numbers."""
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


def separator_of(path: Path) -> str:
    """What separates the cells, which no engine is left to guess: what the first line has most of, else a comma."""
    if path.suffix.lower() not in LEGIBLE:
        return ","
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        first = file.readline()
    return max(SEPARATORS, key=first.count)
