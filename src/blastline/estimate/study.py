"""What the study itself says: how many patients, cut-off, planned dosing, and how it reads its records."""

from collections.abc import Iterator
from dataclasses import replace

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import all_chosen
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import key_of
from blastline.estimate.sources import Sources
from blastline.normalise.settle import Settled
from blastline.settings import DoseStep

SECTION = "study"
# Of fewer patients whoever knows one can tell the others apart, whatever is not printed.
FEWEST_PROTECTED = 10


def study_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of sections `study`, `criterion` and `reading`."""
    study, treatment = sources.settings.study, sources.settings.treatment
    if study.invented:
        # First of all, so that whoever opens the ledger reads it.
        yield _row("invented", "INVENTED DATA", "these patients do not exist")
    everyone = tuple(row.record_id for row in sources.records.table("patients"))
    patients = tuple(sources.patients)
    yield _row("patients", "Patients", _counted(len(patients), "patient"), float(len(patients)), patients, everyone)
    few = sources.settings.report.few_patients
    yield _row("few_patients", "Patients are listed by name below", str(few), float(few))
    yield from _named_or_suppressed(sources)
    yield _row("cutoff", "Cut-off", f"{study.cutoff.day} {study.cutoff:%B %Y}")
    yield _row("first_day", "Number of the first day", str(study.first_day), float(study.first_day))
    yield _row("planned_days", "Planned days of a cycle", str(treatment.planned_days), float(treatment.planned_days))
    yield _row("planned_dosing", "Planned dosing", ", then ".join(_step(step) for step in treatment.steps))
    yield from _open_eligibility(sources)
    for rule in all_chosen(sources.settings.criteria):
        yield _criterion(rule)
    for number, settled in enumerate(sources.records.settled, start=1):
        yield _reading(number, settled)


def _named_or_suppressed(sources: Sources) -> Iterator[LedgerRow]:
    """Whether few patients are named, or small counts are not printed; of very few that protects nobody."""
    policy = sources.settings.report
    if not policy.suppress_below:
        yield _row("named_below", "Patients are named below", str(policy.few_patients), float(policy.few_patients))
        return
    below = policy.suppress_below
    yield _row("suppressed_below", "Counts are not printed below", str(below), float(below))
    if len(sources.patients) < FEWEST_PROTECTED:
        yield _row("protects_nobody", "Suppression protects nobody below", str(FEWEST_PROTECTED))


def _step(step: DoseStep) -> str:
    return f"{step.dose.replace('ug', 'µg')} for {_counted(step.days, 'day')}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _row(
    variable: str,
    label: str,
    text: str,
    value: float | None = None,
    patients: tuple[str, ...] = (),
    evidence: tuple[str, ...] = (),
) -> LedgerRow:
    return LedgerRow(
        key=f"{SECTION}.{variable.replace(' ', '_')}",
        label=label,
        section=SECTION,
        variable=variable,
        statistic="value",
        text=text,
        value=value,
        value_possible=value,
        patients=patients,
        evidence=evidence or ("study.toml",),
    )


def _open_eligibility(sources: Sources) -> Iterator[LedgerRow]:
    """Who is analysed although a rule of eligibility is open, and which."""
    analysed = set(sources.patients)
    found = [f for f in sources.findings_of("eligibility") if not f.decided and f.patient_id in analysed]
    if found:
        patients = tuple(dict.fromkeys(f.patient_id for f in found))
        evidence = tuple(dict.fromkeys(record for f in found for record in f.evidence))
        row = _row("eligibility_open", "Eligibility open", ", ".join(patients), None, patients, evidence)
        yield replace(row, undecided="; ".join(dict.fromkeys(f.reason for f in found)))


def _criterion(rule: Criterion) -> LedgerRow:
    """A criterion that was used: its source, and how far our document of it has been checked."""
    return LedgerRow(
        key=key_of("criterion", rule.id),
        label=rule.title,
        section="criterion",
        variable=rule.term,
        statistic="citation",
        text=rule.cite,
        category=rule.reviewed,
        criterion=rule.id,
    )


def _reading(number: int, settled: Settled) -> LedgerRow:
    """How rows that could be read in more than one way are read, and why, in the study's own words."""
    rule = settled.settlement
    where = ", ".join(rule.where.values())
    as_ = "set aside" if rule.set_aside else f"read as {', '.join(rule.read.values())}"
    return LedgerRow(
        key=key_of("reading", str(number)),
        label=f"{rule.table}: {where}",
        section="reading",
        variable=rule.table,
        statistic="reading",
        text=as_,
        category=rule.why,
        patients=tuple(dict.fromkeys(row.cells.get("patient_id", "") for row in settled.rows)),
        evidence=tuple(row.record_id for row in settled.rows),
    )
