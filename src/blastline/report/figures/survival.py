"""Survival curves: one panel an endpoint, with limits, censored patients as ticks, and numbers at risk below."""

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.survival import DAYS_A_MONTH, SECTION
from blastline.report.figures.axis import AXIS_HEIGHT, draw_axis
from blastline.report.figures.style import (
    BLACK,
    BLUE,
    BODY_POINTS,
    GREY,
    MARGIN,
    PAGE_WIDTH,
    SKY_BLUE,
    SMALL_POINTS,
    journal_style,
    sheet,
)

PANEL_HEIGHT, TITLE_HEIGHT, AT_RISK_HEIGHT = 1.7, 0.3, 0.32
LEFT, BETWEEN = 0.5, 0.45
ACROSS = 2
SHARES = (0, 25, 50, 75, 100)
# How far the ticks of the time axis may lie apart, in months, so that a panel has about six.
APART_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


def draw_survival(ledger: Ledger) -> Figure | None:
    """One panel an endpoint, two beside each other; None where nobody's time is known."""
    names = list(dict.fromkeys(row.variable for row in ledger.where(section=SECTION, statistic="step")))
    if not names:
        return None
    with journal_style():
        lines = -(-len(names) // ACROSS)
        each = TITLE_HEIGHT + PANEL_HEIGHT + AXIS_HEIGHT + AT_RISK_HEIGHT + MARGIN
        figure, axes = sheet(lines * each + MARGIN)
        width = (PAGE_WIDTH - MARGIN - ACROSS * LEFT - (ACROSS - 1) * BETWEEN) / ACROSS
        for at, name in enumerate(names):
            left = LEFT + (at % ACROSS) * (width + LEFT + BETWEEN)
            _panel(axes, ledger, name, left, width, MARGIN + at // ACROSS * each + TITLE_HEIGHT)
    return figure


def _panel(axes: Axes, ledger: Ledger, name: str, left: float, width: float, top: float) -> None:
    steps = ledger.where(section=SECTION, variable=name, statistic="step")
    foot, last = top + PANEL_HEIGHT, max(_months(step) for step in steps)
    ticks = _ticks(last)

    def across(months: float) -> float:
        return left + months / ticks[-1] * width

    def down(share: float) -> float:
        return foot - share * PANEL_HEIGHT

    axes.text(left, top - 0.12, name[0].upper() + name[1:], ha="left", va="bottom", fontsize=BODY_POINTS, weight="bold")
    draw_axis(axes, ticks, across, top, foot, "Months")
    for share in SHARES:
        axes.text(left - 0.06, down(share / 100), f"{share}%", ha="right", va="center", fontsize=SMALL_POINTS)
    axes.plot([left, left], [top, foot], color=BLACK, linewidth=0.6)
    _curve(axes, steps, across, down)
    late = ledger.where(section=SECTION, variable=name, statistic="step, open dates late")
    if late:
        axes.plot(*_stairs([(_months(s), s.value or 0.0) for s in late], across, down), color=GREY, linestyle=":")
    _at_risk(axes, steps, ticks, across, foot + AXIS_HEIGHT + 0.1)


def _curve(
    axes: Axes, steps: Sequence[LedgerRow], across: Callable[[float], float], down: Callable[[float], float]
) -> None:
    low, high = (
        _stairs([(_months(step), end if end is not None else 1.0) for step, end in ends], across, down)
        for ends in (
            [(step, step.interval_low) for step in steps],
            [(step, step.interval_high) for step in steps],
        )
    )
    axes.fill_between(low[0], low[1], high[1], color=SKY_BLUE, alpha=0.25, linewidth=0)
    axes.plot(*_stairs([(_months(step), step.value or 0.0) for step in steps], across, down), color=BLUE, linewidth=1.2)
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        left_behind = (
            (step.denominator or 0) - (step.numerator or 0) - ((following.denominator or 0) if following else 0)
        )
        if left_behind:
            x, y = across(_months(step)), down(step.value or 0.0)
            axes.plot([x, x], [y - 0.04, y + 0.04], color=BLUE, linewidth=0.7)


def _stairs(
    points: Sequence[tuple[float, float]], across: Callable[[float], float], down: Callable[[float], float]
) -> tuple[list[float], list[float]]:
    """From 100 % on the first day, level until each time and then down."""
    xs, ys, height = [across(0)], [down(1)], 1.0
    for months, share in points:
        xs += [across(months), across(months)]
        ys += [down(height), down(share)]
        height = share
    return xs, ys


def _at_risk(
    axes: Axes, steps: Sequence[LedgerRow], ticks: Sequence[float], across: Callable[[float], float], y: float
) -> None:
    """Who is still followed at each tick: whoever is at risk of the next step."""
    axes.text(across(0), y, "At risk", ha="left", va="bottom", fontsize=SMALL_POINTS, color=GREY)
    for tick in ticks:
        later = [step.denominator or 0 for step in steps if _months(step) >= tick]
        axes.text(across(tick), y + 0.04, str(later[0] if later else 0), ha="center", va="top", fontsize=SMALL_POINTS)


def _ticks(last: float) -> list[float]:
    apart = next((months for months in APART_MONTHS if last / months <= 6), APART_MONTHS[-1])
    return [float(apart * number) for number in range(int(-(-max(last, apart) // apart)) + 1)]


def _months(step: LedgerRow) -> float:
    return float(step.category) / DAYS_A_MONTH
