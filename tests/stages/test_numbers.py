"""Exposure, nadirs and recovery of a cohort: medians and ranges of what was derived of each patient."""

import pytest

from blastline.report.build import tables_of

FIRST = "2022-01-01"
PATIENTS = "patient | first dose\n" + "\n".join(f"Pt {number} | {FIRST}" for number in range(1, 4))
DOSES = """
    patient | drug         | day | end day | dose | dose unit
    Pt 1    | blinatumomab | 1   | 28      | 28   | ug/day
    Pt 2    | blinatumomab | 1   | 10      | 28   | ug/day
    Pt 2    | blinatumomab | 14  | 31      | 28   | ug/day
    Pt 3    | blinatumomab | 1   | 14      | 28   | ug/day
"""
COUNTS = """
    patient | test        | value | unit   | day
    Pt 1    | neutrophils | 2     | 10^9/L | -1
    Pt 1    | neutrophils | 0.3   | 10^9/L | 8
    Pt 1    | neutrophils | 1.5   | 10^9/L | 20
    Pt 2    | neutrophils | 2     | 10^9/L | -1
    Pt 2    | neutrophils | <0.1  | 10^9/L | 12
    Pt 3    | neutrophils | 2     | 10^9/L | -1
    Pt 3    | neutrophils | 1.1   | 10^9/L | 6
"""


@pytest.fixture
def run(study_of):
    return study_of(patients=PATIENTS, doses=DOSES, measurements=COUNTS).run("polars")


def test_exposure_is_summarised_over_the_patients(run):
    ledger = run.ledger
    assert ledger["exposure.days-infused.median"].text == "28"
    assert ledger["exposure.days-infused.range"].text == "14–28"
    assert ledger["exposure.relative-dose.range"].text == "50–100"
    assert ledger["pause.pause.any.count"].patients == ("Pt 2",)


def test_a_nadir_below_the_limit_of_detection_is_printed_as_such(run):
    row = run.ledger["nadir.neutrophils.range"]
    assert (row.text, row.value, row.value_possible) == ("≤0.1–1.1", 0, 1.1)
    assert run.ledger["nadir.neutrophils.median"].text == "0.3"
    assert run.ledger["nadir-day.neutrophils.median"].text == "8"


def test_of_few_patients_each_has_a_row_and_of_many_only_the_group(run, study_of):
    assert run.ledger["nadir.neutrophils.pt-1"].text == "0.3"
    names = [f"Pt {number}" for number in range(1, 13)]
    patients = "patient | first dose\n" + "\n".join(f"{name} | {FIRST}" for name in names)
    counts = "patient | test | value | unit | day\n" + "\n".join(
        f"{name} | neutrophils | {value} | 10^9/L | {day}" for name in names for value, day in ((2, -1), (1, 5))
    )
    ledger = study_of(patients=patients, measurements=counts).run("polars").ledger
    assert "nadir.neutrophils.pt-1" not in ledger
    assert ledger["nadir.neutrophils.median"].denominator == 12


def test_who_never_recovered_is_counted_and_not_left_out(study_of):
    settings = '[criteria]\nhaematotoxicity = ["recovery/cibmtr"]\n'
    more = COUNTS + "".join(f"\n    Pt 1 | neutrophils | 1.5 | 10^9/L | {day}" for day in (21, 22, 23))
    more += "".join(f"\n    Pt 2 | neutrophils | 0.2 | 10^9/L | {day}" for day in range(13, 60))
    ledger = study_of(settings, patients=PATIENTS, doses=DOSES, measurements=more).run("polars").ledger
    counts = {row.category: row for row in ledger.where(section="recovery", statistic="count")}
    assert "Pt 2" in (*counts["not recovered"].patients, *counts["not recovered"].patients_possible)
    assert {row.denominator for row in counts.values()} == {3}


def test_the_tables_have_a_line_for_each_and_say_how_many_were_recorded(run):
    tables = tables_of(run.ledger)
    exposure = {row[0].text: [cell.text for cell in row[1:]] for row in tables["exposure"].rows}
    assert exposure["Days infused"] == ["28", "14–28", "", "3"]
    assert exposure["Patients with a pause"][2].startswith("1/3 (33.3%")
    nadirs = {row[0].text: row[1].text for row in tables["nadirs"].rows}
    assert nadirs["Neutrophils, nadir, ×10⁹/L"] == "0.3"


def test_without_doses_or_counts_there_is_no_table(study_of):
    assert not {"exposure", "nadirs"} & set(tables_of(study_of().run("polars").ledger))
