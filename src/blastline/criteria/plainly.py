"""Conditions read in plain Python, one patient at a time: the reference that every engine is held to."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

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
    names_in,
)
from blastline.records.interval import Interval, close

Input: TypeAlias = Interval | str | None
Inputs: TypeAlias = Mapping[str, Input]


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether a condition holds whatever the missing part may be, and whether it holds for some value of it."""

    surely: bool
    possibly: bool


def read_truth(node: Node, inputs: Inputs) -> Truth:
    """A condition on one patient's inputs; an input that is absent is not recorded."""
    match node:
        case All(parts=parts):
            truths = [read_truth(part, inputs) for part in parts]
            return Truth(all(t.surely for t in truths), all(t.possibly for t in truths))
        case Some(parts=parts):
            truths = [read_truth(part, inputs) for part in parts]
            return Truth(any(t.surely for t in truths), any(t.possibly for t in truths))
        case Not(part=part):
            truth = read_truth(part, inputs)
            return Truth(surely=not truth.possibly, possibly=not truth.surely)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return _either(*(read_truth(part, inputs) for part in (condition, then, otherwise)))
        case Compare(op=op, left=left, right=right):
            return _compared(op, read_interval(left, inputs), read_interval(right, inputs))
        case OneOf(name=name, words=words):
            word = inputs.get(name)
            return Truth(word in words, word in words or not isinstance(word, str))
        case Name():
            value = read_interval(node, inputs)
            return Truth(value.low >= 1, value.high >= 1)
        case Always():
            return Truth(True, True)
    raise TypeError(f"{node} is not a condition")


def _either(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """Where it is open which of two conditions counts, what holds by both surely holds."""
    if condition.surely:
        return then
    if not condition.possibly:
        return otherwise
    return Truth(then.surely and otherwise.surely, then.possibly or otherwise.possibly)


def names_left_open(node: Node, inputs: Inputs) -> set[str]:
    """The inputs that keep a condition from being decided; one inside a part that is decided does not matter."""
    truth = read_truth(node, inputs)
    if truth.surely == truth.possibly:
        return set()
    match node:
        case All(parts=parts) | Some(parts=parts):
            return {name for part in parts for name in names_left_open(part, inputs)}
        case Not(part=part):
            return names_left_open(part, inputs)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            asked = read_truth(condition, inputs)
            counted = [condition] + [then] * asked.possibly + [otherwise] * (not asked.surely)
            return {name for part in counted for name in names_left_open(part, inputs)}
    return set(names_in(node))


def read_interval(node: Node, inputs: Inputs) -> Interval:
    """The values that an expression may have."""
    match node:
        case Number(value=value):
            return Interval.exactly(value)
        case Name(name=name):
            recorded = inputs.get(name)
            return recorded if isinstance(recorded, Interval) else Interval()
        case Arithmetic(op=op, left=left, right=right):
            return _calculated(op, left, right, inputs)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return _chosen(read_truth(condition, inputs), read_interval(then, inputs), read_interval(otherwise, inputs))
    raise TypeError(f"{node} is not a number")


def _chosen(truth: Truth, then: Interval, otherwise: Interval) -> Interval:
    """Where the condition is open, whatever either of the two may be."""
    if truth.surely:
        return then
    if not truth.possibly:
        return otherwise
    low, high = min(then.low, otherwise.low), max(then.high, otherwise.high)
    return Interval(
        low,
        high,
        all(part.low_open for part in (then, otherwise) if part.low == low),
        all(part.high_open for part in (then, otherwise) if part.high == high),
    )


def _compared(op: str, left: Interval, right: Interval) -> Truth:
    if op in (">", ">="):
        return _compared(op.replace(">", "<"), right, left)
    return _below(left, right) if op == "<" else _at_most(left, right)


def _below(left: Interval, right: Interval) -> Truth:
    """`left < right`: surely when even its largest value is below the smallest of `right`."""
    meet = close(left.high, right.low)
    surely = (left.high < right.low and not meet) or (meet and (left.high_open or right.low_open))
    return Truth(surely, left.low < right.high and not close(left.low, right.high))


def _at_most(left: Interval, right: Interval) -> Truth:
    """`left <= right`: as `_below`, but two values that meet are enough, unless one of them is not reached."""
    meet = close(left.low, right.high)
    possibly = (left.low < right.high and not meet) or (meet and not (left.low_open or right.high_open))
    return Truth(left.high < right.low or close(left.high, right.low), possibly)


def _calculated(op: str, left: Node, right: Node, inputs: Inputs) -> Interval:
    a, b = read_interval(left, inputs), read_interval(right, inputs)
    match op, left, right:
        case "/", _, Number():
            return _scaled(a, 1 / b.low)
        case "*", Number(), _:
            return _scaled(b, a.low)
        case "*", _, Number():
            return _scaled(a, b.low)
        case "*", _, _:
            return _product(a, b)
        case "/", _, _:
            return _quotient(a, b)
        case "-", _, _:
            b = Interval(-b.high, -b.low, b.high_open, b.low_open)
    return Interval(a.low + b.low, a.high + b.high, a.low_open or b.low_open, a.high_open or b.high_open)


def _scaled(value: Interval, factor: float) -> Interval:
    """One side is a plain number above zero, which the reader checks."""
    low, high = (end * factor if math.isfinite(end) else end for end in (value.low, value.high))
    return Interval(low, high, value.low_open, value.high_open)


def _product(a: Interval, b: Interval) -> Interval:
    """
    Both are never negative, which the reader checks.

    An end that is or may be zero or unbounded counts as reached: that can widen the result by a point, never cut it.
    """
    low, high = max(a.low, 0.0) * max(b.low, 0.0), math.inf
    if math.isfinite(a.high) and math.isfinite(b.high):
        high = a.high * b.high
    return Interval(low, high, low > 0 and (a.low_open or b.low_open), high > 0 and (a.high_open or b.high_open))


def _quotient(a: Interval, b: Interval) -> Interval:
    """Both are never negative; what is divided by something that may be zero has no upper end."""
    low = max(a.low, 0.0) / b.high if b.high > 0 and math.isfinite(b.high) else 0.0
    high = a.high / b.low if b.low > 0 and math.isfinite(a.high) else math.inf
    return Interval(low, high, low > 0 and (a.low_open or b.high_open), high > 0 and (a.high_open or b.low_open))
