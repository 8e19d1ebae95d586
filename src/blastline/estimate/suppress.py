"""Small cells: what would tell single patients apart is taken out of the ledger before anything is printed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blastline.estimate.row import LedgerRow

NOT_PRINTED = "not printed"
NOT_NAMED = "patients are not named"
# A small cell of a curve by day is a gap in it: bounds cannot be drawn.
DRAWN = ("time_course", "grade_by_day", "infusion")
# Its boxes of one kind add up, as the categories of one variable do elsewhere.
FLOW = "flow"
COUNTED = ("patients", "events", "pairs", "transplanted", "cell", "infused")
# What is told in words of the study's own, which may name patients.
IN_WORDS = ("study", "reading", "statement")


def suppressed(rows: Sequence[LedgerRow], below: int) -> list[LedgerRow]:
    """
    The ledger without rows of single patients, without names, and with counts from 1 to `below` less 1 as bounds.

    So is a count that leaves so few of its denominator, and the next smallest where a table would give a count away by
    subtraction. A bounded count is open: 1 surely, `below` less 1 possibly.
    """
    named = {row.patient_id for row in rows if row.patient_id}
    kept = [_nameless(row, named) for row in rows if not row.patient_id and not _names(row, named)]
    told = [row for row in kept if not _drops(row, below)]
    return list(_bounded(told, below))


def _names(row: LedgerRow, patients: set[str]) -> bool:
    told = (row.label, row.text, row.category)
    return row.section in IN_WORDS and any(patient in words for words in told for patient in patients)


def _nameless(row: LedgerRow, patients: set[str]) -> LedgerRow:
    """Without whom it counts; the ends of a range are the values of single patients."""
    undecided = NOT_NAMED if any(patient in row.undecided for patient in patients) else row.undecided
    bare = replace(row, patients=(), patients_possible=(), findings=(), evidence=(), undecided=undecided)
    return replace(bare, text=NOT_PRINTED, value=None, value_possible=None) if row.statistic == "range" else bare


def _drops(row: LedgerRow, below: int) -> bool:
    """Each step of a curve is the time of one patient."""
    return row.statistic.startswith("step") or (row.section in DRAWN and _small(row, below))


def bounded_text(row: LedgerRow) -> str:
    """A bounded count without its denominator ("<5"); empty for any other row."""
    bounded = row.undecided == NOT_NAMED and row.text.startswith(("<", ">"))
    return row.text.partition("/")[0] if bounded else ""


def _counted(row: LedgerRow) -> tuple[int, int] | None:
    """How many patients the row counts, surely and possibly; None where it counts none."""
    if row.numerator is not None and row.numerator_possible is not None:
        return row.numerator, row.numerator_possible
    if row.statistic in COUNTED and row.value is not None:
        return int(row.value), int(row.value)
    return None


def _small(row: LedgerRow, below: int) -> bool:
    """Whether any number of the row counts so few patients, or leaves so few of its denominator."""
    n, counts = row.denominator, _counted(row) or ()
    left = [] if n is None else [n, *(n - count for count in counts)]
    return any(0 < number < below for number in (*counts, *left))


def _bounded(rows: Sequence[LedgerRow], below: int) -> Iterator[LedgerRow]:
    small = {row.key for row in rows if _small(row, below)} - {row.key for row in rows if row.section == "study"}
    small |= _given_away(rows, small)
    yield from (_bound(row, below) if row.key in small else row for row in rows)


def _given_away(rows: Sequence[LedgerRow], small: set[str]) -> set[str]:
    """Where one count of a table is bounded and the others are told, it can be had by subtraction: one more goes."""
    families: defaultdict[tuple[str, ...], list[LedgerRow]] = defaultdict(list)
    for row in rows:
        if row.numerator is not None:
            about = row.category if row.section == FLOW else row.variable
            families[row.section, about, row.statistic, row.criterion, row.group, row.against].append(row)
    more: set[str] = set()
    for family in families.values():
        told = [row for row in family if row.key not in small and row.numerator]
        if len(family) - sum(row.key not in small for row in family) == 1 and told:
            more.add(min(told, key=lambda row: row.numerator or 0).key)
    return more


def _bound(row: LedgerRow, below: int) -> LedgerRow:
    """The row as far as it may be told: how few, or how many at least; else that it is not printed."""
    limits = _limits(row, below)
    bare = replace(row, interval_low=None, interval_high=None, interval_method="", undecided=NOT_NAMED)
    if limits is None:
        return replace(bare, text=NOT_PRINTED, value=None, value_possible=None, numerator=None, numerator_possible=None)
    low, high, text = limits
    whole = replace(bare, text=text, value=float(low), value_possible=float(high))
    return whole if row.numerator is None else replace(whole, numerator=low, numerator_possible=high)


def _limits(row: LedgerRow, below: int) -> tuple[int, int, str] | None:
    n, counted = row.denominator, _counted(row)
    if counted is None or (n is not None and 0 < n < below):
        return None
    low, high = counted
    of = "" if n is None else f"/{n}"
    if 0 < high < below:
        return min(low, 1), below - 1, f"<{below}{of}"
    if n is not None and 0 < n - low < below:
        return n - below + 1, n if high == n else n - 1, f">{n - below}{of}"
    return None
