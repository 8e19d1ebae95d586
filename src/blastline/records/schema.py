"""The tables, columns and tests that are known, read from `tables.toml` and `tests/` beside this file."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: how its cells are read and what they mean."""

    name: str
    kind: str
    meaning: str
    required: bool = False
    choices: tuple[str, ...] = ()
    of: str = ""
    test: str = ""
    unit: str = ""
    label: str = ""
    answers: str = ""
    answers_by: str = ""
    least: float = -math.inf
    most: float = math.inf


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: what a row is, its columns in order, and what makes two rows speak of one thing."""

    name: str
    row: str
    columns: dict[str, Column]
    same: tuple[str, ...]
    timed: bool = False
    span: bool = False

    def unit_column_of(self, column: str) -> str:
        """The column that holds the unit of `column`, or "" where its unit is fixed."""
        return next((c.name for c in self.columns.values() if c.kind == "unit" and c.of == column), "")


@dataclass(frozen=True, slots=True)
class CountedDays:
    """
    Days on which the count `of` is low, within days `first` to `last`, as `tests/haematology.toml` explains its keys.

    The limit is `below`, or `at_most` after rounding to `rounded_to`.
    """

    of: str
    first: int
    last: int
    take: str
    at_most: float | None = None
    below: float | None = None
    rounded_to: float = 0
    joined_across: int = 0
    drawn_across: int = 0
    begun_by: int = 0
    to_last_count: bool = False

    @property
    def bound(self) -> float:
        """A count below it is low: what rounds to the limit lies less than half a step above it."""
        return self.below if self.below is not None else (self.at_most or 0) + self.rounded_to / 2


@dataclass(frozen=True, slots=True)
class RankedCount:
    """The lowest count of some days (place 1), the second-lowest (2), or whether there is one only (0)."""

    of: str
    first: int
    last: int
    place: int


@dataclass(frozen=True, slots=True)
class CountsInARow:
    """The lowest of so many counts in a row; where `daily`, of days in a row."""

    of: str
    counts: int
    daily: bool = False
    drawn_across: int = 0


@dataclass(frozen=True, slots=True)
class TestSchema:
    """
    Something that is measured, observed or counted, under one name and in one unit (UCUM).

    `kind` is number, yes_no or choice, with the words that may be chosen. `least` and `most` are the limits of what
    can exist at all (no count below 0, no share above 100 %), not of what is normal. `limits` is where every
    laboratory's limits of normal lie, wide on purpose: outside it a limit is in another unit than its value.
    `molar_mass` (g/mol) leads from mass to substance, `valence` from equivalents; `sdtm` and `loinc` are its codes.
    A `series` is followed with baseline, peak and fold change. `counted`, `ranked` and `in_a_row` say how it comes
    from the counts of many days.
    """

    name: str
    label: str
    unit: str = ""
    kind: str = "number"
    choices: tuple[str, ...] = ()
    least: float = -math.inf
    most: float = math.inf
    limits: tuple[float, float] | None = None
    molar_mass: float | None = None
    valence: int | None = None
    sdtm: str = ""
    loinc: str = ""
    series: bool = False
    counted: CountedDays | None = None
    ranked: RankedCount | None = None
    in_a_row: CountsInARow | None = None


FROM_MANY_DAYS: dict[str, Any] = {"counted": CountedDays, "ranked": RankedCount, "in_a_row": CountsInARow}


def _document(name: str) -> dict[str, Any]:
    return tomllib.loads((files("blastline.records") / name).read_text(encoding="utf-8"))


def _column(name: str, described: dict[str, Any]) -> Column:
    choices = described.get("choices") or (tests()[described["test"]].choices if "test" in described else ())
    return Column(name=name, **(described | {"choices": tuple(choices)}))


@cache
def tables() -> dict[str, TableSchema]:
    """Every table a study may hold, by name."""
    document = _document("tables.toml")
    document.pop("answers")
    common = {part: document.pop(part) for part in ("shared", "time", "span")}
    return {name: _table(name, described, common) for name, described in document.items()}


def _table(name: str, described: dict[str, Any], common: dict[str, Any]) -> TableSchema:
    timed, span = described.get("timed", False), described.get("span", False)
    columns = (
        described["columns"] | (common["time"] if timed else {}) | (common["span"] if span else {}) | common["shared"]
    )
    return TableSchema(
        name=name,
        row=described["row"],
        columns={column: _column(column, facts) for column, facts in columns.items()},
        same=tuple(described["same"]),
        timed=timed,
        span=span,
    )


@cache
def answers() -> dict[str, tuple[str, ...]]:
    """What may be answered, by question: the categories of response, the states of MRD."""
    return {question: tuple(known) for question, known in _document("tables.toml")["answers"].items()}


@cache
def event_names() -> dict[str, str]:
    """The term of each adverse event by every way to write it, in lower case: crs is "cytokine release syndrome"."""
    known = _document("events.toml")
    return {name.lower(): term for term, names in known.items() for name in (term, *names)}


@cache
def tests() -> dict[str, TestSchema]:
    """Every test that has a name of its own, by that name."""
    known: dict[str, TestSchema] = {}
    for document in sorted(files("blastline.records").joinpath("tests").iterdir(), key=lambda file: file.name):
        known |= {name: _test(name, facts) for name, facts in _document(f"tests/{document.name}").items()}
    return known


def _test(name: str, facts: dict[str, Any]) -> TestSchema:
    lists: dict[str, Any] = {key: tuple(facts[key]) for key in ("choices", "limits") if key in facts}
    rules = {key: kind(**facts[key]) for key, kind in FROM_MANY_DAYS.items() if key in facts}
    return TestSchema(name=name, **(facts | lists | rules))
