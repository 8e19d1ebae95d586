"""A number that may be known only within limits: 82, "<40", a date that is only a month."""

import math
from dataclasses import dataclass

# Two numbers that agree to this many significant digits are one number: a unit conversion must not move a count of
# exactly 50 across a threshold at 50. Both sides of every comparison are taken this way, on every engine.
SIGNIFICANT_DIGITS = 9
TOLERANCE = 0.5 * 10.0 ** (1 - SIGNIFICANT_DIGITS)


@dataclass(frozen=True, slots=True)
class Interval:
    """
    All values that a number may have, from `low` to `high`; an open end is not itself among them.

    A missing number is the interval without limits: `Interval(-inf, inf)`.
    """

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def exactly(cls, value: float) -> "Interval":
        return cls(value, value)

    @property
    def exact(self) -> bool:
        return self.low == self.high

    @property
    def missing(self) -> bool:
        return math.isinf(self.low) and math.isinf(self.high)

    def scaled(self, factor: float, offset: float = 0.0) -> "Interval":
        """The same values in another unit; `factor` is above zero, so the ends keep their order."""
        return Interval(self.low * factor + offset, self.high * factor + offset, self.low_open, self.high_open)

    def meets(self, other: "Interval") -> bool:
        """Whether some value lies in both, so that two statements of it can be true together."""
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: "Interval") -> bool:
        touching = close(self.high, other.low)
        return (self.high < other.low and not touching) or (touching and (self.high_open or other.low_open))


def close(a: float, b: float) -> bool:
    """Whether two numbers agree to `SIGNIFICANT_DIGITS`; an end that is unbounded agrees with none."""
    return math.isfinite(a) and math.isfinite(b) and abs(a - b) <= TOLERANCE * max(abs(a), abs(b))
