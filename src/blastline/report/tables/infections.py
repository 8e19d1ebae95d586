"""Table of infections of many patients: of each kind how many had one before, during and after treatment."""

from blastline.estimate.infections import ANY, EVER, OCCASIONS, SECTION
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.cells import cell_of
from blastline.report.document import Cell, Column, Table

GROUPS = {ANY: "All", "kind": "By kind of organism", "name": "By name", "outcome": "Outcome", "class": "By class"}


def infections_counted(ledger: Ledger) -> Table:
    """One row an infection or kind, the most frequent first; then who died of one, and the classes of mould disease."""
    lines = sorted(_lines(ledger), key=_place)
    columns = (
        Column("", width=1.1, once=True),
        Column("Infection", width=2.6),
        Column("At any time", "Patients with an infection that began", width=1.9),
        *(Column(_short(when), "Patients with an infection that began", width=1.7) for when in OCCASIONS[1:]),
    )
    title = "Infections before, during and after treatment, in numbers"
    notes = ("A patient counts once in each cell. What began at the end of treatment began during it.",)
    rows = tuple(_row(line) for line in lines)
    return Table("infections_counted", title, columns, rows, notes if rows else (), wide=True)


def _short(when: str) -> str:
    return when.removesuffix(" treatment").capitalize()


def _lines(ledger: Ledger) -> list[dict[str, LedgerRow]]:
    """What is told by occasion stands in one line; any other count has a line of its own."""
    found: dict[tuple[str, ...], dict[str, LedgerRow]] = {}
    for row in ledger.where(section=SECTION):
        told = row.category in OCCASIONS
        line = (row.group, row.variable) if told else (row.group, row.criterion, row.variable, row.category)
        found.setdefault(line, {})[row.category if told else EVER] = row
    return list(found.values())


def _place(line: dict[str, LedgerRow]) -> tuple[int, int]:
    """The classes are steps of one scale and keep their order."""
    row = line[EVER]
    return list(GROUPS).index(row.group), 0 if row.group == "class" else -(row.numerator or 0)


def _row(line: dict[str, LedgerRow]) -> tuple[Cell, ...]:
    row = line[EVER]
    named = row.label.removesuffix(f", {EVER}")
    counts = (cell_of(line[when]) if when in line else Cell("") for when in OCCASIONS)
    return (Cell(GROUPS[row.group]), Cell(named), *counts)
