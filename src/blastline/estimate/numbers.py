"""Numbers that were derived of each patient once, summarised: exposure, nadirs and their days, days to recovery."""

from collections.abc import Iterator, Sequence
from math import inf

from blastline.criteria.library import criterion as criterion_called
from blastline.derive.finding import Finding
from blastline.estimate.ending import ending_rows
from blastline.estimate.printing import printed_interval, printed_unit
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_of_findings, count_row, patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.summaries import median_row, range_row, within
from blastline.estimate.toxicity import capital
from blastline.records.interval import Interval

# The sections of findings that become sections of the ledger, and what their numbers are called.
SUMMARISED = {
    "exposure": "",
    "nadir": "nadir",
    "nadir_day": "day of the nadir",
    "recovery_day": "day of recovery",
}
# What is said in a word of each patient, and counted by word.
COUNTED = ("recovery", "phenotype")
PAUSE = "pause"


def number_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of the sections of exposure, nadirs and recovery: `exposure`, `nadir`, … `pause` and `ended`."""
    for section, what in SUMMARISED.items():
        found = sources.findings_of(section)
        for name in dict.fromkeys(f.variable for f in found):
            yield from _summary(section, what, [f for f in found if f.variable == name], sources)
    yield from _words(sources, "recovery", sources.findings_of("recovery"))
    phenotypes = [f for f in sources.findings_of("haematotoxicity") if not _graded(f)]
    yield from _words(sources, "phenotype", phenotypes)
    yield from _pauses(sources)
    yield from ending_rows(sources)


def _summary(section: str, what: str, found: Sequence[Finding], sources: Sources) -> Iterator[LedgerRow]:
    """Of few patients each one's number, and of any the median and the range; nobody's number gives no row."""
    if not any(f.assessed for f in found):
        return
    name = found[0].variable
    label = capital(f"{name}, {what}" if what else name)
    each = [patient_number(section, label, f) for f in found]
    if len(found) < sources.settings.report.few_patients:
        yield from each
    yield median_row(each, label=label, population=sources.population, level=sources.settings.report.level)
    yield range_row(each, label=label, population=sources.population)


def patient_number(section: str, label: str, finding: Finding) -> LedgerRow:
    """The number that a finding gives one patient, with both of its ends."""
    low = -inf if finding.surely is None else float(finding.surely)
    high = inf if finding.possibly is None else float(finding.possibly)
    row = patient_row(
        section,
        finding.variable,
        finding.patient_id,
        _printed(low, high, finding.unit) if finding.assessed else "",
        label=label,
        evidence=finding.evidence,
        # "day" stands before its number; as a unit it would stand behind it.
        unit="" if finding.unit == "day" else printed_unit(finding.unit),
        undecided=finding.reason,
    )
    return within(row, low, high) if finding.assessed else row


def _printed(low: float, high: float, unit: str) -> str:
    """A share with one decimal; what lies below a limit of detection as such, for nothing lies below 0."""
    if unit == "%":
        low, high = round(low, 1), round(high, 1)
    return printed_interval(Interval(-inf if low <= 0 < high < inf else low, high))


def _graded(finding: Finding) -> bool:
    return all(end is None or end.isdigit() for end in (finding.surely, finding.possibly))


def _words(sources: Sources, section: str, found: Sequence[Finding]) -> Iterator[LedgerRow]:
    """How many patients have each word by each criterion, in the order in which they occur."""
    for criterion in dict.fromkeys(f.criterion for f in found):
        mine = [f for f in found if f.criterion == criterion]
        words = dict.fromkeys(end for f in mine for end in (f.surely, f.possibly) if end is not None)
        for word in words:
            yield count_of_findings(
                section,
                mine,
                word,
                variable=mine[0].variable,
                label=f"{criterion_called(criterion).title}: {word}",
                population=sources.population,
                policy=sources.settings.report,
            )


def _pauses(sources: Sources) -> Iterator[LedgerRow]:
    """How many patients paused at all, and what the label makes of the pauses."""
    found = sources.findings_of(PAUSE)
    if not sources.findings_of("exposure"):
        return
    for verdict in ("any", *dict.fromkeys(f.verdict for f in found if f.verdict)):
        mine = [f for f in found if verdict in ("any", f.verdict)]
        paused = {f.patient_id for f in mine}
        yield count_row(
            PAUSE,
            PAUSE,
            verdict,
            label="Patients with a pause" + ("" if verdict == "any" else f", {verdict}"),
            surely=[patient for patient in sources.patients if patient in paused],
            open_=[],
            patients=sources.patients,
            population=sources.population,
            policy=sources.settings.report,
            findings=[f.id for f in mine],
            evidence=[record for f in sources.findings_of("exposure", "days infused") for record in f.evidence],
        )
