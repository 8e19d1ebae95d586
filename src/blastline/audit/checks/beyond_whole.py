"""More than there are: seven of six patients, 120 % of them."""

from collections.abc import Iterator

from blastline.audit.checks.saying import attributes_said, attributes_told, disagreement
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import CountClaim
from blastline.audit.understanding.numbers import is_percent_of, number_of
from blastline.audit.understanding.understood import Understood

NAME = "beyond-whole"
HUNDRED = 100
TOO_MANY = "It cannot be told which: the count is too high, or the whole too small; count them again and correct one."


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A count of patients above its own denominator, or a percentage of patients above 100.

    Silent where count and percentage disagree as well: then the check of percentages says so.
    """
    for claim in understood.counts:
        what = attributes_said(claim.attributes) or "patients"
        said = attributes_told(claim.attributes) or "patients"
        beyond = claim.of is not None and 0 < claim.of < claim.n
        if beyond and _agrees(claim):
            message = f"{claim.n} of only {claim.of} are counted ({said})."
        elif claim.percent and number_of(claim.percent) > HUNDRED and not claim.of:
            message = f"{claim.percent} % of the patients are counted ({said}), which is more than all."
        else:
            continue
        about = f"{what} {claim.n} {claim.of} {claim.quote.place.line}"
        yield disagreement(NAME, about, "contradiction", message, TOO_MANY, [claim.quote])


def _agrees(claim: CountClaim) -> bool:
    return not claim.percent or is_percent_of(claim.percent, claim.n, claim.of or 0)
