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
from blastline.grading.rows import grade

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
    summarised = grade_patients(
        tmp_path / "in.csv", criteria, out, marrows=tmp_path / "marrows.csv", engine=engine_name
    )
    found = rows_in(out)
    assert summarised.patients == len(found) == 3
    assert summarised.nameless_rows == 0
    return {row["patient_id"]: row for row in found}


def rows_in(file):
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


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


NOTHING_GRADED = "patient_id,test,value,unit,day\n1,foo,3,GI/L,2\n2,K,x,mmol/L,1\n"


def test_a_table_of_which_nothing_is_graded_still_has_its_patients(tmp_path, engine_name):
    (tmp_path / "in.csv").write_text(NOTHING_GRADED.replace("2,K", "2,bar"), encoding="utf-8")
    grade_patients(tmp_path / "in.csv", ["ctcae/5.0"], tmp_path / "out.csv", engine=engine_name)
    rows = rows_in(tmp_path / "out.csv")
    assert [row["patient_id"] for row in rows] == ["1", "2"]


def test_rows_that_name_no_patient_are_counted_and_make_no_patient(tmp_path, engine_name):
    (tmp_path / "in.csv").write_text(f"{NOTHING_GRADED} ,K,2,mmol/L,3\n,K,9,mmol/L,-1\n", encoding="utf-8")
    how = f"grade {tmp_path}/in.csv --criteria ctcae/5.0 --per patient --engine {engine_name} --out {tmp_path}/out.csv"
    found = CliRunner().invoke(app, how.split())
    assert "2 patients in" in found.output
    assert "Rows that name no patient, and are in none of them: 2." in found.output
    rows = rows_in(tmp_path / "out.csv")
    assert [row["patient_id"] for row in rows] == ["1", "2"]


def test_one_test_under_two_names_and_one_patient_written_in_two_ways_are_one(tmp_path, engine_name):
    rows = "patient_id,test,value,unit,day\n1,platelets,90,GI/L,-1\n1 ,PLAT,20,GI/L,3\n 1,Platelets,60,GI/L,2\n"
    (tmp_path / "in.csv").write_text(rows, encoding="utf-8")
    grade_patients(tmp_path / "in.csv", ["ctcae/5.0"], tmp_path / "out.csv", engine=engine_name)
    (row,) = rows_in(tmp_path / "out.csv")
    assert ends(row, "ctcae_5_0_platelet_count_decreased") == ("4", "4")
    assert ends(row, "ctcae_5_0_platelet_count_decreased_emergent") == ("4", "4")


def test_a_test_with_more_outcomes_than_one_number_has_bits_for_is_told_whole(tmp_path, engine_name):
    """Limits that are there or not, and a baseline or none, give potassium more than twenty outcomes by two sets."""
    limits = [("3.5", "5.1"), ("", "5.1"), ("3.5", ""), ("", "")]
    values = ("1.5", "2.7", "3.2", "4", "5.2", "5.8", "6.5", "8", "<3", ">5", "2–6")
    rows = [
        f"p{value}{number},K,{value},mmol/L,{low},{high},{day}"
        for value in values
        for number, (low, high) in enumerate(limits)
        for day in (-1, 2)
    ]
    text = "\n".join(["patient_id,test,value,unit,lower_limit,upper_limit,day", *rows])
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    criteria = ["ctcae/4.03", "ctcae/6.0"]
    grade_patients(tmp_path / "in.csv", criteria, tmp_path / "out.csv", engine=engine_name)
    by_patient = {row["patient_id"]: row for row in rows_in(tmp_path / "out.csv")}
    grade(tmp_path / "in.csv", criteria, tmp_path / "rows.csv", engine=engine_name)
    of_rows = [row for row in rows_in(tmp_path / "rows.csv") if row["day"] == "2"]
    assert len(of_rows) == len(by_patient) == 44
    for row in of_rows:
        for name, side in (("hypokalemia", "low"), ("hyperkalemia", "high")):
            assert ends(by_patient[row["patient_id"]], f"ctcae_6_0_{name}") == ends(row, f"ctcae_6_0_{side}")
