"""Courses of results: cytokines and T cells beside CRS and ICANS, counts above the infusion."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate import by_day, infusion
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.stretches import Stretch, read_stretches
from blastline.estimate.time_course import COUNT, SERIES
from blastline.report.figures.axis import AXIS_HEIGHT
from blastline.report.figures.course_lines import (
    draw_lines,
    extreme_entry,
    halo_entry,
    limit_entry,
    look_entries,
    looks_for,
)
from blastline.report.figures.course_panel import (
    Course,
    Panel,
    courses_of,
    draw_frame,
    regular_ticks,
    scale_for,
    ticks_at,
    title_fits,
)
from blastline.report.figures.course_quartiles import draw_quartiles
from blastline.report.figures.grades import grade_entries, grade_number
from blastline.report.figures.infusion_strip import draw_infusion, infusion_entries, infusion_height
from blastline.report.figures.legend import Entry, draw_legend, legend_height
from blastline.report.figures.style import BODY_POINTS, LINE, MARGIN, PAGE_WIDTH, SMALL_POINTS, journal_style, sheet
from blastline.report.figures.toxicity_shares import draw_shares, grades_in, open_on_some_day

# Panels beside each other: two, and three where two would make the figure longer than a page.
ACROSS, MANY = (2, 3), 4
TITLE_HEIGHT, PANEL_HEIGHT, NUMBERS_HEIGHT = 0.3, 1.25, 0.16
RULER, LABELS, NO_LABELS, GRADES = 0.42, 0.52, 0.16, 0.4
STRIP_HEIGHT, STRIP_GAP = 0.2, 0.05
SYNDROMES = {"cytokine release syndrome": "CRS", "ICANS": "ICANS"}
TICK_APART = 0.24


def draw_time_course(ledger: Ledger) -> Figure | None:
    """One panel a cytokine or T-cell series, two beside each other; None where nobody has one on a known day."""
    courses = courses_of(ledger, SERIES)
    if not courses:
        return None
    with journal_style():
        return _draw_series(courses, ledger)


def draw_counts(ledger: Ledger) -> Figure | None:
    """Neutrophils, platelets and haemoglobin with the grades behind them and the infusion below; None without any."""
    courses = courses_of(ledger, COUNT)
    if not courses:
        return None
    with journal_style():
        return _draw_counts(courses, ledger)


def _draw_series(courses: Sequence[Course], ledger: Ledger) -> Figure:
    graded = {SYNDROMES[row.variable]: row.variable for row in _graded(ledger) if row.variable in SYNDROMES}
    strips = any(not course.single for course in courses) and len(graded)
    entries = _entries(courses, ledger, "peak; d3: on day 3")
    across = min(ACROSS[len(courses) > MANY], len(courses))
    lines = -(-len(courses) // across)
    labels = LABELS if any(course.single for course in courses) else NO_LABELS
    width = PAGE_WIDTH / across - RULER - labels
    title = TITLE_HEIGHT if all(title_fits(course, width) for course in courses) else TITLE_HEIGHT + LINE
    above = title + strips * (STRIP_HEIGHT + STRIP_GAP)
    each = above + _height(courses) + MARGIN
    figure, axes = sheet(MARGIN + lines * each + sum(map(legend_height, entries)) + MARGIN)
    looks = looks_for(_patients(courses))
    for at, course in enumerate(courses):
        left = RULER + (at % across) * (width + RULER + labels)
        panel = _panel(course, left, MARGIN + at // across * each + above, width, ledger)
        if not course.single:
            panel = replace(panel, above=above - title)
            _draw_strips(axes, panel, ledger, graded)
        _draw_course(axes, panel, course, looks, ledger, list(graded.values()))
    draw_legend(axes, MARGIN + lines * each, *entries)
    return figure


def _draw_counts(courses: Sequence[Course], ledger: Ledger) -> Figure:
    each = TITLE_HEIGHT + _height(courses)
    looks = looks_for(_patients(courses))
    rows = ledger.where(section=infusion.SECTION)
    below = infusion_height(rows)
    entries = [*_entries(courses, ledger, "nadir; d12: on day 12"), infusion_entries(rows)]
    figure, axes = sheet(MARGIN + len(courses) * each + below + sum(map(legend_height, entries)) + MARGIN)
    last = max(day for course in courses for day in course.days)
    beside = LABELS if looks else 0.0
    width = PAGE_WIDTH - RULER - beside - GRADES
    for at, course in enumerate(courses):
        top = MARGIN + at * each + TITLE_HEIGHT
        panel = replace(_panel(course, RULER, top, width, ledger, last), beside=beside)
        _draw_course(axes, panel, course, looks, ledger)
    top = MARGIN + len(courses) * each
    draw_infusion(axes, rows, {patient: look.label for patient, look in looks.items()}, panel, top)
    draw_legend(axes, top + below, *entries)
    return figure


def _height(courses: Sequence[Course]) -> float:
    """A panel with its ruler, and with the numbers of patients where it shows a cohort."""
    numbers = any(not course.single for course in courses)
    return PANEL_HEIGHT + AXIS_HEIGHT + (NUMBERS_HEIGHT if numbers else 0.0)


def _panel(course: Course, left: float, top: float, width: float, ledger: Ledger, last: int | None = None) -> Panel:
    first = int(ledger["study.first_day"].value or 0) if "study.first_day" in ledger else 0
    end = max(course.days) if last is None else last
    return Panel(left, top, width, PANEL_HEIGHT, first, max(end, first + 1), scale_for(course))


def _draw_course(
    axes: Axes,
    panel: Panel,
    course: Course,
    looks: Mapping[str, object],
    ledger: Ledger,
    terms: Sequence[str] = (),
) -> None:
    if course.single:
        ticks = regular_ticks(panel.first, panel.last, int((panel.right - panel.x(panel.first)) / TICK_APART))
        draw_frame(axes, panel, course, ticks, "Day")
        draw_lines(axes, panel, course, looks, [_stretches(ledger, term) for term in terms])  # type: ignore[arg-type]
    else:
        ticks = ticks_at(course.days, panel.x, TICK_APART)
        draw_frame(axes, panel, course, ticks, "")
        axes.text(
            (panel.x(panel.first) + panel.right) / 2,
            panel.foot + 0.33,
            "Day",
            ha="center",
            va="top",
            fontsize=BODY_POINTS,
        )
        draw_quartiles(axes, panel, course, ticks)


def _graded(ledger: Ledger) -> list[LedgerRow]:
    return ledger.where(section=by_day.SECTION, statistic="patients")


def _stretches(ledger: Ledger, term: str) -> dict[str, list[Stretch]]:
    rows = ledger.where(section=by_day.SECTION, variable=term, statistic="course")
    return {row.patient_id: read_stretches(row.text) for row in rows}


def _patients(courses: Sequence[Course]) -> list[str]:
    """Whoever has a line, in the order of the study."""
    return list(dict.fromkeys(row.patient_id for course in courses for row in course.of("value")))


def _draw_strips(axes: Axes, panel: Panel, ledger: Ledger, graded: Mapping[str, str]) -> None:
    """Above the panel of a cohort: what share of it had each grade of a syndrome on each day."""
    for place, (short, term) in enumerate(reversed(list(graded.items()))):
        rows = ledger.where(section=by_day.SECTION, variable=term)
        foot = panel.top - STRIP_GAP - place * (STRIP_HEIGHT + STRIP_GAP)
        draw_shares(axes, rows, panel.edge, panel.first, panel.last, foot - STRIP_HEIGHT, foot, ruler=False)
        corner = panel.edge(panel.first) - 0.04, foot - STRIP_HEIGHT / 2
        axes.text(*corner, short, ha="right", va="center", fontsize=SMALL_POINTS)


def _entries(courses: Sequence[Course], ledger: Ledger, extreme: str) -> list[list[Entry]]:
    """The legend: patients, signs, grades, each on lines of its own; what is not drawn is not in it."""
    single = [course for course in courses if course.single]
    signs = [limit_entry()] if any(row.value != row.value_possible for c in courses for row in c.by_day) else []
    signs += [extreme_entry(extreme)] if any(course.of("nadir", "peak") for course in single) else []
    return [look_entries(looks_for(_patients(courses))), signs, _grades(courses, ledger)]


def _grades(courses: Sequence[Course], ledger: Ledger) -> list[Entry]:
    if all(course.followed.category == COUNT for course in courses):
        return []
    rows = [row for row in ledger.where(section=by_day.SECTION) if row.variable in SYNDROMES]
    told = [s for row in rows if row.statistic == "course" for s in read_stretches(row.text)]
    cohort = not any(course.single for course in courses)
    grades = {grade_number(stretch.possibly) for stretch in told} if not cohort else {0, *grades_in(rows)}
    if cohort:
        return grade_entries(grades, unassessed=bool(rows), dotted=open_on_some_day(rows))
    shown = [SYNDROMES[term] for term in dict.fromkeys(row.variable for row in rows)]
    return [*grade_entries(grades - {0}), halo_entry(shown)] if grades - {0} else []
