"""The flow of patients: who was recorded, who was excluded by which rule, who was treated and how they responded."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from blastline.derive.eligibility import MET
from blastline.derive.finding import Finding
from blastline.estimate.ending import PLANNED, reasons
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row, finding_row
from blastline.estimate.sources import Sources

SECTION = "flow"


def flow_rows(sources: Sources) -> Iterator[LedgerRow]:
    """
    Rows of sections `eligibility` (by patient and rule) and `flow` (by step).

    A patient who fails several rules is counted at the first of them, in the order of study.toml, so that the
    steps add up.
    """
    found = sources.findings_of("eligibility")
    yield from [finding_row("eligibility", f, label=f"Eligibility, {f.variable}") for f in found]
    left, open_ = list(sources.recorded), list[str]()
    yield _step(sources, "recorded", "stage", "Recorded in the study", left, [], [])
    for rule in dict.fromkeys(f.variable for f in found):
        judged = [f for f in found if f.variable == rule and f.patient_id in left]
        failed = [f.patient_id for f in judged if f.possibly != MET]
        undecided = [f.patient_id for f in judged if not f.decided]
        yield _step(sources, f"not {rule}", "excluded", _failed(rule), failed, undecided, judged)
        left = [patient for patient in left if patient not in failed]
        open_ += [patient for patient in undecided if patient not in open_]
    eligible = [patient for patient in left if patient not in open_]
    drug = sources.settings.treatment.drug
    treated = _step(sources, "treated", "stage", f"Eligible, treated with {drug}", eligible, [], [])
    yield _with_open(treated, [patient for patient in open_ if patient in left])
    yield from _after_the_first_dose(sources, left)
    yield from _by_response(sources, left)


def _after_the_first_dose(sources: Sources, treated: Sequence[str]) -> Iterator[LedgerRow]:
    """Who stopped early, by reason, and whose survival time is not known; nobody of either is no row."""
    why = reasons(sources, treated)
    for reason in dict.fromkeys(said for said in why.values() if said and said != PLANNED):
        stopped = [patient for patient, said in why.items() if said == reason]
        yield _step(sources, f"ended early {reason}", "noted", f"Treatment ended early: {reason}", stopped, [], [])
    times = [f for f in sources.findings_of("survival_time", "overall survival") if f.patient_id in treated]
    lost = [f.patient_id for f in times if not f.assessed]
    if lost and len(lost) < len(times):
        yield _step(sources, "not followed", "noted", "Not followed to a known day", lost, [], times)


def _failed(rule: str) -> str:
    """The rule as the reason for leaving: "no prior blinatumomab" not met is "prior blinatumomab"."""
    return rule.removeprefix("no ") if rule.startswith("no ") else f"{rule}: rule not met"


def _step(
    sources: Sources,
    name: str,
    kind: str,
    label: str,
    surely: Sequence[str],
    open_: Sequence[str],
    judged: Sequence[Finding],
) -> LedgerRow:
    evidence = [record for f in judged for record in f.evidence]
    counted = count_row(
        SECTION,
        name,
        "",
        label=label,
        surely=surely,
        open_=open_,
        patients=sources.recorded,
        population=f"all recorded (n = {len(sources.recorded)})",
        policy=sources.settings.report,
        undecided="; ".join(f"{f.patient_id}: {f.reason}" for f in judged if f.reason),
        findings=[f.id for f in judged],
        evidence=evidence or [row.record_id for row in sources.records.table("patients")],
    )
    number = str(len(surely)) + (f", possibly {len(surely) + len(open_)}" if open_ else "")
    return replace(counted, category=kind, text=number)


def _with_open(row: LedgerRow, open_: Sequence[str]) -> LedgerRow:
    if not open_:
        return row
    both = len(row.patients) + len(open_)
    text = f"{len(row.patients)}, possibly {both}"
    return replace(row, patients_possible=tuple(open_), numerator_possible=both, value_possible=float(both), text=text)


def _by_response(sources: Sources, left: Sequence[str]) -> Iterator[LedgerRow]:
    """Everyone who was treated stands under one reported response."""
    found = [f for f in sources.findings_of("reported_response") if f.patient_id in left]
    for response in sorted({f.reported for f in found}, key=lambda said: (not said, said)):
        those = [f for f in found if f.reported == response]
        label = f"{response} as reported" if response else "Response not reported"
        name = f"response {response or 'not reported'}"
        yield _step(sources, name, "outcome", label, [f.patient_id for f in those], [], those)
