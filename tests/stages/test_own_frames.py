"""Frames of the user's own are graded, and come back as what they were."""

from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import blastline
from blastline.engines.engine import EngineError
from blastline.grading.columns import GradingError
from blastline.grading.rows import grade

TABLE = Path(__file__).parents[2] / "docs" / "examples" / "laboratory.csv"
SETS = ["ctcae/5.0", "ctcae/6.0"]


def relation(frame):
    return duckdb.connect().from_arrow(frame.to_arrow())


KINDS = {
    "pandas": (lambda frame: frame.to_pandas(), pd.DataFrame, pl.from_pandas),
    "PyArrow": (lambda frame: frame.to_arrow(), pa.Table, pl.from_arrow),
    "Polars": (lambda frame: frame, pl.DataFrame, lambda frame: frame),
    "lazy Polars": (lambda frame: frame.lazy(), pl.LazyFrame, lambda frame: frame.collect()),
    "DuckDB": (relation, duckdb.DuckDBPyRelation, lambda frame: frame.pl()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_comes_back_as_what_it_was_with_the_grades_of_the_command(kind, tmp_path):
    made, wanted, as_polars = KINDS[kind]
    graded = blastline.grade_frame(made(pl.read_csv(TABLE)), SETS)
    assert isinstance(graded, wanted)
    grade(TABLE, SETS, tmp_path / "graded.parquet")
    by_command = pl.read_parquet(tmp_path / "graded.parquet")
    columns = [name for name in by_command.columns if name.startswith("ctcae")]
    assert len(columns) == 14
    # Relations and Parquet have no order.
    order = pl.col("ctcae_5_0_reason").fill_null(""), pl.col("value_used").fill_null(0)
    assert as_polars(graded).sort(*order).select(columns).rows() == by_command.sort(*order).select(columns).rows()


@pytest.mark.parametrize("kind", ["pandas", "PyArrow", "Polars"])
def test_the_rows_of_a_frame_in_memory_keep_their_order(kind):
    made, _, as_polars = KINDS[kind]
    frame = pl.read_csv(TABLE)
    assert as_polars(blastline.grade_frame(made(frame), SETS))["value"].to_list() == frame["value"].to_list()


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_that_is_none_is_no_result(kind):
    made, _, as_polars = KINDS[kind]
    frame = pl.DataFrame(
        {"patient_id": ["a", "a"], "test": ["platelets"] * 2, "value": [20.0, None], "unit": ["10*9/L"] * 2}
    )
    graded = as_polars(blastline.grade_frame(made(frame), ["ctcae/5.0"]))
    graded = graded.sort("value", nulls_last=True)
    assert graded["ctcae_5_0_low_possibly"].to_list() == [4, None]
    assert graded["ctcae_5_0_reason"].to_list() == [None, "no value"]


def test_a_frame_of_pandas_keeps_its_index_and_the_kinds_of_its_columns():
    frame = pd.read_csv(TABLE).convert_dtypes().astype({"test": "category"}).set_index(pd.Index(range(9, -1, -1)))
    frame["drawn"] = pd.date_range("2022-01-01", periods=len(frame), tz="Europe/Berlin")
    graded = blastline.grade_frame(frame[frame["day"] > 0], SETS)
    pd.testing.assert_frame_equal(graded[frame.columns], frame[frame["day"] > 0])
    # Laid beside the frame by its index, as pandas does, the grades are those of their rows.
    assert frame["value"].astype(str)[graded.index[graded["ctcae_5_0_low_surely"] == 4]].tolist() == ["0.49", "<0.5"]


def test_numbers_beside_limits_in_one_column_as_a_spreadsheet_is_read_are_graded():
    frame = pd.DataFrame(
        {"patient_id": ["a"] * 4, "test": "platelets", "value": [180, 20.5, "<5", None], "unit": "10*9/L"},
        index=[3, 3, 1, 0],
    )
    graded = blastline.grade_frame(frame, ["ctcae/5.0"])
    assert graded["ctcae_5_0_low_surely"].tolist()[:3] == [0, 4, 4]
    assert graded["ctcae_5_0_reason"].tolist()[3] == "no value"
    assert graded["value"].tolist() == [180, 20.5, "<5", None]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_frame_comes_back_empty_with_the_columns_of_grades(kind):
    made, wanted, as_polars = KINDS[kind]
    graded = blastline.grade_frame(made(pl.read_csv(TABLE).clear()), SETS)
    assert isinstance(graded, wanted)
    assert (as_polars(graded).height, "ctcae_6_0_reason" in as_polars(graded).columns) == (0, True)


def test_days_are_counted_from_a_frame_of_first_doses():
    results = pl.DataFrame(
        {
            "USUBJID": ["a", "a"],
            "LBTESTCD": ["PLAT"] * 2,
            "LBORRES": ["160", "60"],
            "LBORRESU": ["10^9/L"] * 2,
            "LBORNRLO": ["150"] * 2,
            "LBDTC": ["2022-01-01", "2022-01-05"],
        }
    )
    doses = pl.DataFrame({"USUBJID": ["a"], "RFXSTDTC": ["2022-01-03"]})
    graded = blastline.grade_frame(results, ["ctcae/6.0"], mapping="sdtm", first_doses=doses)
    assert graded["baseline_used"].to_list() == [None, None]
    assert graded["ctcae_6_0_low_surely"].to_list() == [0, 2]


def test_what_is_no_frame_or_lacks_a_column_is_said_in_words():
    with pytest.raises(EngineError, match="a list is no frame of pandas"):
        blastline.grade_frame([1, 2], SETS)
    with pytest.raises(EngineError, match='the frame has two columns "value"; rename or drop one of them'):
        blastline.grade_frame(pd.DataFrame([["a", 1.0, 2.0]], columns=["patient_id", "value", "value"]), SETS)
    with pytest.raises(GradingError, match='the frame: the column "test" is missing'):
        blastline.grade_frame(pd.DataFrame({"patient_id": ["a"], "value": [1.0], "unit": ["g/L"]}), SETS)
