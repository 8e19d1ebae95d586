"""Forest of subgroups: the share of responses in each with its interval, and its hazard ratio of death beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.printing import printed_range
from blastline.estimate.row import LedgerRow
from blastline.estimate.subgroups import COMPARED, HAZARD, RESPONSE, labels
from blastline.report.figures.axis import AXIS_HEIGHT, draw_axis
from blastline.report.figures.style import (
    BLACK,
    BLUE,
    BODY_POINTS,
    GREY,
    LINE,
    MARGIN,
    PAGE_WIDTH,
    SMALL_POINTS,
    VERMILLION,
    journal_style,
    sheet,
)

EVERYONE = "response.response.cr-or-cri.count"
HEAD = 0.3
COUNTS, SHARES, RATIOS, WORDS = 2.15, (2.28, 3.7), (3.95, 5.15), 5.25
PERCENT = (0.0, 25.0, 50.0, 75.0, 100.0)
# A ratio beyond these is drawn as an arrow: with few events an interval may end anywhere.
FOLDS = (0.1, 0.3, 1.0, 3.0, 10.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the forest: its words, and what is drawn on it."""

    words: str
    response: LedgerRow | None = None
    hazard: LedgerRow | None = None


def draw_subgroups(ledger: Ledger) -> Figure | None:
    """One line a group below its characteristic; hazard ratios only where any is estimated, None without groups."""
    lines = list(_lines(ledger))
    if not lines:
        return None
    hazards = any(line.hazard and line.hazard.interval_method for line in lines)
    shares = SHARES if hazards else (SHARES[0], PAGE_WIDTH - 3 * MARGIN)
    foot = HEAD + len(lines) * LINE
    with journal_style():
        figure, axes = sheet(foot + AXIS_HEIGHT + MARGIN)
        across = _linear(*shares)
        axes.text(COUNTS, HEAD - 0.1, "CR or CRi", ha="right", va="bottom", fontsize=SMALL_POINTS, color=GREY)
        draw_axis(axes, PERCENT, across, HEAD, foot, "CR or CRi as reported, %")
        if hazards:
            draw_axis(axes, FOLDS, _folds, HEAD, foot, "Hazard ratio of death")
            axes.plot([_folds(1), _folds(1)], [HEAD, foot], color=BLACK, linewidth=0.7, linestyle="--")
        for at, line in enumerate(lines):
            y = HEAD + (at + 0.5) * LINE
            _words(axes, line, y)
            if line.response:
                _share(axes, line.response, across, y)
            if line.hazard and hazards:
                _ratio(axes, line.hazard, y)
    return figure


def _lines(ledger: Ledger) -> Iterator[Line]:
    groups = ledger.where(section=RESPONSE)
    if groups and EVERYONE in ledger:
        yield Line("All patients", ledger[EVERYONE])
    for variable in dict.fromkeys(group.variable for group in groups):
        yield Line(labels()[variable])
        for group in ledger.where(section=RESPONSE, variable=variable):
            statistic = f"{COMPARED[0]}, hazard ratio"
            found = ledger.where(section=HAZARD, variable=variable, category=group.category, statistic=statistic)
            yield Line(group.category, group, found[0] if found else None)


def _linear(left: float, right: float) -> Callable[[float], float]:
    return lambda percent: left + percent / 100 * (right - left)


def _folds(ratio: float) -> float:
    """Where a ratio stands: one third is as far from 1 as three is; whatever lies beyond the axis stands at its end."""
    left, right = RATIOS
    kept = min(max(ratio, FOLDS[0]), FOLDS[-1])
    return left + log(kept / FOLDS[0]) / log(FOLDS[-1] / FOLDS[0]) * (right - left)


def _words(axes: Axes, line: Line, y: float) -> None:
    heading = line.response is None or line.response.key == EVERYONE
    left = MARGIN if heading else MARGIN + 0.15
    weight = "bold" if heading else "normal"
    axes.text(left, y, line.words, ha="left", va="center", fontsize=BODY_POINTS, weight=weight)
    if line.response:
        axes.text(COUNTS, y, _count(line.response), ha="right", va="center", fontsize=SMALL_POINTS + 0.5)


def _count(row: LedgerRow) -> str:
    """So many of so many; from the lowest to the highest where some are open."""
    low, high = row.numerator, row.numerator_possible
    return f"{low}/{row.denominator}" if low == high else f"{low}–{high}/{row.denominator}"


def _share(axes: Axes, row: LedgerRow, across: Callable[[float], float], y: float) -> None:
    n = row.denominator or 0
    if not n:
        return
    low, high = (across(100 * (end or 0.0)) for end in (row.interval_low, row.interval_high))
    axes.plot([low, high], [y, y], color=BLACK, linewidth=0.8)
    surely, possibly = (across(100 * (count or 0) / n) for count in (row.numerator, row.numerator_possible))
    if surely == possibly:
        axes.plot([surely], [y], marker="s", markersize=4.5, color=BLUE, markeredgewidth=0)
    else:
        axes.plot([surely, possibly], [y, y], color=BLUE, linewidth=4)


def _ratio(axes: Axes, row: LedgerRow, y: float) -> None:
    """The ratio with its interval, a bar where open dates leave it open; in words alone where there is none."""
    estimated = row.value is not None and row.interval_low is not None and row.interval_high is not None
    colour = BLACK if estimated else GREY
    axes.text(WORDS, y, _said(row), ha="left", va="center", fontsize=SMALL_POINTS, color=colour)
    if not estimated:
        return
    low, high = row.interval_low or 0.0, row.interval_high or 0.0
    axes.plot([_folds(low), _folds(high)], [y, y], color=BLACK, linewidth=0.8)
    for end, beyond, arrow in ((low, low < FOLDS[0], "<"), (high, high > FOLDS[-1], ">")):
        if beyond:
            axes.plot([_folds(end)], [y], marker=arrow, markersize=4, color=BLACK, markeredgewidth=0)
    ends = [_folds(end) for end in (row.value, row.value_possible) if end is not None]
    axes.plot(ends, [y] * len(ends), marker="D", markersize=4, color=VERMILLION, linewidth=3, markeredgewidth=0)


def _said(row: LedgerRow) -> str:
    if row.value is None or row.interval_low is None or row.interval_high is None:
        return row.text
    ratios = printed_range(f"{row.value:.2f}", f"{row.value_possible:.2f}")
    return f"{ratios} ({row.interval_low:.2f} to {row.interval_high:.2f})"
