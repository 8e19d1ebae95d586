"""`blastline grade`: a laboratory table in, the same rows with their grades out, by any number of criteria."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criteria_in
from blastline.derive.frames import Frame
from blastline.derive.laboratory import GRADED, derive_row_grades, met_by, not_graded
from blastline.derive.laboratory_rows import (
    rows_with_values,
    with_baseline_by_day,
    with_flagged_baseline,
    with_stated_baseline,
)
from blastline.engines.choose import engine as engine_of
from blastline.engines.engine import NUMBER, TEXT, TRUTH, Engine
from blastline.engines.own_frames import of_engine, taken
from blastline.errors import BlastlineError, near, quoted
from blastline.normalise.laboratory import answers_of, dates_of, units_of, values_of
from blastline.records.schema import tests
from blastline.whole_files import replacing

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
SUBJECT = "USUBJID"
# Where an SDTM table says when treatment began: DM, DM, EX.
FIRST_DOSE = ("RFXSTDTC", "RFSTDTC", "EXSTDTC")
UNIT_KINDS = dict.fromkeys(("written", "unit", "test", "into", "problem"), TEXT) | dict.fromkeys(
    ("factor", "offset", "least", "most", "limit_low", "limit_high"), NUMBER
)
VALUE_KINDS = {"text": TEXT, "low": NUMBER, "high": NUMBER, "low_open": TRUTH, "high_open": TRUTH, "problem": TEXT}
USED = ("value", "lower_limit", "upper_limit", "baseline")


class GradingError(BlastlineError):
    """A table that cannot be graded: which column is missing, what stands there, what to do."""


@dataclass(frozen=True, slots=True)
class Graded:
    """How many rows a table had, how many grades were written, and how many of them are open or not assessed."""

    rows: int
    written: int
    decided: int


def grade(
    file: Path,
    criteria: Sequence[str],
    out: Path,
    *,
    mapping: str = "plain",
    first_doses: Path | None = None,
    engine: str = "duckdb",
    say: Callable[[str], Any] = lambda _: None,
) -> Graded:
    """
    Grade every row of a laboratory table (CSV, Parquet, a folder of Parquet) and write the rows with their grades.

    `criteria` are ids or sets, several side by side. Each input row comes out at least once a set: with a grade, open
    with both ends, or not assessed with the reason. `first_doses` is an SDTM DM or EX table, from which days are
    counted where the table has dates and no days. `out` is complete or is not there. GradingError where a needed column
    is missing, OutputError where nothing can be written.
    """
    here = engine_of(engine)
    say(f"Reading {file.name}")
    table = _scanned(here, file)
    doses = _scanned(here, first_doses) if first_doses else None
    say(f"Grading by {', '.join(criteria)}")
    output, counted = _graded(here, table, criteria, MAPS[mapping], (str(file), str(first_doses)), doses)
    say(f"Writing {out.name}")
    with replacing(out) as unfinished:
        here.write(output, unfinished)
    return counted


def grade_frame(frame: Any, criteria: Sequence[str], *, mapping: str = "plain", first_doses: Any = None) -> Any:
    """
    Grade every row of a frame of pandas, PyArrow, Polars, DuckDB or Spark; the answer is a frame of the same kind.

    The rows come back as text with what `blastline grade` writes beside them. `first_doses` is of the same kind too.
    GradingError where a needed column is missing, EngineError where it is no such frame.
    """
    here, table, back = taken(frame)
    doses = here.keep(here.take(of_engine(first_doses))) if first_doses is not None else None
    output, _ = _graded(here, here.keep(table), criteria, MAPS[mapping], ("the frame", "first_doses"), doses)
    return back(output)


def _graded(
    here: Engine,
    table: Frame,
    criteria: Sequence[str],
    names: dict[str, str],
    called: tuple[str, str],
    doses: Frame | None,
) -> tuple[Frame, Graded]:
    """The rows with their grades, in the order of the input, and how many they are."""
    rules = {name: criteria_in(name) for name in criteria}
    standard = _standard(here, table, names, called[0])
    if doses is not None:
        standard = _with_days(here, standard, doses, called[1])
    rows = here.keep(_rows(here, standard, rules))
    parts = [here.keep(part) for part in _parts(here, rows, rules)]
    graded = here.keep(nw.concat(parts))
    return _output(table, rows, graded), _counted(here, table, graded)


def _scanned(here: Engine, file: Path) -> Frame:
    if not file.exists():
        raise GradingError(f"{file}: there is no such file or folder")
    return here.scan(file)


def _standard(here: Engine, table: Frame, names: dict[str, str], file: str) -> Frame:
    """The columns under our names, as text without gaps; a column that is not there is empty in every row."""
    there = table.collect_schema().names()
    for name in NEEDED:
        if names[name] not in there:
            raise GradingError(f"{file}: the column {quoted(names[name])} is missing. {near(names[name], there)}")
    taken = [name for name in there if name in GRADED[1:]]
    if taken:
        raise GradingError(f"{file}: the column {quoted(taken[0])} is one that grading writes; rename it.")
    present = {name: column for name, column in names.items() if column in there}
    columns = [nw.col(column).fill_null("").str.strip_chars().alias(name) for name, column in present.items()]
    absent = [nw.lit("").alias(name) for name in names if name not in present]
    answers = [nw.col(name).fill_null("").alias(name) for name in _answerable() if name in there]
    return here.keep(table.select("row", *columns, *absent, *answers))


def _with_days(here: Engine, table: Frame, subjects: Frame, file: str) -> Frame:
    """Days counted from the first dose of each patient, which is day 1; a day that the table states itself stays."""
    there = subjects.collect_schema().names()
    started = next((name for name in FIRST_DOSE if name in there), "")
    if not started or SUBJECT not in there:
        raise GradingError(f"{file}: {SUBJECT} and one of {', '.join(FIRST_DOSE)} are needed to count days from.")
    doses = subjects.select(nw.col(SUBJECT).alias("patient_id"), nw.col(started).fill_null("").alias("started"))
    texts = sorted({*_distinct(here, table, "date"), *_distinct(here, doses, "started")})
    dates = here.frame(dates_of(texts), {"text": TEXT, "day_number": NUMBER})
    first = doses.join(dates, left_on="started", right_on="text", how="left").group_by("patient_id")
    joined = table.join(dates, left_on="date", right_on="text", how="left").join(
        first.agg(nw.col("day_number").min().alias("dose_number")), on="patient_id", how="left"
    )
    apart = nw.col("day_number") - nw.col("dose_number")
    # There is no day 0: the day before the first dose is day -1.
    day = nw.when(apart >= 0).then(apart + 1).otherwise(apart).cast(nw.Int64).cast(nw.String).fill_null("")
    counted = nw.when(nw.col("day") == "").then(day).otherwise(nw.col("day"))
    return here.keep(joined.with_columns(day=counted).drop("day_number", "dose_number"))


def _answerable() -> list[str]:
    """Yes-or-no inputs that a table may answer in a column of that name: symptoms, fasting."""
    return [test.name for test in tests().values() if test.kind == "yes_no" and test.name != "after_baseline"]


def _rows(here: Engine, table: Frame, rules: dict[str, list[Criterion]]) -> Frame:
    asked = {
        name for found in rules.values() for rule in found for name, unit in rule.needs.items() if unit == "yes_no"
    }
    answered = [name for name in table.collect_schema().names() if name in asked]
    flagged = _all_answers(_distinct(here, table, "baseline"))
    units = here.frame(units_of(_pairs(here, table)), UNIT_KINDS)
    texts = {text for name in (*USED, "day") for text in _distinct(here, table, name)}
    values = here.frame(values_of(sorted(texts)), VALUE_KINDS)
    for name in (*answered, *(["baseline"] if flagged else [])):
        table = _with_answer(here, table, name)
    flag = nw.col("baseline_answer") if flagged else nw.lit(None, dtype=nw.Float64)
    rows = here.keep(rows_with_values(table.with_columns(flag=flag), units, values))
    return _with_baseline(here, rows, flagged=flagged)


def _with_answer(here: Engine, table: Frame, name: str) -> Frame:
    answers = answers_of(_distinct(here, table, name))
    frame = here.frame(answers, {"text": TEXT, "answer": NUMBER})
    named = frame.select(nw.col("text").alias(f"{name}_text"), nw.col("answer").alias(f"{name}_answer"))
    return table.join(named, left_on=name, right_on=f"{name}_text", how="left")


def _with_baseline(here: Engine, rows: Frame, *, flagged: bool) -> Frame:
    if flagged:
        return with_flagged_baseline(rows)
    if any(_distinct(here, rows, "baseline")):
        return with_stated_baseline(rows)
    return with_baseline_by_day(rows)


def _all_answers(texts: Sequence[str]) -> bool:
    """Whether the column flags baseline rows; numbers in it are baselines themselves."""
    answers = answers_of(text for text in texts if text and text not in ("0", "1"))
    return bool(answers) and all(answer["answer"] is not None for answer in answers)


def _distinct(here: Engine, table: Frame, name: str) -> list[str]:
    return [row[name] for row in here.rows(table.select(name).unique())]


def _pairs(here: Engine, table: Frame) -> list[tuple[str, str]]:
    return [(row["written"], row["unit"]) for row in here.rows(table.select("written", "unit").unique())]


def _parts(here: Engine, rows: Frame, rules: dict[str, list[Criterion]]) -> Iterator[Frame]:
    """One plan a criterion: joined into one, an optimiser spends longer on them than all of them take to run."""
    there = {row["test"] for row in here.rows(rows.select("test").unique())}
    columns = rows.collect_schema().names()
    answers = {name: f"{name}_answer" for name in _answerable() if f"{name}_answer" in columns}
    answers["after_baseline"] = "after_baseline"
    for chosen, found in rules.items():
        met = list(met_by(found, there))
        yield from (derive_row_grades(rows, rule, test, answers) for rule, test in met)
        yield not_graded(rows, sorted({test for _, test in met}), chosen)


def _output(table: Frame, rows: Frame, graded: Frame) -> Frame:
    """The input as it came, what of it was used in which unit, and what came out; in the order of the input."""
    used = rows.select("row", nw.col("into").alias("unit_used"), *[_used(name) for name in USED])
    joined = table.join(used, on="row", how="left").join(graded, on="row", how="left")
    return joined.sort("row", "criterion").drop("row")


def _used(name: str) -> nw.Expr:
    """The number that was used; empty where it is known only within limits, for then the input says it."""
    low, high = nw.col(f"{name}_low"), nw.col(f"{name}_high")
    return nw.when(low == high).then(low.round(6)).alias(f"{name}_used")


def _counted(here: Engine, table: Frame, graded: Frame) -> Graded:
    (rows,) = here.rows(table.select(nw.len().alias("n")))
    (written,) = here.rows(graded.select(nw.len().alias("n")))
    decided = graded.filter(nw.col("surely") == nw.col("possibly"))
    (sure,) = here.rows(decided.select(nw.len().alias("n")))
    return Graded(int(rows["n"]), int(written["n"]), int(sure["n"]))
