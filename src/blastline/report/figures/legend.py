"""The legend under a figure: symbols and their words, set line by line like a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from blastline.report.figures.lettering import width_of
from blastline.report.figures.marks import Mark, draw_mark
from blastline.report.figures.style import MARGIN, PAGE_WIDTH, SMALL_POINTS

LEGEND_POINTS = SMALL_POINTS + 0.5
LEGEND_LINE = 0.19
BETWEEN_ENTRIES = 0.2
SYMBOL_WIDTH = 0.32


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the legend; `draw` puts its symbol, centred at a place, on the sheet."""

    words: str
    draw: Callable[[Axes, float, float], None]


def entry_for(mark: Mark, *, filled: bool = True) -> Entry:
    """The legend entry of a mark."""

    def draw(axes: Axes, x: float, y: float) -> None:
        draw_mark(axes, mark, x, y, filled=filled)

    return Entry(mark.words, draw)


def legend_lines(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The entries in lines that fit the page."""
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


def legend_height(entries: Sequence[Entry]) -> float:
    """Inches that the legend takes up."""
    return LEGEND_LINE * len(legend_lines(entries))


def draw_legend(axes: Axes, entries: Sequence[Entry], top: float) -> None:
    """The legend, from `top` downwards."""
    for place, line in enumerate(legend_lines(entries)):
        x = MARGIN
        for entry in line:
            _draw_entry(axes, entry, x, top + (place + 0.5) * LEGEND_LINE)
            x += _entry_width(entry)


def _draw_entry(axes: Axes, entry: Entry, left: float, y: float) -> None:
    entry.draw(axes, left + SYMBOL_WIDTH / 2, y)
    axes.text(
        left + SYMBOL_WIDTH + 0.03, y, entry.words, fontsize=LEGEND_POINTS, va="center_baseline", gid="legend"
    )


def _entry_width(entry: Entry) -> float:
    return SYMBOL_WIDTH + width_of(entry.words, LEGEND_POINTS) + BETWEEN_ENTRIES
