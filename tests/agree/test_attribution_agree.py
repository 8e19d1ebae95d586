"""When an event began, by the engines and by a reading that looks up each event among the infusions."""

import random
from dataclasses import dataclass, field, replace
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
PART_OF_END, NOT_RUN = "end of the infusion known only within limits", "no infusion ran on that day"
WHY_OPEN, MAY_BE_LATER = "its day is known only within limits", "a pause may have begun another cycle"
NO_DOSE, UNDATED = "no dose recorded", "a dose has no day"
Ends = tuple[float | None, float | None]


# ---- Inventing patients ----


@dataclass(frozen=True)
class Stretch:
    """An infusion at one rate; None is not recorded. Of the end perhaps the `month` is, as its first and last day."""

    begun: int
    ended: int | None
    rate: str | None
    cycle: int | None
    month: Ends = (None, None)

    @property
    def ends(self) -> Ends:
        """The last day on which it surely, and on which it possibly, ran; None where nothing bounds it."""
        if self.ended is not None:
            return self.ended, self.ended
        return max(self.begun, self.begun if self.month[0] is None else self.month[0]), self.month[1]


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
    undated: int = 0


def invented(chance: random.Random) -> Patient:
    events = [_event(chance, number) for number in range(chance.choice([0, 1, 3, 5]))]
    return Patient(_doses(chance), events, chance.choice([0] * 9 + [1]))


def _doses(chance: random.Random) -> list[Stretch]:
    """One after the other, a day shared at times; ends and rates not always written down."""
    found, day, cycle, numbered = [], 0, 1, chance.random() < 0.4
    for _ in range(chance.choice([0, 1, 2, 2, 3, 4])):
        ended = day + chance.choice([1, 6, 6, 20])
        rate = chance.choice([*list(RATES)[:2] * 4, *RATES, None])
        one = Stretch(day, chance.choice([ended] * 5 + [None]), rate, cycle if numbered else None)
        found.append(replace(one, month=_month(ended)) if one.ended is None and chance.random() < 0.3 else one)
        day = ended + chance.choice([0, 1, 1, 3, 8, 9, 15])
        cycle += chance.random() < 0.4
    return found


def _month(day: int) -> Ends:
    """The month of a day, as its first and last day."""
    on = FIRST_DOSE + timedelta(days=day)
    months = [date(2025, month, 1) for month in range(1, 13)]
    first, after = next((a, b) for a, b in pairwise(months) if a <= on < b)
    return (first - FIRST_DOSE).days, (after - FIRST_DOSE).days - 1


def _event(chance: random.Random, number: int) -> Event:
    """On a day, on a date, in a month, before treatment, or at some time of it or after it."""
    day = chance.choice([-20, -1, 0, 0, 1, 6, 7, 8, 14, 15, 25, 30, 45, 70])
    on, phase = FIRST_DOSE + timedelta(days=day), "before" if day < 0 else chance.choice(LATER)
    month = _month(day)
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
        days = _possible(event)
        cycle, since_cycle, no_cycle = _cycle(patient, days)
        since_open = WHY_OPEN if since_cycle != (None, None) and days[0] < days[1] else no_cycle
        dated = event.days[0] is not None
        rate, since_step, no_rate = _running(patient, days, dated=dated)
        told = {
            "event_window": _window(event, days, window, last_day(patient, window)),
            "event_cycle": (cycle, no_cycle),
            "event_after_cycle": (number(*since_cycle, "days"), since_open),
            "event_rate": (number(*rate, "µg/day"), no_rate),
            "event_after_step": (number(since_step, since_step, "days"), "" if since_step is not None else no_rate),
        }
        said |= {(section, f"event {place}: {event.term}"): text for section, text in told.items()}
    return said


def _possible(event: Event) -> tuple[int | None, int | None]:
    """The days on which it may have begun: without those that its phase excludes."""
    first, last = event.days
    if event.phase == "before":
        return (-1, -1) if first is None else (min(first, -1), min(last, -1))
    if event.phase in LATER and first is not None:
        first = max(first, 0)
    return first, last


def _window(event: Event, days: Ends, window: dict, last: int) -> tuple[str, str]:
    if days[0] is None and event.phase == "during" and window["from"] == "last dose":
        return "in the window", ""
    if days[0] is None:
        return "not assessed", NO_DAY
    first, second = (_where(day, last) for day in days)
    return (first, "") if first == second else (f"{first}, possibly {second}", WHY_OPEN)


def _where(day: int, last: int) -> str:
    return "before treatment" if day < 0 else "in the window" if day <= last else "after the window"


def _cycles(patient: Patient) -> list[tuple[int, int]]:
    """The cycle of each stretch, and the highest that it may be of."""
    told, maybe, found = 1, 0, []
    for before, one in zip([None, *patient.doses], patient.doses, strict=False):
        if before is not None:
            sure, may = before.ends
            longest = one.begun - min(sure, one.begun - 1) - 1
            shortest = 0 if may is None or patient.undated else max(one.begun - may - 1, 0)
            told += shortest > LONGEST_PAUSE_IN_A_CYCLE
            maybe += shortest <= LONGEST_PAUSE_IN_A_CYCLE < longest and one.cycle is None
        found.append((one.cycle or told, one.cycle or told + maybe + patient.undated))
    return found


def _cycle(patient: Patient, days: Ends) -> tuple[str, Ends, str]:
    """The cycle that had begun last by those days, the days since, and why either is not told."""
    nothing = None, None
    if days[0] is None:
        return "not assessed", nothing, NO_DAY
    of = list(zip(patient.doses, _cycles(patient), strict=True))
    low = max((cycle for one, (cycle, _) in of if one.begun <= days[0]), default=None)
    high = max((cycle for one, (_, cycle) in of if one.begun <= days[1]), default=None)
    if high is None:
        return "not assessed", nothing, _why_none(patient, days[1], NO_CYCLE)
    if low == high:
        begun = min(one.begun for one, (cycle, _) in of if cycle == low)
        return f"cycle {low}", (days[0] - begun, days[1] - begun), ""
    why = WHY_OPEN if days[0] < days[1] else MAY_BE_LATER
    return f"{f'cycle {low}' if low else 'no cycle'}, possibly cycle {high}", nothing, why


def _why_none(patient: Patient, day: int, otherwise: str) -> str:
    if day >= 0 and (patient.undated or not patient.doses):
        return UNDATED if patient.undated else NO_DOSE
    return otherwise


def _running(patient: Patient, days: Ends, *, dated: bool) -> tuple[Ends, int | None, str]:
    """The rate on that day, the days that it had run, and why it is not told; of two on a day the one begun last."""
    nothing = (None, None), None
    if not dated or days[0] != days[1]:
        return *nothing, WHY_OPEN if dated else NO_DAY
    day = days[0]
    begun = [one for one in patient.doses if one.begun <= day]
    sure, may = begun[-1].ends if begun else (None, None)
    if not begun or (may is not None and may < day):
        return *nothing, _why_none(patient, day, NOT_RUN)
    if sure < day:
        return *nothing, NO_END if may is None else PART_OF_END
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
            | {"end_date": _as_month(one.month)}
            for name, patient in named
            for one in patient.doses
        ]
        + [
            {"patient_id": name, "drug": "blinatumomab", "phase": "during", "dose": "28", "dose_unit": "ug/day"}
            for name, patient in named
            for _ in range(patient.undated)
        ],
        "adverse_events": [{"patient_id": name} | one.cells for name, patient in named for one in patient.events],
    }
    return study_settings(["doses", "adverse_events"], windows={"adverse_events": window}), rows


def _as_month(month: Ends) -> str:
    return "" if month[0] is None else (FIRST_DOSE + timedelta(days=month[0])).isoformat()[:7]


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
    told |= {("event_window", "open", WHY_OPEN), ("event_after_cycle", "open", WHY_OPEN)}
    told |= {("event_cycle", "open", why) for why in (WHY_OPEN, MAY_BE_LATER)}
    told |= {("event_after_cycle", "not assessed", why) for why in (WHY_OPEN, MAY_BE_LATER)}
    no_day = {(section, "not assessed", NO_DAY) for section in EVENT_SECTIONS}
    no_cycle = {
        (section, "not assessed", why)
        for section in ("event_cycle", "event_after_cycle")
        for why in (NO_CYCLE, NO_DOSE, UNDATED)
    }
    not_run = {
        (section, "not assessed", why)
        for section in ("event_rate", "event_after_step")
        for why in (NOT_RUN, NO_DOSE, UNDATED, NO_END, PART_OF_END, WHY_OPEN)
    }
    not_run |= {("event_rate", "not assessed", "rate of the infusion not recorded")}
    assert reached == told | no_day | no_cycle | not_run
    in_the_month = {"before treatment, possibly in the window", "before treatment, possibly after the window"}
    assert {"before treatment", "in the window", "after the window", *in_the_month} <= places
    assert narrowed == {"before", "", *LATER}


def _kind(text: str) -> str:
    if text == "not assessed":
        return text
    return "open" if {"to", "least", "most", "possibly"} & set(text.replace(",", "").split()) else "decided"
