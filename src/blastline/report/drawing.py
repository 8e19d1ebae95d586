"""The figures of a report: how each is drawn, where it stands, what is said of it, and where it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib.figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.stretches import DRAWN_DAYS, FEW_LINES, MOST_ROWS
from blastline.estimate.time_course import FEWEST
from blastline.report.document import Figure
from blastline.report.figures.antigen import NAMED, draw_antigen
from blastline.report.figures.expression import draw_expression
from blastline.report.figures.flow import draw_flow
from blastline.report.figures.images import draw_images
from blastline.report.figures.incidence import draw_incidence
from blastline.report.figures.marrow_change import draw_marrow_change
from blastline.report.figures.style import save_figure, with_words_below
from blastline.report.figures.subgroups import draw_subgroups
from blastline.report.figures.survival import MOST_TICKED, draw_survival
from blastline.report.figures.swimmer import draw_swimmer
from blastline.report.figures.time_course import draw_counts, draw_time_course
from blastline.report.figures.timeline import draw_timeline
from blastline.report.figures.toxicity import draw_toxicity
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


LINES = (
    f"Lines: one patient each where up to {FEW_LINES} have results; else the median, with the middle half of the "
    f"patients shaded and their number below, on days with {FEWEST} or more."
)

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
    "marrow_change": Drawing(
        draw_marrow_change,
        "response",
        "Best change of the blasts in the marrow, by patient and best response",
        (
            "The lowest blasts since the first dose and before another therapy, against those before treatment; a rise "
            "of more than 100% is cut.",
            "Blasts before treatment and since are recorded of {{ marrow-change.patients }}.",
            "Not drawn: {{ marrow-change.without }}.",
        ),
        "One bar a patient from the largest rise to the deepest fall of the marrow blasts, by best response.",
    ),
    "antigen": Drawing(
        draw_antigen,
        "response",
        "Antigens on leukaemia cells before treatment and since",
        (
            "One line a patient from the last value before treatment to the last since the first dose.",
            f"With more than {NAMED} lines the medians of those with both are drawn over them.",
            "Filled symbols: what the cells of the first relapse carried, as reported.",
        ),
        "A panel each for CD19 and CD22 with a line a patient from before treatment to the last value since.",
    ),
    "time_course": Drawing(
        draw_time_course,
        "cytokine",
        "Cytokines and T cells by day from the first dose",
        (
            LINES,
            f"Of several results of one day the highest; the first {DRAWN_DAYS} days.",
            "Grades of CRS and ICANS lie along each line, or above a panel as shares of all patients from 0 to 100%.",
            "n: patients with a result on a known day, of all.",
        ),
        "One panel a series with its values against days, and the grades of CRS and ICANS beside it.",
    ),
    "counts": Drawing(
        draw_counts,
        "toxicity",
        "Blood counts by day from the first dose, with nadir, grades and infusion",
        (
            LINES,
            f"Of several results of one day the lowest; the first {DRAWN_DAYS} days.",
            "Across: the grades of the haematology criterion that is reported, as far as the count alone gives one.",
            "n: patients with a count on a known day, of all.",
        ),
        "A panel each for neutrophils, platelets and haemoglobin against days, nadirs marked, the infusion below.",
    ),
    "toxicity": Drawing(
        draw_toxicity,
        "toxicity",
        "Toxicities by patient and day",
        (
            f"The worst grade of each of the first {DRAWN_DAYS} days, by the scale that is reported.",
            "White: after the last day on which anything was graded.",
            "Without names the patients stand in one order in every panel, those with most days of the highest grades "
            f"first; of more than {MOST_ROWS} patients the shares of all are stacked.",
            "Graded: patients with a grade of any day, of all.",
        ),
        "One panel a toxicity with a row a patient and a column a day, coloured by grade.",
    ),
    "images": Drawing(
        draw_images,
        "infection",
        "Imaging",
        ("Of each picture the patient, the day where it is known, and what is seen, in the words of the records.",),
        "Pictures of patients side by side, each with a letter and what is seen.",
    ),
    "swimmer": Drawing(
        draw_swimmer,
        "outcome",
        "Course of each patient",
        (
            "Filled symbols stand at a recorded day.",
            "Hollow symbols have no recorded day: within a stretch they stand in the order of the records, which need "
            "not be the order of events, and no length is drawn to scale there.",
            "The planned infusion is outlined; it is not what was given.",
        ),
        "One lane a patient from before treatment to the cut-off, with infections, response, transplant and death.",
    ),
    "timeline": Drawing(
        draw_timeline,
        "outcome",
        "Course of each patient by day, from the longest followed",
        (
            "Colour: the response by the system that the study names first, or else as the investigator stated it, "
            "until the next one or a relapse.",
            "Bar in the middle: days on the infusion, with pauses as gaps.",
            "The line breaks after the first days, whose scale is wider.",
            "A symbol that would cover another gives way to the right.",
            "Patients with a day of death or of last contact, of all: {{ timeline.patients }}.",
        ),
        "One lane a patient coloured by response, with infusion, CRS, ICANS, MRD, relapse, transplant and death.",
    ),
    "survival": Drawing(
        draw_survival,
        "outcome",
        "Survival by Kaplan and Meier",
        (
            "Shaded: {{ definition.level }} confidence limits.",
            f"Ticks: censored, of up to {MOST_TICKED} patients.",
            "Dotted: the curve with open dates as late as they may be, where that makes a difference.",
            "Below each panel: patients at risk.",
        ),
        "One panel an endpoint with the share of patients without the event against months, and patients at risk.",
    ),
    "incidence": Drawing(
        draw_incidence,
        "outcome",
        "Cumulative incidence of relapse and of death without it, from remission",
        (
            "By Aalen and Johansen: each keeps the other from happening.",
            "Shaded: {{ definition.level }} confidence limits.",
            "Below: patients in remission who are followed.",
        ),
        "Two curves that rise from 0, relapse and death without relapse, against months from remission.",
    ),
    "subgroups": Drawing(
        draw_subgroups,
        "outcome",
        "Response and overall survival by subgroup",
        (
            "Squares: the share with CR or CRi as reported; lines: its interval.",
            "A bar in place of a square: between these ends the share is open.",
            "{{ given(subgroup.hazard-ratios) }}Hazard ratios of death are against the reference, the largest group; "
            "an arrow goes on beyond the axis.",
        ),
        "One line a subgroup with its share of responses and, from enough patients on, its hazard ratio of death.",
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
    svg, png, _ = save_figure(figure, folder, f"figure-{at}-{name}", about)
    caption = said(ledger, {}, drawing.caption)
    return Figure(name, f"Figure {at}", drawing.title, caption, drawing.alt, svg, png, after=drawing.after)
