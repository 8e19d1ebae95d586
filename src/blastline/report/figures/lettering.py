"""How wide words are in print, and where their lines break: figures are laid out before they are drawn."""

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from blastline.report.figures.style import BODY_POINTS

POINTS_PER_INCH = 72
LINE_SPACING = 1.25


@lru_cache(maxsize=8)
def _font(points: float, weight: str) -> FontProperties:
    return FontProperties(family=["DejaVu Sans"], size=points, weight=weight)


@lru_cache(maxsize=4096)
def width_of(words: str, points: float = BODY_POINTS, weight: str = "normal") -> float:
    """Inches that one line of these words takes up."""
    width, _, _ = text_to_path.get_text_width_height_descent(words, _font(points, weight), False)
    return float(width) / POINTS_PER_INCH


def line_height(points: float) -> float:
    """Inches from one line to the next."""
    return points * LINE_SPACING / POINTS_PER_INCH


def broken(words: str, width: float, points: float = BODY_POINTS, weight: str = "normal") -> list[str]:
    """The words in lines no wider than `width` inches; a single word that is wider is cut, never dropped."""
    lines: list[str] = []
    # Not split(): an unbreakable blank, as inside "Pt 1", holds its words together.
    for word in filter(None, words.split(" ")):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, points, weight) <= width:
            lines[-1] = joined
        else:
            lines += _cut(word, width, points, weight)
    return lines


def _cut(word: str, width: float, points: float, weight: str) -> list[str]:
    """A word in pieces that fit; most words are one piece."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, points, weight) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
