"""A number walked back: ledger row, findings, records, and the cells as they were received."""

from collections.abc import Iterator, Sequence

from blastline.criteria.criterion import Criterion
from blastline.criteria.in_words import say
from blastline.criteria.library import criterion
from blastline.derive.finding import Finding
from blastline.errors import UnknownKeyError, near, quoted
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.normalise.records import Records
from blastline.normalise.settle import Settled
from blastline.records.received import ReceivedRow
from blastline.records.schema import tables

HIDDEN = ("patient_id", "source")


def explain(key: str, ledger: Ledger, findings: Sequence[Finding], records: Records) -> str:
    """
    Where a ledger key or a finding id comes from, as text for a terminal.

    The beginning of ids ("event_window"), or a patient, lists the findings there. Raises UnknownKeyError, naming near
    ones, where there is none of these.
    """
    by_id = {finding.id: finding for finding in findings}
    if key in ledger:
        row = ledger[key]
        found = [by_id[name] for name in row.findings]
        rests_on = row.evidence or tuple(dict.fromkeys(record for one in found for record in one.evidence))
        lines = [*_number(row), *_findings(found), *_records(rests_on, records)]
    elif key in by_id:
        found = [by_id[key]]
        lines = [key, *_findings(found), *_records(found[0].evidence, records)]
    elif beneath := [f for f in findings if f.patient_id == key or f.id.startswith(f"{key.rstrip('/')}/")]:
        lines = [f"{finding.id}: {finding.text}" + _remarks(finding) for finding in beneath]
    else:
        known = [row.key for row in ledger] + list(by_id)
        raise UnknownKeyError(
            f"no number or finding is called {quoted(key)}. {near(key, known)}\n"
            "  The keys are the first column of ledger.csv, which a report writes."
        )
    return "\n".join(lines)


def _number(row: LedgerRow) -> Iterator[str]:
    unit = f" {row.unit}" if row.unit and row.value is not None else ""
    yield row.key
    yield f"  {row.label}: {row.text}{unit}"
    if row.section == "statement":
        yield f"  Stated in: {row.population}"
        yield f"  Comparison with the rows: {row.category}"
    elif row.population:
        yield f"  Population: {row.population}"
    if row.interval_method:
        yield f"  Interval: {row.interval_method}, {row.interval_level:.0%}"
    if row.patients:
        yield f"  Patients: {', '.join(row.patients)}"
    if row.patients_possible:
        yield f"  Possibly: {', '.join(row.patients_possible)}"
    if row.category and row.section == "reading":
        yield f"  Why: {row.category}"
    if row.undecided:
        yield f"  Open: {row.undecided}"


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield "\nFindings"
    for finding in findings:
        yield f"  {finding.patient_id}: {finding.text}" + _remarks(finding)
    for identifier in dict.fromkeys(finding.criterion for finding in findings if finding.criterion):
        yield from _criterion(criterion(identifier))


def _remarks(finding: Finding) -> str:
    reported = f"reported {finding.reported}" if finding.reported else ""
    said = [part for part in (reported, finding.verdict, finding.reason) if part]
    return f" ({'; '.join(said)})" if said else ""


def _criterion(rule: Criterion) -> Iterator[str]:
    yield f"\nCriterion {rule.id}: {rule.title}"
    yield f"  {rule.cite}; reviewed: {rule.reviewed}"
    for level in rule.levels:
        yield f"  {level.name}: {say(level.when)}"


def _records(evidence: Sequence[str], records: Records) -> Iterator[str]:
    received = records.received.by_id()
    yield "\nRecords"
    if not evidence:
        yield "  none: nothing was recorded"
    for record in evidence:
        yield from _record(received[record], records.settled) if record in received else [f"  {record}"]
    beside = _set_aside([received[record] for record in evidence if record in received], records.settled)
    if beside:
        yield "\nSet aside"
    for row in beside:
        yield from _record(row, records.settled)


def _set_aside(used: Sequence[ReceivedRow], settled: Sequence[Settled]) -> list[ReceivedRow]:
    """Statements of the same thing as a row that was used, which the study does not use."""
    spoken_of = {_subject(row) for row in used}
    left = [row for reading in settled if reading.settlement.set_aside for row in reading.rows]
    return [row for row in left if _subject(row) in spoken_of]


def _subject(row: ReceivedRow) -> tuple[str, ...]:
    """What a row speaks of; which statistic of a course it gives is left out, a peak being a maximum."""
    same = tables()[row.table].same
    return (row.table, *(row.cells.get(column, "") for column in same if column not in ("specimen", "statistic")))


def _record(row: ReceivedRow, settled: Sequence[Settled]) -> Iterator[str]:
    cells = ", ".join(f"{name} = {text}" for name, text in row.cells.items() if text and name not in HIDDEN)
    whom = row.cells.get("patient_id", "")
    yield f"  {row.place}{f', {whom}' if whom else ''}: {cells}"
    if row.cells.get("source"):
        yield f"    from: {row.cells['source']}"
    for reading in settled:
        # A reading may have been applied to the row after an earlier one, so rows are matched by their id.
        if row.record_id in {touched.record_id for touched in reading.rows}:
            rule = reading.settlement
            as_ = "set aside" if rule.set_aside else "read as " + ", ".join(rule.read.values())
            yield f"    {as_}: {rule.why}"
