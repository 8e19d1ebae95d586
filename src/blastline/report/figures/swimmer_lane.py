"""One patient's lane: the planned bar, the dashed line of unknown length, the events, and how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from blastline.report.figures.lettering import line_height
from blastline.report.figures.marks import Mark, draw_mark
from blastline.report.figures.patients import draw_name
from blastline.report.figures.style import BLACK, BODY_POINTS, GREY, SMALL_POINTS, WASH
from blastline.report.figures.swimmer_course import Course
from blastline.report.figures.swimmer_labels import RANK_HEIGHT, Area, Label, labels_for, mark_area
from blastline.report.figures.swimmer_layout import Placed, Plan, placed_events
from blastline.report.figures.swimmer_marks import marked_as

BAR = 0.1
LINE = 0.03  # how much of a lane a dashed line keeps free of words
PADDING = 0.06
DASHES = (0, (3, 2))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of dashed line on one line of the lane."""

    left: float
    right: float
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """A course with everything in its place; `top` and `bottom` are inches from its first line."""

    course: Course
    placed: tuple[Placed, ...]
    stretches: tuple[Stretch, ...]
    bar: tuple[float, float]
    labels: tuple[Label, ...]
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def lane_of(course: Course, plan: Plan, *, labelled: bool) -> Lane:
    """The lane of a course; `labelled` gives it words beside the symbols, where there is room."""
    placed = placed_events(course, plan)
    stretches, bar = _stretches(course, placed, plan), _bar(course, placed, plan)
    lines = [Area(bar[0], bar[1], -BAR / 2, BAR / 2), *map(_area, stretches)]
    labels = labels_for(placed, plan, lines) if labelled else []
    areas = [*lines, *map(mark_area, placed), *(label.area for label in labels)]
    top = min(area.top for area in areas) - PADDING
    bottom = max(area.bottom for area in areas) + PADDING
    return Lane(course, tuple(placed), tuple(stretches), bar, tuple(labels), top, bottom)


def _area(stretch: Stretch) -> Area:
    y = stretch.rank * RANK_HEIGHT
    return Area(stretch.left, stretch.right, y - LINE, y + LINE)


def _death(course: Course, placed: Sequence[Placed]) -> Placed | None:
    return next((event for event in placed if event.row is course.death), None)


def _bar(course: Course, placed: Sequence[Placed], plan: Plan) -> tuple[float, float]:
    """From the first to the last planned day; nothing is planned beyond a recorded day of death."""
    start, stop = plan.place(plan.cycle.first), plan.place(plan.cycle.last)
    death = _death(course, placed)
    if death and death.panel == "before":
        return start, start
    return (start, death.x) if death and death.panel == "cycle" and death.dated else (start, stop)


def _stretches(course: Course, placed: Sequence[Placed], plan: Plan) -> list[Stretch]:
    """The dashed line: from the first event before treatment to the bar, and from there to the lane's end."""
    start, stop = plan.place(plan.cycle.first), plan.place(plan.cycle.last)
    before = [event for event in placed if event.panel == "before"]
    stretches = [Stretch(min(event.x for event in before), start)] if before else []
    death = _death(course, placed)
    if death and death.panel == "before":
        return [Stretch(stretches[0].left, death.x)] if death.x > stretches[0].left else []
    if death and death.panel == "cycle":
        return stretches
    if death and death.panel == "end":
        return [*stretches, Stretch(stop, plan.panels["end"].right if death.rank else death.x)]
    return stretches + _after_the_bar(course, placed, plan, stop)


def _after_the_bar(course: Course, placed: Sequence[Placed], plan: Plan, start: float) -> list[Stretch]:
    later = [event for event in placed if event.panel == "after"]
    lowest = max((event.rank for event in later), default=0)
    panel = plan.panels["after"]
    full = [Stretch(start if rank == 0 else panel.left, panel.right, rank) for rank in range(lowest)]
    return [*full, Stretch(panel.left if lowest else start, _end(course, later, lowest, plan), lowest)]


def _end(course: Course, later: Sequence[Placed], lowest: int, plan: Plan) -> float:
    """Where the lane ends: at death, at the cut-off for the living, else just beyond what is known last."""
    panel = plan.panels["after"]
    if course.alive:
        return panel.right
    last = max((event.x for event in later if event.rank == lowest), default=panel.left)
    if course.death:
        return last
    return min(max(last, panel.left) + panel.width / panel.columns / 2, panel.right - 2 * BAR)


def draw_lane(axes: Axes, lane: Lane, marks: Mapping[tuple[str, str], Mark], top: float) -> None:
    """The lane on the sheet, its upper edge at `top`."""
    y = top - lane.top
    draw_name(axes, lane.course.patient, y)
    if lane.bar[0] < lane.bar[1]:
        draw_planned(axes, *lane.bar, y)
    for stretch in lane.stretches:
        draw_dashes(axes, stretch.left, stretch.right, y + stretch.rank * RANK_HEIGHT)
    _draw_end(axes, lane, y)
    for event in lane.placed:
        height = y + event.rank * RANK_HEIGHT
        if event.between:
            draw_between(axes, *event.between, height)
        if event.panel == "cycle" and event.rank:
            _draw_tie(axes, event.x, y, height)
        mark = marks[marked_as(event.row)]
        draw_mark(axes, mark, event.x, height, filled=event.dated, key=event.row.key)
    for label in lane.labels:
        _draw_label(axes, label, y)


def _draw_tie(axes: Axes, x: float, top: float, foot: float) -> None:
    """From a symbol that had to give way up to its day on the lane."""
    axes.plot([x, x], [top, foot], color=GREY, linewidth=0.5, zorder=1.5)


def _draw_end(axes: Axes, lane: Lane, y: float) -> None:
    if lane.course.death or not lane.stretches:
        return
    last = lane.stretches[-1]
    height = y + last.rank * RANK_HEIGHT
    if lane.course.alive:
        draw_alive(axes, last.right, height, key=lane.course.alive.key)
    else:
        draw_unknown(axes, last.right + 0.06, height)


def draw_planned(axes: Axes, left: float, right: float, y: float) -> None:
    """The planned infusion: outlined and hatched, because it is not what was given."""
    axes.add_patch(
        Rectangle(
            (left, y - BAR / 2),
            right - left,
            BAR,
            facecolor="white",
            edgecolor=GREY,
            linewidth=0.6,
            hatch="//////",
            zorder=2,
        )
    )


def draw_dashes(axes: Axes, left: float, right: float, y: float) -> None:
    """Time whose length is not recorded."""
    axes.plot([left, right], [y, y], color=GREY, linewidth=0.8, linestyle=DASHES, zorder=1.5)


def draw_between(axes: Axes, left: float, right: float, y: float) -> None:
    """The days that an event without a day lies between."""
    for width, colour in ((2.4, "white"), (0.7, BLACK)):
        axes.plot([left, right], [y, y], color=colour, linewidth=width, zorder=3)
    for x in (left, right):
        axes.plot([x, x], [y - BAR / 2, y + BAR / 2], color=BLACK, linewidth=0.7, zorder=3)


def draw_alive(axes: Axes, x: float, y: float, key: str = "") -> None:
    """An arrow head that points at the cut-off."""
    axes.plot([x - 0.05], [y], marker=9, markersize=5, color=BLACK, markeredgewidth=0, gid=key or None, zorder=4)


def draw_unknown(axes: Axes, x: float, y: float) -> None:
    """A lane of which nobody says how it ended."""
    axes.text(x, y, "?", fontsize=BODY_POINTS, weight="bold", ha="center", va="center_baseline", color=GREY)


def _draw_label(axes: Axes, label: Label, y: float) -> None:
    middle = (label.area.left + label.area.right) / 2
    for number, line in enumerate(label.lines, start=1):
        foot = y + label.area.top + (number - 0.25) * line_height(SMALL_POINTS)
        _write(axes, line, middle, foot, "white" if label.panel == "cycle" else WASH)


def _write(axes: Axes, words: str, x: float, y: float, ground: str) -> None:
    # The ground hides the faint line of a week, which would strike the words through.
    box = {"facecolor": ground, "edgecolor": "none", "pad": 0.3}
    axes.text(x, y, words, fontsize=SMALL_POINTS, ha="center", va="baseline", gid="label", zorder=1.2, bbox=box)
