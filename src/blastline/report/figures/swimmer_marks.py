"""The symbols of the swimmer figure: one for each kind of event, and for responses one for each category."""

from collections.abc import Iterable

from blastline.estimate.row import LedgerRow
from blastline.report.figures.marks import RESPONSES, SPARE_SYMBOLS, Mark, marks_for
from blastline.report.figures.style import BLACK, BLUE, ORANGE, PURPLE, SKY_BLUE, VERMILLION

INFECTION_OUTCOMES = {
    "complete response": Mark("P", SKY_BLUE, "complete response", scale=1.1),
    "partial response": Mark("<", SKY_BLUE, "partial response", scale=1.1),
    "stable": Mark((3, 1, 0), SKY_BLUE, "stable", scale=1.3),
    "progression": Mark((3, 1, 180), SKY_BLUE, "progression", scale=1.3),
}

EVENTS = {
    "infection": Mark("^", VERMILLION, "Infection", scale=1.1),
    "complication": Mark("d", PURPLE, "Complication", scale=1.15),
    "cycle": Mark("p", ORANGE, "Further cycle", scale=1.1),
    "transplant": Mark("*", BLUE, "Transplant", scale=1.45),
    "maintenance": Mark(">", PURPLE, "Maintenance", scale=1.05),
    "death": Mark("X", BLACK, "Death", scale=1.15),
}

# These come in categories that a reader must tell apart; of the other kinds the label names the category.
BY_CATEGORY = {"response": ("Response", RESPONSES), "infection_outcome": ("Infection", INFECTION_OUTCOMES)}
# The two must not share a spare shape either.
SPARE = {"response": SPARE_SYMBOLS, "infection_outcome": ((5, 1, 180), (7, 1, 0), (5, 0, 180))}


def marked_as(row: LedgerRow) -> tuple[str, str]:
    """What a symbol stands for: the kind of event, with the category where categories have symbols."""
    return (row.variable, row.category or "not stated") if row.variable in BY_CATEGORY else (row.variable, "")


def event_marks(rows: Iterable[LedgerRow]) -> dict[tuple[str, str], Mark]:
    """A mark for each kind that occurs, in the order of the legend: responses, infections, then the rest."""
    rows = list(rows)
    _check_kinds(rows)
    kinds = {row.variable for row in rows}
    outcomes = _category_marks(rows, "infection_outcome")
    events = {(kind, ""): mark for kind, mark in EVENTS.items() if kind in kinds}
    infection = {kind: mark for kind, mark in events.items() if kind[0] == "infection"}
    return _category_marks(rows, "response") | infection | outcomes | events


def _category_marks(rows: Iterable[LedgerRow], variable: str) -> dict[tuple[str, str], Mark]:
    title, known = BY_CATEGORY[variable]
    categories = (marked_as(row)[1] for row in rows if row.variable == variable)
    found = marks_for(categories, known, SPARE[variable])
    return {
        (variable, category): Mark(mark.symbol, mark.colour, f"{title}: {mark.words}", mark.scale)
        for category, mark in found.items()
    }


def _check_kinds(rows: Iterable[LedgerRow]) -> None:
    for row in rows:
        if row.variable not in EVENTS and row.variable not in BY_CATEGORY:
            known = ", ".join([*BY_CATEGORY, *EVENTS, "alive"])
            raise ValueError(
                f'{row.patient_id}: no symbol for "{row.variable}" (ledger row {row.key}). Known: {known}.'
            )
