"""Between which values a count has a grade whatever else may be missing, read from the criterion itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from blastline.criteria.criterion import Criterion, adjudicate
from blastline.criteria.language import Compare, Name, Node, Number, walk
from blastline.records.interval import Interval


@dataclass(frozen=True, slots=True)
class Band:
    """A grade and the values that surely have it."""

    grade: str
    low: float
    high: float


def bands_of(criterion: Criterion, test: str, least: float = 0.0) -> list[Band]:
    """
    The bands from the lowest values up, without that of no grade.

    Where a grade depends on more than the count (a limit of normal, a baseline), it has no band.
    """
    edges = sorted({edge for level in criterion.levels for edge in _edges(level.when, test) if edge > least})
    graded = [(_surely(criterion, test, low, high), low, high) for low, high in pairwise([least, *edges, inf])]
    joined: list[Band] = []
    for grade, low, high in graded:
        if joined and joined[-1].grade == grade:
            joined[-1] = Band(grade, joined[-1].low, high)
        else:
            joined.append(Band(grade, low, high))
    return [band for band in joined if band.grade not in ("", criterion.none)]


def _edges(condition: Node, test: str) -> Iterator[float]:
    """The numbers that the count is held against."""
    for node in walk(condition):
        match node:
            case Compare(left=Name(name=name), right=Number(value=value)) if name == test:
                yield value
            case Compare(left=Number(value=value), right=Name(name=name)) if name == test:
                yield value


def _surely(criterion: Criterion, test: str, low: float, high: float) -> str:
    """No edge lies between the two, so that one value there speaks for all."""
    between = 2 * low + 1 if high == inf else (low + high) / 2
    return adjudicate(criterion, {test: Interval.exactly(between)}).surely or ""
