"""Intervals for a proportion."""

from dataclasses import dataclass
from math import sqrt

from scipy.special import bdtr, betaincinv, ndtri


@dataclass(frozen=True, slots=True)
class ProportionInterval:
    """Both ends as fractions, with the level and the method that made them."""

    low: float
    high: float
    level: float
    method: str


def clopper_pearson(events: int, n: int, level: float = 0.95) -> ProportionInterval:
    """
    The exact interval for `events` of `n`: it covers at least `level`, however few the patients.

    Source: Clopper CJ, Pearson ES. Biometrika 1934;26:404. With no patient it is 0 to 1. ValueError where
    `events` is not among 0 to `n`.
    """
    _check(events, n)
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(betaincinv(events + 1, n - events, 1 - tail))
    return ProportionInterval(low, high, level, "Clopper-Pearson")


def wilson(events: int, n: int, level: float = 0.95) -> ProportionInterval:
    """
    The score interval for `events` of `n`, without continuity correction: near `level` on average, not at least.

    Source: Wilson EB. J Am Stat Assoc 1927;22:209. With no patient it is 0 to 1. ValueError where `events` is not
    among 0 to `n`.
    """
    _check(events, n)
    if n == 0:
        return ProportionInterval(0.0, 1.0, level, "Wilson")
    z2 = float(ndtri((1 + level) / 2)) ** 2
    centre = (events + z2 / 2) / (n + z2)
    half = sqrt(z2 * (events * (n - events) / n + z2 / 4)) / (n + z2)
    return ProportionInterval(max(0.0, centre - half), min(1.0, centre + half), level, "Wilson")


def jeffreys(events: int, n: int, level: float = 0.95) -> ProportionInterval:
    """
    Equal tails of the posterior under Jeffreys' prior; it reaches 0 without an event, and 1 where all had one.

    Source: Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101. With no patient it is 0 to 1. ValueError where `events`
    is not among 0 to `n`.
    """
    _check(events, n)
    tail = (1 - level) / 2
    shape = events + 0.5, n - events + 0.5
    low = 0.0 if events == 0 else float(betaincinv(*shape, tail))
    high = 1.0 if events == n else float(betaincinv(*shape, 1 - tail))
    return ProportionInterval(low, high, level, "Jeffreys")


def mid_p(events: int, n: int, level: float = 0.95) -> ProportionInterval:
    """
    The exact interval with half the probability of what was observed: narrower, and near `level` on average.

    Source: Newcombe RG. Stat Med 1998;17:857, method 6. With no patient it is 0 to 1. ValueError where `events` is not
    among 0 to `n`.
    """
    from scipy.optimize import brentq  # noqa: PLC0415  # a quarter of a second to load, and seldom asked for

    _check(events, n)
    tail = (1 - level) / 2

    def below(share: float) -> float:
        """The probability of fewer events, and half that of as many."""
        fewer = bdtr(events - 1, n, share) if events else 0.0
        return float(fewer + bdtr(events, n, share)) / 2

    low = 0.0 if events == 0 else float(brentq(lambda share: below(share) - (1 - tail), 0, events / n))
    high = 1.0 if events == n else float(brentq(lambda share: below(share) - tail, events / n, 1))
    return ProportionInterval(low, high, level, "mid-P")


METHODS = {"clopper-pearson": clopper_pearson, "wilson": wilson, "jeffreys": jeffreys, "mid-p": mid_p}


def _check(events: int, n: int) -> None:
    if not 0 <= events <= n:
        raise ValueError(f"{events} of {n} patients is no proportion")
