"""Courses: which outcomes a test of a patient had before and on treatment. Patients are many, courses few."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.engines.engine import WHOLE, Engine
from blastline.grading.assessments import BASELINE_KEYS, Assessments, with_baseline_keys
from blastline.grading.columns import key
from blastline.grading.keyed import asks
from blastline.grading.readings import IN_MEMORY, in_memory, laid
from blastline.grading.results import NOBODY, Results

# When an outcome was there, as a day that stands for all of its kind: on treatment, on an unknown day, last before it.
ON, UNKNOWN, BEFORE = 1.0, None, 0.0
# An outcome at each of these moments is a bit, so that so many outcomes of a test fit into one whole number.
BITS = {ON: 1, UNKNOWN: 2, BEFORE: 4}
IN_ONE = 20


@dataclass(frozen=True, slots=True)
class Outcomes:
    """
    Every different outcome of an assessment: its test and both ends of all its grades, in memory.

    `frame` has number, test, ends, and in one of `columns` the bit of the outcome among those of its test (0 in the
    others); `of_assessments` has reading, the keys of the baseline, the number of the test and these columns. `used`
    are those that a test needs, in the order of the numbers of tests (`tested`).
    """

    frame: Frame
    of_assessments: Frame
    columns: tuple[str, ...]
    used: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Courses:
    """
    `by_patient` has patient, and for each test the bits of its course, in the columns that `bits_of` names.

    `different`, in memory, has each course once: test, its bits, and a number `course`. `events`, in memory too, is
    what a course consists of: course, test, the ends of the grades, and on_day: 1 on treatment, 0 on the last day
    before it, null where the day is not known. `used` are the columns of bits that a test needs.
    """

    by_patient: Frame
    different: Frame
    events: Frame
    used: Mapping[str, tuple[str, ...]]


def read_outcomes(found: Assessments, ends: Sequence[str], graded: Collection[str]) -> Outcomes:
    """The outcomes of the graded tests of a table: of ten thousands of assessments there are some tens."""
    texts = [nw.col(end).cast(nw.String).fill_null("") for end in ends]
    outcome = nw.concat_str(nw.col("test"), *texts, separator=" ")
    assessed = IN_MEMORY.keep(found.frame.filter(nw.col("test").is_in(sorted(graded))).with_columns(outcome=outcome))
    different = assessed.group_by("outcome").agg(nw.col("test").max(), *[nw.col(end).max() for end in ends])
    numbered = IN_MEMORY.keep(IN_MEMORY.numbered(different).rename({"row": "number"}))
    placed, used = _placed([(row["number"], row["test"]) for row in IN_MEMORY.rows(numbered)])
    columns = max(used.values(), key=len, default=())
    bits = IN_MEMORY.frame(placed, dict.fromkeys(("number", "tested", *columns), WHOLE))
    outcomes = IN_MEMORY.keep(numbered.join(bits, on="number", how="inner"))
    told = assessed.join(outcomes.select("outcome", "tested", *columns), on="outcome", how="inner")
    keyed = told.select("reading", *BASELINE_KEYS, key("written"), "tested", *columns)
    return Outcomes(outcomes.drop("outcome", "tested"), keyed, columns, used)


def _placed(numbers: Sequence[tuple[int, str]]) -> tuple[list[dict[str, int]], dict[str, tuple[str, ...]]]:
    """Each outcome with its bit, which begin anew with each test; and the columns that each test needs for them."""
    several = Counter(test for _, test in numbers)
    used = {test: tuple(f"bits_{at}" for at in range((n - 1) // IN_ONE + 1)) for test, n in several.items()}
    columns = max(used.values(), key=len, default=())
    tests = {test: at for at, test in enumerate(used)}
    so_far: Counter[str] = Counter()
    rows: list[dict[str, int]] = []
    for number, test in numbers:
        column, place = divmod(so_far[test], IN_ONE)
        rows.append(
            {"number": number, "tested": tests[test]} | dict.fromkeys(columns, 0) | {f"bits_{column}": 8**place}
        )
        so_far[test] += 1
    return rows, used


def courses(here: Engine, results: Results, found: Assessments, asking: Frame | None, outcomes: Outcomes) -> Courses:
    """The course of each patient in each of the graded tests; `asking` are the results whose baseline matters."""
    rows = _with_bits(here, results, found, asking, outcomes)
    moments = nw.concat([_later(here, rows, outcomes.columns), _last_before(here, rows, outcomes.columns)])
    none = nw.lit(0, dtype=nw.Int64)
    wide = {
        bits_of(test, column): nw.when(nw.col("tested") == at).then(nw.col(column)).otherwise(none)
        for at, (test, columns) in enumerate(outcomes.used.items())
        for column in columns
    }
    by_patient = here.keep(here.united(moments.select("patient", **wide), ("patient",), list(wide)))
    different = IN_MEMORY.keep(_different(here, by_patient, outcomes))
    return Courses(by_patient, different, _events(different, outcomes), outcomes.used)


def _with_bits(here: Engine, results: Results, found: Assessments, asking: Frame | None, outcomes: Outcomes) -> Frame:
    """Patient, number of the test (`tested`), on_day and bits of every result of a graded test."""
    mine = asks(found.baselines)
    small = {name: nw.col(name).cast(nw.Int32) for name in ("reading", "tested")}
    told = outcomes.of_assessments.with_columns(**small)
    alone = laid(here, told.filter(~mine).select("reading", "tested", *outcomes.columns))
    columns = ("patient", "tested", "on_day", *outcomes.columns)
    rows = results.frame.join(alone, on="reading", how="inner").select(*columns)
    if asking is None:
        return rows
    keyed = with_baseline_keys(asking.with_columns(asking=nw.col("patient")), found.baselines)
    theirs = laid(here, told.filter(mine).select("reading", *BASELINE_KEYS, "tested", *outcomes.columns))
    held = keyed.join(theirs, on=["reading", *BASELINE_KEYS], how="inner")
    return nw.concat([rows, held.with_columns(nw.col("patient").fill_null(NOBODY)).select(*columns)])


def bits_of(test: str, column: str) -> str:
    """The column with the bits of the course of this test."""
    return f"{column}_{test}"


def _later(here: Engine, rows: Frame, columns: Sequence[str]) -> Frame:
    """What there was on treatment, and on days that are not known."""
    on = nw.when(nw.col("on_day") >= 1).then(nw.lit(BITS[ON]))
    moment = on.otherwise(nw.when(nw.col("on_day").is_null()).then(nw.lit(BITS[UNKNOWN])).otherwise(nw.lit(0)))
    bits = [(nw.col(column) * moment).alias(column) for column in columns]
    return here.keep(here.united(rows.select("patient", "tested", *bits), ("patient", "tested"), columns))


def _last_before(here: Engine, rows: Frame, columns: Sequence[str]) -> Frame:
    """What there was on the last day before treatment."""
    by = ["patient", "tested"]
    early = here.keep(rows.filter(nw.col("on_day") < 1))
    last = early.group_by(*by).agg(nw.col("on_day").max().alias("last_day"))
    at_last = early.join(last, on=by, how="inner").filter(nw.col("on_day") == nw.col("last_day"))
    return at_last.select(*by, *[(nw.col(column) * BITS[BEFORE]).alias(column) for column in columns])


def _different(here: Engine, by_patient: Frame, outcomes: Outcomes) -> Frame:
    """Each course once, with a number."""
    none, columns = nw.lit(0, dtype=nw.Int64), outcomes.columns
    parts = []
    for test, mine in outcomes.used.items():
        bits = [(nw.col(bits_of(test, name)) if name in mine else none).alias(name) for name in columns]
        parts.append(by_patient.select(*bits, test=nw.lit(test)))
    each = nw.concat(parts).group_by("test", *columns).agg(nw.len().alias("n")).drop("n")
    return IN_MEMORY.numbered(in_memory(here, each)).rename({"row": "course"})


def _events(different: Frame, outcomes: Outcomes) -> Frame:
    """The courses taken apart again into their outcomes."""
    held = different.rename({column: f"held_{column}" for column in outcomes.columns})
    pairs = IN_MEMORY.keep(held.join(outcomes.frame, on="test", how="inner"))
    return nw.concat([_at(pairs, outcomes.columns, day) for day in BITS])


def _at(pairs: Frame, columns: Sequence[str], day: float | None) -> Frame:
    """The outcomes that a course has at this moment."""
    bits = [
        nw.when(nw.col(column) > 0).then(nw.col(f"held_{column}") // (nw.col(column) * BITS[day])) for column in columns
    ]
    there = nw.any_horizontal(*[(bit % 2 == 1).fill_null(False) for bit in bits], ignore_nulls=False)
    return pairs.filter(there).with_columns(on_day=nw.lit(day, dtype=nw.Float64))
