"""Median and quartiles of values of which some are known only within limits: each has both ends."""

from collections.abc import Sequence
from math import isinf

from blastline.estimate.summaries import Known

QUARTILES = {"lower quartile": 0.25, "median": 0.5, "upper quartile": 0.75}


def quartiles(values: Sequence[Known]) -> dict[str, tuple[float, float]]:
    """
    The three quartiles, each at its lowest and at its highest.

    A quartile between two values lies on the straight line between them. Source: Hyndman RJ, Fan Y. Am Stat
    1996;50:361, definition 7, which is R's. ValueError without a value.
    """
    if not values:
        raise ValueError("no values to take quartiles of")
    lows, highs = sorted(value.low for value in values), sorted(value.high for value in values)
    return {name: (_at(lows, share), _at(highs, share)) for name, share in QUARTILES.items()}


def _at(ordered: Sequence[float], share: float) -> float:
    whole, part = divmod((len(ordered) - 1) * share, 1)
    first = ordered[int(whole)]
    if not part:
        return first
    second = ordered[int(whole) + 1]
    return second if isinf(first) or isinf(second) else first + (second - first) * part
