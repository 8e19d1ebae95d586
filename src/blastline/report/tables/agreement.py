"""Tables of agreement: what was reported against what was derived, one scale against another."""

from collections.abc import Iterable

from blastline.estimate.agreement import AGREES, DIFFERS, HIGHER, LOWER, SECTION, scale_of
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.cells import EMPTY, cell_of
from blastline.report.document import Cell, Column, Table

Comparison = dict[str, LedgerRow]


def agreement(ledger: Ledger) -> Table:
    """One row a comparison in which any patient is or may be read differently; the others are named below."""
    rows = [_row(comparison) for comparison in _comparisons(ledger) if not _all_alike(comparison)]
    alike = [_about(comparison) for comparison in _comparisons(ledger) if _all_alike(comparison)]
    columns = (
        Column("Toxicity or response", width=1.7, once=True),
        Column("Compared", width=1.7),
        Column("The same", "Patients", width=1.9),
        Column("Higher", "Patients", width=1.9),
        Column("Lower", "Patients", width=1.9),
        Column("Another", "Patients", width=1.9),
        Column("Patients", "Of those settled by both", "right", 0.7),
        Column("Kappa", "Of those settled by both", width=1.3),
        Column("Weighted", "Of those settled by both", width=0.9),
    )
    notes = (
        "Of patients that both assess; the first named is held against the second.",
        *_method(ledger),
        "Weighted: linear weights by the distance of the grades.",
        *([f"Read alike in every patient: {'; '.join(alike)}."] if alike else []),
    )
    title = "Agreement of what was reported with what was derived, and of scales with each other"
    return Table("agreement", title, columns, tuple(rows), notes, wide=True)


def cross_tables(ledger: Ledger) -> Table:
    """How many patients have each pair of levels, of every comparison in which any two differ."""
    different = [c for c in _comparisons(ledger) if not _all_alike(c)]
    rows = [line for comparison in different for line in _cells(ledger, comparison)]
    columns = (
        Column("Toxicity or response", width=1.7, once=True),
        Column("Compared", width=1.9, once=True),
        Column("By the first named", align="right"),
        Column("By the second named", align="right"),
        Column("Patients", align="right", width=0.8),
    )
    notes = ("Of patients settled by both.",)
    title = "Levels by both of two scales, patient by patient"
    return Table("cross_tables", title, columns, tuple(rows), notes, wide=True)


def _comparisons(ledger: Ledger) -> list[Comparison]:
    """The rows of each comparison by what they say."""
    found: dict[tuple[str, str, str], Comparison] = {}
    for row in ledger.where(section=SECTION):
        if row.statistic != "cell":
            said = row.category if row.statistic == "count" else row.statistic
            found.setdefault((row.variable, row.against, row.criterion), {})[said] = row
    return list(found.values())


def _all_alike(comparison: Comparison) -> bool:
    same = comparison[AGREES]
    return same.numerator == same.denominator


def _row(comparison: Comparison) -> tuple[Cell, ...]:
    same = comparison[AGREES]
    counted = [_cell(comparison, name) for name in (AGREES, HIGHER, LOWER, DIFFERS)]
    kappas = [_cell(comparison, name) for name in ("kappa", "weighted kappa")]
    return (Cell(_capital(same.variable)), Cell(_pair(same)), *counted, _settled(comparison), *kappas)


def _settled(comparison: Comparison) -> Cell:
    """Of how many kappa is, without which nobody can judge it."""
    row = comparison.get("kappa")
    return Cell(str(row.denominator), row.key) if row else EMPTY


def _cell(comparison: Comparison, name: str) -> Cell:
    return cell_of(comparison[name]) if name in comparison else EMPTY


def _pair(row: LedgerRow) -> str:
    return f"{scale_of(row.criterion)} against {scale_of(row.against)}"


def _about(comparison: Comparison) -> str:
    return f"{comparison[AGREES].variable}, {_pair(comparison[AGREES])}"


def _cells(ledger: Ledger, comparison: Comparison) -> Iterable[tuple[Cell, ...]]:
    same = comparison[AGREES]
    cells = ledger.where(section=SECTION, variable=same.variable, statistic="cell", against=same.against)
    for row in cells:
        if row.criterion == same.criterion:
            # The ledger names the scale that is held against first, the table the one that is held.
            against, held = row.category.split(" | ")
            yield (Cell(_capital(row.variable)), Cell(_pair(row)), Cell(held), Cell(against), cell_of(row))


def _method(ledger: Ledger) -> tuple[str, ...]:
    methods = dict.fromkeys(row.interval_method for row in ledger.where(section=SECTION, statistic="kappa"))
    return tuple(f"Interval of kappa: {method}." for method in methods if method)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
