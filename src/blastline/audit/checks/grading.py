"""The grade of a printed value by the criteria of the library."""

from functools import cache

from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.vocabulary import variable
from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion
from blastline.normalise.units import UnknownUnit, conversion
from blastline.records.interval import Interval


def grade_of(claim: PatientClaim) -> int | None:
    """The grade that a single value surely has, whatever the limit of normal; nothing where its unit is not known."""
    if claim.low is None or claim.low != claim.high:
        return None
    return grade_of_value(claim.variable, claim.low, claim.unit)


def worst_grade_of(claim: PatientClaim) -> int | None:
    """The worst grade that a single value may have, whatever the limit of normal."""
    if claim.low is None or claim.low != claim.high:
        return None
    return grade_of_value(claim.variable, claim.low, claim.unit, surely=False)


@cache
def grade_of_value(name: str, value: float, unit: str, *, surely: bool = True) -> int | None:
    """The same of a value in a unit as printed: the grade that it surely has, or the worst that it may have."""
    about = variable(name)
    if "criterion" not in about or not unit:
        return None
    try:
        to = conversion(unit, about["unit"])
    except UnknownUnit:
        return None
    rule = criterion(about["criterion"])
    outcome = adjudicate(rule, {rule.assessed_by[0]: Interval.exactly(value * to.factor + to.offset)})
    grade = outcome.surely if surely else outcome.possibly
    return int(grade) if grade is not None and grade.isdigit() else None
