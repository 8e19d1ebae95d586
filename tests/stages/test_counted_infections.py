"""Infections of many patients as counts: by kind, by name, by onset; what was not recorded stays open."""

import pytest

SETTINGS = """
[criteria]
infection = ["eortc/2020"]
[report]
few_patients = 2
"""
PATIENTS = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01\nPt 3 | 2022-01-01\nPt 4 | 2022-01-01"
INFECTIONS = """
    patient | infection     | organism group | phase  | day | outcome           | lung ct                        | galactomannan blood
    Pt 1    | aspergillosis | fungal         | during | 9   | death             | dense well-circumscribed lesion | 1.5
    Pt 1    | zoster        | viral          | before | -9  | complete response |                                |
    Pt 2    | aspergillosis | fungal         |        |     |                   |                                |
    Pt 3    | none          |                |        |     |                   |                                |
"""
CONTACTS = "patient | status | day\nPt 1 | dead | 20\nPt 3 | alive | 90\nPt 4 | alive | 90"


@pytest.fixture
def rows(study_of, engine_name):
    run = study_of(SETTINGS, patients=PATIENTS, infections=INFECTIONS, follow_up=CONTACTS).run(engine_name)
    table = run.table("infections_counted")
    return {row[1].text: [cell.text.partition(" (")[0] for cell in row[2:]] for row in table.rows}


def test_each_kind_and_name_is_counted_by_onset(rows):
    """Pt 2 may have had it before, during or after; of Pt 4 nothing at all was stated."""
    assert rows["Any infection"] == ["2/4, possibly 3/4", "1/4, possibly 3/4", "1/4, possibly 3/4", "0/4, possibly 2/4"]
    assert rows["Viral infection"] == [
        "1/4, possibly 2/4",
        "1/4, possibly 2/4",
        "0/4, possibly 1/4",
        "0/4, possibly 1/4",
    ]
    assert rows["Aspergillosis"] == rows["Fungal infection"]


def test_who_died_of_one_is_counted_and_an_unknown_outcome_is_open_unless_the_patient_lives(rows):
    assert rows["Fatal infection"][0] == "1/4, possibly 3/4"


def test_classes_count_from_the_surest_down(rows):
    """Pt 2 has no sign recorded and Pt 4 nothing at all: both may be of any class."""
    classes = {name.rpartition(" 2020, ")[2]: cells[0] for name, cells in rows.items() if "EORTC" in name}
    assert list(classes) == ["proven", "proven or probable", "proven, probable or possible"]
    assert classes["proven, probable or possible"] == "0/4, possibly 3/4"


def test_of_few_patients_each_infection_is_listed_and_none_counted(study_of):
    run = study_of("", patients=PATIENTS, infections=INFECTIONS).run("polars")
    assert not run.table("infections_counted").rows
    assert len(run.table("infections").rows) == 3
