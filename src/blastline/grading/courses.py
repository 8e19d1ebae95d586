"""Courses: which outcomes a test of a patient had before and on treatment. Patients are many, courses few."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.engines.engine import TEXT, WHOLE, Engine
from blastline.grading.readings import IN_MEMORY, in_memory, laid

# When an outcome was there, as a day that stands for all of its kind: on treatment, on an unknown day, last before it.
ON, UNKNOWN, BEFORE = 1.0, None, 0.0
MOMENTS = (ON, UNKNOWN, BEFORE)
# An outcome at a moment is a bit; so many outcomes fit into one whole number of 64 bits.
IN_ONE = 20


@dataclass(frozen=True, slots=True)
class Courses:
    """`by_patient` has patient, test and the number of their `course`; `events`, in memory, what each course is."""

    by_patient: Frame
    events: Frame


def courses(here: Engine, rows: Frame, tests: Sequence[tuple[int, str]]) -> Courses:
    """
    The course of each patient and test. `rows` has patient, on_day and the number of an outcome, alike rows once.

    `tests` are the outcomes with the test of each. `events` has course, test, number, and on_day: 1 on treatment, 0 on
    the last day before it, null where the day is not known.
    """
    placed, columns = _placed(tests)
    known = rows.join(here.frame(placed, {"number": WHOLE, "test": TEXT, **dict.fromkeys(columns, WHOLE)}), on="number")
    by_patient = here.keep(_bits(known, columns))
    different = in_memory(by_patient.group_by("test", *columns).agg(nw.len().alias("n")).drop("n"))
    numbered = IN_MEMORY.keep(IN_MEMORY.numbered(different).rename({"row": "course"}))
    named = by_patient.join(laid(here, numbered), on=["test", *columns], how="inner")
    return Courses(named.select("patient", "test", "course"), _events(numbered, placed, columns))


def _placed(tests: Sequence[tuple[int, str]]) -> tuple[list[dict[str, int | str]], list[str]]:
    """For each outcome the place of its bits in one of the columns, 0 in the others; an outcome has three bits."""
    before: Counter[str] = Counter()
    places: list[tuple[int, str, int]] = []
    for number, test in tests:
        places.append((number, test, before[test]))
        before[test] += 1
    several = max((place for _, _, place in places), default=0) // IN_ONE + 1
    columns = [f"bits_{at}" for at in range(several)]
    rows: list[dict[str, int | str]] = [
        {"number": number, "test": test}
        | {column: 8 ** (place % IN_ONE) if place // IN_ONE == at else 0 for at, column in enumerate(columns)}
        for number, test, place in places
    ]
    return rows, columns


def _bits(known: Frame, columns: Sequence[str]) -> Frame:
    """Every outcome at every moment is there once, so that the sum of their bits tells all of them."""
    early = known.filter(nw.col("on_day") < 1)
    last = early.group_by("patient", "test").agg(nw.col("on_day").max().alias("last_day"))
    at_last = early.join(last, on=["patient", "test"], how="inner").filter(nw.col("on_day") == nw.col("last_day"))
    later = known.filter(((nw.col("on_day") >= 1) | nw.col("on_day").is_null()).fill_null(True))
    # Who had nothing but earlier days has a course too: the last of these days.
    moments = nw.concat([part.select("patient", "test", "on_day", *columns) for part in (later, at_last)])
    bit = nw.when(nw.col("on_day") >= 1).then(nw.lit(1)).otherwise(nw.when(nw.col("on_day").is_null()).then(2).otherwise(4))
    sums = [(nw.col(column) * bit).sum().cast(nw.Int64).alias(column) for column in columns]
    return moments.group_by("patient", "test").agg(*sums)


def _events(numbered: Frame, placed: Sequence[dict[str, int | str]], columns: Sequence[str]) -> Frame:
    """The courses taken apart again: a row an outcome and moment."""
    named = {column: f"of_{column}" for column in columns}
    places = IN_MEMORY.frame(placed, {"number": WHOLE, "test": TEXT, **dict.fromkeys(columns, WHOLE)}).rename(named)
    pairs = IN_MEMORY.keep(numbered.join(places, on="test", how="inner"))
    return nw.concat([_at(pairs, columns, 2**at, day) for at, day in enumerate(MOMENTS)])


def _at(pairs: Frame, columns: Sequence[str], bit: int, day: float | None) -> Frame:
    held = [
        (nw.col(f"of_{column}") > 0) & (nw.col(column) // (nw.col(f"of_{column}") * bit) % 2 == 1) for column in columns
    ]
    there = pairs.filter(nw.any_horizontal(*held, ignore_nulls=False))
    return there.select("course", "test", "number", on_day=nw.lit(day, dtype=nw.Float64))
