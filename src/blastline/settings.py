"""What `study.toml` says: title, cut-off, treatment, who is eligible, which criteria, and how rows are settled."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from blastline.errors import Problem, StudyError, closest, near, quoted
from blastline.records.schema import tables

TableName = Literal[
    "patients",
    "therapies",
    "doses",
    "medications",
    "measurements",
    "vital_signs",
    "neuro_exams",
    "marrow_exams",
    "csf_exams",
    "disease_sites",
    "adverse_events",
    "infections",
    "follow_up",
    "reported",
    "images",
    "group_statements",
]
SubgroupName = Literal["sex", "philadelphia", "prior_allo_hsct", "car_t_response"]
Sentence = Annotated[str, Field(min_length=1)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class StudySection(Section):
    title: Sentence
    cutoff: date
    first_day: Literal[0, 1]
    records: tuple[TableName, ...] = Field(min_length=1)
    complete: tuple[TableName, ...] = ()
    cite: str = ""
    remark: str = ""
    invented: bool = False

    @model_validator(mode="after")
    def _complete_ones_are_there(self) -> "StudySection":
        for name in self.complete:
            if name not in self.records:
                raise ValueError(
                    f"{quoted(name)} is said to be complete and is not among the records.", "Add it there."
                )
        return self

    @model_validator(mode="after")
    def _has_patients(self) -> "StudySection":
        if "patients" not in self.records:
            raise ValueError('the table "patients" is not among the records.', "Add it; a study needs it.")
        return self


class DoseStep(Section):
    days: int = Field(gt=0)
    dose: Sentence


class Treatment(Section):
    """What is planned: the steps of the first cycle, and those of the later ones where they differ."""

    drug: Sentence
    route: str = ""
    steps: tuple[DoseStep, ...] = Field(min_length=1)
    later_steps: tuple[DoseStep, ...] = ()

    @property
    def planned_days(self) -> int:
        """Days of one planned cycle of infusion."""
        return sum(step.days for step in self.steps)


class Span(Section):
    """So many days from the first dose, that day among them; or up to so many days after the last dose."""

    since: Literal["first dose", "last dose"] = Field(default="last dose", alias="from")
    days: int = Field(ge=0)


class Windows(Section):
    """When an event counts as one of the treatment; which gap lies within one episode; what is near a marrow."""

    adverse_events: Span = Span.model_validate({"from": "last dose", "days": 30})
    episode_gap_days: int = Field(default=1, ge=0)
    marrow_counts_days: int = Field(default=7, ge=0)


class Survival(Section):
    """What a transplant, or a new therapy, does to survival times: nothing, or it ends the observation."""

    transplant: Literal["ignore", "censor"] = "ignore"
    new_therapy: Literal["ignore", "censor"] = "ignore"


class PriorCarT(Section):
    target: Sentence
    at_least: int = Field(ge=1)
    ended: tuple[str, ...] = Field(min_length=1)


class Eligibility(Section):
    diagnosis: str = ""
    prior_car_t: PriorCarT | None = None
    never_had: tuple[str, ...] = ()


class Criteria(Section):
    """
    Criterion ids, or documents of one's own (files that end in .toml, beside study.toml).

    The first of each is the one that is reported, the others stand beside it.
    """

    haematology: tuple[str, ...] = ()
    chemistry: tuple[str, ...] = ()
    coagulation: tuple[str, ...] = ()
    haematotoxicity: tuple[str, ...] = ()
    crs: tuple[str, ...] = ()
    icans: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    mrd: tuple[str, ...] = ()
    cns: tuple[str, ...] = ()
    infection: tuple[str, ...] = ()


class Reporting(Section):
    """
    How numbers are printed: the interval of a proportion, who is listed by name, and which groups are compared.

    `tests` allows tests from `few_patients` on. With `suppress_below` no smaller count is printed, nor any one patient.
    """

    interval: Literal["clopper-pearson", "wilson", "jeffreys", "mid-p"] = "clopper-pearson"
    level: float = Field(default=0.95, gt=0, lt=1)
    few_patients: int = Field(default=10, ge=0)
    tests: bool = False
    suppress_below: int = Field(default=0, ge=0)
    subgroups: tuple[SubgroupName, ...] = ()

    @field_validator("subgroups")
    @classmethod
    def _each_once(cls, names: tuple[SubgroupName, ...]) -> tuple[SubgroupName, ...]:
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValueError(f"{quoted(twice)} stands twice among the subgroups.", "Name it once.")
        return names


class Settlement(Section):
    """How the study reads rows that could be read in more than one way, and why."""

    table: TableName
    where: dict[str, str] = Field(min_length=1)
    read: dict[str, str] = Field(default_factory=dict)
    set_aside: bool = False
    why: Sentence

    @field_validator("where", "read")
    @classmethod
    def _names_columns(cls, cells: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        columns = list(tables()[info.data["table"]].columns) if "table" in info.data else list(cells)
        for name in cells:
            if name not in columns:
                raise ValueError(f"{info.data['table']} has no column {quoted(name)}.", near(name, columns))
        return cells

    @model_validator(mode="after")
    def _does_one_thing(self) -> "Settlement":
        if bool(self.read) == self.set_aside:
            does = "both reads and sets aside" if self.read else "neither reads nor sets aside"
            raise ValueError(f"this reading {does}.", 'Give it either "read" or "set_aside = true".')
        return self


class Settings(Section):
    """A whole study.toml."""

    study: StudySection
    treatment: Treatment
    eligibility: Eligibility = Eligibility()
    criteria: Criteria = Criteria()
    windows: Windows = Windows()
    survival: Survival = Survival()
    report: Reporting = Reporting()
    settle: tuple[Settlement, ...] = ()


def read_settings(path: Path) -> Settings:
    """The settings of a study folder; every wrong key or value is named with its line."""
    text = _read(path)
    try:
        return _with_own_criteria(Settings.model_validate(tomllib.loads(text)), path.parent)
    except tomllib.TOMLDecodeError as error:
        raise StudyError([_not_toml(path.name, text, str(error))]) from None
    except ValidationError as error:
        # An unknown key comes first: it is often the one that is then missing under its right name.
        faults = sorted((dict(fault) for fault in error.errors()), key=lambda fault: fault["type"] != "extra_forbidden")
        raise StudyError([_problem(path.name, text, fault) for fault in faults]) from None


def _with_own_criteria(settings: Settings, folder: Path) -> Settings:
    """The same settings; a criterion document that is named by its file lies in the study folder."""
    chosen = {
        key: tuple(str(folder / name) if name.endswith(".toml") else name for name in names)
        for key, names in settings.criteria
    }
    return settings.model_copy(update={"criteria": Criteria(**chosen)})


def _read(path: Path) -> str:
    try:
        # Windows' Notepad puts a mark before the first letter, which TOML does not know.
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem(path.name, "the file is not UTF-8.", "Save it again as UTF-8.")
    except OSError as error:
        problem = _no_study(path, error)
    raise StudyError([problem])


def _no_study(path: Path, error: OSError) -> Problem:
    folder = path.parent
    remedy = "Name a study folder: one that holds study.toml and a CSV file for each table."
    if folder.is_file():
        return Problem(str(folder), "this is a file, not a folder.", remedy)
    if not folder.exists():
        return Problem(str(folder), "there is no such folder.", remedy)
    if not path.exists():
        meant = closest(path.name, sorted(found.name for found in folder.iterdir() if ".toml" in found.name.lower()))
        hint = f"Rename {meant[0]} to study.toml. " if meant else ""
        return Problem(str(folder), "there is no study.toml here.", hint + remedy)
    return Problem(str(path), f"it cannot be read ({error.strerror}).", "Check what it is, and its permissions.")


def _not_toml(file: str, text: str, message: str) -> Problem:
    at = re.search(r" \(at line (\d+), column \d+\)", message)
    if not at:
        return Problem(file, f"this is not valid TOML: {message}.", "Look for a bracket or a quotation mark left open.")
    line = text.splitlines()[int(at[1]) - 1].strip()
    what = f"this line is not valid TOML ({message.replace(at[0], '')}): {line}"
    remedy = 'Correct it; words stand in double quotes ("…"), dates do not (2022-10-31), and no key stands twice.'
    return Problem(f"{file}, line {at[1]}", what, remedy)


def _problem(file: str, text: str, fault: dict[str, Any]) -> Problem:
    keys = [str(part) for part in fault["loc"]]
    place, where = place_of(file, text, keys), quoted(_said(keys))
    if fault["type"] == "extra_forbidden":
        return Problem(place, f"the key {where} is not known.", near(keys[-1], _keys_beside(keys)))
    if fault["type"] == "missing":
        return Problem(place, f"the key {where} is missing.", "Add it; docs/your-own-patients.md shows a whole file.")
    if fault["type"] == "value_error":
        what, remedy = fault["ctx"]["error"].args
        return Problem(place, what, remedy)
    return Problem(place, f"{where} is {_shown(fault['input'])}.", _wanted(fault))


def _said(keys: list[str]) -> str:
    """The way to a key in words; entries of a list are counted from 1: "treatment.steps (entry 2).days"."""
    return "".join(f" (entry {int(key) + 1})" if key.isdigit() else f".{key}" for key in keys).removeprefix(".")


def _shown(value: object) -> str:
    """A value as TOML writes it, as far as people need to recognise it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict | list | tuple):
        return "a section" if isinstance(value, dict) else ("a list" if value else "empty")
    return quoted(value) if isinstance(value, str) else str(value)


# What a value has to be, by how the kinds of fault that pydantic reports begin.
WANTED = {
    "tuple": 'Write a list in square brackets: ["…", "…"].',
    "string_too_short": "Write at least a word.",
    "string": "Write text in double quotes.",
    "int": "Write a whole number, without quotes.",
    "float": "Write a number, without quotes.",
    "bool": "Write true or false, without quotes.",
    "date": "Write a whole date without quotes: 2022-10-31.",
    "too_short": "Name at least one.",
    "model": "Make it a section of its own, in square brackets: [treatment].",
    "dict": 'Write columns and cells in braces: { column = "cell" }.',
}


def _wanted(fault: dict[str, Any]) -> str:
    if fault["type"] == "literal_error":
        return _one_of(str(fault["input"]), fault["ctx"]["expected"])
    told = next((remedy for kind, remedy in WANTED.items() if fault["type"].startswith(kind)), "")
    return told or f"It {fault['msg'].removeprefix('Input ')}."


def _one_of(text: str, expected: str) -> str:
    """pydantic lists what it expects as "'a', 'b' or 'c'", and numbers without quotes."""
    words = re.findall(r"'([^']+)'", expected)
    return near(text, words) if words else f"Write {expected}, without quotes."


def _keys_beside(keys: list[str]) -> list[str]:
    """The keys that are known where the unknown one stands."""
    model: Any = Settings
    for key in keys[:-1]:
        if not key.isdigit() and key in model.model_fields:
            model = _section_of(model.model_fields[key].annotation)
    return [field.alias or name for name, field in model.model_fields.items()]


def _section_of(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    inner = [_section_of(part) for part in getattr(annotation, "__args__", ())]
    return next((part for part in inner if part is not None), None)


def place_of(file: str, text: str, keys: list[str]) -> str:
    """Where a key stands, for a message: "study.toml, line 12"."""
    line = line_of(text, keys)
    return f"{file}, line {line}" if line else file


def line_of(text: str, keys: list[str]) -> int:
    """The line of a TOML file on which a key stands, counted from 1; its table's where it is not found; else 0."""
    table: list[str] = []
    counts: dict[str, int] = {}
    best = 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]", line)
        if header:
            table = header[2].split(".")
            if header[1] == "[[":
                table.append(str(counts.get(header[2], 0)))
                counts[header[2]] = counts.get(header[2], 0) + 1
            if keys[: len(table)] == table:
                best = number
        key = re.match(r'\s*"?([\w\-]+)"?\s*=', line)
        if key and keys[: len(table) + 1] == [*table, key[1]]:
            return number
    return best
