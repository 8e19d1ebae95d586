"""Survival curves: the Kaplan-Meier estimate with an interval at each time, and its median."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, isclose, log, prod, sqrt

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
    leaving = Counter(times)
    dying = Counter(time for time, event in zip(times, events, strict=True) if event)
    steps: list[Step] = []
    at_risk, so_far = len(times), SoFar()
    for time in sorted(leaving):
        so_far = so_far.after(dying[time], at_risk)
        after = at_risk - leaving[time]
        low, high = so_far.beta_product(after, level) if chosen == BETA_PRODUCT else so_far.log_log(level)
        steps.append(Step(time, at_risk, dying[time], leaving[time] - dying[time], so_far.survival, low, high))
        at_risk = after
    return Curve(len(times), tuple(steps), level, chosen)


@dataclass(frozen=True, slots=True)
class SoFar:
    """
    What the events up to a time have left: survival, Greenwood's sum, and the moments of the beta product.

    That is the product of one variable an event, Beta(who was at risk of it, 1); `mean` and `square` are its first two
    moments.
    """

    survival: float = 1.0
    greenwood: float = 0.0
    mean: float = 1.0
    square: float = 1.0

    def after(self, died: int, at_risk: int) -> "SoFar":
        """The same after so many more died of those at risk."""
        if not died:
            return self
        sizes = range(at_risk - died + 1, at_risk + 1)
        left = at_risk - died
        return SoFar(
            self.survival * left / at_risk,
            self.greenwood + (died / (at_risk * left) if left else inf),
            self.mean * prod(size / (size + 1) for size in sizes),
            self.square * prod(size / (size + 2) for size in sizes),
        )

    def log_log(self, level: float) -> tuple[float, float]:
        """Nothing to tell before the first event; at 0 the variance has no end, and the curve alone is known."""
        if self.survival in (0.0, 1.0):
            return self.survival, self.survival
        wide = float(ndtri((1 + level) / 2)) * sqrt(self.greenwood) / log(self.survival)
        return self.survival ** exp(-wide), self.survival ** exp(wide)

    def beta_product(self, after: int, level: float) -> tuple[float, float]:
        """Between the quantiles of the beta variable with these moments; the lower end has one more, of who is left."""
        tail = (1 - level) / 2
        low = _quantile(self.mean * after / (after + 1), self.square * after / (after + 2), tail) if after else 0.0
        return low, _quantile(self.mean, self.square, 1 - tail) if self.mean < 1 else 1.0


def reverse_kaplan_meier(times: Sequence[float], events: Sequence[bool], level: float = 0.95) -> Curve:
    """
    Follow-up: the same with event and censoring exchanged, so that an early event does not make it short.

    Source: Schemper M, Smith TL. Control Clin Trials 1996;17:343.
    """
    return kaplan_meier(times, [not event for event in events], level)


def _quantile(mean: float, square: float, share: float) -> float:
    """Of the beta variable with this mean and this mean of the square."""
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
