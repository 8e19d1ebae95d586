"""Table of the subgroups that the study chose: responses, survival against the largest group, relapse between them."""

from blastline.estimate import cox
from blastline.estimate import subgroups as estimated
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.testing import P
from blastline.report.cells import EMPTY, cell_of
from blastline.report.document import Cell, Column, Table
from blastline.report.tables.change import LEAST


def subgroups(ledger: Ledger) -> Table:
    """One row a group, the largest of each characteristic first."""
    groups = ledger.where(section=estimated.RESPONSE, statistic="count")
    fisher = bool(ledger.where(section=estimated.RESPONSE, statistic=P))
    gray = bool(ledger.where(section=estimated.TEST))
    rows = tuple(
        _line(ledger, group, fisher=fisher, gray=gray, first=_first(groups, at)) for at, group in enumerate(groups)
    )
    columns = (
        Column("Characteristic", width=1.3, once=True),
        Column("Group", width=0.7),
        Column("CR or CRi, as reported", width=1.8),
        *([Column("p (at best)", width=1.2)] if fisher else []),
        *(
            Column(label, name.capitalize(), "right", width)
            for name in estimated.COMPARED
            for label, width in (("Events", 0.8), ("Hazard ratio", 1.8))
        ),
        *([Column("Relapse, Gray's test", align="right", width=1.0)] if gray else []),
    )
    absent = [row.text for row in ledger.where(section=estimated.SECTION, statistic="in no group")]
    notes = (
        "Events: of those who are followed. Hazard ratio: against the largest group.",
        *(
            [f"By Cox, one characteristic at a time; interval: {cox.METHOD}."]
            if "subgroup.hazard-ratios" in ledger
            else []
        ),
        *([f"{LEAST}; Fisher's exact test against the largest group."] if fisher else []),
        *([f"Not recorded, and in no group: {'; '.join(absent)}."] if absent else []),
        "CI: confidence interval.",
    )
    return Table("subgroups", "Response, survival and relapse by subgroup", columns, rows, notes, wide=True)


def _first(groups: list[LedgerRow], at: int) -> bool:
    return at == 0 or groups[at].variable != groups[at - 1].variable


def _line(ledger: Ledger, group: LedgerRow, *, fisher: bool, gray: bool, first: bool) -> tuple[Cell, ...]:
    compared = (
        _found(ledger, estimated.HAZARD, group.variable, group.category, f"{name}, {what}")
        for name in estimated.COMPARED
        for what in ("events", "hazard ratio")
    )
    test = _found(ledger, estimated.TEST, group.variable, "", estimated.TESTED) if first else Cell("")
    p = _found(ledger, estimated.RESPONSE, group.variable, group.category, P)
    return (
        Cell(estimated.labels()[group.variable]),
        Cell(group.category),
        cell_of(group),
        *([p] if fisher else []),
        *compared,
        *([test] if gray else []),
    )


def _found(ledger: Ledger, section: str, variable: str, category: str, statistic: str) -> Cell:
    found = ledger.where(section=section, variable=variable, category=category, statistic=statistic)
    return cell_of(found[0]) if found else EMPTY
