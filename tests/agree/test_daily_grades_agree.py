"""Grades day by day, by the engines and by a reading that takes each day for itself and then looks for the worst."""

import math
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import Outcome, adjudicate
from blastline.criteria.library import criterion
from blastline.engines.choose import ENGINES, EXTRAS
from blastline.records.interval import Interval

# The same patients on every run; a failing batch is shown as it is, for making it smaller takes minutes.
STEADY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(0, 10**9)
MANY = 30
SECTIONS = ("baseline_grade", "worst_grade", "worst_emergent_grade", "worst_day")
# Each criterion with its test, the unit, the limit of normal that it asks for, and the edges of its grades.
RULES = {
    "ctcae/5.0/platelet_count_decreased": ("platelets", "×10^9/L", "lower_limit", 150, (25, 50, 75, 150)),
    "ctcae/5.0/alanine_aminotransferase_increased": (
        "alanine_aminotransferase",
        "U/L",
        "upper_limit",
        40,
        (40, 60, 120, 200, 800),
    ),
    "ctcae/5.0/creatinine_increased": ("creatinine", "µmol/L", "upper_limit", 100, (100, 150, 300, 600)),
}
LIMIT_AS_INPUT = {"lower_limit": "lln", "upper_limit": "uln"}
WINDOWS = [{"from": "last dose", "days": 30}, {"from": "last dose", "days": 0}, {"from": "first dose", "days": 15}]
PLANNED_DAYS = 28
WORST = 5


# ---- Inventing patients ----


@dataclass(frozen=True)
class Result:
    """One result: its day, its phase, the values it leaves open, the limit of normal beside it."""

    test: str
    day: int | None
    phase: str
    statistic: str
    value: Interval
    printed: str
    limit: float | None
    cells: dict[str, str]


@dataclass(frozen=True)
class Report:
    """A toxicity as the investigator graded it, by the term of its criterion."""

    term: str
    day: int | None
    phase: str
    grade: tuple[int, int] | None
    cells: dict[str, str]


@dataclass
class Patient:
    results: list[Result] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    # First and last day of each infusion of the drug; an end that was not written down is None.
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
            # Of no day, or of many: neither is a grade of a day.
            patient.results.append(_result(chance, rule, None, "during", chance.choice(["single", "minimum"]), spread))
        patient.reports += _reports(chance, criterion(rule).term)
    patient.doses = [(day, chance.choice([None, day + 6])) for day in chance.choice([[], [0], [0, 20], [0, 7, 40]])]
    chance.shuffle(patient.results)
    return patient


def _results(
    chance: random.Random, rule: str, day: int | None, phase: str, spread: tuple[float, float]
) -> list[Result]:
    """One result, or two of one day that do not contradict each other and together say more than each."""
    one = _result(chance, rule, day, phase, "single", spread)
    if chance.random() < 0.8:
        return [one]
    again = _result(chance, rule, day, phase, "single", spread)
    return [one, again] if one.value.meets(again.value) else [one]


def _result(
    chance: random.Random, rule: str, day: int | None, phase: str, statistic: str, spread: tuple[float, float]
) -> Result:
    test, unit, limit_column, normal, edges = RULES[rule]
    value, printed = _value(chance, edges, spread)
    limit = normal if chance.random() < 0.85 else None
    cells = {"test": test, "statistic": statistic, "value": printed, "unit": unit, "phase": phase}
    cells |= {"day": _as_study_day(day), limit_column: "" if limit is None else str(limit)}
    return Result(test, day, phase, statistic, value, printed, limit, cells)


def _value(chance: random.Random, edges: tuple[int, ...], spread: tuple[float, float]) -> tuple[Interval, str]:
    """On an edge, near one, or anywhere; now and then known only within limits."""
    exact = [float(edge) for edge in edges] + [edges[-1] * chance.uniform(*spread) for _ in range(6)]
    low, high = sorted(round(chance.choice(exact), 1) for _ in range(2))
    shape = chance.choice(["{0}"] * 6 + ["<{1}", "<={1}", ">{0}", ">={0}", "{0}–{1}"])
    printed = shape.format(f"{low:g}", f"{high:g}")
    ends = {
        "<": Interval(-math.inf, high, False, printed[1:2] != "="),
        ">": Interval(low, math.inf, printed[1:2] != "="),
    }
    value = Interval(low, high) if "–" in printed else ends.get(printed[0], Interval.exactly(low))
    return value, printed.replace("<=", "≤").replace(">=", "≥")


def _reports(chance: random.Random, term: str) -> list[Report]:
    found = []
    for day in chance.sample([None, 3, 12, 100], chance.choice([0, 0, 1, 2])):
        phase = chance.choice(["during", "during", "during", "after"])
        low = chance.randint(0, 4)
        grades = chance.choice([[(low, low)], [(low, low)], [(low, low + 1)], [(low, low + 1), (low, low)], [None]])
        for grade in grades:
            written = "" if grade is None else "–".join(dict.fromkeys(map(str, grade)))
            cells = {"term": term, "grade": written, "day": _as_study_day(day), "phase": phase}
            found.append(Report(term, day, phase, grade, cells))
    return found


def _as_study_day(day: int | None) -> str:
    return "" if day is None else str(day + (day >= 0))


# ---- Reading them plainly ----


def plainly(patient: Patient, window: dict, rule: str, number) -> dict[str, tuple[str, str, str]]:
    """Each section: its text, its reason and, of the worst grade, how it compares with the reported one."""
    read, (test, *_) = criterion(rule), RULES[rule]
    mine = [result for result in patient.results if result.test == test and result.statistic == "single"]
    last_before = _last_before(mine)
    before = adjudicate(read, *_inputs(last_before, RULES[rule]))
    days = {}
    for day in range(_last_day(patient, window) + 1):
        of_day = [result for result in mine if result.day == day]
        if of_day:
            days[day] = adjudicate(read, *_inputs(of_day, RULES[rule], last_before, after=True))
    said = {"baseline_grade": (*_grade(before), "")}
    if not days:
        why = f"no {test.replace('_', ' ')} recorded on a day in the window"
        verdict = _verdict(_reported(patient, read.term), None)
        missing = "not assessed", why
        return said | {"worst_grade": (*missing, verdict)} | dict.fromkeys(SECTIONS[2:], (*missing, ""))
    worst = _worst(days)
    said["worst_grade"] = (*_grade(worst), _verdict(_reported(patient, read.term), worst))
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
    return (
        max((begun if ended is None else ended for begun, ended in patient.doses), default=PLANNED_DAYS - 1)
        + window["days"]
    )


def _inputs(results: list[Result], rule: tuple, before: list[Result] = (), *, after: bool = False) -> tuple[dict, dict]:
    """The inputs of one day, and how each was printed: what two results say of one thing narrows each other."""
    test, _, limit_column, *_ = rule
    limits = [(Interval.exactly(result.limit), f"{result.limit:g}") for result in results if result.limit is not None]
    stated = {
        test: [(result.value, result.printed) for result in results],
        f"{test}_{LIMIT_AS_INPUT[limit_column]}": limits,
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


def _reported(patient: Patient, term: str) -> tuple[int, int] | None:
    """Statements of one day narrow each other; of several days the worst counts."""
    during = [one for one in patient.reports if (one.term, one.phase) == (term, "during") and one.grade is not None]
    grades = [[one.grade for one in during if one.day == day] for day in {one.day for one in during}]
    narrow = [(max(low for low, _ in of_day), min(high for _, high in of_day)) for of_day in grades]
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


def batch(seed: int) -> tuple[dict, dict[str, Patient]]:
    """A window of treatment, and many patients."""
    chance = random.Random(seed)
    return chance.choice(WINDOWS), {f"P{count}": invented(chance) for count in range(MANY)}


def tables(patients: dict[str, Patient]) -> dict[str, list[dict[str, str]]]:
    rows = {
        "patients": [{"patient_id": name} for name in patients],
        "measurements": [],
        "adverse_events": [],
        "doses": [],
    }
    for name, patient in patients.items():
        rows["measurements"] += [{"patient_id": name} | result.cells for result in patient.results]
        rows["adverse_events"] += [{"patient_id": name} | report.cells for report in patient.reports]
        rows["doses"] += [
            {"patient_id": name, "drug": "blinatumomab", "dose": "28", "dose_unit": "ug/day", "phase": "during"}
            | {"day": _as_study_day(begun), "end_day": _as_study_day(ended)}
            for begun, ended in patient.doses
        ]
    return rows


@pytest.mark.parametrize("name", sorted(set(ENGINES) - set(EXTRAS)))
@settings(STEADY, max_examples=4)
@given(seed=SEEDS)
def test_the_engines_find_the_worst_grade_that_a_plain_reading_finds(name, seed, findings_on, study_settings, number):
    window, patients = batch(seed)
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
    reached, verdicts, reasons, rules = set(), set(), set(), {}
    for seed in range(20):
        window, patients = batch(seed)
        for rule in RULES:
            for patient in patients.values():
                for section, (text, why, verdict) in plainly(patient, window, rule, number).items():
                    reached.add((section, "open" if " to " in text or "possibly" in text else text.split()[0]))
                    verdicts.add(verdict)
                    rules.setdefault(rule, set()).add(text)
                    reasons.add((section, why.split(":")[0]))
    print(sorted(reached))
    print(verdicts)
    print(len(reasons), sorted(reasons)[:40])
