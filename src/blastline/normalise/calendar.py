"""One calendar: every time as days from the first dose, as far as the dates allow."""

from dataclasses import replace
from datetime import date

from blastline.errors import Problem, quoted
from blastline.normalise.records import TidyRow
from blastline.records.schema import tables
from blastline.settings import Settings

Dates = tuple[date, date]
DATES = ("date", "end_date", "enrolled", "first_dose")


def with_days(rows: dict[str, list[TidyRow]], settings: Settings) -> tuple[dict[str, list[TidyRow]], list[Problem]]:
    """
    The same rows with `day_earliest` and `day_latest`, days from the first dose, and for a row that lasted
    `end_earliest` and `end_latest`; None where nothing bounds them.

    Both ends of a partial date are kept, and both ends of a partial first dose, so a difference is never imputed. No
    date lasts past the cut-off: a month that has it counts to it.
    """
    cutoff = settings.study.cutoff
    first_doses = {row["patient_id"]: _until(cutoff, row["first_dose"]) for row in rows.get("patients", [])}
    dated = {
        name: [_with_days(row, first_doses.get(row["patient_id"]), cutoff) for row in table]
        for name, table in rows.items()
    }
    ends = _last_doses(dated.get("doses", []), settings.treatment.drug)
    planned = settings.treatment.planned_days
    timed = {
        name: [_with_phase(row, planned, ends.get(row["patient_id"])) for row in table] for name, table in dated.items()
    }
    problems = [
        problem
        for table in timed.values()
        for row in table
        for problem in _after_cutoff(row, first_doses.get(row["patient_id"]), cutoff) + _problems(row)
    ]
    return timed, problems


def _until(cutoff: date, dates: Dates | None) -> Dates | None:
    """Who was seen in the month of the cut-off was seen by it. A date that lies after it altogether is a problem."""
    return dates and (dates[0], max(dates[0], min(dates[1], cutoff)))


def _with_days(row: TidyRow, first_dose: Dates | None, cutoff: date) -> TidyRow:
    earliest, latest = _days(row["day"], _until(cutoff, row["date"]), first_dose)
    end_earliest, end_latest = _days(row["end_day"], _until(cutoff, row["end_date"]), first_dose)
    days = {"day_earliest": earliest, "day_latest": latest, "end_earliest": end_earliest, "end_latest": end_latest}
    return replace(row, cells=row.cells | days)


def _last_doses(doses: list[TidyRow], drug: str) -> dict[str, int]:
    """The last day of infusion of each patient, as far as the doses tell."""
    last: dict[str, int] = {}
    for row in doses:
        ends = [day for day in (row["day_latest"], row["end_latest"]) if day is not None]
        if ends and (row["drug"] or "").lower() == drug.lower():
            last[row["patient_id"]] = max(ends[-1], last.get(row["patient_id"], ends[-1]))
    return last


def _with_phase(row: TidyRow, planned_days: int, last_dose: int | None) -> TidyRow:
    """
    The row with the phase that its day falls into, where it names none itself.

    Treatment lasts to the last recorded dose. Where no doses are recorded, a day after the planned ones stays without:
    it may be a later cycle or after treatment; only the reporter knows.
    """
    earliest, latest = row["day_earliest"], row["day_latest"]
    if row["phase"] is not None or earliest is None or latest is None:
        return row
    if latest < 0:
        return replace(row, cells=row.cells | {"phase": "before"})
    if earliest >= 0 and latest < (planned_days if last_dose is None else last_dose + 1):
        return replace(row, cells=row.cells | {"phase": "during"})
    if last_dose is not None and earliest > last_dose:
        return replace(row, cells=row.cells | {"phase": "after"})
    return row


def _days(day: int | None, dates: Dates | None, first_dose: Dates | None) -> tuple[int | None, int | None]:
    """First and last day that something may have been on, by its study day or its date."""
    if day is not None:
        return day, day
    if dates is None or first_dose is None:
        return None, None
    first, last = dates
    return (first - first_dose[1]).days, (last - first_dose[0]).days


def _after_cutoff(row: TidyRow, first_dose: Dates | None, cutoff: date) -> list[Problem]:
    """What is surely later than the cut-off: any date of the row, or any of its days from a dated first dose."""
    place, remedy = _place(row), "or move [study] cutoff in study.toml."
    problems = [
        Problem(place, f"{_named(name)} {row[name][0]} is after the cut-off, {cutoff}.", f"Correct the date, {remedy}")
        for name in DATES
        if row[name] is not None and row[name][0] > cutoff
    ]
    if first_dose is None:
        return problems
    for name in (column.name for column in tables()[row.table].columns.values() if column.kind == "day"):
        if row[name] is not None and row[name] > (cutoff - first_dose[0]).days:
            what = f"{_named(name)} lies after the cut-off, {cutoff}: the first dose was on {first_dose[0]}."
            problems.append(Problem(place, what, f"Correct the day or the first dose, {remedy}"))
    return problems


def _named(column: str) -> str:
    return {"date": "the date", "end_date": "the end", "day": "its day", "end_day": "its end"}.get(column, column)


def _problems(row: TidyRow) -> list[Problem]:
    earliest, latest, place = row["day_earliest"], row["day_latest"], _place(row)
    if row["end_latest"] is not None and earliest is not None and row["end_latest"] < earliest:
        return [Problem(place, "it ends before it begins.", "Correct the day or date of its beginning or of its end.")]
    if row["phase"] == "before" and earliest is not None and earliest > 0:
        what = "the phase says before the first dose, but the day or date is after it."
        return [Problem(place, what, "Correct the phase, the day or the date.")]
    if row["phase"] in ("during", "end", "after") and latest is not None and latest < 0:
        what = f"the phase says {quoted(row['phase'])}, but the day or date is before the first dose."
        return [Problem(place, what, "Correct the phase, the day or the date.")]
    return []


def events_after_death(rows: dict[str, list[TidyRow]]) -> list[Problem]:
    """
    What needs a living patient and surely lies after the death.

    Infections and results are left out: they may be found, and dated, afterwards.
    """
    deaths = _deaths(rows.get("follow_up", []))
    return [
        _after_death(row, deaths[row["patient_id"]])
        for name in ("therapies", "medications", "vital_signs", "follow_up")
        for row in rows.get(name, [])
        if row["patient_id"] in deaths and row["given"] is not False and row["status"] != "dead"
        if row["day_earliest"] is not None and row["day_earliest"] > deaths[row["patient_id"]]["day_latest"]
    ]


def _deaths(contacts: list[TidyRow]) -> dict[str, TidyRow]:
    """The contact by which each patient was surely dead; the earliest where there are several."""
    deaths: dict[str, TidyRow] = {}
    for row in contacts:
        if row["status"] == "dead" and row["day_latest"] is not None:
            known = deaths.setdefault(row["patient_id"], row)
            deaths[row["patient_id"]] = min(known, row, key=lambda contact: int(contact["day_latest"]))
    return deaths


def _after_death(row: TidyRow, death: TidyRow) -> Problem:
    what = f"this lies after the death of the patient ({death.place})."
    return Problem(_place(row), what, "Correct the day or date of one of them.")


def _place(row: TidyRow) -> str:
    return f"{row.place} ({row['patient_id']})"
