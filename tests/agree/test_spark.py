"""Spark says what DuckDB says: of the founding study, of a laboratory table row by row and patient by patient."""

import csv
from pathlib import Path

import polars as pl
import pytest

import blastline
from blastline.engines.choose import engine
from blastline.grading.patients import grade_patients
from blastline.grading.rows import grade
from blastline.study import open_study
from blastline.synthesise.cohort import synthesise

pytestmark = [pytest.mark.spark, pytest.mark.slow, pytest.mark.filterwarnings("default")]
DataFrame = pytest.importorskip("pyspark.sql").DataFrame
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cohort") / "invented"
    synthesise(folder, 8, 5)
    return folder


def test_the_founding_study_has_the_same_ledger():
    study = open_study(ROOT / "studies" / "salvage-blinatumomab")
    assert study.run("spark").ledger.rows == study.run("duckdb").ledger.rows


def test_a_cohort_with_doses_and_daily_records_has_the_same_findings(cohort):
    study = open_study(cohort)
    assert study.run("spark").findings == study.run("polars").findings


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_laboratory_table_has_the_same_grades(kind, cohort, tmp_path):
    table = tmp_path / f"laboratory.{kind}"
    rows = engine("duckdb").scan(ROOT / "docs" / "examples" / "laboratory.csv")
    engine("duckdb").write(rows, table)
    graded = {}
    for name in ("spark", "duckdb"):
        out = tmp_path / f"{name}.csv"
        grade(table, ["ctcae/5.0", "ctcae/6.0"], out, engine=name)
        with out.open(encoding="utf-8", newline="") as file:
            graded[name] = list(csv.reader(file))
    assert len(graded["duckdb"]) > 10
    assert graded["spark"] == graded["duckdb"]


def test_one_row_a_patient_is_the_same(cohort, tmp_path):
    """On text and on numbers, with marrows; what Spark writes as Parquet is a folder."""
    found = {}
    for name in ("spark", "duckdb"):
        out = tmp_path / f"{name}.parquet"
        marrows = cohort / "marrow_exams.csv"
        grade_patients(cohort / "measurements.csv", ["ctcae/5.0"], out, marrows=marrows, engine=name)
        found[name] = pl.read_parquet(out / "*.parquet" if out.is_dir() else out).sort("patient_id")
    assert len(found["duckdb"]) == 8
    assert found["spark"].rows() == found["duckdb"].rows()
    assert found["spark"].columns == found["duckdb"].columns


def test_a_frame_of_spark_comes_back_as_one(cohort):
    session = engine("spark").session
    rows = pl.read_csv(cohort / "measurements.csv", infer_schema=False).head(300)
    graded = blastline.grade_frame(session.createDataFrame(rows.to_arrow()), ["ctcae/6.0"])
    assert isinstance(graded, DataFrame)
    here = blastline.grade_frame(rows, ["ctcae/6.0"])
    order = ["patient_id", "test", "day"]
    assert pl.from_arrow(graded.toArrow()).sort(order).rows() == here.sort(order).rows()


def test_rows_are_numbered_in_order_over_several_partitions(tmp_path):
    here = engine("spark")
    source = tmp_path / "rows.parquet"
    here.session.range(1000).repartitionByRange(5, "id").write.parquet(str(source))
    numbers = here.rows(here.numbered(here.scan(source)).select("row"))
    assert sorted(row["row"] for row in numbers) == list(range(1, 1001))
