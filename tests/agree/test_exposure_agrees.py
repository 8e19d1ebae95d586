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
SECTIONS = ("cycle", "exposure", "pause", "infusion_day", "infused_cells", "rate_by_day", "step")
TOLD_PARTS = ("text", "reason", "reported", "verdict")
# Each plan as a study states it, for the first cycle and for later ones where they have one of their own; and the rate
# of each of its days of infusion, in the first cycle and in each later one; None where it is not a rate.
STEPPED, FLAT = [9] * 7 + [28] * 21, [28] * 28
UP_AND_DOWN = [9] * 3 + [28] * 4 + [9] * 3
PLANS = {
    "stepped": ([(7, "9 ug/day"), (21, "28 ug/day")], [], (STEPPED, STEPPED)),
    "one step": ([(5, "28 ug/day")], [], ([28] * 5, [28] * 5)),
    "up and down": ([(3, "9 ug/day"), (4, "0.028 mg/day"), (3, "9 ug/day")], [], (UP_AND_DOWN, UP_AND_DOWN)),
    "by surface": ([(7, "9 ug/day"), (3, "15 ug/m2/day")], [], ([9] * 7 + [None] * 3, [9] * 7 + [None] * 3)),
    "stepped once": ([(7, "9 ug/day"), (21, "28 ug/day")], [(28, "28 ug/day")], (STEPPED, FLAT)),
    "later by surface": ([(5, "28 ug/day")], [(7, "15 ug/m2/day")], ([28] * 5, [None] * 7)),
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
# So many cells as a cell states it, in millions.
CELLS = {"200": (200, 200), "<100": (None, 100), ">5": (5, None), "100–200": (100, 200)}
NO_DOSE, UNDATED, UNRATED = "no infusion at a rate recorded", "a dose has no day", "a dose has no rate"
PART_OF_END = "end of the infusion known only within limits"
OPEN_END, OPEN_RATE = "end of the infusion not recorded", "rate of the infusion known only within limits"
NO_PLAN, MAYBE = "the plan states no rate", "a pause may have begun another cycle"
NO_DAY = "day of the infusion not recorded"
OPEN_DAY, OPEN_CELLS = "day of the infusion known only within limits", "number of cells known only within limits"
KEPT = "; the ward gave it the number of the same cycle"
MAY_BE_NEW = "may have begun a new cycle"
ALWAYS = ("decided", "not assessed")
EVER = (*ALWAYS, "open")
# In which ways each number may be told: when the first dose was is never open.
TOLD = {"first day": ALWAYS, "planned dose": EVER, "cycles": EVER, "last day": EVER, "days infused": EVER}
TOLD |= dict.fromkeys(("days at the planned rate", "cumulative dose", "relative dose", "relative dose intensity"), EVER)
OF_A_PLAN = ("planned dose", "relative dose", "relative dose intensity")
OF_RATES = ("days at the planned rate", "cumulative dose", "relative dose", "relative dose intensity")
OPEN = {"to", "least", "most", "later", "earlier"}
NOTHING = (None, None)
# Later than any infusion ends: what runs on this day has no end.
HORIZON = 300
Ends = tuple[float | None, float | None]
Pause = tuple[int, int]
Told = dict[tuple[str, ...], tuple[str, ...]]


# ---- Inventing patients ----


@dataclass(frozen=True)
class Stretch:
    """
    Infusion at one rate from the day `begun` to the day `ended`; None is not recorded. `cells` is how it is written.

    Of the end perhaps only the `month` is known, as its first and last day. Or `many` cells at once, between two `days`.
    """

    begun: int | None
    ended: int | None
    rate: Ends | None
    cycle: int | None
    stopped: str
    cells: dict[str, str]
    many: Ends | None = None
    days: Ends = NOTHING
    month: Ends = NOTHING

    def surely_ran(self, day: int) -> bool:
        return day <= (max(self.begun, self.month[0] or self.begun) if self.ended is None else self.ended)

    def may_have_run(self, day: int) -> bool:
        last = self.month[1] if self.ended is None else self.ended
        return last is None or day <= last

    @property
    def drug(self) -> str:
        return self.cells["drug"].lower()


def invented(chance: random.Random) -> list[Stretch]:
    """Stretches with pauses, two from one day, holes, other drugs, at times cells; or none at all."""
    found = _stretches(chance)
    while _run_twice(found):
        found = _stretches(chance)
    found += [_cells(chance, count) for count in range(chance.choice([0] * 5 + [1, 2]))]
    chance.shuffle(found)
    return found


def _run_twice(found: list[Stretch]) -> bool:
    """Whether a drug runs at two rates at once, which check refuses; the day of a change may stand in both."""
    return any(
        one.drug == other.drug and one.begun < other.begun < one.ended
        for one in found
        for other in found
        if None not in (one.begun, one.ended, other.begun)
    )


def _cells(chance: random.Random, count: int) -> Stretch:
    """Cells infused at once: on a day, in a month, or at some time of the treatment."""
    on = FIRST_DOSE + timedelta(days=count * 40)
    first, after = date(on.year, on.month, 1), date(on.year, on.month + 1, 1)
    ways = [
        ((count * 40,) * 2, {"day": str(count * 40 + 1)}),
        (((first - FIRST_DOSE).days, (after - FIRST_DOSE).days - 1), {"date": on.isoformat()[:7]}),
        (NOTHING, {}),
    ]
    (days, written), many = chance.choice(ways), chance.choice(list(CELLS))
    drug = chance.choice(["blinatumomab", "BLINATUMOMAB", "CAR-T"])
    cells = written | {"drug": drug, "phase": "during", "cells": many}
    return Stretch(None, None, None, None, "", cells, CELLS[many], days)


def _stretches(chance: random.Random) -> list[Stretch]:
    numbered = chance.random() < 0.3
    day, cycle = chance.choice([0, 0, 0, -1, 3]), 1
    found: list[Stretch] = []
    for _ in range(chance.choice([0, 1, 2, 2, 3, 3, 5])):
        length = chance.choice([1, 2, 4, 7, 7, 21, 28])
        found.append(_stretch(chance, day, day + length - 1, cycle if numbered else None))
        day = max(day + 1, day + length + chance.choice([0, 0, 0, -1, -1, 1, 4, 7, 8, 14]))
        cycle += chance.random() < 0.4
    if found and chance.random() < 0.2:
        found.append(_begun_again(chance, chance.choice(found)))
    elif found and chance.random() < 0.1:
        found.append(_without_day(found.pop()))
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
    cells = one.cells | {"end_day": "", "end_date": ""} | _written(chance, "end_", day)
    return replace(one, ended=day, month=NOTHING, cells=cells)


def _without_end(chance: random.Random, one: Stretch, day: int) -> Stretch:
    """An end that was not written down, or of which only the month was."""
    on = FIRST_DOSE + timedelta(days=day)
    first, after = on.replace(day=1), (on.replace(day=28) + timedelta(days=4)).replace(day=1)
    written, month = chance.choice(
        [("", NOTHING), (on.isoformat()[:7], ((first - FIRST_DOSE).days, (after - FIRST_DOSE).days - 1))]
    )
    return replace(one, ended=None, month=month, cells=one.cells | {"end_day": "", "end_date": written})


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
    """Each finding by section, variable and part of the course: its text, reason, what was reported, and verdict."""
    given_ = [one for one in stretches if one.drug == "blinatumomab"]
    infused = [one for one in given_ if one.many is None]
    usable = [one for one in infused if one.begun is not None]
    undated = len(usable) < len(infused)
    usable.sort(key=lambda one: one.begun)
    days = _days(usable)
    pauses = [_pause(days, place, usable, undated=undated) for place in range(len(usable) - 1)]
    cycles = _cycles(usable, pauses)
    maybe = [cycles[place] for place, pause in enumerate(pauses) if _may_renew(pause, usable[place + 1])]
    parts = {f"cycle {cycle}": [day for day in days if cycles[day.stretch] == cycle] for cycle in set(cycles)}
    said: dict[tuple[str, ...], tuple[str, ...]] = {}
    for at, ran in (parts | {"": days}).items():
        here = [cycle for cycle in maybe if at in ("", f"cycle {cycle}")]
        numbers = _numbers(PLANS[plan][2], usable, ran, cycles, here)
        if not at:
            del numbers["relative dose intensity", "%"]
            count = len(set(cycles))
            numbers["cycles", "cycles"] = (count, count + len(maybe)) if cycles else NOTHING
        for (variable, unit), ends in numbers.items():
            told = NOTHING if undated else ends
            why = UNDATED if undated else _reason(variable, PLANS[plan][2], told, ran, usable, maybe=bool(here))
            said["cycle" if at else "exposure", variable, at] = number(*told, unit), why, "", ""
    by_day = {} if undated else _told_by_day(PLANS[plan][2], usable, days, cycles, number)
    return said | by_day | _told_pauses(usable, pauses, number, undated=undated) | _told_cells(given_, number)


def _told_by_day(
    plans: tuple[list, list], stretches: list[Stretch], days: list[Day], cycles: list[int], number: Callable[..., str]
) -> Told:
    """The rate of each day beside the planned one, in pieces; what of the plan was not given; each step up."""
    said: Told = {}
    for cycle in sorted(set(cycles)):
        plan, infused, open_ = _plan(plans, cycle), 0, False
        starts: dict[int, int | None] = {}
        for place in [place for place, of in enumerate(cycles) if of == cycle]:
            ran, one = [day for day in days if day.stretch == place], stretches[place]
            starts[place] = None if open_ else infused
            open_ = open_ or not all(day.surely for day in ran)
            pieces: dict[int | None, list[int]] = {}
            for day in ran:
                pieces.setdefault(None if open_ else _step(plan, infused), []).append(day.day)
                infused += 1
            for step, piece in pieces.items():
                due = plan[step] if step is not None and step < len(plan) else None
                said["rate_by_day", "rate by day", f"cycle {cycle}, day {_span(piece)}"] = _beside(
                    one, due, step, len(plan), number, open_=not all(day.surely for day in ran)
                )
        if not open_:
            said |= _not_given(cycle, plan, infused, number)
        said |= _ups(cycle, plan, stretches, starts, number)
    return said


def _step(plan: list, infused: int) -> int:
    """The first day of infusion of the planned step that this one lies in; beyond the plan, how long that is."""
    first = infused = min(infused, len(plan))
    while infused < len(plan) and first > 0 and plan[first - 1] == plan[infused]:
        first -= 1
    return first


def _span(days: list[int]) -> str:
    first, last = (day + (day >= 0) for day in (days[0], days[-1]))
    if days[-1] == HORIZON - 1:
        return f"from {first}"
    return f"{first}" if first == last else f"{first}-{last}"


def _beside(
    one: Stretch, due: float | None, step: int | None, planned: int, number: Callable[..., str], *, open_: bool
) -> tuple[str, ...]:
    low, high = one.rate or NOTHING
    # Below a limit nothing else bounds it.
    low = None if low == 0 < (high or 0) else low
    why = UNRATED if one.rate is None else OPEN_RATE if low != high else ""
    if open_ and not why:
        why = OPEN_END if one.ended is None and one.month == NOTHING else PART_OF_END
    verdict = f"{due} µg/day planned"
    if step is None:
        verdict = "on which day of the plan is open"
    elif step >= planned:
        verdict = "nothing planned"
    elif due is None:
        verdict = "the plan states no rate"
    elif low == high == due:
        verdict = "as planned"
    elif low is not None and low > due:
        verdict = f"above the {due} µg/day planned"
    elif high is not None and high < due:
        verdict = f"below the {due} µg/day planned"
    return number(low, high, "µg/day"), why, "", verdict


def _not_given(cycle: int, plan: list, infused: int, number: Callable[..., str]) -> Told:
    steps: dict[int, list[int]] = {}
    for day in range(infused, len(plan)):
        steps.setdefault(_step(plan, day), []).append(day + 1)
    said: Told = {}
    for first, days in steps.items():
        planned = "the plan states no rate" if plan[first] is None else f"{plan[first]} µg/day planned"
        span = f"{days[0]}" if len(days) == 1 else f"{days[0]}-{days[-1]}"
        at = f"cycle {cycle}, day of infusion {span}"
        said["rate_by_day", "rate by day", at] = number(0, 0, "µg/day"), "", "", f"not given; {planned}"
    return said


def _ups(
    cycle: int, plan: list, stretches: list[Stretch], starts: dict[int, int | None], number: Callable[..., str]
) -> Told:
    """Each planned rate above all before it: the first day at it or above; on which day of infusion, where known."""
    said: Told = {}
    for first, rate in enumerate(plan):
        if not first or rate is None or rate <= max(one or 0 for one in plan[:first]):
            continue
        rates = {place: stretches[place].rate or (0, None) for place in starts}
        may = [place for place, (_, high) in rates.items() if high is None or high >= rate]
        is_ = [place for place, (low, _) in rates.items() if (low or 0) >= rate]
        low, high = (min((stretches[place].begun for place in of), default=None) for of in (may, is_))
        decided = low == high is not None
        known = [starts[place] for place in may if starts[place] is not None]
        at = min((starts[place] for place in is_ if starts[place] is not None), default=None) if known else None
        verdict = ""
        if decided and at is not None:
            verdict = ("on the planned day of infusion" if at == first else "") or (
                f"{'before' if at < first else 'after'} the planned day of infusion, {first + 1}"
            )
        why = "the rate was not reached" if low is None else "" if decided else OPEN_RATE
        said["step", "step", f"cycle {cycle}, to {rate} µg/day"] = number(low, high, "day"), why, "", verdict
    return said


def _told_pauses(stretches: list[Stretch], pauses: list[Pause], number: Callable[..., str], *, undated: bool) -> Told:
    """Each pause but the planned rest between two cycles that the ward numbers upward."""
    said: Told = {}
    for place, (low, high) in enumerate(pauses):
        before, after = stretches[place].cycle, stretches[place + 1].cycle
        numbered = before is not None and after is not None
        if high > 0 and not (numbered and after > before):
            verdict = _label(low, high)[0]
            if verdict.startswith("new cycle") and numbered and after == before:
                verdict += KEPT
            if _may_renew((low, high), stretches[place + 1]):
                verdict = MAY_BE_NEW
            open_ = UNDATED if undated else OPEN_END if stretches[place].month == NOTHING else PART_OF_END
            told = number(low, high, "days"), open_ if low < high else "", stretches[place].stopped, verdict
            said["pause", "pause", f"pause {len(said) + 1}"] = told
    return said


def _told_cells(given_: list[Stretch], number: Callable[..., str]) -> Told:
    """The day of each infusion of cells, and how many they were; in the order of the rows."""
    said: Told = {}
    for count, one in enumerate([one for one in given_ if one.many is not None], start=1):
        for section, variable, ends, unit, why in (
            ("infusion_day", "infusion of cells", one.days, "day", NO_DAY if one.days == NOTHING else OPEN_DAY),
            ("infused_cells", "cells infused", one.many, "10*6", OPEN_CELLS),
        ):
            decided = ends[0] == ends[1] is not None
            said[section, variable, f"infusion {count}"] = number(*ends, unit), "" if decided else why, "", ""
    return said


def _days(stretches: list[Stretch]) -> list[Day]:
    """What ran on each day: of several stretches the one that began last; without an end it ran on its first day."""
    found = []
    for day in range(min((one.begun for one in stretches), default=0), HORIZON):
        begun = [place for place, one in enumerate(stretches) if one.begun <= day]
        newest = stretches[begun[-1]] if begun else None
        if newest and newest.may_have_run(day):
            found.append(Day(day, begun[-1], surely=newest.surely_ran(day)))
    return found


def _pause(days: list[Day], place: int, stretches: list[Stretch], *, undated: bool) -> tuple[int, int]:
    """The days before the next stretch on which surely, and on which possibly, nothing ran; a dose may lack its day."""
    between = range(stretches[place].begun, stretches[place + 1].begun)
    ran, surely_ran = {day.day for day in days}, {day.day for day in days if day.surely}
    return 0 if undated else len(set(between) - ran), len(set(between) - surely_ran)


def _label(low: int, high: int) -> tuple[str, str]:
    """What the label makes of a pause, surely and possibly."""
    outcome = adjudicate(INTERRUPTION, {"interruption_days": Interval(low, high)})
    return outcome.surely, outcome.possibly


def _cycles(stretches: list[Stretch], pauses: list[Pause]) -> list[int]:
    """The cycle of each stretch: the ward's number, or one more than the pauses before it that begin a new one."""
    renewed = [0, *[_label(*pause)[0].startswith("new cycle") for pause in pauses]]
    return [sum(renewed[: place + 1]) + 1 if one.cycle is None else one.cycle for place, one in enumerate(stretches)]


def _may_renew(pause: Pause, following: Stretch) -> bool:
    """Whether a pause may have begun another cycle and does not surely; the ward's number would say."""
    surely, possibly = (word.startswith("new cycle") for word in _label(*pause))
    return possibly and not surely and following.cycle is None


def _numbers(
    plans: tuple[list, list], stretches: list[Stretch], ran: list[Day], cycles: list[int], maybe: list[int]
) -> dict:
    """Both ends of each number on these days of infusion; `maybe` are the cycles that may have been one more."""
    names = [("first day", "day"), ("last day", "day"), ("days infused", "days"), ("days at the planned rate", "days")]
    names += [("cumulative dose", "µg"), ("planned dose", "µg"), ("relative dose", "%")]
    names += [("relative dose intensity", "%")]
    if not ran:
        return dict.fromkeys(names, NOTHING)
    sure = [day for day in ran if day.surely]
    rates = {day.stretch: stretches[day.stretch].rate or (0, None) for day in ran}
    endless = ran[-1].day == HORIZON - 1
    last = sure[-1].day, None if endless else ran[-1].day
    unbounded = endless or any(high is None for _, high in rates.values())
    dose = sum(rates[day.stretch][0] for day in sure), None if unbounded else sum(rates[d.stretch][1] for d in ran)
    mine = {cycles[day.stretch] for day in ran}
    due = NOTHING
    if not any(None in plan for plan in plans):
        least = sum(sum(_plan(plans, cycle)) for cycle in mine)
        due = least, least + len(maybe) * sum(plans[1])
    ends = [
        (ran[0].day, ran[0].day),
        last,
        (len(sure), None if endless else len(ran)),
        _at_rate(plans, rates, ran, cycles),
        dose,
        due,
        _share(dose, due),
        # What may have been two cycles has no intensity.
        NOTHING
        if maybe
        else _share(dose, _by_time(due, [day - ran[0].day + 1 for day in last if day is not None], plans, min(mine))),
    ]
    return dict(zip(names, ends, strict=True))


def _plan(plans: tuple[list, list], cycle: int) -> list[float | None]:
    return plans[0] if cycle == 1 else plans[1]


def _by_time(due: Ends, took: list[int], plans: tuple[list, list], cycle: int) -> Ends:
    """The dose that the plan has in so many days as the cycle took; without an end of them there is no most."""
    if due == NOTHING:
        return NOTHING
    by_day = [dose / len(_plan(plans, cycle)) for dose in due]
    return by_day[0] * took[0], by_day[1] * took[1] if len(took) > 1 else None


def _share(dose: Ends, due: Ends) -> Ends:
    """The least given of the most that was due, and the most of the least."""
    return tuple(None if None in (one, of) else one * 100 / of for one, of in zip(dose, reversed(due), strict=True))


def _at_rate(plans: tuple[list, list], rates: dict[int, Ends], ran: list[Day], cycles: list[int]) -> Ends:
    """Days of infusion whose rate surely, and possibly, is that of the plan; open where it is open which days ran."""
    if not all(day.surely for day in ran):
        return NOTHING
    infused: dict[int, int] = {}
    surely = possibly = 0
    for day in ran:
        low, high = rates[day.stretch]
        at, plan = infused.get(cycles[day.stretch], 0), _plan(plans, cycles[day.stretch])
        infused[cycles[day.stretch]] = at + 1
        due = plan[at] if at < len(plan) else None
        if due is not None and low <= due and (high is None or due <= high):
            possibly += 1
            surely += low == high
    return surely, possibly


def _reason(
    variable: str, plans: tuple[list, list], ends: Ends, ran: list[Day], stretches: list[Stretch], *, maybe: bool
) -> str:
    if not ran:
        return NO_DOSE
    if variable in OF_A_PLAN and any(None in plan for plan in plans):
        return NO_PLAN
    if ends[0] == ends[1] is not None:
        return ""
    if maybe:
        return MAYBE
    if variable in OF_RATES and any(stretches[day.stretch].rate is None for day in ran):
        return UNRATED
    open_ = [stretches[day.stretch] for day in ran if not day.surely]
    without = any(one.month == NOTHING for one in open_)
    return OPEN_RATE if not open_ else OPEN_END if without else PART_OF_END


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
    steps, later, _ = PLANS[plan]
    asked = study_settings(["doses"], steps)
    asked["treatment"]["later_steps"] = [{"days": days, "dose": dose} for days, dose in later]
    said = findings_on(name, asked, rows, TOLD_PARTS)
    for patient, found in patients.items():
        here = {
            (key[0], key[2], key[4]): told for key, told in said.items() if key[3] == patient and key[0] in SECTIONS
        }
        assert here == plainly(plan, found, number), (plan, [one.cells for one in found])


def test_the_invented_infusions_reach_every_number_and_every_reason_for_leaving_it_open(number):
    reached, reasons, labels, beside, stopped = set(), set(), set(), set(), set()
    for seed, plan in enumerate([*PLANS] * 3):
        for found in batch(seed).values():
            for (section, variable, _), (text, why, reported, verdict) in plainly(plan, found, number).items():
                kind = "not assessed" if text == "not assessed" else "open" if set(text.split()) & OPEN else "decided"
                reached.add((section, variable, kind))
                reasons.add((section, why))
                (labels if section == "pause" else beside).add(verdict)
                stopped.add(reported)
    expected = {
        (section, name, kind) for section in ("cycle", "exposure") for name, ways in TOLD.items() for kind in ways
    }
    expected -= {("cycle", "cycles", kind) for kind in EVER}
    expected -= {("exposure", "relative dose intensity", kind) for kind in EVER}
    expected |= {("pause", "pause", kind) for kind in ("decided", "open")}
    expected |= {("rate_by_day", "rate by day", kind) for kind in EVER}
    expected |= {("step", "step", kind) for kind in EVER}
    expected |= {("infusion_day", "infusion of cells", kind) for kind in EVER}
    expected |= {("infused_cells", "cells infused", kind) for kind in ("decided", "open")}
    assert reached == expected
    whys = {"", UNDATED, UNRATED, OPEN_END, PART_OF_END, OPEN_RATE, NO_PLAN, MAYBE}
    assert reasons == {("cycle", why) for why in whys} | {("exposure", why) for why in (*whys, NO_DOSE)} | {
        *[("pause", why) for why in ("", UNDATED, OPEN_END, PART_OF_END)],
        *[("infusion_day", why) for why in ("", OPEN_DAY, NO_DAY)],
        *[("infused_cells", why) for why in ("", OPEN_CELLS)],
        *[("rate_by_day", why) for why in ("", UNRATED, OPEN_RATE, OPEN_END, PART_OF_END)],
        *[("step", why) for why in ("", OPEN_RATE, "the rate was not reached")],
    }
    levels = {level.name for level in INTERRUPTION.levels}
    assert labels == {MAY_BE_NEW, *levels, *[f"{level}{KEPT}" for level in levels if level.startswith("new cycle")]}
    words = {"as planned", "above the 9", "below the 28", "9 µg", "nothing planned", "the plan states", "not given"}
    words |= {"on which day"}
    words |= {f"{how} the planned day" for how in ("on", "before", "after")}
    assert all(any(one.startswith(word) for one in beside) for word in words)
    assert stopped == {"", "planned", "adverse event"}
