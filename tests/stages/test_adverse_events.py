"""The table of adverse events: each patient once by the worst grade, any grade beside grade 3 or more."""

import pytest

from blastline.report.build import tables_of

CRITERIA = """
[criteria]
haematology = ["ctcae/5.0", "ctcae/4.03"]
crs = ["astct/2019/crs"]
"""
FIRST = "2022-01-01"
PATIENTS = "patient | first dose\n" + "\n".join(f"Pt {number} | {FIRST}" for number in range(1, 4))
# Platelets: Pt 1 falls from grade 0 to 4, Pt 2 stays at 3, of Pt 3 only "<60" is known, which may be grade 2, 3 or 4.
COUNTS = """
    patient | test      | value | unit   | lower limit | day
    Pt 1    | platelets | 200   | 10^9/L | 150         | -1
    Pt 1    | platelets | 20    | 10^9/L | 150         | 5
    Pt 1    | platelets | 60    | 10^9/L | 150         | 9
    Pt 2    | platelets | 40    | 10^9/L | 150         | -1
    Pt 2    | platelets | 45    | 10^9/L | 150         | 5
    Pt 3    | platelets | 200   | 10^9/L | 150         | -1
    Pt 3    | platelets | <60   | 10^9/L | 150         | 5
"""
REPORTED = """
    patient | term     | grade | phase
    Pt 1    | headache | 1     | during
    Pt 2    | headache | 3     | during
    Pt 3    | headache | 0     | during
"""


@pytest.fixture
def ledger(study_of):
    return study_of(CRITERIA, patients=PATIENTS, measurements=COUNTS, adverse_events=REPORTED).run("polars").ledger


def counted(ledger, name):
    row = ledger[f"adverse-event.{name}.count"]
    return row.numerator, row.numerator_possible, row.denominator


def test_a_patient_counts_once_by_the_worst_grade(ledger):
    assert counted(ledger, "ctcae-5-0-platelet-count-decreased.any-grade") == (3, 3, 3)
    assert counted(ledger, "ctcae-5-0-platelet-count-decreased.grade-3-or-more") == (2, 3, 3)


def test_a_grade_that_was_there_before_is_not_above_the_baseline(ledger):
    row = ledger["adverse-event.ctcae-5-0-platelet-count-decreased.grade-3-or-more-emergent.count"]
    assert (row.patients, row.patients_possible) == (("Pt 1",), ("Pt 3",))
    assert "Pt 3: " in row.undecided


def test_what_was_only_reported_stands_last_by_the_investigator(ledger):
    assert counted(ledger, "headache.grade-3-or-more") == (1, 1, 3)
    table = tables_of(ledger)["adverse_events"]
    assert [(row[1].text, row[2].text) for row in table.rows][-1] == ("Headache", "investigator")


def test_a_term_is_graded_by_the_version_that_the_study_names_first(ledger):
    table = tables_of(ledger)["adverse_events"]
    assert [(row[0].text, row[2].text) for row in table.rows if "latelet" in row[1].text] == [
        ("Blood counts", "CTCAE 5.0")
    ]


def test_the_most_frequent_comes_first_and_what_nobody_had_is_named(study_of):
    more = COUNTS + "\n".join(
        f"    {name} | haemoglobin | {value} | g/L | 120 | {day}"
        for name, before, after in (("Pt 1", 130, 90), ("Pt 2", 130, 125), ("Pt 3", 130, 125))
        for value, day in ((before, -1), (after, 5))
    )
    more += "".join(f"\n    Pt {n} | white_blood_cells | 5 | 10^9/L | 4 | {day}" for n in (1, 2, 3) for day in (-1, 5))
    run = study_of(CRITERIA, patients=PATIENTS, measurements=more).run("polars")
    table = tables_of(run.ledger)["adverse_events"]
    assert [row[1].text for row in table.rows] == ["Platelet count decreased", "Anaemia"]
    assert any(note.startswith("Nobody had: ") and "white blood cell decreased" in note for note in table.notes)


def test_a_count_of_many_rests_on_findings_and_is_walked_back_through_them(study_of):
    names = [f"Pt {number}" for number in range(1, 13)]
    patients = "patient | first dose\n" + "\n".join(f"{name} | {FIRST}" for name in names)
    counts = "patient | test | value | unit | lower limit | day\n" + "\n".join(
        f"{name} | platelets | {value} | 10^9/L | 150 | {day}" for name in names for value, day in ((200, -1), (20, 5))
    )
    run = study_of(CRITERIA, patients=patients, measurements=counts).run("polars")
    key = "adverse-event.ctcae-5-0-platelet-count-decreased.any-grade.count"
    assert run.ledger[key].evidence == ()
    assert "measurements.csv, row 3, Pt 1: test = platelets, value = 20" in run.explain(key)
