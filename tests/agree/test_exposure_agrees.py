"""Exposure, by the engines and by a reading of the same doses that goes through the days one by one."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion
from blastline.engines.choose import ENGINES, EXTRAS
from blastline.records.interval import Interval

STEADY = settings.get_profile("steady")
SEEDS = st.integers(1, 10**9)
MANY = 60
INTERRUPTION = criterion("blinatumomab/us-current/interruption")
FIRST_DOSE = date(2025, 3, 10)
SECTIONS = ("cycle", "exposure", "pause")
# Each plan as a study states it, and the rate of each of its days of infusion; None where it is not a rate.
PLANS = {
    "stepped": ([(7, "9 ug/day"), (21, "28 ug/day")], [9] * 7 + [28] * 21),
    "one step": ([(5, "28 ug/day")], [28] * 5),
    "up and down": ([(3, "9 ug/day"), (4, "0.028 mg/day"), (3, "9 ug/day")], [9] * 3 + [28] * 4 + [9] * 3),
    "by surface": ([(7, "9 ug/day"), (3, "15 ug/m2/day")], [9] * 7 + [None] * 3),
}
# A rate as a cell states it, and its two ends in µg a day; it is never below 0.
RATES = {
    ("9", "ug/day"): (9, 9),
    ("28", "ug/day"): (28, 28),
    ("0.028", "mg/day"): (28, 28),
    ("1.166666667", "ug/h"): (28, 28),
    ("15", "ug/day"): (15, 15),
    ("0", "ug/day"): (0, 0),
    ("<10", "ug/day"): (0, 10),
    (">5", "ug/day"): (5, None),
    ("9–28", "ug/day"): (9, 28),
}
NO_DOSE, LACKING = "no dose recorded", "a dose has no day or no rate"
OPEN_END, OPEN_RATE = "end of the infusion not recorded", "rate of the infusion known only within limits"
NO_PLAN = "the plan states no rate"
ALWAYS = ("decided", "not assessed")
EVER = (*ALWAYS, "open")
# In which ways each number may be told: when the first dose was, how many cycles and what they plan is never open.
TOLD = {"first day": ALWAYS, "planned dose": ALWAYS, "cycles": ALWAYS, "last day": EVER, "days infused": EVER}
TOLD |= dict.fromkeys(("days at the planned rate", "cumulative dose", "relative dose intensity"), EVER)
OPEN = {"to", "least", "most", "later", "earlier"}
NOTHING = (None, None)
# Later than any infusion ends: what runs on this day has no end.
HORIZON = 300
Ends = tuple[float | None, float | None]


# ---- Inventing patients ----


@dataclass(frozen=True)
class Stretch:
    """Infusion at one rate from the day `begun` to the day `ended`; None is not recorded. `cells` is how it is written."""

    begun: int | None
    ended: int | None
    rate: Ends | None
    cycle: int | None
    stopped: str
    cells: dict[str, str]


def invented(chance: random.Random) -> list[Stretch]:
    """Stretches with pauses and overlaps, two from one day, holes, other drugs; or none at all."""
    numbered = chance.random() < 0.3
    day, cycle = chance.choice([0, 0, 0, -1, 3]), 1
    found: list[Stretch] = []
    for _ in range(chance.choice([0, 1, 2, 2, 3, 3, 5])):
        length = chance.choice([1, 2, 4, 7, 7, 21, 28])
        found.append(_stretch(chance, day, day + length - 1, cycle if numbered else None))
        day = max(day + 1, day + length + chance.choice([0, 0, 0, -1, -1, -length, -3, 1, 4, 7, 8, 14]))
        cycle += chance.random() < 0.4
    if found and chance.random() < 0.2:
        found.append(_begun_again(chance, chance.choice(found)))
    elif found and chance.random() < 0.1:
        found.append(_without_day(found.pop()))
    chance.shuffle(found)
    return found


def _stretch(chance: random.Random, begun: int, ended: int, cycle: int | None) -> Stretch:
    drug = chance.choice(["blinatumomab"] * 9 + ["Blinatumomab", "cytarabine"])
    stopped = chance.choice(["", "", "planned", "adverse event"])
    cell = chance.choice([*list(RATES)[:2] * 6, *RATES, ("", "")])
    numbered = cycle if chance.random() < 0.95 else None
    cells = {"drug": drug, "stopped": stopped, "cycle": "" if numbered is None else str(numbered)}
    cells["phase"] = "before" if begun < 0 else "during"
    cells |= {"dose": cell[0], "dose_unit": cell[1]} | _written(chance, "", begun)
    one = Stretch(begun, None, RATES.get(cell), numbered, stopped, cells)
    return _ended(chance, one, ended) if chance.random() < 0.85 else _without_end(chance, one, ended)


def _written(chance: random.Random, part: str, day: int) -> dict[str, str]:
    on = FIRST_DOSE + timedelta(days=day)
    return chance.choice([{f"{part}day": str(day + (day >= 0))}] * 3 + [{f"{part}date": on.isoformat()}])


def _ended(chance: random.Random, one: Stretch, day: int) -> Stretch:
    return replace(one, ended=day, cells=one.cells | {"end_day": "", "end_date": ""} | _written(chance, "end_", day))


def _without_end(chance: random.Random, one: Stretch, day: int) -> Stretch:
    """An end that was not written down, or of which only the month was."""
    month = (FIRST_DOSE + timedelta(days=day)).isoformat()[:7]
    return replace(one, ended=None, cells=one.cells | {"end_day": "", "end_date": chance.choice(["", month])})


def _begun_again(chance: random.Random, one: Stretch) -> Stretch:
    """The same rate, from the same day, with another end or none: check allows it."""
    return chance.choice([_ended(chance, one, one.begun + 2), _without_end(chance, one, one.begun)])


def _without_day(one: Stretch) -> Stretch:
    """Only the month in which it began."""
    written = {"day": "", "date": (FIRST_DOSE + timedelta(days=one.begun)).isoformat()[:7], "phase": "during"}
    return replace(one, begun=None, cells=one.cells | written)


def batch(seed: int) -> dict[str, list[Stretch]]:
    chance = random.Random(seed)
    return {f"P{number}": invented(chance) for number in range(MANY)}


# ---- Reading them plainly ----


@dataclass(frozen=True)
class Day:
    """A day on which a stretch ran, surely or possibly; the stretch by its place in time."""

    day: int
    stretch: int
    surely: bool


def plainly(plan: str, stretches: list[Stretch], number: Callable[..., str]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Each finding by section, variable and part of the course: its text, reason and verdict."""
    infused = [one for one in stretches if one.cells["drug"].lower() == "blinatumomab"]
    usable = [one for one in infused if one.begun is not None and one.rate is not None]
    lacking = len(usable) < len(infused)
    usable.sort(key=lambda one: one.begun)
    days = _days(usable)
    pauses = [_pause(days, place, usable) for place in range(len(usable) - 1)]
    cycles = _cycles(usable, pauses)
    parts = {f"cycle {cycle}": [day for day in days if cycles[day.stretch] == cycle] for cycle in set(cycles)}
    said: dict[tuple[str, ...], tuple[str, ...]] = {}
    for at, ran in (parts | {"": days}).items():
        for (variable, unit), ends in _numbers(PLANS[plan][1], usable, ran, cycles).items():
            why = _reason(variable, *ends, ran, lacking=lacking)
            text = number(*((None, None) if lacking else ends), unit)
            said["cycle" if at else "exposure", variable, at] = text, why, ""
    count = (None, None) if lacking or not cycles else (len(set(cycles)),) * 2
    said["exposure", "cycles", ""] = number(*count, "cycles"), _reason("cycles", *count, days, lacking=lacking), ""
    within = [(place, pause) for place, pause in enumerate(pauses) if pause[1] > 0]
    for count, (place, (low, high)) in enumerate(within, start=1):
        why = OPEN_END if low < high else usable[place].stopped
        said["pause", "pause", f"pause {count}"] = number(low, high, "days"), why, _label(low, high)
    return said


def _days(stretches: list[Stretch]) -> list[Day]:
    """What ran on each day: of several stretches the one that began last; without an end it ran on its first day."""
    found = []
    for day in range(min((one.begun for one in stretches), default=0), HORIZON):
        begun = [place for place, one in enumerate(stretches) if one.begun <= day]
        newest = stretches[begun[-1]] if begun else None
        if newest and (newest.ended is None or day <= newest.ended):
            found.append(Day(day, begun[-1], surely=newest.ended is not None or day == newest.begun))
    return found


def _pause(days: list[Day], place: int, stretches: list[Stretch]) -> tuple[int, int]:
    """The days before the next stretch on which surely, and on which possibly, nothing ran."""
    between = range(stretches[place].begun, stretches[place + 1].begun)
    ran, surely_ran = {day.day for day in days}, {day.day for day in days if day.surely}
    return len(set(between) - ran), len(set(between) - surely_ran)


def _label(low: int, high: int) -> str:
    return adjudicate(INTERRUPTION, {"interruption_days": Interval(low, high)}).surely


def _cycles(stretches: list[Stretch], pauses: list[tuple[int, int]]) -> list[int]:
    """The cycle of each stretch: the ward's number, or one more than the pauses before it that begin a new one."""
    renewed = [0, *[_label(*pause).startswith("new cycle") for pause in pauses]]
    return [sum(renewed[: place + 1]) + 1 if one.cycle is None else one.cycle for place, one in enumerate(stretches)]


def _numbers(plan: list[float | None], stretches: list[Stretch], ran: list[Day], cycles: list[int]) -> dict:
    """Both ends of each number on these days of infusion."""
    names = [("first day", "day"), ("last day", "day"), ("days infused", "days"), ("days at the planned rate", "days")]
    names += [("cumulative dose", "µg"), ("planned dose", "µg"), ("relative dose intensity", "%")]
    if not ran:
        return dict.fromkeys(names, NOTHING)
    sure = [day for day in ran if day.surely]
    rates = {day.stretch: stretches[day.stretch].rate for day in ran}
    endless = ran[-1].day == HORIZON - 1
    unbounded = endless or any(high is None for _, high in rates.values())
    dose = sum(rates[day.stretch][0] for day in sure), None if unbounded else sum(rates[d.stretch][1] for d in ran)
    due = None if None in plan else sum(plan) * len({cycles[day.stretch] for day in ran})
    ends = [
        (ran[0].day, ran[0].day),
        (sure[-1].day, None if endless else ran[-1].day),
        (len(sure), None if endless else len(ran)),
        _at_rate(plan, rates, ran, cycles),
        dose,
        (due, due),
        NOTHING if due is None else tuple(None if end is None else end * 100 / due for end in dose),
    ]
    return dict(zip(names, ends, strict=True))


def _at_rate(plan: list[float | None], rates: dict[int, Ends], ran: list[Day], cycles: list[int]) -> Ends:
    """Days of infusion whose rate surely, and possibly, is that of the plan; open where it is open which days ran."""
    if not all(day.surely for day in ran):
        return NOTHING
    infused: dict[int, int] = {}
    surely = possibly = 0
    for day in ran:
        low, high = rates[day.stretch]
        at = infused.get(cycles[day.stretch], 0)
        infused[cycles[day.stretch]] = at + 1
        due = plan[at] if at < len(plan) else None
        if due is not None and low <= due and (high is None or due <= high):
            possibly += 1
            surely += low == high
    return surely, possibly


def _reason(variable: str, low: float | None, high: float | None, ran: list[Day], *, lacking: bool) -> str:
    if lacking or not ran:
        return LACKING if lacking else NO_DOSE
    if variable in ("planned dose", "relative dose intensity") and low is None:
        return NO_PLAN
    if low == high and low is not None:
        return ""
    return OPEN_RATE if all(day.surely for day in ran) else OPEN_END


# ---- Agreement ----


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("name", sorted(set(ENGINES) - set(EXTRAS)))
@settings(STEADY, max_examples=1)
@given(seed=SEEDS)
def test_the_engines_say_of_each_infusion_what_a_plain_reading_says(
    name, plan, seed, findings_on, study_settings, number
):
    patients = batch(seed)
    rows = {
        "patients": [{"patient_id": patient, "first_dose": FIRST_DOSE.isoformat()} for patient in patients],
        "doses": [{"patient_id": patient} | one.cells for patient, found in patients.items() for one in found],
    }
    said = findings_on(name, study_settings(["doses"], PLANS[plan][0]), rows)
    for patient, found in patients.items():
        here = {
            (key[0], key[2], key[4]): told for key, told in said.items() if key[3] == patient and key[0] in SECTIONS
        }
        assert here == plainly(plan, found, number), (plan, [one.cells for one in found])


def test_the_invented_infusions_reach_every_number_and_every_reason_for_leaving_it_open(number):
    reached, reasons, labels = set(), set(), set()
    for seed, plan in enumerate([*PLANS] * 3):
        for found in batch(seed).values():
            for (section, variable, _), (text, why, verdict) in plainly(plan, found, number).items():
                kind = "not assessed" if text == "not assessed" else "open" if set(text.split()) & OPEN else "decided"
                reached.add((section, variable, kind))
                reasons.add(why)
                labels.add(verdict)
    expected = {
        (section, name, kind) for section in ("cycle", "exposure") for name, ways in TOLD.items() for kind in ways
    }
    expected -= {("cycle", "cycles", kind) for kind in ALWAYS}
    expected |= {("pause", "pause", kind) for kind in ("decided", "open")}
    assert reached == expected
    assert reasons == {"", NO_DOSE, LACKING, OPEN_END, OPEN_RATE, NO_PLAN, "planned", "adverse event"}
    assert labels == {"", *(level.name for level in INTERRUPTION.levels)}
