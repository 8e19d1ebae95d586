"""
What a careful statistician would write with pandas: CTCAE 4.03, 5.0 and 6.0 on whole columns, for comparison.

It gives the same grades as `blastline grade` on the invented cohort, at both ends where a limit of normal or a baseline
is missing; tests/agree/test_vectorised_pandas.py holds the two together. It has no reasons, no units but two of them,
no tolerance, and no other tests; every row has a number and a day, and limits of normal are believed as they stand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import pandas as pd

V4, V5, V6 = ALL = ("ctcae_4_03", "ctcae_5_0", "ctcae_6_0")
ENDS = ("surely", "possibly")
SIDES = ("low", "high")
# What recurs may be read as codes, if one knows how: compared as text, it takes most of the time and of the memory.
RECURS = ["patient_id", "test", "unit"]
NUMBERS = ["value", "lower_limit", "upper_limit"]
TO_UNIT = {"neutrophils": ("/uL", 0.001), "haemoglobin": ("g/dL", 10.0)}
# Grades as multiples of the upper limit of normal.
ENZYME = {4: 20, 3: 5, 2: 3, 1: 1}
BILIRUBIN = {4: 10, 3: 3, 2: 1.5, 1: 1}
CREATININE = {4: 6, 3: 3, 2: 1.5, 1: 1}
# Grades as multiples of the baseline of creatinine.
RISE = {3: 3, 2: 1.5}
AGAINST_BASELINE = {"alanine_aminotransferase", "bilirubin", "creatinine"}


@dataclass(frozen=True)
class Truth:
    """A condition on every row: where it surely holds, and where it may hold because something is missing."""

    surely: pd.Series
    possibly: pd.Series

    def __and__(self, other: "Truth") -> "Truth":
        return Truth(self.surely & other.surely, self.possibly & other.possibly)

    def __or__(self, other: "Truth") -> "Truth":
        return Truth(self.surely | other.surely, self.possibly | other.possibly)

    def __invert__(self) -> "Truth":
        return Truth(~self.possibly, ~self.surely)


# The conditions of a term by grade, from the worst down, on all results of its test.
Rule: TypeAlias = Callable[[pd.DataFrame], dict[int, Truth]]


def grade(table: str, out: str, *, coded: bool = False) -> None:
    """Read, grade and write; `coded` reads what recurs as codes instead of text."""
    rows = pd.read_parquet(table, read_dictionary=RECURS if coded else None)
    places = rows.groupby("test", observed=True).indices
    results = {test: _results(rows.iloc[places[test]], test) for test in places if test in TERMS}
    grades = {f"{name}_{side}_{end}": np.full(len(rows), np.nan) for name in ALL for side in SIDES for end in ENDS}
    for test, here in results.items():
        for side, names, rule in TERMS[test]:
            for end, found in _worst(rule(here)).items():
                for name in names:
                    grades[f"{name}_{side}_{end}"][places[test]] = found
    kept = rows.drop(columns=["unit", "lower_limit", "upper_limit"])
    pd.concat([kept, pd.DataFrame(grades, copy=False)], axis=1).to_parquet(out)


def _results(rows: pd.DataFrame, test: str) -> pd.DataFrame:
    """The results of one test in one unit, beside each the baseline of its patient where a term asks for it."""
    unit, factor = TO_UNIT.get(test, ("", 1.0))
    factors = np.where(rows["unit"] == unit, factor, 1.0)
    converted = rows.assign(**{name: rows[name] * factors for name in NUMBERS})
    return converted.join(_baselines(converted), on="patient_id") if test in AGAINST_BASELINE else converted


def _baselines(rows: pd.DataFrame) -> pd.DataFrame:
    """The last result of each patient before day 1; of several on that day, the lowest and the highest."""
    before = rows[rows["day"] < 1]
    last = before[before["day"] == before.groupby("patient_id", observed=True)["day"].transform("max")]
    return last.groupby("patient_id", observed=True)["value"].agg(baseline_low="min", baseline_high="max")


def _worst(levels: Mapping[int, Truth]) -> dict[str, np.ndarray]:
    """The worst grade whose condition holds, at both ends."""
    return {end: np.select([getattr(level, end) for level in levels.values()], list(levels), 0) for end in ENDS}


# ---- Conditions: to compare with what is missing is false, so that "not its opposite" is what possibly holds ----


def _below(edge: float | str, rows: pd.DataFrame) -> Truth:
    """Below an edge, which is a number or the name of a column."""
    value, limit = rows["value"], rows[edge] if isinstance(edge, str) else edge
    return Truth(value < limit, ~(value >= limit))


def _above(edge: float, rows: pd.DataFrame) -> Truth:
    """Above a number; nothing is missing, so that both ends are one."""
    high = rows["value"] > edge
    return Truth(high, high)


def _above_limit(times: float, rows: pd.DataFrame) -> Truth:
    """Above this multiple of the upper limit of normal."""
    value, limit = rows["value"], times * rows["upper_limit"]
    return Truth(value > limit, ~(value <= limit))


def _above_baseline(times: float, rows: pd.DataFrame) -> Truth:
    """Above this multiple of the baseline, which may lie between two results of one day."""
    value = rows["value"]
    return Truth(value > times * rows["baseline_high"], ~(value <= times * rows["baseline_low"]))


def _at_baseline(times: float, rows: pd.DataFrame) -> Truth:
    """At this multiple of the baseline, or above."""
    value = rows["value"]
    return Truth(value >= times * rows["baseline_high"], ~(value < times * rows["baseline_low"]))


def _after_baseline(rows: pd.DataFrame) -> Truth:
    """Whether a row is compared with the baseline, as rows from the first dose on are."""
    after = rows["day"] >= 1
    return Truth(after, after)


def _after_low_baseline(rows: pd.DataFrame) -> Truth:
    """The same, and the baseline was below the lower limit of normal."""
    limit = rows["lower_limit"]
    return _after_baseline(rows) & Truth(rows["baseline_high"] < limit, ~(rows["baseline_low"] >= limit))


def _baseline_above_limit(times: float, rows: pd.DataFrame) -> Truth:
    """Whether the baseline was above this multiple of the upper limit of normal."""
    limit = times * rows["upper_limit"]
    return Truth(rows["baseline_low"] > limit, ~(rows["baseline_high"] <= limit))


def _by_baseline(rows: pd.DataFrame) -> Truth:
    """Whether the baseline counts in place of the limit of normal, as one does that was abnormal."""
    return _after_baseline(rows) & _baseline_above_limit(1, rows)


def _if(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """One or the other; where the condition is open, surely what both say, possibly what either says."""
    return (condition & then) | (~condition & otherwise) | (then & otherwise)


# ---- Terms ----


def _low(edges: Mapping[int, float | str], rows: pd.DataFrame) -> dict[int, Truth]:
    """By edges alone, one of which may be the lower limit of normal."""
    return {level: _below(edge, rows) for level, edge in edges.items()}


def _high(edges: Mapping[int, float], rows: pd.DataFrame) -> dict[int, Truth]:
    """By edges that are numbers."""
    return {level: _above(edge, rows) for level, edge in edges.items()}


def _multiples(times: Mapping[int, float], rows: pd.DataFrame) -> dict[int, Truth]:
    """By multiples of the upper limit of normal alone."""
    return {level: _above_limit(each, rows) for level, each in times.items()}


def _creatinine(
    counts: Callable[[pd.DataFrame], Truth], times: Mapping[int, float], rows: pd.DataFrame
) -> dict[int, Truth]:
    """By the limit of normal, or by a rise over the baseline in the rows where one counts."""
    by_limit, counted = _multiples(CREATININE, rows), counts(rows)
    risen = {level: by_limit[level] | (counted & _above_baseline(each, rows)) for level, each in times.items()}
    return by_limit | risen


def _by_either(times: Mapping[int, float], rows: pd.DataFrame) -> dict[int, Truth]:
    """By the same multiples of an abnormal baseline as of the limit of normal."""
    usual, limits = ~_by_baseline(rows), _multiples(times, rows)
    return {level: limits[level] & (usual | _above_baseline(each, rows)) for level, each in times.items()}


def _from_baseline(times: float, rows: pd.DataFrame) -> Truth:
    """Grade 1, where it begins at a multiple of an abnormal baseline instead of above it."""
    return _above_limit(1, rows) & (~_by_baseline(rows) | _at_baseline(times, rows))


def _smaller_multiple(of_baseline: float, of_limit: float, rows: pd.DataFrame) -> Truth:
    """By a smaller multiple of an abnormal baseline than of the limit of normal."""
    chosen = _if(_by_baseline(rows), _above_baseline(of_baseline, rows), _above_limit(of_limit, rows))
    return _above_limit(of_baseline, rows) & chosen


def _alanine_aminotransferase_5_0(rows: pd.DataFrame) -> dict[int, Truth]:
    """The same multiples for limit and baseline, but for grade 1."""
    return _by_either(ENZYME, rows) | {1: _from_baseline(1.5, rows)}


def _alanine_aminotransferase_6_0(rows: pd.DataFrame) -> dict[int, Truth]:
    """Smaller multiples for an abnormal baseline; one above five times the limit knows no grade 3."""
    third = _above_baseline(2, rows) & ~_baseline_above_limit(5, rows)
    return {
        4: _smaller_multiple(4, 20, rows),
        3: _above_limit(2, rows) & _if(_by_baseline(rows), third, _above_limit(5, rows)),
        2: _smaller_multiple(1.5, 3, rows),
        1: _from_baseline(1, rows),
    }


def _bilirubin_6_0(rows: pd.DataFrame) -> dict[int, Truth]:
    """The same multiples for limit and baseline, but for grades 3 and 1."""
    return _by_either(BILIRUBIN, rows) | {3: _smaller_multiple(2.5, 3, rows), 1: _from_baseline(1, rows)}


# By test: low or high, the versions that have the term, its rule. What several versions share is reckoned once.
TERMS: dict[str, list[tuple[str, tuple[str, ...], Rule]]] = {
    "neutrophils": [
        ("low", (V4, V5), partial(_low, {4: 0.5, 3: 1.0, 2: 1.5, 1: "lower_limit"})),
        ("low", (V6,), partial(_low, {4: 0.1, 3: 0.5, 2: 1.0, 1: 1.5})),
    ],
    "platelets": [
        ("low", (V4, V5), partial(_low, {4: 25, 3: 50, 2: 75, 1: "lower_limit"})),
        ("low", (V6,), partial(_low, {4: 10, 3: 50, 2: 75, 1: "lower_limit"})),
    ],
    "white_blood_cells": [
        ("low", ALL, partial(_low, {4: 1.0, 3: 2.0, 2: 3.0, 1: "lower_limit"})),
        ("high", ALL, partial(_high, {3: 100})),
    ],
    "lymphocytes": [
        ("low", (V4, V5), partial(_low, {4: 0.2, 3: 0.5, 2: 0.8, 1: "lower_limit"})),
        ("high", ALL, partial(_high, {3: 20, 2: 4})),
    ],
    "haemoglobin": [("low", ALL, partial(_low, {3: 80, 2: 100, 1: "lower_limit"}))],
    "alanine_aminotransferase": [
        ("high", (V4,), partial(_multiples, ENZYME)),
        ("high", (V5,), _alanine_aminotransferase_5_0),
        ("high", (V6,), _alanine_aminotransferase_6_0),
    ],
    "bilirubin": [
        ("high", (V4,), partial(_multiples, BILIRUBIN)),
        ("high", (V5,), partial(_by_either, BILIRUBIN)),
        ("high", (V6,), _bilirubin_6_0),
    ],
    "creatinine": [
        ("high", (V4,), partial(_creatinine, _after_baseline, RISE | {1: 1})),
        ("high", (V5,), partial(_creatinine, _after_baseline, RISE)),
        ("high", (V6,), partial(_creatinine, _after_low_baseline, RISE)),
    ],
}
