"""Patients laid out for an engine, and what it makes of them by a criterion."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from blastline.criteria.criterion import Criterion, Outcome
from blastline.criteria.plainly import Input
from blastline.derive.assess import ALSO, derive_levels, derive_values
from blastline.derive.frames import INPUT_KINDS
from blastline.engines.choose import engine
from blastline.engines.engine import TEXT, TRUTH

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
