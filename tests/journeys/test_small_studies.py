"""Studies that hold little: one patient, two, no measurements, nobody eligible."""

import csv
import shutil
from pathlib import Path

import pytest

import blastline

FOUNDING = Path(__file__).parents[2] / "studies" / "salvage-blinatumomab"
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "two-patients"
SETTINGS = """
[study]
title = "A small study, invented"
cutoff = 2024-01-31
first_day = 1
records = [{records}]
[treatment]
drug = "blinatumomab"
steps = [{{ days = 28, dose = "28 ug/day" }}]
[criteria]
haematology = ["ctcae/5.0"]
crs = ["astct/2019/crs"]
response = ["eln/2024/response"]
{more}
"""


def study(folder: Path, more: str = "", **tables: str) -> blastline.Study:
    """An invented study: each table as lines of CSV."""
    folder.mkdir()
    names = ", ".join(f'"{name}"' for name in tables)
    (folder / "study.toml").write_text(SETTINGS.format(records=names, more=more), encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(
            "\n".join(line.strip() for line in text.strip().splitlines()) + "\n", "utf-8"
        )
    return blastline.open_study(folder)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_a_report_on_few_patients_with_nothing_but_their_names(tmp_path, count):
    rows = "\n".join(f"Pt {number},60" for number in range(1, count + 1))
    run = study(tmp_path / "s", patients=f"patient_id,age\n{rows}").run()
    run.write(tmp_path / "out")
    assert (tmp_path / "out" / "report.pdf").stat().st_size > 10_000
    assert run.ledger["study.patients"].text == ("1 patient" if count == 1 else "2 patients")
    # Nothing was said of response, so it is open for everyone, and nobody is counted as a non-responder.
    response = run.ledger["response.response.cr-or-cri.count"]
    assert (response.numerator, response.numerator_possible) == (0, count)


@pytest.mark.slow
def test_a_patient_who_fails_a_rule_is_counted_and_stands_in_no_table(tmp_path):
    patients = """
    patient_id,age,diagnosis
    Pt 1,60,B-ALL
    Pt 2,61,AML
    """
    run = study(tmp_path / "s", '[eligibility]\ndiagnosis = "B-ALL"', patients=patients).run()
    run.write(tmp_path / "out", formats=("html",))
    assert run.ledger["flow.not-diagnosis.count"].patients == ("Pt 2",)
    assert [row[0].text for row in run.table("baseline").rows] == ["Pt 1"]


@pytest.mark.slow
def test_a_study_in_which_nobody_is_eligible_still_reports_why(tmp_path):
    patients = "patient_id,diagnosis\nPt 1,AML"
    run = study(tmp_path / "s", '[eligibility]\ndiagnosis = "B-ALL"', patients=patients).run()
    run.write(tmp_path / "out")
    assert run.ledger["flow.not-diagnosis.count"].text == "1"
    assert run.ledger["flow.treated.count"].text == "0"


def test_two_episodes_of_one_infection_and_two_contacts_are_kept_apart(tmp_path):
    infections = """
    patient_id,infection,organism_group,phase,day
    Pt 1,bacterial pneumonia,bacterial,during,5
    Pt 1,bacterial pneumonia,bacterial,during,20
    """
    follow_up = """
    patient_id,status,disease_state,phase,day
    Pt 1,alive,CR,after,200
    Pt 1,alive,PD,after,100
    """
    run = study(tmp_path / "s", patients="patient_id\nPt 1", infections=infections, follow_up=follow_up).run()
    assert [row[4].text for row in run.table("infections").rows] == [
        "during treatment, day 5",
        "during treatment, day 20",
    ]
    assert run.ledger["follow-up.disease-state.pt-1"].text == "CR"


def test_the_example_of_the_documentation_is_marked_as_invented():
    assert "invented" in (EXAMPLE / "study.toml").read_text(encoding="utf-8").lower()


@pytest.mark.slow
def test_a_copy_of_the_founding_study_reports_without_any_one_of_its_optional_tables(tmp_path):
    for table in sorted(
        path.stem for path in FOUNDING.glob("*.csv") if path.stem not in ("patients", "group_statements")
    ):
        folder = tmp_path / table
        shutil.copytree(FOUNDING, folder)
        for name in (table, "group_statements"):
            (folder / f"{name}.csv").unlink()
        text = (folder / "study.toml").read_text(encoding="utf-8")
        for name in (table, "group_statements"):
            text = text.replace(f'"{name}", ', "").replace(f', "{name}"', "").replace(f'"{name}",\n', "\n")
        # Readings of a table that is not there would touch nothing.
        head, *readings = text.split("[[settle]]")
        kept = [reading for reading in readings if f'table = "{table}"' not in reading]
        (folder / "study.toml").write_text("[[settle]]".join([head, *kept]), encoding="utf-8")
        run = blastline.open_study(folder).run("polars")
        run.write(tmp_path / "out" / table, formats=("html",))
        with (tmp_path / "out" / table / "ledger.csv").open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == len(run.ledger)
