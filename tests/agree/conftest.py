"""Patients laid out for an engine, and what it makes of them by a criterion."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from blastline.criteria.criterion import Criterion, Outcome
from blastline.criteria.plainly import Input
from blastline.derive.assess import ALSO, derive_levels, derive_values
from blastline.derive.findings import findings
from blastline.derive.frames import INPUT_KINDS
from blastline.engines.choose import ENGINES, EXTRAS, engine
from blastline.engines.engine import TEXT, TRUTH
from blastline.normalise.records import Records
from blastline.normalise.tidy import normalise
from blastline.records.received import Place, Received, ReceivedRow
from blastline.settings import Settings

# The same patients on every run; a failing batch is shown as it is, for making it smaller takes minutes.
settings.register_profile(
    "steady",
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
NOTHING = {name: False if kind == TRUTH else None for name, kind in INPUT_KINDS.items()} | {
    "baseline": False,
    "whole_course": False,
}


@pytest.fixture
def outcomes_on() -> Callable[[str, Criterion, Sequence[Mapping[str, Input]]], list[Outcome]]:
    """The outcome of each patient as an engine derives it; a patient is a mapping of inputs, printed as tables do."""

    def run(name: str, rule: Criterion, patients: Sequence[Mapping[str, Input]]) -> list[Outcome]:
        here = engine(name)
        rows = [_row(number, test, value) for number, inputs in enumerate(patients) for test, value in inputs.items()]
        inputs = here.frame([row for row in rows if row], INPUT_KINDS)
        ids = here.frame([{"patient_id": str(number)} for number in range(len(patients))], {"patient_id": TEXT})
        said = {row["patient_id"]: row for row in here.rows(derive_levels(inputs, ids, rule))}
        found = [said[str(number)] for number in range(len(patients))]
        return [
            Outcome(
                row["surely"],
                row["possibly"],
                row["reason"] or "",
                tuple(filter(None, (row["also"] or "").split(ALSO))),
            )
            for row in found
        ]

    return run


@pytest.fixture
def values_on() -> Callable[[str, Criterion, Sequence[Mapping[str, Input]]], list[tuple[float, float] | None]]:
    """The score of each patient as an engine derives it, as its two ends; None where nothing was assessed."""

    def run(name: str, rule: Criterion, patients: Sequence[Mapping[str, Input]]) -> list[tuple[float, float] | None]:
        here = engine(name)
        rows = [_row(number, test, value) for number, inputs in enumerate(patients) for test, value in inputs.items()]
        inputs = here.frame([row for row in rows if row], INPUT_KINDS)
        ids = here.frame([{"patient_id": str(number)} for number in range(len(patients))], {"patient_id": TEXT})
        said = {row["patient_id"]: row for row in here.rows(derive_values(inputs, ids, rule))}
        return [_ends(said[str(number)]) for number in range(len(patients))]

    return run


def _ends(row: dict[str, Any]) -> tuple[float, float] | None:
    low = -math.inf if row["low"] is None else row["low"]
    high = math.inf if row["high"] is None else row["high"]
    return (low, high) if row["assessed"] else None


@pytest.fixture
def printed() -> Callable[[Mapping[str, Input]], dict[str, str]]:
    """The same inputs as they are printed, for the plain reader's reason."""
    return lambda inputs: {name: str(value) for name, value in inputs.items()}


def _row(number: int, test: str, value: Input) -> dict[str, object]:
    """One result in long form; what was not recorded has no row."""
    if value is None:
        return {}
    here = NOTHING | {"record_id": f"measurements:{number}", "patient_id": str(number), "test": test}
    if isinstance(value, str):
        return here | {"word": value, "printed": value}
    low, high = (None if abs(end) == float("inf") else end for end in (value.low, value.high))
    open_ends = {"low_open": value.low_open, "high_open": value.high_open}
    return here | {"low": low, "high": high, "printed": str(value)} | open_ends


@pytest.fixture
def read_rows() -> Callable[[Settings, Mapping[str, Sequence[Mapping[str, str]]]], Records]:
    """
    The records of rows of text, as if a study folder had held them.

    Invented rows may contradict each other; such patients are left out, for a study that has any does not run.
    """

    def read(settings: Settings, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Records:
        records, problems = normalise(_all_received(tables), settings)
        wrong = {problem.place.rpartition(" (")[2].rstrip(")") for problem in problems}
        kept = {name: [row for row in rows if row["patient_id"] not in wrong] for name, rows in tables.items()}
        records, problems = normalise(_all_received(kept), settings) if wrong else (records, [])
        assert not problems
        return records

    return read


SAID = ("surely", "possibly", "reason", "reported", "verdict")


@pytest.fixture
def agrees_on_every_engine() -> Callable[..., None]:
    """
    Holds DuckDB and Polars to what a plain reading, patient by patient, says in these sections.

    A finding is known by patient, section, criterion, variable and part, and says both ends, why it is open, what was
    reported and how that compares; what is printed follows from these.
    """

    def hold(
        records: Records, asked: Settings, sections: Collection[str], plainly: Callable[[str], Mapping[Any, tuple]]
    ) -> None:
        expected = {key: said for patient in records.patient_ids for key, said in plainly(patient).items()}
        for name in sorted(set(ENGINES) - set(EXTRAS)):
            said = {
                (f.patient_id, f.section, f.criterion, f.variable, f.at): tuple(getattr(f, part) for part in SAID)
                for f in findings(records, asked, engine(name))
                if f.section in sections
            }
            assert said.keys() == expected.keys(), name
            assert [(key, said[key], expected[key]) for key in said if said[key] != expected[key]] == [], name

    return hold


def _all_received(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Received:
    return Received(
        {
            name: [
                ReceivedRow(name, Place(f"{name}.csv", number), {**row, "note": str(number)})
                for number, row in enumerate(rows, 2)
            ]
            for name, rows in tables.items()
        }
    )


# What a finding is about, and what it says: its text, why it is open, how it compares with what was reported.
Key = tuple[str, str, str, str, str]
Told = tuple[str, ...]


@pytest.fixture
def findings_on() -> Callable[..., dict[Key, Told]]:
    """
    Every finding of a study on an engine, from its rows as received: section, criterion, variable, patient and part.

    `settings` is a study.toml as a dictionary, `tables` has the cells of each row; what check refuses fails the test.
    Of each finding its `parts` are told.
    """

    def run(
        name: str,
        settings: Mapping[str, Any],
        tables: Mapping[str, Sequence[Mapping[str, str]]],
        parts: Sequence[str] = ("text", "reason", "verdict"),
    ) -> dict[Key, Told]:
        told = Settings.model_validate(settings)
        received = {table: [_received(table, at, row) for at, row in enumerate(rows)] for table, rows in tables.items()}
        records, problems = normalise(Received(received), told)
        assert problems == []
        found = findings(records, told, engine(name))
        said = {
            (f.section, f.criterion, f.variable, f.patient_id, f.at): tuple(getattr(f, part) for part in parts)
            for f in found
        }
        assert len(said) == len(found)
        return said

    return run


def _received(table: str, at: int, cells: Mapping[str, str]) -> ReceivedRow:
    # Its number as a remark: invented rows may be alike in every cell, which check takes for a slip.
    return ReceivedRow(table, Place(f"{table}.csv", at + 2), {**cells, "note": str(at)})


@pytest.fixture
def number() -> Callable[..., str]:
    """A number between two ends as a finding words it; a `day` is printed as a study counts whose first day is 1."""

    def word(low: float | None, high: float | None, unit: str) -> str:
        if low is None and high is None:
            return "not assessed"
        if unit == "day":
            low, high = (None if end is None else end + (end >= 0) for end in (low, high))
        ends = ["" if end is None else f"{end:.6g}" for end in (low, high)]
        between = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        if unit == "day":
            return f"day {between if all(ends) else f'{ends[0]} or later' if ends[0] else f'{ends[1]} or earlier'}"
        if "1" in (between, between.removesuffix(" to "), between.removeprefix(" to ")):
            unit = unit.removesuffix("s") if unit in ("days", "cycles", "episodes") else unit
        return f"{between if all(ends) else f'at least {ends[0]}' if ends[0] else f'at most {ends[1]}'} {unit}"

    return word


# What a study.toml must say, whatever the study is about.
@pytest.fixture
def study_settings() -> Callable[..., dict[str, Any]]:
    def build(
        tables: Sequence[str], steps: Sequence[tuple[int, str]] = ((28, "28 ug/day"),), **sections: Any
    ) -> dict[str, Any]:
        study = {"title": "Invented", "cutoff": "2030-12-31", "first_day": 1, "records": ["patients", *tables]}
        study |= sections.pop("study", {})
        treatment = {"drug": "blinatumomab", "steps": [{"days": days, "dose": dose} for days, dose in steps]}
        return {"study": study, "treatment": treatment} | sections

    return build
