"""The rows of a laboratory table with their grades."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.engines.choose import engine as engine_of
from blastline.engines.engine import Engine
from blastline.engines.own_frames import of_engine, taken
from blastline.errors import near, quoted
from blastline.grading.assessments import Assessments, assess
from blastline.grading.columns import GradingError, Say, as_they_came, key, said, scanned
from blastline.grading.grades import (
    ENDS,
    derive_grades,
    directions,
    prefix,
)
from blastline.grading.keyed import rows_that_ask, with_assessments
from blastline.grading.opening import Opened, Rules, open_table
from blastline.grading.readings import IN_MEMORY
from blastline.whole_files import refuse_file, replacing

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Graded:
    """How many rows a table had, and of their grades how many are decided, open, or not assessed."""

    rows: int
    decided: int
    open: int
    not_graded: int


def grade(
    file: Path,
    criteria: Sequence[str],
    out: Path,
    *,
    mapping: str = "plain",
    first_doses: Path | None = None,
    columns: Sequence[str] = ("*",),
    engine: str = "duckdb",
    say: Say = lambda _: None,
) -> Graded:
    """
    Grade every row of a laboratory table (CSV, Parquet, a folder of Parquet) and write the rows with their grades.

    `criteria` are ids or sets, several side by side. Each input row comes out once, with the columns of each set: the
    criterion and both ends of the grade for what is low and for what is high, and the reason where they are open or
    not assessed. `columns` are those to be written, by name or pattern such as "*_surely". A CSV has its rows in the
    order of the input; Parquet has them as the engine leaves them. `first_doses` is an SDTM DM or EX table, from which
    days are counted where the table has dates and no days. `out` is complete or is not there. GradingError where a
    needed column is missing, OutputError where nothing can be written.
    """
    refuse_file(out, (file, first_doses))
    here = engine_of(engine)
    say(f"Reading {file.name}")
    doses = scanned(here, first_doses) if first_doses else None
    opened = open_table(here, scanned(here, file), criteria, mapping, (str(file), str(first_doses)), doses)
    wanted = _wanted([*opened.table.columns, *opened.written], columns)
    say(f"Grading by {', '.join(criteria)}")
    found = _graded(here, opened, reasons=any(name.endswith("_reason") for name in wanted))
    say(f"Writing {out.name}")
    with replacing(out) as unfinished:
        output = _output(here, opened, found, in_order=out.suffix != ".parquet", coded=True)
        here.write(output.select(wanted), unfinished)
    return _counted(found.frame, opened.rules)


def grade_frame(frame: Any, criteria: Sequence[str], *, mapping: str = "plain", first_doses: Any = None) -> Any:
    """
    Grade every row of a frame of pandas, PyArrow, Polars, DuckDB or Spark; the answer is a frame of the same kind.

    The columns are those that `blastline grade` writes. Rows of pandas, PyArrow and Polars keep their order.
    `first_doses` is of the same kind too. GradingError where a needed column is missing, EngineError where it is no
    such frame.
    """
    here, mine, back = taken(frame)
    doses = here.take(of_engine(first_doses)) if first_doses is not None else None
    opened = open_table(here, mine, criteria, mapping, ("the frame", "first_doses"), doses)
    return back(_output(here, opened, _graded(here, opened), in_order=here.keeps_order))


def _graded(here: Engine, opened: Opened, *, reasons: bool = True) -> Assessments:
    """The different assessments of the table, with their grades."""
    found = assess(here, opened.asked, rows_that_ask(here, opened.table, opened.asked, opened.days))
    return replace(found, frame=derive_grades(found.frame, opened.rules, reasons=reasons))


def _wanted(there: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """The columns that fit any of the patterns. GradingError for a pattern that none fits."""
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in there):
            raise GradingError(f"no column is called {quoted(pattern)}. {near(pattern, there)}")
    return [name for name in there if any(fnmatchcase(name, pattern) for pattern in patterns)]


def _output(here: Engine, opened: Opened, found: Assessments, *, in_order: bool, coded: bool = False) -> Frame:
    """
    The input as it came, what of it was used in which unit, and what came out.

    Where it is `coded`, words are kept as a code and a list of words: a file of millions of rows is written in half
    the time.
    """
    rows = here.numbered(opened.table.rows) if in_order else opened.table.rows
    # Texts that are in the keys come back with the reading: coded once, instead of hashed again in every row.
    texts = {column: key(name) for name, column in opened.table.texts.items() if key(name) in found.keys}
    again = {said(column): nw.col(name) for column, name in texts.items()}
    payload = IN_MEMORY.arrow(found.frame.select(*found.keys, *opened.written, **again))
    outcomes = here.lay(_coded(payload, [*opened.written, *again]) if coded else payload)
    joined = with_assessments(here, rows, found, outcomes, opened.days)
    ordered = joined.sort("row") if in_order else joined
    return ordered.select(*as_they_came(opened.table, texts), *opened.written)


def _coded(table: "pa.Table", columns: Sequence[str]) -> "pa.Table":
    for at, name in enumerate(table.column_names):
        if name in columns and "string" in str(table.schema.field(name).type):
            table = table.set_column(at, name, table.column(name).dictionary_encode())
    return table


def _counted(graded: Frame, rules: Rules) -> Graded:
    """The grades are those of every row by every set; a row that a set does not grade counts once as not graded."""
    n, none = nw.col("n"), nw.lit(0)
    decided: list[nw.Expr] = []
    opened: list[nw.Expr] = []
    absent: list[nw.Expr] = []
    for name, found in rules.items():
        pairs = [[nw.col(f"{prefix(name)}_{side}_{end}") for end in ENDS] for side in directions(found)]
        decided += [nw.when(low == high).then(n).otherwise(none) for low, high in pairs]
        opened += [nw.when(low != high).then(n).otherwise(none) for low, high in pairs]
        nothing = nw.all_horizontal(*[high.is_null() for _, high in pairs], ignore_nulls=False)
        absent.append(nw.when(nothing).then(n).otherwise(none))
    sums = {"rows": n, "decided": _sum(decided), "open": _sum(opened), "not_graded": _sum(absent)}
    (row,) = IN_MEMORY.rows(graded.select(**sums).select(*[nw.col(name).sum() for name in sums]))
    return Graded(**{name: int(row[name] or 0) for name in sums})


def _sum(parts: Sequence[nw.Expr]) -> nw.Expr:
    return reduce(lambda a, b: a + b, parts, nw.lit(0))
