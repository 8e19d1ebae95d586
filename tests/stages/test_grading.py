"""`blastline grade`: each row of a laboratory table comes out with its grades, or with the reason why it has none."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from blastline.cli import app
from blastline.grading.columns import GradingError
from blastline.grading.grades import prefix
from blastline.grading.rows import grade

HEADER = "patient_id,test,value,unit,lower_limit,upper_limit,baseline,day"


@pytest.fixture
def graded(tmp_path, drawn, engine_name):
    """The rows that come out of a drawn table, by the criteria named."""

    def run(table: str, *criteria: str, mapping: str = "plain") -> list[dict[str, str]]:
        rows = drawn(table)
        text = io.StringIO()
        writer = csv.DictWriter(text, [name.replace(" ", "_") for name in rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows({name.replace(" ", "_"): cell for name, cell in row.items()} for row in rows)
        (tmp_path / "in.csv").write_text(text.getvalue(), encoding="utf-8")
        grade(tmp_path / "in.csv", criteria, tmp_path / "out.csv", mapping=mapping, engine=engine_name)
        return list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()))

    return run


def said(row: dict[str, str], chosen: str) -> str:
    """The grade of a row by one set, low or high, with the reason where it is open."""
    start = prefix(chosen)
    sides = [[row.get(f"{start}_{side}_{end}", "") for end in ("surely", "possibly")] for side in ("low", "high")]
    low, high = next((ends for ends in sides if any(ends)), ["", ""])
    ends = low if low == high else f"{low}, possibly {high}"
    reason = row[f"{start}_reason"]
    return ends + (f": {reason}" if reason else "")


def test_values_are_converted_with_their_limits_and_intervals_stay_intervals(graded):
    table = """
    patient id | test        | value | unit   | lower limit | upper limit | grade
    -----------+-------------+-------+--------+-------------+-------------+------
    1          | neutrophils | 0.49  | 10^9/L | 1.8         | 7.5         | 4
    2          | neutrophils | 490   | /µL    | 1800        | 7500        | 4
    3          | neutrophils | 500   | /µL    | 1800        | 7500        | 3
    4          | NEUT        | 1.795 | GI/L   | 1.8         | 7.5         | 1: on a limit of normal but for rounding; in another unit it may lie on its other side
    5          | neutrophils | <0.5  | 10^9/L | 1.8         | 7.5         | 4
    6          | neutrophils | <1.5  | 10^9/L | 1.8         | 7.5         | 2, possibly 4: neutrophils known only as <1.5
    7          | neutrophils | 1.6   | 10^9/L |             |             | 0, possibly 1: lower limit of normal of neutrophils not recorded
    """
    chosen = "ctcae/5.0/neutrophil_count_decreased"
    rows = graded(table, chosen)
    assert [said(row, chosen) for row in rows] == [row["grade"] for row in rows]


def test_a_row_that_cannot_be_graded_is_kept_with_the_reason(graded):
    table = """
    patient id | test        | value  | unit  | lower limit | why
    -----------+-------------+--------+-------+-------------+--------------------------------------------------------------
    1          | neutrophils | 0.4    | stone | 1.8         | the unit "stone" is not known
    2          | neutrophils | 0.4    |       | 1.8         | no unit is given; "×10^9/L" would be one
    3          | neutrophils | low    | /µL   | 1800        | "low" is no number
    4          | neutrophils |        | /µL   | 1800        | no value
    5          | neutrophils | -3     | /µL   | 1800        | the value cannot be: -3 /µL
    6          | neutrophlis | 0.4    | /µL   | 1800        | the test "neutrophlis" is not known; did you mean "neutrophils"?
    7          | calcium     | 2.2    | mmol/L |            | no criterion of ctcae/5.0 grades calcium
    8          | sodium      | 3      | mg/kg |             | "mg/kg" does not measure what "mmol/L" measures
    """
    rows = graded(table, "ctcae/5.0")
    assert [row["patient_id"] for row in rows] == list("12345678")
    assert all(row[name] == "" for row in rows for name in row if name.endswith(("_surely", "_possibly")))
    assert all(row["ctcae_5_0_reason"].startswith(row["why"]) for row in rows)


def test_a_limit_in_another_unit_is_not_used_and_never_gives_grade_0(graded):
    table = """
    patient id | test        | value | unit | lower limit | upper limit
    -----------+-------------+-------+------+-------------+------------
    1          | haemoglobin | 101   | g/L  | 12          | 16
    2          | haemoglobin | 101   | g/L  | 160         | 120
    3          | haemoglobin | 101   | g/L  | 120         | 160
    """
    rows = graded(table, "ctcae/5.0/anemia")
    absent = "lower limit of normal of haemoglobin not recorded"
    assert [said(row, "ctcae/5.0/anemia") for row in rows] == [
        f"0, possibly 1: {absent}; both limits of normal are in another unit; not used",
        f"0, possibly 1: {absent}; the limits of normal are exchanged; not used",
        "1",
    ]


BASELINES = {
    "flagged": """
    patient id | test | value | unit | upper limit | baseline | day
    -----------+------+-------+------+-------------+----------+----
    1          | ALT  | 130   | U/L  | 40          | yes      | -2
    1          | ALT  | 130   | U/L  | 40          |          | 8
    1          | ALT  | 400   | U/L  | 40          |          | 9
    2          | ALT  | 130   | U/L  | 40          |          | 9
    """,
    "by day": """
    patient id | test | value | unit | upper limit | day
    -----------+------+-------+------+-------------+----
    1          | ALT  | 130   | U/L  | 40          | -2
    1          | ALT  | 130   | U/L  | 40          | 8
    1          | ALT  | 400   | U/L  | 40          | 9
    2          | ALT  | 130   | U/L  | 40          | 9
    """,
    "beside": """
    patient id | test | value | unit | upper limit | baseline | day
    -----------+------+-------+------+-------------+----------+----
    1          | ALT  | 130   | U/L  | 40          | 130      | -2
    1          | ALT  | 130   | U/L  | 40          | 130      | 8
    1          | ALT  | 400   | U/L  | 40          | 130      | 9
    2          | ALT  | 130   | U/L  | 40          |          | 9
    """,
}


@pytest.mark.parametrize("way", BASELINES)
def test_the_baseline_counts_after_it_and_the_baseline_itself_is_graded_by_the_limits(graded, way):
    rows = graded(BASELINES[way], "ctcae/4.03/alanine_aminotransferase_increased", "ctcae/5.0")
    old = [said(row, "ctcae/4.03/alanine_aminotransferase_increased") for row in rows]
    new = [said(row, "ctcae/5.0") for row in rows]
    # 130 is 3.25 times the limit: grade 2. Over a baseline of 130 it is grade 0, and 400 is three times and more.
    assert old == ["2", "2", "3", "2"]
    assert new[:3] == ["2", "0", "2"]
    assert new[3].startswith("0, possibly 2: baseline alanine aminotransferase")


def test_several_sets_stand_side_by_side_in_the_order_of_the_rows(graded):
    table = "patient id | test | value | unit\n1 | neutrophils | 0.3 | GI/L\n2 | neutrophils | 0.05 | GI/L"
    rows = graded(table, "ctcae/5.0", "ctcae/6.0")
    found = [(row["patient_id"], row["ctcae_5_0_low_surely"], row["ctcae_6_0_low_surely"]) for row in rows]
    assert found == [("1", "4", "3"), ("2", "4", "4")]
    assert rows[0]["ctcae_6_0_low"] == "ctcae/6.0/neutrophil_count_decreased"


def test_what_is_too_low_and_what_is_too_high_stand_beside_each_other(graded):
    table = "patient id | test | value | unit | lower limit | upper limit\n1 | K | 3.2 | mmol/L | 3.5 | 5.1"
    (row,) = graded(table, "ctcae/5.0")
    assert (row["ctcae_5_0_low"], row["ctcae_5_0_high"]) == ("ctcae/5.0/hypokalemia", "ctcae/5.0/hyperkalemia")
    assert (row["ctcae_5_0_low_surely"], row["ctcae_5_0_low_possibly"]) == ("1", "2")
    assert (row["ctcae_5_0_high_surely"], row["ctcae_5_0_high_possibly"]) == ("0", "0")


def test_rows_keep_their_order_and_may_have_columns_that_are_called_like_ours(graded):
    lines = [f"{n % 7} | {'ALT' if n % 2 else 'PLAT'} | {n} | {'U/L' if n % 2 else 'GI/L'} | x | y" for n in range(60)]
    rows = graded("\n".join(["patient id | test | value | unit | patient | flag", *lines]), "ctcae/5.0")
    assert [row["value"] for row in rows] == [str(n) for n in range(60)]
    assert {(row["patient"], row["flag"]) for row in rows} == {("x", "y")}


def test_a_row_of_nobody_has_no_baseline(graded):
    table = """
    patient id | test | value | unit | upper limit | day
    -----------+------+-------+------+-------------+----
               | ALT  | 130   | U/L  | 40          | -2
               | ALT  | 130   | U/L  | 40          | 8
    """
    assert [row["baseline_used"] for row in graded(table, "ctcae/5.0")] == ["", ""]


def test_a_symptom_that_decides_may_stand_in_a_column_of_its_own(graded):
    table = """
    patient id | test | value | unit   | lower limit | symptoms
    -----------+------+-------+--------+-------------+---------
    1          | K    | 3.2   | mmol/L | 3.5         | yes
    2          | K    | 3.2   | mmol/L | 3.5         | no
    3          | K    | 3.2   | mmol/L | 3.5         |
    """
    rows = graded(table, "ctcae/5.0/hypokalemia")
    assert [said(row, "ctcae/5.0/hypokalemia") for row in rows] == [
        "2",
        "1",
        "1, possibly 2: symptoms of it not recorded",
    ]


def test_an_sdtm_table_is_read_as_reported_or_in_its_standard_units(graded):
    table = """
    USUBJID | LBTESTCD | LBORRES | LBORRESU | LBORNRLO | LBORNRHI | LBSTRESC | LBSTRESU | LBSTNRLO | LBSTNRHI | LBBLFL | LBDY
    --------+----------+---------+----------+----------+----------+----------+----------+----------+----------+--------+-----
    01      | CREAT    | 1.0     | mg/dL    | 0.6      | 1.2      | 88.4     | umol/L   | 53       | 106      | Y      | -3
    01      | CREAT    | 3.5     | mg/dL    | 0.6      | 1.2      | 309.4    | umol/L   | 53       | 106      |        | 5
    """
    for mapping in ("sdtm", "sdtm-standard"):
        rows = graded(table, "ctcae/5.0/creatinine_increased", mapping=mapping)
        assert [said(row, "ctcae/5.0/creatinine_increased") for row in rows] == ["0", "3"]


@pytest.mark.parametrize("started", ["RFXSTDTC", "EXSTDTC"])
def test_days_are_counted_from_the_first_dose_where_a_table_has_only_dates(tmp_path, engine_name, started):
    columns = "USUBJID,LBTESTCD,LBORRES,LBORRESU,LBORNRHI,LBDTC"
    rows = ("01,ALT,130,U/L,40,2024-03-01T08:00", "01,ALT,130,U/L,40,2024-03-05", "01,ALT,130,U/L,40,2024-03")
    (tmp_path / "lb.csv").write_text("\n".join([columns, *rows]), encoding="utf-8")
    (tmp_path / "dm.csv").write_text(f"USUBJID,{started}\n01,2024-03-02\n01,2024-03-30\n", encoding="utf-8")
    out = tmp_path / "out.parquet"
    grade(
        tmp_path / "lb.csv",
        ["ctcae/5.0"],
        out,
        mapping="sdtm",
        first_doses=tmp_path / "dm.csv",
        engine=engine_name,
    )
    # Parquet has its rows in no order.
    found = pl.read_parquet(out).sort(pl.col("LBDTC").str.len_chars(), descending=True)
    # Before the first dose by the limit; after it against the baseline; on a day that is not known, either.
    assert found["ctcae_5_0_high_surely"].to_list() == [2, 0, 0]
    assert found["ctcae_5_0_high_possibly"].to_list() == [2, 0, 2]


def test_parquet_and_a_folder_of_it_go_in_and_parquet_comes_out(tmp_path, engine_name):
    (tmp_path / "lb").mkdir()
    for number in (1, 2):
        frame = pl.DataFrame({"patient_id": [str(number)], "test": "platelets", "value": 20 + number, "unit": "GI/L"})
        frame.write_parquet(tmp_path / "lb" / f"{number}.parquet")
    found = grade(tmp_path / "lb", ["ctcae/5.0"], tmp_path / "out.parquet", engine=engine_name)
    out = pl.read_parquet(tmp_path / "out.parquet")
    assert out["ctcae_5_0_low_surely"].to_list() == [4, 4]
    assert sorted(out["value"].to_list()) == [21, 22]
    assert (found.rows, found.decided, found.open, found.not_graded) == (2, 2, 0, 0)


def test_chosen_columns_are_written_alone_and_a_pattern_that_fits_none_is_refused(tmp_path):
    table, out = tmp_path / "lb.csv", tmp_path / "out.csv"
    table.write_text("patient_id,test,value,unit\n1,platelets,20,GI/L\n", encoding="utf-8")
    grade(table, ["ctcae/5.0", "ctcae/6.0"], out, columns=["patient_id", "*_low_surely"])
    assert out.read_text(encoding="utf-8") == "patient_id,ctcae_5_0_low_surely,ctcae_6_0_low_surely\n1,4,3\n"
    with pytest.raises(GradingError, match='no column is called "patient"'):
        grade(table, ["ctcae/5.0"], out, columns=["patient"])


@pytest.mark.parametrize(
    ("text", "criteria", "says"),
    [
        ("patient,test,value,unit\n", "ctcae/5.0", 'the column "patient_id" is missing. Did you mean "patient"'),
        (
            f"{HEADER},ctcae_5_0_reason\n",
            "ctcae/5.0",
            'the column "ctcae_5_0_reason" is one that grading writes; rename it.',
        ),
        (f"{HEADER}\n", "ctcae/7.0", 'no criterion or set of criteria is called "ctcae/7.0"'),
    ],
)
def test_a_table_that_cannot_be_graded_is_refused_with_what_to_do(tmp_path, text, criteria, says):
    (tmp_path / "lb.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match=r"column|criterion") as refused:
        grade(tmp_path / "lb.csv", [criteria], tmp_path / "out.csv")
    assert says in str(refused.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(GradingError, match="there is no such file"):
        grade(tmp_path / "lb.csv", ["ctcae/5.0"], tmp_path / "out.csv")


def test_the_command_says_how_many_rows_are_open(tmp_path):
    (tmp_path / "lb.csv").write_text("patient_id,test,value,unit\n1,platelets,20,GI/L\n1,platelets,90,GI/L\n")
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(app, ["grade", str(tmp_path / "lb.csv"), "--criteria", "ctcae/5.0", "--out", str(out)])
    assert done.output == f"2 rows in {out}: 1 grade decided, 1 open, 0 results not graded.\n"
    assert Path(out).read_text(encoding="utf-8").count("\n") == 3
