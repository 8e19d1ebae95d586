"""Limits of normal that cannot be meant: in another unit than the value, or the wrong way round."""

from blastline.errors import Problem, quoted
from blastline.normalise.records import Result
from blastline.normalise.units import spelt
from blastline.records.interval import Interval
from blastline.records.received import ReceivedRow
from blastline.records.schema import TestSchema, tests

LIMITS = ("lower_limit", "upper_limit")


def doubtful_limits(result: Result, received: ReceivedRow) -> list[Problem]:
    """
    Every limit of normal of a result that no laboratory can have meant.

    A limit in another unit than its value would turn an anaemia into a sure grade 0, so it stops the study.
    """
    place, test = f"{received.place} ({result.patient_id})", tests()[result.test]
    problems = [
        _elsewhere(place, test, name, received) for name in LIMITS if _outside(getattr(result, name), test.limits)
    ]
    if not problems and result.lower_limit.low > result.upper_limit.high:
        shown = f"{quoted(received.cells['lower_limit'])} is above upper_limit, {quoted(received.cells['upper_limit'])}"
        problems.append(Problem(place, f"{test.label}: lower_limit {shown}.", "Correct them; they may be exchanged."))
    return problems


def _outside(limit: Interval, span: tuple[float, float] | None) -> bool:
    return span is not None and (limit.high < span[0] or limit.low > span[1])


def _elsewhere(place: str, test: TestSchema, name: str, received: ReceivedRow) -> Problem:
    unit, (low, high) = received.cells.get("unit", ""), test.limits or (0.0, 0.0)
    what = (
        f"{test.label}: {name} is {quoted(received.cells[name])} {unit}; limits of normal lie between "
        f"{low:g} and {high:g} {spelt(test.unit)}."
    )
    return Problem(place, what, f"Write the limit in the unit of the value, {quoted(unit)}, or leave it empty.")
