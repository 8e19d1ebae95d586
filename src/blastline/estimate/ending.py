"""Why the treatment ended: what is recorded of the last stretch that a patient was infused."""

from collections.abc import Iterator, Sequence

from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row
from blastline.estimate.sources import Sources
from blastline.normalise.records import TidyRow

SECTION = "ended"
BEFORE_PLANNED = "before it was planned"
PLANNED = "planned"
LABELS = {BEFORE_PLANNED: "Treatment ended before it was planned", PLANNED: "Treatment ended as planned"}


def ending_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `ended`: how many ended before it was planned, and for each reason that occurs."""
    last = _last_rows(sources, sources.patients)
    why = reasons(sources, sources.patients)
    told = dict.fromkeys(reason for reason in why.values() if reason)
    if not told:
        return
    early = [patient for patient, reason in why.items() if reason and reason != PLANNED]
    yield _row(sources, last, why, BEFORE_PLANNED, early)
    for reason in told:
        yield _row(sources, last, why, reason, [patient for patient, said in why.items() if said == reason])


def reasons(sources: Sources, patients: Sequence[str]) -> dict[str, str | None]:
    """Why the treatment of each ended; None where that was not recorded, absent where no dose was."""
    return {patient: row["stopped"] for patient, row in _last_rows(sources, patients).items()}


def _last_rows(sources: Sources, patients: Sequence[str]) -> dict[str, TidyRow]:
    return {patient: row for patient in patients if (row := _last(sources, patient))}


def _last(sources: Sources, patient: str) -> TidyRow | None:
    """The stretch of doses that ended last; of rows without days the last of the file."""
    rows = sources.rows("doses", patient)
    ends = [row for row in rows if row["end_day"] is not None]
    return max(ends, key=lambda row: int(row["end_day"])) if ends else (rows[-1] if rows else None)


def _row(
    sources: Sources, last: dict[str, TidyRow], why: dict[str, str | None], reason: str, patients: list[str]
) -> LedgerRow:
    unsaid = [patient for patient, said in why.items() if not said]
    few = len(last) < sources.settings.report.few_patients
    return count_row(
        SECTION,
        SECTION,
        reason,
        label=LABELS.get(reason, f"Treatment ended before it was planned: {reason}"),
        surely=patients,
        open_=unsaid,
        patients=list(last),
        population=f"patients with a recorded dose (n = {len(last)})",
        policy=sources.settings.report,
        undecided=f"reason for the end not recorded: {', '.join(unsaid) if few else len(unsaid)}" if unsaid else "",
        evidence=[row.record_id for row in last.values()],
        assessed=True,
    )
