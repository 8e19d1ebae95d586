"""Grades day by day, by the engines and by a reading that takes each day for itself and then looks for the worst."""

import random
from dataclasses import dataclass, field
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import Outcome, adjudicate
from blastline.criteria.library import criterion
from blastline.engines.choose import ENGINES, EXTRAS
from blastline.records.interval import Interval

STEADY = settings.get_profile("steady")
SEEDS = st.integers(1, 10**9)
MANY = 50
SECTIONS = ("baseline_grade", "worst_grade", "worst_emergent_grade", "worst_day")
# Each criterion with its test, the unit, its limit of normal with the name of that input, and the edges of its grades.
V5, ALT = "ctcae/5.0", "alanine_aminotransferase"
RULES = {
    f"{V5}/platelet_count_decreased": ("platelets", "×10^9/L", "lower_limit", "lln", 150, (25, 50, 75, 150)),
    f"{V5}/alanine_aminotransferase_increased": (ALT, "U/L", "upper_limit", "uln", 40, (40, 60, 120, 200, 800)),
    f"{V5}/creatinine_increased": ("creatinine", "µmol/L", "upper_limit", "uln", 100, (100, 150, 300, 600)),
}
WINDOWS = {"to the last dose": {"from": "last dose", "days": 0}, "to day 15": {"from": "first dose", "days": 15}}
PLANNED_DAYS = 28
WORST = 5
Ends = tuple[float, float]


# ---- Inventing patients ----


@dataclass(frozen=True)
class Result:
    """One result by the test of a criterion: the values that it leaves open, the limit of normal beside it."""

    rule: str
    day: int | None
    phase: str
    statistic: str
    value: Interval
    printed: str
    limit: float | None


@dataclass
class Patient:
    """Results; toxicities as graded, by criterion, day, phase and grade; first and last day of each infusion."""

    results: list[Result] = field(default_factory=list)
    reports: list[tuple[str, int | None, str, tuple[int, int] | None]] = field(default_factory=list)
    doses: list[tuple[int, int | None]] = field(default_factory=list)


def invented(chance: random.Random) -> Patient:
    patient = Patient()
    for rule in RULES:
        spread = chance.choice([(0.2, 1.0), (0.7, 1.3), (1.0, 3.0), (0.01, 20.0)])
        before = chance.choice([[], [-1], [-9, -1], [None], [None, -3]])
        course = chance.choice([[], *[sorted(chance.sample(range(70), count)) for count in (1, 3, 5, 7)]])
        for day in [*before, *course]:
            phase = "before" if day is None or day < 0 or (day == 0 and chance.random() < 0.3) else "during"
            patient.results += _results(chance, rule, day, phase, spread)
        if chance.random() < 0.2:
            # Of no day, or the lowest of several: neither is a grade of a day.
            day, statistic = chance.choice([(None, "single"), (5, "minimum")])
            patient.results.append(_result(chance, rule, day, "during", statistic, spread))
        patient.reports += _reports(chance, rule)
    patient.doses = [(day, chance.choice([None, day + 6])) for day in chance.choice([[], [0], [0, 20], [0, 7, 40]])]
    chance.shuffle(patient.results)
    return patient


def _results(chance: random.Random, rule: str, day: int | None, phase: str, spread: Ends) -> list[Result]:
    """One result, or two of one day that do not contradict each other and together say more than each."""
    one, again = (_result(chance, rule, day, phase, "single", spread) for _ in range(2))
    return [one, again] if chance.random() < 0.2 and one.value.meets(again.value) else [one]


def _result(chance: random.Random, rule: str, day: int | None, phase: str, statistic: str, spread: Ends) -> Result:
    *_, normal, edges = RULES[rule]
    value, printed = _value(chance, edges, spread)
    return Result(rule, day, phase, statistic, value, printed, normal if chance.random() < 0.85 else None)


def _value(chance: random.Random, edges: tuple[int, ...], spread: Ends) -> tuple[Interval, str]:
    """On an edge, near one, or anywhere; now and then known only within limits."""
    exact = [float(edge) for edge in edges] + [chance.choice(edges) * chance.uniform(*spread) for _ in range(6)]
    low, high = sorted(round(chance.choice(exact), 1) for _ in range(2))
    shapes = {
        "{0:g}": Interval.exactly(low),
        "<{1:g}": Interval(high=high, high_open=True),
        "≤{1:g}": Interval(high=high),
        ">{0:g}": Interval(low=low, low_open=True),
        "≥{0:g}": Interval(low=low),
        "{0:g}–{1:g}": Interval(low, high),
    }
    shape = chance.choice(["{0:g}"] * 6 + list(shapes))
    return shapes[shape], shape.format(low, high)


def _reports(chance: random.Random, rule: str) -> list[tuple]:
    """Grades and ranges of grades, two statements of one event, an event without a grade."""
    found = []
    for day in chance.sample([None, 3, 12, 100], chance.choice([0, 0, 1, 2])):
        phase, low = chance.choice(["during", "during", "during", "after"]), chance.randint(0, 4)
        grades = chance.choice([[(low, low)], [(low, low)], [(low, low + 1)], [(low, low + 1), (low, low)], [None]])
        found += [(rule, day, phase, grade) for grade in grades]
    return found


def _as_study_day(day: int | None) -> str:
    return "" if day is None else str(day + (day >= 0))


# ---- Reading them plainly ----


def plainly(patient: Patient, window: dict, rule: str, number) -> dict[str, tuple[str, str, str]]:
    """Each section: its text, its reason and, of the worst grade, how it compares with the reported one."""
    read, (test, *_) = criterion(rule), RULES[rule]
    mine = [one for one in patient.results if (one.rule, one.statistic) == (rule, "single")]
    last_before = _last_before(mine)
    before = adjudicate(read, *_inputs(last_before, RULES[rule]))
    days = {}
    for day in range(_last_day(patient, window) + 1):
        of_day = [result for result in mine if result.day == day and result.phase != "before"]
        if of_day:
            days[day] = adjudicate(read, *_inputs(of_day, RULES[rule], last_before, after=True))
    said = {"baseline_grade": (*_grade(before), "")}
    reported = _reported(patient, rule)
    if not days:
        missing = "not assessed", f"no {test.replace('_', ' ')} recorded on a day in the window"
        return (
            said | dict.fromkeys(SECTIONS[2:], (*missing, "")) | {"worst_grade": (*missing, _verdict(reported, None))}
        )
    worst = _worst(days)
    said["worst_grade"] = (*_grade(worst), _verdict(reported, worst))
    said["worst_emergent_grade"] = (*_grade(_emergent(worst, before)), "")
    return said | {"worst_day": (*_first_day(days, worst, number), "")}


def _last_before(results: list[Result]) -> list[Result]:
    """Those of the last day before treatment; without a day only where none has one."""
    before = [result for result in results if result.phase == "before"]
    days = [result.day for result in before if result.day is not None]
    return [result for result in before if not days or result.day == max(days)]


def _last_day(patient: Patient, window: dict) -> int:
    if window["from"] == "first dose":
        return window["days"] - 1
    ends = [begun if ended is None else ended for begun, ended in patient.doses]
    return max(ends, default=PLANNED_DAYS - 1) + window["days"]


def _inputs(results: list[Result], rule: tuple, before: list[Result] = (), *, after: bool = False) -> tuple[dict, dict]:
    """The inputs of one day, and how each was printed: what two results say of one thing narrows each other."""
    test, _, _, limit_name, *_ = rule
    limits = [(Interval.exactly(result.limit), f"{result.limit:g}") for result in results if result.limit is not None]
    stated = {
        test: [(result.value, result.printed) for result in results],
        f"{test}_{limit_name}": limits,
        f"{test}_baseline": [(result.value, result.printed) for result in before],
        "after_baseline": [(Interval.exactly(after), "yes" if after else "no")],
    }
    inputs = {name: _narrowed([value for value, _ in values]) for name, values in stated.items() if values}
    return inputs, {name: max(printed for _, printed in values) for name, values in stated.items() if values}


def _narrowed(values: list[Interval]) -> Interval:
    """An exact value wins; an end is open only where all leave it open."""
    exact = [value.low for value in values if value.exact]
    if exact:
        return Interval.exactly(max(exact))
    low, high = max(value.low for value in values), min(value.high for value in values)
    return Interval(low, high, all(value.low_open for value in values), all(value.high_open for value in values))


def _worst(days: dict[int, Outcome]) -> Outcome:
    surely = max(outcome.surely for outcome in days.values())
    possibly = max(outcome.possibly for outcome in days.values())
    reasons = [outcome.reason for outcome in days.values() if outcome.possibly == possibly]
    return Outcome(surely, possibly, min(reasons) if surely < possibly else "")


def _emergent(worst: Outcome, before: Outcome) -> Outcome:
    """The worst grade where it is above the one before treatment, which where it is not known may have been any."""
    low = worst.surely if int(worst.surely) > int(before.possibly or WORST) else "0"
    high = worst.possibly if int(worst.possibly) > int(before.surely or 0) else "0"
    return Outcome(low, high, "" if low == high else worst.reason or f"before treatment: {before.reason}")


def _first_day(days: dict[int, Outcome], worst: Outcome, number) -> tuple[str, str]:
    """The first day of the worst grade, from the first that may have had it to the first that had it, or may have."""
    if worst.possibly == "0":
        return "not assessed", "no grade above 0"
    may_be = [day for day, outcome in sorted(days.items()) if outcome.possibly >= worst.surely]
    is_ = [day for day in may_be if days[day].surely == worst.possibly]
    low, high = may_be[0], is_[0] if is_ else may_be[-1]
    return number(low, high, "day"), worst.reason or ("" if low == high else days[low].reason)


def _reported(patient: Patient, rule: str) -> tuple[int, int] | None:
    """Statements of one day narrow each other; of several days the worst counts."""
    during = [(day, grade) for of, day, phase, grade in patient.reports if (of, phase) == (rule, "during") and grade]
    days = [[grade for day, grade in during if day == on] for on in {day for day, _ in during}]
    narrow = [(max(low for low, _ in grades), min(high for _, high in grades)) for grades in days]
    return (max(low for low, _ in narrow), max(high for _, high in narrow)) if narrow else None


def _verdict(reported: tuple[int, int] | None, worst: Outcome | None) -> str:
    if reported is None or worst is None:
        return "no grade reported" if reported is None else "nothing recorded to derive a grade from"
    if reported[0] > int(worst.possibly):
        return "reported higher than the records allow"
    if reported[1] < int(worst.surely):
        return "reported lower than the records require"
    return "agrees" if worst.surely == worst.possibly else "possible, not confirmed by the records"


def _grade(outcome: Outcome) -> tuple[str, str]:
    if outcome.surely is None:
        return "not assessed", outcome.reason
    decided = outcome.surely == outcome.possibly
    return (outcome.surely, "") if decided else (f"{outcome.surely}, possibly {outcome.possibly}", outcome.reason)


# ---- Agreement ----


def batch(seed: int) -> dict[str, Patient]:
    chance = random.Random(seed)
    return {f"P{count}": invented(chance) for count in range(MANY)}


def tables(patients: dict[str, Patient]) -> dict[str, list[dict[str, str]]]:
    named = list(patients.items())
    return {
        "patients": [{"patient_id": name} for name in patients],
        "measurements": [{"patient_id": name} | _measured(one) for name, patient in named for one in patient.results],
        "adverse_events": [
            {"patient_id": name, "term": criterion(rule).term, "day": _as_study_day(day), "phase": phase}
            | {"grade": "–".join(dict.fromkeys(map(str, grade or ())))}
            for name, patient in named
            for rule, day, phase, grade in patient.reports
        ],
        "doses": [
            {"patient_id": name, "drug": "blinatumomab", "phase": "during"}
            | {"day": _as_study_day(begun), "end_day": _as_study_day(ended)}
            for name, patient in named
            for begun, ended in patient.doses
        ],
    }


def _measured(one: Result) -> dict[str, str]:
    test, unit, limit_column, *_ = RULES[one.rule]
    limit = {limit_column: "" if one.limit is None else str(one.limit)}
    cells = {"test": test, "statistic": one.statistic, "value": one.printed, "unit": unit}
    return cells | limit | {"day": _as_study_day(one.day), "phase": one.phase}


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("name", sorted(set(ENGINES) - set(EXTRAS)))
@settings(STEADY, max_examples=1)
@given(seed=SEEDS)
def test_the_engines_find_the_worst_grade_that_a_plain_reading_finds(
    name, window, seed, findings_on, study_settings, number
):
    patients = batch(seed)
    chosen = {
        "criteria": {"haematology": list(RULES)[:1], "chemistry": list(RULES)[1:]},
        "windows": {"adverse_events": window},
    }
    rows = tables(patients)
    said = findings_on(name, study_settings(list(rows)[1:], **chosen), rows)
    for rule in RULES:
        for patient, found in patients.items():
            term = criterion(rule).term
            here = {section: said[section, rule, term, patient, ""] for section in SECTIONS}
            assert here == plainly(found, window, rule, number), (window, rule, found)


def test_the_invented_results_reach_every_grade_verdict_and_reason(number):
    grades, kinds, verdicts = set(), set(), set()
    for seed, window in product(range(5), WINDOWS.values()):
        for patient, rule in product(batch(seed).values(), RULES):
            said = plainly(patient, window, rule, number)
            grades.add((rule, said["worst_grade"][0]))
            verdicts.add(said["worst_grade"][2])
            kinds |= {
                (section, _kind(text), why) for section, (text, reason, _) in said.items() for why in _why(reason)
            }
    assert {(rule, grade) for rule in RULES for grade in "01234"} <= grades
    # Grade 5 is nobody's laboratory value; an input that is open leaves every section but a decided one open.
    open_ = {(section, "open", why) for section in SECTIONS for why in ("not recorded", "known only as")}
    open_ |= {("worst_emergent_grade", "open", "before treatment")}
    # Where one day only may have had the worst grade, its day is told although its grade is open.
    open_ |= {("worst_day", "decided", why) for why in ("not recorded", "known only as")}
    absent = {(section, "not assessed", "on a day in the window") for section in SECTIONS[1:]}
    absent |= {("baseline_grade", "not assessed", "not recorded"), ("worst_day", "not assessed", "no grade above 0")}
    assert kinds == {(section, "decided", "") for section in SECTIONS} | open_ | absent
    assert len(verdicts) == 6  # as many as `_verdict` has


def _kind(text: str) -> str:
    return "open" if " to " in text or "possibly" in text else text if text == "not assessed" else "decided"


def _why(reason: str) -> list[str]:
    """Which sentences a reason is made of, without the names and values in them."""
    known = ("before treatment", "not recorded", "known only as", "on a day in the window", "no grade above 0")
    return [words for words in known if words in reason] or [reason]
