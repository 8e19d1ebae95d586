"""The best change of the marrow blasts of each patient, beside the best response."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from blastline.derive.finding import Finding
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED, key_of
from blastline.estimate.sources import Sources

SECTION = "marrow_change"
OPEN = "open"


def marrow_change_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `marrow_change`: how many have one and why others have none, then one row a patient."""
    found = sources.findings_of("marrow_change")
    if any(finding.assessed for finding in found):
        yield from _measured(sources, found)
        responses = _best_responses(sources)
        yield from (_change(finding, responses) for finding in found)


def _measured(sources: Sources, found: Sequence[Finding]) -> Iterator[LedgerRow]:
    """How many have a change; and where some have none, how many and why."""
    n = sum(finding.assessed for finding in found)
    why: dict[str, int] = {}
    for finding in found:
        if not finding.assessed:
            why[finding.reason] = why.get(finding.reason, 0) + 1
    row = LedgerRow(
        key=key_of(SECTION, "patients"),
        label="Marrow blasts recorded before treatment and since",
        section=SECTION,
        variable="patients",
        statistic="patients",
        text=f"{n}/{len(found)}",
        population=sources.population,
        value=float(n),
        value_possible=float(n),
        numerator=n,
        denominator=len(found),
        findings=tuple(finding.id for finding in found),
    )
    yield row
    if why:
        reasons = "; ".join(f"{reason}: {number}" for reason, number in why.items())
        yield replace(
            row,
            key=key_of(SECTION, "without"),
            label="Without a change of marrow blasts",
            statistic="without",
            text=f"{len(found) - n} ({reasons})",
            value=float(len(found) - n),
            value_possible=float(len(found) - n),
            numerator=len(found) - n,
        )


def _best_responses(sources: Sources) -> Mapping[str, Finding]:
    """The best response by the system that is reported, or where no marrow could be judged by it, as reported."""
    derived = sources.findings_of("best_response")
    first = [finding for finding in derived if finding.criterion == derived[0].criterion]
    chosen = first if any(finding.assessed for finding in first) else sources.findings_of("reported_response")
    return {finding.patient_id: finding for finding in chosen}


def _change(finding: Finding, responses: Mapping[str, Finding]) -> LedgerRow:
    response = responses.get(finding.patient_id)
    low, high = (float(end) if end is not None else None for end in (finding.surely, finding.possibly))
    return LedgerRow(
        key=key_of(SECTION, finding.patient_id),
        label=f"Best change of marrow blasts, {finding.patient_id}",
        section=SECTION,
        variable="marrow_blasts",
        statistic="best change",
        text=_printed(low, high),
        patient_id=finding.patient_id,
        category=_word(response),
        value=low,
        value_possible=high,
        unit="%",
        criterion=response.criterion if response else "",
        undecided=finding.reason,
        findings=(finding.id, *([response.id] if response else [])),
        evidence=finding.evidence,
    )


def _word(response: Finding | None) -> str:
    if response is None or not response.assessed:
        return NOT_RECORDED
    return str(response.surely) if response.decided else OPEN


def _printed(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return NOT_RECORDED
    if low is None or high is None:
        return f"at most {high:+.0f}" if low is None else f"at least {low:+.0f}"
    return _signed(low) if low == high else f"{_signed(low)} to {_signed(high)}"


def _signed(change: float) -> str:
    """With a sign of its own, and no more digits than a count of cells bears: −87, +318, 0."""
    return f"{change:+.0f}".replace("-", "−") if round(change) else "0"
