"""One row a patient from a laboratory table of any size: worst grades, neutropenia, platelets at a marrow."""

from collections.abc import Iterator, Sequence
from pathlib import Path

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
from blastline.grading.assessments import Assessments
from blastline.grading.columns import GradingError, LaboratoryTable, Say, distinct, key, scanned
from blastline.grading.courses import courses
from blastline.grading.grades import directions, prefix
from blastline.grading.readings import IN_MEMORY, laid
from blastline.grading.rows import Rules, graded_assessments
from blastline.whole_files import replacing

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
    "follow_up": {"patient_id": TEXT, "status": TEXT, "relapse": TRUTH} | DAYS,
    "therapies": {"patient_id": TEXT, "given": TRUTH, "phase": TEXT} | DAYS,
    "doses": {"patient_id": TEXT} | DAYS,
}


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
) -> int:
    """
    One row a patient from a laboratory table (CSV, Parquet, a folder of Parquet); how many patients there are.

    Of each criterion the worst grade on treatment and the worst above the grade before it, both ends; the longest run
    of days with neutrophils of 0.5 or less to day 30 (days with no count may be low); with `marrows`, a table with
    patient_id and day, the first marrow from day 1 on and the platelets nearest to it. Day 1 is the day of the first
    dose. GradingError where a needed column is missing, OutputError where nothing can be written.
    """
    here = engine_of(engine)
    say(f"Reading {file.name}")
    doses = scanned(here, first_doses) if first_doses else None
    called = (str(file), str(first_doses))
    table, found, rules = graded_assessments(here, scanned(here, file), criteria, mapping, called, doses, say)
    say("Finding the worst grades of each patient")
    parts = [_worst(here, table, found, rules)]
    frames = _frames(here, table, found)
    say("Counting days of neutropenia")
    parts.append(_longest_run(frames))
    if marrows:
        say("Finding the platelets nearest to each marrow")
        parts.append(_at_first_marrow(here, frames, scanned(here, marrows), str(marrows)))
    say(f"Writing {out.name}")
    with replacing(out) as unfinished:
        output = here.keep(_joined(parts))
        here.write(output.sort("patient_id"), unfinished)
    (counted,) = here.rows(output.select(nw.len().alias("n")))
    return int(counted["n"])


def _joined(parts: Sequence[Frame]) -> Frame:
    """The first has every patient of the table."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.join(part, on="patient_id", how="left")
    return whole


def _worst(here: Engine, table: LaboratoryTable, found: Assessments, rules: Rules) -> Frame:
    """The worst grades of each course, worked out once, beside every patient who had it."""
    graded = [f"{prefix(name)}_{side}" for name, rule in rules.items() for side in directions(rule)]
    numbers, outcomes = _outcomes(found, [f"{name}_{end}" for name in graded for end in ENDS])
    rows = here.keep(_rows_with_outcomes(table, found, laid(here, numbers)))
    tests = [(int(row["number"]), str(row["test"])) for row in IN_MEMORY.rows(outcomes.select("number", "test"))]
    told = courses(here, rows, tests)
    events = told.events.join(outcomes.drop("test"), on="number", how="inner").rename({"course": "patient"})
    worst = IN_MEMORY.keep(derive_worst(events, graded).rename({"patient": "course"}))
    return here.keep(_by_patient(here, told.by_patient, worst, rules, sorted({test for _, test in tests})))


def _outcomes(found: Assessments, ends: Sequence[str]) -> tuple[Frame, Frame]:
    """
    The number of its outcome for every assessment, by keys, and each outcome: number, test and both ends of all grades.

    Ten thousands of assessments have some tens of outcomes; rows are brought to their number, and not to the grades.
    """
    outcome = nw.concat_str(nw.col("test"), *[nw.col(end).cast(nw.String).fill_null("") for end in ends], separator=" ")
    assessed = IN_MEMORY.keep(found.frame.with_columns(outcome=outcome))
    different = assessed.group_by("outcome").agg(nw.col("test").max(), *[nw.col(end).max() for end in ends])
    outcomes = IN_MEMORY.keep(IN_MEMORY.numbered(different).rename({"row": "number"}))
    numbers = assessed.join(outcomes.select("outcome", "number"), on="outcome", how="inner")
    return numbers.select(*found.keys, "number"), outcomes.drop("outcome")


def _rows_with_outcomes(table: LaboratoryTable, found: Assessments, numbers: Frame) -> Frame:
    """Patient, outcome and day, alike rows once: of days on treatment it does not matter which."""
    rows = found.located(table.rows, every_row=True).join(numbers, on=list(found.keys), how="inner")
    day = nw.when(nw.col("on_day") >= 1).then(nw.lit(1.0)).otherwise(nw.col("on_day"))
    alike = rows.select("patient", "number", on_day=day).group_by("patient", "number", "on_day")
    return alike.agg(nw.len().alias("n")).drop("n")


def _by_patient(here: Engine, courses: Frame, worst: Frame, rules: Rules, tests: Sequence[str]) -> Frame:
    """Each criterion in columns of its own: ctcae_5_0_anemia_surely, …_possibly, …_emergent_surely, …"""
    mine = {test: nw.when(nw.col("test") == test).then(nw.col("course")).max() for test in tests}
    whole = here.keep(courses.group_by("patient").agg(**{f"course_of_{test}": course for test, course in mine.items()}))
    for test in tests:
        columns = dict(_columns_of(test, rules))
        if columns:
            said = worst.filter(nw.col("test") == test).select("course", **columns)
            whole = whole.join(laid(here, said), left_on=f"course_of_{test}", right_on="course", how="left")
    named = [name for found in rules.values() for rule, test in met_by(found, set(tests)) for name in _names(rule)]
    return whole.select(nw.col("patient").alias("patient_id"), *named)


def _columns_of(test: str, rules: Rules) -> Iterator[tuple[str, nw.Expr]]:
    for name, found in rules.items():
        for rule, _ in met_by(found, {test}):
            held = [f"{prefix(name)}_{rule.direction}{kind}_{end}" for kind in KINDS for end in ENDS]
            yield from zip(_names(rule), map(nw.col, held), strict=True)


def _names(rule: Criterion) -> list[str]:
    return [f"{prefix(rule.id)}{kind}_{end}" for kind in KINDS for end in ENDS]


def _frames(here: Engine, table: LaboratoryTable, found: Assessments) -> Frames:
    """Neutrophils and platelets as the inputs of a study, on a table that tells nothing else."""
    inputs = here.keep(_counts(here, table, found)).with_columns(**SINGLE)
    tables = {name: here.frame([], kinds) for name, kinds in ABSENT.items()}
    patients = inputs.select("patient_id").group_by("patient_id").agg(nw.len().alias("n")).drop("n")
    return Frames(tables | {"patients": patients}, inputs, here.keep)


def _counts(here: Engine, table: LaboratoryTable, found: Assessments) -> Frame:
    counted = found.frame.filter(nw.col("test").is_in([NEUTROPHILS, PLATELETS]) & (nw.col("problem") == ""))
    written = [text for (text,) in distinct(IN_MEMORY, counted, key("written"))]
    ends = ("low", "high", "low_open", "high_open")
    named = counted.select(*found.keys, "test", *[nw.col(f"value_{end}").alias(end) for end in ends])
    rows = table.rows.filter(nw.col(key("written")).is_in(written))
    joined = found.located(rows, every_row=True).join(laid(here, named), on=list(found.keys), how="inner")
    # A study counts from 0 on the day of the first dose; a table from 1, with no day 0.
    day = nw.when(nw.col("on_day") >= 1).then(nw.col("on_day") - 1).otherwise(nw.col("on_day")).cast(nw.Int64)
    return joined.select(nw.col("patient").alias("patient_id"), "test", *ends, day=day)


def _longest_run(frames: Frames) -> Frame:
    run = derive_counted_days(frames, RUN)
    ends = {f"{RUN}_{end}": nw.col(part).cast(nw.Int64) for end, part in zip(ENDS, ("low", "high"), strict=True)}
    return frames.keep(run.select("patient_id", **ends))


def _at_first_marrow(here: Engine, frames: Frames, marrows: Frame, called: str) -> Frame:
    """The first marrow of each patient from day 1 on, and the platelets nearest to it, the lowest of several."""
    exams = here.keep(_exams(marrows, called))
    near_to = derive_nearest(frames, exams, [PLATELETS], NEAR_DAYS)
    ends = {"platelets_at_marrow_surely": nw.col("low").min(), "platelets_at_marrow_possibly": nw.col("high").min()}
    counts = near_to.group_by("patient_id").agg(**ends)
    return here.keep(
        exams.with_columns(first_marrow_day=nw.col("day") + 1).drop("day").join(counts, on="patient_id", how="left")
    )


def _exams(marrows: Frame, called: str) -> Frame:
    schema = marrows.collect_schema()
    for name in ("patient_id", "day"):
        if name not in schema:
            raise GradingError(f"{called}: the column {quoted(name)} is missing. {near(name, list(schema))}")
    day = nw.col("day").cast(nw.String).str.strip_chars()
    whole = marrows.select(nw.col("patient_id").cast(nw.String).str.strip_chars(), text=day)
    known = whole.filter(nw.col("text").str.contains(r"^[0-9]{1,6}$")).with_columns(day=nw.col("text").cast(nw.Int64))
    first = known.filter(nw.col("day") >= 1).group_by("patient_id").agg(nw.col("day").min())
    return first.with_columns(day=nw.col("day") - 1)
