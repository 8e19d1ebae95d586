"""The figures of a report: how each is drawn, where it stands, what is said of it, and where it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.figure

from blastline.estimate.ledger import Ledger
from blastline.report.document import Figure
from blastline.report.figures.expression import draw_expression
from blastline.report.figures.flow import draw_flow
from blastline.report.figures.style import save_figure, with_words_below
from blastline.report.figures.survival import draw_survival
from blastline.report.figures.swimmer import draw_swimmer
from blastline.report.narrative import sections
from blastline.report.prose import said


@dataclass(frozen=True, slots=True)
class Drawing:
    """
    A figure as it may stand in a report.

    `draw` answers None where there is nothing to draw. `after` is the section of the narrative that it follows, `alt`
    what it shows for whoever cannot see it. The sentences of `caption` print numbers as those of the narrative do.
    """

    draw: Callable[[Ledger], matplotlib.figure.Figure | None]
    after: str
    title: str
    caption: tuple[str, ...]
    alt: str


FIGURES: dict[str, Drawing] = {
    "flow": Drawing(
        draw_flow,
        "flow",
        "Flow of patients",
        ("A patient who fails several rules is counted at the first.",),
        "Boxes from patients recorded to patients treated, with those excluded by each rule, then reported response.",
    ),
    "expression": Drawing(
        draw_expression,
        "baseline",
        "CD19 on leukaemia cells before treatment, by patient and response as reported",
        ("Share of leukaemia cells that express CD19; the fluorescence itself is not in the records.",),
        "One line a patient with the share of CD19-positive leukaemia cells and the reported response.",
    ),
    "swimmer": Drawing(
        draw_swimmer,
        "outcome",
        "Course of each patient",
        (
            "Filled symbols stand at a recorded day.",
            "Hollow symbols have no recorded day: within a stretch they stand in the order of the records, which need "
            "not be the order of events, and no length is drawn to scale there.",
            "The planned infusion is outlined because given days are not recorded.",
        ),
        "One lane a patient from before treatment to the cut-off, with infections, response, transplant and death.",
    ),
    "survival": Drawing(
        draw_survival,
        "outcome",
        "Survival by Kaplan and Meier",
        (
            "Shaded: 95% confidence limits.",
            "Ticks: censored.",
            "Dotted: the curve with open dates as late as they may be, where that makes a difference.",
            "Below each panel: patients at risk.",
        ),
        "One panel an endpoint with the share of patients without the event against months, and patients at risk.",
    ),
}


def in_place() -> list[str]:
    """The names of the figures in the order in which a report prints them."""
    return sorted(FIGURES, key=lambda name: sections().index(FIGURES[name].after))


def figures_of(ledger: Ledger, folder: Path, names: Sequence[str] | None = None) -> dict[str, Figure]:
    """Every figure that has something to show, in its place or in the order of `names`, numbered, and saved."""
    drawn = ((name, FIGURES[name].draw(ledger)) for name in (in_place() if names is None else names))
    there = [(name, figure) for name, figure in drawn if figure is not None]
    return {name: _saved(name, figure, at, ledger, folder) for at, (name, figure) in enumerate(there, start=1)}


def _saved(name: str, figure: matplotlib.figure.Figure, at: int, ledger: Ledger, folder: Path) -> Figure:
    about, drawing = "", FIGURES[name]
    if "study.invented" in ledger:
        about = ": ".join((ledger["study.invented"].label, ledger["study.invented"].text))
        figure = with_words_below(figure, about)
    svg, png = save_figure(figure, folder, f"figure-{at}-{name}", about)
    caption = said(ledger, {}, drawing.caption)
    return Figure(name, f"Figure {at}", drawing.title, caption, drawing.alt, svg, png, after=drawing.after)
