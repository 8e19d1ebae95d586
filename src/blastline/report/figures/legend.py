"""The legend under a figure: symbols and their words, set line by line like a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from blastline.report.figures.lettering import width_of
from blastline.report.figures.marks import MARK_WIDTH, Mark, draw_mark
from blastline.report.figures.style import MARGIN, PAGE_WIDTH, SMALL_POINTS

LEGEND_POINTS = SMALL_POINTS + 0.5
LEGEND_LINE = 0.19
BETWEEN_ENTRIES = 0.2
BEFORE_WORDS = 0.07
LINE_WIDTH = 0.32  # for a symbol that is a stretch of line


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the legend; `draw` puts its symbol, centred at a place, on the sheet."""

    words: str
    draw: Callable[[Axes, float, float], None]
    width: float = MARK_WIDTH


def entry_for(mark: Mark, *, filled: bool = True) -> Entry:
    """The legend entry of a mark."""

    def draw(axes: Axes, x: float, y: float) -> None:
        draw_mark(axes, mark, x, y, filled=filled)

    return Entry(mark.words, draw)


def _lines(groups: Sequence[Sequence[Entry]]) -> list[list[Entry]]:
    return [line for group in groups for line in _lines_of(group)]


def _lines_of(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries of one group in lines that fit the page."""
    lines: list[list[Entry]] = []
    room = 0.0
    for entry in entries:
        width = _entry_width(entry)
        if not lines or width > room:
            lines.append([])
            room = PAGE_WIDTH - 2 * MARGIN
        lines[-1].append(entry)
        room -= width
    return lines


def legend_height(*groups: Sequence[Entry]) -> float:
    """Inches that the legend takes up."""
    return LEGEND_LINE * len(_lines(groups))


def draw_legend(axes: Axes, top: float, *groups: Sequence[Entry]) -> None:
    """The legend, from `top` downwards; each group of entries starts on a line of its own."""
    for place, line in enumerate(_lines(groups)):
        x = MARGIN
        for entry in line:
            _draw_entry(axes, entry, x, top + (place + 0.5) * LEGEND_LINE)
            x += _entry_width(entry)


def _draw_entry(axes: Axes, entry: Entry, left: float, y: float) -> None:
    entry.draw(axes, left + entry.width / 2, y)
    start = left + entry.width + BEFORE_WORDS
    axes.text(start, y, entry.words, fontsize=LEGEND_POINTS, va="center_baseline", gid="legend")


def _entry_width(entry: Entry) -> float:
    return entry.width + BEFORE_WORDS + width_of(entry.words, LEGEND_POINTS) + BETWEEN_ENTRIES
