"""Tables of what competes and of the transplant: cumulative incidence of relapse, survival by how transplants count."""

from blastline.estimate import cox, relapse
from blastline.estimate import transplant as handling
from blastline.estimate.competing_risks import METHOD
from blastline.estimate.ledger import Ledger
from blastline.estimate.survival import LANDMARKS_MONTHS
from blastline.report.cells import EMPTY, cell_of
from blastline.report.document import Cell, Column, Table


def cumulative_incidence(ledger: Ledger) -> Table:
    """One row a cause: relapse, and death without it."""
    names = dict.fromkeys(row.variable for row in ledger.where(section=relapse.SECTION, statistic="events"))
    statistics = ("events", *(f"{months} months" for months in LANDMARKS_MONTHS))
    rows = [(Cell(name), *(_found(ledger, relapse.SECTION, name, "", what) for what in statistics)) for name in names]
    columns = (
        Column("From remission", width=1.5),
        Column("Events", align="right", width=0.8),
        *(Column(f"{months} months", "Share that has had it at", "right", 1.7) for months in LANDMARKS_MONTHS),
    )
    notes = (
        "By Aalen and Johansen: whoever dies without relapse can no longer relapse, and is not censored.",
        f"Intervals: {METHOD}.",
    )
    title = "Cumulative incidence of relapse and of death without it"
    return Table("cumulative_incidence", title, columns, tuple(rows), notes, wide=True)


def survival_by_transplant(ledger: Ledger) -> Table:
    """One row an endpoint: median with transplants observed through, censored, as events; the hazard after them."""
    names = dict.fromkeys(row.variable for row in ledger.where(section=handling.SECTION))
    rows = [_handled(ledger, name) for name in names]
    ways = (
        (handling.IGNORED, "Observed through it"),
        (handling.CENSORED, "Censored at it"),
        (handling.EVENT, "An event itself"),
    )
    columns = (
        Column("Endpoint", width=1.3),
        Column("Transplanted", align="right", width=1.0),
        *(
            Column(label, group, "right", width)
            for _, group in ways
            for label, width in (("Events", 0.7), ("Median", 2.0))
        ),
        Column("Hazard ratio after it", "Exposure in time", "right", 1.9),
    )
    notes = (
        "Transplant: allogeneic, after treatment. Its hazard is held against that of whoever has not had one yet.",
        *([f"Hazard ratio by Cox; interval: {cox.METHOD}."] if _estimated(ledger) else []),
        "A comparison of patients who lived to be transplanted; no effect of the transplant.",
    )
    title = "Survival by how transplants are handled"
    return Table("survival_by_transplant", title, columns, tuple(rows), notes, wide=True)


def _handled(ledger: Ledger, name: str) -> tuple[Cell, ...]:
    ways = (handling.IGNORED, handling.CENSORED, handling.EVENT)
    told = [_found(ledger, handling.SECTION, name, how, what) for how in ways for what in ("events", "median")]
    return (
        Cell(name[0].upper() + name[1:]),
        _found(ledger, handling.SECTION, name, "", "transplanted"),
        *told,
        _found(ledger, handling.SECTION, name, handling.EXPOSURE, "hazard ratio"),
    )


def _found(ledger: Ledger, section: str, variable: str, category: str, statistic: str) -> Cell:
    found = ledger.where(section=section, variable=variable, category=category, statistic=statistic)
    return cell_of(found[0]) if found else EMPTY


def _estimated(ledger: Ledger) -> bool:
    return any(row.interval_method for row in ledger.where(section=handling.SECTION, statistic="hazard ratio"))
