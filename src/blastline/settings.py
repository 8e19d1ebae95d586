"""What `study.toml` says: title, cut-off, treatment, who is eligible, which criteria, and how rows are settled."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from blastline.errors import Problem, StudyError, near, quoted
from blastline.records.schema import tables

TableName = Literal[
    "patients",
    "therapies",
    "medications",
    "measurements",
    "vital_signs",
    "marrow_exams",
    "csf_exams",
    "adverse_events",
    "infections",
    "follow_up",
    "reported",
    "group_statements",
]
Sentence = Annotated[str, Field(min_length=1)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class StudySection(Section):
    title: Sentence
    cutoff: date
    first_day: Literal[0, 1]
    records: tuple[TableName, ...] = Field(min_length=1)
    cite: str = ""
    remark: str = ""

    @model_validator(mode="after")
    def _has_patients(self) -> "StudySection":
        if "patients" not in self.records:
            raise ValueError('a study needs the table "patients"')
        return self


class DoseStep(Section):
    days: int = Field(gt=0)
    dose: Sentence


class Treatment(Section):
    drug: Sentence
    route: str = ""
    steps: tuple[DoseStep, ...] = Field(min_length=1)

    @property
    def planned_days(self) -> int:
        """Days of one planned cycle of infusion."""
        return sum(step.days for step in self.steps)


class PriorCarT(Section):
    target: Sentence
    at_least: int = Field(ge=1)
    ended: tuple[str, ...] = Field(min_length=1)


class Eligibility(Section):
    diagnosis: str = ""
    prior_car_t: PriorCarT | None = None
    never_had: tuple[str, ...] = ()


class Criteria(Section):
    """Criterion ids; the first of each is the one that is reported, the others stand beside it."""

    haematology: tuple[str, ...] = ()
    crs: tuple[str, ...] = ()
    response: tuple[str, ...] = ()


class Reporting(Section):
    """How numbers are printed: the interval of a proportion, and below how many patients they are listed by name."""

    interval: Literal["clopper-pearson", "wilson"] = "clopper-pearson"
    level: float = Field(default=0.95, gt=0, lt=1)
    few_patients: int = Field(default=10, ge=0)


class Settlement(Section):
    """How the study reads rows that could be read in more than one way, and why."""

    table: TableName
    where: dict[str, str] = Field(min_length=1)
    read: dict[str, str] = Field(default_factory=dict)
    set_aside: bool = False
    why: Sentence

    @model_validator(mode="after")
    def _does_one_thing(self) -> "Settlement":
        if bool(self.read) == self.set_aside:
            raise ValueError('it needs either "read" or "set_aside = true"')
        columns = tables()[self.table].columns
        for name in [*self.where, *self.read]:
            if name not in columns:
                raise ValueError(f"{self.table} has no column {quoted(name)}. {near(name, list(columns))}")
        return self


class Settings(Section):
    """A whole study.toml."""

    study: StudySection
    treatment: Treatment
    eligibility: Eligibility = Eligibility()
    criteria: Criteria = Criteria()
    report: Reporting = Reporting()
    settle: tuple[Settlement, ...] = ()


def read_settings(path: Path) -> Settings:
    """The settings of a study folder; every wrong key or value is named with its line."""
    text = _read(path)
    try:
        return Settings.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise StudyError([Problem(path.name, f"this is not valid TOML: {error}.", "Correct that line.")]) from None
    except ValidationError as error:
        raise StudyError([_problem(path.name, text, dict(detail)) for detail in error.errors()]) from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        remedy = "Name a study folder: one that holds study.toml and a CSV file for each table."
        raise StudyError([Problem(str(path.parent), "there is no study.toml here.", remedy)]) from None
    except UnicodeDecodeError:
        raise StudyError([Problem(path.name, "the file is not UTF-8.", "Save it again as UTF-8.")]) from None
    except OSError as error:
        raise StudyError(
            [Problem(str(path), f"it cannot be read ({error.strerror}).", "Name a study folder.")]
        ) from None


def _problem(file: str, text: str, detail: dict[str, Any]) -> Problem:
    keys = [str(part) for part in detail["loc"]]
    line = line_of(text, keys)
    place = f"{file}, line {line}" if line else file
    where = ".".join(keys)
    if detail["type"] == "extra_forbidden":
        return Problem(place, f"the key {quoted(where)} is not known.", near(keys[-1], _keys_beside(keys)))
    if detail["type"] == "missing":
        return Problem(
            place,
            f"the key {quoted(where)} is missing.",
            "Add it; docs/your-own-patients.md shows a whole file.",
        )
    message = detail["msg"].removeprefix("Value error, ")
    shown = "" if isinstance(detail["input"], dict) else f" (it is {detail['input']!r})"
    return Problem(
        place, f"{where}: {message[0].lower()}{message[1:]}{shown}.".replace("..", "."), "Correct the value."
    )


def _keys_beside(keys: list[str]) -> list[str]:
    """The keys that are known where the unknown one stands."""
    model: Any = Settings
    for key in keys[:-1]:
        if not key.isdigit() and key in model.model_fields:
            model = _section_of(model.model_fields[key].annotation)
    return list(model.model_fields)


def _section_of(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    inner = [_section_of(part) for part in getattr(annotation, "__args__", ())]
    return next((part for part in inner if part is not None), None)


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
