"""Toxicities day by day: a map with one row a patient, or for thousands the share of patients with each grade."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.by_day import SECTION
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.stretches import DRAWN_DAYS, Stretch, read_stretches
from blastline.report.figures.axis import AXIS_HEIGHT, draw_axis
from blastline.report.figures.grades import (
    GRADE_COLOURS,
    Box,
    draw_boxes,
    grade_entries,
    grade_number,
)
from blastline.report.figures.legend import Entry, draw_legend, legend_height
from blastline.report.figures.lettering import line_height, width_of
from blastline.report.figures.patients import WIDEST_NAME
from blastline.report.figures.style import (
    BLACK,
    BODY_POINTS,
    GREY,
    MARGIN,
    PAGE_WIDTH,
    SMALL_POINTS,
    journal_style,
    sheet,
)
from blastline.report.figures.toxicity_shares import draw_shares, grades_in, open_on_some_day

ACROSS = 2
TITLE_HEIGHT, BETWEEN = 0.26, 0.2
ROW_HEIGHT, TALLEST, SHARE_HEIGHT = 0.15, 2.1, 1.4
# Rows lower than this have no room for a name.
NAMED_FROM = line_height(SMALL_POINTS) * 0.85
SHARE_LABELS = 0.36
APART_DAYS = (1, 2, 7, 14)

# The stretches of each patient, and those of each toxicity.
Courses: TypeAlias = Mapping[str, Sequence[Stretch]]
ByTerm: TypeAlias = Mapping[str, Courses]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a panel stands, and which days it shows."""

    left: float
    top: float
    width: float
    height: float
    first: int
    last: int

    def x(self, day: float) -> float:
        """The left edge of a day."""
        return self.left + (day - self.first) / (self.last - self.first + 1) * self.width

    @property
    def foot(self) -> float:
        return self.top + self.height


def draw_toxicity(ledger: Ledger) -> Figure | None:
    """One panel a toxicity with the grade of each day; None where no grade of any day is known."""
    rows = ledger.where(section=SECTION)
    graded = {row.variable: row.text for row in rows if row.statistic == "patients"}
    if not graded:
        return None
    first = int(ledger["study.first_day"].value or 0) if "study.first_day" in ledger else 0
    courses = {term: _courses(rows, term) for term in graded}
    with journal_style():
        if any(courses.values()):
            return _draw_map(graded, courses, ledger["study.patients"].patients, first)
        return _draw_shares(graded, rows, first)


def _courses(rows: Sequence[LedgerRow], term: str) -> Courses:
    chosen = [row for row in rows if row.variable == term and row.statistic == "course"]
    return {row.patient_id: read_stretches(row.text) for row in chosen}


def _draw_map(graded: Mapping[str, str], courses: ByTerm, everyone: Sequence[str], first: int) -> Figure:
    told = [s for of_term in courses.values() for course in of_term.values() for s in course]
    last = min(max(stretch.last for stretch in told), first + DRAWN_DAYS - 1)
    height = min(TALLEST, ROW_HEIGHT * len(everyone))
    named = height / len(everyone) >= NAMED_FROM
    patients = list(everyone) if named else _by_severity(everyone, courses.values())
    widest = max(width_of(patient, SMALL_POINTS) for patient in patients)
    label = min(widest, WIDEST_NAME) + 0.06 if named else 0.1
    ends = {patient: _end(patient, courses.values(), first, last) for patient in patients}
    holes = any(_holes(of.get(patient, []), first, ends[patient]) for of in courses.values() for patient in patients)
    entries = _map_entries([stretch for stretch in told if stretch.first <= last], holes=holes)
    figure, axes, frames = _sheet(graded, height, label, (first, last), entries)
    for term, frame in frames.items():
        row_height = height / len(patients)
        rows = [courses[term].get(patient, []) for patient in patients]
        _draw_rows(axes, frame, rows, [ends[patient] for patient in patients])
        for place, patient in enumerate(patients if named else []):
            y = frame.top + (place + 0.5) * row_height
            points = SMALL_POINTS * min(1.0, WIDEST_NAME / width_of(patient, SMALL_POINTS))
            axes.text(frame.left - 0.05, y, patient, ha="right", va="center_baseline", fontsize=points)
    return figure


def _draw_shares(graded: Mapping[str, str], rows: Sequence[LedgerRow], first: int) -> Figure:
    of_term = {term: [row for row in rows if row.variable == term] for term in graded}
    days = [int(row.category) for row in rows if row.category]
    entries = grade_entries({0, *grades_in(rows)}, unassessed=True, dotted=open_on_some_day(rows))
    figure, axes, frames = _sheet(graded, SHARE_HEIGHT, SHARE_LABELS, (first, max(days, default=first)), entries)
    for term, frame in frames.items():
        draw_shares(axes, of_term[term], frame.x, frame.first, frame.last, frame.top, frame.foot)
    return figure


def _by_severity(patients: Sequence[str], courses: Iterable[Courses]) -> list[str]:
    """The worst first: by the days with the highest grade, of all toxicities together, then by those with the next."""
    toxicities = list(courses)

    def severity(patient: str) -> tuple[int, ...]:
        own = [s for of_term in toxicities for s in of_term.get(patient, [])]
        worst = [0] * len(GRADE_COLOURS)
        for stretch in own:
            worst[grade_number(stretch.surely)] += stretch.last - stretch.first + 1
        return tuple(-days for days in reversed(worst[1:]))

    return sorted(patients, key=severity)


def _end(patient: str, courses: Iterable[Courses], first: int, last: int) -> int:
    """The last day on which a patient was graded for anything: beyond it, nothing is said of not assessing."""
    own = [stretch.last for of_term in courses for stretch in of_term.get(patient, [])]
    return min(max(own, default=first - 1), last)


def _map_entries(stretches: Sequence[Stretch], *, holes: bool) -> list[Entry]:
    return grade_entries(
        {grade_number(end) for stretch in stretches for end in (stretch.surely, stretch.possibly)},
        split=any(stretch.surely != stretch.possibly for stretch in stretches),
        unassessed=holes,
    )


def _sheet(
    graded: Mapping[str, str], height: float, label: float, days: tuple[int, int], entries: Sequence[Entry]
) -> tuple[Figure, Axes, dict[str, Frame]]:
    each = TITLE_HEIGHT + height + AXIS_HEIGHT + 0.06
    across = min(ACROSS, len(graded))
    lines = -(-len(graded) // across)
    figure, axes = sheet(MARGIN + lines * each + legend_height(entries) + MARGIN)
    width = (PAGE_WIDTH - 2 * MARGIN - BETWEEN * (across - 1)) / across
    frames = {}
    for at, (term, number) in enumerate(graded.items()):
        left = MARGIN + (at % across) * (width + BETWEEN) + label
        frame = Frame(left, MARGIN + at // across * each + TITLE_HEIGHT, width - label, height, *days)
        _draw_frame(axes, frame, term, number)
        frames[term] = frame
    draw_legend(axes, MARGIN + lines * each, entries)
    return figure, axes, frames


def _draw_frame(axes: Axes, frame: Frame, term: str, number: str) -> None:
    title = term[:1].upper() + term[1:]
    axes.text(frame.left, frame.top - 0.08, title, ha="left", va="bottom", fontsize=BODY_POINTS, weight="bold")
    right = frame.x(frame.last + 1)
    words = f"graded: {number}"
    # Long names leave a panel little room, and have it themselves.
    fits = width_of(title, BODY_POINTS, "bold") + width_of(words, SMALL_POINTS) + 0.1 <= right - frame.left
    place = right if fits else frame.left - 0.05
    axes.text(place, frame.top - 0.08, words, ha="right", va="bottom", fontsize=SMALL_POINTS, color=GREY)
    draw_axis(axes, day_ticks(frame.first, frame.last), lambda day: frame.x(day + 0.5), frame.foot, frame.foot, "Day")
    axes.plot([frame.left, right], [frame.foot] * 2, color=BLACK, linewidth=0.6)


def day_ticks(first: int, last: int, most: int = 10) -> list[int]:
    """The first day, then every so many days that a week is made of."""
    apart = next((days for days in APART_DAYS if (last - first) / days < most), APART_DAYS[-1])
    later = [day for day in range(apart, last + 1, apart) if day - first >= apart / 2]
    return [first, *later]


def _draw_rows(axes: Axes, frame: Frame, rows: Sequence[Sequence[Stretch]], ends: Sequence[int]) -> None:
    """Each patient's days; the left half of a day is its sure grade, the right half its possible one."""
    row_height = frame.height / len(rows)
    gap = 0.02 if row_height > 0.06 else 0.0
    boxes: dict[int, list[Box]] = {}
    unassessed: list[Box] = []
    for place, stretches in enumerate(rows):
        top, height = frame.top + place * row_height, row_height - gap
        for first, last in _holes(stretches, frame.first, ends[place]):
            unassessed.append(Box(frame.x(first), top, frame.x(last + 1) - frame.x(first), height))
        for stretch in stretches:
            for left, right, grade in _halves(stretch, frame.last):
                x = frame.x(left)
                boxes.setdefault(grade, []).append(Box(x, top, frame.x(right) - x, height))
    draw_boxes(axes, unassessed, "white", hatched=True)
    for grade, of_grade in sorted(boxes.items()):
        draw_boxes(axes, of_grade, GRADE_COLOURS[grade])
    axes.plot([frame.left] * 2, [frame.top, frame.foot], color=GREY, linewidth=0.4)


def _halves(stretch: Stretch, last: int) -> list[tuple[float, float, int]]:
    surely, possibly = grade_number(stretch.surely), grade_number(stretch.possibly)
    if stretch.first > last:
        return []
    end = min(stretch.last, last)
    if surely == possibly:
        return [(stretch.first, end + 1, surely)]
    days = range(stretch.first, end + 1)
    return [half for day in days for half in ((day, day + 0.5, surely), (day + 0.5, day + 1, possibly))]


def _holes(stretches: Sequence[Stretch], first: int, last: int) -> list[tuple[int, int]]:
    """The days up to the patient's last on which this was not assessed, from and to."""
    holes, day = [], first
    for stretch in stretches:
        if stretch.first > day:
            holes.append((day, min(stretch.first - 1, last)))
        day = stretch.last + 1
    return [(start, end) for start, end in [*holes, (day, last)] if start <= end]
