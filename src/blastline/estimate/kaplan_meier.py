"""Survival curves: the Kaplan-Meier estimate with an interval at each time, and its median."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, isclose, log, prod, sqrt

from scipy.special import betaincinv, ndtri

HALF = 0.5
# Up to so many patients the interval that is exact without censoring; beyond, the one that every package prints.
FEW = 30
LOG_LOG, BETA_PRODUCT = "log-log", "beta product"


@dataclass(frozen=True, slots=True)
class Step:
    """
    What survives from `time` on, with its interval, until the next step.

    `at_risk` is counted just before the time, `events` and `censored` at it.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    survival: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve with a step at each time at which anybody left; `method` made the intervals at `level`."""

    n: int
    steps: tuple[Step, ...]
    level: float
    method: str

    @property
    def events(self) -> int:
        """How many had the event."""
        return sum(step.events for step in self.steps)

    def at(self, time: float) -> Step | None:
        """What survives at a time; None after the last, where the curve has not come to 0: nobody is left to tell."""
        before = [step for step in self.steps if step.time <= time]
        if not before:
            return Step(0.0, self.n, 0, 0, 1.0, 1.0, 1.0) if self.n else None
        last = before[-1]
        gone = last is self.steps[-1] and last.time < time
        return None if gone and last.survival > 0 else last

    def at_risk(self, time: float) -> int:
        """Who is still followed at a time, and has had no event before it."""
        return self.n - sum(step.events + step.censored for step in self.steps if step.time < time)

    def median(self) -> float | None:
        """The time by which half have had the event; None where the curve does not come down to half."""
        return _crossing(self.steps, lambda step: step.survival)

    def median_interval(self) -> tuple[float | None, float | None]:
        """Where the limits of the curve cross half; None where one does not."""
        return _crossing(self.steps, lambda step: step.low), _crossing(self.steps, lambda step: step.high)


def kaplan_meier(times: Sequence[float], events: Sequence[bool], level: float = 0.95, method: str = "") -> Curve:
    """
    The product-limit estimate from a time of each patient and whether it ended with the event.

    Whoever is censored at the time of an event was still at risk of it. Source: Kaplan EL, Meier P. J Am Stat Assoc
    1958;53:457. Intervals are by the complementary log-log of Greenwood's variance (Kalbfleisch and Prentice 1980), or,
    where `method` says so or there are 30 patients or fewer, by the beta product (Fay MP, Brittain EH, Proschan MA.
    Biostatistics 2013;14:723), which without censoring is that of Clopper and Pearson.
    """
    chosen = method or (BETA_PRODUCT if len(times) <= FEW else LOG_LOG)
    interval = _beta_product if chosen == BETA_PRODUCT else _log_log
    steps: list[Step] = []
    left: list[tuple[int, int]] = []
    survival = 1.0
    for time in sorted(set(times)):
        at_risk = sum(1 for other in times if other >= time)
        died = sum(1 for other, event in zip(times, events, strict=True) if other == time and event)
        gone = sum(1 for other in times if other == time)
        left.append((at_risk, died))
        survival *= 1 - died / at_risk
        low, high = interval(left, at_risk - gone, survival, level)
        steps.append(Step(time, at_risk, died, gone - died, survival, low, high))
    return Curve(len(times), tuple(steps), level, chosen)


def reverse_kaplan_meier(times: Sequence[float], events: Sequence[bool], level: float = 0.95) -> Curve:
    """
    Follow-up: the same with event and censoring exchanged, so that an early event does not make it short.

    Source: Schemper M, Smith TL. Control Clin Trials 1996;17:343.
    """
    return kaplan_meier(times, [not event for event in events], level)


def _log_log(left: Sequence[tuple[int, int]], _after: int, survival: float, level: float) -> tuple[float, float]:
    """Nothing to tell before the first event; at 0 the variance has no end, and the curve alone is known."""
    if survival in (0.0, 1.0):
        return survival, survival
    variance = sum(died / (at_risk * (at_risk - died)) for at_risk, died in left)
    wide = float(ndtri((1 + level) / 2)) * sqrt(variance) / log(survival)
    return survival ** exp(-wide), survival ** exp(wide)


def _beta_product(left: Sequence[tuple[int, int]], after: int, _survival: float, level: float) -> tuple[float, float]:
    """The product of one beta variable an event, matched by its first two moments; the lower end has one more."""
    sizes = [at_risk - nth for at_risk, died in left for nth in range(died)]
    tail = (1 - level) / 2
    return _quantile([*sizes, after], tail) if after else 0.0, _quantile(sizes, 1 - tail) if sizes else 1.0


def _quantile(sizes: Sequence[int], share: float) -> float:
    """Of the product of variables that are Beta(size, 1)."""
    mean, square = (prod(size / (size + power) for size in sizes) for power in (1, 2))
    scale = (mean - square) / (square - mean**2)
    return float(betaincinv(mean * scale, (1 - mean) * scale, share))


def _crossing(steps: Sequence[Step], end: Callable[[Step], float]) -> float | None:
    """The first time at which a curve is at or below half; where it lies on half, the middle of that stretch."""
    falling = [(step.time, end(step)) for step in steps]
    for time, height in falling:
        if isclose(height, HALF, abs_tol=1e-12):
            later = [other for other, lower in falling if other > time and lower < HALF and not isclose(lower, HALF)]
            return (time + later[0]) / 2 if later else time
        if height < HALF:
            return time
    return None
