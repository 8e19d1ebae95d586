"""One calendar: every time as days from the first dose, as far as the dates allow."""

from dataclasses import replace
from datetime import date

from blastline.errors import Problem
from blastline.normalise.records import TidyRow
from blastline.settings import Settings

Dates = tuple[date, date]


def with_days(rows: dict[str, list[TidyRow]], settings: Settings) -> tuple[dict[str, list[TidyRow]], list[Problem]]:
    """
    The same rows with `day_earliest` and `day_latest`, days from the first dose; None where nothing bounds them.

    Both ends of a partial date are kept, and both ends of a partial first dose, so a difference is never imputed.
    """
    first_doses = {row["patient_id"]: row["first_dose"] for row in rows.get("patients", [])}
    timed = {
        name: [_with_days(row, first_doses.get(row["patient_id"])) for row in table] for name, table in rows.items()
    }
    problems = [p for table in timed.values() for row in table for p in _problems(row, settings.study.cutoff)]
    return timed, problems


def _with_days(row: TidyRow, first_dose: Dates | None) -> TidyRow:
    earliest, latest = _days(row, first_dose)
    return replace(row, cells=row.cells | {"day_earliest": earliest, "day_latest": latest})


def _days(row: TidyRow, first_dose: Dates | None) -> tuple[int | None, int | None]:
    if row["day"] is not None:
        return row["day"], row["day"]
    if row["date"] is None or first_dose is None:
        return None, None
    first, last = row["date"]
    return (first - first_dose[1]).days, (last - first_dose[0]).days


def _problems(row: TidyRow, cutoff: date) -> list[Problem]:
    problems = []
    place = f"{row.place} ({row['patient_id']})"
    if row["date"] is not None and row["date"][0] > cutoff:
        what = f"the date {row['date'][0]} is after the cut-off, {cutoff}."
        problems.append(Problem(place, what, "Correct the date, or move [study] cutoff in study.toml."))
    if row["phase"] == "before" and row["day_earliest"] is not None and row["day_earliest"] > 0:
        what = "the phase says before the first dose, but the day or date is after it."
        problems.append(Problem(place, what, "Correct the phase, the day or the date."))
    return problems
