"""Baseline, peak and fold change of a series, by the engines and by a reading that looks at each value in turn."""

import random
from dataclasses import dataclass, field
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.engines.choose import ENGINES, EXTRAS

STEADY = settings.get_profile("steady")
SEEDS = st.integers(0, 10**9)
MANY = 60
# What is followed, as findings name it, as reasons name it, and its unit.
SERIES = {"interleukin_6": ("IL-6", "IL-6", "pg/mL"), "ferritin": ("Ferritin", "ferritin", "ug/L")}
WINDOWS = {"to the last dose": {"from": "last dose", "days": 0}, "to day 15": {"from": "first dose", "days": 15}}
PLANNED_DAYS = 28
WITHIN, UNDATED = "values known only within limits", "the largest value may be one without a day"
# What each section may say without a reason, and when nothing was recorded that it needs.
BOTH = ("decided", "open")
EVER = {"series_baseline": BOTH, "series_peak": BOTH, "series_peak_day": ("decided",), "series_fold_change": BOTH}
BEFORE, DURING = "before treatment", "on treatment"
WITHOUT = {"baseline": [BEFORE], "peak": [DURING], "peak_day": [DURING], "fold_change": [BEFORE, DURING]}
Ends = tuple[float | None, float | None]


# ---- Inventing patients ----


@dataclass(frozen=True)
class Result:
    """A result of a day, or of none; its two ends, None where nothing bounds them."""

    test: str
    day: int | None
    phase: str
    statistic: str
    ends: Ends
    printed: str


@dataclass
class Patient:
    """Results, and the first and last day of each infusion; an end that was not written down is None."""

    results: list[Result] = field(default_factory=list)
    doses: list[tuple[int, int | None]] = field(default_factory=list)


def invented(chance: random.Random) -> Patient:
    patient = Patient()
    for test in SERIES:
        before = chance.choice([[], [-1], [-8, -1], [None], [None, -2]])
        for day in before:
            patient.results += _results(chance, test, day)
        for day in sorted(chance.sample(range(80), chance.choice([0, 1, 2, 4, 6]))):
            patient.results += [_result(chance, test, day, "during", chance.choice(["single"] * 4 + ["maximum"]))]
        if chance.random() < 0.3:
            day, statistic = chance.choice([(None, "maximum"), (None, "peak"), (None, "single"), (3, "minimum")])
            patient.results.append(_result(chance, test, day, chance.choice(["during", "during", "after"]), statistic))
    patient.doses = [(day, chance.choice([None, day + 6])) for day in chance.choice([[], [0], [0, 20], [0, 7, 40]])]
    chance.shuffle(patient.results)
    return patient


def _results(chance: random.Random, test: str, day: int | None) -> list[Result]:
    """The state before treatment, once or in two statements that can both be true."""
    one, again = (_result(chance, test, day, "before", "single") for _ in range(2))
    low, high = _narrowed([one.ends, again.ends])
    return [one, again] if one.ends == again.ends or low is None or high is None or low < high else [one]


def _result(chance: random.Random, test: str, day: int | None, phase: str, statistic: str) -> Result:
    low, high = sorted(chance.choice([0, 1, 2, 5, 40, 40, 80, 400, 1000]) for _ in range(2))
    high = max(high, 1)
    shapes = {
        "{0}": (low, low),
        "<{1}": (None, high),
        "≤{1}": (None, high),
        ">{0}": (low, None),
        "{0}–{1}": (low, high),
    }
    shape = chance.choice(["{0}"] * 8 + list(shapes))
    return Result(test, day, phase, statistic, shapes[shape], shape.format(low, high))


# ---- Reading them plainly ----


def last_day(patient: Patient, window: dict) -> int:
    if window["from"] == "first dose":
        return window["days"] - 1
    ends = [begun if ended is None else ended for begun, ended in patient.doses]
    return max(ends, default=PLANNED_DAYS - 1) + window["days"]


def series(patient: Patient, window: dict, test: str, number) -> dict[tuple[str, str], tuple[str, str]]:
    """Baseline, peak, its day and the fold change of one test: text and reason."""
    name, in_words, unit = SERIES[test]
    mine = [one for one in patient.results if one.test == test]
    singles = [one for one in mine if (one.phase, one.statistic) == ("before", "single")]
    dated = [one.day for one in singles if one.day is not None]
    before = _narrowed([one.ends for one in singles if not dated or one.day == max(dated)])
    course = [one for one in mine if one.statistic != "minimum" and _counts(one, last_day(patient, window))]
    peak = _highest([one.ends for one in course])
    none_before = "" if singles else f"no {in_words} recorded before treatment"
    none_during = "" if course else f"no {in_words} recorded on treatment"
    fold = (
        peak[0] / before[1] if peak[0] is not None and before[1] else None,
        peak[1] / before[0] if peak[1] is not None and before[0] else None,
    )
    gone = "none before treatment" if before[1] == 0 else WITHIN if fold == (None, None) else ""
    return {
        ("series_baseline", name): (number(*before, unit), none_before),
        ("series_peak", name): (number(*peak, unit), none_during),
        ("series_peak_day", name): (none_during and ("not assessed", none_during)) or _peak_day(course, peak, number),
        ("series_fold_change", f"{name}, peak over baseline"): (
            number(*fold, "times"),
            none_during or none_before or gone,
        ),
    }


def _counts(one: Result, last: int) -> bool:
    """On a day of the window; a value without a day counts where it is from treatment."""
    return one.phase == "during" if one.day is None else 0 <= one.day <= last


def _narrowed(ends: list[Ends]) -> Ends:
    lows, highs = [low for low, _ in ends if low is not None], [high for _, high in ends if high is not None]
    return max(lows, default=None), min(highs, default=None)


def _highest(ends: list[Ends]) -> Ends:
    """The largest value lies between the largest low end and the largest high end, if all are bounded."""
    lows, highs = [low for low, _ in ends if low is not None], [high for _, high in ends]
    return max(lows, default=None), None if None in highs else max(highs, default=None)


def _peak_day(course: list[Result], peak: Ends, number) -> tuple[str, str]:
    """From the first day that may have had the peak to the first that had it, or the last that may have."""
    may_be = [one for one in course if one.ends[1] is None or peak[0] is None or one.ends[1] >= peak[0]]
    if any(one.day is None for one in may_be):
        return "not assessed", UNDATED
    days = sorted(one.day for one in may_be)
    sure = sorted(one.day for one in may_be if peak[0] is not None and one.ends == peak and peak[0] == peak[1])
    low, high = days[0], sure[0] if sure else days[-1]
    return number(low, high, "day"), "" if low == high else WITHIN


# ---- Agreement ----


def batch(seed: int) -> dict[str, Patient]:
    chance = random.Random(seed)
    return {f"P{count}": invented(chance) for count in range(MANY)}


def plainly(patient: Patient, window: dict, number) -> dict[tuple[str, str], tuple[str, str]]:
    """Everything that is said of a patient, by section and variable."""
    return {key: told for test in SERIES for key, told in series(patient, window, test, number).items()}


def study(window: dict, patients: dict[str, Patient], study_settings) -> tuple[dict, dict]:
    named = list(patients.items())
    rows = {
        "measurements": [
            {"patient_id": name, "test": one.test, "value": one.printed, "unit": SERIES[one.test][2]}
            | {"statistic": one.statistic, "phase": one.phase, "day": _as_study_day(one.day)}
            for name, patient in named
            for one in patient.results
        ],
        "doses": [
            {"patient_id": name, "drug": "blinatumomab", "phase": "during"}
            | {"day": _as_study_day(begun), "end_day": _as_study_day(ended)}
            for name, patient in named
            for begun, ended in patient.doses
        ],
    }
    told = study_settings(list(rows), windows={"adverse_events": window})
    return told, {"patients": [{"patient_id": name} for name in patients]} | rows


def _as_study_day(day: int | None) -> str:
    return "" if day is None else str(day + (day >= 0))


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("name", sorted(set(ENGINES) - set(EXTRAS)))
@settings(STEADY, max_examples=2)
@given(seed=SEEDS)
def test_the_engines_say_of_a_series_what_a_plain_reading_says(name, window, seed, findings_on, study_settings, number):
    patients = batch(seed)
    said = findings_on(name, *study(window, patients, study_settings))
    for patient, found in patients.items():
        here = {(k[0], k[2]): v[:2] for k, v in said.items() if k[3] == patient and k[0].startswith("series_")}
        assert here == plainly(found, window, number), (window, found)


def test_the_invented_series_reach_every_section_and_reason(number):
    reached = set()
    for seed, window in product(range(6), WINDOWS.values()):
        for patient in batch(seed).values():
            said = plainly(patient, window, number)
            reached |= {(section, _kind(text), why) for (section, _), (text, why) in said.items()}
    told = {(section, kind, "") for section, kinds in EVER.items() for kind in kinds}
    absent = {
        (f"series_{section}", "not assessed", f"no {name} recorded {when}")
        for section, whens in WITHOUT.items()
        for when in whens
        for _, name, _ in SERIES.values()
    }
    folds = {("series_fold_change", "not assessed", why) for why in ("none before treatment", WITHIN)}
    days = {("series_peak_day", "open", WITHIN), ("series_peak_day", "not assessed", UNDATED)}
    assert reached == told | absent | folds | days


def _kind(text: str) -> str:
    if text == "not assessed":
        return text
    return "open" if {"to", "least", "most", "possibly"} & set(text.replace(",", "").split()) else "decided"
