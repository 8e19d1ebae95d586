"""Tables of the course in numbers: exposure to the drug, nadirs of the counts and what became of them."""

from collections.abc import Sequence

from blastline.estimate.ending import SECTION as ENDED
from blastline.estimate.ledger import Ledger
from blastline.estimate.numbers import COUNTED, PAUSE
from blastline.estimate.row import LedgerRow
from blastline.estimate.syndromes import SECTION as SYNDROME
from blastline.report.cells import EMPTY, cell_of, known_cell
from blastline.report.document import Cell, Column, Table

# What of the exposure is a table's, in its order; the first and the last day stand in the listings.
EXPOSURE = (
    "cycles",
    "days infused",
    "days at the planned rate",
    "planned dose",
    "cumulative dose",
    "relative dose",
)


def exposure(ledger: Ledger) -> Table:
    """One row a measure of exposure: median and range over patients; then how many paused, and why it ended."""
    there = [name for name in EXPOSURE if _one(ledger, "exposure", name, "median")]
    rows = [_measure(ledger, "exposure", name, name[0].upper() + name[1:]) for name in there]
    rows += [_count(row) for section in (PAUSE, ENDED) for row in ledger.where(section=section, statistic="count")]
    notes = ("Relative dose: given of what was planned for the cycles that were begun.",) if rows else ()
    return Table("exposure", "Exposure to the treatment", _COLUMNS, tuple(rows), notes, wide=True)


def nadirs(ledger: Ledger) -> Table:
    """One row a count: its lowest value and the day of it; then recovery, with who never recovered."""
    names = dict.fromkeys(row.variable for row in ledger.where(section="nadir", statistic="median"))
    rows = []
    for name in names:
        rows.append(_measure(ledger, "nadir", name, f"{name}, nadir"))
        rows.append(_measure(ledger, "nadir_day", name, f"{name}, day of the nadir"))
    for row in ledger.where(section="recovery_day", statistic="median"):
        rows.append(_measure(ledger, "recovery_day", row.variable, row.label.removesuffix(", median")))
    rows += [_count(row) for section in COUNTED for row in ledger.where(section=section, statistic="count")]
    notes = (
        "The nadir is the lowest value on treatment. Days are those of the study.",
        "Who died or was lost before recovery has not recovered, and is not left out.",
    )
    title = "Lowest blood counts, and recovery"
    return Table("nadirs", title, _COLUMNS, tuple(rows), notes if rows else (), wide=True)


def syndromes(ledger: Ledger) -> Table:
    """One row a number of CRS or ICANS: who had an episode, its onset and duration, and who was given what for it."""
    found = ledger.where(section=SYNDROME)
    rows = []
    for row in found:
        if row.statistic == "count":
            rows.append(_count(row))
        elif row.statistic == "median":
            rows.append(_measure(ledger, SYNDROME, row.variable, row.label.removesuffix(", median")))
    notes = (
        "Days are those of the study. Median: of all; an episode that was not seen to resolve takes part with what was "
        "seen of it. Range and recorded: of those known to the day.",
        "Given for it: of patients with an episode, by the indication of the drug.",
    )
    title = "Episodes of CRS and ICANS, and what was given for them"
    return Table("syndromes", title, _COLUMNS, tuple(rows), notes if rows else (), wide=True)


_COLUMNS = (
    Column("", width=2.6),
    Column("Median", align="right", width=1.3),
    Column("Range", align="right", width=1.3),
    Column("n/N (%; interval)", align="left", width=2.6),
    Column("Recorded", align="right", width=0.8),
)


def _measure(ledger: Ledger, section: str, name: str, label: str) -> tuple[Cell, ...]:
    middle, span = _one(ledger, section, name, "median"), _one(ledger, section, name, "range")
    if not middle or not span:
        return (Cell(label), EMPTY, EMPTY, Cell(""), Cell("0"))
    # Days infused are days, and cycles cycles.
    unit = f", {middle[0].unit}" if middle[0].unit and middle[0].unit not in label.lower() else ""
    recorded = Cell(str(span[0].denominator), span[0].key)
    return (Cell(f"{label}{unit}"), cell_of(middle[0]), cell_of(span[0]), Cell(""), recorded)


def _count(row: LedgerRow) -> tuple[Cell, ...]:
    return (Cell(row.label), Cell(""), Cell(""), cell_of(row), known_cell(row))


def _one(ledger: Ledger, section: str, variable: str, statistic: str) -> Sequence[LedgerRow]:
    return ledger.where(section=section, variable=variable, statistic=statistic)
