"""Cumulative incidence of relapse and of death without it, from remission, with numbers at risk below."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.relapse import FROM_REMISSION, SECTION
from blastline.estimate.survival import SECTION as SURVIVAL
from blastline.report.figures.axis import AXIS_HEIGHT
from blastline.report.figures.style import BLUE, BODY_POINTS, MARGIN, PAGE_WIDTH, VERMILLION, journal_style, sheet
from blastline.report.figures.time_panel import AT_RISK_HEIGHT, TimePanel, months_of, ticks_up_to

HEIGHT, LEFT, RIGHT = 2.4, 0.55, 1.55
# Told apart in grey by their dashes, and named at their ends.
LINES = ((BLUE, "-"), (VERMILLION, "--"))
APART = 0.17


def draw_incidence(ledger: Ledger) -> Figure | None:
    """
    One curve a cause, shaded between its limits and named at its end; None where nobody in remission is followed.

    At risk is who is in remission and followed: whoever had either event is not.
    """
    names = list(dict.fromkeys(row.variable for row in ledger.where(section=SECTION, statistic="events")))
    at_risk = ledger.where(section=SURVIVAL, variable=FROM_REMISSION, statistic="step")
    if not names or not at_risk:
        return None
    last = max(months_of(step) for step in at_risk)
    panel = TimePanel(LEFT, MARGIN, PAGE_WIDTH - LEFT - RIGHT - MARGIN, HEIGHT, ticks_up_to(last))
    with journal_style():
        figure, axes = sheet(MARGIN + HEIGHT + AXIS_HEIGHT + AT_RISK_HEIGHT + MARGIN)
        panel.draw_axes(axes, "Months from remission")
        ends = [_curve(axes, ledger, name, line, panel, last) for name, line in zip(names, LINES, strict=True)]
        for name, y, (colour, _) in zip(names, _apart(ends), LINES, strict=True):
            axes.text(
                panel.across(panel.ticks[-1]) + 0.1, y, name, ha="left", va="center", fontsize=BODY_POINTS, color=colour
            )
        panel.draw_at_risk(axes, at_risk)
    return figure


def _curve(axes: Axes, ledger: Ledger, name: str, line: tuple[str, str], panel: TimePanel, last: float) -> float:
    """Draw one cause up to the last day of anybody, and say how far down it ends."""
    steps = ledger.where(section=SECTION, variable=name, statistic="step")
    colour, dashes = line
    told = [(months_of(step), step.value or 0.0, step.interval_low or 0.0, step.interval_high or 0.0) for step in steps]
    if told:
        told.append((last, *told[-1][1:]))
    low, high = (panel.stairs([(one[0], one[at]) for one in told], 0) for at in (2, 3))
    axes.fill_between(low[0], low[1], high[1], color=colour, alpha=0.15, linewidth=0)
    xs, ys = panel.stairs([(months, share) for months, share, *_ in told] or [(last, 0.0)], 0)
    axes.plot(xs, ys, color=colour, linestyle=dashes, linewidth=1.3)
    return ys[-1]


def _apart(heights: Sequence[float]) -> list[float]:
    """The names of curves that end together stand above each other."""
    placed: list[float] = []
    for height in heights:
        near = [other for other in placed if abs(other - height) < APART]
        placed.append(near[-1] - APART if near else height)
    return placed
