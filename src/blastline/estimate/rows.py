"""The kinds of ledger row that every section is made of: a patient's value, what a finding says, a count."""

from collections.abc import Sequence

from blastline.derive.finding import NOT_ASSESSED as NOT_ASSESSED  # report/ takes it from here
from blastline.derive.finding import Finding
from blastline.derive.findings import in_source_order
from blastline.estimate.printing import printed_proportion
from blastline.estimate.proportions import METHODS, ProportionInterval
from blastline.estimate.row import LedgerRow
from blastline.normalise.tidy import slug
from blastline.settings import Reporting

NOT_RECORDED = "not recorded"
# Sections whose findings are reports, not derivations.
REPORTED = ("reported_grade", "reported_response", "mrd")


def key_of(*parts: str) -> str:
    """A ledger key from its parts, each as a slug: `baseline.platelets.pt-2`."""
    return ".".join(slug(part) for part in parts if part)


def patient_row(
    section: str,
    variable: str,
    patient: str,
    text: str,
    *,
    label: str,
    evidence: Sequence[str],
    statistic: str = "value",
    value: float | None = None,
    unit: str = "",
    undecided: str = "",
    number: int = 0,
) -> LedgerRow:
    """
    What one patient's cell prints; an empty text is printed as not recorded and counts as undecided.

    What a patient may have several of (episodes, drugs) is told apart by `number`: infection.pt-2.1.onset.
    """
    several = key_of(section, patient, str(number), statistic)
    return LedgerRow(
        key=several if number else key_of(section, variable, patient),
        label=f"{label}, {patient}",
        section=section,
        variable=variable,
        statistic=statistic,
        text=text or NOT_RECORDED,
        patient_id=patient,
        value=value,
        value_possible=value,
        unit=unit,
        undecided=undecided if text else undecided or NOT_RECORDED,
        evidence=in_order(evidence),
    )


def finding_row(section: str, finding: Finding, *, label: str, key: Sequence[str] = ()) -> LedgerRow:
    """What a finding says of one patient, with its criterion, its reason and its evidence."""
    return LedgerRow(
        key=key_of(section, *(key or (finding.criterion or finding.variable,)), finding.patient_id),
        label=f"{label}, {finding.patient_id}",
        section=section,
        variable=finding.variable,
        statistic="category",
        text=_printed(finding),
        patient_id=finding.patient_id,
        category=finding.verdict,
        criterion=finding.criterion,
        undecided="" if finding.decided else finding.reason,
        findings=(finding.id,),
        evidence=finding.evidence,
    )


def _printed(finding: Finding) -> str:
    """Where no criterion is asked, nobody assessed anything: it was reported, as it was printed, or it was not."""
    if finding.criterion or finding.section not in REPORTED:
        return finding.text
    return finding.reported or finding.reason


def count_row(
    section: str,
    variable: str,
    category: str,
    *,
    label: str,
    surely: Sequence[str],
    open_: Sequence[str],
    patients: Sequence[str],
    population: str,
    policy: Reporting,
    undecided: str = "",
    criterion: str = "",
    findings: Sequence[str] = (),
    evidence: Sequence[str] = (),
    assessed: bool = False,
) -> LedgerRow:
    """
    How many of `patients`: those of whom it surely holds, and those of whom it is open.

    Without evidence nothing was recorded, unless it was `assessed`: the findings then name the records.
    """
    n, low, high = len(patients), len(surely), len(surely) + len(open_)
    interval = _interval(low, high, n, policy)
    nothing = n > 0 and len(open_) == n and not evidence and not assessed
    return LedgerRow(
        key=key_of(section, criterion or variable, category, "count"),
        label=label,
        section=section,
        variable=variable,
        statistic="count",
        text=NOT_RECORDED if nothing else printed_proportion(low, high, n, interval),
        category=category,
        population=population,
        value=float(low),
        value_possible=float(high),
        numerator=low,
        numerator_possible=high,
        denominator=n,
        interval_low=interval.low,
        interval_high=interval.high,
        interval_level=interval.level,
        interval_method=interval.method,
        criterion=criterion,
        patients=tuple(surely),
        patients_possible=tuple(open_),
        undecided=undecided,
        findings=tuple(findings),
        evidence=in_order(evidence),
    )


def _interval(low: int, high: int, n: int, policy: Reporting) -> ProportionInterval:
    """Where the count is open, the interval reaches from the low end of the one to the high end of the other."""
    method = METHODS[policy.interval]
    ends = method(low, n, policy.level), method(high, n, policy.level)
    return ProportionInterval(ends[0].low, ends[1].high, policy.level, ends[0].method)


def count_of_findings(
    section: str,
    findings: Sequence[Finding],
    level: str,
    *,
    variable: str,
    label: str,
    population: str,
    policy: Reporting,
) -> LedgerRow:
    """How many patients have this level, and how many more may have it."""
    surely = [f.patient_id for f in findings if f.decided and f.surely == level]
    open_ = [f.patient_id for f in findings if not f.decided and (not f.assessed or within(level, f))]
    reasons = [f"{f.patient_id}: {f.reason}" for f in findings if f.patient_id in open_]
    return count_row(
        section,
        variable,
        level,
        label=label,
        surely=surely,
        open_=open_,
        patients=[f.patient_id for f in findings],
        population=population,
        policy=policy,
        undecided="; ".join(reasons),
        criterion=findings[0].criterion if findings else "",
        findings=[f.id for f in findings],
        evidence=[record for f in findings for record in f.evidence],
    )


def within(level: str, finding: Finding) -> bool:
    """Whether a level is left open: grades between the two ends are, of answers those named, else only the ends."""
    ends = (str(finding.surely), str(finding.possibly))
    if finding.section in ("reported_response", "mrd"):
        return level in finding.reported.split("/")
    if all(end.isdigit() for end in (level, *ends)):
        return min(map(int, ends)) <= int(level) <= max(map(int, ends))
    return level in ends


def in_order(evidence: Sequence[str]) -> tuple[str, ...]:
    """Record ids, each once, in the order of the source."""
    return tuple(sorted(set(evidence), key=in_source_order))
