"""A range printed from high to low."""

from collections.abc import Iterator

from blastline.audit.checks.saying import disagreement
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import are, label_of

NAME = "range-reversed"
SWAPPED = "It cannot be told which: swap the ends, unless one of them is wrong."


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A range whose first end is above its second.

    Silent on "from 98 % to 3 %", which tells a course, and where most ranges of a column run down, which is a custom.
    """
    down = [one for one in understood.patients if _reversed(one.low, one.high) and one.statistic in ("range", "")]
    for claim in down:
        column = [one for one in understood.patients if one.variable == claim.variable and one.statistic == "range"]
        if claim.in_table and 2 * sum(_reversed(one.low, one.high) for one in column) > len(column) > 1:
            continue
        whose = f"{label_of(claim.variable)} of Pt {claim.patient}"
        message = f"{whose} {are(claim.variable)} printed from high to low: {claim.printed}."
        why = SWAPPED
        yield disagreement(NAME, f"{claim.patient} {claim.variable}", "contradiction", message, why, [claim.quote])
    for group in understood.ranges:
        if group.statistic == "range" and _reversed(group.low, group.high):
            message = f"The range of {label_of(group.variable)} is printed from high to low: {group.printed}."
            about = f"{group.variable} {group.printed} {group.quote.place.line}"
            yield disagreement(NAME, about, "contradiction", message, SWAPPED, [group.quote])


def _reversed(low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low > high
