"""What the source states of the group, held against the rows: a count, a range, the patients that it names."""

import re
from collections.abc import Iterator

from blastline.errors import Problem, StudyError, near, quoted
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import key_of
from blastline.estimate.sources import Sources
from blastline.normalise.cells import UnreadableCell, read_count, read_number
from blastline.normalise.records import TidyRow
from blastline.records.interval import close

SECTION = "statement"
UNCHECKED = "no number to hold it against"
UNRECORDED = "not recorded by patient"
COUNT = re.compile(r"\s*(\w+)(?:/\d+)?\b")


def statement_rows(sources: Sources, ledger: Ledger) -> Iterator[LedgerRow]:
    """Rows of section `statement`: `text` is what is stated, `population` where, `category` the comparison."""
    for number, row in enumerate(sources.records.table("group_statements"), start=1):
        known = _spoken_of(row, ledger)
        yield LedgerRow(
            key=key_of(SECTION, str(number)),
            label=row["about"],
            section=SECTION,
            variable=row["key"] or "",
            statistic="statement",
            text=row["value"],
            category=_verdict(row, known),
            population=row["source"] or "",
            patients=_named(row),
            evidence=(row.record_id, *(known.evidence if known else ())),
        )


def _spoken_of(row: TidyRow, ledger: Ledger) -> LedgerRow | None:
    key = row["key"]
    if key and key not in ledger:
        what = f"no number of the ledger is called {quoted(key)}."
        raise StudyError([Problem(row.place, what, near(key, [known.key for known in ledger]))])
    return ledger[key] if key else None


def _named(row: TidyRow) -> tuple[str, ...]:
    return tuple(name.strip() for name in (row["patients"] or "").split(",") if name.strip())


def _verdict(row: TidyRow, known: LedgerRow | None) -> str:
    if known is None:
        return UNCHECKED
    if known.value is None or known.value_possible is None:
        return UNRECORDED
    try:
        number = _count(row, known) if known.statistic == "count" else _range(row, known)
    except UnreadableCell as error:
        remedy = str(error)
        raise StudyError([Problem(row.place, f"value is {quoted(row['value'])}.", f"{remedy}.")]) from None
    names = _names(row, known)
    return "; ".join(part for part in (number, names) if part) or "agrees"


def _count(row: TidyRow, known: LedgerRow) -> str:
    """The stated count against both ends of the count in the rows."""
    found = COUNT.match(row["value"])
    stated = read_count(found[1] if found else "")
    low, high = known.numerator or 0, known.numerator_possible or 0
    if low <= stated <= high:
        return "" if low == high else f"possible: the rows give {low}, possibly {high}"
    return f"differs: the rows give {low}" + (f", possibly {high}" if high != low else "")


def _range(row: TidyRow, known: LedgerRow) -> str:
    stated = read_number(row["value"])
    same = close(stated.low, known.value or 0.0) and close(stated.high, known.value_possible or 0.0)
    return "" if same else f"differs: the rows give {known.text}"


def _names(row: TidyRow, known: LedgerRow) -> str:
    named = set(_named(row))
    allowed = set(known.patients) | set(known.patients_possible)
    if not named or set(known.patients) <= named <= allowed:
        return ""
    return f"names other patients: the rows give {', '.join(known.patients) or 'none'}"
