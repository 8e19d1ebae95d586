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

# A letter of matplotlib's, or (points, 1, angle) for a star.
Symbol = str | tuple[int, int, int]

MARK_POINTS = 6.5
MARK_WIDTH = 0.125  # inches, with the widest shape and its edge


@dataclass(frozen=True, slots=True)
class Mark:
    """A symbol and what the legend calls it. Shapes differ as well as colours, for print in grey."""

    symbol: Symbol
    colour: str
    words: str
    scale: float = 1.0


RESPONSES = {
    "CR": Mark("o", GREEN, "CR"),
    "CRh": Mark("H", SKY_BLUE, "CRh", scale=1.15),
    "CRi": Mark("s", BLUE, "CRi"),
    "MLFS": Mark("8", PURPLE, "MLFS"),
    "PR": Mark("D", ORANGE, "PR", scale=0.9),
    "NR": Mark("v", VERMILLION, "NR"),
    "PD": Mark((4, 1, 0), BLACK, "PD", scale=1.3),
}

NO_RESPONSE_RECORDED = Mark("o", GREY, "response not recorded")

# Categories that no list foresees, such as a local scale's own words, take these in order of appearance.
SPARE_SYMBOLS: tuple[Symbol, ...] = ((6, 1, 0), (4, 1, 45), (8, 1, 0))
SPARE_COLOURS = (GREY, BLACK, PURPLE, ORANGE)  # one after the other, each time the shapes run out


def marks_for(
    categories: Iterable[str], known: dict[str, Mark], spare_symbols: tuple[Symbol, ...] = SPARE_SYMBOLS
) -> dict[str, Mark]:
    """A mark for each category that occurs: the known ones first in their fixed order, then the others."""
    found = dict.fromkeys(categories)
    unforeseen = [category for category in found if category not in known]
    spare = {category: _spare(category, place, spare_symbols) for place, category in enumerate(unforeseen)}
    return {category: mark for category, mark in known.items() if category in found} | spare


def _spare(category: str, place: int, symbols: tuple[Symbol, ...]) -> Mark:
    round_, shape = divmod(place, len(symbols))
    return Mark(symbols[shape], SPARE_COLOURS[round_ % len(SPARE_COLOURS)], category, scale=1.2)


def draw_mark(
    axes: Axes,
    mark: Mark,
    x: float,
    y: float,
    *,
    filled: bool = True,
    points: float = MARK_POINTS,
    key: str = "",
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
