"""What several readers said of one thing: kept as they said it, and made into the statement that counts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from blastline.normalise.records import TidyRow

SAME = ("patient_id", "endpoint", "compartment", "phase", "day", "date")


def read_together(rows: Sequence[TidyRow]) -> tuple[list[TidyRow], list[TidyRow]]:
    """
    The statements that count, and those of readers as they came.

    A row without a reader is what the readers settled on, and counts alone. Without one their statements count:
    where they differ, each stays possible.
    """
    readings = [row for row in rows if row["reader"]]
    settled = {_of(row) for row in rows if not row["reader"]}
    said: defaultdict[tuple[Any, ...], frozenset[str]] = defaultdict(frozenset)
    for row in readings:
        said[_of(row)] |= row["value"] or frozenset()
    together = [
        replace(row, cells=row.cells | {"value": said[_of(row)]}) if row["reader"] else row
        for row in rows
        if not row["reader"] or _of(row) not in settled
    ]
    return together, readings


def _of(row: TidyRow) -> tuple[Any, ...]:
    return tuple(row[column] for column in SAME)
