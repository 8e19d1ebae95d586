"""Records after normalising: typed cells, results in one unit, and what the study settled."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from blastline.normalise.settle import Settled
from blastline.records.interval import Interval
from blastline.records.received import Received


@dataclass(frozen=True, slots=True)
class TidyRow:
    """One row with typed cells: numbers as intervals, counts as int, yes/no as bool, an empty cell as None."""

    record_id: str
    table: str
    place: str
    cells: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells.get(column)


@dataclass(frozen=True, slots=True)
class Result:
    """
    One result in the unit of its test, whichever table it stood in.

    `interval` holds the values that it may have; a result in words has `word` instead. `day` is days from the
    first dose (0 on that day), None where only the phase is known.
    """

    record_id: str
    patient_id: str
    test: str
    statistic: str
    specimen: str
    phase: str
    day: int | None
    interval: Interval
    word: str | None
    printed: str
    lower_limit: Interval = Interval()
    upper_limit: Interval = Interval()
    date: "tuple[datetime.date, datetime.date] | None" = None


@dataclass(frozen=True, slots=True)
class Records:
    """
    A study's records, tidy. `received` keeps every row as it came, also those that were set aside.

    `readings` are the statements of single readers; the table `reported` has what they come to.
    """

    received: Received
    rows: dict[str, list[TidyRow]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)
    readings: list[TidyRow] = field(default_factory=list)

    def table(self, name: str) -> list[TidyRow]:
        return self.rows.get(name, [])

    @property
    def patient_ids(self) -> list[str]:
        """The patients in the order in which the study lists them."""
        return [row["patient_id"] for row in self.table("patients")]
