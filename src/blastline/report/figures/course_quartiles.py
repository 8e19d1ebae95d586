"""A cohort in one panel: the median of each day, the band of the middle half, and how many patients it is of."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from blastline.estimate.row import LedgerRow
from blastline.estimate.time_course import BEFORE
from blastline.report.figures.course_panel import EXTREMES, STATISTICS, Course, Panel
from blastline.report.figures.style import BLACK, BLUE, GREY, SKY_BLUE, SMALL_POINTS

Ends = tuple[float, float]


def draw_quartiles(axes: Axes, panel: Panel, course: Course, ticks: Sequence[int]) -> None:
    """Median and quartiles; where an end is open the band reaches as far as it may."""
    lower, median, upper = (
        {row.category: _ends(panel, row) for row in course.of(name) if row in course.by_day} for name in STATISTICS
    )
    days = [str(day) for day in course.days]
    xs = [panel.place(day) for day in days]
    axes.fill_between(
        xs,
        [panel.y(lower[day][0]) for day in days],
        [panel.y(upper[day][1]) for day in days],
        color=SKY_BLUE,
        alpha=0.35,
        linewidth=0,
        zorder=1,
    )
    axes.plot(xs, [panel.y(median[day][1]) for day in days], color=BLUE, linewidth=1.1, zorder=3)
    for day in (*days, *([BEFORE] if BEFORE in median else [])):
        _draw_median(axes, panel, day, median[day])
    if BEFORE in median:
        x = panel.place(BEFORE)
        axes.plot([x, x], [panel.y(lower[BEFORE][0]), panel.y(upper[BEFORE][1])], color=BLUE, linewidth=0.8, zorder=2)
    _draw_numbers(axes, panel, course, ticks)
    _draw_extreme(axes, panel, course)


def _ends(panel: Panel, row: LedgerRow) -> Ends:
    low, high = row.value, row.value_possible
    return (panel.scale.low if low is None else low), (panel.scale.high if high is None else high)


def _draw_median(axes: Axes, panel: Panel, day: str, median: Ends) -> None:
    """A median that is known is a point; one known only to lie below something is a hollow triangle at its limit."""
    known = median[0] == median[1]
    axes.plot(
        [panel.place(day)],
        [panel.y(median[1])],
        linestyle="none",
        marker="o" if known else "v",
        markersize=2.6 if known else 4,
        markerfacecolor=BLUE if known else "white",
        markeredgecolor=BLUE,
        markeredgewidth=0.7,
        zorder=4,
    )


def _draw_numbers(axes: Axes, panel: Panel, course: Course, ticks: Sequence[int]) -> None:
    """Below each tick the number of patients of that day."""
    numbers = {row.category: row.denominator for row in course.of("median") if row in course.by_day}
    for day in (*([BEFORE] if BEFORE in numbers else []), *map(str, ticks)):
        if day in numbers:
            x = panel.place(day)
            axes.text(x, panel.foot + 0.2, str(numbers[day]), ha="center", va="top", fontsize=SMALL_POINTS, color=GREY)
    axes.text(panel.left - 0.06, panel.foot + 0.2, "n", ha="right", va="top", fontsize=SMALL_POINTS, color=GREY)


def _draw_extreme(axes: Axes, panel: Panel, course: Course) -> None:
    """The middle of the patients' own nadirs or peaks, and of their days, with the middle half of each."""
    for what in EXTREMES:
        height = {row.statistic: row for row in course.rows if row.category == what}
        day = {row.statistic: row for row in course.rows if row.category == f"{what} day"}
        if len(height) < len(STATISTICS) or len(day) < len(STATISTICS):
            continue
        xs = [panel.x(min(max(day[name].value or 0, panel.first), panel.last)) for name in STATISTICS]
        ys = [panel.y(height[name].value or 0) for name in STATISTICS]
        axes.plot([xs[0], xs[2]], [ys[1], ys[1]], color=BLACK, linewidth=0.7, zorder=4)
        axes.plot([xs[1], xs[1]], [ys[0], ys[2]], color=BLACK, linewidth=0.7, zorder=4)
        axes.plot(
            [xs[1]],
            [ys[1]],
            linestyle="none",
            marker="D",
            markersize=4,
            markerfacecolor="white",
            markeredgecolor=BLACK,
            markeredgewidth=0.8,
            gid=height["median"].key,
            zorder=5,
        )
        ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
        words = f"{what}: median {height['median'].text} on day {day['median'].text}"
        corner = panel.right - 0.03, panel.top + 0.03
        axes.text(*corner, words, ha="right", va="top", fontsize=SMALL_POINTS, bbox=ground, zorder=5)
