"""One measured value of one patient in two places: value, unit, and whether a peak is the highest."""

from collections.abc import Iterator, Sequence

from blastline.audit.checks.saying import CANNOT_BE_TOLD, disagreement, place_said, two_places
from blastline.audit.checks.units import factor_between
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.numbers import same_number
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import are, label_of, variable

NAME = "patient-value"


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A value of a patient differs from every other value of the same thing, or a peak is below another value.

    Equal are values that one rounding makes equal, and values inside a range. Other times, other compartments and
    other units (which are converted) are no disagreement.
    """
    for (patient, name), claims in understood.by_patient.items():
        told = [claim for claim in claims if claim.printed and not name.endswith(" grade")]
        seen: list[PatientClaim] = []
        for claim in [one for one in told if not one.in_table]:
            others = [one for one in told if one is not claim and one.in_table and comparable(claim, one)]
            others = others or [one for one in seen if comparable(claim, one)]
            seen.append(claim)
            if others and not any(agree(claim, other) for other in others):
                yield _said(patient, name, claim, others)


def comparable(first: PatientClaim, second: PatientClaim) -> bool:
    """Whether two claims speak of one compartment, one time and one way of taking the value."""
    default = str(variable(first.variable).get("compartment", ""))
    where, there = first.compartment or default, second.compartment or default
    placed = where == there or (not default and not (where and there))
    timed = first.phase and second.phase and first.phase != second.phase and "before" in (first.phase, second.phase)
    single = {first.statistic, second.statistic}
    alike = len(single) == 1 or single <= {"", "range"} or "range" in single
    return placed and not timed and alike


def agree(first: PatientClaim, second: PatientClaim) -> bool:
    """Whether two claims can both be right, as far as their numbers say; units are another matter."""
    if first.low is None or second.low is None or first.high is None or second.high is None:
        return True
    if first.statistic in ("peak", "lowest") and second.statistic == "range":
        ends = sorted((second.low, second.high))
        return first.low == ends[1 if first.statistic == "peak" else 0]
    if second.statistic == "range" and first.statistic != "range":
        return min(second.low, second.high) <= first.low <= max(second.low, second.high)
    if "-" in first.printed or "-" in second.printed:
        return {first.low, first.high} == {second.low, second.high} or first.statistic != second.statistic
    if same_number(first.printed, second.printed):
        return True
    factor = factor_between(first.unit, second.unit)
    return factor not in (None, 1.0) and abs(first.low * (factor or 1) - second.low) <= 0.01 * abs(second.low)


def _said(patient: str, name: str, claim: PatientClaim, others: Sequence[PatientClaim]) -> Disagreement:
    what = f"{label_of(name)} of Pt {patient}"
    if claim.statistic in ("peak", "lowest") and others[0].statistic == "range":
        end = "highest" if claim.statistic == "peak" else "lowest"
        given = f"The {claim.statistic} of {what} is {claim.printed} in {place_said(claim.quote)}"
        message = f"{given}, and is not the {end} of {others[0].printed} in {place_said(others[0].quote)}."
        likelier = (
            f"The {end} of the range, if both of its ends were measured; look both up, and correct the wrong one."
        )
    else:
        other = others[0]
        place, there = two_places(claim.quote, other.quote)
        both = f"{claim.printed} in {place} and {other.printed} in {there}"
        message = f"{what[:1].upper()}{what[1:]} {are(name)} {both}."
        held = f"{other.printed}, for the table holds each patient's value; correct {place}."
        likelier = held if other.in_table else CANNOT_BE_TOLD
    return disagreement(
        NAME,
        f"{patient} {name} {claim.statistic}",
        "contradiction",
        message,
        likelier,
        [claim.quote, *(one.quote for one in others)],
    )
