"""Which symbol stands for what: one shape and one colour each, the same in every figure."""

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes

from blastline.report.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILLION,
)

MARK_POINTS = 6.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol and what the legend calls it. Shapes differ as well as colours, for print in grey."""

    symbol: str
    colour: str
    words: str
    scale: float = 1.0


RESPONSES = {
    "CR": Mark("o", GREEN, "CR"),
    "CRh": Mark("H", SKY_BLUE, "CRh"),
    "CRi": Mark("s", BLUE, "CRi"),
    "MLFS": Mark("p", PURPLE, "MLFS"),
    "PR": Mark("D", ORANGE, "PR", scale=0.9),
    "NR": Mark("v", VERMILLION, "NR"),
    "PD": Mark("<", BLACK, "PD"),
}

NO_RESPONSE_RECORDED = Mark("o", GREY, "response not recorded")

# Categories that no list foresees, such as a local scale's own words, take these in order of appearance.
SPARE_SYMBOLS = ("d", "8", "h", ">", "<", "p")


def marks_for(categories: Iterable[str], known: dict[str, Mark]) -> dict[str, Mark]:
    """A mark for each category that occurs: the known ones first in their fixed order, then the others."""
    found = dict.fromkeys(categories)
    unforeseen = [category for category in found if category not in known]
    spare = {
        category: Mark(SPARE_SYMBOLS[place % len(SPARE_SYMBOLS)], GREY, category)
        for place, category in enumerate(unforeseen)
    }
    return {category: mark for category, mark in known.items() if category in found} | spare


def draw_mark(
    axes: Axes, mark: Mark, x: float, y: float, *, filled: bool = True, points: float = MARK_POINTS, key: str = ""
) -> None:
    """
    One symbol at a place on the sheet; hollow where `filled` is false.

    `key` becomes the identifier of the symbol in the SVG, so that a reader can walk back to the ledger.
    """
    axes.plot(
        [x],
        [y],
        linestyle="none",
        marker=mark.symbol,
        markersize=points * mark.scale,
        markerfacecolor=mark.colour if filled else "white",
        markeredgecolor=BLACK if filled else mark.colour,
        markeredgewidth=0.4 if filled else 1.1,
        gid=key or None,
        clip_on=False,
        zorder=5,
    )
