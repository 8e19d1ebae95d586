"""The course of each patient as events in their known order: with a day where one was recorded, without where not."""

from collections.abc import Iterator
from dataclasses import dataclass

from blastline.derive.outcomes import NO_INFECTION
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import key_of
from blastline.estimate.sources import Sources
from blastline.estimate.toxicity import capital
from blastline.normalise.records import TidyRow

SECTION = "course"
PHASES = ("before", "during", "end", "after")
AFTER_TREATMENT = "days after treatment"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `place` orders events of one phase whose days are not known."""

    kind: str
    category: str
    phase: str
    label: str
    place: int
    evidence: tuple[str, ...]
    day: int | None = None
    unit: str = "day"
    finding: str = ""


def course_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `course`, by patient and in order of time as far as it is known."""
    for patient in sources.patients:
        events = sorted(_events(sources, patient), key=lambda e: (PHASES.index(e.phase), e.place))
        for number, event in enumerate(events, start=1):
            yield _row(patient, number, event)


def _row(patient: str, number: int, event: Event) -> LedgerRow:
    known = event.day is not None
    text = {"day": f"day {event.day}", AFTER_TREATMENT: f"{event.day} {AFTER_TREATMENT}"}[event.unit]
    return LedgerRow(
        key=key_of(SECTION, patient, str(number)),
        label=event.label,
        section=SECTION,
        variable=event.kind,
        statistic="event",
        text=text if known else "day not recorded",
        patient_id=patient,
        category=event.category,
        phase=event.phase,
        value=float(event.day) if event.day is not None else None,
        value_possible=float(event.day) if event.day is not None else None,
        unit=event.unit,
        undecided="" if known else "day not recorded",
        findings=(event.finding,) if event.finding else (),
        evidence=event.evidence,
    )


def _events(sources: Sources, patient: str) -> Iterator[Event]:
    for row in sources.rows("infections", patient, lambda r: r["infection"] != NO_INFECTION):
        yield from _infection(sources, row)
    yield from _response(sources, patient)
    for row in sources.rows("therapies", patient, lambda r: r["phase"] == "after" and r["given"]):
        transplant = row["therapy"] == "allo-HSCT"
        label = "allo-HSCT" if transplant else f"maintenance: {row['therapy'].removeprefix('maintenance, ')}"
        yield Event("transplant" if transplant else "maintenance", "", "after", label, 60, (row.record_id,))
    last = sources.last_contact(patient)
    if last is not None:
        yield _contact(last)


def _infection(sources: Sources, row: TidyRow) -> Iterator[Event]:
    """Onset (or diagnosis) and outcomes. An onset that was not recorded is no event; the outcome then says so."""
    here, name = (row.record_id,), capital(row["infection"])
    if row["phase"]:
        place = 80 if row["phase"] == "after" else 10
        day = sources.printed_day(row["day"])
        kind = row["organism_group"] or ""
        yield Event("infection", kind, row["phase"], f"{name} diagnosed", place, here, day)
    if row["outcome"] and row["outcome"] != "death" and row["outcome_phase"]:
        day = sources.printed_day(row["outcome_day"])
        label = f"{name}: {row['outcome']}" + ("" if row["phase"] else " (onset relative to treatment not recorded)")
        yield Event("infection_outcome", row["outcome"], row["outcome_phase"], label, 30, here, day)
    days = row["later_outcome_days_after_treatment"]
    if row["later_outcome"]:
        label = f"{name}: {row['later_outcome']}"
        yield Event("infection_outcome", row["later_outcome"], "after", label, 50, here, days, AFTER_TREATMENT)


def _response(sources: Sources, patient: str) -> Iterator[Event]:
    found = [f for f in sources.findings_of("reported_response") if f.patient_id == patient and f.assessed]
    for finding in found:
        label = f"{finding.reported} as reported{_after_cycles(sources, patient, finding.evidence)}"
        yield Event("response", finding.reported, "end", label, 40, finding.evidence, finding=finding.id)


def _after_cycles(sources: Sources, patient: str, evidence: tuple[str, ...]) -> str:
    """After how many cycles, where one of the statements says so."""
    rows = sources.rows("reported", patient, lambda r: r.record_id in evidence and r["after_cycles"] is not None)
    return "".join(f", after {r['after_cycles']} cycle{'s' * (r['after_cycles'] != 1)}" for r in rows[:1])


def _contact(row: TidyRow) -> Event:
    if row["status"] == "dead":
        cause = f": {row['cause_of_death']}" if row["cause_of_death"] else ""
        return Event("death", row["cause_of_death"] or "", "after", f"Death{cause}", 90, (row.record_id,))
    return Event("alive", "", "after", "Alive at last contact", 90, (row.record_id,))
