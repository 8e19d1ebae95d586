"""Received rows become records: settled, typed, in one unit and one calendar, with every problem listed."""

from blastline.errors import Problem, quoted
from blastline.normalise.agree import contradicting_results, contradicting_rows, repeated_rows
from blastline.normalise.calendar import with_days
from blastline.normalise.records import Records, Result, TidyRow
from blastline.normalise.results import impossible, results_of
from blastline.normalise.rows import RowReader
from blastline.normalise.settle import settle
from blastline.records.received import Received
from blastline.records.schema import tables
from blastline.settings import Settings


def normalise(received: Received, settings: Settings) -> tuple[Records, list[Problem]]:
    """The study's records, and every problem found on the way; the records are whole only where there is none."""
    read, settled, problems = settle(received, settings.settle)
    problems += repeated_rows(received) + _patient_problems(received)
    rows, found = _typed(read, settings)
    problems += found
    rows, found = with_days(rows, settings)
    problems += found
    results, found = _results(read, rows)
    problems += found + contradicting_results(results, _places(rows))
    for name, tidy in rows.items():
        problems += contradicting_rows(tables()[name], tidy)
    return Records(received, rows, results, settled), problems


def _patient_problems(received: Received) -> list[Problem]:
    patients = received.rows("patients")
    if "patients" in received.tables and not patients:
        remedy = "Add one row a patient; a study without patients has nothing to report."
        return [Problem("patients.csv", "there is no patient in this study.", remedy)]
    return _ids_that_look_alike([row.cells.get("patient_id", "") for row in patients])


def _ids_that_look_alike(ids: list[str]) -> list[Problem]:
    # "Pt 2" and "pt-2" would share a ledger key, and are one patient more often than two.
    seen: dict[str, str] = {}
    problems = []
    for patient in ids:
        other = seen.setdefault(slug(patient), patient)
        if other != patient:
            what = f"the patients {quoted(other)} and {quoted(patient)} differ only in case or punctuation."
            problems.append(Problem("patients.csv", what, "Give them one id, or ids that differ in a letter."))
    return problems


def slug(text: str) -> str:
    """A name as it stands in a ledger key: lower case, words joined by hyphens ("Pt 2" becomes pt-2)."""
    kept = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return "-".join(kept.split())


def _typed(received: Received, settings: Settings) -> tuple[dict[str, list[TidyRow]], list[Problem]]:
    patients = [row.cells.get("patient_id", "") for row in received.rows("patients")]
    rows: dict[str, list[TidyRow]] = {}
    problems: list[Problem] = []
    for name, table in received.tables.items():
        reader = RowReader(tables()[name], patients, settings.study.first_day)
        rows[name] = [reader.read(row) for row in table]
        problems += reader.problems
    return rows, problems


def _results(received: Received, rows: dict[str, list[TidyRow]]) -> tuple[list[Result], list[Problem]]:
    as_received = received.by_id()
    results: list[Result] = []
    problems: list[Problem] = []
    for name, table in rows.items():
        for row in table:
            stated, found = results_of(tables()[name], row, as_received[row.record_id])
            results += stated
            problems += found + [problem for result in stated for problem in impossible(result, row.place)]
    return results, problems


def _places(rows: dict[str, list[TidyRow]]) -> dict[str, str]:
    return {row.record_id: row.place for table in rows.values() for row in table}
