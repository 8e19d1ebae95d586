"""A panel of a course: days across with a place for the state before treatment, values upwards, grades as bands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.time_course import BEFORE, SECTION
from blastline.report.figures.axis import draw_axis
from blastline.report.figures.grades import GRADE_COLOURS, grade_number
from blastline.report.figures.lettering import line_height, width_of
from blastline.report.figures.scales import Scale, scale_of
from blastline.report.figures.style import BLACK, BODY_POINTS, GREY, PALE_GREY, SMALL_POINTS

BEFORE_WIDTH = 0.5
# Room for half a symbol at the foot and at the top.
PAD = 0.06
GRADE_POINTS = SMALL_POINTS - 0.5
EXTREMES = ("nadir", "peak")
STATISTICS = ("lower quartile", "median", "upper quartile")
APART_DAYS = (1, 2, 7, 14, 28)


@dataclass(frozen=True, slots=True)
class Course:
    """What the ledger says of one test: its patients, values or quartiles, bands, nadirs or peaks with their days."""

    test: str
    rows: tuple[LedgerRow, ...]

    def of(self, *statistics: str) -> list[LedgerRow]:
        """The rows with one of these statistics."""
        return [row for row in self.rows if row.statistic in statistics]

    @property
    def followed(self) -> LedgerRow:
        """How many patients have a result on a known day."""
        return self.of("patients")[0]

    @property
    def title(self) -> str:
        """The name of the test with its unit."""
        name, unit = self.followed.label.rpartition(", ")[0], self.by_day[0].unit if self.by_day else ""
        return f"{name} ({unit})" if unit else name

    @property
    def number(self) -> str:
        """Of how many patients the panel tells."""
        return f"n = {self.followed.text}"

    @property
    def by_day(self) -> list[LedgerRow]:
        """Values of patients, or quartiles of a cohort, each with its day."""
        return [row for row in self.of("value", *STATISTICS) if row.category == BEFORE or row.category.isdigit()]

    @property
    def days(self) -> list[int]:
        """The days since the first dose that have a value."""
        return sorted({int(row.category) for row in self.by_day if row.category != BEFORE})

    @property
    def single(self) -> bool:
        """Whether each patient has a line."""
        return bool(self.of("value"))


def title_fits(course: Course, width: float) -> bool:
    """Whether the title and the number of patients stand on one line of this width."""
    return width_of(course.title, BODY_POINTS, "bold") + width_of(course.number, SMALL_POINTS) + 0.1 <= width


def courses_of(ledger: Ledger, kind: str) -> list[Course]:
    """The courses of one kind, counts or series, that can be drawn, in the order of the ledger."""
    names = [row.variable for row in ledger.where(section=SECTION, statistic="patients", category=kind)]
    found = [Course(name, tuple(ledger.where(section=SECTION, variable=name))) for name in names]
    return [course for course in found if course.days]


def ends_of(row: LedgerRow) -> tuple[float | None, float | None]:
    """The lowest and the highest that a value may be; None where nothing bounds it."""
    return row.value, row.value_possible


@dataclass(frozen=True, slots=True)
class Panel:
    """Where a panel stands on the sheet and what its rulers hold."""

    left: float
    top: float
    width: float
    height: float
    first: int
    last: int
    scale: Scale
    # Inches between the title and the panel, and from the panel to the words at its right.
    above: float = 0.0
    beside: float = 0.0

    @property
    def foot(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, day: float) -> float:
        """The place of a day."""
        begin = self.left + BEFORE_WIDTH
        return begin + (day - self.first) / max(self.last - self.first, 1) * (self.width - BEFORE_WIDTH)

    def place(self, category: str) -> float:
        """The place of a ledger row by its day, or of the state before treatment."""
        return self.left + BEFORE_WIDTH / 2.8 if category == BEFORE else self.x(int(category))

    def y(self, value: float) -> float:
        """The place of a value."""
        return self.foot - PAD - self.scale.height_of(value) * (self.height - 2 * PAD)

    def edge(self, day: float) -> float:
        """The place at which a day begins, inside the panel and beside the state before treatment."""
        return min(max(self.x(day - 0.5), self.x(self.first) - BEFORE_WIDTH / 4), self.right)


def scale_for(course: Course) -> Scale:
    """A ruler for everything that is drawn of the course."""
    ends = [end for row in course.by_day for end in ends_of(row) if end is not None]
    # The lower end of "<40" is 0, which nobody measured; its place is the limit.
    drawn = [*course.by_day, *[row for row in course.of(*STATISTICS) if row.category in EXTREMES]]
    known = [row for row in drawn if row.value == row.value_possible and row.value is not None]
    limits = [row.value_possible if row.value in (None, 0) else row.value for row in drawn]
    values = [row.value for row in known] + [limit for limit in limits if limit is not None]
    return scale_of([value for value in values if value is not None] or ends)


def draw_frame(axes: Axes, panel: Panel, course: Course, ticks: Sequence[int], words: str) -> None:
    """Title, number of patients, both rulers, and the bands of grades behind."""
    _draw_bands(axes, panel, course)
    above = panel.top - panel.above - 0.06
    fits = title_fits(course, panel.width)
    title = above if fits else above - 0.14
    axes.text(panel.left, title, course.title, ha="left", va="bottom", fontsize=BODY_POINTS, weight="bold")
    side, place = ("right", panel.right) if fits else ("left", panel.left)
    axes.text(place, above, course.number, ha=side, va="bottom", fontsize=SMALL_POINTS, color=GREY)
    draw_axis(axes, ticks, panel.x, panel.top, panel.foot, words)
    axes.plot([panel.left, panel.right], [panel.foot] * 2, color=BLACK, linewidth=0.6)
    axes.plot([panel.left] * 2, [panel.top, panel.foot], color=BLACK, linewidth=0.6)
    if any(row.category == BEFORE for row in course.by_day):
        x = panel.place(BEFORE)
        axes.text(x, panel.foot + 0.08, "before", ha="center", va="top", fontsize=SMALL_POINTS)
        axes.plot([x, x], [panel.top, panel.foot], color=PALE_GREY, linewidth=0.5, zorder=0.5)
    for tick in panel.scale.ticks:
        axes.plot([panel.left - 0.04, panel.left], [panel.y(tick)] * 2, color=BLACK, linewidth=0.6)
        label = f"{tick:,.0f}" if tick >= 1000 else f"{tick:g}"
        axes.text(panel.left - 0.06, panel.y(tick), label, ha="right", va="center", fontsize=SMALL_POINTS)


def _draw_bands(axes: Axes, panel: Panel, course: Course) -> None:
    """The values of each grade in its colour, made faint; its number stands at the right."""
    for band in course.of("grade"):
        low, high = band.value or panel.scale.low, band.value_possible
        if low >= panel.scale.high or (high is not None and high <= panel.scale.low):
            continue
        top = panel.top if high is None or high > panel.scale.high else panel.y(high)
        foot = panel.foot if low <= panel.scale.low else panel.y(low)
        colour, corner = GRADE_COLOURS[grade_number(band.category)], (panel.left, top)
        band_shape = Rectangle(corner, panel.width, foot - top, facecolor=colour, alpha=0.22, linewidth=0, zorder=0.1)
        axes.add_patch(band_shape)
        axes.plot([panel.left, panel.right], [top, top], color=GREY, linewidth=0.4, linestyle=(0, (4, 3)), zorder=0.2)
        if foot - top > line_height(GRADE_POINTS) * 0.8:
            place = panel.right + panel.beside + 0.04, (top + foot) / 2
            axes.text(*place, f"grade {band.category}", ha="left", va="center", fontsize=GRADE_POINTS, color=GREY)


def regular_ticks(first: int, last: int, most: int) -> list[int]:
    """The first day, then every so many days that weeks are made of."""
    apart = next((days for days in APART_DAYS if (last - first) / days <= most), APART_DAYS[-1])
    return [first, *[day for day in range(apart, last + 1, apart) if day - first >= apart / 2]]


def ticks_at(days: Sequence[int], place: Callable[[float], float], apart: float) -> list[int]:
    """Days that have results, as many as stand at least `apart` inches from each other."""
    chosen: list[int] = []
    for day in days:
        if not chosen or place(day) - place(chosen[-1]) >= apart:
            chosen.append(day)
    return chosen
