"""How the study reads rows that could be read in more than one way: applied first, and kept for the report."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from blastline.errors import Problem, closest, quoted
from blastline.records.received import Received, ReceivedRow

if TYPE_CHECKING:
    # A tenth of a second to load, which a laboratory table on its own has no use for.
    from blastline.settings import Settlement


@dataclass(frozen=True, slots=True)
class Settled:
    """One reading that the study declares, with the rows that it touched as they were received."""

    settlement: "Settlement"
    rows: tuple[ReceivedRow, ...]


def settle(received: Received, settlements: "Sequence[Settlement]") -> tuple[Received, list[Settled], list[Problem]]:
    """
    The rows as the study reads them; those set aside are left out here and stand in the list of readings.

    A reading that touches no row is a problem: it would claim that something was settled that is not there.
    """
    tables = {name: list(rows) for name, rows in received.tables.items()}
    done: list[Settled] = []
    problems: list[Problem] = []
    for number, settlement in enumerate(settlements, start=1):
        touched = [row for row in tables.get(settlement.table, []) if _matches(row, settlement)]
        if not touched:
            problems.append(_touches_nothing(number, settlement, tables.get(settlement.table, [])))
        done.append(Settled(settlement, tuple(touched)))
        tables[settlement.table] = _applied(tables.get(settlement.table, []), settlement)
    return Received(tables), done, problems


def _matches(row: ReceivedRow, settlement: "Settlement") -> bool:
    return all(row.cells.get(column, "") == text for column, text in settlement.where.items())


def _applied(rows: list[ReceivedRow], settlement: "Settlement") -> list[ReceivedRow]:
    if settlement.set_aside:
        return [row for row in rows if not _matches(row, settlement)]
    return [_read(row, settlement.read) if _matches(row, settlement) else row for row in rows]


def _read(row: ReceivedRow, read: dict[str, str]) -> ReceivedRow:
    return replace(row, cells=row.cells | read)


def _touches_nothing(number: int, settlement: "Settlement", rows: list[ReceivedRow]) -> Problem:
    where = ", ".join(f'{column} = "{text}"' for column, text in settlement.where.items())
    return Problem(
        f"study.toml, reading {number} ([[settle]])",
        f"no row of {settlement.table} has {where}.",
        "Cells are compared letter by letter, after the readings above it. Correct it, or remove it."
        + "".join(f" {hint}" for hint in _nearly(settlement, rows)),
    )


def _nearly(settlement: "Settlement", rows: list[ReceivedRow]) -> list[str]:
    """What the cells hold where a condition is met by none: often another dash, or another unit sign."""
    cells = {column: {row.cells.get(column, "") for row in rows} for column in settlement.where}
    unmet = [(column, text) for column, text in settlement.where.items() if text not in cells[column]]
    meant = [(column, closest(text, sorted(cells[column]))) for column, text in unmet]
    return [f"Near it in {column}: {', '.join(quoted(word) for word in words)}." for column, words in meant if words]
