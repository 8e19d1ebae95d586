"""What stands around a number: mean or median, peak or lowest, the compartment, and the time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from blastline.audit.disagreement import Quote
from blastline.audit.understanding.attributes import phase_in
from blastline.audit.understanding.clauses import Clause
from blastline.audit.understanding.context import Context
from blastline.audit.understanding.mention import Mention
from blastline.audit.understanding.numbers import NUMBER
from blastline.audit.understanding.series import Series
from blastline.audit.understanding.vocabulary import variable

LEADS_ON = re.compile(r"\s*(?:\w+ )?")
WITH_ITS_RANGE = re.compile(rf"\s*\((?:range[:,]? ?)?{NUMBER}\s?(?:-|to)\s?{NUMBER}")
BEHIND = re.compile(r"(?i)\s*(?:\(SD [\d.]+\)\s*)?(?:on average|in the (median|mean))")
TAKEN_BEHIND = re.compile(r"(?i)\s*\((?:at |the |its )*(peak|nadir|lowest|highest|maximum|minimum)\)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where numbers stand: their clause in its sentence, and what the sentence takes from those before."""

    clause: Clause
    text: str
    quote: Quote
    context: Context
    series: Series
    inherited: str
    alone: tuple[str, ...]
    statistics: tuple[Mention, ...]


def compartment_of(run: Sequence[Mention], clause: Clause, about: str) -> str:
    """The compartment that stands behind the numbers, else the one that leads to them, else that of the variable."""
    numbers = clause.of_kind("value", "range")
    following = next((one.start for one in numbers if one.start >= run[-1].end), None)
    before = max((one.end for one in numbers if one.end <= run[0].start), default=0)
    named = clause.of_kind("compartment")
    # "71 % blasts in the marrow, and the serum IL-6 was 5": what leads to the next variable is its own.
    others = [one for one in clause.of_kind("variable") if one.start > run[-1].end and one.name != about]
    behind = [
        one
        for one in named
        if one.start >= run[-1].end
        and (following is None or one.start < following)
        and not any(LEADS_ON.fullmatch(clause.text[one.end : other.start]) for other in others)
    ]
    ahead = [one for one in named if before <= one.start < run[0].start]
    if behind:
        return behind[0].name
    return ahead[-1].name if ahead else str(variable(about).get("compartment", ""))


def statistic_of(number: Mention, spot: Spot) -> str:
    """Median or mean: the word nearest before the number, or "on average" behind it, or its range in brackets."""
    named = [one for one in spot.clause.of_kind("statistic") if one.name in ("median", "mean")]
    ahead = [one for one in named if one.end <= number.start]
    if ahead:
        return ahead[-1].name
    rest = spot.text[number.end :]
    behind = BEHIND.match(rest)
    if behind:
        return (behind[1] or "mean").lower()
    return "median" if WITH_ITS_RANGE.match(rest) else ""


def _part(number: Mention, text: str) -> int:
    """Where the part of the sentence that leads to a number begins: behind a semicolon, or ", from"."""
    opened = text.rfind("(", 0, number.start)
    end = opened if opened > text.rfind(")", 0, number.start) else number.start
    return max(text.rfind(";", 0, end), text.rfind(", from ", 0, end))


def _closed_behind(mention: Mention, ahead: str) -> bool:
    """Whether a mention stands in brackets that end before what follows: "IL-6 (before, 7-15) peaked at …"."""
    closed = ahead.find(")", mention.end)
    return closed >= 0 and "(" not in ahead[mention.end : closed]


def taken_of(number: Mention, spot: Spot) -> str:
    """Peak or lowest, where the part that leads to the number says so."""
    behind = TAKEN_BEHIND.match(spot.text, number.end)
    if behind:
        return "peak" if behind[1].lower() in ("peak", "highest", "maximum") else "lowest"
    said = [one for one in spot.statistics if _part(number, spot.text) < one.start < number.start]
    return next((one.name for one in reversed(said) if one.name in ("peak", "lowest")), "")


def phase_at(run: Sequence[Mention], spot: Spot) -> str:
    """The time behind the numbers, before the next ones; else the one that leads to them."""
    numbers = spot.clause.of_kind("value", "range", "course")
    following = next((one.start for one in numbers if one.start >= run[-1].end), len(spot.text))
    phases = spot.clause.of_kind("phase")
    behind = [one for one in phases if run[-1].end <= one.start < following]
    opens, first = _part(run[0], spot.text), min(one.start for one in numbers)
    ahead = [one for one in phases if opens < one.start < run[0].start and (one.start < first or opens >= first)]
    ahead = [one for one in ahead if not _closed_behind(one, spot.text[: run[0].start])]
    return phase_in(replace(spot.clause, mentions=(behind or ahead)[:1]), spot.text)
