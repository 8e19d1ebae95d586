"""Which words of a text are quoted, by which disagreement: the text cut into stretches that are marked alike."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from blastline.audit.disagreement import SEVERITIES, Severity


@dataclass(frozen=True, slots=True)
class Mark:
    """One quote in a text: from where to where, of which entry of the list, and the name that links lead to."""

    start: int
    end: int
    entry: int
    severity: Severity
    anchor: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that are marked alike: `severity` is the gravest, or ""; `ends` are the marks that end here."""

    text: str
    severity: Severity | str
    ends: tuple[Mark, ...] = ()


def stretches(text: str, marks: Iterable[Mark]) -> list[Stretch]:
    """The text in stretches, in order; marks may overlap."""
    return list(_cut(text, sorted(marks, key=lambda mark: (mark.start, mark.end, mark.entry))))


def _cut(text: str, marks: Sequence[Mark]) -> Iterator[Stretch]:
    cuts = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    for start, end in pairwise(cuts):
        over = [mark for mark in marks if mark.start < end and start < mark.end]
        gravest = min((mark.severity for mark in over), key=SEVERITIES.index, default="")
        yield Stretch(text[start:end], gravest, tuple(mark for mark in over if mark.end == end))
