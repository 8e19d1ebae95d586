"""Dated courses: one lane a patient, coloured by response, the first days wide enough for toxicities and infusion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.stretches import DRAWN_DAYS, read_stretches
from blastline.estimate.survival import DAYS_A_MONTH
from blastline.report.figures.axis import AXIS_HEIGHT, draw_axis
from blastline.report.figures.grades import Box, draw_boxes, grade_number
from blastline.report.figures.legend import draw_legend, legend_height
from blastline.report.figures.marks import draw_mark
from blastline.report.figures.patients import draw_name, names_width
from blastline.report.figures.style import (
    BLACK,
    BODY_POINTS,
    GREY,
    MARGIN,
    PAGE_WIDTH,
    journal_style,
    sheet,
)
from blastline.report.figures.time_panel import APART_MONTHS
from blastline.report.figures.timeline_legend import (
    BODY_COLOURS,
    INFUSION,
    NO_STATE,
    RELAPSED,
    SYNDROME_COLOURS,
    SYNDROMES,
    mark_of,
    timeline_entries,
)

FIRST_SHARE = 0.42  # of the width is for the first days
GAP = 0.1
TALLEST = 8.4  # inches for all lanes
WIDEST_LANE, NAMED_LANE = 0.21, 0.12
TITLE = 0.22
MARK_POINTS, LEAST_MARK = 6.0, 1.9


@dataclass(frozen=True, slots=True)
class Scale:
    """Days to inches: the first days wide, those after them narrow."""

    left: float
    first: int
    last: int

    @property
    def turn(self) -> int:
        """The first day of the narrow part."""
        return self.first + DRAWN_DAYS

    @property
    def middle(self) -> float:
        return self.left + (PAGE_WIDTH - MARGIN - 0.12 - self.left) * (FIRST_SHARE if self.last >= self.turn else 1)

    def place(self, day: float) -> float:
        """The left edge of a day, in inches."""
        if day < self.turn:
            return self.left + (day - self.first) / DRAWN_DAYS * (self.middle - self.left)
        begin, right = self.middle + GAP, PAGE_WIDTH - MARGIN - 0.12
        return begin + (day - self.turn) / max(1, self.last + 1 - self.turn) * (right - begin)

    def months(self, months: float) -> float:
        return self.place(self.first + months * DAYS_A_MONTH)


@dataclass(frozen=True, slots=True)
class Dated:
    """The rows of one patient's lane."""

    patient: str
    end: LedgerRow
    infusion: LedgerRow | None
    events: tuple[LedgerRow, ...]
    grades: Mapping[str, LedgerRow]

    @property
    def last(self) -> int:
        return int(self.end.value or 0)


def draw_timeline(ledger: Ledger) -> Figure | None:
    """
    The lanes from the longest followed down, to scale in days to two months and in months from there on.

    Lanes of more patients than have room for a name are thin and without names; None without dated courses.
    """
    lanes = _lanes(ledger)
    if not lanes:
        return None
    with journal_style():
        return _draw(lanes, int(ledger["study.first_day"].value or 0))


def _lanes(ledger: Ledger) -> list[Dated]:
    rows: dict[str, list[LedgerRow]] = {}
    for row in ledger.where(section="timeline"):
        if row.patient_id:
            rows.setdefault(row.patient_id, []).append(row)
    grades: dict[str, dict[str, LedgerRow]] = {patient: {} for patient in rows}
    for name in SYNDROMES:
        for row in ledger.where(section="grade_by_day", variable=name, statistic="course"):
            if row.patient_id in grades:
                grades[row.patient_id][name] = row
    lanes = [_lane(patient, mine, grades[patient]) for patient, mine in rows.items()]
    return sorted(lanes, key=lambda lane: -lane.last)


def _lane(patient: str, rows: Sequence[LedgerRow], grades: Mapping[str, LedgerRow]) -> Dated:
    end = next(row for row in rows if row.variable == "end")
    infusion = next((row for row in rows if row.variable == "infusion"), None)
    events = tuple(row for row in rows if row.variable not in ("end", "infusion"))
    return Dated(patient, end, infusion, events, grades)


def _draw(lanes: Sequence[Dated], first: int) -> Figure:
    height = min(WIDEST_LANE, TALLEST / len(lanes))
    named = height >= NAMED_LANE
    left = names_width([lane.patient for lane in lanes]) if named else 0.35
    scale = Scale(left, first, max([*(lane.last for lane in lanes), first]))
    top = MARGIN + TITLE
    foot = top + height * len(lanes)
    groups = timeline_entries([(lane.end, lane.infusion, lane.events, lane.grades) for lane in lanes])
    below = foot + AXIS_HEIGHT + 0.06
    figure, axes = sheet(below + legend_height(*groups) + MARGIN)
    _draw_axes(axes, scale, top, foot)
    if not named:
        words = f"{len(lanes)} patients, longest followed first"
        axes.text(MARGIN + 0.1, (top + foot) / 2, words, rotation=90, ha="center", va="center", fontsize=BODY_POINTS)
    for number, lane in enumerate(lanes):
        y = top + (number + 0.5) * height
        if named:
            draw_name(axes, lane.patient, y)
        _draw_lane(axes, lane, scale, y, height)
    draw_legend(axes, below, *groups)
    return figure


def _draw_axes(axes: Axes, scale: Scale, top: float, foot: float) -> None:
    last = min(scale.last, scale.turn - 1)
    days = [scale.first, *(day for day in range(14, last + 1, 14) if day > scale.first + 4)]
    draw_axis(axes, days, scale.place, top, foot, "Study day")
    axes.text((scale.left + scale.middle) / 2, top - 0.07, f"First {DRAWN_DAYS} days", ha="center", va="baseline")
    if scale.last < scale.turn:
        return
    months, begin = scale.last / DAYS_A_MONTH, scale.turn / DAYS_A_MONTH
    apart = next((step for step in APART_MONTHS if (months - begin) / step <= 7), APART_MONTHS[-1])
    ticks = [tick for tick in range(0, ceil(months) + apart, apart) if begin <= tick <= months]
    middle = (scale.middle + GAP + scale.place(scale.last)) / 2
    axes.text(middle, top - 0.07, "Later, to the last contact", ha="center", va="baseline")
    if len(ticks) > 1:
        draw_axis(axes, ticks, scale.months, top, foot, "Months from the first dose")
    axes.plot([scale.middle + GAP, scale.place(scale.last + 1)], [foot, foot], color=BLACK, linewidth=0.6)


def _draw_lane(axes: Axes, lane: Dated, scale: Scale, y: float, height: float) -> None:
    body = height * 0.62
    for state, begin, end in _states(lane, scale.first):
        colour = BODY_COLOURS.get(state, GREY)
        draw_boxes(axes, _boxes(scale, begin, end, y - body / 2, body), colour)
    if lane.infusion:
        for stretch in read_stretches(lane.infusion.text):
            bar = _boxes(scale, stretch.first, stretch.last, y - body * 0.11, body * 0.22)
            draw_boxes(axes, bar, INFUSION, key=lane.infusion.key)
    for place, name in enumerate(SYNDROMES):
        _draw_grades(axes, lane.grades.get(name), scale, y + (-0.5 if place == 0 else 0.28) * body, body * 0.22)
    points = max(LEAST_MARK, MARK_POINTS * min(1.0, height / WIDEST_LANE * 1.1))
    _draw_events(axes, lane, scale, y, points)


def _boxes(scale: Scale, first: int, last: int, top: float, height: float) -> list[Box]:
    """Days from the first to the last, in two pieces where they lie on both sides of the turn."""
    edges = [(first, min(last + 1, scale.turn)), (max(first, scale.turn), last + 1)]
    pieces = []
    for begin, end in edges:
        if begin < end and end > scale.first:
            right = scale.middle if end == scale.turn else scale.place(end)
            start = scale.place(max(begin, scale.first))
            pieces.append(Box(start, top, right - start, height))
    return pieces


def _states(lane: Dated, first: int) -> list[tuple[str, int, int]]:
    """From each response or relapse to the next, and to the end of the lane; nothing is known before the first."""
    changes = [(NO_STATE, first)]
    for row in lane.events:
        day = int(row.value or 0)
        if row.variable == "relapse":
            changes.append((RELAPSED, day))
        elif row.variable == "response" and not (changes[-1][0] == RELAPSED and row.category in ("NR", "relapse")):
            changes.append((row.category, day))
    ends = [day for _, day in changes[1:]] + [lane.last + 1]
    return [(state, day, end - 1) for (state, day), end in zip(changes, ends, strict=True) if end > day]


def _draw_grades(axes: Axes, row: LedgerRow | None, scale: Scale, top: float, height: float) -> None:
    for stretch in read_stretches(row.text) if row else ():
        surely, possibly = grade_number(stretch.surely), grade_number(stretch.possibly)
        if possibly:
            colour = SYNDROME_COLOURS[min(max(surely, 1), 4)]
            boxes = _boxes(scale, stretch.first, stretch.last, top, height)
            draw_boxes(axes, boxes, colour, hatched=not surely, key=row.key if row else "")


def _draw_events(axes: Axes, lane: Dated, scale: Scale, y: float, points: float) -> None:
    """Symbols at their day; one that would cover the symbol before it gives way to the right."""
    free = scale.left
    step = points / 72 * 0.95
    for row in sorted((*lane.events, lane.end), key=lambda row: (row.value or 0, row is lane.end)):
        mark, filled = mark_of(row)
        if mark is None:
            continue
        x = max(scale.place((row.value or 0) + 0.5), free)
        draw_mark(axes, mark, x, y, filled=filled, points=points, key=row.key)
        free = x + step * mark.scale
