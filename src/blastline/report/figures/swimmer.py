"""Each patient's course in one lane: days where days are recorded, order where order is all that is known."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from blastline.estimate.ledger import Ledger
from blastline.estimate.stretches import MOST_ROWS
from blastline.report.figures.axis import AXIS_HEIGHT, draw_axis
from blastline.report.figures.legend import draw_legend, legend_height
from blastline.report.figures.lettering import broken, line_height
from blastline.report.figures.patients import NOTE_HEIGHT, draw_note, drawn_patients, names_width
from blastline.report.figures.style import (
    BLACK,
    BODY_POINTS,
    MARGIN,
    PALE_GREY,
    SMALL_POINTS,
    WASH,
    journal_style,
    sheet,
)
from blastline.report.figures.swimmer_course import Course, Cycle, courses, planned_cycle
from blastline.report.figures.swimmer_lane import draw_lane, lane_of
from blastline.report.figures.swimmer_layout import Panel, Plan, plan_for
from blastline.report.figures.swimmer_legend import swimmer_entries
from blastline.report.figures.swimmer_marks import event_marks

# From ten patients on, words beside the symbols would make the figure longer than a page.
LABELLED_BELOW = 10


def draw_swimmer(ledger: Ledger) -> Figure | None:
    """
    One lane a patient through three stretches: before, the first cycle to scale in days, and after treatment.

    What is not recorded is marked so and never given a length: an event without a day is hollow, and within
    the cycle it carries a bar over the days that it lies between; a stretch of unknown length is dashed.
    Raises ValueError, naming patient and event, where something follows a death. None where courses have days, which
    `draw_timeline` draws, and for more patients than anybody could look at one by one.
    """
    rows = ledger.where(section="course")
    if not rows or ledger.where(section="timeline") or len({row.patient_id for row in rows}) > MOST_ROWS:
        return None
    cycle = planned_cycle(ledger)
    everyone = courses(rows, cycle)
    patients, note = drawn_patients([course.patient for course in everyone])
    cutoff = ledger["study.cutoff"].text if "study.cutoff" in ledger else "date not recorded"
    with journal_style():
        return _draw(everyone[: len(patients)], cycle, cutoff, note)


def _draw(everyone: Sequence[Course], cycle: Cycle, cutoff: str, note: str) -> Figure:
    plan = plan_for(everyone, cycle, names_width([course.patient for course in everyone]))
    marks = event_marks(event for course in everyone for event in course.events())
    lanes = [lane_of(course, plan, labelled=len(everyone) < LABELLED_BELOW) for course in everyone]
    entries = swimmer_entries(lanes, marks)
    titles = {name: _title(name, panel, everyone, cycle) for name, panel in plan.panels.items()}
    top = MARGIN + max(map(len, titles.values())) * line_height(BODY_POINTS) + 0.06
    foot = top + sum(lane.height for lane in lanes)
    below = foot + AXIS_HEIGHT + 0.06
    figure, axes = sheet(below + legend_height(*entries) + (NOTE_HEIGHT if note else 0) + MARGIN)
    _draw_panels(axes, plan, titles, top, foot)
    _draw_cutoff(axes, plan.panels["after"].right, cutoff, top, foot)
    for lane in lanes:
        draw_lane(axes, lane, marks, top)
        top += lane.height
        _draw_rule(axes, plan, top, last=lane is lanes[-1])
    draw_legend(axes, below, *entries)
    draw_note(axes, note, below + legend_height(*entries))
    return figure


def _title(name: str, panel: Panel, everyone: Sequence[Course], cycle: Cycle) -> list[str]:
    return [line for part in _title_parts(name, everyone, cycle) for line in broken(part, panel.width)]


def _title_parts(name: str, everyone: Sequence[Course], cycle: Cycle) -> list[str]:
    """The title of a panel, in the parts that start a line of their own."""
    if name == "before":
        return ["Before"]
    if name == "cycle":
        return ["Cycle 1:", f"planned days {cycle.first}–{cycle.last}, to scale"]
    events = [event for course in everyone for event in course.panels()[name]]
    if name == "end":
        later = any(event.phase == "during" for event in events)
        return ["Later cycles,", "end of treatment"] if later else ["End of treatment"]
    known = any(event.value is not None for event in events)
    return ["After treatment:", "not to scale" if known else "days not recorded"]


def _draw_panels(axes: Axes, plan: Plan, titles: dict[str, list[str]], top: float, foot: float) -> None:
    """The panels of mere order on a grey wash, the days of the cycle on white above their ruler."""
    for name, panel in plan.panels.items():
        if name != "cycle":
            axes.add_patch(Rectangle((panel.left, top), panel.width, foot - top, facecolor=WASH, linewidth=0, zorder=0))
        _draw_title(axes, panel, titles[name], top)
    for edge in (plan.panels["end"].left, plan.panels["cycle"].left, plan.panels["after"].left):
        axes.plot([edge, edge], [top, foot], color="white", linewidth=1.6, zorder=0.6)
    draw_axis(axes, _ticks(plan.cycle), plan.place, top, foot, "Study day")


def _draw_title(axes: Axes, panel: Panel, lines: list[str], top: float) -> None:
    middle = (panel.left + panel.right) / 2
    for number, line in enumerate(reversed(lines)):
        axes.text(middle, top - 0.07 - number * line_height(BODY_POINTS), line, ha="center", va="baseline")


def _ticks(cycle: Cycle) -> list[float]:
    """The first and the last planned day and the weeks between, without two numbers that would touch."""
    week = 7 * max(1, -(-(cycle.last - cycle.first) // 42))
    weeks = [day for day in range(week, cycle.last, week) if cycle.first + 3 <= day <= cycle.last - 3]
    return list(dict.fromkeys([cycle.first, *weeks, cycle.last]))


def _draw_cutoff(axes: Axes, x: float, cutoff: str, top: float, foot: float) -> None:
    axes.plot([x, x], [top, foot + 0.05], color=BLACK, linewidth=1.0, zorder=1)
    words = f"Cut-off {cutoff}"
    axes.text(x, foot + 0.08, words, ha="right", va="top", fontsize=SMALL_POINTS + 0.5)


def _draw_rule(axes: Axes, plan: Plan, y: float, *, last: bool) -> None:
    if not last:
        ends = (MARGIN, plan.panels["after"].right)
        axes.plot(ends, [y, y], color=PALE_GREY, linewidth=0.4, zorder=0.7)
