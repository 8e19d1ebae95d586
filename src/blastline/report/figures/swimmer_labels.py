"""Words beside the events of a lane where there is room; where there is none, the symbol stands alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blastline.estimate.row import LedgerRow
from blastline.report.figures.lettering import broken, line_height, width_of
from blastline.report.figures.marks import MARK_WIDTH
from blastline.report.figures.style import SMALL_POINTS
from blastline.report.figures.swimmer_layout import Panel, Placed, Plan

RANK_HEIGHT = 0.17
CLEARANCE = 0.025  # above and below
ASIDE = 0.05  # to the left and the right
MOST_LINES = 3
# Tried in turn, inches: broad and flat first, then narrow and tall.
LINE_WIDTHS = (1.9, 1.45, 1.15, 0.95, 0.8, 0.65)


@dataclass(frozen=True, slots=True)
class Area:
    """A taken rectangle of a lane, in inches; the lane's first line is at 0."""

    left: float
    right: float
    top: float
    bottom: float

    def touches(self, other: "Area") -> bool:
        across = self.left < other.right + ASIDE and other.left < self.right + ASIDE
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of words centred in an area of a panel."""

    lines: tuple[str, ...]
    area: Area
    panel: str


def mark_area(event: Placed) -> Area:
    """The place that a symbol takes up."""
    y, half = event.rank * RANK_HEIGHT, MARK_WIDTH / 2
    return Area(event.x - half, event.x + half, y - half, y + half)


def labels_for(placed: Sequence[Placed], plan: Plan, lines: Sequence[Area]) -> list[Label]:
    """
    Labels for the events of one lane, given from left to right; `lines` are the bars and lines drawn in it.

    Each takes the first place, above or below its symbol and within its panel, that touches nothing. Words go
    before the bare day; an event that finds room for neither has no label.
    """
    taken = [*map(mark_area, placed), *lines]
    labels = []
    for event in placed:
        free = (
            label
            for label in _candidates(event, plan.panels[event.panel])
            if not any(label.area.touches(area) for area in taken)
        )
        if label := next(free, None):
            labels.append(label)
            taken.append(label.area)
    return labels


def _candidates(event: Placed, panel: Panel) -> Iterator[Label]:
    for words in _wordings(event.row):
        for width in LINE_WIDTHS:
            lines = broken(words, min(width, panel.width - 2 * ASIDE), SMALL_POINTS)
            if len(lines) <= MOST_LINES and not _cut(lines, words):
                yield from _above_and_below(lines, event, panel)


def _wordings(row: LedgerRow) -> list[str]:
    """Words with the day if there is one, then the day alone."""
    if row.value is None:
        return [row.label]
    # "day" must not end one line and "10" start the next.
    day = row.text.replace(" ", "\u00a0")
    return [row.label if row.text in row.label else f"{row.label}, {day}", row.text]


def _cut(lines: Sequence[str], words: str) -> bool:
    """Whether a word had to be cut in two to fit, which is worse than no label."""
    return " ".join(lines) != words


def _above_and_below(lines: Sequence[str], event: Placed, panel: Panel) -> Iterator[Label]:
    width = max(width_of(line, SMALL_POINTS) for line in lines)
    left = min(max(event.x - width / 2, panel.left + ASIDE), panel.right - ASIDE - width)
    height = len(lines) * line_height(SMALL_POINTS)
    mark = mark_area(event)
    for top in (mark.top - CLEARANCE - height, mark.bottom + CLEARANCE):
        yield Label(tuple(lines), Area(left, left + width, top, top + height), event.panel)
