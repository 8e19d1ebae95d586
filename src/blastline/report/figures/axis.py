"""A ruler along the foot of a panel: thin line, ticks, numbers and what they count."""

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes

from blastline.report.figures.style import BLACK, BODY_POINTS, PALE_GREY, SMALL_POINTS

TICK = 0.05
AXIS_HEIGHT = 0.42


def draw_axis(
    axes: Axes, ticks: Sequence[float], place: Callable[[float], float], top: float, foot: float, words: str
) -> None:
    """A ruler at `foot`, with a faint line up to `top` at each tick; `place` turns a number into inches."""
    left, right = place(ticks[0]), place(ticks[-1])
    for tick in ticks:
        axes.plot([place(tick)] * 2, [top, foot], color=PALE_GREY, linewidth=0.5, zorder=0.5)
        axes.plot([place(tick)] * 2, [foot, foot + TICK], color=BLACK, linewidth=0.6)
        axes.text(place(tick), foot + TICK + 0.03, f"{tick:g}", ha="center", va="top", fontsize=SMALL_POINTS + 0.5)
    axes.plot([left, right], [foot, foot], color=BLACK, linewidth=0.6)
    axes.text((left + right) / 2, foot + 0.2, words, ha="center", va="top", fontsize=BODY_POINTS)
