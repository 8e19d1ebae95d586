"""What the legend of the swimmer figure must explain: everything that is drawn, and nothing that is not."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from blastline.report.figures.legend import LINE_WIDTH, Entry, entry_for
from blastline.report.figures.marks import Mark, draw_mark
from blastline.report.figures.style import GREY
from blastline.report.figures.swimmer_course import Course
from blastline.report.figures.swimmer_lane import (
    Lane,
    draw_alive,
    draw_between,
    draw_dashes,
    draw_planned,
    draw_unknown,
)

HALF = LINE_WIDTH / 2
DAY = Mark("o", GREY, "", scale=1.35)


def swimmer_entries(
    lanes: Sequence[Lane], marks: Mapping[tuple[str, str], Mark]
) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Three groups: the symbols of events; how they tell whether the day is known; lines and how they end."""
    return [entry_for(mark) for mark in marks.values()], _day_entries(lanes), _line_entries(lanes)


def _day_entries(lanes: Sequence[Lane]) -> list[Entry]:
    placed = [event for lane in lanes for event in lane.placed]
    entries = [
        (any(event.dated for event in placed), Entry("filled: day recorded", _draw_dated)),
        (any(not event.dated for event in placed), Entry("hollow: day not recorded", _draw_undated)),
        (any(event.between for event in placed), Entry("lies between these days", _draw_between, LINE_WIDTH)),
    ]
    return [entry for used, entry in entries if used]


def _line_entries(lanes: Sequence[Lane]) -> list[Entry]:
    ends = [lane.course for lane in lanes]
    planned = Entry("planned infusion, not the days given", _draw_bar, LINE_WIDTH)
    entries = [
        (any(lane.bar[0] < lane.bar[1] for lane in lanes), planned),
        (any(lane.stretches for lane in lanes), Entry("length not recorded", _draw_dashes, LINE_WIDTH)),
        (any(course.alive for course in ends), Entry("alive at last contact", _draw_alive, LINE_WIDTH)),
        (any(_unknown(course) for course in ends), Entry("status at cut-off not recorded", draw_unknown)),
    ]
    return [entry for used, entry in entries if used]


def _unknown(course: Course) -> bool:
    return not (course.alive or course.death)


def _draw_dated(axes: Axes, x: float, y: float) -> None:
    draw_mark(axes, DAY, x, y)


def _draw_undated(axes: Axes, x: float, y: float) -> None:
    draw_mark(axes, DAY, x, y, filled=False)
    axes.text(x, y, "?", fontsize=5, ha="center", va="center_baseline", zorder=6)


def _draw_between(axes: Axes, x: float, y: float) -> None:
    draw_between(axes, x - HALF, x + HALF, y)


def _draw_bar(axes: Axes, x: float, y: float) -> None:
    draw_planned(axes, x - HALF, x + HALF, y)


def _draw_dashes(axes: Axes, x: float, y: float) -> None:
    draw_dashes(axes, x - HALF, x + HALF, y)


def _draw_alive(axes: Axes, x: float, y: float) -> None:
    draw_dashes(axes, x - HALF, x + 0.08, y)
    draw_alive(axes, x + 0.1, y)
