"""The hazard ratio of two groups, also where few events or none in one of them leave the usual estimate infinite."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, log

import numpy as np
from scipy.special import gammaincinv

METHOD = "profile of Firth's penalised likelihood"
# No hazard ratio beyond e to this is told from infinity.
FARTHEST = 25.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a patient's time in one group: after `start` up to `stop`, and whether the event ended it."""

    start: float
    stop: float
    exposed: bool
    event: bool


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """How many times as often the event comes in the exposed group, with its interval at `level`, and the events."""

    ratio: float
    low: float
    high: float
    level: float
    events_exposed: int
    events_others: int


@dataclass(frozen=True, slots=True)
class _Table:
    """At each time of an event: at risk and events among the exposed, and among the others."""

    exposed: np.ndarray
    others: np.ndarray
    events_exposed: np.ndarray
    events: np.ndarray


def hazard_ratio(stretches: Sequence[Stretch], level: float = 0.95, *, penalised: bool = True) -> HazardRatio | None:
    """
    Cox's regression on one exposure, which may begin in the course of time; None where nothing can be compared.

    Penalised by half the logarithm of the information (Firth D. Biometrika 1993;80:27; Heinze G, Schemper M. Biometrics
    2001;57:114), which stays finite where all events are in one group, and makes no difference that is printed where
    there are many. Ties as in Breslow N. Biometrics 1974;30:89. Nothing can be compared where at no event both
    groups are at risk. ValueError for a stretch that ends before it has begun.
    """
    if any(stretch.stop <= stretch.start for stretch in stretches):
        raise ValueError("a stretch has to end after it begins; let one from the first day begin before it")
    table = _table(stretches)
    if not np.any((table.exposed > 0) & (table.others > 0)):
        return None

    from scipy.optimize import minimize_scalar  # noqa: PLC0415  # a quarter of a second to load, and seldom asked for

    def against(beta: float) -> float:
        return -_likelihood(table, beta, penalised=penalised)

    best = float(minimize_scalar(against, bounds=(-FARTHEST, FARTHEST), method="bounded", options={"xatol": 1e-10}).x)
    depth = against(best) + float(gammaincinv(0.5, level))
    low, high = (_crossing(lambda beta: against(beta) - depth, best, way) for way in (-1, 1))
    exposed = int(table.events_exposed.sum())
    return HazardRatio(exp(best), exp(low), exp(high), level, exposed, int(table.events.sum()) - exposed)


def _table(stretches: Sequence[Stretch]) -> _Table:
    starts, stops = (np.array([getattr(s, name) for s in stretches], dtype=float) for name in ("start", "stop"))
    exposed, event = (np.array([getattr(s, name) for s in stretches], dtype=bool) for name in ("exposed", "event"))
    times = np.unique(stops[event])
    at_risk = [_at_risk(times, starts[group], stops[group]) for group in (exposed, ~exposed)]
    died = [np.searchsorted(np.sort(stops[who]), times, side="right") for who in (event & exposed, event)]
    return _Table(at_risk[0], at_risk[1], *(np.diff(count, prepend=0) for count in died))


def _at_risk(times: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """Who is in the stretch just before each time: begun before it, and not ended before it."""
    begun = np.searchsorted(np.sort(starts), times, side="left")
    left: np.ndarray = begun - np.searchsorted(np.sort(stops), times, side="left")
    return left


def _likelihood(table: _Table, beta: float, *, penalised: bool) -> float:
    weighted = table.exposed * exp(beta)
    total = weighted + table.others
    found = beta * table.events_exposed.sum() - float(np.sum(table.events * np.log(total)))
    if not penalised:
        return float(found)
    share = weighted / total
    information = float(np.sum(table.events * share * (1 - share)))
    return float(found + log(information) / 2) if information > 0 else -inf


def _crossing(below: Callable[[float], float], best: float, way: int) -> float:
    """Where the likelihood has fallen as far as the level allows, on one side of its top."""
    from scipy.optimize import brentq  # noqa: PLC0415

    step = 0.5
    while below(best + way * step) < 0:
        step *= 2
        if step > FARTHEST:
            return way * inf if way > 0 else -inf
    return float(brentq(below, best, best + way * step, xtol=1e-10))
