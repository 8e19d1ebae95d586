"""The antigens of the leukaemia cells before and since treatment, and what the cells of a relapse carried."""

from collections.abc import Iterator, Sequence

from blastline.derive.baseline import last_before
from blastline.derive.finding import Finding
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_of_findings, patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.summaries import median_row
from blastline.normalise.records import Result
from blastline.records.schema import tests

SECTION = "antigen"
ANTIGENS = {"CD19": "cd19_on_blasts", "CD22": "cd22_on_blasts"}
STATES = ("positive", "dim", "mixed", "negative")
BEFORE, SINCE, AT_RELAPSE = "before", "since", "at relapse"


def antigen_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `antigen`, of each antigen that was looked for after the first dose or at a relapse."""
    baselines = {(r.patient_id, r.test): r for r in last_before(sources.records.results)}
    for antigen, test in ANTIGENS.items():
        since = {patient: r for patient in sources.patients if (r := _last_since(sources, patient, test))}
        before = {patient: r for patient in sources.patients if (r := baselines.get((patient, test)))}
        relapses = [f for f in sources.findings_of("relapse_antigen", antigen) if f.assessed]
        if since or relapses:
            first = [_value(antigen, BEFORE, patient, result) for patient, result in before.items()]
            last = [_value(antigen, SINCE, patient, result) for patient, result in since.items()]
            yield from [*first, *last, *_medians(sources, antigen, first, last)]
            yield from _at_relapse(sources, antigen, _first_relapses(relapses))


def _last_since(sources: Sources, patient: str, test: str) -> Result | None:
    """The last result since the first dose; of those without days the last of the file."""
    found = [r for r in sources.results(patient, test, statistic="single") if r.phase != "before"]
    dated = [r for r in found if r.day is not None]
    return max(dated, key=lambda r: r.day or 0) if dated else (found[-1] if found else None)


def _value(antigen: str, when: str, patient: str, result: Result) -> LedgerRow:
    exact = result.interval.low if result.interval.exact else None
    return patient_row(
        SECTION,
        f"{antigen} {when}",
        patient,
        result.printed,
        label=f"{antigen} on leukaemia cells, {when}",
        evidence=[result.record_id],
        statistic=when,
        value=exact,
        unit=tests()[ANTIGENS[antigen]].unit,
    )


def _medians(
    sources: Sources, antigen: str, first: Sequence[LedgerRow], last: Sequence[LedgerRow]
) -> Iterator[LedgerRow]:
    """The medians of those who have a value before and one since, neither known only within limits."""
    both = [{row.patient_id for row in rows if row.value is not None} for rows in (first, last)]
    for when, rows in ((BEFORE, first), (SINCE, last)):
        pairs = [row for row in rows if row.patient_id in both[0] & both[1]]
        if pairs:
            label, n = f"{antigen} on leukaemia cells, {when}", len(pairs)
            yield median_row(
                pairs,
                label=label,
                population=f"patients with a value before and one since (n = {n})",
                level=sources.settings.report.level,
            )


def _first_relapses(found: Sequence[Finding]) -> list[Finding]:
    """A patient may relapse again; it is the first that says what the treatment selected."""
    first: dict[str, Finding] = {}
    for finding in found:
        first.setdefault(finding.patient_id, finding)
    return list(first.values())


def _at_relapse(sources: Sources, antigen: str, found: Sequence[Finding]) -> Iterator[LedgerRow]:
    for finding in found:
        yield patient_row(
            SECTION,
            f"{antigen} {AT_RELAPSE}",
            finding.patient_id,
            finding.text,
            label=f"{antigen} {AT_RELAPSE}",
            evidence=finding.evidence,
            statistic=AT_RELAPSE,
        )
    told = {end for f in found for end in (f.surely, f.possibly) if end}
    for state in [state for state in STATES if state in told]:
        yield count_of_findings(
            SECTION,
            found,
            state,
            variable=f"{antigen} {AT_RELAPSE}",
            label=f"{antigen} {AT_RELAPSE}, {state}",
            population=f"patients whose relapse was tested for {antigen} (n = {len(found)})",
            policy=sources.settings.report,
        )
