"""Where a study says one thing twice: rows that repeat each other, and statements that cannot both be true."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from blastline.errors import Problem, quoted
from blastline.normalise.records import Result, TidyRow
from blastline.normalise.units import spelt
from blastline.records.interval import Interval
from blastline.records.received import Received, ReceivedRow
from blastline.records.schema import TableSchema, tests

SETTLE = "Correct one of them, or say in study.toml which is used and why ([[settle]])."
T = TypeVar("T")
ABOUT = ("endpoint", "term", "therapy", "drug", "infection")
STATED = ("number", "count", "yes_no", "choice", "answer")


def repeated_rows(received: Received) -> list[Problem]:
    """Rows that are the same in every cell: somebody pasted twice."""
    problems = []
    for rows in received.tables.values():
        for first, *again in _grouped(rows, lambda row: tuple(sorted(row.cells.items()))):
            problems += [_repeats(first, row) for row in again]
    return problems


def _repeats(first: ReceivedRow, again: ReceivedRow) -> Problem:
    what = f"this row repeats row {first.place.row}, cell by cell."
    return Problem(str(again.place), what, "Remove one of them, or tell them apart (day, date or source).")


def overlapping_doses(rows: Iterable[TidyRow]) -> list[Problem]:
    """A drug that runs at two rates at once; the day of a change may stand in both stretches."""
    problems = []
    for stretches in _grouped(rows, lambda row: (row["patient_id"], row["drug"].lower())):
        dated = [row for row in stretches if row["day_earliest"] is not None and row["end_earliest"] is not None]
        for row in dated:
            problems += [_overlaps(row, other) for other in dated if _inside(row, other)]
    return problems


def _inside(row: TidyRow, other: TidyRow) -> bool:
    """Whether another stretch surely begins after the first day of this one and before its last."""
    begun, least = row["day_latest"], other["day_earliest"]
    return other is not row and begun < least and other["day_latest"] < row["end_earliest"]


def _overlaps(row: TidyRow, other: TidyRow) -> Problem:
    what = f"{row['drug']} of {row['patient_id']} still runs when the stretch in {other.place} begins."
    return Problem(str(row.place), what, "End this stretch on the day on which the other begins; write its rest anew.")


def contradicting_results(results: list[Result], places: dict[str, str]) -> list[Problem]:
    """Two results of one test, patient, specimen and time whose values cannot both be true."""
    problems = []
    for first, *others in _grouped(results, _same_result):
        problems += [
            _results_differ(first, other, places)
            for other in others
            if not first.interval.meets(other.interval) or first.word != other.word
        ]
    return problems


def _same_result(result: Result) -> Hashable:
    specimen = "" if result.specimen == "not stated" else result.specimen
    # Two dates are two times, also where no first dose turns them into days.
    when = (result.phase, result.day, result.date)
    return (result.patient_id, result.test, result.statistic, specimen, *when)


def _results_differ(first: Result, other: Result, places: dict[str, str]) -> Problem:
    label, unit = tests()[first.test].label, spelt(tests()[first.test].unit)
    what = (
        f"{label}{'' if other.statistic == 'single' else f' ({other.statistic})'} is {quoted(other.printed)} here "
        f"but {quoted(first.printed)} in {places[first.record_id]} (both in {unit})."
    )
    return Problem(f"{places[other.record_id]} ({other.patient_id})", what, SETTLE)


def contradicting_rows(schema: TableSchema, rows: list[TidyRow]) -> list[Problem]:
    """Rows that speak of one thing and differ in what they say of it; results are compared as results, in one unit."""
    stated = [
        column.name
        for column in schema.columns.values()
        if column.kind in STATED
        and column.name not in schema.same
        and not column.test
        and not schema.unit_column_of(column.name)
        and schema.name != "measurements"
    ]
    problems = []
    for first, *others in _grouped(rows, lambda row: tuple(row[column] for column in schema.same)):
        for other in others:
            problems += [_rows_differ(first, other, name) for name in stated if _differ(first[name], other[name])]
    return problems


def _differ(a: object, b: object) -> bool:
    """An empty cell contradicts nothing; two open answers contradict when they share none."""
    if a is None or b is None:
        return False
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        return not a & b
    if isinstance(a, Interval) and isinstance(b, Interval):
        return not a.meets(b)
    return a != b


def _rows_differ(first: TidyRow, other: TidyRow, column: str) -> Problem:
    about = next((f"{other[name]}: " for name in ABOUT if other[name]), "")
    what = f"{about}{column} is {_shown(other[column])} here but {_shown(first[column])} in {first.place}."
    return Problem(f"{other.place} ({other['patient_id']})", what, SETTLE)


def _shown(cell: object) -> str:
    if isinstance(cell, frozenset):
        return quoted("/".join(sorted(cell)))
    if isinstance(cell, Interval):
        return quoted(f"{cell.low:g}" if cell.exact else f"{cell.low:g}–{cell.high:g}")
    return quoted({True: "yes", False: "no"}.get(cell, cell) if isinstance(cell, bool) else cell)


def _grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    groups: defaultdict[Hashable, list[T]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.values())
