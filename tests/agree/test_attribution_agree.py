"""When an event began, by the engines and by a reading that looks up each event among the infusions."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.engines.choose import ENGINES, EXTRAS

STEADY = settings.get_profile("steady")
SEEDS = st.integers(0, 10**9)
MANY = 60
FIRST_DOSE = date(2025, 3, 10)
WINDOWS = {"to the last dose": {"from": "last dose", "days": 0}, "to day 15": {"from": "first dose", "days": 15}}
PLANNED_DAYS = 28
LATER = ("during", "end", "after")
LONGEST_PAUSE_IN_A_CYCLE = 7
EVENT_SECTIONS = ("event_window", "event_cycle", "event_after_cycle", "event_rate", "event_after_step")
RATES = {"9": (9, 9), "28": (28, 28), "<10": (None, 10), ">5": (5, None), "9–28": (9, 28)}
NO_DAY, NO_CYCLE, NO_END = "its day is not recorded", "no cycle had begun", "end of the infusion not recorded"
NOT_RUN = ("no infusion ran on that day", NO_END)
Ends = tuple[float | None, float | None]


# ---- Inventing patients ----


@dataclass(frozen=True)
class Stretch:
    """An infusion at one rate; None is not recorded."""

    begun: int
    ended: int | None
    rate: str | None
    cycle: int | None


@dataclass(frozen=True)
class Event:
    """An event and the days between which it began; None where nothing bounds them."""

    term: str
    grade: str
    days: tuple[int | None, int | None]
    phase: str
    cells: dict[str, str]


@dataclass
class Patient:
    doses: list[Stretch] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def invented(chance: random.Random) -> Patient:
    return Patient(_doses(chance), [_event(chance, number) for number in range(chance.choice([0, 1, 3, 5]))])


def _doses(chance: random.Random) -> list[Stretch]:
    """One after the other, a day shared at times; ends and rates not always written down."""
    found, day, cycle, numbered = [], 0, 1, chance.random() < 0.4
    for _ in range(chance.choice([0, 1, 2, 2, 3, 4])):
        ended = day + chance.choice([1, 6, 6, 20])
        rate = chance.choice([*list(RATES)[:2] * 4, *RATES, None])
        found.append(Stretch(day, chance.choice([ended] * 5 + [None]), rate, cycle if numbered else None))
        day = ended + chance.choice([0, 1, 1, 3, 8, 9, 15])
        cycle += chance.random() < 0.4
    return found


def _event(chance: random.Random, number: int) -> Event:
    """On a day, on a date, in a month, before treatment, or at some time of it or after it."""
    day = chance.choice([-20, -1, 0, 0, 1, 6, 7, 8, 14, 15, 25, 30, 45, 70])
    on, phase = FIRST_DOSE + timedelta(days=day), "before" if day < 0 else chance.choice(LATER)
    months = [date(2025, month, 1) for month in range(1, 13)]
    first, after = next((a, b) for a, b in pairwise(months) if a <= on < b)
    month = (first - FIRST_DOSE).days, (after - FIRST_DOSE).days - 1
    ways = {
        "day": ((day, day), phase, {"day": str(day + (day >= 0))}),
        "date": ((day, day), phase, {"date": on.isoformat()}),
        "month": (month, phase, {"date": on.isoformat()[:7]}),
        "month, no phase": (month, "", {"date": on.isoformat()[:7]}),
        "before": ((None, None), "before", {}),
        "during": ((None, None), chance.choice(LATER), {}),
    }
    days, phase, cells = ways[chance.choice([*["day"] * 4, *ways])]
    # A graded event needs a phase, or check refuses it.
    grade = chance.choice(["", "0", "0–1", "1", "3"]) if phase else ""
    term = f"{chance.choice(['headache', 'nausea', 'rash'])} {number}"
    return Event(term, grade, days, phase, cells | {"term": term, "grade": grade, "phase": phase})


# ---- Reading them plainly ----


def last_day(patient: Patient, window: dict) -> int:
    if window["from"] == "first dose":
        return window["days"] - 1
    ends = [one.begun if one.ended is None else one.ended for one in patient.doses]
    return max(ends, default=PLANNED_DAYS - 1) + window["days"]


def plainly(patient: Patient, window: dict, number) -> dict[tuple[str, str], tuple[str, str]]:
    """Of each event, what it is about and its number: text and reason."""
    said = {}
    counted = [event for event in patient.events if event.grade != "0"]
    for place, event in enumerate(counted, start=1):
        day = event.days[0] if event.days[0] == event.days[1] else None
        cycle, since_cycle, no_cycle = _cycle(patient, day)
        rate, since_step, no_rate = _running(patient, day)
        told = {
            "event_window": _window(event, last_day(patient, window)),
            "event_cycle": (f"cycle {cycle}" if cycle else "not assessed", no_cycle),
            "event_after_cycle": (number(since_cycle, since_cycle, "days"), no_cycle),
            "event_rate": (number(*rate, "µg/day"), no_rate),
            "event_after_step": (number(since_step, since_step, "days"), "" if since_step is not None else no_rate),
        }
        said |= {(section, f"event {place}: {event.term}"): text for section, text in told.items()}
    return said


def _window(event: Event, last: int) -> tuple[str, str]:
    """Where it may have begun: by its days, of which those are left out that its phase excludes."""
    first_day, last_possible = event.days
    if event.phase == "before":
        first_day, last_possible = (-1, -1) if first_day is None else (first_day, min(last_possible, -1))
    elif event.phase in LATER and first_day is not None:
        first_day = max(first_day, 0)
    if first_day is None:
        return "not assessed", NO_DAY
    first, second = (_where(day, last) for day in (first_day, last_possible))
    return (first, "") if first == second else (f"{first}, possibly {second}", "its day is known only within limits")


def _where(day: int, last: int) -> str:
    return "before treatment" if day < 0 else "in the window" if day <= last else "after the window"


def _cycle(patient: Patient, day: int | None) -> tuple[int | None, int | None, str]:
    """The cycle that had begun last by that day, the days since, and why it is not told."""
    if day is None:
        return None, None, NO_DAY
    begun: dict[int, int] = {}
    told, before = 1, None
    for one in (dose for dose in patient.doses if dose.rate is not None):
        if before is not None and before.ended is not None:
            told += one.begun - before.ended - 1 > LONGEST_PAUSE_IN_A_CYCLE
        begun.setdefault(one.cycle or told, one.begun)
        before = one
    of_day = [(first, cycle) for cycle, first in begun.items() if first <= day]
    return (max(of_day)[1], day - max(of_day)[0], "") if of_day else (None, None, NO_CYCLE)


def _running(patient: Patient, day: int | None) -> tuple[Ends, int | None, str]:
    """The rate on that day, the days that it had run, and why it is not told; of two on a day the one begun last."""
    nothing = (None, None), None
    if day is None:
        return *nothing, NO_DAY
    begun = [one for one in patient.doses if one.begun <= day]
    if not begun or (begun[-1].ended is not None and begun[-1].ended < day):
        return *nothing, NOT_RUN[0]
    if begun[-1].ended is None and begun[-1].begun < day:
        return *nothing, NO_END
    since, rate = day - begun[-1].begun, begun[-1].rate
    return ((None, None), since, "rate of the infusion not recorded") if rate is None else (RATES[rate], since, "")


# ---- Agreement ----


def batch(seed: int) -> dict[str, Patient]:
    chance = random.Random(seed)
    return {f"P{count}": invented(chance) for count in range(MANY)}


def study(window: dict, patients: dict[str, Patient], study_settings) -> tuple[dict, dict]:
    named = list(patients.items())
    rows = {
        "patients": [{"patient_id": name, "first_dose": FIRST_DOSE.isoformat()} for name in patients],
        "doses": [
            {
                "patient_id": name,
                "drug": "blinatumomab",
                "dose": one.rate or "",
                "dose_unit": "ug/day",
                "phase": "during",
            }
            | {"day": _as_study_day(one.begun), "end_day": _as_study_day(one.ended), "cycle": str(one.cycle or "")}
            for name, patient in named
            for one in patient.doses
        ],
        "adverse_events": [{"patient_id": name} | one.cells for name, patient in named for one in patient.events],
    }
    return study_settings(["doses", "adverse_events"], windows={"adverse_events": window}), rows


def _as_study_day(day: int | None) -> str:
    return "" if day is None else str(day + (day >= 0))


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("name", sorted(set(ENGINES) - set(EXTRAS)))
@settings(STEADY, max_examples=2)
@given(seed=SEEDS)
def test_the_engines_place_each_event_where_a_plain_reading_places_it(
    name, window, seed, findings_on, study_settings, number
):
    patients = batch(seed)
    said = findings_on(name, *study(window, patients, study_settings))
    for patient, found in patients.items():
        here = {(k[0], k[4]): v[:2] for k, v in said.items() if k[3] == patient and k[0] in EVENT_SECTIONS}
        assert here == plainly(found, window, number), (window, found)


def test_the_invented_events_reach_every_section_and_reason(number):
    reached, places, narrowed = set(), set(), set()
    for seed, window in product(range(6), WINDOWS.values()):
        for patient in batch(seed).values():
            said = plainly(patient, window, number)
            reached |= {(section, _kind(text), why) for (section, _), (text, why) in said.items()}
            places |= {text for (section, _), (text, _) in said.items() if section == "event_window"}
            narrowed |= {
                event.phase
                for event in patient.events
                if event.days[0] is not None and event.days[0] < 0 <= event.days[1]
            }
    told = {(section, "decided", "") for section in EVENT_SECTIONS} | {("event_rate", "open", "")}
    no_day = {(section, "not assessed", NO_DAY) for section in EVENT_SECTIONS}
    no_cycle = {(section, "not assessed", NO_CYCLE) for section in ("event_cycle", "event_after_cycle")}
    not_run = {(section, "not assessed", why) for section in ("event_rate", "event_after_step") for why in NOT_RUN}
    not_run |= {("event_rate", "not assessed", "rate of the infusion not recorded")}
    assert reached == told | no_day | no_cycle | not_run | {
        ("event_window", "open", "its day is known only within limits")
    }
    in_the_month = {"before treatment, possibly in the window", "before treatment, possibly after the window"}
    assert {"before treatment", "in the window", "after the window", *in_the_month} <= places
    assert narrowed == {"before", "", *LATER}


def _kind(text: str) -> str:
    if text == "not assessed":
        return text
    return "open" if {"to", "least", "most", "possibly"} & set(text.replace(",", "").split()) else "decided"
