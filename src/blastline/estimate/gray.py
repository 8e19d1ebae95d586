"""Gray's test of whether groups differ in the cumulative incidence of one cause."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from scipy.special import gammaincc

from blastline.estimate.competing_risks import CENSORED

Numbers: TypeAlias = np.ndarray
# The times of each patient of a group, and what ended them.
Group: TypeAlias = tuple[Sequence[float], Sequence[str]]
# A variance below this is that of no event at which groups could differ.
NO_SPREAD = 1e-9


@dataclass(frozen=True, slots=True)
class Compared:
    """A test of groups: its statistic, degrees of freedom and p."""

    statistic: float
    degrees: int
    p: float


@dataclass(slots=True)
class _Sums:
    """What the test has summed so far; the letters are those of Gray's paper, with k for a group."""

    groups: int
    pooled: float = 0.0
    own: Numbers = field(init=False)
    free: Numbers = field(init=False)
    score: Numbers = field(init=False)
    c: Numbers = field(init=False)
    v: Numbers = field(init=False)
    v2: Numbers = field(init=False)
    v3: Numbers = field(init=False)

    def __post_init__(self) -> None:
        k = self.groups
        self.own, self.score, self.v3 = np.zeros(k), np.zeros(k), np.zeros(k)
        self.free = np.ones(k)
        self.c, self.v, self.v2 = np.zeros((k, k)), np.zeros((k, k)), np.zeros((k, k))


def gray_test(groups: Sequence[Group], cause: str) -> Compared | None:
    """
    Whether groups differ in the cumulative incidence of one cause, where other causes compete with it.

    Source: Gray RJ. Ann Stat 1988;16:1141, with weights that do not change with time (rho 0), ties as in R's cmprsk.
    None where the groups were too seldom at risk together to tell all of them apart: a statistic of 0 and a p of 1
    would say that they are alike. ValueError where there are fewer than two groups.
    """
    if len(groups) < 2:
        raise ValueError("one group alone cannot be compared; name two or more")
    sums = _Sums(len(groups))
    for at_risk, mine, others in _counted(groups, cause):
        _go_on(sums, at_risk, mine, others)
    k = len(groups) - 1
    variance = sums.v + (sums.c * sums.v3) @ sums.c.T + sums.c @ sums.v2.T + sums.v2 @ sums.c.T
    if np.linalg.matrix_rank(variance[:k, :k], tol=NO_SPREAD) < k:
        return None
    statistic = float(sums.score[:k] @ np.linalg.inv(variance[:k, :k]) @ sums.score[:k])
    return Compared(statistic, k, float(gammaincc(k / 2, statistic / 2)))


def _counted(groups: Sequence[Group], cause: str) -> list[tuple[Numbers, Numbers, Numbers]]:
    """At each time of an event, by group: at risk, events of the cause, events of others."""
    times = [np.asarray(group[0], dtype=float) for group in groups]
    mine = [np.asarray([what == cause for what in group[1]]) for group in groups]
    others = [np.asarray([what not in (cause, CENSORED) for what in group[1]]) for group in groups]
    happened = np.unique(np.concatenate([t[m | o] for t, m, o in zip(times, mine, others, strict=True)]))
    at_risk = np.array([len(t) - np.searchsorted(np.sort(t), happened, side="left") for t in times]).T
    counts = [
        np.array([[np.sum(flags[t == time]) for t, flags in zip(times, kind, strict=True)] for time in happened])
        for kind in (mine, others)
    ]
    return [(n.astype(float), d, o) for n, d, o in zip(at_risk, *counts, strict=True)]


def _go_on(sums: _Sums, at_risk: Numbers, mine: Numbers, others: Numbers) -> None:
    """Take one time of an event into the sums."""
    there = at_risk > 0
    n = np.where(there, at_risk, 1.0)
    free_after = np.where(there, sums.free * (n - mine - others) / n, sums.free)
    weight = np.where(there, at_risk / np.where(sums.free > 0, sums.free, 1.0), 0.0)
    total, events = weight.sum(), mine.sum()
    pooled_after = sums.pooled + events / total
    a = np.diag(weight) - np.outer(weight, weight) / total
    sums.c += a * events / (total * (1 - sums.pooled))
    expected = weight * (1 - sums.own)
    sums.score += np.where(there, mine - events * expected / expected.sum(), 0.0)
    _spread_of_cause(sums, a, n, there, free_after, pooled_after, total, events)
    _spread_of_others(sums, n, others, free_after, pooled_after)
    sums.own = sums.own + np.where(there, sums.free * mine / n, 0.0)
    sums.free, sums.pooled = free_after, pooled_after


def _spread_of_cause(
    sums: _Sums,
    a: Numbers,
    n: Numbers,
    there: Numbers,
    free_after: Numbers,
    pooled_after: float,
    total: float,
    events: float,
) -> None:
    """What the events of the cause add to the variance."""
    if not events:
        return
    left = np.where(free_after > 0, 1 - (1 - pooled_after) / np.where(free_after > 0, free_after, 1.0), 1.0)
    # Of several events at one time, the later were drawn from fewer.
    ties = 1 - (events - 1) / (total * sums.free - 1) if events > 1 else np.ones_like(n)
    each = np.where(there, ties * sums.free * events / (total * n), 0.0)
    turned = a - sums.c * left
    sums.v3 += left**2 * each
    sums.v2 += turned * left * each
    sums.v += (turned * each) @ turned.T


def _spread_of_others(sums: _Sums, n: Numbers, others: Numbers, free_after: Numbers, pooled_after: float) -> None:
    """What the competing events add to it."""
    counted = (free_after > 0) & (others > 0)
    left = np.where(counted, (1 - pooled_after) / np.where(counted, free_after, 1.0), 0.0)
    ties = np.where(others > 1, 1 - (others - 1) / np.where(n > 1, n - 1, 1.0), 1.0)
    each = np.where(counted, ties * sums.free**2 * others / n**2, 0.0)
    turned = sums.c * left
    sums.v3 += left**2 * each
    sums.v2 -= turned * left * each
    sums.v += (turned * each) @ turned.T
