"""A value in two units that are not the same: 58 ×10^6/L here, 58 ×10^9/L there."""

from collections.abc import Iterator

from blastline.audit.checks.grading import grade_of
from blastline.audit.checks.saying import disagreement
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.numbers import same_number
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of
from blastline.normalise.units import UnknownUnit, conversion

NAME = "units"


def factor_between(unit: str, other: str) -> float | None:
    """By what one unit is to be multiplied to become the other; nothing where one is not known or measures else."""
    if not unit or not other:
        return None
    if unit == other:
        return 1.0
    try:
        to = conversion(other, "10*9/L").factor if "/L" in other and "10^" in other else None
        if to is not None:
            return conversion(unit, "10*9/L").factor / to
        return conversion(unit, _code(other)).factor
    except UnknownUnit:
        return None


def _code(unit: str) -> str:
    return {"µg/L": "ug/L", "ng/mL": "ug/L"}.get(unit, unit)


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    The same number of the same patient stands in two units that differ.

    Silent where the numbers differ too: then the values were converted, or another check finds them.
    """
    for (patient, name), claims in understood.by_patient.items():
        united = [claim for claim in claims if claim.unit and claim.printed]
        seen: set[tuple[str, str]] = set()
        for claim in united:
            for other in united[:8]:
                key = (claim.unit, other.unit)
                if claim.in_table or key in seen or claim.unit == other.unit or other is claim:
                    continue
                factor = factor_between(*key)
                if (
                    factor not in (None, 1.0)
                    and "-" not in claim.printed + other.printed
                    and same_number(claim.printed, other.printed)
                ):
                    seen.add(key)
                    message = f"{label_of(name)} of Pt {patient} is {claim.printed} {claim.unit} and {other.printed} {other.unit}."
                    yield disagreement(
                        NAME,
                        f"{patient} {name}",
                        "contradiction",
                        message,
                        _likelier(claim, other, understood),
                        [claim.quote, other.quote],
                    )


def _likelier(claim: PatientClaim, other: PatientClaim, understood: Understood) -> str:
    """By the grade that the paper gives: a unit that makes it worse than reported is the wrong one."""
    reported = understood.by_patient.get((claim.patient, f"{claim.variable} grade"), [])
    graded = {one.unit: grade_of(one) for one in (claim, other)}
    for unit, grade in graded.items():
        rest = other.unit if unit == claim.unit else claim.unit
        if grade and reported and reported[0].high is not None and grade > reported[0].high:
            return f"{rest}: in {unit} it would be grade {grade}, and grade {reported[0].high:g} is reported."
    return ""
