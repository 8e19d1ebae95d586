"""How a number is printed: its unit, its digits, a count with its fraction and interval."""

import re
from collections.abc import Sequence
from math import isinf

from blastline.estimate.proportions import ProportionInterval
from blastline.records.interval import Interval

UNITS = {
    "10*9/L": "×10⁹/L",
    "a": "years",
    "mo": "months",
    "Cel": "°C",
    "d": "days",
    "1": "",
}
DECIMALS = re.compile(r"\.(\d+)")
DASH = "–"
MINUS = "−"


def printed_unit(ucum: str) -> str:
    """A UCUM unit as a clinician writes it."""
    return UNITS.get(ucum, ucum)


def printed_criterion(identifier: str) -> str:
    """The scale and version of a criterion id: "ctcae/4.03/anemia" is CTCAE 4.03."""
    scale, version, *_ = f"{identifier}/".split("/")
    return f"{scale.upper()} {version}".strip()


def printed_range(low: str, high: str) -> str:
    """From the smallest to the largest, each with the digits it came with; one value alone is printed once."""
    return low if low == high else f"{low}{DASH}{high}"


def printed_interval(interval: Interval) -> str:
    """Values within limits, as short as they can be told: 3, 2–3, <40, ≥10."""
    low, high = interval.low, interval.high
    if interval.exact:
        return f"{low:g}"
    if isinf(low):
        return f"{'<' if interval.high_open else '≤'}{high:g}"
    if isinf(high):
        return f"{'>' if interval.low_open else '≥'}{low:g}"
    return f"{low:g}{DASH}{high:g}"


def decimals(texts: Sequence[str]) -> int:
    """The most decimals that any of these printed numbers has, each end of a range for itself."""
    return max((len(found) for text in texts for found in DECIMALS.findall(text)), default=0)


def percent(fraction: float) -> str:
    """A fraction as per cent, with one decimal unless it is whole: 80, 28.4."""
    return f"{100 * fraction:.1f}".removesuffix(".0")


def printed_proportion(surely: int, possibly: int, n: int, interval: ProportionInterval) -> str:
    """A count with its denominator, per cent and interval or bounds: "4/5 (80%; 95% CI 28.4–99.5%)"."""
    if n == 0:
        return "0/0"
    ends = f"{percent(interval.low)}{DASH}{percent(interval.high)}%"
    level = f"{percent(interval.level)}%"
    if surely == possibly:
        return f"{surely}/{n} ({percent(surely / n)}%; {level} CI {ends})"
    # From the low end of the one interval to the high end of the other: no confidence interval, and not called one.
    shares = f"{percent(surely / n)}{DASH}{percent(possibly / n)}%"
    return f"{surely}/{n}, possibly {possibly}/{n} ({shares}; {level} bounds {ends})"
