"""What was planned: the steps of a cycle with their days of infusion and their rates."""

from collections.abc import Sequence
from dataclasses import dataclass

from blastline.normalise.cells import UnreadableCell, read_number
from blastline.normalise.units import UnknownUnit, conversion
from blastline.records.schema import tests
from blastline.settings import DoseStep, Treatment

RATE = "infusion_rate"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """
    A step of a planned cycle: its first and last day of infusion, counted from 0, and its rate in µg a day.

    The rate is None where the plan is not stated as one: a dose by weight or by surface, a number of cells.
    """

    first: int
    last: int
    rate: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of the first cycle, and those of each later one."""

    first: list[PlannedStep]
    later: list[PlannedStep]


def plan_of(treatment: Treatment) -> Plan:
    """The plan of the study; without steps of their own the later cycles are planned like the first."""
    return Plan(_planned_steps(treatment.steps), _planned_steps(treatment.later_steps or treatment.steps))


def _planned_steps(stated: Sequence[DoseStep]) -> list[PlannedStep]:
    """The steps of a planned cycle, one after the other."""
    steps, day = [], 0
    for step in stated:
        steps.append(PlannedStep(day, day + step.days - 1, _rate(step.dose)))
        day += step.days
    return steps


def _rate(dose: str) -> float | None:
    number, _, unit = dose.strip().partition(" ")
    try:
        return read_number(number).low * conversion(unit, tests()[RATE].unit).factor
    except (UnreadableCell, UnknownUnit):
        return None


def dose_of(steps: Sequence[PlannedStep]) -> float | None:
    """The dose of a whole planned cycle in µg; None where a step has no rate."""
    doses = [(step.last - step.first + 1) * step.rate for step in steps if step.rate is not None]
    return sum(doses) if len(doses) == len(steps) else None


def days_of(steps: Sequence[PlannedStep]) -> int:
    """The days of infusion of a whole planned cycle."""
    return steps[-1].last + 1
