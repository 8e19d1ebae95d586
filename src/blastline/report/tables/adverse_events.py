"""Table of adverse events: any grade and grade 3 or more side by side, all and above the baseline."""

from blastline.estimate.adverse_events import ANY, EMERGENT, REPORTED, SECTION, SEVERE
from blastline.estimate.ledger import Ledger
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.report.cells import EMPTY, cell_of
from blastline.report.document import Cell, Column, Table

GROUPS = {
    "haematology": "Blood counts",
    "chemistry": "Chemistry",
    "coagulation": "Coagulation",
    "crs": "Syndromes",
    "icans": "Syndromes",
    "haematotoxicity": "Haematotoxicity after cells",
    REPORTED: "As reported, without a criterion",
}
COLUMNS = (ANY, SEVERE, f"{ANY}, {EMERGENT}", f"{SEVERE}, {EMERGENT}")
Term = dict[str, LedgerRow]


def adverse_events(ledger: Ledger) -> Table:
    """One row a term that anybody had or may have had, the most frequent first within its group."""
    found = _terms(ledger)
    shown = [term for term in found if term[ANY].numerator_possible != 0]
    ordered = sorted(shown, key=_place)
    columns = (
        Column("Group", width=1.1, once=True),
        Column("Adverse event", width=1.8),
        Column("Graded by", width=0.9),
        Column("Any grade", "Worst grade of each patient", "left", 1.9),
        Column("Grade 3 or more", "Worst grade of each patient", "left", 1.9),
        Column("Any grade", "Above the baseline", "left", 1.9),
        Column("Grade 3 or more", "Above the baseline", "left", 1.9),
    )
    none = [term[ANY].variable for term in found if term not in shown]
    notes = (
        "A patient counts once, with the worst grade on treatment; who may have had it is told as possibly.",
        "Above the baseline: the grade exceeds that before treatment; it is told of laboratory results by day.",
        *([f"Nobody had: {', '.join(none)}."] if none else []),
    )
    return Table("adverse_events", "Adverse events", columns, tuple(_row(term) for term in ordered), notes, wide=True)


def _terms(ledger: Ledger) -> list[Term]:
    found: dict[tuple[str, str], Term] = {}
    for row in ledger.where(section=SECTION, statistic="count"):
        found.setdefault((row.variable, row.criterion), {})[row.category] = row
    return list(found.values())


def _place(term: Term) -> tuple[int, int, int]:
    """By group, then by how many surely had it."""
    return (list(GROUPS).index(term[ANY].group), -(term[ANY].numerator or 0), -(term[SEVERE].numerator or 0))


def _row(term: Term) -> tuple[Cell, ...]:
    first = term[ANY]
    return (
        Cell(GROUPS[first.group]),
        Cell(first.variable[0].upper() + first.variable[1:]),
        Cell(printed_criterion(first.criterion) or "investigator"),
        *(cell_of(term[name]) if name in term else EMPTY for name in COLUMNS),
    )
