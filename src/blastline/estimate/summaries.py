"""Ranges and medians of numbers of which some are known only within limits: "<40" counts, and may leave them open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import inf, isinf
from statistics import median

from scipy.special import bdtr

from blastline.estimate.printing import decimals, printed_interval, printed_range
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED, in_order, key_of
from blastline.records.interval import Interval


@dataclass(frozen=True, slots=True)
class Known:
    """A value as it was printed, and the values that this leaves open."""

    text: str
    low: float
    high: float


Summary = tuple[str, float, float]


def known(text: str, interval: Interval, least: float = -inf, most: float = inf) -> Known:
    """A result of a test that cannot be below `least` or above `most`."""
    return Known(text, max(interval.low, least), min(interval.high, most))


def smallest(values: Sequence[Known]) -> Summary:
    """The value that may lie lowest, as printed, and between which numbers the smallest lies: "<40", 0 to 30."""
    first = min(values, key=lambda value: (value.low, value.high, value.text))
    return first.text, first.low, min(value.high for value in values)


def largest(values: Sequence[Known]) -> Summary:
    """The value that may lie highest, as printed, and between which numbers the largest lies: ">80", 90 or more."""
    last = max(values, key=lambda value: (value.high, value.low, value.text))
    return last.text, max(value.low for value in values), last.high


def range_row(values: Sequence[LedgerRow], *, label: str, population: str) -> LedgerRow:
    """From the smallest to the largest of the patients' values; who has none is named in `undecided`."""
    return _summary(values, "range", label, population, _range)


def median_row(values: Sequence[LedgerRow], *, label: str, population: str, level: float = 0.95) -> LedgerRow:
    """
    The median of the patients' values, with one decimal more than they have where it falls between two.

    A value known only within limits takes part with both of its ends: below 40 is below 55, wherever it lies. The
    interval runs between two of the values, counted from either end; of too few patients there is none.
    """
    row = _summary(values, "median", label, population, _median)
    numbers = [_known(value) for value in values if value.text != NOT_RECORDED and _a_number(value)]
    rank = median_rank(len(numbers), level)
    if rank is None:
        return row
    low, high = sorted(value.low for value in numbers)[rank - 1], sorted(value.high for value in numbers)[-rank]
    return replace(
        row,
        interval_low=_finite(low),
        interval_high=_finite(high),
        interval_level=level,
        interval_method="order statistics",
    )


def median_rank(n: int, level: float) -> int | None:
    """
    From which value, counted from either end, the interval of a median of `n` values runs; None where none covers it.

    It covers at least `level`, whatever the values are like. Source: Thompson WR. Ann Math Stat 1936;7:122.
    """
    inside = [rank for rank in range(1, n // 2 + 1) if bdtr(rank - 1, n, 0.5) <= (1 - level) / 2]
    return inside[-1] if inside else None


def _range(values: Sequence[Known]) -> Summary:
    first, last = smallest(values), largest(values)
    # The ends of a range are its smallest and largest value; where one is open, nothing closer is known of it.
    return printed_range(first[0], last[0]), first[1], last[2]


def _median(values: Sequence[Known]) -> Summary:
    low, high = median(value.low for value in values), median(value.high for value in values)
    if low == high:
        return _rounded(low, values), low, high
    if isinf(low) or isinf(high):
        return printed_interval(Interval(low, high)), low, high
    return f"between {_rounded(low, values)} and {_rounded(high, values)}", low, high


def _rounded(middle: float, values: Sequence[Known]) -> str:
    places = decimals([value.text for value in values])
    exact = round(middle, places) == middle
    return f"{middle:.{places if exact else places + 1}f}"


def _summary(
    rows: Sequence[LedgerRow],
    statistic: str,
    label: str,
    population: str,
    summarise: Callable[[Sequence[Known]], Summary],
) -> LedgerRow:
    recorded = [row for row in rows if row.text != NOT_RECORDED]
    values = [_known(row) for row in recorded if _a_number(row)]
    text, low, high = summarise(values) if values else (NOT_RECORDED, -inf, inf)
    first = rows[0]
    return LedgerRow(
        key=key_of(first.section, first.variable, statistic),
        label=f"{label}, {statistic}",
        section=first.section,
        variable=first.variable,
        statistic=statistic,
        text=text,
        population=population,
        value=_finite(low),
        value_possible=_finite(high),
        denominator=len(values),
        unit=first.unit,
        patients=tuple(row.patient_id for row in recorded if _a_number(row)),
        undecided="; ".join(_left_open(rows)),
        evidence=in_order([record for row in recorded for record in row.evidence]),
    )


def _a_number(row: LedgerRow) -> bool:
    return row.value is not None or row.value_possible is not None


def _known(row: LedgerRow) -> Known:
    low, high = row.value, row.value_possible
    return Known(row.text, -inf if low is None else low, inf if high is None else high)


def _left_open(rows: Sequence[LedgerRow]) -> list[str]:
    absent = [row.patient_id for row in rows if row.text == NOT_RECORDED]
    within = [f"{row.patient_id} ({row.text})" for row in rows if _a_number(row) and row.value != row.value_possible]
    words = [f"{row.patient_id} ({row.text})" for row in rows if row.text != NOT_RECORDED and not _a_number(row)]
    named = (("not recorded", absent), ("known only within limits", within), ("left out, no number", words))
    return [f"{what}: {', '.join(patients)}" for what, patients in named if patients]


def within(row: LedgerRow, low: float, high: float) -> LedgerRow:
    """The row of one patient with both ends of its number; an end that nothing bounds is None."""
    return replace(row, value=_finite(low), value_possible=_finite(high))


def _finite(end: float) -> float | None:
    return None if isinf(end) else end
