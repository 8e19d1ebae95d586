"""The comparison of speed is fair: the program in pandas gives every result the grades that Blastline gives it."""

from importlib import import_module
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

import blastline

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
PATIENTS = 60
VERSIONS = ["ctcae/4.03", "ctcae/5.0", "ctcae/6.0"]
GRADES = [
    f"{version}_{side}_{end}"
    for version in ("ctcae_4_03", "ctcae_5_0", "ctcae_6_0")
    for side in ("low", "high")
    for end in ("surely", "possibly")
]
COLUMNS = ["patient_id", "test", "unit", "value", "lower_limit", "upper_limit", "day"]
BESIDE = (0.999, 1, 1.001)
# Unit, lower limit of normal, and where grades begin.
COUNTS = [
    ("neutrophils", "10*9/L", 1.8, (0.1, 0.5, 1, 1.5, 1.8)),
    ("neutrophils", "/uL", 1800, (100, 500, 1000, 1500, 1800)),
    ("platelets", "10*9/L", 150, (10, 25, 50, 75, 150)),
    ("white_blood_cells", "10*9/L", 4, (1, 2, 3, 4, 100)),
    ("lymphocytes", "10*9/L", 1, (0.2, 0.5, 0.8, 1, 4, 20)),
    ("haemoglobin", "g/L", 120, (80, 100, 120)),
    ("haemoglobin", "g/dL", 12, (8, 10, 12)),
]
CHEMISTRY = {"alanine_aminotransferase": "U/L", "bilirubin": "umol/L", "creatinine": "umol/L"}
LOWER, UPPER = 20.0, 40.0
# Below, on and above either limit of normal and five times the upper; of two on one day either may be the baseline.
BASELINES = [(), (16,), (20,), (30,), (40,), (60,), (200,), (240,), (16, 30), (30, 60), (60, 240)]
MULTIPLES = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 10, 20)


@pytest.fixture
def benchmark_called(monkeypatch):
    """A program of the benchmarks, which are no package."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return import_module


@pytest.fixture
def assert_graded_alike(benchmark_called, tmp_path):
    """Both grade the same rows, and what they say is compared row by row."""

    def check(table):
        benchmark_called("vectorised_pandas").grade(str(table), str(tmp_path / "graded.parquet"))
        theirs = blastline.grade_frame(pd.read_parquet(table), VERSIONS)[GRADES].astype("float64")
        assert set(theirs["ctcae_5_0_low_surely"].dropna()) == {0, 1, 2, 3, 4}
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "graded.parquet")[GRADES], theirs)

    return check


def counts():
    """Counts on each edge and beside it, with a limit of normal and without one."""
    for test, unit, limit, edges in COUNTS:
        for edge, beside, lower in product(edges, BESIDE, (limit, None)):
            yield "one", test, unit, edge * beside, lower, None, 1


def chemistry():
    """Multiples of limits and of baselines, and values beside them, with each limit and each baseline or without it."""
    for (test, unit), baselines in product(CHEMISTRY.items(), BASELINES):
        patient = f"baseline {baselines}"
        yield from ((patient, test, unit, value, LOWER, UPPER, -1) for value in baselines)
        values = [base * times * beside for base, times, beside in product((UPPER, *baselines), MULTIPLES, BESIDE)]
        # What came before the baseline is not held against it.
        days = (-7, 1) if baselines else (1,)
        for value, lower, upper, day in product(values, (LOWER, None), (UPPER, None), days):
            yield patient, test, unit, value, lower, upper, day


def test_invented_results_have_the_grades_of_blastline(benchmark_called, assert_graded_alike, tmp_path):
    scale = benchmark_called("scale")
    assert_graded_alike(scale.invented(tmp_path, PATIENTS * scale.ROWS_A_PATIENT / 1e6).as_numbers)


def test_so_have_results_on_every_edge_and_where_a_limit_or_the_baseline_is_missing(assert_graded_alike, tmp_path):
    rows = pd.DataFrame([*counts(), *chemistry()], columns=COLUMNS)
    rows.to_parquet(tmp_path / "rows.parquet")
    assert_graded_alike(tmp_path / "rows.parquet")
