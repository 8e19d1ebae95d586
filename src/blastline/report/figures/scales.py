"""Rulers for values: even steps, or steps of ten where the values span orders of magnitude."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

# From this ratio of the largest to the smallest value on, even steps would press most of them to the foot.
ORDERS_OF_MAGNITUDE = 30
STEPS = (1, 2, 5)
MOST_TICKS = 7


@dataclass(frozen=True, slots=True)
class Scale:
    """A ruler from `low` to `high` with its ticks; `height_of` gives 0 at its foot and 1 at its top."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool

    def height_of(self, value: float) -> float:
        """Where a value stands; what lies beyond an end, as 0 does on a logarithmic ruler, stands at that end."""
        held = min(max(value, self.low), self.high)
        if self.logarithmic:
            return log10(held / self.low) / log10(self.high / self.low)
        return (held - self.low) / (self.high - self.low)


def scale_of(values: Sequence[float]) -> Scale:
    """A ruler that holds all of these values; without one, from 0 to 1."""
    above = [value for value in values if value > 0]
    if above and max(above) >= ORDERS_OF_MAGNITUDE * min(above):
        return _logarithmic(min(above), max(above))
    return _even(min(values, default=0.0), max(values, default=1.0))


def _logarithmic(smallest: float, largest: float) -> Scale:
    decades = range(floor(log10(smallest)) - 1, ceil(log10(largest)) + 1)
    marks = [step * 10.0**decade for decade in decades for step in STEPS]
    low = max(mark for mark in marks if mark <= smallest * 0.95)
    high = min(mark for mark in [*marks, 10.0 ** (decades[-1] + 1)] if mark >= largest * 1.05)
    inside = [mark for mark in marks if low <= mark <= high]
    tens = [mark for mark in inside if log10(mark) == round(log10(mark))]
    return Scale(low, high, tuple(inside if len(inside) <= MOST_TICKS or len(tens) < 2 else tens), logarithmic=True)


def _even(smallest: float, largest: float) -> Scale:
    low = 0.0 if 0 <= smallest <= 0.6 * largest or largest == smallest else smallest
    span = (largest - low) or abs(largest) or 1.0
    power = 10.0 ** floor(log10(span / 4))
    step = next(step * power for step in (*STEPS, 10) if step * power >= span / 4 * 0.999)
    first, last = floor(low / step), ceil(largest / step * 0.999)
    last = max(last, first + 1)
    ticks = tuple(round(number * step, 9) for number in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks, logarithmic=False)
