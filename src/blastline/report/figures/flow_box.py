"""A box of the patient flow: its words, its count, its patients, and the arrows between boxes."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from blastline.estimate.row import LedgerRow
from blastline.estimate.suppress import bounded_text
from blastline.report.figures.lettering import broken, line_height
from blastline.report.figures.style import BLACK, BODY_POINTS, GREY, SMALL_POINTS

PADDING = 0.08
BETWEEN_REASONS = 0.05
# Under ten patients the house names them; from ten on the list would say less than the count.
NAMED_BELOW = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print in a box; `above` is the white space before it."""

    words: str
    points: float = BODY_POINTS
    colour: str = BLACK
    above: float = 0.0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its lines already broken to its width."""

    lines: tuple[Line, ...]
    width: float
    align: str

    @property
    def height(self) -> float:
        return 2 * PADDING + sum(line.above + line_height(line.points) for line in self.lines)


def box_of(rows: Sequence[LedgerRow], width: float, align: str) -> Box:
    """One box for these ledger rows: each with its words, its count and, under ten, its patients."""
    room = width - 2 * PADDING
    lines = [line for place, row in enumerate(rows) for line in _lines_of(row, room, first=place == 0)]
    return Box(tuple(lines), width, align)


def _lines_of(row: LedgerRow, room: float, *, first: bool) -> list[Line]:
    words = broken(f"{row.label} ({_unbroken(count_of(row))})", room)
    names = broken(_names(row), room, SMALL_POINTS)
    head = Line(words[0], above=0.0 if first else BETWEEN_REASONS, key=row.key)
    return [head, *(Line(word) for word in words[1:]), *(Line(name, SMALL_POINTS, GREY) for name in names)]


def count_of(row: LedgerRow) -> str:
    """The count, with both ends where they differ."""
    if row.numerator is None:
        return row.text
    if bounded_text(row):
        return f"n {bounded_text(row)}"
    count = f"n = {row.numerator:,}"
    if row.numerator_possible not in (None, row.numerator):
        count += f", possibly {row.numerator_possible:,}"
    return count


def _names(row: LedgerRow) -> str:
    """ "Pt 1, Pt 2; possibly Pt 5", or nothing where there are ten or more."""
    possibly = [patient for patient in row.patients_possible if patient not in row.patients]
    if len(row.patients) + len(possibly) >= NAMED_BELOW:
        return ""
    surely = ", ".join(_unbroken(patient) for patient in row.patients)
    maybe = f"possibly {', '.join(_unbroken(patient) for patient in possibly)}" if possibly else ""
    return "; ".join(words for words in (surely, maybe) if words)


def _unbroken(words: str) -> str:
    # Lines break at blanks; neither the "1" of "Pt 1" nor the "4" of "n = 4" may start one.
    return words.replace(" ", "\u00a0")


def draw_box(axes: Axes, box: Box, left: float, top: float, height: float | None = None) -> None:
    """The box with its top left corner at a place; `height` makes it as tall as its neighbours."""
    tall = height or box.height
    axes.add_patch(Rectangle((left, top), box.width, tall, facecolor="white", edgecolor=BLACK, linewidth=0.7))
    x = left + (box.width / 2 if box.align == "center" else PADDING)
    y = top + PADDING + (tall - box.height) / 2
    for line in box.lines:
        y += line.above + line_height(line.points)
        axes.text(
            x,
            y - 0.25 * line_height(line.points),
            line.words,
            ha=box.align,
            va="baseline",
            fontsize=line.points,
            color=line.colour,
            gid=line.key or None,
        )


def draw_line(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A plain connector."""
    axes.plot([start[0], end[0]], [start[1], end[1]], color=BLACK, linewidth=0.7)


def draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A connector with a head at its end."""
    axes.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={
            "arrowstyle": "-|>,head_width=0.18,head_length=0.4",
            "linewidth": 0.7,
            "color": BLACK,
            "shrinkA": 0,
            "shrinkB": 0,
        },
    )
