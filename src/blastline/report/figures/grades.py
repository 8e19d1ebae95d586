"""How grades look: one colour each, from pale to dark so that they hold in grey; a hatch where nobody assessed."""

from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from blastline.report.figures.legend import Entry
from blastline.report.figures.style import BLACK, GREY

# Each step is darker than the one before it, for print in grey; the hues are told apart by every colour vision.
GRADE_COLOURS = ("#F1F1F1", "#F7D68B", "#EBA53A", "#D55E00", "#8A2300", "#000000")
NOT_ASSESSED = "not assessed"
HATCH = "//////"
BOX_WIDTH, BOX_HEIGHT = 0.2, 0.1
OUTLINE = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the sheet, in inches from the left and from the top."""

    left: float
    top: float
    width: float
    height: float


def draw_boxes(axes: Axes, boxes: Iterable[Box], colour: str, *, hatched: bool = False, key: str = "") -> None:
    """Many rectangles of one look as one shape, which keeps a map of thousands of days small."""
    vertices: list[tuple[float, float]] = []
    for box in boxes:
        right, foot = box.left + box.width, box.top + box.height
        vertices += [(box.left, box.top), (right, box.top), (right, foot), (box.left, foot), (box.left, box.top)]
    if vertices:
        shape = PathPatch(
            Path(vertices, OUTLINE * (len(vertices) // len(OUTLINE))),
            facecolor="white" if hatched else colour,
            edgecolor=GREY if hatched else "none",
            hatch=HATCH if hatched else None,
            linewidth=0,
            gid=key or None,
            zorder=1,
        )
        axes.add_patch(shape)


def grade_entries(
    grades: Iterable[int], *, split: bool = False, unassessed: bool = False, dotted: bool = False
) -> list[Entry]:
    """The legend of the grades that occur, of a day that is open between two, and of one that nobody assessed."""
    entries = [_entry(f"grade {grade}", GRADE_COLOURS[grade]) for grade in sorted(set(grades))]
    if split:
        entries.append(Entry("open: surely (left) to possibly (right)", _draw_split, BOX_WIDTH))
    if unassessed:
        entries.append(Entry(NOT_ASSESSED, _draw_hatched, BOX_WIDTH))
    if dotted:
        entries.append(Entry("possibly grade 1 or more", _draw_dotted, BOX_WIDTH))
    return entries


def _draw_dotted(axes: Axes, x: float, y: float) -> None:
    axes.plot([x - BOX_WIDTH / 2, x + BOX_WIDTH / 2], [y, y], color=BLACK, linestyle=":", linewidth=0.8)


def _entry(words: str, colour: str) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        axes.add_patch(_box(x, y, BOX_WIDTH, facecolor=colour, edgecolor=BLACK))

    return Entry(words, draw, BOX_WIDTH)


def _draw_split(axes: Axes, x: float, y: float) -> None:
    low, high = GRADE_COLOURS[1], GRADE_COLOURS[3]
    axes.add_patch(_box(x - BOX_WIDTH / 4, y, BOX_WIDTH / 2, facecolor=low, edgecolor="none"))
    axes.add_patch(_box(x + BOX_WIDTH / 4, y, BOX_WIDTH / 2, facecolor=high, edgecolor="none"))
    axes.add_patch(_box(x, y, BOX_WIDTH, facecolor="none", edgecolor=BLACK))


def _draw_hatched(axes: Axes, x: float, y: float) -> None:
    axes.add_patch(_box(x, y, BOX_WIDTH, facecolor="white", edgecolor=GREY, hatch=HATCH))


def _box(x: float, y: float, width: float, **look: object) -> Rectangle:
    return Rectangle((x - width / 2, y - BOX_HEIGHT / 2), width, BOX_HEIGHT, linewidth=0.4, **look)  # type: ignore[arg-type]


def grade_number(word: str) -> int:
    """The number of a grade; what a scale calls otherwise has no colour here and counts as 0."""
    return min(int(word), len(GRADE_COLOURS) - 1) if word.isdigit() else 0
