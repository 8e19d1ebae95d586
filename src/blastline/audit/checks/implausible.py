"""A value that cannot be: blasts of 140 %, platelets of 250 000 ×10^9/L."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeAlias

from blastline.audit.checks.saying import disagreement, place_said
from blastline.audit.disagreement import Disagreement, Severity
from blastline.audit.understanding.claims import PatientClaim, RangeClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import are, document, label_of
from blastline.normalise.units import UnknownUnit, conversion
from blastline.records.schema import TestSchema, tests

NAME = "implausible"
# Diseased counts lie outside the limits of normal, and no count of anybody lies so many times outside them.
TIMES = 100
A_FEW = 2
Measured: TypeAlias = PatientClaim | RangeClaim


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A share above 100 %, a value that nothing can have, or counts a thousandfold off.

    Counts are a doubt: one that is a hundred times the highest limit of normal of any laboratory, or where every value
    is a hundredth of the lowest. Silent without a unit, and on low counts that are graded: another check holds those
    against their grades.
    """
    low: defaultdict[tuple[str, str], list[Measured]] = defaultdict(list)
    measured: list[Measured] = [*understood.patients, *understood.ranges]
    for claim in measured:
        schema = _schema(claim.variable)
        ends = _ends(claim, schema) if schema else None
        if schema is None or ends is None:
            continue
        if ends[0] < schema.least or ends[1] > schema.most:
            yield _said(claim, "contradiction", f"such a value lies {_limits(schema)}")
        elif schema.limits and ends[1] > TIMES * schema.limits[1]:
            yield _said(
                claim,
                "doubt",
                "no limit of normal is near it",
                "The unit may be a thousandfold off: look it up, and correct it or the value.",
            )
        elif schema.limits:
            low[claim.variable, claim.unit].append(claim)
    for (name, unit), claims in low.items():
        if f"{name} grade" not in understood.series.held:
            yield from _all_low(name, unit, claims)


@cache
def _schema(variable: str) -> TestSchema | None:
    """The test that a variable of the vocabulary is."""
    named = {mine: theirs for theirs, mine in document()["ledger_measured"].items()}
    return tests().get(named.get(variable, variable))


def _ends(claim: Measured, schema: TestSchema) -> tuple[float, float] | None:
    """The lowest and highest of what is printed, in the unit of the test."""
    if not claim.unit or claim.low is None or claim.high is None:
        return None
    try:
        to = conversion(claim.unit, schema.unit)
    except UnknownUnit:
        return None
    ends = sorted(end * to.factor + to.offset for end in (claim.low, claim.high))
    return ends[0], ends[1]


def _limits(schema: TestSchema) -> str:
    return f"between {schema.least:g} and {schema.most:g} {schema.unit}"


def _all_low(name: str, unit: str, claims: Sequence[Measured]) -> Iterator[Disagreement]:
    schema = _schema(name)
    assert schema is not None
    assert schema.limits is not None
    highest = max(ends[1] for one in claims if (ends := _ends(one, schema)))
    several = len(claims) >= A_FEW or any(one.low != one.high for one in claims)
    if several and 0 < highest < schema.limits[0] / TIMES:
        message = f"Every value of {label_of(name)} in {unit} is a hundredth of the lowest limit of normal, or less."
        likelier = "The values, in a unit a thousandfold larger; correct the unit."
        yield disagreement(NAME, f"{name} {unit}", "doubt", message, likelier, [one.quote for one in claims])


def _said(claim: Measured, severity: Severity, why: str, likelier: str = "") -> Disagreement:
    given = (
        f"{label_of(claim.variable)} {are(claim.variable)} {claim.printed} {claim.unit} in {place_said(claim.quote)}"
    )
    message = f"{given}, and {why}."
    about = f"{claim.variable} {claim.printed} {claim.quote.place.line}"
    return disagreement(NAME, about, severity, message, likelier, [claim.quote])
