"""Received rows become records: settled, typed, in one unit and one calendar, with every problem listed."""

from blastline.errors import Problem, quoted
from blastline.normalise.agree import contradicting_results, contradicting_rows, overlapping_doses, repeated_rows
from blastline.normalise.calendar import events_after_death, with_days
from blastline.normalise.limits import doubtful_limits
from blastline.normalise.names import slug as slug  # estimate/ takes it from here
from blastline.normalise.readers import read_together
from blastline.normalise.records import Records, Result, TidyRow
from blastline.normalise.results import impossible, results_of, without_phase, without_time
from blastline.normalise.rows import RowReader
from blastline.normalise.settle import settle
from blastline.records.received import Received, ReceivedRow
from blastline.records.schema import tables
from blastline.settings import Settings

NO_PATIENTS = Problem(
    "patients.csv",
    "there is no patient in this study.",
    "Add one row a patient; a study without patients has nothing to report.",
)


def normalise(received: Received, settings: Settings) -> tuple[Records, list[Problem]]:
    """The study's records, and every problem found on the way; the records are whole only where there is none."""
    if not received.rows("patients"):
        # Every other row would be said to have no patient.
        return Records(received), [NO_PATIENTS]
    read, settled, problems = settle(received, settings.settle)
    problems += repeated_rows(received) + _patients_alike(read.rows("patients"))
    rows, found = _typed(read, settings)
    problems += found
    rows, found = with_days(rows, settings)
    problems += found + events_after_death(rows)
    results, found = _results(read, rows)
    problems += found + contradicting_results(results, _places(rows))
    problems += overlapping_doses(rows.get("doses", []))
    for name, tidy in rows.items():
        problems += contradicting_rows(tables()[name], tidy)
    together, readings = read_together(rows.get("reported", []))
    return Records(received, rows | {"reported": together}, results, settled, readings), problems


# The last word of a ledger key is a patient or one of these.
RESERVED = ("count", "median", "range")


def _patients_alike(rows: list[ReceivedRow]) -> list[Problem]:
    # "Pt 2" and "pt-2" would share a ledger key, and are one patient more often than two.
    seen: dict[str, ReceivedRow] = {}
    problems = []
    for row in rows:
        name = slug(row.cells.get("patient_id", ""))
        if name in RESERVED:
            what = f"{quoted(row.cells['patient_id'])} is a word that the names of numbers use."
            problems.append(Problem(str(row.place), what, "Give the patient another id."))
        if name and seen.setdefault(name, row) is not row:
            problems.append(_alike(seen[name], row))
    return problems


def _alike(first: ReceivedRow, again: ReceivedRow) -> Problem:
    known, patient = first.cells["patient_id"], again.cells["patient_id"]
    if known == patient:
        what = f"the patient {quoted(patient)} stands in row {first.place.row} already."
        return Problem(str(again.place), what, "Keep one row a patient, or give the other patient an id of their own.")
    what = (
        f"{quoted(patient)} differs from {quoted(known)} in row {first.place.row} only in case, space or punctuation."
    )
    return Problem(str(again.place), what, "Give them one id, or ids that differ in a letter.")


def _typed(received: Received, settings: Settings) -> tuple[dict[str, list[TidyRow]], list[Problem]]:
    patients = [row.cells.get("patient_id", "") for row in received.rows("patients")]
    rows: dict[str, list[TidyRow]] = {}
    problems: list[Problem] = []
    for name, table in received.tables.items():
        reader = RowReader(tables()[name], patients, settings.study.first_day)
        # Rows whose patient is not known would be held against each other, as if they were of one.
        rows[name] = [row for row in map(reader.read, table) if row["patient_id"] or "patient_id" not in row.cells]
        problems += reader.problems
    return rows, problems


def _results(received: Received, rows: dict[str, list[TidyRow]]) -> tuple[list[Result], list[Problem]]:
    as_received = received.by_id()
    results: list[Result] = []
    problems: list[Problem] = []
    for name, table in rows.items():
        for row in table:
            cells = as_received[row.record_id]
            stated, found = results_of(tables()[name], row, cells)
            cannot_be = [problem for result in stated for problem in impossible(result, row.place)]
            cannot_be += [problem for result in stated for problem in doubtful_limits(result, cells)]
            # What cannot be is not held against what can: it would be said twice.
            results += [] if cannot_be else stated
            problems += found + cannot_be + without_phase(row)
            for result in stated:
                problems += without_time(result, row.place)
    return results, problems


def _places(rows: dict[str, list[TidyRow]]) -> dict[str, str]:
    return {row.record_id: row.place for table in rows.values() for row in table}
