"""Conditions read as column expressions, each as two: what surely holds and what possibly holds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import narwhals as nw

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
    depth_of,
    leaves_in,
    names_in,
    parts_of,
)
from blastline.records.interval import TOLERANCE

Expr: TypeAlias = nw.Expr


@dataclass(frozen=True, slots=True)
class TruthPlan:
    """Two boolean columns that are never null, and perhaps a third where the first differs from the second."""

    surely: Expr
    possibly: Expr
    undecided: Expr | None = None

    @property
    def open(self) -> Expr:
        """Whether it possibly holds, and not surely."""
        return self.possibly & ~self.surely if self.undecided is None else self.undecided


@dataclass(frozen=True, slots=True)
class IntervalPlan:
    """The ends of a number as columns; an end that is null is unbounded."""

    low: Expr
    high: Expr
    low_open: Expr
    high_open: Expr
    # The number that is written in the criterion, where it is one.
    written: float | None = None

    @property
    def low_end(self) -> Expr | float:
        """The lower end: as a number where it is written, which is compared with less."""
        return self.low if self.written is None else self.written

    @property
    def high_end(self) -> Expr | float:
        """The upper end in the same way."""
        return self.high if self.written is None else self.written


def columns_of(name: str) -> tuple[str, str, str, str, str, str]:
    """The columns in which a frame holds one input: its ends, whether they are open, its word, as printed."""
    return (
        f"{name}__low",
        f"{name}__high",
        f"{name}__low_open",
        f"{name}__high_open",
        f"{name}__word",
        f"{name}__printed",
    )


def plan_leaves(nodes: Iterable[Node]) -> dict[Node, TruthPlan]:
    """Every comparison, word and yes-or-no in these conditions, each once, as two column expressions."""
    return {leaf: _plan_leaf(leaf) for node in nodes for leaf in leaves_in(node)}


def layers_of(nodes: Iterable[Node]) -> list[list[Node]]:
    """These conditions and what lies inside them, as far as made of others, each once; innermost first."""
    joined = dict.fromkeys(part for node in nodes for part in _with_inside(node) if parts_of(part))
    layers: dict[int, list[Node]] = {}
    for part in joined:
        layers.setdefault(depth_of(part), []).append(part)
    return [layers[depth] for depth in sorted(layers)]


def _with_inside(node: Node) -> Iterator[Node]:
    yield node
    for part in parts_of(node):
        yield from _with_inside(part)


def plan_truth(node: Node, known: Mapping[Node, TruthPlan]) -> TruthPlan:
    """
    A condition as two column expressions over those of the conditions that are `known`, such as its leaves.

    These are columns by then: written out inside every level that uses them, they would be planned a hundred times
    over.
    """
    if node in known:
        return known[node]
    match node:
        case All(parts=parts):
            plans = [plan_truth(part, known) for part in parts]
            return TruthPlan(_and([p.surely for p in plans]), _and([p.possibly for p in plans]))
        case Some(parts=parts):
            plans = [plan_truth(part, known) for part in parts]
            return TruthPlan(_or([p.surely for p in plans]), _or([p.possibly for p in plans]))
        case Not(part=part):
            plan = plan_truth(part, known)
            return TruthPlan(surely=~plan.possibly, possibly=~plan.surely)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return _either(*(plan_truth(part, known) for part in (condition, then, otherwise)))
        case Always():
            return TruthPlan(nw.lit(True), nw.lit(True))
    raise TypeError(f"{node} is not a condition")


def plan_left_open(node: Node, known: Mapping[Node, TruthPlan]) -> dict[str, Expr]:
    """For each input, whether it keeps the condition from being decided, as in `plainly.names_left_open`."""
    open_ = plan_truth(node, known).open
    match node:
        case All(parts=parts) | Some(parts=parts):
            inside = [plan_left_open(part, known) for part in parts]
        case Not(part=part):
            inside = [plan_left_open(part, known)]
        case Choose(condition=condition, then=then, otherwise=otherwise):
            asked = plan_truth(condition, known)
            inside = [
                plan_left_open(condition, known),
                {name: asked.possibly & flag for name, flag in plan_left_open(then, known).items()},
                {name: ~asked.surely & flag for name, flag in plan_left_open(otherwise, known).items()},
            ]
        case _:
            return dict.fromkeys(names_in(node), open_)
    names = dict.fromkeys(name for found in inside for name in found)
    return {name: open_ & _or([found[name] for found in inside if name in found]) for name in names}


def _either(condition: TruthPlan, then: TruthPlan, otherwise: TruthPlan) -> TruthPlan:
    """As `plainly._either`: both are true or false for every row, so that no case distinction is needed."""
    surely = _or(
        [condition.surely & then.surely, ~condition.possibly & otherwise.surely, then.surely & otherwise.surely]
    )
    possibly = _or([condition.possibly & then.possibly, ~condition.surely & otherwise.possibly])
    return TruthPlan(surely, possibly)


def _plan_leaf(leaf: Node) -> TruthPlan:
    match leaf:
        case Compare(op=op, left=left, right=right):
            return _compared(op, plan_interval(left), plan_interval(right))
        case OneOf(name=name, words=words):
            holds = nw.col(f"{name}__word").is_in(list(words))
            return TruthPlan(_known(holds), _open(holds))
        case Name():
            value = plan_interval(leaf)
            return TruthPlan(_known(value.low >= 1), _open(value.high >= 1))
    raise TypeError(f"{leaf} is not a condition")


def plan_interval(node: Node) -> IntervalPlan:
    """A number as the columns of its two ends."""
    match node:
        case Number(value=value):
            return IntervalPlan(nw.lit(value), nw.lit(value), nw.lit(False), nw.lit(False), float(value))
        case Name(name=name):
            low, high, low_open, high_open, *_ = (nw.col(column) for column in columns_of(name))
            return IntervalPlan(low, high, _known(low_open), _known(high_open))
        case Arithmetic(op=op, left=left, right=right):
            return _calculated(op, left, right)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            truth = plan_truth(condition, plan_leaves([condition]))
            return _chosen(truth, plan_interval(then), plan_interval(otherwise))
    raise TypeError(f"{node} is not a number")


def _and(parts: list[Expr]) -> Expr:
    return nw.all_horizontal(*parts, ignore_nulls=False)


def _or(parts: list[Expr]) -> Expr:
    return nw.any_horizontal(*parts, ignore_nulls=False)


def _known(condition: Expr) -> Expr:
    """Null means that an end is unbounded or a word missing: the condition does not surely hold."""
    return condition.fill_null(False)


def _open(condition: Expr) -> Expr:
    """Null means that an end is unbounded or a word missing: the condition possibly holds."""
    return condition.fill_null(True)


def _compared(op: str, left: IntervalPlan, right: IntervalPlan) -> TruthPlan:
    if op in (">", ">="):
        return _compared(op.replace(">", "<"), right, left)
    return _below(left, right) if op == "<" else _at_most(left, right)


def _below(left: IntervalPlan, right: IntervalPlan) -> TruthPlan:
    """Of two ends that meet, one that is open is not reached."""
    not_reached = ~_apart(right.low_end, left.high_end) & (left.high_open | right.low_open)
    return TruthPlan(
        surely=_known(_apart(left.high_end, right.low_end) | not_reached),
        possibly=_open(_apart(left.low_end, right.high_end)),
    )


def _at_most(left: IntervalPlan, right: IntervalPlan) -> TruthPlan:
    reached = ~_apart(right.high_end, left.low_end) & ~(left.low_open | right.high_open)
    return TruthPlan(
        surely=_known(~_apart(right.low_end, left.high_end)),
        possibly=_open(_apart(left.low_end, right.high_end) | reached),
    )


def _apart(a: Expr | float, b: Expr | float) -> Expr:
    """
    Whether a lies below b by more than the tolerance of the plain reader, which is a share of the larger of the two.

    Two numbers that nearly meet are equally large but for a share of the tolerance, so that the share of b will do.
    """
    if isinstance(b, float):
        # A number that is written is compared with as it is: plans are long enough.
        return (nw.lit(a) if isinstance(a, float) else a) < b - TOLERANCE * abs(b)
    if isinstance(a, float) and a >= 0:
        return b > a / (1 - TOLERANCE)
    return a < b - TOLERANCE * b.abs()


def _chosen(truth: TruthPlan, then: IntervalPlan, otherwise: IntervalPlan) -> IntervalPlan:
    """As `plainly._chosen`: where the condition is open, whatever either of the two may be."""

    def pick(a: Expr, b: Expr, both: Expr) -> Expr:
        return nw.when(truth.surely).then(a).otherwise(nw.when(truth.possibly).then(both).otherwise(b))

    lower, higher = then.low < otherwise.low, then.high > otherwise.high
    low = _known_either(lower, then.low, otherwise.low)
    high = _known_either(higher, then.high, otherwise.high)
    low_open = _open_end(then.low, otherwise.low, lower, then.low_open, otherwise.low_open)
    high_open = _open_end(then.high, otherwise.high, higher, then.high_open, otherwise.high_open)
    return IntervalPlan(
        pick(then.low, otherwise.low, low),
        pick(then.high, otherwise.high, high),
        pick(then.low_open, otherwise.low_open, low_open),
        pick(then.high_open, otherwise.high_open, high_open),
    )


def _known_either(first: Expr, a: Expr, b: Expr) -> Expr:
    """The farther of two ends; unbounded (null) where either is."""
    return (
        nw.when(a.is_null() | b.is_null())
        .then(nw.lit(None, dtype=nw.Float64))
        .otherwise(nw.when(first).then(a).otherwise(b))
    )


def _open_end(a: Expr, b: Expr, first: Expr, a_open: Expr, b_open: Expr) -> Expr:
    """Two ends that meet are open where both are; an unbounded end is open to nobody."""
    apart = nw.when(first).then(a_open).otherwise(b_open)
    return _known(nw.when(a == b).then(a_open & b_open).otherwise(apart) & ~(a.is_null() | b.is_null()))


def _calculated(op: str, left: Node, right: Node) -> IntervalPlan:
    a, b = plan_interval(left), plan_interval(right)
    match op, left, right:
        case "/", _, Number(value=value):
            return _scaled(a, nw.lit(1 / value))
        case "*", Number(value=value), _:
            return _scaled(b, nw.lit(value))
        case "*", _, Number(value=value):
            return _scaled(a, nw.lit(value))
        case "*", _, _:
            return _product(a, b)
        case "/", _, _:
            return _quotient(a, b)
        case "-", _, _:
            b = IntervalPlan(-b.high, -b.low, b.high_open, b.low_open)
    return IntervalPlan(a.low + b.low, a.high + b.high, a.low_open | b.low_open, a.high_open | b.high_open)


def _scaled(value: IntervalPlan, factor: Expr) -> IntervalPlan:
    return IntervalPlan(value.low * factor, value.high * factor, value.low_open, value.high_open)


def _product(a: IntervalPlan, b: IntervalPlan) -> IntervalPlan:
    low, high = _from_zero(a.low) * _from_zero(b.low), a.high * b.high
    return IntervalPlan(
        low, high, (low > 0) & (a.low_open | b.low_open), _known(high > 0) & (a.high_open | b.high_open)
    )


def _quotient(a: IntervalPlan, b: IntervalPlan) -> IntervalPlan:
    # A divisor of null is chosen where it may be zero: what is divided by null has no end.
    over, under = _above_zero(b.high), _above_zero(b.low)
    low, high = (_from_zero(a.low) / over).fill_null(0.0), a.high / under
    return IntervalPlan(
        low, high, (low > 0) & (a.low_open | b.high_open), _known(high > 0) & (a.high_open | b.low_open)
    )


def _from_zero(low: Expr) -> Expr:
    return nw.when(low > 0).then(low).otherwise(nw.lit(0.0))


def _above_zero(end: Expr) -> Expr:
    return nw.when(end > 0).then(end).otherwise(nw.lit(None, dtype=nw.Float64))
