"""Agreement: what was reported against what was derived, and one scale against another, patient by patient."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from blastline.derive.finding import Finding
from blastline.derive.responses import AT_RESPONSE
from blastline.estimate.kappa import METHOD, Kappa, kappa, weighted_kappa
from blastline.estimate.printing import MINUS, printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row, in_order, key_of
from blastline.estimate.sources import Sources
from blastline.estimate.toxicity import capital
from blastline.normalise.records import TidyRow
from blastline.records.schema import answers

SECTION = "agreement"
REPORTED, READ_BY = "as reported", "read by "
# The findings that a scale makes of each patient once: worst grades, grades of syndromes, the best response.
ONCE_A_PATIENT = ("worst_grade", "toxicity", "best_response")
AGREES, HIGHER, LOWER, DIFFERS, OPEN = "the same", "higher", "lower", "another", "open"
UNDEFINED = "not defined: one category alone"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What one scale, the investigator, or a reader says of a patient: both ends, None where nothing is said.

    It rests on a finding, or on `records` where nothing was derived.
    """

    patient: str
    surely: str | None
    possibly: str | None
    finding: str = ""
    records: tuple[str, ...] = ()

    @property
    def decided(self) -> str | None:
        """The one level, where both ends are it."""
        return self.surely if self.surely == self.possibly else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of one thing in the same patients; `first` and `second` name them."""

    term: str
    first: str
    second: str
    pairs: tuple[tuple[Reading, Reading], ...]

    @property
    def settled(self) -> list[tuple[Reading, Reading]]:
        """The pairs in which both are decided."""
        return [(a, b) for a, b in self.pairs if a.decided is not None and b.decided is not None]

    @property
    def decided(self) -> list[tuple[str, str]]:
        """The levels of these pairs."""
        return [(a.decided or "", b.decided or "") for a, b in self.settled]

    @property
    def graded(self) -> bool:
        """Whether the levels are grades, which have an order."""
        return all(level.isdigit() for pair in self.decided for level in pair)


def agreement_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `agreement`: of each comparison how many agree, are higher, lower or open, kappa, cross table."""
    for comparison in comparisons(sources):
        yield from _verdicts(comparison, sources)
        if comparison.decided:
            yield from _kappas(comparison, sources.settings.report.level)
            yield from _cells(comparison)


def comparisons(sources: Sources) -> Iterator[Comparison]:
    """Every scale against what was reported, and every two scales of one toxicity or of response."""
    for section in ONCE_A_PATIENT:
        found = sources.findings_of(section)
        for term in dict.fromkeys(finding.variable for finding in found):
            scales = list(dict.fromkeys(finding.criterion for finding in found if finding.variable == term))
            readings = {scale: _readings(sources.findings_of(section, term, scale)) for scale in scales}
            told = {REPORTED: _reported(sources, section, term), **readings}
            yield from _compared(term, told)
    for term, readers in read_by(sources).items():
        yield from _compared(term, readers)


def _compared(term: str, told: dict[str, dict[str, Reading]]) -> Iterator[Comparison]:
    for first, second in combinations([name for name, readings in told.items() if readings], 2):
        both = [patient for patient in told[first] if patient in told[second]]
        pairs = tuple((told[first][patient], told[second][patient]) for patient in both)
        if pairs:
            yield Comparison(term, first, second, pairs)


def _readings(found: Sequence[Finding]) -> dict[str, Reading]:
    return {f.patient_id: Reading(f.patient_id, f.surely, f.possibly, f.id) for f in found if f.assessed}


def _reported(sources: Sources, section: str, term: str) -> dict[str, Reading]:
    if section == "best_response":
        return _readings(sources.findings_of("reported_response", term))
    return _readings(sources.findings_of("reported_grade", term))


def read_by(sources: Sources) -> dict[str, dict[str, dict[str, Reading]]]:
    """What each reader says of each patient at the end of treatment, by endpoint (MRD: and compartment) and reader."""
    found: dict[str, dict[str, dict[str, Reading]]] = {}
    analysed = set(sources.patients)
    for row in sources.records.readings:
        if row["phase"] == AT_RESPONSE and row["patient_id"] in analysed:
            term = ", ".join(part for part in (row["endpoint"], row["compartment"]) if part)
            readers = found.setdefault(term, {}).setdefault(f"{READ_BY}{row['reader']}", {})
            readers[row["patient_id"]] = _read(row)
    return found


def _read(row: TidyRow) -> Reading:
    """An open answer (CR/CRi) has two ends, and settles nothing."""
    ends = [answer for answer in answers()[row["endpoint"]] if answer in row["value"]]
    return Reading(row["patient_id"], ends[-1], ends[0], records=(row.record_id,))


def verdict(a: Reading, b: Reading) -> str:
    """How the second compares with the first: of grades whether surely higher or lower, of answers whether another."""
    if a.decided is not None and a.decided == b.decided:
        return AGREES
    ends = (a.surely, a.possibly, b.surely, b.possibly)
    if all(end is not None and end.isdigit() for end in ends):
        low_a, high_a, low_b, high_b = (int(end or 0) for end in ends)
        return HIGHER if low_b > high_a else LOWER if high_b < low_a else OPEN
    return DIFFERS if a.decided is not None and b.decided is not None else OPEN


def _verdicts(comparison: Comparison, sources: Sources) -> Iterator[LedgerRow]:
    said = [(a, verdict(a, b)) for a, b in comparison.pairs]
    wanted = (AGREES, HIGHER, LOWER) if comparison.graded else (AGREES, DIFFERS)
    open_ = [a.patient for a, found in said if found == OPEN]
    for name in wanted:
        row = count_row(
            SECTION,
            comparison.term,
            name,
            label=f"{_named(comparison)}: {name}",
            surely=[a.patient for a, found in said if found == name],
            # An open pair may agree, or differ either way.
            open_=open_,
            patients=[a.patient for a, _ in said],
            population=f"patients with both (n = {len(said)})",
            policy=sources.settings.report,
            undecided=f"open: {len(open_)} of {len(said)}" if open_ else "",
            findings=_findings(comparison.pairs),
            evidence=_records(comparison.pairs),
            assessed=True,
        )
        yield replace(row, key=_key(comparison, name, "count"), criterion=comparison.second, against=comparison.first)


def _findings(pairs: Sequence[tuple[Reading, Reading]]) -> tuple[str, ...]:
    """What the pairs rest on; the findings name their records."""
    return tuple(dict.fromkeys(reading.finding for pair in pairs for reading in pair if reading.finding))


def _records(pairs: Sequence[tuple[Reading, Reading]]) -> tuple[str, ...]:
    return in_order([record for pair in pairs for reading in pair for record in reading.records])


def _named(comparison: Comparison) -> str:
    return f"{capital(comparison.term)}, {scale_of(comparison.second)} against {scale_of(comparison.first)}"


def scale_of(name: str) -> str:
    """The scale of a reading as it is printed."""
    return name if name == REPORTED or name.startswith(READ_BY) else printed_criterion(name)


def _key(comparison: Comparison, *parts: str) -> str:
    return key_of(SECTION, comparison.term, comparison.first, comparison.second, *parts)


def _kappas(comparison: Comparison, level: float) -> Iterator[LedgerRow]:
    """Kappa of the pairs that are settled, with linear weights beside it where the levels are grades."""
    pairs = comparison.decided
    yield _kappa_row(comparison, "kappa", kappa(pairs, level))
    if comparison.graded:
        order = [str(grade) for grade in range(6)]
        yield _kappa_row(comparison, "weighted kappa", weighted_kappa(pairs, order))


def _kappa_row(comparison: Comparison, statistic: str, found: Kappa) -> LedgerRow:
    return LedgerRow(
        key=_key(comparison, statistic),
        label=f"{_named(comparison)}, {statistic}",
        section=SECTION,
        variable=comparison.term,
        statistic=statistic,
        text=_printed(found),
        against=comparison.first,
        population=f"patients settled by both (n = {found.n})",
        value=found.value,
        value_possible=found.value,
        denominator=found.n,
        interval_low=found.low,
        interval_high=found.high,
        interval_level=found.level if found.low is not None else None,
        interval_method=METHOD if found.low is not None else "",
        criterion=comparison.second,
        undecided=UNDEFINED if found.value is None else "",
        findings=_findings(comparison.settled),
        evidence=_records(comparison.settled),
    )


def _printed(found: Kappa) -> str:
    if found.value is None:
        return UNDEFINED
    if found.low is None or found.high is None:
        return _signed(found.value)
    return f"{_signed(found.value)} ({100 * found.level:g}% CI {_signed(found.low)} to {_signed(found.high)})"


def _signed(number: float) -> str:
    """With two decimals and a minus as it is printed; what rounds to nothing has none."""
    return f"{number:.2f}".replace("-0.00", "0.00").replace("-", MINUS)


def _cells(comparison: Comparison) -> Iterator[LedgerRow]:
    """The cross table: how many settled patients have each pair of levels."""
    counted = Counter(comparison.decided)
    for (a, b), n in sorted(counted.items()):
        mine = [(x, y) for x, y in comparison.settled if (x.decided, y.decided) == (a, b)]
        yield LedgerRow(
            key=_key(comparison, "cell", a, b),
            label=f"{_named(comparison)}: {a} and {b}",
            section=SECTION,
            variable=comparison.term,
            statistic="cell",
            text=str(n),
            category=f"{a} | {b}",
            against=comparison.first,
            value=float(n),
            value_possible=float(n),
            numerator=n,
            numerator_possible=n,
            denominator=len(comparison.decided),
            criterion=comparison.second,
            patients=tuple(x.patient for x, _ in mine),
            findings=_findings(mine),
            evidence=_records(mine),
        )
