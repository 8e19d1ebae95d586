"""The grade of a printed value by the criteria of the library, with and without a usual limit of normal."""

from dataclasses import dataclass
from functools import cache

from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.vocabulary import variable
from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion, document
from blastline.normalise.units import UnknownUnit, conversion
from blastline.records.interval import Interval


@dataclass(frozen=True, slots=True)
class ValueGrade:
    """`surely` whatever the limit of normal is; `usually` by the limit that the examples of the criterion take."""

    surely: int
    usually: int
    title: str


def grade_of(claim: PatientClaim) -> ValueGrade | None:
    """The grade of a single value of a patient; nothing where its unit or its criterion is not known."""
    if claim.low is None or claim.low != claim.high:
        return None
    return grade_of_value(claim.variable, claim.low, claim.unit)


@cache
def grade_of_value(name: str, value: float, unit: str) -> ValueGrade | None:
    """The same of a value in a unit as printed."""
    about = variable(name)
    if "criterion" not in about or not unit:
        return None
    try:
        to = conversion(unit, about["unit"])
    except UnknownUnit:
        return None
    rule = criterion(about["criterion"])
    inputs = {rule.assessed_by[0]: Interval.exactly(value * to.factor + to.offset)}
    usual = {
        key: Interval.exactly(float(limit)) for key, limit in document(about["criterion"]).get("usual", {}).items()
    }
    bare, within = adjudicate(rule, inputs), adjudicate(rule, {**usual, **inputs})
    try:
        return ValueGrade(int(bare.surely or 0), int(within.surely or 0), rule.title)
    except ValueError:
        return None
