"""Tables of what was reported are of terms that anybody reported; the others are named below, and are no pages of nothing."""

import pytest

from blastline.report.build import tables_of

CRITERIA = """
[criteria]
haematology = ["ctcae/5.0"]
crs = ["astct/2019/crs"]
"""
PATIENTS = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01"
COUNTS = """
    patient | test        | value | unit   | lower limit | day
    Pt 1    | platelets   | 40    | 10^9/L | 150         | -1
    Pt 1    | neutrophils | 1     | 10^9/L | 2           | -1
    Pt 2    | platelets   | 200   | 10^9/L | 150         | -1
"""
REPORTED = """
    patient | term                     | grade | phase
    Pt 1    | platelet count decreased | 3     | during
"""


@pytest.fixture
def tables(study_of):
    run = study_of(CRITERIA, patients=PATIENTS, measurements=COUNTS, adverse_events=REPORTED).run("polars")
    return tables_of(run.ledger)


def test_a_term_that_was_reported_of_one_patient_has_a_row_of_each(tables):
    assert [(row[0].text, row[1].text) for row in tables["haematology"].rows] == [
        ("Platelet count decreased", "Pt 1"),
        ("Platelet count decreased", "Pt 2"),
    ]


def test_what_was_reported_of_nobody_is_named(tables):
    (note,) = [note for note in tables["haematology"].notes if note.startswith("Reported of no patient: ")]
    assert "neutrophil count decreased" in note
    assert "platelet" not in note


def test_a_column_of_what_was_reported_of_nobody_is_named_below_the_table(tables):
    labels = [column.label for column in tables["treatment"].columns]
    assert ("Platelets" in labels, "Neutrophils" in labels) == (True, False)
    (note,) = [note for note in tables["treatment"].notes if note.startswith("Not recorded for any patient: ")]
    assert "Neutrophils" in note


def test_an_infection_by_its_name_is_not_explained_by_it(study_of):
    rows = "patient | infection | phase | day\nPt 1 | herpes zoster | during | 5"
    table = tables_of(study_of(CRITERIA, patients=PATIENTS, infections=rows).run("polars").ledger)["treatment"]
    assert not any("herpes zoster" in note for note in table.notes)


def test_what_was_neither_reported_nor_derived_of_anybody_has_no_rows(tables):
    assert "derived" in tables  # the overall grade, of which a part was reported
    assert "Cytokine release syndrome" not in [row[0].text for row in tables["derived"].rows]


def test_what_nothing_was_recorded_of_stands_in_one_line(tables):
    lines = [row[0].text for row in tables["undecided"].rows]
    assert [line for line in lines if "Neutrophil count decreased, grade as reported" in line] == [lines[-1]]


def test_without_any_report_there_is_no_table(study_of):
    run = study_of(CRITERIA, patients=PATIENTS, measurements=COUNTS).run("polars")
    assert not {"haematology", "derived"} & set(tables_of(run.ledger))
