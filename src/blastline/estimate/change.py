"""Before against on treatment in the same patients: how many rose or fell, and the median of their differences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, isinf

from blastline.derive.baseline import last_before
from blastline.derive.series import ELSEWHERE, HIGHEST
from blastline.derive.stretches import COUNTS
from blastline.estimate.exact_tests import sign_test
from blastline.estimate.printing import MINUS, decimals, printed_unit
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row, in_order, key_of, patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.summaries import Known, known, median_row, within
from blastline.estimate.testing import are_made, test_row
from blastline.normalise.records import Result
from blastline.records.schema import tests

SECTION = "change"
LAST, PEAK, NADIR = "last", "highest", "lowest"
ROSE, FELL, UNCHANGED = "rose", "fell", "unchanged"
BEFORE, AFTER = "before", "after"
PAIRS = "pairs"
# Of two shares the difference: a share of 40% that rose by half is 60%, by ten points 50%.
POINTS = "percentage points"
# Not a series, but what changes under treatment all the same.
ALSO = ("marrow_blasts", "csf_blasts", "cd19_on_blasts", "cd22_on_blasts")
ON_TREATMENT = ("during", "end")


@dataclass(frozen=True, slots=True)
class Pair:
    """A patient's value before treatment and one on it, each as what it may be, with the records of both."""

    patient: str
    before: Known
    after: Known
    records: tuple[str, ...]

    @property
    def difference(self) -> tuple[float, float]:
        """How much higher the later one is, at least and at most."""
        # Rounded, as a count that was converted from another unit must not differ from itself.
        return round(self.after.low - self.before.high, 9), round(self.after.high - self.before.low, 9)

    def may(self, direction: str) -> bool:
        """Whether the value possibly rose, fell, or stayed."""
        low, high = self.difference
        return {ROSE: high > 0, FELL: low < 0, UNCHANGED: low <= 0 <= high}[direction]

    def did(self, direction: str) -> bool:
        """Whether it surely did."""
        return self.may(direction) and not any(self.may(other) for other in DIRECTIONS if other != direction)


DIRECTIONS = (ROSE, FELL, UNCHANGED)


def change_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `change`: of each test the last value on treatment, and its highest or lowest, against before."""
    for test, described in tests().items():
        if described.series or test in (*COUNTS, *ALSO):
            extreme = [NADIR] if test in COUNTS else [PEAK] if described.series else []
            for which in (LAST, *extreme):
                pairs = [pair for patient in sources.patients if (pair := _pair(sources, patient, test, which))]
                if pairs:
                    yield from _of_pairs(sources, test, which, pairs)


def variable_of(test: str, which: str) -> str:
    """What a row of the ledger calls it: a test, and which of its values on treatment."""
    return f"{test}, {which}"


def _pair(sources: Sources, patient: str, test: str, which: str) -> Pair | None:
    results = [r for r in sources.results(patient, test) if not r.interval.missing and r.specimen not in ELSEWHERE]
    before, after = last_before(results), _on_treatment(results, which)
    if not before or not after:
        return None
    records = tuple(result.record_id for result in (*before, *after))
    return Pair(patient, _agreed(before), TAKEN[which](after), records)


def _on_treatment(results: Sequence[Result], which: str) -> list[Result]:
    statistics = {LAST: ("single",), PEAK: HIGHEST, NADIR: ("single", "minimum")}[which]
    found = [r for r in results if r.phase in ON_TREATMENT and r.statistic in statistics]
    return _may_be_last(found) if which == LAST else found


def _may_be_last(results: Sequence[Result]) -> list[Result]:
    """Those at the end of treatment, else those of the last day, and those without a day, which may be later."""
    at_end = [result for result in results if result.phase == "end"]
    days = [result.day for result in at_end or results if result.day is not None]
    return [result for result in at_end or results if result.day is None or result.day == max(days)]


def _agreed(results: Sequence[Result]) -> Known:
    """Several results of one time: what all of them allow, or else all that any allows."""
    values = [_known(result) for result in results]
    low, high = max(value.low for value in values), min(value.high for value in values)
    if low > high:
        low, high = min(value.low for value in values), max(value.high for value in values)
    return _told(results, low, high)


def _last(results: Sequence[Result]) -> Known:
    """Where it is open which result came last, the value lies anywhere among theirs."""
    times = dict.fromkeys(result.day for result in results)
    values = [_agreed([result for result in results if result.day == day]) for day in times]
    return _told(results, min(value.low for value in values), max(value.high for value in values))


def _highest(results: Sequence[Result]) -> Known:
    values = [_known(result) for result in results]
    return _told(results, max(value.low for value in values), max(value.high for value in values))


def _lowest(results: Sequence[Result]) -> Known:
    values = [_known(result) for result in results]
    return _told(results, min(value.low for value in values), min(value.high for value in values))


TAKEN = {LAST: _last, PEAK: _highest, NADIR: _lowest}


def _known(result: Result) -> Known:
    return known(result.printed, result.interval, tests()[result.test].least, tests()[result.test].most)


def _told(results: Sequence[Result], low: float, high: float) -> Known:
    """The two ends, in the digits of the result that has the most."""
    most = max((result.printed for result in results), key=lambda text: len(text.partition(".")[2]))
    return Known(most, low, high)


def _of_pairs(sources: Sources, test: str, which: str, pairs: Sequence[Pair]) -> Iterator[LedgerRow]:
    yield _counted(sources, test, which, pairs)
    for time, words in ((BEFORE, "before treatment"), (AFTER, f"{which} on treatment")):
        each = [_row(test, f"{which}, {time}", pair, getattr(pair, time), words) for pair in pairs]
        yield median_row(each, label=f"{tests()[test].label}, {words}", population=_population(pairs))
    differences = [_difference(test, which, pair) for pair in pairs]
    if len(pairs) < sources.settings.report.few_patients:
        yield from differences
    yield _middle(differences, f"{tests()[test].label}, {which} against before", _population(pairs), sources)
    for direction in DIRECTIONS:
        yield _direction(sources, test, which, pairs, direction)
    # The highest of several values lies above a single one by chance as well: only the last may be tested.
    if which == LAST and are_made(sources):
        yield _tested(sources, test, pairs)


def _population(pairs: Sequence[Pair]) -> str:
    return f"patients with both (n = {len(pairs)})"


def _records(pairs: Sequence[Pair]) -> tuple[str, ...]:
    return in_order([record for pair in pairs for record in pair.records])


def _counted(sources: Sources, test: str, which: str, pairs: Sequence[Pair]) -> LedgerRow:
    n, everyone = len(pairs), len(sources.patients)
    return LedgerRow(
        key=key_of(SECTION, variable_of(test, which), PAIRS),
        label=f"{tests()[test].label}, patients with a value before and on treatment",
        section=SECTION,
        variable=variable_of(test, which),
        statistic=PAIRS,
        text=f"{n}/{everyone}",
        category=tests()[test].label,
        population=sources.population,
        value=float(n),
        value_possible=float(n),
        numerator=n,
        numerator_possible=n,
        denominator=everyone,
        patients=tuple(pair.patient for pair in pairs),
        undecided=f"without both: {everyone - n}" if n < everyone else "",
        evidence=_records(pairs),
    )


def _row(test: str, variable: str, pair: Pair, value: Known, words: str) -> LedgerRow:
    row = patient_row(
        SECTION,
        f"{test}, {variable}",
        pair.patient,
        value.text,
        label=f"{tests()[test].label}, {words}",
        evidence=pair.records,
        unit=printed_unit(tests()[test].unit),
        undecided="" if value.low == value.high else "known only within limits",
    )
    return within(row, value.low, value.high)


def _difference(test: str, which: str, pair: Pair) -> LedgerRow:
    low, high = pair.difference
    places = decimals([pair.before.text, pair.after.text])
    row = _row(test, which, pair, Known(_signed(low, high, places), low, high), f"{which} against before")
    return replace(row, unit=POINTS) if row.unit == "%" else row


def _signed(low: float, high: float, places: int) -> str:
    """A difference with its sign: +12.3, −3, and with both ends where it is open: −3 to +4."""
    ends = dict.fromkeys(_end(end, places) for end in (low, high))
    return " to ".join(ends)


def _end(end: float, places: int) -> str:
    if isinf(end):
        return "+∞" if end > 0 else f"{MINUS}∞"
    text = f"{end:+.{places}f}"
    return text[1:] if float(text) == 0 else text.replace("-", MINUS)


def _middle(rows: Sequence[LedgerRow], label: str, population: str, sources: Sources) -> LedgerRow:
    """The median difference with the interval that counts values from either end: it asks for no shape of them."""
    level = sources.settings.report.level
    row = median_row(rows, label=label, population=population, level=level)
    low, high = _ends(row.value, row.value_possible)
    text = _signed(low, high, decimals([row.text]))
    if row.interval_level is None:
        return replace(row, text=text)
    first, last = _ends(row.interval_low, row.interval_high)
    places, name = decimals([one.text for one in rows]), "CI" if low == high else "bounds"
    return replace(row, text=f"{text} ({100 * level:g}% {name} {_end(first, places)} to {_end(last, places)})")


def _ends(low: float | None, high: float | None) -> tuple[float, float]:
    return -inf if low is None else low, inf if high is None else high


def _direction(sources: Sources, test: str, which: str, pairs: Sequence[Pair], direction: str) -> LedgerRow:
    surely = [pair for pair in pairs if pair.did(direction)]
    open_ = [pair for pair in pairs if pair.may(direction) and not pair.did(direction)]
    return count_row(
        SECTION,
        variable_of(test, which),
        direction,
        label=f"{tests()[test].label}, {which} against before: {direction}",
        surely=[pair.patient for pair in surely],
        open_=[pair.patient for pair in open_],
        patients=[pair.patient for pair in pairs],
        population=_population(pairs),
        policy=sources.settings.report,
        undecided=f"known only within limits: {len(open_)}" if open_ else "",
        evidence=_records(pairs),
    )


def _tested(sources: Sources, test: str, pairs: Sequence[Pair]) -> LedgerRow:
    """The sign test of the last value against that before, or why there is none."""
    settled = {direction: sum(pair.did(direction) for pair in pairs) for direction in DIRECTIONS}
    made = test_row(
        SECTION,
        variable_of(test, LAST),
        sign_test(settled[ROSE], settled[FELL], len(pairs) - sum(settled.values())),
        label=f"{tests()[test].label}, last against before: exact sign test",
        n=len(pairs),
        policy=sources.settings.report,
    )
    return replace(made, patients=tuple(pair.patient for pair in pairs), evidence=_records(pairs))
