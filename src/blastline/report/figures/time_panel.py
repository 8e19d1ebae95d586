"""A panel of shares against months: its axes, its curves as stairs, and the numbers at risk below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from blastline.estimate.row import LedgerRow
from blastline.estimate.survival import DAYS_A_MONTH
from blastline.report.figures.axis import AXIS_HEIGHT, draw_axis
from blastline.report.figures.style import BLACK, GREY, SMALL_POINTS

AT_RISK_HEIGHT = 0.32
SHARES = (0, 25, 50, 75, 100)
# How far the ticks of the time axis may lie apart, in months, so that a panel has about six.
APART_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


@dataclass(frozen=True, slots=True)
class TimePanel:
    """Where a panel stands on its sheet, in inches from the left and the top, and the ticks of its months."""

    left: float
    top: float
    width: float
    height: float
    ticks: tuple[float, ...]

    @property
    def foot(self) -> float:
        return self.top + self.height

    def across(self, months: float) -> float:
        return self.left + months / self.ticks[-1] * self.width

    def down(self, share: float) -> float:
        return self.foot - share * self.height

    def draw_axes(self, axes: Axes, words: str) -> None:
        """Both axes, with `words` below the months."""
        draw_axis(axes, self.ticks, self.across, self.top, self.foot, words)
        for share in SHARES:
            y = self.down(share / 100)
            axes.text(self.left - 0.06, y, f"{share}%", ha="right", va="center", fontsize=SMALL_POINTS)
        axes.plot([self.left, self.left], [self.top, self.foot], color=BLACK, linewidth=0.6)

    def stairs(self, points: Sequence[tuple[float, float]], first: float) -> tuple[list[float], list[float]]:
        """From a share on the first day, level until each time and then to the next."""
        xs, ys, height = [self.across(0)], [self.down(first)], first
        for months, share in points:
            xs += [self.across(months), self.across(months)]
            ys += [self.down(height), self.down(share)]
            height = share
        return xs, ys

    def draw_at_risk(self, axes: Axes, steps: Sequence[LedgerRow]) -> None:
        """Who is still followed at each tick: whoever is at risk of the next step."""
        y = self.foot + AXIS_HEIGHT + 0.1
        axes.text(self.across(0), y, "At risk", ha="left", va="bottom", fontsize=SMALL_POINTS, color=GREY)
        for tick in self.ticks:
            later = [step.denominator or 0 for step in steps if months_of(step) >= tick]
            number = str(later[0] if later else 0)
            axes.text(self.across(tick), y + 0.04, number, ha="center", va="top", fontsize=SMALL_POINTS)


def months_of(step: LedgerRow) -> float:
    """When a step of a curve is, in months; the ledger keeps its day."""
    return float(step.category) / DAYS_A_MONTH


def ticks_up_to(last: float) -> tuple[float, ...]:
    """Ticks for so many months, about six."""
    apart = next((months for months in APART_MONTHS if last / months <= 6), APART_MONTHS[-1])
    return tuple(float(apart * number) for number in range(int(-(-max(last, apart) // apart)) + 1))
