"""A few patients, a line each: results, limits of detection, nadirs or peaks, the grades of CRS and ICANS along it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes

from blastline.estimate.row import LedgerRow
from blastline.estimate.stretches import Stretch
from blastline.estimate.time_course import BEFORE
from blastline.report.figures.course_panel import Course, Panel, ends_of
from blastline.report.figures.grades import GRADE_COLOURS, grade_number
from blastline.report.figures.legend import LINE_WIDTH, Entry
from blastline.report.figures.lettering import line_height, width_of
from blastline.report.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    SMALL_POINTS,
    VERMILLION,
)

# A colour, a dash and a point for each of nine patients: told apart in grey by the last two.
LOOKS = (
    (BLUE, "-", "o"),
    (VERMILLION, "--", "s"),
    (GREEN, "-.", "^"),
    (PURPLE, ":", "D"),
    (BLACK, "-", "x"),
    (ORANGE, "--", "P"),
    (SKY_BLUE, "-.", "v"),
    (GREY, ":", "*"),
    ("#5B3A1E", (0, (5, 1, 1, 1, 1, 1)), "h"),
)
POINTS = 2.8
WIDEST_LABEL = 0.4
HALO_POINTS = 2.6
ASIDE = HALO_POINTS / 72 * 0.75
SIDES = (1, -1)


@dataclass(frozen=True, slots=True)
class Look:
    """How one patient is drawn and called, in every panel alike."""

    label: str
    colour: str
    dash: object
    point: str


def looks_for(patients: Sequence[str]) -> dict[str, Look]:
    """A look for each patient; names that are long are told apart by their ends, and stand whole in the legend."""
    labels = _short(patients)
    return {patient: Look(labels[patient], *LOOKS[at % len(LOOKS)]) for at, patient in enumerate(patients)}


def _short(patients: Sequence[str]) -> dict[str, str]:
    if all(width_of(patient, SMALL_POINTS) <= WIDEST_LABEL for patient in patients):
        return {patient: patient for patient in patients}
    return {patient: str(place) for place, patient in enumerate(patients, start=1)}


def look_entries(looks: Mapping[str, Look]) -> list[Entry]:
    """The patients in the legend."""
    return [_look_entry(patient, look) for patient, look in looks.items()]


def _look_entry(patient: str, look: Look) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        ends = [x - LINE_WIDTH / 2, x + LINE_WIDTH / 2]
        axes.plot(ends, [y, y], color=look.colour, linestyle=look.dash, linewidth=0.9)
        _point(axes, x, y, look)

    return Entry(patient if patient == look.label else f"{look.label}: {patient}", draw, LINE_WIDTH)


def limit_entry() -> Entry:
    """The legend of a value beyond what could be measured."""

    def draw(axes: Axes, x: float, y: float) -> None:
        axes.plot([x], [y], linestyle="none", marker="v", markersize=4, markerfacecolor="white", markeredgecolor=GREY)

    return Entry("below a limit (pointing up: above one)", draw)


def extreme_entry(words: str) -> Entry:
    """The legend of the ring around a nadir or a peak."""

    def draw(axes: Axes, x: float, y: float) -> None:
        axes.plot([x], [y], linestyle="none", marker="o", markersize=7, markerfacecolor="none", markeredgecolor=BLACK)

    return Entry(words, draw)


def halo_entry(shown: Sequence[str]) -> Entry:
    """The legend of the bands along a line."""

    def draw(axes: Axes, x: float, y: float) -> None:
        ends = [x - LINE_WIDTH / 2, x + LINE_WIDTH / 2]
        for side, _ in zip(SIDES, shown, strict=False):
            axes.plot(ends, [y + side * ASIDE] * 2, color=GRADE_COLOURS[1], linewidth=HALO_POINTS)
        axes.plot(ends, [y, y], color=BLACK, linewidth=0.8)

    sides = [f"{name} {where} the line" for name, where in zip(shown, ("below", "above"), strict=False)]
    return Entry(f"grade of {', of '.join(sides)}; broken: open, up to this grade", draw, LINE_WIDTH)


def draw_lines(
    axes: Axes,
    panel: Panel,
    course: Course,
    looks: Mapping[str, Look],
    halos: Sequence[Mapping[str, Sequence[Stretch]]] = (),
) -> None:
    """One line a patient; the first of `halos` lies under it, the second above it."""
    ends: dict[str, tuple[float, float]] = {}
    for patient, look in looks.items():
        rows = [row for row in course.of("value") if row.patient_id == patient]
        if not rows:
            continue
        dated = [row for row in rows if row.category != BEFORE]
        for side, halo in zip(SIDES, halos, strict=False):
            _draw_halo(axes, panel, dated, halo.get(patient, ()), side)
        xs, ys = [panel.place(row.category) for row in dated], [_height(panel, row) for row in dated]
        axes.plot(xs, ys, color=look.colour, linestyle=look.dash, linewidth=0.8, zorder=3)
        _draw_before(axes, panel, rows, dated, look)
        for row in rows:
            _draw_value(axes, panel, row, look)
        if dated:
            ends[patient] = xs[-1], ys[-1]
    _draw_labels(axes, panel, {looks[patient]: end for patient, end in ends.items()}, _days(course, looks))
    _draw_extremes(axes, panel, course, looks)


def _height(panel: Panel, row: LedgerRow) -> float:
    """A value within limits stands in their middle, one beyond a limit at the limit."""
    low, high = ends_of(row)
    if _below(row) or low is None:
        return panel.y(high if high is not None else panel.scale.low)
    if high is None:
        return panel.y(low)
    return (panel.y(low) + panel.y(high)) / 2


def _below(row: LedgerRow) -> bool:
    low, high = ends_of(row)
    return high is not None and low != high and not low


def _draw_before(axes: Axes, panel: Panel, rows: Sequence[LedgerRow], dated: Sequence[LedgerRow], look: Look) -> None:
    before = [row for row in rows if row.category == BEFORE]
    if before and dated:
        pair = (before[0], dated[0])
        xs, ys = [panel.place(row.category) for row in pair], [_height(panel, row) for row in pair]
        axes.plot(xs, ys, color=look.colour, linestyle=(0, (1, 2)), linewidth=0.5, zorder=2.5)


def _draw_value(axes: Axes, panel: Panel, row: LedgerRow, look: Look) -> None:
    x, y = panel.place(row.category), _height(panel, row)
    low, high = ends_of(row)
    if low == high:
        _point(axes, x, y, look, key=row.key)
        return
    marker = "v" if _below(row) else "^" if high is None else "_"
    if marker == "_":
        axes.plot([x, x], [panel.y(low or 0), panel.y(high or 0)], color=look.colour, linewidth=0.6, zorder=3)
    axes.plot(
        [x],
        [y],
        linestyle="none",
        marker=marker,
        markersize=4,
        markerfacecolor="white",
        markeredgecolor=look.colour,
        markeredgewidth=0.8,
        gid=row.key,
        zorder=4,
    )


def _point(axes: Axes, x: float, y: float, look: Look, key: str = "") -> None:
    axes.plot(
        [x],
        [y],
        linestyle="none",
        marker=look.point,
        markersize=POINTS,
        color=look.colour,
        markeredgewidth=0.8 if look.point == "x" else 0,
        gid=key or None,
        zorder=4,
    )


def _draw_halo(axes: Axes, panel: Panel, rows: Sequence[LedgerRow], stretches: Sequence[Stretch], side: int) -> None:
    """A band along the line over the days of each grade above 0, up to the next result."""
    places = [(int(row.category), _height(panel, row)) for row in rows]
    aside = side * ASIDE
    for stretch in stretches:
        grade = grade_number(stretch.possibly)
        first, last = stretch.first - 0.5, stretch.last + 0.5
        if grade and places and last > places[0][0] and first < places[-1][0]:
            days = [max(first, places[0][0]), *[day for day, _ in places if first < day < last]]
            days.append(min(last, places[-1][0]))
            ys = [_on_line(places, day) + aside for day in days]
            sure = stretch.surely == stretch.possibly
            axes.plot(
                [panel.x(day) for day in days],
                ys,
                color=GRADE_COLOURS[grade],
                linewidth=HALO_POINTS,
                linestyle="-" if sure else (0, (0.6, 0.6)),
                zorder=1.5,
            )


def _on_line(places: Sequence[tuple[int, float]], day: float) -> float:
    for (before, low), (after, high) in pairwise(places):
        if before <= day <= after:
            return low + (high - low) * (day - before) / (after - before)
    return places[0][1] if day < places[0][0] else places[-1][1]


def _draw_labels(axes: Axes, panel: Panel, ends: Mapping[Look, tuple[float, float]], days: Mapping[Look, str]) -> None:
    """Each patient at the end of the line; names that would touch are moved apart and tied to their line."""
    apart, last = line_height(SMALL_POINTS) * 0.9, -1e9
    spread: list[tuple[Look, float, float, float]] = []
    for look, (x, y) in sorted(ends.items(), key=lambda end: end[1][1]):
        last = max(y, last + apart)
        spread.append((look, x, y, last))
    over = max(0.0, last - panel.foot)
    for look, x, y, label in spread:
        at, beside = label - over, panel.right + 0.07
        axes.plot([x + 0.04, beside - 0.02], [y, at], color=GREY, alpha=0.6, linewidth=0.4, linestyle=":", zorder=2)
        words = f"{look.label}{days.get(look, '')}"
        axes.text(beside, at, words, ha="left", va="center", fontsize=SMALL_POINTS, color=look.colour)


def _days(course: Course, looks: Mapping[str, Look]) -> dict[Look, str]:
    """The day of each patient's nadir or peak, where it is one day."""
    rows = [row for row in course.of("nadir day", "peak day") if row.patient_id in looks]
    return {looks[row.patient_id]: f", d{row.value:g}" for row in rows if row.value == row.value_possible is not None}


def _draw_extremes(axes: Axes, panel: Panel, course: Course, looks: Mapping[str, Look]) -> None:
    """A ring around each nadir or peak whose day is known."""
    days = {row.patient_id: row for row in course.of("nadir day", "peak day")}
    for row in course.of("nadir", "peak"):
        day = days.get(row.patient_id)
        if row.patient_id not in looks or day is None or row.value is row.value_possible is None:
            continue
        if day.value is not None and day.value == day.value_possible and day.value <= panel.last:
            axes.plot(
                [panel.x(day.value)],
                [_height(panel, row)],
                linestyle="none",
                marker="o",
                markersize=7,
                markerfacecolor="none",
                markeredgecolor=looks[row.patient_id].colour,
                markeredgewidth=0.7,
                gid=row.key,
                zorder=4,
            )
