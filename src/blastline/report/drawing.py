"""The figures of a report: how each is drawn, what it is called, and where it is saved."""

from collections.abc import Callable
from pathlib import Path

import matplotlib.figure

from blastline.estimate.ledger import Ledger
from blastline.report.document import Figure
from blastline.report.figures.expression import draw_expression
from blastline.report.figures.flow import draw_flow
from blastline.report.figures.style import save_figure, with_words_below
from blastline.report.figures.survival import draw_survival
from blastline.report.figures.swimmer import draw_swimmer

# Each figure: how it is drawn, its number and title, its caption, and what it shows in words for whoever cannot see it.
FIGURES: dict[str, tuple[Callable[[Ledger], matplotlib.figure.Figure], str, str, str, str]] = {
    "flow": (
        draw_flow,
        "Figure 1",
        "Flow of patients",
        "A patient who fails several rules is counted at the first.",
        "Boxes from patients recorded to patients treated, with those excluded by each rule, then reported response.",
    ),
    "expression": (
        draw_expression,
        "Figure 2",
        "CD19 on leukaemia cells before treatment, by patient and response as reported",
        "Share of leukaemia cells that express CD19; the fluorescence itself is not in the records.",
        "One line a patient with the share of CD19-positive leukaemia cells and the reported response.",
    ),
    "swimmer": (
        draw_swimmer,
        "Figure 3",
        "Course of each patient",
        "Filled symbols stand at a recorded day. Hollow symbols have no recorded day: within a stretch they stand in "
        "the order of the records, which need not be the order of events, and no length is drawn to scale there. "
        "The planned infusion is outlined because given days are not recorded.",
        "One lane a patient from before treatment to the cut-off, with infections, response, transplant and death.",
    ),
    "survival": (
        draw_survival,
        "Figure 4",
        "Survival by Kaplan and Meier",
        "Shaded: 95% confidence limits. Ticks: censored. Dotted: the curve with open dates as late as they may be, "
        "where that makes a difference. Below each panel: patients at risk.",
        "One panel an endpoint with the share of patients without the event against months, and patients at risk.",
    ),
}


def figures_of(ledger: Ledger, folder: Path) -> dict[str, Figure]:
    """Every figure drawn and saved as SVG and PNG in `folder`; no curves where nobody's time is known."""
    timed = bool(ledger.where(section="survival", statistic="step"))
    return {name: _figure(name, ledger, folder) for name in FIGURES if timed or name != "survival"}


def _figure(name: str, ledger: Ledger, folder: Path) -> Figure:
    draw, number, title, caption, alt = FIGURES[name]
    figure, about = draw(ledger), ""
    if "study.invented" in ledger:
        about = ": ".join((ledger["study.invented"].label, ledger["study.invented"].text))
        figure = with_words_below(figure, about)
    svg, png = save_figure(figure, folder, f"{number.lower().replace(' ', '-')}-{name}", about)
    return Figure(name, number, title, caption, alt, svg, png)
