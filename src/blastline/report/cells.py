"""Cells of printed tables, looked up in the ledger: by patient, section and variable."""

from collections.abc import Sequence
from dataclasses import dataclass

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED
from blastline.estimate.suppress import bounded_text
from blastline.report.document import Cell, Column, Table

EMPTY = Cell("–")
# What a cell prints where the ledger says that nothing was recorded; below the table stands what it means.
NR = "n.r."


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a table with one row a patient: what it is headed, and which ledger rows fill it."""

    column: Column
    section: str
    variable: str
    statistic: str = ""
    criterion: str = ""
    verdict: bool = False


def patients_of(ledger: Ledger) -> tuple[str, ...]:
    """The patients of the study in their order."""
    return ledger["study.patients"].patients


def patient_table(
    ledger: Ledger,
    shown: Sequence[Shown],
    *,
    name: str,
    title: str,
    notes: Sequence[str] = (),
    wide: bool = True,
) -> Table:
    """One row a patient, one column for each of `shown`."""
    patients = patients_of(ledger)
    made = [(column, [_row(ledger, column, patient) for patient in patients]) for column in shown]
    # A column without any entry tells nothing that its name in a note does not tell in less room.
    kept = [(column, found) for column, found in made if any(row is not None and is_told(row) for row in found)]
    empty = [_full_name(column.column) for column, found in made if (column, found) not in kept]
    rows = tuple(
        (Cell(patient), *(_cell(column, found[at]) for column, found in kept)) for at, patient in enumerate(patients)
    )
    columns = (Column("Patient", width=0.9), *(column.column for column, _ in kept))
    absent = (f"Not recorded for any patient: {'; '.join(empty)}.",) if empty else ()
    return Table(name, title, columns, rows, (*notes, *absent), wide, by_patient=True)


def _full_name(column: Column) -> str:
    return f"{column.group}, {column.label}" if column.group else column.label


def is_told(row: LedgerRow) -> bool:
    """Whether anything was recorded: where nothing was, a row prints that, or the reason for it, and no more."""
    return row.text not in (NOT_RECORDED, "", row.undecided)


def _row(ledger: Ledger, shown: Shown, patient: str) -> LedgerRow | None:
    found = [
        row
        for row in ledger.where(section=shown.section, variable=shown.variable, patient_id=patient)
        if shown.statistic in ("", row.statistic) and shown.criterion in ("", row.criterion)
    ]
    return found[0] if found else None


def _cell(shown: Shown, row: LedgerRow | None) -> Cell:
    return EMPTY if row is None else cell_of(row, verdict=shown.verdict)


def number_cell(row: LedgerRow) -> Cell:
    """A count alone, where the table has its denominator in another column: 12, or 12–14 where it is open."""
    if row.numerator is None:
        return cell_of(row)
    if bounded_text(row):
        return Cell(bounded_text(row), row.key)
    low, high = str(row.numerator), str(row.numerator_possible)
    return Cell(low if low == high else f"{low}–{high}", row.key)


def known_cell(row: LedgerRow) -> Cell:
    """Of how many patients it is known whether they are counted; where nobody may be named it is not told."""
    open_ = (row.numerator_possible or 0) - (row.numerator or 0)
    if open_ != len(row.patients_possible):
        return Cell(EMPTY.text, row.key)
    return Cell(str((row.denominator or 0) - open_), row.key)


def cell_of(row: LedgerRow, *, verdict: bool = False) -> Cell:
    """What a ledger row prints in a cell, or how its finding compares with what was reported."""
    text = row.category if verdict else row.text
    return Cell(NR if text == NOT_RECORDED else text or EMPTY.text, row.key)
