"""Days with low counts, by the engines and by a reading of the same rules that goes through the days one by one."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.library import criterion
from blastline.derive.counted_days import derive_counted_inputs
from blastline.derive.frames import INPUT_KINDS, Frames
from blastline.engines.choose import ENGINES, EXTRAS, engine
from blastline.engines.engine import TEXT, TRUTH, WHOLE
from blastline.records import schema
from blastline.records.schema import CountedDays

RULES = ("icaht/2023/early_consecutive", "icaht/2023/early_cumulative", "t-icaht/2025/early", "t-icaht/2025/late")
NAMES = sorted({name for rule in RULES for name in criterion(rule).needs})
COUNTS = st.sampled_from([0.05, 0.1, 0.104, 0.2, 0.5, 0.504, 0.505, 0.6, 2.0, 15.0, 20.0, 35.0, 50.0, 70.0, 100.0])
DAYS = {"day": WHOLE, "day_earliest": WHOLE, "day_latest": WHOLE}
EMPTY = {
    "doses": {"patient_id": TEXT} | DAYS,
    "therapies": {"patient_id": TEXT, "given": TRUTH, "phase": TEXT} | DAYS,
}
CONTACTS = {"patient_id": TEXT, "status": TEXT, "relapse": TRUTH} | DAYS


@dataclass(frozen=True)
class Patient:
    """Counts by day, each known between two ends; the days between which a relapse, and a death, came."""

    counts: dict[int, tuple[float, float]]
    relapse: tuple[int, int] | None
    death: tuple[int, int] | None


@st.composite
def patients(draw: st.DrawFn) -> Patient:
    days = draw(st.lists(st.integers(-5, 110), max_size=40, unique=True))
    ends = st.lists(COUNTS, min_size=1, max_size=2).map(lambda found: (min(found), max(found)))
    span = st.tuples(st.integers(0, 105), st.sampled_from([0, 0, 3, 30])).map(lambda s: (s[0], s[0] + s[1]))
    return Patient({day: draw(ends) for day in days}, draw(st.none() | span), draw(st.none() | span))


def plainly(patient: Patient, rule: CountedDays) -> tuple[float, float] | None:
    """The two ends, from the state of each day; None where no count lies in the window."""
    known = [day for day in patient.counts if rule.first <= day <= rule.last]
    if not known:
        return None
    series = on_lines(patient.counts, rule.drawn_across)
    ends = []
    for which in (0, 1):
        # What is surely low ends with the earliest stop, what is possibly low with the latest.
        died = patient.death is not None and patient.death[which] <= rule.last
        last = max(known) if died or rule.to_last_count else rule.last
        ends.append(min(last, patient.relapse[which]) if patient.relapse else last)
    sure = {day for day in range(rule.first, ends[0] + 1) if day in series and series[day][1] < rule.bound}
    possible = {day for day in range(rule.first, ends[1] + 1) if day not in series or series[day][0] < rule.bound}
    return taken(sure, rule, ends[1]), taken(possible, rule, ends[0])


def on_lines(counts: dict[int, tuple[float, float]], across: int) -> dict[int, tuple[float, float]]:
    series = dict(counts)
    for before, after in pairwise(sorted(counts)):
        if after - before - 1 <= across:
            for day in range(before + 1, after):
                series[day] = tuple(
                    counts[before][end] + (counts[after][end] - counts[before][end]) * (day - before) / (after - before)
                    for end in (0, 1)
                )
    return series


def taken(low: set[int], rule: CountedDays, until: int) -> float:
    """What the rule takes of these low days, after joining those that short recoveries part."""
    joined = set(low)
    for before, after in pairwise(sorted(low)):
        if after - before - 1 <= rule.joined_across:
            joined |= set(range(before, after))
    runs: list[list[int]] = []
    for day in sorted(joined):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    if rule.take == "throughout":
        return float(any(run[0] <= rule.begun_by and run[-1] >= until for run in runs))
    lengths = [len(run) for run in runs] or [0]
    return float(max(lengths) if rule.take == "longest run" else sum(lengths))


def on_engine(name: str, found: list[Patient], rule: str) -> dict[tuple[str, str], tuple[float, float]]:
    here = engine(name)
    ids = [{"patient_id": str(number)} for number in range(len(found))]
    tables = {"patients": here.frame(ids, {"patient_id": TEXT})}
    tables |= {table: here.frame([], kinds) for table, kinds in EMPTY.items()}
    tables["follow_up"] = here.frame(
        [row for number, one in enumerate(found) for row in contacts(str(number), one)], CONTACTS
    )
    tests_of = sorted({schema.tests()[need].counted.of for need in criterion(rule).needs})
    inputs = [
        dict.fromkeys(INPUT_KINDS)
        | {"patient_id": str(number), "day": day, "test": test, "low": low, "high": high, "statistic": "single"}
        | {"low_open": False, "high_open": False, "baseline": False, "whole_course": False}
        for number, one in enumerate(found)
        for day, (low, high) in one.counts.items()
        for test in tests_of
    ]
    frames = Frames(tables, here.frame(inputs, INPUT_KINDS), here.keep)
    rows = here.rows(derive_counted_inputs(frames, criterion(rule)))
    return {(row["patient_id"], row["test"]): (row["low"], row["high"]) for row in rows}


def contacts(patient: str, one: Patient) -> list[dict]:
    told = [("alive", True, one.relapse), ("dead", None, one.death)]
    return [
        {"patient_id": patient, "status": status, "relapse": relapse, "day": None}
        | {"day_earliest": span[0], "day_latest": span[1]}
        for status, relapse, span in told
        if span is not None
    ]


@pytest.mark.parametrize("name", sorted(set(ENGINES) - set(EXTRAS)))
@given(found=st.lists(patients(), min_size=1, max_size=6))
@settings(max_examples=8, deadline=None)
def test_the_engines_count_the_days_that_a_plain_reading_counts(name, found):
    for rule in RULES:
        said = on_engine(name, found, rule)
        for need in criterion(rule).needs:
            for number, one in enumerate(found):
                assert said.get((str(number), need)) == plainly(one, schema.tests()[need].counted), (need, one)
