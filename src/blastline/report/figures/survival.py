"""Survival curves: one panel an endpoint, with limits, censored patients as ticks, and numbers at risk below."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.survival import SECTION
from blastline.report.figures.axis import AXIS_HEIGHT
from blastline.report.figures.style import (
    BLUE,
    BODY_POINTS,
    GREY,
    MARGIN,
    PAGE_WIDTH,
    SKY_BLUE,
    journal_style,
    sheet,
)
from blastline.report.figures.time_panel import AT_RISK_HEIGHT, TimePanel, months_of, ticks_up_to

PANEL_HEIGHT, TITLE_HEIGHT = 1.7, 0.3
LEFT, BETWEEN = 0.5, 0.45
ACROSS = 2
MOST_TICKED = 500


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
    panel = TimePanel(left, top, width, PANEL_HEIGHT, ticks_up_to(max(months_of(step) for step in steps)))
    axes.text(left, top - 0.12, name[0].upper() + name[1:], ha="left", va="bottom", fontsize=BODY_POINTS, weight="bold")
    panel.draw_axes(axes, "Months")
    _curve(axes, steps, panel)
    late = ledger.where(section=SECTION, variable=name, statistic="step, open dates late")
    if late:
        axes.plot(*panel.stairs([(months_of(s), s.value or 0.0) for s in late], 1), color=GREY, linestyle=":")
    panel.draw_at_risk(axes, steps)


def _curve(axes: Axes, steps: Sequence[LedgerRow], panel: TimePanel) -> None:
    low, high = (
        panel.stairs([(months_of(step), end if end is not None else 1.0) for step, end in ends], 1)
        for ends in (
            [(step, step.interval_low) for step in steps],
            [(step, step.interval_high) for step in steps],
        )
    )
    axes.fill_between(low[0], low[1], high[1], color=SKY_BLUE, alpha=0.25, linewidth=0)
    axes.plot(*panel.stairs([(months_of(step), step.value or 0.0) for step in steps], 1), color=BLUE, linewidth=1.2)
    if (steps[0].denominator or 0) <= MOST_TICKED:
        _ticks(axes, steps, panel)


def _ticks(axes: Axes, steps: Sequence[LedgerRow], panel: TimePanel) -> None:
    """A tick where anybody is censored; of thousands they would cover the curve."""
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        left_behind = (
            (step.denominator or 0) - (step.numerator or 0) - ((following.denominator or 0) if following else 0)
        )
        if left_behind:
            x, y = panel.across(months_of(step)), panel.down(step.value or 0.0)
            axes.plot([x, x], [y - 0.04, y + 0.04], color=BLUE, linewidth=0.7)
