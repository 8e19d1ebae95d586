"""The antigens of the leukaemia cells before treatment and since, patient by patient, and at relapse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.antigen import ANTIGENS, AT_RELAPSE, BEFORE, SECTION, SINCE
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.figures.legend import draw_legend, entry_for, legend_height
from blastline.report.figures.marks import Mark, draw_mark
from blastline.report.figures.style import (
    BLACK,
    BLUE,
    BODY_POINTS,
    GREEN,
    GREY,
    MARGIN,
    ORANGE,
    PAGE_WIDTH,
    PALE_GREY,
    SMALL_POINTS,
    VERMILLION,
    journal_style,
    sheet,
)

TITLE, HEIGHT, FOOT, AXIS = 0.3, 2.2, 0.35, 0.55
NAMED, APART = 12, 0.14
STATES = {
    "positive": Mark("o", GREEN, "positive at relapse"),
    "dim": Mark("D", ORANGE, "dim at relapse", scale=0.9),
    "mixed": Mark("s", BLUE, "mixed at relapse"),
    "negative": Mark("v", VERMILLION, "negative at relapse"),
}
NO_RELAPSE = Mark("o", GREY, "no relapse, or not tested at one")


@dataclass(frozen=True, slots=True)
class Panel:
    """Where one antigen stands on the sheet, and what is drawn of each patient."""

    antigen: str
    left: float
    width: float
    before: Mapping[str, LedgerRow]
    since: Mapping[str, LedgerRow]
    states: Mapping[str, str]
    counts: Sequence[LedgerRow]
    medians: Sequence[LedgerRow]

    def x(self, when: str) -> float:
        return self.left + AXIS + (0.1 if when == BEFORE else 0.55) * (self.width - AXIS)

    def y(self, percent: float) -> float:
        return MARGIN + TITLE + (1 - percent / 100) * HEIGHT


def draw_antigen(ledger: Ledger) -> Figure | None:
    """
    One panel an antigen with a line a patient from before treatment to the last value since, marked by relapse.

    With many patients the medians are drawn over the lines. None where nobody was looked at since the first dose.
    """
    there = [name for name in ANTIGENS if _rows(ledger, name, SINCE) or _rows(ledger, name, AT_RELAPSE)]
    if not there:
        return None
    width = (PAGE_WIDTH - 2 * MARGIN) / 2
    panels = [_panel(ledger, name, MARGIN + at * width, width) for at, name in enumerate(there)]
    entries = [entry_for(STATES[state]) for state in STATES if any(state in p.states.values() for p in panels)]
    entries.append(entry_for(NO_RELAPSE, filled=False))
    foot = MARGIN + TITLE + HEIGHT + FOOT
    with journal_style():
        figure, axes = sheet(foot + legend_height(entries) + MARGIN)
        for panel in panels:
            _draw(axes, panel)
        draw_legend(axes, foot, entries)
    return figure


def _rows(ledger: Ledger, antigen: str, when: str) -> dict[str, LedgerRow]:
    found = ledger.where(section=SECTION, variable=f"{antigen} {when}", statistic=when)
    return {row.patient_id: row for row in found}


def _panel(ledger: Ledger, antigen: str, left: float, width: float) -> Panel:
    states = {patient: row.text for patient, row in _rows(ledger, antigen, AT_RELAPSE).items()}
    counts = ledger.where(section=SECTION, variable=f"{antigen} {AT_RELAPSE}", statistic="count")
    before, since = (_rows(ledger, antigen, when) for when in (BEFORE, SINCE))
    medians = [
        row
        for when in (BEFORE, SINCE)
        for row in ledger.where(section=SECTION, variable=f"{antigen} {when}", statistic="median")
    ]
    return Panel(antigen, left, width, before, since, states, counts, medians)


def _draw(axes: Axes, panel: Panel) -> None:
    if panel.before or panel.since:
        _draw_shares(axes, panel)
    else:
        # Without any share the panel would be an empty axis.
        axes.text(panel.left, MARGIN + 0.08, panel.antigen, ha="left", va="center", fontsize=BODY_POINTS, weight="bold")
    _draw_counts(axes, panel)


def _draw_shares(axes: Axes, panel: Panel) -> None:
    title = f"{panel.antigen} on leukaemia cells (%)"
    axes.text(panel.left, MARGIN + 0.08, title, ha="left", va="center", fontsize=BODY_POINTS, weight="bold")
    _draw_axis(axes, panel)
    lines = {p: (panel.before[p], panel.since[p]) for p in panel.before if p in panel.since}
    drawn = {p: ends for p, ends in lines.items() if all(row.value is not None for row in ends)}
    many = len(drawn) > NAMED
    for first, last in drawn.values():
        xs, ys = (panel.x(BEFORE), panel.x(SINCE)), (panel.y(first.value or 0), panel.y(last.value or 0))
        axes.plot(xs, ys, color=PALE_GREY if many else GREY, linewidth=0.5 if many else 0.8)
    _draw_ends(axes, panel)
    if many:
        _draw_medians(axes, panel)
    else:
        _draw_names(axes, panel, {p: panel.y(last.value or 0) for p, (_, last) in drawn.items()})


def _draw_axis(axes: Axes, panel: Panel) -> None:
    left = panel.left + AXIS - 0.12
    axes.plot([left, left], [panel.y(0), panel.y(100)], color=BLACK, linewidth=0.6)
    for tick in range(0, 101, 25):
        axes.plot([left - 0.04, left], [panel.y(tick)] * 2, color=BLACK, linewidth=0.6)
        axes.text(left - 0.07, panel.y(tick), str(tick), ha="right", va="center", fontsize=SMALL_POINTS)
    for when, words in ((BEFORE, "before"), (SINCE, "last since")):
        there = panel.before if when == BEFORE else panel.since
        told = f"{words}\nn = {len(there)}"
        axes.text(panel.x(when), panel.y(0) + 0.08, told, ha="center", va="top", fontsize=SMALL_POINTS)


def _draw_ends(axes: Axes, panel: Panel) -> None:
    """Both ends of each line; a value without a partner stands there alone, one known only within limits not at all."""
    for when, rows in ((BEFORE, panel.before), (SINCE, panel.since)):
        for patient, row in rows.items():
            if row.value is not None:
                state = panel.states.get(patient) if when == SINCE else None
                mark = STATES.get(state or "", NO_RELAPSE)
                points = 4.5 if state else 3.0
                draw_mark(axes, mark, panel.x(when), panel.y(row.value), filled=bool(state), points=points, key=row.key)


def _draw_medians(axes: Axes, panel: Panel) -> None:
    first, last = panel.medians
    xs, ys = (panel.x(BEFORE), panel.x(SINCE)), (panel.y(first.value or 0), panel.y(last.value or 0))
    axes.plot(xs, ys, color=BLACK, linewidth=1.6, zorder=6)
    axes.text(xs[1] + 0.12, ys[1], f"median {first.text} to {last.text}", va="center", fontsize=SMALL_POINTS)


def _draw_names(axes: Axes, panel: Panel, heights: Mapping[str, float]) -> None:
    """The names beside the ends, moved down where two would stand on each other."""
    last = 0.0
    for patient, y in sorted(heights.items(), key=lambda pair: pair[1]):
        last = max(y, last + APART)
        axes.text(panel.x(SINCE) + 0.1, last, patient, va="center", fontsize=SMALL_POINTS, color=GREY)


def _draw_counts(axes: Axes, panel: Panel) -> None:
    """What the cells of relapses carried, counted: above the right of the lines, or alone where no share is known."""
    if not panel.counts:
        return
    lines = [f"At relapse (n = {panel.counts[0].denominator})"]
    lines += [f"{row.category}: {row.numerator}" for row in panel.counts]
    shares = panel.before or panel.since
    x, top = (panel.left + panel.width - 0.15, MARGIN + 0.02) if shares else (panel.left, MARGIN + TITLE)
    told = "\n".join(lines)
    axes.text(x, top, told, ha="right" if shares else "left", va="top", fontsize=SMALL_POINTS, linespacing=1.35)
