"""Nadir and recovery of invented courses: by the engines, and by going through the counts one by one."""

import math
from datetime import date
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.in_words import label
from blastline.criteria.library import criterion
from blastline.normalise.records import Records, TidyRow
from blastline.records import schema
from blastline.settings import Settings

STEADY = settings.get_profile("steady")
MANY = 50
SECTIONS = ("nadir", "nadir_day", "recovery", "recovery_day")
RULES = {"neutrophils": "recovery/cibmtr/neutrophils", "platelets": "recovery/t-icaht_2025/platelets"}
# No count is above this; one "<40" lies so little below 40.
ANY, BESIDE = 1e9, 1e-9

# ---- Inventing patients ----

SCALES = {"neutrophils": ("10*9/L", 0.5), "platelets": ("10*9/L", 20.0), "haemoglobin": ("g/L", 80.0), "lymphocytes": ("10*9/L", 1.0)}  # fmt: skip
MEDICINES = [{"drug": "platelets"}, {"drug": "platelets", "end": "3"}, {"drug": "red cells"}]
TABLES = ("patients", "doses", "medications", "measurements")
STUDIES = st.lists(st.integers(0, 10**9), min_size=MANY, max_size=MANY, unique=True)


def course(chance: Random, test: str) -> list[dict[str, str]]:
    """Counts that fall and rise again, once or twice, on some days; many are known only within limits."""
    unit, edge = SCALES[test]
    falls = [(chance.randint(0, 12), chance.randint(3, 22)), (chance.randint(24, 40), chance.choice([0, 0, 8]))]
    steep = chance.choice([1.2, 0.9, 0.5])
    rows = []
    for day in sorted(chance.sample(range(-3, 75), chance.choice([0, 2, 12, 30, 60]))):
        low = any(first <= day < first + days for first, days in falls)
        value = round(edge * chance.choice([0.4, 0.8, 1, 1.5] if low else [steep, 1, 2, 4, 8]), 2)
        told = chance.choice([f"{value:g}"] * 9 + [f"<{value:g}", f">{value:g}", f"{value / 2:g}–{value:g}"])
        rows.append(counted(test, unit, day, told))
        if chance.random() < 0.1:
            rows.append(counted(test, unit, day, f"{value / 4:g}–{value * 2:g}"))
    return rows


def counted(test: str, unit: str, day: int, value: str) -> dict[str, str]:
    return {"test": test, "unit": unit, "value": value} | on(day)


def on(day: int) -> dict[str, str]:
    return {"day": str(day + 1 if day >= 0 else day), "phase": "before" if day < 0 else "during"}


def patient_of(seed: int) -> dict[str, list[dict[str, str]]]:
    chance = Random(seed)
    dose = {"drug": "blinatumomab", "dose": "28", "dose_unit": "ug/day", "cycle": "1", "day": "1"}
    return {
        "patients": [{"first_dose": "2022-02-01"}],
        "measurements": [row for test in SCALES if chance.random() < 0.8 for row in course(chance, test)],
        "doses": [dose | {"end_day": str(chance.randint(1, 28))}] * chance.randint(0, 1),
        "medications": [medicine(chance) for _ in range(chance.choice([0, 0, 1, 3]))],
    }


def medicine(chance: Random) -> dict[str, str]:
    given_, day = chance.choice(MEDICINES), chance.randint(0, 40)
    end = {"end_day": str(day + 1 + int(given_["end"]))} if "end" in given_ else {}
    when = chance.choice([on(day) | end, on(day) | end, {"date": "2022-02", "phase": "during"}, {"phase": "during"}])
    return {"drug": given_["drug"], "class": "transfusion"} | when


# A count that may be the nadir, and is a recovery if it is not; seven days without a count; the last day of the window.
HARD = {
    "neutrophils": {5: "0.2–0.8", 9: "0.6", 10: "0.7", 11: "0.7"},
    "platelets": {5: "10", 13: "40", 14: "40", 15: "40"},
    "haemoglobin": {41: "60", 42: "50"},
}


def laid(seeds: list[int]) -> dict[str, list[dict[str, str]]]:
    """The rows by table; of the last patient nothing is known."""
    nobody: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES} | {"patients": [{"first_dose": ""}]}
    hard = [
        counted(test, SCALES[test][0], day, told) for test, told_on in HARD.items() for day, told in told_on.items()
    ]
    everyone = [*map(patient_of, seeds), nobody | {"measurements": hard}, nobody]
    return {
        name: [{"patient_id": f"P{number}"} | row for number, one in enumerate(everyone) for row in one[name]]
        for name in TABLES
    }


def study(window: dict[str, object], complete: bool) -> Settings:
    records = {"first_day": 1, "records": TABLES, "complete": ["medications"] * complete}
    return Settings.model_validate(
        {
            "study": {"title": "Invented", "cutoff": date(2023, 12, 31)} | records,
            "treatment": {"drug": "blinatumomab", "steps": [{"days": 28, "dose": "28 ug/day"}]},
            "criteria": {"haematotoxicity": [*RULES.values()]},
            "windows": {"adverse_events": window},
        }
    )


STUDIED = {
    "to 14 days after the last dose, all medications": study({"from": "last dose", "days": 14}, complete=True),
    "28 days": study({"from": "first dose", "days": 28}, complete=False),
}

# ---- Reading plainly ----

# A finding by patient, section, criterion, variable and part: both ends, and why it is open.
Key = tuple[str, str, str, str, str]
Said = tuple[str | None, str | None, str, str, str]
Ends = tuple[float, float]


def plainly(records: Records, patient: str, asked: Settings) -> dict[Key, Said]:
    of = {name: [row for row in records.table(name) if row["patient_id"] == patient] for name in TABLES}
    found: dict[Key, Said] = {}
    for test in SCALES:
        counts = counts_of(records, patient, test)
        nadir, days = nadir_of({day: ends for day, ends in counts.items() if 0 <= day <= last_day(of["doses"], asked)})
        absent = "" if nadir else f"no {label(test)} recorded on a day in the window"
        name = schema.tests()[test].label
        found[patient, "nadir", "", name, ""] = (*(as_text(nadir, ANY)), absent, "", "")
        found[patient, "nadir_day", "", name, ""] = (*as_days(*(days or (None, None))), absent, "", "")
        if test in RULES:
            rule = criterion(RULES[test])
            told = recovery(test, counts, nadir, days, of["medications"], "medications" in asked.study.complete)
            for section, said in zip(("recovery", "recovery_day"), told, strict=True):
                found[patient, section, rule.id, rule.term, ""] = said
    return found


def counts_of(records: Records, patient: str, test: str) -> dict[int, Ends]:
    """The lowest count of each day in the order of the days, between two ends."""
    days: dict[int, Ends] = {}
    for one in records.results:
        if one.patient_id == patient and one.test == test and one.day is not None:
            low = 0.0 if math.isinf(one.interval.low) else one.interval.low + BESIDE * one.interval.low_open
            high = ANY if math.isinf(one.interval.high) else one.interval.high - BESIDE * one.interval.high_open
            known = days.get(one.day, (low, high))
            days[one.day] = (min(known[0], low), min(known[1], high))
    return dict(sorted(days.items()))


def last_day(doses: list[TidyRow], asked: Settings) -> int:
    window = asked.windows.adverse_events
    if window.since == "first dose":
        return window.days - 1
    return max((row["end_day"] for row in doses), default=asked.treatment.planned_days - 1) + window.days


def nadir_of(counts: dict[int, Ends]) -> tuple[Ends | None, tuple[int, int] | None]:
    """The lowest count, and between which days it was first reached."""
    if not counts:
        return None, None
    low, high = min(low for low, _ in counts.values()), min(high for _, high in counts.values())
    may_be = [day for day, ends in counts.items() if ends[0] <= high]
    surely = [day for day, ends in counts.items() if ends == (high, high)] if low == high else []
    return (low, high), (may_be[0], surely[0] if surely else may_be[-1])


def as_text(ends: Ends | None, unbounded: float) -> tuple[str | None, str | None]:
    return (f"{ends[0]:.6g}", None if ends[1] == unbounded else f"{ends[1]:.6g}") if ends else (None, None)


def as_days(low: int | None, high: int | None) -> tuple[str | None, str | None]:
    return tuple(None if day is None else str(day + 1 if day >= 0 else day) for day in (low, high))


def on_lines(counts: dict[int, Ends]) -> dict[int, Ends]:
    """The counts, and on a straight line between two of them each of at most seven missing days."""
    series = dict(counts)
    for (before, one), (after, other) in pairwise(counts.items()):
        if after - before <= 8:
            for day in range(before + 1, after):
                series[day] = tuple(
                    a + (b - a) * (day - before) / (after - before) for a, b in zip(one, other, strict=True)
                )
    return dict(sorted(series.items()))


def recovery(
    test: str,
    counts: dict[int, Ends],
    nadir: Ends | None,
    days: tuple[int, int] | None,
    medications: list[TidyRow],
    complete: bool,
) -> tuple[Said, Said]:
    """Whether the counts rose again after the nadir, and between which days they did first."""
    if nadir is None:
        absent = (None, None, f"no {label(test)} recorded on a day in the window", "", "")
        return absent, absent
    limit = 0.5 if test == "neutrophils" else 20.0
    if not below(nadir[0], limit):
        return ("no fall", "no fall", "", "", ""), (None, None, "no fall to recover from", "", "")
    sure, possible = [], []
    for day, (low, high) in in_a_row(test, counts).items():
        clear, unclear = (True, True) if test == "neutrophils" else without_platelets(day, medications, complete)
        sure += [day] * (not below(low, limit) and clear and day > days[1])
        possible += [day] * (not below(high, limit) and unclear and day > days[0])
    fell = below(nadir[1], limit)
    lacking = "fewer counts after the nadir than a recovery needs, or a transfusion not excluded"
    words = (
        "recovered" if sure else "not recovered",
        "no fall" if not fell else "recovered" if possible else "not recovered",
    )
    reason = "" if fell else f"{label(test)} known only within limits"
    first = (min(possible, default=None), min(sure, default=None))
    why = "not seen to recover" if not possible else "" if first[0] == first[1] else lacking
    return (*words, reason or (lacking if possible and not sure else ""), "", ""), (*as_days(*first), why, "", "")


def below(value: float, limit: float) -> bool:
    """Below a limit, and not by the noise of arithmetic alone."""
    return value < limit and not math.isclose(value, limit, rel_tol=5e-9)


def in_a_row(test: str, counts: dict[int, Ends]) -> dict[int, Ends]:
    """The lowest of three counts in a row from each count on, of platelets on three days in a row."""
    if test == "neutrophils":
        rows = {day: [ends for later, ends in counts.items() if later >= day][:3] for day in counts}
    else:
        series = on_lines(counts)
        rows = {day: [series[later] for later in range(day, day + 3) if later in series] for day in series}
    return {
        day: (min(low for low, _ in some) if len(some) == 3 else 0.0, min(high for _, high in some))
        for day, some in rows.items()
    }


def without_platelets(day: int, medications: list[TidyRow], complete: bool) -> tuple[bool, bool]:
    """Whether no platelets were given on a day and the seven before it: surely, and possibly."""
    sure, possible = complete, True
    for row in medications:
        if row["drug"] == "platelets":
            begun = (row["day_earliest"], row["day_latest"])
            ended = begun if row["end_latest"] is None else (row["end_earliest"], row["end_latest"])
            undated = begun[0] is None
            sure &= not (undated or (begun[0] <= day and ended[1] >= day - 7))
            possible &= undated or not (begun[1] <= day and ended[0] >= day - 7)
    return sure, possible


# ---- Agreement ----


@pytest.mark.parametrize("how", STUDIED)
def test_the_engines_find_the_recovery_that_a_plain_reading_finds(how, read_rows, agrees_on_every_engine):
    asked = STUDIED[how]

    @settings(STEADY, max_examples=1)
    @given(seeds=STUDIES)
    def agree(seeds):
        records = read_rows(asked, laid(seeds))
        agrees_on_every_engine(records, asked, SECTIONS, lambda patient: plainly(records, patient, asked))

    agree()


def test_the_invented_courses_reach_every_recovery_and_every_reason(read_rows):
    reached: dict[str, set[object]] = {section: set() for section in SECTIONS}

    @settings(STEADY, max_examples=4)
    @given(seeds=STUDIES)
    def gather(seeds):
        for asked in STUDIED.values():
            records = read_rows(asked, laid(seeds))
            assert len(records.patient_ids) > MANY * 2 / 3
            for patient in records.patient_ids:
                for (_, section, rule, *_), (surely, possibly, reason, *_) in plainly(records, patient, asked).items():
                    reached[section] |= {(rule, reason), (rule, shape(surely), shape(possibly))}

    gather()
    absent = {test: f"no {label(test)} recorded on a day in the window" for test in SCALES}
    lacking = "fewer counts after the nadir than a recovery needs, or a transfusion not excluded"
    words, days = ("recovered", "not recovered", "no fall"), {("a", None), ("a", "a"), (None, None)}
    assert reached["nadir"] == {("", why) for why in ("", *absent.values())} | {("", *ends) for ends in days}
    assert reached["nadir_day"] == reached["nadir"] - {("", "a", None)}
    for test, rule in RULES.items():
        limits = f"{label(test)} known only within limits"
        both = {(None, None), *((word, word) for word in words), ("not recovered", "recovered")}
        both |= {("recovered", "no fall"), ("not recovered", "no fall")}
        assert reached["recovery"] >= {(rule, why) for why in ("", absent[test], limits, lacking)}
        assert {one[1:] for one in reached["recovery"] if one[0] == rule and len(one) == 3} == both
        whys = ("", absent[test], "no fall to recover from", "not seen to recover", lacking)
        assert {(rule, why) for why in whys} | {(rule, *ends) for ends in days} <= reached["recovery_day"]


def shape(end: str | None) -> str | None:
    """A word, or that there is a number."""
    return "a" if end and end.replace(".", "").replace("e+0", "").lstrip("-").isdigit() else end
