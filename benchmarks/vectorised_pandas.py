"""
What a careful statistician would write with pandas: CTCAE 4.03, 5.0 and 6.0 on whole columns, for comparison.

It grades the laboratory terms that the invented cohort has, from numbers in the unit of each test, both ends where a
limit of normal is missing. It has no units, no reasons and no tolerance, which `blastline grade` has.
"""

import numpy as np
import pandas as pd

SETS = ("ctcae_4_03", "ctcae_5_0", "ctcae_6_0")
# Thresholds of this program alone, for a comparison of speed: from the worst grade down, and the limit of normal below.
LOW = {
    "neutrophils": dict.fromkeys(SETS, (0.5, 1.0, 1.5)) | {"ctcae_6_0": (0.1, 0.5, 1.0)},
    "platelets": dict.fromkeys(SETS, (25, 50, 75)) | {"ctcae_6_0": (10, 25, 50)},
    "white_blood_cells": dict.fromkeys(SETS, (1.0, 2.0, 3.0)),
    "lymphocytes": dict.fromkeys(SETS, (0.2, 0.5, 0.8)),
    "haemoglobin": dict.fromkeys(SETS, (0, 80, 100)),
}
HIGH = {
    "alanine_aminotransferase": (20.0, 5.0, 3.0, 1.0),
    "bilirubin": (10.0, 3.0, 1.5, 1.0),
    "creatinine": (6.0, 3.0, 1.5, 1.0),
}
TO_UNIT = {("neutrophils", "/uL"): 0.001, ("haemoglobin", "g/dL"): 10.0}


def grade(table: str, out: str) -> None:
    """Read, grade and write."""
    rows = pd.read_parquet(table)
    factor = pd.Series(1.0, index=rows.index)
    for (test, unit), by in TO_UNIT.items():
        factor[(rows["test"] == test) & (rows["unit"] == unit)] = by
    value, lower, upper = rows["value"] * factor, rows["lower_limit"] * factor, rows["upper_limit"] * factor
    baseline = _baselines(rows, value)
    for name in SETS:
        _low(rows, value, lower, name)
        _high(rows, value, upper, None if name == "ctcae_4_03" else baseline, name)
    rows.drop(columns=["unit", "lower_limit", "upper_limit"]).to_parquet(out)


def _baselines(rows: pd.DataFrame, value: pd.Series) -> pd.Series:
    """The last value before day 1 of each patient and test, beside each row."""
    before = rows[["patient_id", "test", "day"]].assign(baseline=value)[rows["day"] < 1]
    last = before.sort_values("day").groupby(["patient_id", "test"], sort=False)["baseline"].last().reset_index()
    return rows[["patient_id", "test"]].merge(last, on=["patient_id", "test"], how="left")["baseline"]


def _low(rows: pd.DataFrame, value: pd.Series, lower: pd.Series, name: str) -> None:
    for end, missing in (("surely", False), ("possibly", True)):
        grades = np.full(len(rows), np.nan)
        for test, edges in LOW.items():
            mine = (rows["test"] == test).to_numpy()
            here, limit = value[mine], lower[mine]
            below = (here < limit) | (limit.isna() & missing)
            conditions = [here < edge for edge in edges[name]] + [below]
            grades[mine] = np.select(conditions, [4, 3, 2, 1], 0)
        rows[f"{name}_low_{end}"] = grades


def _high(rows: pd.DataFrame, value: pd.Series, upper: pd.Series, baseline: pd.Series | None, name: str) -> None:
    for end, missing in (("surely", False), ("possibly", True)):
        grades = np.full(len(rows), np.nan)
        for test, edges in HIGH.items():
            mine = (rows["test"] == test).to_numpy()
            here, limit = value[mine], upper[mine]
            if baseline is not None:
                above = (baseline[mine] > limit) & (rows["day"][mine] >= 1)
                limit = limit.where(~above, baseline[mine])
            unknown = limit.isna() & missing
            conditions = [(here > edge * limit) | unknown for edge in edges]
            grades[mine] = np.select(conditions, [4, 3, 2, 1], 0)
        rows[f"{name}_high_{end}"] = grades
