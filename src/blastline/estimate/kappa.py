"""Agreement beyond chance of two readings of the same patients: Cohen's kappa, plain and weighted."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from blastline.estimate.proportions import clopper_pearson

METHOD = "Clopper-Pearson of the observed agreement, at the chance agreement of the observed margins"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kappa:
    """
    Kappa of `n` pairs with its interval at `level`; None where both readings name one category alone.

    `observed` is the share of pairs that agree, `by_chance` the share that would if the readings had nothing in common.
    """

    n: int
    observed: float
    by_chance: float
    value: float | None
    low: float | None
    high: float | None
    level: float


def kappa(pairs: Sequence[Pair], level: float = 0.95) -> Kappa:
    """
    Cohen's kappa of pairs of categories.

    Source: Cohen J. Educ Psychol Meas 1960;20:37. The interval is exact for the share that agrees and takes the margins
    as they are observed, so that it also holds for few patients, where the usual normal one does not. ValueError
    where there is no pair.
    """
    return _kappa(pairs, lambda a, b: float(a == b), level, exact=True)


def weighted_kappa(pairs: Sequence[Pair], order: Sequence[str], *, quadratic: bool = False) -> Kappa:
    """
    Kappa of ordered categories, in which a difference of one grade counts less than one of four.

    Source: Cohen J. Psychol Bull 1968;70:213; the weights fall with the distance in `order`, or with its square. There
    is no interval: one that is exact for few patients is not known. ValueError where there is no pair.
    """
    place: Mapping[str, int] = {name: at for at, name in enumerate(order)}
    most = max(len(order) - 1, 1)

    def likeness(a: str, b: str) -> float:
        apart = abs(place[a] - place[b]) / most
        return 1 - (apart**2 if quadratic else apart)

    return _kappa(pairs, likeness, 0.95, exact=False)


def _kappa(pairs: Sequence[Pair], likeness: Callable[[str, str], float], level: float, *, exact: bool) -> Kappa:
    n = len(pairs)
    if not n:
        raise ValueError("no patient has both readings, so that nothing can be said of their agreement")
    observed = sum(likeness(a, b) for a, b in pairs) / n
    first, second = (Counter(pair[at] for pair in pairs) for at in (0, 1))
    by_chance = sum(likeness(a, b) * first[a] * second[b] for a in first for b in second) / n**2
    if by_chance == 1:
        return Kappa(n, observed, by_chance, None, None, None, level)
    low, high = _limits(round(observed * n), n, by_chance, level) if exact else (None, None)
    return Kappa(n, observed, by_chance, _beyond(observed, by_chance), low, high, level)


def _beyond(observed: float, by_chance: float) -> float:
    """What of the agreement that chance left out was reached."""
    return (observed - by_chance) / (1 - by_chance)


def _limits(agreeing: int, n: int, by_chance: float, level: float) -> tuple[float, float]:
    share = clopper_pearson(agreeing, n, level)
    # With margins that agree often by chance, the formula goes below what kappa can be.
    return max(_beyond(share.low, by_chance), -1.0), _beyond(share.high, by_chance)
