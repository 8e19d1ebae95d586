"""Where each event of the swimmer figure stands: to scale in the first cycle, in order everywhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from blastline.estimate.row import LedgerRow
from blastline.report.figures.marks import MARK_WIDTH
from blastline.report.figures.style import MARGIN, PAGE_WIDTH
from blastline.report.figures.swimmer_course import Course, Cycle

CYCLE_SHARE = 0.38  # of the width between the names and the cut-off
ROOM_BEYOND_CUTOFF = 0.12
PANEL_INSET = 0.06
INSET = 0.14  # so that a marker on the first or last day does not touch the next panel
MOST_COLUMNS = {"before": 4, "end": 3, "after": 7}
LEAST_COLUMNS = {"before": 1, "end": 1, "after": 3}
LEAST_WIDTHS = {"before": 0.8, "end": 0.95, "after": 1.6}  # what titles and labels need


@dataclass(frozen=True, slots=True)
class Panel:
    """A stretch of the page; where only order is known, `columns` events stand side by side."""

    left: float
    right: float
    columns: int = 0

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Placed:
    """
    An event and its place: `x` in inches, `rank` in lines of its lane from the top.

    `between` are the recorded days that an event of the first cycle without a day lies between, in inches.
    """

    row: LedgerRow
    panel: str
    x: float
    rank: int = 0
    between: tuple[float, float] | None = None

    @property
    def dated(self) -> bool:
        return self.row.value is not None


@dataclass(frozen=True, slots=True)
class Plan:
    """The panels from left to right, and the days that the first cycle shows."""

    panels: dict[str, Panel]
    cycle: Cycle

    def place(self, day: float) -> float:
        """Inches from the left at which a study day stands."""
        panel = self.panels["cycle"]
        share = (day - self.cycle.first) / max(1, self.cycle.last - self.cycle.first)
        return panel.left + INSET + share * (panel.width - 2 * INSET)


def plan_for(everyone: Sequence[Course], cycle: Cycle, names: float) -> Plan:
    """Panels wide enough for the fullest course; the panels of mere order share what the days leave over."""
    columns = {name: _columns(everyone, name) for name in MOST_COLUMNS}
    width = PAGE_WIDTH - MARGIN - ROOM_BEYOND_CUTOFF - names
    # Words first; what is left goes to the columns beyond the least.
    spare = width * (1 - CYCLE_SHARE) - sum(LEAST_WIDTHS.values())
    extra = {name: count - LEAST_COLUMNS[name] + 1 for name, count in columns.items()}
    widths = {name: LEAST_WIDTHS[name] + spare * extra[name] / sum(extra.values()) for name in columns}
    stretches = (widths["before"], width * CYCLE_SHARE, widths["end"], widths["after"])
    edges = [names]
    for stretch in stretches:
        edges.append(edges[-1] + stretch)
    ordered = zip(("before", "cycle", "end", "after"), pairwise(edges), strict=True)
    return Plan({name: Panel(left, right, columns.get(name, 0)) for name, (left, right) in ordered}, cycle)


def _columns(everyone: Sequence[Course], name: str) -> int:
    most = max(len(course.panels()[name]) for course in everyone)
    # One column more after treatment, so that the arrow of those alive has a shaft.
    return min(MOST_COLUMNS[name], max(LEAST_COLUMNS[name], most + (name == "after")))


def placed_events(course: Course, plan: Plan) -> list[Placed]:
    """Every event of a course with its place, from left to right."""
    return [
        *_in_order(course.before, "before", plan.panels["before"], to_the_right=True),
        *_in_cycle(course.cycle, plan),
        *_in_order(course.end, "end", plan.panels["end"]),
        *_in_order(course.after, "after", plan.panels["after"]),
    ]


def _in_order(rows: Sequence[LedgerRow], name: str, panel: Panel, *, to_the_right: bool = False) -> list[Placed]:
    """Events side by side in their known order; a full line is continued on the next, as in writing."""
    skipped = max(0, panel.columns - len(rows)) if to_the_right else 0
    column = (panel.width - 2 * PANEL_INSET) / max(1, panel.columns)
    placed = []
    for number, row in enumerate(rows):
        rank, place = divmod(number + skipped, panel.columns)
        placed.append(Placed(row, name, panel.left + PANEL_INSET + (place + 0.5) * column, rank))
    return placed


def _in_cycle(rows: Sequence[LedgerRow], plan: Plan) -> list[Placed]:
    """Events at their day; one without a day midway between the recorded days around it."""
    placed = [_at_day(row, plan) if row.value is not None else _midway(rows, i, plan) for i, row in enumerate(rows)]
    return _spread(sorted(placed, key=lambda event: event.x))


def _at_day(row: LedgerRow, plan: Plan) -> Placed:
    assert row.value is not None
    return Placed(row, "cycle", plan.place(row.value))


def _midway(rows: Sequence[LedgerRow], place: int, plan: Plan) -> Placed:
    low, high = _known_between([row.value for row in rows], place, plan.cycle)
    number, of = _number_in_run(rows, place)
    left, right = plan.place(low), plan.place(high)
    return Placed(rows[place], "cycle", left + (right - left) * number / (of + 1), between=(left, right))


def _known_between(days: Sequence[float | None], place: int, cycle: Cycle) -> tuple[float, float]:
    low = max((day for day in days[:place] if day is not None), default=cycle.first)
    high = min((day for day in days[place + 1 :] if day is not None), default=cycle.last)
    # Where the days contradict the order, the order says nothing.
    return (low, high) if low <= high else (cycle.first, cycle.last)


def _number_in_run(rows: Sequence[LedgerRow], place: int) -> tuple[int, int]:
    """The how-manieth an event without a day is of how many between the same two recorded days."""
    start = place
    while start and rows[start - 1].value is None:
        start -= 1
    stop = place
    while stop < len(rows) and rows[stop].value is None:
        stop += 1
    return place - start + 1, stop - start


def _spread(placed: Sequence[Placed]) -> list[Placed]:
    """Events that would touch stand below each other: each takes the highest line free at its place."""
    ends: list[float] = []
    result = []
    for event in placed:
        free = (rank for rank, end in enumerate(ends) if event.x - end >= MARK_WIDTH)
        rank = next(free, len(ends))
        ends[rank : rank + 1] = [event.x]
        result.append(Placed(event.row, event.panel, event.x, rank, event.between))
    return result
