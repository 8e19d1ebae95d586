"""The columns of a laboratory table under our names, and a key for each cell that is read."""

from codecs import getincrementaldecoder
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.engines.engine import LEGIBLE, Engine
from blastline.errors import BlastlineError, near, quoted

# What a table may be called like: our names for its columns, and theirs.
MAPS: dict[str, dict[str, str]] = {
    "plain": {
        "patient_id": "patient_id",
        "written": "test",
        "value": "value",
        "unit": "unit",
        "lower_limit": "lower_limit",
        "upper_limit": "upper_limit",
        "baseline": "baseline",
        "day": "day",
        "date": "date",
    },
    "sdtm": {
        "patient_id": "USUBJID",
        "written": "LBTESTCD",
        "value": "LBORRES",
        "unit": "LBORRESU",
        "lower_limit": "LBORNRLO",
        "upper_limit": "LBORNRHI",
        "baseline": "LBBLFL",
        "day": "LBDY",
        "date": "LBDTC",
    },
    "sdtm-standard": {
        "patient_id": "USUBJID",
        "written": "LBTESTCD",
        "value": "LBSTRESC",
        "unit": "LBSTRESU",
        "lower_limit": "LBSTNRLO",
        "upper_limit": "LBSTNRHI",
        "baseline": "LBBLFL",
        "day": "LBDY",
        "date": "LBDTC",
    },
}
NEEDED = ("patient_id", "written", "value", "unit")
# What is a name or a code, also where it is typed as a number.
WORDS = ("patient_id", "written", "unit")
# How many bytes of a file are looked into before an engine reads it.
LOOKED_INTO = 1 << 20
# How a number that is none is written by the engines.
NO_NUMBER = ("nan", "NaN")


class GradingError(BlastlineError):
    """A table that cannot be graded: which column is missing, what stands there, what to do."""


@dataclass(frozen=True, slots=True)
class LaboratoryTable:
    """
    One result a row: the columns as they came, each called `came_…`, and a column `key_…` for each that is read.

    Keys are text, or numbers where the column holds numbers; an empty cell stays null, for to fill millions of cells
    takes longer than to join them. `columns` are those of the input, `keyed` our names for those that are read, `texts`
    which column each of them is, where that holds text.
    """

    rows: Frame
    columns: tuple[str, ...]
    keyed: tuple[str, ...]
    texts: Mapping[str, str]


def laboratory_table(frame: Frame, mapping: str, answerable: Sequence[str], called: str) -> LaboratoryTable:
    """The table with its keys. GradingError where a column is missing that every table needs."""
    schema = frame.collect_schema()
    names = MAPS[mapping]
    for name in NEEDED:
        if names[name] not in schema:
            meant = near(names[name], list(schema))
            raise GradingError(f"{called}: the column {quoted(names[name])} is missing. {meant}")
    there = {ours: theirs for ours, theirs in names.items() if theirs in schema}
    there |= {name: name for name in answerable if name in schema}
    keys = {key(ours): _key(theirs, schema[theirs], ours) for ours, theirs in there.items()}
    # A column of the user's may be called like one of ours, such as `test` or `patient`.
    renamed = [nw.col(column).alias(came(column)) for column in schema]
    texts = {ours: theirs for ours, theirs in there.items() if schema[theirs] == nw.String}
    return LaboratoryTable(frame.select(*renamed, **keys), tuple(schema), tuple(there), texts)


def came(column: str) -> str:
    """What a column of the input is called on the way."""
    return f"came_{column}"


def said(column: str) -> str:
    """What the text of a column is called where it comes with the reading instead of with the row."""
    return f"said_{column}"


def as_they_came(table: LaboratoryTable, with_reading: Collection[str]) -> list[nw.Expr]:
    """The columns of the input under their own names; those `with_reading` from there, which is the same text."""
    return [nw.col(said(name) if name in with_reading else came(name)).alias(name) for name in table.columns]


def key(name: str) -> str:
    """The column that holds the key of a name of ours."""
    return f"key_{name}"


def _key(column: str, dtype: Any, ours: str) -> nw.Expr:
    if dtype.is_numeric() and ours not in WORDS:
        return nw.col(column).cast(nw.Float64)
    return nw.col(column) if dtype == nw.String else nw.col(column).cast(nw.String)


def as_text(column: str) -> nw.Expr:
    """A key as trimmed text; what is not there, or is a number that is none, is empty."""
    text = nw.col(column).cast(nw.String).str.strip_chars().fill_null("")
    return nw.when(text.is_in(list(NO_NUMBER))).then(nw.lit("")).otherwise(text)


def distinct(here: Engine, frame: Frame, *columns: str) -> list[tuple[Any, ...]]:
    """Every combination that occurs, each once."""
    # To group is many times cheaper than to ask for unique rows, which is a window on some engines.
    counted = frame.select(*columns).group_by(*columns).agg(nw.len().alias("n"))
    return [tuple(row[name] for name in columns) for row in here.rows(counted)]


def refuse_names_that_are_taken(table: LaboratoryTable, written: Sequence[str], called: str) -> None:
    """What grading writes may not be there already."""
    taken = [name for name in table.columns if name in written]
    if taken:
        raise GradingError(f"{called}: the column {quoted(taken[0])} is one that grading writes; rename it.")


def scanned(here: Engine, file: Path) -> Frame:
    """The file as a lazy frame, with the kinds of columns that it has. GradingError where it cannot be read."""
    if not file.exists():
        raise GradingError(f"{file}: there is no such file or folder")
    if file.is_file() and not file.stat().st_size:
        raise GradingError(f"{file}: the file is empty")
    if file.is_dir() and not any(file.glob("*.parquet")):
        raise GradingError(f"{file}: the folder has no Parquet file (*.parquet) in it")
    _refuse_another_alphabet(file)
    try:
        frame = here.scan(file)
        frame.collect_schema()
    except Exception as error:  # each engine has errors of its own for a file that is none
        kind = "CSV" if file.is_file() and file.suffix != ".parquet" else "Parquet"
        raise GradingError(f"{file}: it cannot be read as {kind} ({str(error).splitlines()[0]})") from None
    return frame


def _refuse_another_alphabet(file: Path) -> None:
    """Engines differ in what they make of letters that are not UTF-8; the first part of a file tells."""
    if file.is_dir() or file.suffix.lower() not in LEGIBLE:
        return
    with file.open("rb") as opened:
        first = opened.read(LOOKED_INTO)
    try:
        getincrementaldecoder("utf-8")().decode(first)
    except UnicodeDecodeError as error:
        told = f"the file is not UTF-8 (byte 0x{first[error.start]:02X} in line {first[: error.start].count(10) + 1})"
        raise GradingError(f'{file}: {told}. Save it again as "CSV UTF-8" (in Excel: Save As, CSV UTF-8).') from None


Say = Callable[[str], Any]
