"""Table of responses as each system derives them from the marrows: the best, and that of each cycle."""

from blastline.estimate.ledger import Ledger
from blastline.estimate.printing import printed_criterion
from blastline.estimate.response_by_cycle import BEST, FIRST, REMITTED, SECTION
from blastline.estimate.row import LedgerRow
from blastline.report.cells import EMPTY, cell_of, number_cell
from blastline.report.document import Cell, Column, Table

Occasion = dict[str, LedgerRow]


def responses_by_cycle(ledger: Ledger) -> Table:
    """One row an occasion, by system: how many had a remission, and each category that anybody has or may have."""
    occasions = _occasions(ledger)
    categories = _categories(occasions)
    rows = tuple(_row(occasion, categories) for occasion in occasions)
    columns = (
        Column("System", width=1.2, once=True),
        Column("When", width=0.9),
        Column("Patients", align="right", width=0.8),
        Column("Any remission", width=2.3),
        *(Column(name, "Patients", "right", 0.5 + 0.05 * len(name)) for name in categories),
    )
    notes = (
        "Best: of all marrows since the first dose. By cycle: of patients with a marrow after its begin and before "
        "the next.",
        "Two numbers: in how many it surely holds, and in how many it possibly does.",
        *(_first(row) for row in ledger.where(section=SECTION, statistic="median")),
    )
    title = "Response derived from the marrows, by system and cycle"
    return Table("responses_by_cycle", title, columns, rows, notes if rows else (), wide=True)


def _occasions(ledger: Ledger) -> list[Occasion]:
    found: dict[tuple[str, str], Occasion] = {}
    for row in ledger.where(section=SECTION, statistic="count"):
        found.setdefault((row.criterion, row.group), {})[row.category] = row
    return list(found.values())


def _categories(occasions: list[Occasion]) -> list[str]:
    """From the best to the worst, as each system orders them: a name goes behind those that it has followed before."""
    order: list[str] = []
    for occasion in occasions:
        at = 0
        for name in (name for name in occasion if name != REMITTED):
            if name not in order:
                order.insert(at, name)
            at = order.index(name) + 1
    return order


def _row(occasion: Occasion, categories: list[str]) -> tuple[Cell, ...]:
    any_ = occasion[REMITTED]
    return (
        Cell(printed_criterion(any_.criterion)),
        Cell("Best" if any_.group == BEST else any_.group.capitalize()),
        Cell(str(any_.denominator), any_.key),
        cell_of(any_),
        *(number_cell(occasion[name]) if name in occasion else EMPTY for name in categories),
    )


def _first(row: LedgerRow) -> str:
    """Of whom the day is known, the median of it."""
    n = row.denominator
    return f"{printed_criterion(row.criterion)}, {FIRST}: median day {row.text} ({n} patient{'s' * (n != 1)})."
