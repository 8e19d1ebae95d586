"""Rows as received: text in cells, each row with its place, nothing interpreted."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: file, sheet (empty for a CSV file) and row number as a spreadsheet shows it."""

    file: str
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        sheet = f', sheet "{self.sheet}"' if self.sheet else ""
        return f"{self.file}{sheet}, row {self.row}"


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One row of a table as it came: cells by column name, as text."""

    table: str
    place: Place
    cells: dict[str, str]

    @property
    def record_id(self) -> str:
        """The name under which findings and ledger rows cite this row: `measurements:41`."""
        return f"{self.table}:{self.place.row}"


@dataclass(frozen=True, slots=True)
class Received:
    """A study's rows by table, as an adapter hands them over; `folder` is where the files lie that rows name."""

    tables: dict[str, list[ReceivedRow]] = field(default_factory=dict)
    folder: Path | None = None

    def rows(self, table: str) -> list[ReceivedRow]:
        return self.tables.get(table, [])

    def by_id(self) -> dict[str, ReceivedRow]:
        """Every row under its record id."""
        return {row.record_id: row for rows in self.tables.values() for row in rows}
