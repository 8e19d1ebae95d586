"""A fraction against its percentage, and a percentage against its interval: "4/5 (85 %)"."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from blastline.audit.checks.saying import attributes_said, attributes_told, counted, disagreement, people
from blastline.audit.disagreement import Disagreement, Severity
from blastline.audit.understanding.claims import CountClaim
from blastline.audit.understanding.numbers import decimals_of, is_percent_of, number_of
from blastline.audit.understanding.understood import Understood

NAME = "fraction-percent"


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A percentage that is not its fraction, by neither way of rounding; cut off instead of rounded is a wording. So too a
    percentage outside its own interval, and a count that the brackets behind it do not repeat.

    Where the whole is not named, only what no whole up to the number of patients gives is a disagreement.
    """
    for claim in understood.counts:
        if claim.bracketed is not None and claim.bracketed != claim.n >= 0:
            message = f"{counted(claim.n)} counted, and {claim.bracketed} in the brackets behind it."
            about = f"{claim.n} {claim.bracketed} {claim.quote.place.line}"
            yield disagreement(NAME, about, "contradiction", message, "", [claim.quote])
        if claim.everybody and claim.bracketed is not None and claim.bracketed != claim.of:
            message = f"All are counted, and {claim.bracketed} of {claim.of} in the brackets behind it."
            about = f"all {claim.bracketed} {claim.of} {claim.quote.place.line}"
            yield disagreement(NAME, about, "contradiction", message, "", [claim.quote])
        yield from _interval(claim)
        if claim.everybody and claim.of and claim.bracketed in (None, claim.of):
            claim = replace(claim, n=claim.of)
        if not claim.percent or claim.n < 0:
            continue
        wholes = [claim.of] if claim.of else list(range(max(claim.n, 1), (understood.series.n or 0) + 1))
        if not wholes or any(is_percent_of(claim.percent, claim.n, of) for of in wholes):
            continue
        severity: Severity = "wording" if any(_cut_off(claim, of) for of in wholes) else "contradiction"
        of = claim.of or understood.series.n or 0
        right = f"{100 * claim.n / of:.{decimals_of(claim.percent)}f}" if of else "?"
        what = attributes_said(claim.attributes) or "patients"
        said = attributes_told(claim.attributes) or "patients"
        message = (
            f"{claim.n} of {of} {'is' if claim.n == 1 else 'are'} {right} %, and {claim.percent} % is printed ({said})."
        )
        about = f"{what} {claim.n} {claim.of} {claim.percent} {claim.quote.place.line}"
        yield disagreement(NAME, about, severity, message, _likelier(claim, understood, right), [claim.quote])


def _interval(claim: CountClaim) -> Iterator[Disagreement]:
    if claim.interval and claim.percent:
        low, high = map(number_of, claim.interval)
        if not low <= number_of(claim.percent) <= high:
            ends = " to ".join(claim.interval)
            message = f"{claim.percent} % lies outside its own interval, which is {ends} %."
            about = f"{claim.percent} {ends} {claim.quote.place.line}"
            yield disagreement(NAME, about, "contradiction", message, "", [claim.quote])


def _cut_off(claim: CountClaim, of: int) -> bool:
    exact = Decimal(100 * claim.n) / Decimal(of)
    step = Decimal(1).scaleb(-decimals_of(claim.percent))
    return exact.quantize(step, rounding=ROUND_DOWN) == Decimal(claim.percent)


def _likelier(claim: CountClaim, understood: Understood, right: str) -> str:
    who = understood.series.whose(claim.attributes) if claim.attributes else None
    if claim.of and who is not None and len(who) == claim.n and claim.of == understood.series.n:
        return f"The fraction, for the table has {people(claim.n)}; print {right} %."
    return ""
