"""The dated course of each patient: end of follow-up, days on the infusion, response, MRD, relapse and transplant."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blastline.derive.finding import Finding
from blastline.estimate.infusion import known_doses, stretches_of_doses
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import in_order, key_of
from blastline.estimate.sources import Sources
from blastline.estimate.stretches import MOST_ROWS, told
from blastline.normalise.records import TidyRow

DAY = re.compile(r"day -?\d+")
SECTION = "timeline"
ALIVE, DEAD = "alive", "dead"


@dataclass(frozen=True, slots=True)
class Event:
    """Something of one day, as the study prints days."""

    kind: str
    category: str
    day: int
    evidence: tuple[str, ...]
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A patient who has a day of death or of last contact on or after the first day of treatment."""

    patient: str
    contact: TidyRow
    end: int
    doses: tuple[TidyRow, ...]
    events: tuple[Event, ...]


def timeline_rows(sources: Sources) -> Iterator[LedgerRow]:
    """
    Rows of section `timeline`: how many have a lane, and each patient's.

    None where fewer than half of the patients have a day of death or last contact, nor for more patients than a page
    has lines. What lies after a death has stopped the study before.
    """
    if not 0 < len(sources.patients) <= MOST_ROWS:
        return
    lanes = [lane for patient in sources.patients if (lane := _lane(sources, patient))]
    if 2 * len(lanes) < len(sources.patients):
        return
    yield _drawn(sources, lanes)
    for lane in lanes:
        yield from _rows(sources, lane)


def _lane(sources: Sources, patient: str) -> Lane | None:
    contact = sources.last_contact(patient)
    end = sources.printed_day(contact["day"]) if contact else None
    if contact is None or end is None:
        return None
    doses = tuple(known_doses(sources, patient))
    if end < sources.settings.study.first_day:
        return None
    events = sorted(_events(sources, patient), key=lambda event: event.day)
    return Lane(patient, contact, end, doses, tuple(events))


def _events(sources: Sources, patient: str) -> Iterator[Event]:
    yield from _responses(sources, patient)
    yield from _changes(_by_first_criterion(sources, "mrd_at", patient), "mrd")
    for row in sources.rows("follow_up", patient, lambda r: r["relapse"] and r["day"] is not None):
        yield _of_row(sources, row, "relapse", row["relapse_cd19"] or "not tested")
    for row in sources.rows("therapies", patient, lambda r: r["phase"] == "after" and r["given"]):
        if row["day"] is not None and row["therapy"] == "allo-HSCT":
            yield _of_row(sources, row, "transplant", "")


def _of_row(sources: Sources, row: TidyRow, kind: str, category: str) -> Event:
    return Event(kind, category, sources.printed_day(row["day"]) or 0, (row.record_id,))


def _responses(sources: Sources, patient: str) -> Iterator[Event]:
    """By the system that is reported where it decides any of this patient's; else as the investigator reported."""
    derived = _by_first_criterion(sources, "response_at", patient)
    if derived:
        yield from _changes(derived, "response")
        return
    for row in sources.rows(
        "reported", patient, lambda r: r["endpoint"] == "response" and r["value"] and r["day"] is not None
    ):
        # "CR or CRi" is one statement that leaves two answers open.
        yield _of_row(sources, row, "response", "/".join(sorted(row["value"])))


def _by_first_criterion(sources: Sources, section: str, patient: str) -> list[Finding]:
    found = sources.findings_of(section)
    first = found[0].criterion if found else ""
    mine = [f for f in sources.findings_by_patient(section)[patient] if f.criterion == first and f.decided]
    # "day 43, peripheral blood" is another specimen, whose answers would alternate with those of the marrow.
    return [f for f in mine if DAY.fullmatch(f.at)]


def _changes(findings: Sequence[Finding], kind: str) -> Iterator[Event]:
    """The days on which an answer differs from the one before it."""
    before = ""
    for finding in sorted(findings, key=_day_of):
        if finding.surely != before:
            before = str(finding.surely)
            yield Event(kind, before, _day_of(finding), finding.evidence, finding=finding.id)


def _day_of(finding: Finding) -> int:
    return int(finding.at.removeprefix("day "))


def _drawn(sources: Sources, lanes: Sequence[Lane]) -> LedgerRow:
    n, everyone = len(lanes), len(sources.patients)
    return LedgerRow(
        key=key_of(SECTION, "patients"),
        label="Patients with a day of death or of last contact",
        section=SECTION,
        variable="patients",
        statistic="patients",
        text=f"{n}/{everyone}",
        population=sources.population,
        value=float(n),
        value_possible=float(n),
        numerator=n,
        denominator=everyone,
        undecided=f"without a day of death or last contact: {everyone - n}" if n < everyone else "",
    )


def _rows(sources: Sources, lane: Lane) -> Iterator[LedgerRow]:
    status = lane.contact["status"]
    seen = max([lane.end, *(event.day for event in lane.events)]) if status != DEAD else lane.end
    yield _row(lane.patient, "end", "end", f"day {seen}", status, seen, (lane.contact.record_id,))
    if lane.doses:
        days = told(stretches_of_doses(sources, lane.doses))
        yield _row(lane.patient, "infusion", "infusion", days, "", None, [row.record_id for row in lane.doses])
    for number, event in enumerate(lane.events, start=1):
        findings = (event.finding,) if event.finding else ()
        text = f"day {event.day}"
        yield _row(lane.patient, str(number), event.kind, text, event.category, event.day, event.evidence, findings)


def _row(
    patient: str,
    name: str,
    kind: str,
    text: str,
    category: str,
    day: int | None,
    evidence: Sequence[str],
    findings: tuple[str, ...] = (),
) -> LedgerRow:
    value = float(day) if day is not None else None
    return LedgerRow(
        key=key_of(SECTION, patient, name),
        label=f"{LABELS[kind]}{f' ({category})' if category else ''}, {patient}",
        section=SECTION,
        variable=kind,
        statistic="infusion" if kind == "infusion" else "event",
        text=text,
        patient_id=patient,
        category=category,
        value=value,
        value_possible=value,
        unit="day" if value is not None else "",
        findings=findings,
        evidence=in_order(evidence),
    )


LABELS = {
    "end": "Last contact or death",
    "infusion": "Days on the infusion",
    "response": "Response",
    "mrd": "MRD",
    "relapse": "Relapse",
    "transplant": "Transplant",
}
