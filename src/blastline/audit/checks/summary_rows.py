"""A summary against the rows of the patients: lowest, highest, median and mean."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median

from blastline.audit.checks.saying import disagreement, place_said
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import PatientClaim, RangeClaim
from blastline.audit.understanding.numbers import decimals_of, rounded, same_number
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of

NAME = "summary-rows"


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A range, median or mean that the values of the patients' rows do not give.

    Compared only where a table has a single value of each patient for it, at the same time. Silent on groups, and on
    what only the summary has.
    """
    for claim in understood.ranges:
        values = _values(claim, understood)
        if claim.group or not values:
            continue
        if claim.statistic == "range":
            yield from _ends(claim, values)
        elif claim.statistic in ("median", "mean"):
            yield from _middle(claim, values)


def _values(claim: RangeClaim, understood: Understood) -> list[PatientClaim]:
    """One value of each patient, of the time of the summary, or none."""
    held = understood.series.held.get(claim.variable, {})
    found: list[PatientClaim] = []
    for patient in understood.series.patients:
        single = [
            one for one in held.get(patient, ()) if one.printed and one.statistic == claim.of and _timed(one, claim)
        ]
        if len(single) != 1:
            return []
        found += single
    return found


def _timed(one: PatientClaim, claim: RangeClaim) -> bool:
    return not claim.phase or not one.phase or one.phase == claim.phase


def _ends(claim: RangeClaim, values: Sequence[PatientClaim]) -> Iterator[Disagreement]:
    if (claim.low or 0) > (claim.high or 0):
        return  # another check says that it is printed in reverse
    ordered = sorted(values, key=lambda one: one.low or 0)
    low, high = claim.printed.replace(" to ", "-").split("-")[:2] if "-" in claim.printed else ("", "")
    for printed, end, word in ((low, ordered[0], "lowest"), (high, ordered[-1], "highest")):
        if printed and not same_number(_number(printed), end.printed):
            row = f"the {word} of the patients in {place_said(end.quote)} is {end.printed} (Pt {end.patient})"
            message = f"The range of {label_of(claim.variable)} is {claim.printed} in {place_said(claim.quote)}; {row}."
            nowhere = not any(same_number(_number(printed), one.printed) for one in values)
            why = f"it is the {word} of {len(values)} rows{f', and {_number(printed)} is in none' if nowhere else ''}"
            likelier = f"{end.printed}, for {why}; correct the range."
            about = f"{claim.variable} {word} {claim.quote.place.line}"
            yield disagreement(NAME, about, "contradiction", message, likelier, [claim.quote, end.quote])


def _number(printed: str) -> str:
    return "".join(sign for sign in printed if sign.isdigit() or sign == ".").strip(".")


def _middle(claim: RangeClaim, values: Sequence[PatientClaim]) -> Iterator[Disagreement]:
    numbers = [Fraction(Decimal(one.printed)) for one in values]
    right = median(numbers) if claim.statistic == "median" else sum(numbers) / len(numbers)
    if Decimal(claim.printed) in rounded(Fraction(right), decimals_of(claim.printed)):
        return
    shown = f"{float(right):.{max(decimals_of(claim.printed), 1)}f}".removesuffix(".0")
    printed = f"The {claim.statistic} of {label_of(claim.variable)} is {claim.printed} in {place_said(claim.quote)}"
    message = f"{printed}; the rows of the patients give {shown}."
    likelier = f"{shown}, for it follows from {len(values)} rows; correct the {claim.statistic}."
    about = f"{claim.variable} {claim.statistic} {claim.quote.place.line}"
    quotes = [claim.quote, *(one.quote for one in values)]
    yield disagreement(NAME, about, "contradiction", message, likelier, quotes)
