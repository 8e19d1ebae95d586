"""Plans on DuckDB: in this process, out of core where a cohort is larger than memory."""

import os
import re
import shutil
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import duckdb
import narwhals as nw

from blastline.engines.engine import NUMBER, TEXT, TRUTH, WHOLE, EngineError, Kinds, separator_of

if TYPE_CHECKING:
    import pyarrow as pa

# How much memory DuckDB may take, unless the environment says more; beyond it, it goes on on disk.
MEMORY, ENOUGH = "BLASTLINE_MEMORY", "1GB"
MANY = 2000
ARROW = {TEXT: "string", NUMBER: "float64", WHOLE: "int64", TRUTH: "bool_"}
# What DuckDB says first of a line of CSV that it cannot read.
OF_A_LINE = re.compile(r"CSV Error on Line: (\d+)\n(?:Original Line:.*\n)?(.*)")
TYPES = {TEXT: "VARCHAR", NUMBER: "DOUBLE", WHOLE: "BIGINT", TRUTH: "BOOLEAN"}


def _name(column: str) -> str:
    """A column as SQL writes it, whatever its user has called it."""
    return '"' + column.replace('"', '""') + '"'


@contextmanager
def _in_words() -> Iterator[None]:
    """
    What DuckDB says of a line that cannot be read, in its first words, and where neither memory nor the disk that it
    spills to has room, with what leads on.
    """
    try:
        yield
    except duckdb.InvalidInputException as error:
        found = OF_A_LINE.search(str(error))
        if not found:
            raise
        raise EngineError(f"line {found[1]} of the table cannot be read: {found[2].strip()}. Correct it.") from None
    except duckdb.OutOfMemoryException:
        told = f"there is no room left in memory, nor on the disk of {gettempdir()}, where what does not fit it is kept"
        way_out = f"Make room there, name another place in TMPDIR, or allow more memory, such as {MEMORY}=16GB."
        raise EngineError(f"{told}. {way_out}") from None


class DuckDB:
    """An engine on a database in memory that is gone with the object."""

    keeps_order = False

    def __init__(self) -> None:
        # Made where it is needed, gone with the object, and never in the folder in which somebody happens to stand.
        spilt = Path(gettempdir()) / f"blastline-{uuid4().hex}"
        weakref.finalize(self, shutil.rmtree, spilt, ignore_errors=True)
        settings: dict[str, Any] = {"memory_limit": os.environ.get(MEMORY, ENOUGH), "temp_directory": str(spilt)}
        try:
            self.connection = duckdb.connect(config=settings)
        except duckdb.ParserException:
            told = f'{MEMORY} is "{os.environ.get(MEMORY)}" in the environment; write an amount of memory such as 16GB'
            raise EngineError(told) from None
        self._names = (f"frame_{number}" for number in count())

    @_in_words()
    def frame(self, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> nw.LazyFrame[Any]:
        name = next(self._names)
        columns = ", ".join(f'"{column}" {TYPES[kind]}' for column, kind in kinds.items())
        self.connection.execute(f"CREATE TABLE {name} ({columns})")
        if rows:
            self._fill(name, rows, kinds)
        return nw.from_native(self.connection.table(name))

    def _fill(self, name: str, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> None:
        if len(rows) > MANY:
            self._fill_from_columns(name, rows, kinds)
            return
        # One statement for all rows: row by row, DuckDB needs a thousand times as long.
        one = f"({', '.join('?' * len(kinds))})"
        values = [row[column] for row in rows for column in kinds]
        self.connection.execute(f"INSERT INTO {name} VALUES {', '.join([one] * len(rows))}", values)

    def _fill_from_columns(self, name: str, rows: Sequence[Mapping[str, Any]], kinds: Kinds) -> None:
        import pyarrow as pa  # noqa: PLC0415  # a quarter of a second to load, and only worth it for many rows

        table = pa.table(
            {
                column: pa.array([row[column] for row in rows], getattr(pa, ARROW[kind])())
                for column, kind in kinds.items()
            }
        )
        self.connection.register("filling", table)
        self.connection.execute(f"INSERT INTO {name} SELECT * FROM filling")
        self.connection.unregister("filling")

    @_in_words()
    def lay(self, table: "pa.Table") -> nw.LazyFrame[Any]:
        name = next(self._names)
        self.connection.register("laid", table)
        self.connection.execute(f"CREATE TABLE {name} AS FROM laid")
        self.connection.unregister("laid")
        return nw.from_native(self.connection.table(name))

    @_in_words()
    def arrow(self, frame: nw.LazyFrame[Any]) -> "pa.Table":
        return frame.to_native().to_arrow_table()

    def scan(self, path: Path) -> nw.LazyFrame[Any]:
        if path.is_dir() or path.suffix == ".parquet":
            return nw.from_native(self.connection.read_parquet(str(path / "*.parquet" if path.is_dir() else path)))
        how: dict[str, Any] = {"all_varchar": True, "header": True, "delimiter": separator_of(path)}
        try:
            return nw.from_native(self.connection.read_csv(str(path), **how, quotechar='"', escapechar='"'))
        except duckdb.InvalidInputException:
            # A row with too few cells, which elsewhere has empty ones at its end; DuckDB then reads more slowly.
            return nw.from_native(self.connection.read_csv(str(path), **how, null_padding=True))

    @_in_words()
    def take(self, frame: Any) -> nw.LazyFrame[Any]:
        # The relation belongs to a connection of the user's; its rows stream into ours.
        name = next(self._names)
        self.connection.register("taken", frame.to_arrow_reader())
        try:
            self.connection.execute(f"CREATE TABLE {name} AS FROM taken")
        finally:
            self.connection.unregister("taken")
        return nw.from_native(self.connection.table(name))

    def numbered(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        numbered: nw.LazyFrame[Any] = nw.from_native(frame.to_native().project("*, row_number() OVER () AS row"))
        return numbered

    def matched(self, rows: nw.LazyFrame[Any], found: nw.LazyFrame[Any], on: Sequence[str]) -> nw.LazyFrame[Any]:
        left, right = rows.to_native().set_alias("l"), found.to_native().set_alias("r")
        same = " AND ".join(f"l.{_name(column)} IS NOT DISTINCT FROM r.{_name(column)}" for column in on)
        columns = [f"l.{_name(column)}" for column in left.columns]
        columns += [f"r.{_name(column)}" for column in right.columns if column not in on]
        matched: nw.LazyFrame[Any] = nw.from_native(left.join(right, same, "inner").project(", ".join(columns)))
        return matched

    def united(self, frame: nw.LazyFrame[Any], by: Sequence[str], bits: Sequence[str]) -> nw.LazyFrame[Any]:
        groups = ", ".join(map(_name, by))
        wanted = ", ".join(f"bit_or({_name(column)}) AS {_name(column)}" for column in bits)
        united: nw.LazyFrame[Any] = nw.from_native(frame.to_native().aggregate(f"{groups}, {wanted}", groups))
        return united

    @_in_words()
    def keep(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        name = next(self._names)
        frame.to_native().create(name)
        return nw.from_native(self.connection.table(name))

    @_in_words()
    def write(self, frame: nw.LazyFrame[Any], path: Path) -> None:
        native = frame.to_native()
        if path.suffix == ".parquet":
            # Rows that nobody sorted may come in any order, which takes less time and memory.
            self.connection.execute("SET preserve_insertion_order = false")
            native.write_parquet(str(path))
            self.connection.execute("RESET preserve_insertion_order")
        else:
            native.write_csv(str(path))

    @_in_words()
    def rows(self, frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
        native = frame.to_native()
        return [dict(zip(native.columns, row, strict=True)) for row in native.fetchall()]
