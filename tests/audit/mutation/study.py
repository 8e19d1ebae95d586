"""An invented study: patients drawn from a seed, and the groups and measurements that a manuscript tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

import numpy as np
from numpy.random import Generator, default_rng

from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion
from blastline.records.interval import Interval
from blastline.synthesise.fate import NEVER, Fate, fates

RESPONSES = ("CR", "CRi", "PR", "NR")
GRADES = range(5)
DAYS_PER_MONTH = 30.4375
SHORTEST_FOLLOW_UP = 90
INFECTIONS = (
    "bacterial pneumonia",
    "invasive aspergillosis",
    "cryptococcal meningitis",
    "bloodstream infection",
    "cytomegalovirus reactivation",
)
# On which days an infection may begin, counted from the first dose; a cycle ends before the last of "during".
ONSETS = {"before": (-20, -2), "during": (3, 27), "after": (35, 80)}
# The criterion of each count, and the lower limit of normal of the invented laboratory.
COUNTED = {
    "neutrophils": ("ctcae/5.0/neutrophil_count_decreased", 1.8),
    "haemoglobin": ("ctcae/5.0/anemia", 120),
    "platelets": ("ctcae/5.0/platelet_count_decreased", 150),
}


@dataclass(frozen=True, slots=True)
class Infection:
    """What a patient had, and the day on which it began, counted from the first dose; `phase` says the same in a word."""

    name: str
    phase: str
    day: int


@dataclass(frozen=True, slots=True)
class Patient:
    """
    One invented patient. MRD is looked for in the marrow of whoever is in remission, in the fluid of whoever has CNS disease.

    `values` are measurements by name: counts are the lowest under treatment, interleukin-6 is that of
    the blood before and at its peak, and its peak in the fluid of whoever has CNS disease.
    """

    number: int
    sex: str
    response: str
    mrd_marrow: str
    cns: bool
    mrd_csf: str
    crs: int
    icans: int
    infection: Infection | None
    transplanted: bool
    died: bool
    values: dict[str, Decimal]
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Some patients, by number, out of those who could belong to them."""

    members: tuple[int, ...]
    of: tuple[int, ...]


@dataclass(frozen=True)
class Study:
    """The patients, and every group that a sentence or a table may count."""

    patients: tuple[Patient, ...]

    def __len__(self) -> int:
        return len(self.patients)

    def patient(self, number: int) -> Patient:
        return self.patients[number - 1]

    def values(self, quantity: str) -> list[Decimal]:
        """In the order of the patients."""
        return [patient.values[quantity] for patient in self.patients]

    @cached_property
    def groups(self) -> dict[str, Group]:
        """By name; those with "=" in their name are the parts of a whole, such as "crs=0", "crs=1"."""
        found = dict(_everyones(self.patients))
        remission = found["remission"].members
        cns = found["cns"].members
        for state in ("negative", "positive"):
            found[f"marrow={state}"] = Group(self._who("mrd_marrow", state), remission)
            found[f"csf={state}"] = Group(self._who("mrd_csf", state), cns)
        found["transplanted"] = Group(tuple(p.number for p in self.patients if p.transplanted), remission)
        return found

    def _who(self, name: str, state: str) -> tuple[int, ...]:
        return tuple(p.number for p in self.patients if getattr(p, name) == state)

    def parts(self, whole: str) -> list[str]:
        """The parts of a whole that have patients."""
        return [name for name, group in self.groups.items() if name.startswith(f"{whole}=") and group.members]


def _everyones(patients: tuple[Patient, ...]) -> Iterator[tuple[str, Group]]:
    everyone = tuple(p.number for p in patients)
    for name, holds in _conditions().items():
        yield name, Group(tuple(p.number for p in patients if holds(p)), everyone)


@cache
def _conditions():
    """What makes a patient a member, of groups out of all patients."""
    conditions = {
        "everyone": lambda p: True,
        "sex=male": lambda p: p.sex == "male",
        "sex=female": lambda p: p.sex == "female",
        "cns": lambda p: p.cns,
        "remission": lambda p: p.response in ("CR", "CRi"),
        "infected": lambda p: p.infection is not None,
        "died": lambda p: p.died,
        "alive": lambda p: not p.died,
        "any_crs": lambda p: p.crs > 0,
        "any_icans": lambda p: p.icans > 0,
    }
    for response in RESPONSES:
        conditions[f"response={response}"] = lambda p, response=response: p.response == response
    for phase in ONSETS:
        conditions[f"infected_{phase}"] = lambda p, phase=phase: p.infection is not None and p.infection.phase == phase
    for grade in GRADES:
        conditions[f"crs={grade}"] = lambda p, grade=grade: p.crs == grade
        conditions[f"icans={grade}"] = lambda p, grade=grade: p.icans == grade
        for test in COUNTED:
            conditions[f"{test}={grade}"] = lambda p, test=test, grade=grade: p.grades[test] == grade
    return conditions


def draw_study(draw: Generator, count: int) -> Study:
    """A study of `count` patients; the course of each is one that `blastline synthesise` draws."""
    fate = fates(np.arange(count) + 1, default_rng(int(draw.integers(2**32))))
    return Study(tuple(_patient(fate, place, draw) for place in range(count)))


def _patient(fate: Fate, place: int, draw: Generator) -> Patient:
    remission = bool(fate.responder[place])
    cns = bool(draw.random() < 0.3)
    values = _values(fate, place, draw)
    if cns:
        values["il6_csf"] = (values["il6_peak"] * Decimal("0.3")).quantize(Decimal("0.1"))
    # The same counts at other times, which must not be taken for the lowest.
    values["neutrophils_before"] = values["neutrophils"] + Decimal("1.30")
    values["platelets_later"] = values["platelets"] + 41
    return Patient(
        number=place + 1,
        sex="female" if fate.female[place] else "male",
        response=_response(remission, bool(fate.recovered[place]), draw),
        mrd_marrow=_state(draw, 0.4 if cns else 0.75) if remission else "",
        cns=cns,
        mrd_csf=_state(draw, 0.8) if cns else "",
        crs=int(fate.crs[place]),
        icans=int(fate.icans[place]),
        infection=_infection(draw) if draw.random() < 0.35 else None,
        transplanted=bool(fate.transplant[place] < NEVER),
        died=bool(fate.death[place] < NEVER),
        values=values,
        grades={test: graded(test, str(values[test])) for test in COUNTED},
    )


def _response(remission: bool, recovered: bool, draw: Generator) -> str:
    if remission:
        return "CR" if recovered else "CRi"
    return "PR" if draw.random() < 0.4 else "NR"


def _state(draw: Generator, negative: float) -> str:
    return "negative" if draw.random() < negative else "positive"


def _infection(draw: Generator) -> Infection:
    phase = str(draw.choice(list(ONSETS)))
    return Infection(str(draw.choice(INFECTIONS)), phase, int(draw.integers(*ONSETS[phase])))


def _values(fate: Fate, place: int, draw: Generator) -> dict[str, Decimal]:
    before = draw.gamma(2, 4) + 1.5
    peak = before * (1.2 + draw.gamma(2, 1.0 + 3 * fate.crs[place]))
    months = max(int(fate.last_seen[place]), SHORTEST_FOLLOW_UP) / DAYS_PER_MONTH
    drawn = {
        "age": (fate.age[place], 0),
        "prior_lines": (draw.integers(1, 7), 0),
        "blasts": (fate.blasts[place], 0),
        "neutrophils": (draw.gamma(2.2, 0.6) + 0.05, 2),
        "haemoglobin": (draw.normal(92, 17), 0),
        "platelets": (draw.gamma(2, 38) + 6, 0),
        "il6_before": (before, 1),
        "il6_peak": (peak, 1),
        "months": (months, 1),
    }
    return {name: Decimal(f"{value:.{digits}f}") for name, (value, digits) in drawn.items()}


@cache
def graded(test: str, value: str) -> int:
    """The grade of a count, as the library's criterion gives it."""
    identifier, limit = COUNTED[test]
    inputs = {test: Interval.exactly(float(value)), f"{test}_lln": Interval.exactly(limit)}
    outcome = adjudicate(criterion(identifier), inputs)
    return int(outcome.surely or 0)
