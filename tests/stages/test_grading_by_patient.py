"""`blastline grade --per patient`: one row a patient from rows of any number."""

import csv
import io

import pytest
from typer.testing import CliRunner

from blastline.cli import app
from blastline.engines.choose import engine
from blastline.engines.engine import EngineError
from blastline.grading.columns import GradingError
from blastline.grading.patients import grade_patients

TABLE = """
patient id | test        | value | unit   | lower limit | upper limit | day
-----------+-------------+-------+--------+-------------+-------------+----
1          | platelets   | 90    | GI/L   | 150         |             | -1
1          | platelets   | 60    | GI/L   | 150         |             | 8
1          | platelets   | 20    | GI/L   | 150         |             | -5
1          | ALT         | 130   | U/L    |             | 40          | -1
1          | ALT         | 400   | U/L    |             | 40          | 5
2          | platelets   | 70    | GI/L   | 150         |             | 8
2          | platelets   | 5     | GI/L   | 150         |             |
2          | neutrophils | 400   | /µL    | 1800        |             | 1
2          | neutrophils | 300   | /µL    | 1800        |             | 2
2          | neutrophils | 2000  | /µL    | 1800        |             | 3
2          | neutrophils | 2000  | /µL    | 1800        |             | 11
3          | K           | 4     | mmol/L | 3.5         | 5.1         | -2
"""
MARROWS = "patient_id,day,blasts\n1,-3,80\n1,10,2\n1,40,1\n2,,5\n"


@pytest.fixture
def by_patient(tmp_path, drawn, engine_name):
    """The rows that come out, by patient."""
    rows = drawn(TABLE)
    text = io.StringIO()
    writer = csv.DictWriter(text, [name.replace(" ", "_") for name in rows[0]], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name.replace(" ", "_"): cell for name, cell in row.items()} for row in rows)
    (tmp_path / "in.csv").write_text(text.getvalue(), encoding="utf-8")
    (tmp_path / "marrows.csv").write_text(MARROWS, encoding="utf-8")
    out = tmp_path / "out.csv"
    criteria = ["ctcae/4.03", "ctcae/5.0"]
    count = grade_patients(tmp_path / "in.csv", criteria, out, marrows=tmp_path / "marrows.csv", engine=engine_name)
    found = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert count == len(found) == 3
    return {row["patient_id"]: row for row in found}


def ends(row, name):
    return row[f"{name}_surely"], row[f"{name}_possibly"]


def test_the_worst_on_treatment_stands_beside_the_worst_above_baseline(by_patient):
    first = by_patient["1"]
    assert ends(first, "ctcae_5_0_platelet_count_decreased") == ("2", "2")
    assert ends(first, "ctcae_5_0_platelet_count_decreased_emergent") == ("2", "2")
    # 400 is grade 3 by its limit, and three times the raised baseline: grade 2 in 5.0, which counts from the baseline.
    assert ends(first, "ctcae_4_03_alanine_aminotransferase_increased") == ("3", "3")
    assert ends(first, "ctcae_5_0_alanine_aminotransferase_increased") == ("2", "2")
    assert ends(first, "ctcae_5_0_alanine_aminotransferase_increased_emergent") == ("0", "0")


def test_a_result_on_an_unknown_day_is_possible_and_a_missing_baseline_leaves_it_open(by_patient):
    second = by_patient["2"]
    assert ends(second, "ctcae_5_0_platelet_count_decreased") == ("2", "4")
    assert ends(second, "ctcae_5_0_platelet_count_decreased_emergent") == ("0", "4")


def test_a_patient_with_nothing_on_treatment_is_there_and_not_assessed(by_patient):
    assert ends(by_patient["3"], "ctcae_5_0_hypokalemia") == ("", "")
    assert ends(by_patient["3"], "ctcae_5_0_hypokalemia_emergent") == ("", "")


def test_the_longest_run_counts_days_without_a_count_as_possibly_low(by_patient):
    # Two low days; from day 4 to 10 a line between two normal counts; after day 11 nothing is known to day 31.
    assert ends(by_patient["2"], "days_neutrophils_at_most_0_5_joined") == ("2", "20")


def test_the_first_marrow_on_treatment_takes_the_platelets_nearest_to_it(by_patient):
    assert by_patient["1"]["first_marrow_day"] == "10"
    assert ends(by_patient["1"], "platelets_at_marrow") == ("60.0", "60.0")
    assert by_patient["2"]["first_marrow_day"] == ""


def test_marrows_without_a_day_column_are_refused(tmp_path):
    (tmp_path / "in.csv").write_text("patient_id,test,value,unit\n1,platelets,20,GI/L\n", encoding="utf-8")
    (tmp_path / "marrows.csv").write_text("patient_id,date\n1,2022-01-01\n", encoding="utf-8")
    with pytest.raises(GradingError, match=r'marrows\.csv: the column "day" is missing'):
        grade_patients(tmp_path / "in.csv", ["ctcae/5.0"], tmp_path / "out.csv", marrows=tmp_path / "marrows.csv")


def test_the_command_says_how_many_patients_there_are(tmp_path):
    table, out = tmp_path / "lb.csv", tmp_path / "out.csv"
    table.write_text("patient_id,test,value,unit,day\n1,platelets,20,GI/L,1\n2,platelets,90,GI/L,1\n", encoding="utf-8")
    command = ["grade", str(table), "--criteria", "ctcae/5.0", "--per", "patient", "--out", str(out)]
    assert CliRunner().invoke(app, command).output == f"2 patients in {out}.\n"


@pytest.mark.parametrize("words", [["--marrows", "m.csv"], ["--per", "patient", "--columns", "patient_id"]])
def test_an_option_that_would_do_nothing_is_refused(words, tmp_path):
    command = ["grade", str(tmp_path / "lb.csv"), "--criteria", "ctcae/5.0", "--out", str(tmp_path / "out.csv"), *words]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2
    assert f"Invalid value for {words[-2]}" in done.output


def test_an_amount_of_memory_that_is_none_is_said(monkeypatch):
    monkeypatch.setenv("BLASTLINE_MEMORY", "lots")
    with pytest.raises(EngineError, match='BLASTLINE_MEMORY is "lots" in the environment; write an amount'):
        engine("duckdb")
