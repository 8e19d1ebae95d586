"""Table of changes: values before treatment against those on it, in the same patients."""

from collections.abc import Sequence

from blastline.estimate import change as changes
from blastline.estimate.change import AFTER, BEFORE, DIRECTIONS, PAIRS
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.testing import P
from blastline.report.cells import EMPTY, cell_of, number_cell
from blastline.report.document import Cell, Column, Table

CHANCE = "The highest or lowest of several values differs from a single one by chance as well, and is not tested."
LEAST = (
    "p: two-sided, not adjusted for the number of tests; at best: the least that the test can reach in these patients"
)


def change(ledger: Ledger) -> Table:
    """One row a test and value on treatment: medians, the median difference, and how many rose or fell."""
    pairs = ledger.where(section=changes.SECTION, statistic=PAIRS)
    tested = bool(ledger.where(section=changes.SECTION, statistic=P))
    rows = [_row(ledger, row, tested) for row in pairs]
    columns = (
        Column("Measurement", width=1.7, once=True),
        Column("On treatment", width=0.9),
        Column("Patients", align="right", width=0.8),
        Column("Before", "Median", align="right", width=0.8),
        Column("On treatment", "Median", align="right", width=0.9),
        Column("Difference (interval)", "Median", width=2.2),
        Column("Rose", "Patients who", align="right", width=0.9),
        Column("Fell", "Patients who", align="right", width=0.9),
        Column("Stayed", "Patients who", align="right", width=0.9),
        *([Column("p (at best)", width=1.3)] if tested else []),
    )
    notes = (
        "Of patients with a value before and one on it. Difference: on treatment less before, patient by patient.",
        *_method(ledger),
        *([CHANCE] if any(row.variable.rpartition(", ")[2] != changes.LAST for row in pairs) else []),
        *([f"{LEAST}; exact sign test of the last value, which leaves out whoever stayed."] if tested else []),
    )
    return Table("change", "Before and on treatment in the same patients", columns, tuple(rows), notes, wide=True)


def _row(ledger: Ledger, pairs: LedgerRow, tested: bool) -> tuple[Cell, ...]:
    name, which = pairs.category, pairs.variable.rpartition(", ")[2]
    before, after, middle = (
        _one(ledger, variable, "median")
        for variable in (f"{pairs.variable}, {BEFORE}", f"{pairs.variable}, {AFTER}", pairs.variable)
    )
    counts = [_one(ledger, pairs.variable, "count", direction) for direction in DIRECTIONS]
    return (
        Cell(f"{name}, {before.unit}" if before and before.unit else name),
        Cell(which),
        cell_of(pairs),
        *(cell_of(row) if row else EMPTY for row in (before, after, middle)),
        *(number_cell(row) if row else EMPTY for row in counts),
        *([_p(ledger, changes.SECTION, pairs.variable)] if tested else []),
    )


def _one(ledger: Ledger, variable: str, statistic: str, category: str = "") -> LedgerRow | None:
    found = ledger.where(section=changes.SECTION, variable=variable, statistic=statistic, category=category)
    return found[0] if found else None


def _p(ledger: Ledger, section: str, variable: str) -> Cell:
    found = ledger.where(section=section, variable=variable, statistic=P)
    return cell_of(found[0]) if found else EMPTY


def _method(ledger: Ledger) -> Sequence[str]:
    if not any(row.interval_method for row in ledger.where(section=changes.SECTION, statistic="median")):
        return ("Of fewer than six differences no interval of the median reaches 95%.",)
    return ("Interval: exact, between two of the differences (order statistics).",)
