"""Whether the categories of a document exclude each other: decided by linear programming, not by trying values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Any

from blastline.criteria.criterion import Criterion
from blastline.criteria.language import (
    All,
    Always,
    Arithmetic,
    Choose,
    Compare,
    Name,
    Node,
    Not,
    Number,
    OneOf,
    Some,
)
from blastline.criteria.soundness import base_of
from blastline.errors import CriterionError
from blastline.records.schema import tests

# `x < 5` and `x >= 5` part at 5: a strict comparison must hold by more than the solver's own error.
LEAST_GAP = 1e-7
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Sum:
    """A number as a weighted sum of inputs; a product of inputs counts as an input of its own."""

    weights: Mapping[str, float] = field(default_factory=dict)
    constant: float = 0.0

    def plus(self, other: "Sum", times: float = 1.0) -> "Sum":
        weights = dict(self.weights)
        for name, weight in other.weights.items():
            weights[name] = weights.get(name, 0.0) + times * weight
        return Sum(weights, self.constant + times * other.constant)


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a condition can hold: words and yes-or-no settled, and sums that lie below zero."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    below: tuple[tuple[Sum, bool], ...] = ()  # with whether it is strictly below

    def joined(self, other: "Case") -> "Case | None":
        words = dict(self.words)
        for name, allowed in other.words.items():
            words[name] = words.get(name, allowed) & allowed
        return Case(words, self.below + other.below) if all(words.values()) else None


def check_exclusive(criterion: Criterion) -> None:
    """CriterionError where two categories can hold together and the document does not say that they overlap."""
    if criterion.none is not None or criterion.overlapping:
        return
    parted = [level for level in criterion.levels if not isinstance(level.when, Always)]
    for first, second in combinations(parted, 2):
        point = held_together(first.when, second.when)
        if point is not None:
            where = ", ".join(f"{name} = {value}" for name, value in point.items())
            raise CriterionError(
                f"{first.name} and {second.name} both hold for {where}; part them, or state overlapping = true"
            )


def held_together(first: Node, second: Node) -> dict[str, Any] | None:
    """Inputs for which both conditions hold; None where there are none."""
    for case in cases(All((first, second))):
        numbers = _numbers(case)
        if numbers is not None:
            return {name: sorted(words)[0] for name, words in case.words.items()} | numbers
    return None


def cases(node: Node, holds: bool = True) -> Iterator[Case]:
    """Every way in which a condition can hold, or not hold."""
    match node:
        case Not(part=part):
            yield from cases(part, not holds)
        case All(parts=parts) | Some(parts=parts):
            ways = [list(cases(part, holds)) for part in parts]
            yield from _all_of(ways) if isinstance(node, All) == holds else (case for way in ways for case in way)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            for asked, part in ((True, then), (False, otherwise)):
                yield from _all_of([list(cases(condition, asked)), list(cases(part, holds))])
        case OneOf(name=name, words=words):
            allowed = frozenset(words) if holds else frozenset(tests()[name].choices) - frozenset(words)
            yield Case({name: allowed})
        case Name(name=name):
            yield Case({name: frozenset({"yes" if holds else "no"})})
        case Always():
            yield from [Case()] if holds else []
        case Compare(op=op, left=left, right=right):
            yield from _compared(op if holds else OPPOSITE[op], left, right)


def _all_of(ways: list[list[Case]]) -> Iterator[Case]:
    for chosen in product(*ways):
        case: Case | None = Case()
        for part in chosen:
            case = case.joined(part) if case else None
        if case:
            yield case


def _compared(op: str, left: Node, right: Node) -> Iterator[Case]:
    for (before, low), (other, high) in product(_sums(left), _sums(right)):
        case = before.joined(other)
        if case:
            gap = low.plus(high, -1.0) if op in ("<", "<=") else high.plus(low, -1.0)
            yield replace(case, below=(*case.below, (gap, op in ("<", ">"))))


def _sums(node: Node) -> Iterator[tuple[Case, Sum]]:
    """A number in each of the cases on which it depends."""
    match node:
        case Number(value=value):
            yield Case(), Sum({}, value)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            for holds, number in ((True, then), (False, otherwise)):
                for (case, total), way in product(_sums(number), cases(condition, holds)):
                    if joined := case.joined(way):
                        yield joined, total
        case Arithmetic(op="+" | "-" as op, left=left, right=right):
            for (case, a), (other, b) in product(_sums(left), _sums(right)):
                if joined := case.joined(other):
                    yield joined, a.plus(b, 1.0 if op == "+" else -1.0)
        case Arithmetic(op=op, left=left, right=Number(value=factor)):
            times = factor if op == "*" else 1 / factor
            yield from ((case, Sum().plus(total, times)) for case, total in _sums(left))
        case Arithmetic(op="*", left=Number(value=factor), right=right):
            yield from ((case, Sum().plus(total, factor)) for case, total in _sums(right))
        case _:
            yield Case(), Sum({node.name if isinstance(node, Name) else repr(node): 1.0})


def _numbers(case: Case) -> dict[str, float] | None:
    """Numbers that fulfil all comparisons of a case; None where none do."""
    from scipy.optimize import linprog  # noqa: PLC0415  # slow to load, and only authors need it

    names = sorted({name for total, _ in case.below for name in total.weights})
    if not names:
        return {} if all(s.constant < 0 or (s.constant == 0 and not strict) for s, strict in case.below) else None
    rows = [[*(total.weights.get(name, 0.0) for name in names), float(strict)] for total, strict in case.below]
    limits = [-total.constant for total, _ in case.below]
    # The last variable is by how much the strict comparisons hold; it is made as large as it can be, up to 1.
    found = linprog([0.0] * len(names) + [-1.0], A_ub=rows, b_ub=limits, bounds=[*map(_bounds, names), (0, 1)])
    if found.status != 0 or (any(strict for _, strict in case.below) and found.x[-1] < LEAST_GAP):
        return None
    return {name: round(float(value), 6) for name, value in zip(names, found.x, strict=False) if name in tests()}


def _bounds(name: str) -> tuple[float | None, float | None]:
    test = tests().get(base_of(name))
    ends = (test.least, test.most) if test else (0.0, float("inf"))
    return tuple(None if abs(end) == float("inf") else end for end in ends)  # type: ignore[return-value]
