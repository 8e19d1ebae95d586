"""Table of survival: a row an endpoint, with the median and what share is without the event at fixed times."""

from blastline.estimate.kaplan_meier import FEW
from blastline.estimate.ledger import Ledger
from blastline.estimate.survival import LANDMARKS_MONTHS, SECTION
from blastline.report.cells import EMPTY, cell_of
from blastline.report.document import Cell, Column, Table

STATISTICS = ("patients", "events", "median", *(f"{months} months" for months in LANDMARKS_MONTHS))
METHOD = {
    "beta product": f"Intervals of up to {FEW} patients: beta product, which without censoring is Clopper-Pearson.",
    "log-log": f"Intervals of more than {FEW} patients: complementary log-log of Greenwood's variance.",
}


def survival(ledger: Ledger) -> Table:
    """Patients followed, events, median and landmarks; empty where nobody's time is known."""
    names = dict.fromkeys(row.variable for row in ledger.where(section=SECTION, statistic="events"))
    rows = tuple(
        (Cell(_capital(name)), *(_cell(ledger, name, statistic) for statistic in STATISTICS)) for name in names
    )
    columns = (
        Column("Endpoint", width=1.4),
        Column("Counted", align="right", width=0.8),
        Column("Events", align="right", width=0.7),
        Column("Median", align="right", width=2.0),
        *(Column(f"{months} months", "Without the event at", "right", 1.6) for months in LANDMARKS_MONTHS),
    )
    title = "Survival by Kaplan and Meier"
    return Table("survival", title, columns, rows, _notes(ledger, list(names)), wide=True)


def _cell(ledger: Ledger, name: str, statistic: str) -> Cell:
    found = ledger.where(section=SECTION, variable=name, statistic=statistic)
    return cell_of(found[0]) if found else EMPTY


def _notes(ledger: Ledger, names: list[str]) -> tuple[str, ...]:
    methods = dict.fromkeys(
        row.interval_method
        for name in names
        for row in ledger.where(section=SECTION, variable=name, statistic="median")
    )
    lost = [
        f"{_capital(row.variable)}, not counted: {row.undecided}."
        for row in ledger.where(section=SECTION, statistic="patients")
        if row.undecided and row.variable in names
    ]
    return (*(METHOD[method] for method in methods), *lost) if names else ()


def _capital(name: str) -> str:
    return name[0].upper() + name[1:]
