"""How much antigen each patient's leukaemia cells carried before therapy, and what response followed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.figures.axis import AXIS_HEIGHT, draw_axis
from blastline.report.figures.legend import Entry, draw_legend, entry_for, legend_height
from blastline.report.figures.marks import NO_RESPONSE_RECORDED, RESPONSES, Mark, draw_mark, marks_for
from blastline.report.figures.patients import draw_name, names_width
from blastline.report.figures.style import (
    GREY,
    MARGIN,
    PAGE_WIDTH,
    SMALL_POINTS,
    journal_style,
    sheet,
)

ROW_HEIGHT = 0.24
ROOM_FOR_VALUE = 0.6
MOST_ROWS, MOST_MARKS = 30, 150
GROUP_HEIGHT, SPREAD = 0.5, 0.34
TICKS = (0, 20, 40, 60, 80, 100)
AXIS_WORDS = {
    "cd19_on_blasts": "CD19 expression on leukaemia cells before therapy (%)",
    "cd22_on_blasts": "CD22 expression on leukaemia cells before therapy (%)",
}


@dataclass(frozen=True, slots=True)
class Expression:
    """One patient's row: the antigen value, if there is one, and the mark of the response."""

    patient: str
    value: LedgerRow | None
    mark: Mark


def draw_expression(ledger: Ledger, variable: str = "cd19_on_blasts") -> Figure | None:
    """
    One row a patient, up to the share of leukaemia cells that carry the antigen; the symbol is the response.

    A patient without a value keeps a row that says so; None where nobody has one. Of more than thirty patients a row
    holds those of one response. Raises ValueError for a value outside 0 to 100.
    """
    values = _by_patient(ledger.where(section="baseline", variable=variable, statistic="value"))
    responses = _by_patient(ledger.where(section="response", variable="response", statistic="category"))
    if all(row.value is None for row in values.values()):
        return None
    patients = _in_ledger_order(ledger, values.keys() | responses.keys())
    _check_percentages(values.values())
    words = AXIS_WORDS.get(variable, variable.replace("_", " "))
    rows = _expressions(patients, values, responses)
    with journal_style():
        return _draw_by_response(rows, words) if len(rows) > MOST_ROWS else _draw(rows, words)


def _by_patient(rows: Iterable[LedgerRow]) -> dict[str, LedgerRow]:
    return {row.patient_id: row for row in rows if row.patient_id}


def _in_ledger_order(ledger: Ledger, wanted: set[str]) -> list[str]:
    # A patient without a value may have no row among the values; the whole ledger still knows the order.
    return [patient for patient in dict.fromkeys(row.patient_id for row in ledger) if patient in wanted]


def _check_percentages(rows: Iterable[LedgerRow]) -> None:
    for row in rows:
        if row.value is not None and not 0 <= row.value <= 100:
            raise ValueError(
                f"{row.patient_id}: {row.variable} is {row.value:g}, but a percentage is 0 to 100. "
                f"Correct the record behind ledger row {row.key}."
            )


def _expressions(
    patients: list[str], values: dict[str, LedgerRow], responses: dict[str, LedgerRow]
) -> list[Expression]:
    marks = marks_for((responses[patient].text for patient in patients if patient in responses), RESPONSES)
    marks_of = {patient: marks[responses[patient].text] for patient in patients if patient in responses}
    return [
        Expression(patient, values.get(patient), marks_of.get(patient, NO_RESPONSE_RECORDED)) for patient in patients
    ]


def _draw(rows: list[Expression], words: str) -> Figure:
    entries = [_entry(mark) for mark in marks_in_order(rows)]
    foot = MARGIN + ROW_HEIGHT * len(rows)
    below = foot + AXIS_HEIGHT + 0.04
    figure, axes = sheet(below + legend_height(entries) + MARGIN)
    left = names_width([row.patient for row in rows])

    def place(percent: float) -> float:
        return left + percent / 100 * (PAGE_WIDTH - ROOM_FOR_VALUE - left)

    draw_axis(axes, TICKS, place, MARGIN, foot, words)
    for number, row in enumerate(rows):
        _draw_row(axes, row, MARGIN + (number + 0.5) * ROW_HEIGHT, place)
    draw_legend(axes, below, entries)
    return figure


def marks_in_order(rows: list[Expression]) -> list[Mark]:
    """The responses of those who have a symbol, best response first; "not recorded" last."""
    found = {row.mark.words: row.mark for row in rows if _drawable(row.value)}
    order = [mark.words for mark in RESPONSES.values()]
    last = len(order) + 1
    ranked = sorted(found.values(), key=lambda mark: order.index(mark.words) if mark.words in order else last)
    return sorted(ranked, key=lambda mark: mark is NO_RESPONSE_RECORDED)


def _entry(mark: Mark) -> Entry:
    if mark is NO_RESPONSE_RECORDED:
        return entry_for(mark, filled=False)
    return entry_for(replace(mark, words=f"Response: {mark.words}"))


def _drawable(row: LedgerRow | None) -> bool:
    """A value known only within limits has no place on the axis; it is printed."""
    return row is not None and row.value is not None and row.value == row.value_possible


def _draw_row(axes: Axes, row: Expression, y: float, place: Callable[[float], float]) -> None:
    draw_name(axes, row.patient, y)
    if row.value is None or row.value.value is None or not _drawable(row.value):
        axes.text(
            place(0) + 0.06,
            y,
            row.value.text if row.value else "not recorded",
            fontsize=SMALL_POINTS,
            style="italic",
            color=GREY,
            va="center_baseline",
        )
        return
    x = place(row.value.value)
    axes.plot([place(0), x], [y, y], color=row.mark.colour, linewidth=1.4)
    draw_mark(axes, row.mark, x, y, filled=row.mark is not NO_RESPONSE_RECORDED, key=row.value.key)
    ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.3}
    axes.text(
        x + 0.09,
        y,
        row.value.text,
        fontsize=SMALL_POINTS + 0.5,
        va="center_baseline",
        bbox=ground,
        zorder=1.2,
    )


def _draw_by_response(rows: list[Expression], words: str) -> Figure:
    """One row a response with a dot a patient; those of like values stand above each other."""
    known = [row for row in rows if _drawable(row.value)]
    groups = [(mark, [row for row in known if row.mark == mark]) for mark in marks_in_order(rows)]
    labels = [f"{mark.words} (n = {len(group)})" for mark, group in groups]
    foot = MARGIN + GROUP_HEIGHT * len(groups)
    figure, axes = sheet(foot + AXIS_HEIGHT + MARGIN)
    left = names_width(labels)

    def place(percent: float) -> float:
        return left + percent / 100 * (PAGE_WIDTH - MARGIN - 0.1 - left)

    draw_axis(axes, TICKS, place, MARGIN, foot, words)
    for number, (label, (_, group)) in enumerate(zip(labels, groups, strict=True)):
        middle = MARGIN + (number + 0.5) * GROUP_HEIGHT
        draw_name(axes, label, middle)
        _draw_dots(axes, group, middle, place)
    return figure


def _draw_dots(axes: Axes, group: list[Expression], middle: float, place: Callable[[float], float]) -> None:
    values = sorted((row.value.value or 0.0, row.value.key) for row in group if row.value)
    small = len(values) > MOST_MARKS
    for at, (value, key) in enumerate(values):
        # Neighbours by value are spread over the row, in the same way in every run.
        y = middle + SPREAD * ((at * 3 % 7) / 6 - 0.5)
        mark = group[0].mark
        if small:
            # Edges of hundreds of marks would be all that is seen.
            axes.plot([place(value)], [y], marker=".", markersize=1.5, color=mark.colour, gid=key)
        else:
            draw_mark(axes, mark, place(value), y, filled=mark is not NO_RESPONSE_RECORDED, points=3.0, key=key)
