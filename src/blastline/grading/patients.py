"""One row a patient from a laboratory table of any size: worst grades, neutropenia, platelets at a marrow."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.counted_days import derive_counted_days
from blastline.derive.frames import Frame, Frames
from blastline.derive.laboratory import met_by
from blastline.derive.marrows import derive_nearest
from blastline.derive.worst import ENDS, derive_worst
from blastline.engines.choose import engine as engine_of
from blastline.engines.engine import TEXT, TRUTH, WHOLE, Engine
from blastline.errors import near, quoted
from blastline.grading.assessments import Asked, assess
from blastline.grading.columns import GradingError, Say, distinct, scanned
from blastline.grading.courses import Courses, bits_of, courses, read_outcomes
from blastline.grading.grades import derive_grades, directions, prefix
from blastline.grading.opening import Opened, Rules, open_table
from blastline.grading.readings import IN_MEMORY, laid
from blastline.grading.results import Results, read_results, results_that_ask
from blastline.whole_files import refuse_file, replacing

if TYPE_CHECKING:
    import pyarrow as pa

RUN = "days_neutrophils_at_most_0_5_joined"
# The worst grade, and the worst above the one before treatment.
KINDS = ("", "_emergent")
NEUTROPHILS, PLATELETS = "neutrophils", "platelets"
# Within how many days of a marrow a count stands for it, as [windows] of a study has it where it says nothing else.
NEAR_DAYS = 7
# Every result of a laboratory table is a single one of a day.
SINGLE = {"statistic": nw.lit("single"), "whole_course": nw.lit(False)}
DAYS = {"day": WHOLE, "day_earliest": WHOLE, "day_latest": WHOLE}
# What a laboratory table does not tell: no patient stops being counted but by the end of the table.
ABSENT = {
    "follow_up": {"patient_id": WHOLE, "status": TEXT, "relapse": TRUTH} | DAYS,
    "therapies": {"patient_id": WHOLE, "given": TRUTH, "phase": TEXT} | DAYS,
    "doses": {"patient_id": WHOLE} | DAYS,
}


@dataclass(frozen=True, slots=True)
class Summarised:
    """How many patients a table has, and how many of its rows name none."""

    patients: int
    nameless_rows: int


def grade_patients(
    file: Path,
    criteria: Sequence[str],
    out: Path,
    *,
    marrows: Path | None = None,
    mapping: str = "plain",
    first_doses: Path | None = None,
    engine: str = "duckdb",
    say: Say = lambda _: None,
) -> Summarised:
    """
    One row a patient from a laboratory table (CSV, Parquet, a folder of Parquet).

    Of each criterion the worst grade on treatment and the worst above the grade before it, both ends; the longest run
    of days with neutrophils of 0.5 or less to day 30 (days with no count may be low); with `marrows`, a table with
    patient_id and day, the first marrow from day 1 on and the platelets nearest to it. Day 1 is the day of the first
    dose. Rows that name no patient are counted, and are in none. GradingError where a needed column is missing,
    OutputError where nothing can be written.
    """
    refuse_file(out, (file, first_doses, marrows))
    here = engine_of(engine)
    say(f"Reading {file.name}")
    doses = scanned(here, first_doses) if first_doses else None
    opened = open_table(here, scanned(here, file), criteria, mapping, (str(file), str(first_doses)), doses)
    graded = _graded_tests(opened)
    tests = graded | {NEUTROPHILS, PLATELETS}
    results = read_results(here, opened.table, opened.asked, opened.days, tests)
    say("Finding the worst grades of each patient")
    worst = _worst(here, opened, results, graded) if graded else None
    frames = _frames(here, opened.asked, results)
    say("Counting days of neutropenia")
    parts = [results.patients, _longest_run(frames)]
    if marrows:
        say("Finding the platelets nearest to each marrow")
        exams = _exams(scanned(here, marrows), str(marrows)).join(results.patients, on="patient_id", how="inner")
        parts.append(_at_first_marrow(frames, here.keep(exams.select(nw.col("patient"), "day"))))
    say(f"Writing {out.name}")
    with replacing(out) as unfinished:
        here.write(_whole(here, parts, worst, opened.rules).sort("patient_id"), unfinished)
    (counted,) = here.rows(results.patients.select(nw.len().alias("n")))
    return Summarised(int(counted["n"]), results.nameless)


@dataclass(frozen=True, slots=True)
class Worst:
    """The course of each patient in each graded test, and, in memory, the worst grades of each course."""

    courses: Courses
    grades: Frame


def _graded_tests(opened: Opened) -> set[str]:
    """The tests of the table that any of the criteria grades."""
    there = {test for (test,) in distinct(IN_MEMORY, opened.asked.readings, "test")}
    return {test for rule in opened.rules.values() for _, test in met_by(rule, there)}


def _worst(here: Engine, opened: Opened, results: Results, tests: Collection[str]) -> Worst:
    """The worst grades of each course, worked out once."""
    rules = opened.rules
    asking = results_that_ask(here, results, opened.asked)
    found = assess(here, opened.asked, asking)
    found = replace(found, frame=derive_grades(found.frame, rules, reasons=False))
    graded = [f"{prefix(name)}_{side}" for name, rule in rules.items() for side in directions(rule)]
    outcomes = read_outcomes(found, [f"{name}_{end}" for name in graded for end in ENDS], tests)
    told = courses(here, results, found, asking, outcomes)
    worst = derive_worst(told.events.rename({"course": "patient"}), graded).rename({"patient": "course"})
    return Worst(told, IN_MEMORY.keep(told.different.join(worst.drop("test"), on="course", how="inner")))


def _whole(here: Engine, parts: Sequence[Frame], worst: Worst | None, rules: Rules) -> Frame:
    """
    What is known of each patient; the first of `parts` has every patient of the table.

    Each criterion has columns of its own: ctcae_5_0_anemia_surely, …_possibly, …_emergent_surely, …
    """
    courses = [worst.courses.by_patient] if worst else []
    whole = reduce(lambda a, b: a.join(b, on="patient", how="left"), [*parts, *courses])
    others = [name for part in parts for name in part.collect_schema().names() if name != "patient"]
    if worst is None:
        return whole.select(*others)
    fields: dict[str, nw.Expr] = {}
    for test, used in worst.courses.used.items():
        columns = dict(_columns_of(test, rules))
        bits = {bits_of(test, column): nw.col(column) for column in used}
        said = worst.grades.filter(nw.col("test") == test).select(**bits, **columns)
        whole = whole.join(here.lay(_as_one(said, test, list(columns))), on=list(bits), how="left").drop(*bits)
        fields |= {name: nw.col(test).struct.field(name).alias(name) for name in columns}
    met = [rule for found in rules.values() for rule, _ in met_by(found, set(worst.courses.used))]
    first, *rest = others
    return whole.select(first, *[fields[name] for rule in met for name in _names(rule)], *rest)


def _as_one(said: Frame, name: str, columns: Sequence[str]) -> "pa.Table":
    """A small frame with these columns as the fields of one: a plan takes as long as it has columns at each step."""
    import pyarrow as pa  # noqa: PLC0415  # loaded by the engine in any case

    table = IN_MEMORY.arrow(said)
    fields = pa.StructArray.from_arrays([table[column].combine_chunks() for column in columns], names=list(columns))
    return table.drop_columns(list(columns)).append_column(name, fields)


def _columns_of(test: str, rules: Rules) -> Iterator[tuple[str, nw.Expr]]:
    for name, found in rules.items():
        for rule, _ in met_by(found, {test}):
            held = [f"{prefix(name)}_{rule.direction}{kind}_{end}" for kind in KINDS for end in ENDS]
            yield from zip(_names(rule), map(nw.col, held), strict=True)


def _names(rule: Criterion) -> list[str]:
    return [f"{prefix(rule.id)}{kind}_{end}" for kind in KINDS for end in ENDS]


def _frames(here: Engine, asked: Asked, results: Results) -> Frames:
    """Neutrophils and platelets as the inputs of a study, on a table that tells nothing else."""
    inputs = nw.concat([_counts(here, asked, results, test) for test in (NEUTROPHILS, PLATELETS)])
    tables = {name: here.frame([], kinds) for name, kinds in ABSENT.items()}
    return Frames(tables | {"patients": results.patients.select(patient_id=_number())}, inputs, here.keep)


def _number() -> nw.Expr:
    """Patients by number instead of by name, as the tables of a study have it."""
    return nw.col("patient").cast(nw.Int64)


def _counts(here: Engine, asked: Asked, results: Results, test: str) -> Frame:
    counted = asked.readings.filter((nw.col("test") == test) & (nw.col("problem") == ""))
    ends = [nw.col(f"value_{end}").alias(end) for end in ("low", "high", "low_open", "high_open")]
    rows = results.frame.join(laid(here, counted.select(nw.col("reading").cast(nw.Int32), *ends)), on="reading")
    # A study counts from 0 on the day of the first dose; a table from 1, with no day 0.
    day = nw.when(nw.col("on_day") >= 1).then(nw.col("on_day") - 1).otherwise(nw.col("on_day")).cast(nw.Int64)
    columns = ("low", "high", "low_open", "high_open")
    return rows.select(*columns, patient_id=_number(), day=day, test=nw.lit(test), **SINGLE)


def _longest_run(frames: Frames) -> Frame:
    run = derive_counted_days(frames, RUN)
    ends = {f"{RUN}_{end}": nw.col(part).cast(nw.Int64) for end, part in zip(ENDS, ("low", "high"), strict=True)}
    return frames.keep(run.select(nw.col("patient_id").cast(nw.Int32).alias("patient"), **ends))


def _at_first_marrow(frames: Frames, exams: Frame) -> Frame:
    """The first marrow of each patient from day 1 on, and the platelets nearest to it, the lowest of several."""
    of_study = exams.select("day", patient_id=_number())
    near_to = derive_nearest(frames, of_study, [PLATELETS], NEAR_DAYS)
    ends = {"platelets_at_marrow_surely": nw.col("low").min(), "platelets_at_marrow_possibly": nw.col("high").min()}
    counts = near_to.group_by("patient_id").agg(**ends)
    joined = of_study.join(counts, on="patient_id", how="left")
    names = [nw.col("patient_id").cast(nw.Int32).alias("patient"), (nw.col("day") + 1).alias("first_marrow_day")]
    return frames.keep(joined.select(*names, *ends))


def _exams(marrows: Frame, called: str) -> Frame:
    """The first marrow of each patient from day 1 on, as a day of a study, which is 0 on that of the first dose."""
    schema = marrows.collect_schema()
    for name in ("patient_id", "day"):
        if name not in schema:
            raise GradingError(f"{called}: the column {quoted(name)} is missing. {near(name, list(schema))}")
    day = nw.col("day").cast(nw.String).str.strip_chars()
    whole = marrows.select(nw.col("patient_id").cast(nw.String).str.strip_chars(), text=day)
    known = whole.filter(nw.col("text").str.contains(r"^[0-9]{1,6}$")).with_columns(day=nw.col("text").cast(nw.Int64))
    first = known.filter(nw.col("day") >= 1).group_by("patient_id").agg(nw.col("day").min())
    return first.with_columns(day=nw.col("day") - 1)
