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


def test_what_is_from_before_the_first_dose_is_so_on_the_first_day_too(study_of, engine_name, said):
    counts = """
    patient | test      | day | value | unit    | phase
    --------+-----------+-----+-------+---------+-------
    Pt 1    | platelets | 1   | 20    | ×10^9/L | before
    Pt 1    | platelets | 1   | 90    | ×10^9/L | during
    Pt 1    | platelets | 9   | 60    | ×10^9/L | during
    """
    fever = "patient | day | temperature | temperature unit | phase\n---\nPt 1 | 1 | 39.0 | Cel | before\nPt 1 | 2 | 36.8 | Cel | during"
    marrows = "patient | day | blasts | blasts unit | phase\n---\nPt 1 | 1 | 3 | % | before\nPt 1 | 29 | 30 | % | end"
    events = "patient | term | day | phase\n---\nPt 1 | headache | 1 | before"
    doses = "patient | drug | day | end day | dose | dose unit\n---\nPt 1 | blinatumomab | 1 | 28 | 28 | ug/day"
    settings = PLATELETS + '\ncrs = ["astct/2019/crs"]\nresponse = ["eln/2024/response"]'
    run = study_of(
        settings, measurements=counts, vital_signs=fever, marrow_exams=marrows, adverse_events=events, doses=doses
    ).run(engine_name)
    assert said(run, "baseline_grade", "platelet count decreased") == {"Pt 1": "4"}
    assert said(run, "worst_grade", "platelet count decreased") == {"Pt 1": "2"}
    assert said(run, "nadir", "Platelets") == {"Pt 1": "60 10*9/L"}
    assert said(run, "episodes") == {"Pt 1": "0 episodes"}
    assert said(run, "best_response") == {"Pt 1": "NR"}
    assert said(run, "marrow_change") == {"Pt 1": "900 %"}
    assert said(run, "event_window") == {"Pt 1": "before treatment"}
    assert said(run, "event_rate") == {"Pt 1": "not assessed: no infusion ran on that day"}
    drawn = [row.category for row in run.ledger.where(section="time_course", variable="platelets", statistic="value")]
    assert drawn == ["before", "1", "9"]
