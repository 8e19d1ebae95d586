"""A waterfall of the marrow: the best change of the blasts of each patient, from the least to the most, by response."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from blastline.estimate.ledger import Ledger
from blastline.estimate.marrow_change import OPEN, SECTION
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED
from blastline.report.figures.legend import Entry, draw_legend, legend_height
from blastline.report.figures.lettering import width_of
from blastline.report.figures.marks import RESPONSES
from blastline.report.figures.style import (
    BLACK,
    BODY_POINTS,
    GREY,
    MARGIN,
    PAGE_WIDTH,
    PALE_GREY,
    SMALL_POINTS,
    journal_style,
    sheet,
)

HEIGHT, LEFT, TOP = 2.6, 0.62, 0.2
# A rise beyond this is cut, and its number printed.
HIGHEST = 100.0
TICKS = (-100, -50, 0, 50, 100)
# Up to so many patients the bars carry numbers and names.
NUMBERED = 20
WIDEST_BAR = 0.8
# One pattern a response beside its colour, for print in grey.
HATCHES = {"CR": "", "CRh": "....", "CRi": "////", "MLFS": "xxxx", "PR": "\\\\\\\\", "NR": "----", "PD": ""}
OTHERS = {NOT_RECORDED: "response not recorded", OPEN: "response open"}
BOX = (0.2, 0.1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One patient's change at both ends, or that of several alike."""

    row: LedgerRow
    low: float
    high: float
    patients: int = 1


def draw_marrow_change(ledger: Ledger) -> Figure | None:
    """One bar a patient; None where nobody has blasts before treatment and since."""
    rows = ledger.where(section=SECTION, statistic="best change")
    bars = _in_order([_bar(row) for row in rows if row.value is not None or row.value_possible is not None])
    if not bars:
        return None
    with journal_style():
        return _draw(bars, ledger[f"{SECTION.replace('_', '-')}.patients"])


def _bar(row: LedgerRow) -> Bar:
    """An end that nothing bounds reaches to the end of the ruler: no blasts can be fewer than none."""
    low = -100.0 if row.value is None else row.value
    high = HIGHEST if row.value_possible is None else row.value_possible
    return Bar(row, low, max(high, low))


def _in_order(bars: Sequence[Bar]) -> list[Bar]:
    best = [*RESPONSES, *OTHERS]
    place = {word: at for at, word in enumerate(best)}
    return sorted(bars, key=lambda bar: (-bar.high, -bar.low, -place.get(bar.row.category, len(best))))


def _alike(bars: Sequence[Bar]) -> list[Bar]:
    """Neighbours of one look as one bar, so that thousands of patients are a small picture."""
    groups = (list(group) for _, group in groupby(bars, key=lambda bar: (bar.low, bar.high, bar.row.category)))
    return [Bar(group[0].row, group[0].low, group[0].high, len(group)) for group in groups]


def _draw(bars: Sequence[Bar], measured: LedgerRow) -> Figure:
    entries = _entries(bars)
    named = len(bars) <= NUMBERED
    width = min(WIDEST_BAR, (PAGE_WIDTH - LEFT - MARGIN) / len(bars))
    names = max(width_of(bar.row.patient_id, SMALL_POINTS) for bar in bars) + 0.1 if named else 0.1
    foot = TOP + HEIGHT
    figure, axes = sheet(foot + names + 0.22 + legend_height(entries) + MARGIN)
    _draw_ruler(axes, LEFT + width * len(bars))
    x = LEFT
    for bar in bars if named else _alike(bars):
        _draw_bar(axes, bar, x, width, named=named)
        x += width * bar.patients
    words = f"Patients with blasts before treatment and since: {measured.text}"
    axes.text(LEFT, foot + names + 0.06, words, ha="left", va="center", fontsize=SMALL_POINTS, color=GREY)
    draw_legend(axes, foot + names + 0.2, entries)
    return figure


def _y(change: float) -> float:
    return TOP + (HIGHEST - min(change, HIGHEST)) / (HIGHEST + 100) * HEIGHT


def _draw_ruler(axes: Axes, right: float) -> None:
    for tick in TICKS:
        axes.plot([LEFT - 0.05, right], [_y(tick)] * 2, color=PALE_GREY, linewidth=0.5, zorder=0.5)
        sign = f"{tick:+d}%".replace("-", "−") if tick else "0%"
        axes.text(LEFT - 0.08, _y(tick), sign, ha="right", va="center", fontsize=SMALL_POINTS)
    axes.plot([LEFT - 0.05, right], [_y(0)] * 2, color=BLACK, linewidth=0.6, zorder=3)
    words = "Best change of marrow blasts"
    axes.text(0.1, TOP + HEIGHT / 2, words, rotation=90, ha="center", va="center", fontsize=BODY_POINTS)


def _draw_bar(axes: Axes, bar: Bar, left: float, width: float, *, named: bool) -> None:
    """From no change to the least that the blasts surely fell; what is open beyond it is outlined."""
    gap = 0.12 * width if named else 0.0
    across = width * bar.patients - gap
    sure = bar.high if bar.high < 0 else max(bar.low, 0.0)
    axes.add_patch(_rectangle(left, 0.0, sure, across, bar.row.category, key=bar.row.key if named else ""))
    for start, end in ((sure, bar.low), (sure, bar.high)):
        if start != end:
            axes.add_patch(_outline(left, start, end, across))
    if named:
        _draw_words(axes, bar, left + across / 2)


def _draw_words(axes: Axes, bar: Bar, x: float) -> None:
    """The number at the end of the bar, the patient under the ruler."""
    falls = bar.low < 0
    y = _y(bar.low) + 0.04 if falls else _y(bar.high) - 0.04
    ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.4}
    # Below -100 % there is only the ruler's end; the number then stands inside the bar.
    inside = falls and y > TOP + HEIGHT - 0.1
    va = "bottom" if inside or not falls else "top"
    axes.text(
        x,
        y - 0.08 if inside else y,
        bar.row.text,
        ha="center",
        va=va,
        fontsize=SMALL_POINTS,
        bbox=ground if inside else None,
        zorder=4,
    )
    axes.text(x, TOP + HEIGHT + 0.05, bar.row.patient_id, va="top", rotation=90, ha="center", fontsize=SMALL_POINTS)


def _rectangle(left: float, start: float, end: float, width: float, response: str, key: str = "") -> Rectangle:
    colour, hatch = _look(response)
    top, foot = _y(max(start, end)), _y(min(start, end))
    return Rectangle(
        (left, top),
        width,
        # A change of nothing is a patient too, and has to be seen.
        max(foot - top, 0.015),
        facecolor=colour,
        edgecolor="white" if hatch else colour,
        hatch=hatch or None,
        linewidth=0,
        gid=key or None,
        zorder=2,
    )


def _outline(left: float, start: float, end: float, width: float) -> Rectangle:
    top, foot = _y(max(start, end)), _y(min(start, end))
    return Rectangle(
        (left, top), width, foot - top, facecolor="none", edgecolor=GREY, linestyle=(0, (2, 2)), linewidth=0.6, zorder=2
    )


def _look(response: str) -> tuple[str, str]:
    mark = RESPONSES.get(response)
    if mark is None:
        return (PALE_GREY, "") if response == NOT_RECORDED else (PALE_GREY, "//")
    return mark.colour, HATCHES.get(response, "")


def _entries(bars: Sequence[Bar]) -> list[Entry]:
    """The responses that occur, from the best; the outline where a change is open."""
    found = {bar.row.category for bar in bars}
    known = [word for word in (*RESPONSES, *OTHERS) if word in found]
    entries = [_entry(word) for word in [*known, *sorted(found - set(known))]]
    return [*entries, *([Entry("open", _draw_open, BOX[0])] if any(bar.low != bar.high for bar in bars) else [])]


def _entry(response: str) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        colour, hatch = _look(response)
        corner = (x - BOX[0] / 2, y - BOX[1] / 2)
        axes.add_patch(
            Rectangle(
                corner, *BOX, facecolor=colour, edgecolor="white" if hatch else colour, hatch=hatch or None, linewidth=0
            )
        )

    return Entry(OTHERS.get(response, response), draw, BOX[0])


def _draw_open(axes: Axes, x: float, y: float) -> None:
    corner = (x - BOX[0] / 2, y - BOX[1] / 2)
    axes.add_patch(Rectangle(corner, *BOX, facecolor="none", edgecolor=GREY, linestyle=(0, (2, 2)), linewidth=0.6))
