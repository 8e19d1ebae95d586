"""Grades day by day: the worst on treatment, what treatment added to it, and the day that reached it."""

import pytest

PLATELETS = '[criteria]\nhaematology = ["ctcae/5.0/platelet_count_decreased"]'
COUNTS = """
patient | test      | day | value | unit    | lower limit
--------+-----------+-----+-------+---------+------------
Pt 1    | platelets | -1  | 160   | ×10^9/L | 150
Pt 1    | platelets | 1   | 120   | ×10^9/L | 150
Pt 1    | platelets | 5   | 40    | ×10^9/L | 150
Pt 1    | platelets | 9   | 30    | ×10^9/L | 150
Pt 1    | platelets | 20  | 160   | ×10^9/L | 150
Pt 2    | platelets | -1  | 40    | ×10^9/L | 150
Pt 2    | platelets | 5   | 30    | ×10^9/L | 150
Pt 3    | platelets | 5   | 60    | ×10^9/L | 150
Pt 3    | platelets | 8   | <60   | ×10^9/L | 150
Pt 3    | platelets | 9   | <70   | ×10^9/L | 150
Pt 4    | platelets | 5   | 160   | ×10^9/L | 150
Pt 5    | platelets | -1  | 40    | ×10^9/L | 150
"""
PATIENTS = "\n".join(["patient", *(f"Pt {n}" for n in range(1, 6))])


@pytest.fixture
def run(study_of, engine_name):
    return study_of(PLATELETS, patients=PATIENTS, measurements=COUNTS).run(engine_name)


def test_the_worst_grade_is_that_of_the_worst_day_in_the_window(run, said):
    assert said(run, "worst_grade") == {
        "Pt 1": "3",
        "Pt 2": "3",
        "Pt 3": "2, possibly 4: platelets known only as <60",
        "Pt 4": "0",
        "Pt 5": "not assessed: no platelets recorded on a day in the window",
    }


def test_a_grade_that_was_there_before_treatment_is_not_counted_above_baseline(run, said):
    assert said(run, "worst_emergent_grade") == {
        "Pt 1": "3",
        "Pt 2": "0",
        "Pt 3": "0, possibly 4: platelets known only as <60",
        "Pt 4": "0",
        "Pt 5": "not assessed: no platelets recorded on a day in the window",
    }


def test_the_day_of_the_worst_grade_is_its_first_and_open_where_the_grade_is(run, said):
    assert said(run, "worst_day") == {
        "Pt 1": "day 5",
        "Pt 2": "day 5",
        "Pt 3": "day 5 to 9: platelets known only as <60",
        "Pt 4": "not assessed: no grade above 0",
        "Pt 5": "not assessed: no platelets recorded on a day in the window",
    }
