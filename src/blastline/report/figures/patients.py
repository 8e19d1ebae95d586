"""The column of patients at the left of a figure that gives each patient a row."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from blastline.report.figures.lettering import line_height, width_of
from blastline.report.figures.style import BODY_POINTS, GREY, MARGIN, SMALL_POINTS

# Beyond this a page-wide figure with a row a patient is metres long, and longer than a PNG can be.
MOST_PATIENTS = 200
WIDEST_NAME = 1.4
NOTE_HEIGHT = line_height(SMALL_POINTS) + 0.04


def drawn_patients(patients: Sequence[str]) -> tuple[list[str], str]:
    """The patients that one figure can hold, and a note that counts them where that is not everybody."""
    if len(patients) <= MOST_PATIENTS:
        return list(patients), ""
    note = f"The first {MOST_PATIENTS} of {len(patients):,} patients are drawn; the ledger holds all."
    return list(patients[:MOST_PATIENTS]), note


def names_width(patients: Sequence[str]) -> float:
    """Inches that the column takes up, its margins included."""
    return 2.5 * MARGIN + min(WIDEST_NAME, max(width_of(patient) for patient in patients))


def draw_name(axes: Axes, patient: str, y: float) -> None:
    """The patient's name at the left of a row; a name wider than the column is set smaller, never cut."""
    points = BODY_POINTS * min(1.0, WIDEST_NAME / width_of(patient))
    axes.text(MARGIN, y, patient, fontsize=points, va="center_baseline")


def draw_note(axes: Axes, note: str, top: float) -> None:
    """A line of small type under everything else."""
    axes.text(MARGIN, top + NOTE_HEIGHT / 2, note, fontsize=SMALL_POINTS, va="center_baseline", color=GREY)
