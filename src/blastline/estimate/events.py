"""Adverse events that no other table holds, graded or not, and the supportive drugs that were given."""

from collections.abc import Iterator

from blastline.derive.plans import REPORTED_ONLY
from blastline.estimate.printing import printed_interval
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row, patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.toxicity import capital
from blastline.normalise.records import TidyRow

SUPPORT = ("G-CSF", "corticosteroid", "anticytokine", "vasopressor")


def event_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `event` (one event of one patient) and `support` (drugs by class)."""
    elsewhere = _graded_elsewhere(sources)
    for patient in sources.patients:
        events = [row for row in sources.rows("adverse_events", patient) if not _stands_in(row, elsewhere)]
        for number, row in enumerate(events, start=1):
            yield from _event(sources, row, number)
    for drug_class in SUPPORT:
        yield from _support(sources, drug_class)


def _graded_elsewhere(sources: Sources) -> set[str]:
    """The events that have columns of their own: those that a chosen criterion grades, and ICANS."""
    judged = [f.variable for section in ("treatment_emergent", "toxicity") for f in sources.findings_of(section)]
    return {*judged, *REPORTED_ONLY}


def _stands_in(row: TidyRow, elsewhere: set[str]) -> bool:
    return row["term"] in elsewhere and row["grade"] is not None and row["phase"] == "during"


def _event(sources: Sources, row: TidyRow, number: int) -> Iterator[LedgerRow]:
    time = f", {row['outcome_time']}" if row["outcome"] and row["outcome_time"] else ""
    cells = {
        "grade": printed_interval(row["grade"]) if row["grade"] is not None else "",
        "time": _when(sources, row),
        "detail": row["detail"] or "",
        "outcome": (row["outcome"] or "") + time,
    }
    # An event needs no grade and no further detail, but what came of it should have been recorded.
    said = {name: text for name, text in cells.items() if text or name == "outcome"}
    for statistic, text in said.items():
        yield patient_row(
            "event",
            row["term"],
            row["patient_id"],
            text,
            label=f"{capital(row['term'])}, {statistic}",
            evidence=[row.record_id],
            statistic=statistic,
            number=number,
        )


def _when(sources: Sources, row: TidyRow) -> str:
    day = sources.printed_day(row["day"])
    return (row["phase"] or "") + (f", day {day}" if day is not None else "")


def _support(sources: Sources, drug_class: str) -> Iterator[LedgerRow]:
    everyone = [row for patient in sources.patients for row in sources.rows("medications", patient)]
    given = [row for row in everyone if row["class"] == drug_class]
    if not given:
        return
    for number, row in enumerate(given, start=1):
        yield patient_row(
            "support",
            drug_class,
            row["patient_id"],
            _dose(sources, row),
            label=f"{row['drug']}, dose",
            evidence=[row.record_id],
            statistic=drug_class,
            number=number,
        )
    with_it = {row["patient_id"] for row in given}
    yield count_row(
        "support",
        drug_class,
        "given",
        label=f"{capital(drug_class)} given",
        surely=[patient for patient in sources.patients if patient in with_it],
        open_=[],
        patients=sources.patients,
        population=sources.population,
        policy=sources.settings.report,
        evidence=[row.record_id for row in given],
    )


def _dose(sources: Sources, row: TidyRow) -> str:
    """Dose, days and reason, as far as recorded; the dose as it was printed."""
    cells = sources.received[row.record_id].cells
    dose = f"{cells['dose']} {cells.get('dose_unit', '')}".strip() if cells.get("dose") else "dose not recorded"
    days = f" for {row['duration_days']} days" if row["duration_days"] else ""
    return f"{row['drug']}, {dose}{days}" + (f", for {row['indication']}" if row["indication"] else "")
