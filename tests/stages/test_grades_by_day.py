"""The table of every day: its worst is the worst grade that the findings tell, and nothing outside the window is in it."""

import csv

import polars as pl
import pytest
from typer.testing import CliRunner

from blastline.cli import app

SETTINGS = """
[criteria]
haematology = ["ctcae/5.0"]
crs         = ["astct/2019/crs"]
"""
COUNTS = """
patient | test      | day | phase  | value | unit    | lower limit
--------+-----------+-----+--------+-------+---------+------------
Pt 1    | platelets | -1  | before | 90    | ×10^9/L | 150
Pt 1    | platelets | 3   | during | 60    | ×10^9/L | 150
Pt 1    | platelets | 8   | during | <30   | ×10^9/L | 150
Pt 1    | platelets | 200 | after  | 5     | ×10^9/L | 150
Pt 2    | platelets | 3   | during | 160   | ×10^9/L |
"""
SIGNS = """
patient | day | temperature | temperature unit | fever other cause | hypotension | vasopressors | vasopressin | oxygen device
--------+-----+-------------+------------------+-------------------+-------------+--------------+-------------+--------------
Pt 1    | 2   | 39.0        | °C               | no                | no          | 0            | no          | none
"""


@pytest.fixture
def study(study_of):
    return study_of(SETTINGS, patients="patient\nPt 1\nPt 2", measurements=COUNTS, vital_signs=SIGNS)


def test_each_day_has_its_grade_and_what_treatment_added(study, engine_name):
    frame = study.daily_grades(engine_name)
    rows = (frame.collect() if isinstance(frame, pl.LazyFrame) else frame.pl()).to_dicts()
    by_day = {
        (row["patient_id"], row["day"], row["criterion"].rpartition("/")[2]): (
            row["surely"],
            row["possibly"],
            row["emergent_surely"],
            row["emergent_possibly"],
        )
        for row in rows
    }
    assert by_day == {
        ("Pt 1", 3, "platelet_count_decreased"): ("2", "2", 2, 2),
        ("Pt 1", 8, "platelet_count_decreased"): ("3", "4", 3, 4),
        ("Pt 2", 3, "platelet_count_decreased"): ("0", "1", 0, 1),
        ("Pt 1", 2, "crs"): ("1", "1", None, None),
    }
    (open_one,) = [row for row in rows if row["day"] == 8]
    assert open_one["reason"] == "platelets known only as <30"
    assert open_one["record_id"] == "measurements:4"


def test_the_command_writes_them_in_order(study, tmp_path):
    out = tmp_path / "days.csv"
    done = CliRunner().invoke(app, ["daily", str(study.folder), "--out", str(out)])
    assert done.output == f"The grades by day are in {out}.\n"
    with out.open(encoding="utf-8", newline="") as file:
        found = [(row["patient_id"], row["term"], row["day"]) for row in csv.DictReader(file)]
    assert found == sorted(found)
    assert len(found) == 4


def test_a_study_without_courses_has_an_empty_table(study_of, engine_name):
    frame = study_of(SETTINGS).daily_grades(engine_name)
    assert len(frame.collect() if isinstance(frame, pl.LazyFrame) else frame.pl()) == 0
