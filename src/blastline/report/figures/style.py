"""One look for every figure: journal type, colours that hold in grey, and the same bytes on every run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INCHES_PER_CM = 1 / 2.54
PAGE_WIDTH = 17 * INCHES_PER_CM  # two columns of a journal page
MARGIN = 0.08
LINE = 0.2

# Okabe and Ito's colours, told apart by readers with any common colour blindness. Their yellow is left out:
# a hollow yellow marker cannot be seen on white.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#6E6E6E"
PALE_GREY = "#D9D9D9"
WASH = "#F4F4F4"

BODY_POINTS = 8.0
SMALL_POINTS = 6.5

# Any: matplotlib types its settings by name, and a plain dictionary does not fit them.
STYLE: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": BODY_POINTS,
    # A patient called "A$1" must not be read as mathematics.
    "text.parse_math": False,
    "axes.linewidth": 0.6,
    "hatch.linewidth": 0.4,
    "lines.linewidth": 0.8,
    "lines.solid_capstyle": "butt",
    "patch.linewidth": 0.6,
    "svg.fonttype": "path",
    # TrueType: journals refuse the Type 3 letters that matplotlib embeds by default.
    "pdf.fonttype": 42,
    # Without a salt of our own, matplotlib draws new identifiers for every file.
    "svg.hashsalt": "blastline",
}


@contextmanager
def journal_style() -> Iterator[None]:
    """Matplotlib in our style while the block runs; whatever the user has set stays as it was afterwards."""
    with matplotlib.rc_context():
        # A reader's own matplotlibrc would otherwise change the bytes from one machine to the next.
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def sheet(height: float) -> tuple[Figure, Axes]:
    """A blank page-wide figure measured in inches, from the left and from the top."""
    figure = Figure(figsize=(PAGE_WIDTH, height), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, PAGE_WIDTH), ylim=(height, 0))
    return figure, axes


def with_words_below(figure: Figure, words: str) -> Figure:
    """The figure on a sheet that is a line longer, with these words on it."""
    width, height = figure.get_size_inches()
    longer = height + LINE
    figure.set_size_inches(width, longer)
    for axes in figure.axes:
        left, bottom, across, up = axes.get_position().bounds
        axes.set_position((left, (bottom * height + LINE) / longer, across, up * height / longer))
    figure.text(
        1 - MARGIN / width, LINE / 2 / longer, words, ha="right", va="center", fontsize=BODY_POINTS, color=VERMILLION
    )
    return figure


def save_figure(figure: Figure, folder: Path, name: str, about: str = "") -> tuple[Path, Path, Path]:
    """
    The figure as `<name>.svg`, `<name>.png` (300 dpi) and `<name>.pdf` in `folder`, which is made if it is not there.

    `about` is written into each for programs, which cannot read what is drawn.

    The same figure gives the same bytes every time: no date, no random identifiers, letters of the SVG as outlines.
    """
    folder.mkdir(parents=True, exist_ok=True)
    svg, png, pdf = (folder / f"{name}.{ending}" for ending in ("svg", "png", "pdf"))
    said = {"Description": about} if about else {}
    subject = {"Subject": about} if about else {}
    with journal_style():
        FigureCanvasSVG(figure).print_figure(svg, format="svg", metadata={"Date": None, "Creator": "Blastline", **said})
        FigureCanvasAgg(figure).print_figure(png, format="png", dpi=300, metadata={"Software": "Blastline", **said})
        FigureCanvasPdf(figure).print_figure(
            pdf, format="pdf", metadata={"CreationDate": None, "Creator": "Blastline", **subject}
        )
    return svg, png, pdf
