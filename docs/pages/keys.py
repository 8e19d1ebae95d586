"""What every key of study.toml and every column of the ledger means; one that has no meaning here stops the page."""

from dataclasses import fields
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from blastline.estimate.row import LedgerRow
from blastline.settings import Settings
from pages.markdown import MADE, code, table

STUDY_KEYS = {
    "study.title": "The title of the report.",
    "study.cutoff": "The last date that counts. A later one is a problem; a month or year that has it counts to it.",
    "study.first_day": "The number of the day of the first dose, 1 or 0. With 1, the day before is day −1, not 0.",
    "study.records": "The tables of this study, by name; each is a CSV file. `patients` must be among them.",
    "study.complete": "Tables that are complete: what has no row there did not happen. Otherwise it stays open.",
    "study.cite": "Where the study is published. It stands under the title.",
    "study.invented": "`true` for patients who do not exist: every page of the report then says so.",
    "study.remark": "A sentence for the top of the report, such as that the data are invented.",
    "treatment.drug": "The treatment studied.",
    "treatment.route": "How it is given.",
    "treatment.steps": "The planned doses, one after the other. Together they are one cycle.",
    "treatment.steps.days": "Days of this step.",
    "treatment.steps.dose": "The dose of this step, as it is to be printed.",
    "treatment.later_steps": "The planned doses of every later cycle, where they differ from those of the first.",
    "treatment.later_steps.days": "Days of this step.",
    "treatment.later_steps.dose": "The dose of this step, as it is to be printed.",
    "eligibility.diagnosis": "The diagnosis that a patient must have, letter by letter as in `patients.csv`.",
    "eligibility.prior_car_t": "The CAR-T that a patient must have had.",
    "eligibility.prior_car_t.target": "The antigen.",
    "eligibility.prior_car_t.at_least": "How many infusions against it, at least.",
    "eligibility.prior_car_t.ended": "How one of them must have ended: one of these.",
    "eligibility.never_had": "Therapies that a patient must not have had before.",
    "criteria.haematology": "Scales for blood counts. The text of the report uses the first; the tables show all.",
    "criteria.chemistry": "Scales for other laboratory results; graded like blood counts.",
    "criteria.coagulation": "The same for clotting.",
    "criteria.haematotoxicity": "Scales for cytopenia over time: ICAHT, T-ICAHT, recovery.",
    "criteria.crs": "Scales for CRS.",
    "criteria.icans": "Scales for ICANS.",
    "criteria.response": "Systems for response.",
    "criteria.mrd": "Systems for MRD.",
    "criteria.infection": "Scales for infections: mould disease of each, fever in neutropenia by day.",
    "criteria.cns": "Systems for the status of the central nervous system.",
    "windows.adverse_events.from": "What the window of adverse events is counted from: `first dose` or `last dose`.",
    "windows.adverse_events.days": "How many days: from the first dose with that day, or after the last dose.",
    "windows.episode_gap_days": "A grade that comes back within so many days of its first 0 is of the same episode.",
    "windows.marrow_counts_days": "Counts and other findings within so many days of a marrow count for its response.",
    "survival.transplant": "What a transplant does to survival times: `ignore`, or `censor` on its day.",
    "survival.new_therapy": "The same for any other new therapy.",
    "report.interval": "The interval of a proportion: `clopper-pearson` (exact), `wilson`, `jeffreys` or `mid-p`.",
    "report.level": "Its level.",
    "report.few_patients": "Below this many patients, the text lists them by name.",
    "report.subgroups": "Groups to compare: `sex`, `philadelphia`, `prior_allo_hsct`, `car_t_response`.",
    "report.tests": "`true` allows tests from `few_patients` patients on: of changes, and between the subgroups.",
    "report.suppress_below": "Smaller counts are not printed, nor any one patient; 0, the default, prints all.",
    "settle": "How rows that can be read in more than one way are read. One block each, in order.",
    "settle.table": "The table.",
    "settle.where": "Which rows: each column named here has exactly this text.",
    "settle.read": "What to read instead, column by column.",
    "settle.set_aside": "`true` leaves the rows out.",
    "settle.why": "Why. It is printed in the report.",
}
LEDGER_COLUMNS = {
    "key": "The name of the number. `blastline explain` takes it.",
    "label": "What it is, in words.",
    "section": "Which part of the study it belongs to: baseline, toxicity, response …",
    "variable": "What was measured, graded or counted.",
    "statistic": "What kind of number: value, category, count, range, median, event …",
    "text": "The number as tables and sentences print it.",
    "patient_id": "The patient, where the row is about one.",
    "category": "For a count the level that is counted; for a comparison its verdict; for a reading why.",
    "phase": "For an event: before, during, end or after.",
    "population": "Of whom a count or a summary speaks.",
    "value": "The number itself: what surely holds. For a range, its lower end.",
    "value_possible": "What possibly holds; the same where nothing is open. For a range, its upper end.",
    "numerator": "Patients counted, surely.",
    "numerator_possible": "Patients counted, if everything open were to count.",
    "denominator": "Out of how many; for a range or median, how many had a number.",
    "interval_low": "Lower end of the interval, told as the value is: a share as a fraction, a time in months.",
    "interval_high": "Upper end.",
    "interval_level": "Its level, such as 0.95.",
    "interval_method": "Its method.",
    "unit": "The unit.",
    "criterion": "The criterion, with its version.",
    "group": "What a term stands with in a table, such as chemistry.",
    "against": "Of a comparison, the scale that it is held against, or `as reported`.",
    "patients": "Who is counted, surely.",
    "patients_possible": "Who may have to be counted too.",
    "undecided": "What is open, and why. Empty where nothing is.",
    "findings": "The findings behind the number.",
    "evidence": "The records behind it: table and row, such as `measurements:12`.",
}


def key_pages() -> dict[str, str]:
    """The two lists, by their paths below docs/."""
    columns = [field.name for field in fields(LedgerRow)]
    _same(columns, LEDGER_COLUMNS, "columns of the ledger")
    rows = [(code(name), LEDGER_COLUMNS[name]) for name in columns]
    return {
        "study-keys.md": MADE + _study_keys(),
        "ledger-columns.md": MADE + table(["Column", "Meaning"], rows),
    }


def _study_keys() -> str:
    found = list(_keys(Settings, ""))
    _same([name for name, _ in found], STUDY_KEYS, "keys of study.toml")
    rows = [(code(name), _needed(field), STUDY_KEYS[name]) for name, field in found if not _is_table(field)]
    return table(["Key", "If left out", "Meaning"], rows)


def _keys(model: type[BaseModel], above: str) -> list[tuple[str, FieldInfo]]:
    found: list[tuple[str, FieldInfo]] = []
    for plain, field in model.model_fields.items():
        name = field.alias or plain
        inner = _model_in(field.annotation)
        if inner is None or not _is_table(field):
            found.append((f"{above}{name}", field))
        if inner is not None:
            found += _keys(inner, f"{above}{name}.")
    return found


def _is_table(field: FieldInfo) -> bool:
    """A [section] of the file; its keys are listed and itself is not."""
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType):
        return next((inner for part in get_args(annotation) if (inner := _model_in(part))), None)
    return None


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    default = field.get_default(call_default_factory=True)
    return "nothing" if default in (None, "", (), {}, False) else code(str(default))


def _same(found: list[str], described: dict[str, str], what: str) -> None:
    if different := set(found) ^ set(described):
        raise ValueError(f"docs/pages/keys.py: {what} without a meaning, or gone: {', '.join(sorted(different))}")
