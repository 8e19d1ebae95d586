"""A mean and its spread that whole numbers cannot have (GRIM and GRIMMER), and a middle outside its range."""

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from blastline.audit.checks.saying import disagreement
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.understanding.claims import RangeClaim
from blastline.audit.understanding.heads import whole_numbered
from blastline.audit.understanding.numbers import decimals_of, rounded
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of

NAME = "mean-spread"
ANEW = "It cannot be told which number is wrong: work it out again from the patients, and correct it."


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    Of n whole numbers no mean, no median, or no standard deviation rounds to what is printed.

    Tested are variables that count whole things, in a column that says its n. A middle outside its own range is a
    contradiction whatever the variable and its rounding. Silent from that n on from which every printed mean is
    possible.
    """
    for claim in understood.ranges:
        n = claim.n or (understood.series.n if not claim.group else None)
        if claim.statistic in ("mean", "median") and n and whole_numbered(claim.variable):
            fault = _fault(claim, n)
            if fault:
                about = f"{claim.variable} {claim.statistic} {claim.printed} {claim.quote.place.line}"
                what = f"The {label_of(claim.variable)} of {n} patients"
                message = f"{what} cannot have a {fault}, which no whole numbers give."
                yield disagreement(NAME, about, "contradiction", message, ANEW, [claim.quote])
    yield from _outside(understood)


def _fault(claim: RangeClaim, n: int) -> str:
    if claim.statistic == "median":
        return "" if possible_median(claim.printed, n) else f"median of {claim.printed}"
    if not possible_mean(claim.printed, n):
        return f"mean of {claim.printed}"
    if claim.spread and not possible_spread(claim.printed, claim.spread, n):
        return f"standard deviation of {claim.spread} around {claim.printed}"
    return ""


def possible_mean(printed: str, n: int) -> bool:
    """GRIM (Brown and Heathers 2017): whether some sum of n whole numbers has this mean, rounded either way."""
    near = math.floor(Decimal(printed) * n)
    return any(
        Decimal(printed) in rounded(Fraction(total, n), decimals_of(printed))
        for total in (near - 1, near, near + 1, near + 2)
    )


def possible_median(printed: str, n: int) -> bool:
    """Of whole numbers a median is whole, or half way between two where n is even."""
    twice = Fraction(Decimal(printed)) * 2
    return twice.denominator == 1 and (n % 2 == 0 or twice % 2 == 0)


def possible_spread(mean: str, spread: str, n: int) -> bool:
    """
    GRIMMER (Anaya 2016): whether some sum of squares of n whole numbers gives this deviation around this mean.

    The sum of squares is whole, and odd where the sum is odd: x and x² are odd together.
    """
    if n < 2:
        return True
    half = Fraction(1, 2 * 10 ** decimals_of(spread))
    low, high = max(Fraction(0), Fraction(Decimal(spread)) - half), Fraction(Decimal(spread)) + half
    near = math.floor(Decimal(mean) * n)
    for total in (near - 1, near, near + 1, near + 2):
        if Decimal(mean) not in rounded(Fraction(total, n), decimals_of(mean)):
            continue
        least = math.ceil(low * low * (n - 1) + Fraction(total * total, n))
        most = math.floor(high * high * (n - 1) + Fraction(total * total, n))
        if any(squares % 2 == total % 2 for squares in range(least, min(most, least + 1) + 1)):
            return True
    return False


def _outside(understood: Understood) -> Iterator[Disagreement]:
    """A middle that is not within the range that stands beside it."""
    beside: defaultdict[tuple[Quote, str], list[RangeClaim]] = defaultdict(list)
    for claim in understood.ranges:
        beside[claim.quote, claim.variable].append(claim)
    for (quote, name), claims in beside.items():
        ranges = [one for one in claims if one.statistic == "range" and (one.low or 0) <= (one.high or 0)]
        for claim in [one for one in claims if one.statistic in ("mean", "median") and len(ranges) == 1]:
            low, high = ranges[0].low or 0, ranges[0].high or 0
            # A middle that is rounded further than the range may lie just beside it: 1 (0.58-0.74).
            half = 0.5 * 10 ** -decimals_of(claim.printed)
            if not low - half <= (claim.low or 0) <= high + half:
                middle = f"The {claim.statistic} of {label_of(name)}, {claim.printed}"
                message = f"{middle}, lies outside its own range, {ranges[0].printed}."
                about = f"{name} outside {quote.place.line}"
                yield disagreement(NAME, about, "contradiction", message, ANEW, [quote])
