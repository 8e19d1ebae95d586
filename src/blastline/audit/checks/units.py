"""A value in two units that are not the same: 58 ×10^6/L here, 58 ×10^9/L there."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache

from blastline.audit.checks.grading import grade_of
from blastline.audit.checks.saying import disagreement, place_said, two_places
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.understanding.claims import PatientClaim, RangeClaim
from blastline.audit.understanding.numbers import same_number
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import are, label_of, variable
from blastline.normalise.units import UnknownUnit, conversion

NAME = "units"
A_FEW = 3
THOUSANDTH = 0.0011


@cache
def factor_between(unit: str, other: str) -> float | None:
    """By what one unit is to be multiplied to become the other; nothing where one is not known or measures else."""
    if not unit or not other:
        return None
    if unit == other:
        return 1.0
    for base in ("10*9/L", "ug/L", "g/L", "U/L"):
        with suppress(UnknownUnit):
            return conversion(unit, base).factor / conversion(other, base).factor
    return None


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    The same number of the same patient stands in two units that differ.

    Silent where the numbers differ too: then the values were converted, or another check finds them.
    """
    found: set[str] = set()
    for (patient, name), claims in understood.by_patient.items():
        for claim, other in _pairs(claims):
            factor = factor_between(claim.unit, other.unit)
            if factor not in (None, 1.0) and same_number(claim.printed, other.printed):
                found.add(name)
                place, there = two_places(claim.quote, other.quote)
                units = f"{claim.printed} {claim.unit} in {place} and {other.printed} {other.unit} in {there}"
                message = f"{label_of(name)} of Pt {patient} {are(name)} {units}."
                likelier, quotes = _likelier(claim, other, understood), [claim.quote, other.quote]
                yield disagreement(NAME, f"{patient} {name}", "contradiction", message, likelier, quotes)
    for one in _of_groups(understood):
        found.add(one[0])
        yield one[1]
    yield from _odd(understood, found)


def _pairs(claims: Sequence[PatientClaim]) -> Iterator[tuple[PatientClaim, PatientClaim]]:
    """Each value of the text with the first one in each other unit."""
    single = [one for one in claims if one.unit and one.printed and "-" not in one.printed]
    by_unit = {one.unit: one for one in reversed(single)}
    for claim in single:
        for unit, other in by_unit.items():
            if not claim.in_table and unit != claim.unit:
                yield claim, other


def _of_groups(understood: Understood) -> Iterator[tuple[str, Disagreement]]:
    """The same range or median twice in two units, or a range with the ends of the patients in another unit."""
    told: defaultdict[tuple[str, ...], list[RangeClaim]] = defaultdict(list)
    for claim in understood.ranges:
        if claim.unit and not claim.group:
            told[claim.variable, claim.statistic, claim.printed].append(claim)
    for (name, statistic, printed), claims in told.items():
        first = claims[0]
        other: RangeClaim | PatientClaim | None
        other = next((one for one in claims if factor_between(one.unit, first.unit) not in (None, 1.0)), None)
        other = other or _of_rows(first, understood)
        if other:
            here, there = two_places(first.quote, other.quote)
            given = f"The {statistic} of {label_of(name)}, {printed}, is in {first.unit} in {here}"
            message = f"{given} and in {other.unit} in {there}."
            quotes = [first.quote, other.quote]
            yield name, disagreement(NAME, f"{name} {statistic} {printed}", "contradiction", message, "", quotes)


def _of_rows(claim: RangeClaim, understood: Understood) -> PatientClaim | None:
    """The lowest of the patients, where both ends of a range are theirs and its unit is not."""
    rows = [
        one
        for them in understood.series.held.get(claim.variable, {}).values()
        for one in them
        if one.printed and one.statistic == claim.of and one.low is not None and one.low == one.high
    ]
    if claim.statistic != "range" or len(rows) < len(understood.series.patients) or not rows:
        return None
    low, high = (end(rows, key=lambda one: one.low or 0) for end in (min, max))
    ends = claim.low == low.low and claim.high == high.low
    return low if ends and factor_between(claim.unit, low.unit) not in (None, 1.0) else None


def _odd(understood: Understood, found: set[str]) -> Iterator[Disagreement]:
    """A unit that stands once, a thousandfold off the one in which the variable stands everywhere else."""
    told: defaultdict[str, defaultdict[str, list[Quote]]] = defaultdict(lambda: defaultdict(list))
    measured: list[PatientClaim | RangeClaim] = [*understood.patients, *understood.ranges]
    for one in measured:
        if one.unit and one.printed and variable(one.variable).get("unit"):
            told[one.variable][one.unit].append(one.quote)
    for name, units in told.items():
        if name in found:
            continue
        (usual, most), *rest = sorted(units.items(), key=lambda pair: -len(pair[1]))
        for unit, quotes in rest:
            factor = factor_between(unit, usual)
            thousandfold = factor is not None and not THOUSANDTH < factor < 1 / THOUSANDTH
            if thousandfold and len(quotes) == 1 and len(most) >= A_FEW:
                given = f"{label_of(name)} {are(name)} given in {unit} once, in {place_said(quotes[0])}"
                message = f"{given}, and in {usual} in {len(most)} other places."
                likelier = f"{usual}, which stands in every other place; correct the unit."
                yield disagreement(NAME, f"{name} {unit}", "doubt", message, likelier, [*quotes, most[0]])


def _likelier(claim: PatientClaim, other: PatientClaim, understood: Understood) -> str:
    """By the grade that the paper gives: a unit that makes it worse than reported is the wrong one."""
    reported = understood.by_patient.get((claim.patient, f"{claim.variable} grade"), [])
    graded = {one.unit: grade_of(one) for one in (claim, other)}
    for unit, grade in graded.items():
        rest = other.unit if unit == claim.unit else claim.unit
        if grade and reported and reported[0].high is not None and grade > reported[0].high:
            return f"{rest}, for {unit} makes it grade {grade}, and {reported[0].high:g} is reported; correct the unit."
    return ""
