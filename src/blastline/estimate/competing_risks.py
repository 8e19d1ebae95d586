"""Cumulative incidence of events of which one keeps another from happening."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from scipy.special import ndtri

METHOD = "log-log of the delta method's variance"
CENSORED = ""


@dataclass(frozen=True, slots=True)
class Incidence:
    """
    What share has had the event by `time`, with its interval.

    `at_risk` is counted just before the time, `events` are those of this cause at it.
    """

    time: float
    at_risk: int
    events: int
    share: float
    low: float
    high: float


def cumulative_incidence(
    times: Sequence[float], causes: Sequence[str], level: float = 0.95
) -> dict[str, tuple[Incidence, ...]]:
    """
    The Aalen-Johansen estimate of each cause from a time of each patient and what ended it, "" for censoring.

    A step stands at each time at which anything happened. Whoever has the other event stays in the denominator and can
    never have this one; to censor there, as one minus Kaplan-Meier does, counts too many. Source: Aalen OO, Johansen S.
    Scand J Stat 1978;5:141; variance by the delta method (Marubini E, Valsecchi MG. Analysing survival data. 1995,
    chapter 10); limits by the log-log of the share, which stay between 0 and 1.
    """
    order = [name for name in dict.fromkeys(causes) if name != CENSORED]
    if not order:
        return {}
    table = _table(times, causes, order)
    return {cause: tuple(_incidences(table, at, level)) for at, cause in enumerate(order)}


@dataclass(frozen=True, slots=True)
class _Table:
    """Every time at which an event happened: how many were at risk, events by cause, and who was free of any before."""

    times: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    free_before: np.ndarray


def _table(times: Sequence[float], causes: Sequence[str], order: Sequence[str]) -> _Table:
    counted = Counter(zip(times, causes, strict=True))
    happened = sorted({time for time, cause in counted if cause != CENSORED})
    ordered = np.sort(np.asarray(times, dtype=float))
    at_risk = len(ordered) - np.searchsorted(ordered, happened, side="left")
    events = np.array([[counted[time, cause] for cause in order] for time in happened]).reshape(len(happened), -1)
    free = np.cumprod(1 - events.sum(axis=1) / at_risk)
    return _Table(np.array(happened), at_risk, events, np.concatenate([[1.0], free[:-1]]))


def _incidences(table: _Table, at: int, level: float) -> list[Incidence]:
    mine = table.events[:, at]
    shares = np.cumsum(table.free_before * mine / table.at_risk)
    variances = _variances(table, mine, shares)
    z = float(ndtri(0.5 + level / 2))
    return [
        Incidence(float(time), int(n), int(d), float(share), *_limits(float(share), sqrt(max(variance, 0.0)), z))
        for time, n, d, share, variance in zip(table.times, table.at_risk, mine, shares, variances, strict=True)
    ]


def _variances(table: _Table, mine: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The three sums of the delta method up to every time, as running totals, so that thousands take no time."""
    n, d, free = table.at_risk.astype(float), table.events.sum(axis=1).astype(float), table.free_before
    left = n * (n - d)
    greenwood = np.divide(d, left, out=np.zeros_like(d), where=left > 0)
    own = free**2 * (n - mine) * mine / n**3
    joint = free * mine / n**2
    crossed = shares * np.cumsum(joint) - np.cumsum(shares * joint)
    found: np.ndarray = _running(shares, greenwood) + np.cumsum(own) - 2 * crossed
    return found


def _running(shares: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The sum over earlier times of (F(t) - F(s)) squared times their weight, at each time t."""
    total, first, second = np.cumsum(weight), np.cumsum(weight * shares), np.cumsum(weight * shares**2)
    running: np.ndarray = shares**2 * total - 2 * shares * first + second
    return running


def _limits(share: float, error: float, z: float) -> tuple[float, float]:
    if not 0 < share < 1 or error == 0:
        return (share, share)
    width = z * error / (share * log(share))
    return share ** exp(-width), share ** exp(width)


def at(steps: Sequence[Incidence], time: float) -> tuple[float, float, float]:
    """What share has had the event by a time, with its limits."""
    before = [step for step in steps if step.time <= time]
    return (before[-1].share, before[-1].low, before[-1].high) if before else (0.0, 0.0, 0.0)
