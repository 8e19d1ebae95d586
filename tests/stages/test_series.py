"""Cytokines and T cells: what they were before, the largest value on treatment with its day, how many times higher."""

RESULTS = """
patient | test          | statistic | day | phase  | value | unit
--------+---------------+-----------+-----+--------+-------+------
a       | interleukin_6 | single    | -1  |        | 5     | pg/mL
a       | interleukin_6 | single    | 2   |        | 400   | pg/mL
a       | interleukin_6 | single    | 3   |        | 1000  | pg/mL
a       | interleukin_6 | single    | 4   |        | 1000  | pg/mL
a       | interleukin_6 | single    | 90  | after  | 5000  | pg/mL
b       | interleukin_6 | single    | -1  |        | <2    | pg/mL
b       | interleukin_6 | single    | 2   |        | 40    | pg/mL
b       | interleukin_6 | single    | 3   |        | >30   | pg/mL
c       | interleukin_6 | single    | 2   |        | 40    | pg/mL
c       | interleukin_6 | maximum   |     | during | 80    | pg/mL
"""


def test_the_peak_is_the_largest_value_on_treatment(study_of, engine_name, said):
    run = study_of(patients="patient\n---\na\nb\nc\nd", measurements=RESULTS).run(engine_name)
    assert said(run, "series_baseline") == {
        "a": "5 pg/mL",
        "b": "at most 2 pg/mL",
        "c": "not assessed: no IL-6 recorded before treatment",
        "d": "not assessed: no IL-6 recorded before treatment",
    }
    assert said(run, "series_peak") == {
        "a": "1000 pg/mL",
        "b": "at least 40 pg/mL",
        "c": "80 pg/mL",
        "d": "not assessed: no IL-6 recorded on treatment",
    }
    assert said(run, "series_peak_day") == {
        "a": "day 3",
        "b": "day 2 to 3: values known only within limits",
        "c": "not assessed: the largest value may be one without a day",
        "d": "not assessed: no IL-6 recorded on treatment",
    }
    assert said(run, "series_fold_change") == {
        "a": "200 times",
        "b": "at least 20 times",
        "c": "not assessed: no IL-6 recorded before treatment",
        "d": "not assessed: no IL-6 recorded on treatment",
    }


def test_the_cerebrospinal_fluid_is_no_part_of_the_course_of_the_blood(study_of, engine_name, said):
    results = """
    patient | test          | specimen            | day | value | unit
    Pt 1    | interleukin_6 | peripheral blood    | 2   | 40    | pg/mL
    Pt 1    | interleukin_6 | cerebrospinal fluid | 3   | 4000  | pg/mL
    """
    assert said(study_of(measurements=results).run(engine_name), "series_peak") == {"Pt 1": "40 pg/mL"}


def test_neither_is_the_marrow_and_two_states_before_treatment_leave_what_lies_between_them_open(
    study_of, engine_name, said
):
    results = """
    patient | test          | specimen         | day | value | unit
    Pt 1    | cd3           | peripheral blood | -1  | 70    | %
    Pt 1    | cd3           | bone marrow      | -1  | 30    | %
    Pt 1    | cd3           | bone marrow      | 8   | 95    | %
    Pt 1    | cd3           | peripheral blood | 9   | 84    | %
    Pt 1    | interleukin_6 | peripheral blood | -1  | 10    | pg/mL
    Pt 1    | interleukin_6 |                  | -1  | <5    | pg/mL
    Pt 1    | interleukin_6 | peripheral blood | 2   | 100   | pg/mL
    """
    run = study_of(measurements=results).run(engine_name)
    assert said(run, "series_baseline", "CD3+ T cells") == {"Pt 1": "70 %"}
    assert said(run, "series_peak", "CD3+ T cells") == {"Pt 1": "84 %"}
    assert said(run, "series_fold_change", "CD3+ T cells, peak over baseline") == {"Pt 1": "1.2 times"}
    assert said(run, "series_baseline", "IL-6") == {"Pt 1": "at most 10 pg/mL"}
    assert said(run, "series_fold_change", "IL-6, peak over baseline") == {"Pt 1": "at least 10 times"}


def test_change_and_course_are_those_of_the_blood_too(study_of, engine_name):
    results = """
    patient | test          | specimen            | day | value | unit
    Pt 1    | interleukin_6 | peripheral blood    | -1  | 5     | pg/mL
    Pt 1    | interleukin_6 | bone marrow         | -1  | 70    | pg/mL
    Pt 1    | interleukin_6 | peripheral blood    | 3   | 100   | pg/mL
    Pt 1    | interleukin_6 | bone marrow         | 5   | 900   | pg/mL
    Pt 1    | interleukin_6 | cerebrospinal fluid | 6   | 800   | pg/mL
    """
    ledger = study_of(patients="patient | first dose\nPt 1 | 2022-01-01", measurements=results).run(engine_name).ledger
    assert ledger["change.interleukin-6-last.pt-1"].text == "+95"
    assert ledger["change.interleukin-6-highest.pt-1"].text == "+95"
    assert [row.text for row in ledger.rows if row.key.startswith("time-course.interleukin-6.pt-1")] == ["5", "100"]
