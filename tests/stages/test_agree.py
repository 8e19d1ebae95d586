"""Where a study says one thing twice."""

import pytest

SETTLE = "Correct one of them, or say in study.toml which is used and why ([[settle]])."


def test_a_row_that_was_pasted_twice_is_named_with_the_row_it_repeats(study_of):
    problems = study_of(marrow_exams="""
        patient | blasts | blasts unit | phase
        --------+--------+-------------+-------
        Pt 1    | 82.5   | %           | before
        Pt 1    | 82.5   | %           | before
    """).check()  # fmt: skip
    assert [str(problem) for problem in problems] == [
        "marrow_exams.csv, row 3: this row repeats row 2, cell by cell.\n"
        "  Remove one of them, or tell them apart (day, date or source)."
    ]


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        ("58", "58.0", True),
        ("58", "59", False),
        ("<60", "58", True),
        ("<58", "58", False),
        ("<=58", "58", True),
        ("50–60", ">55", True),
        ("50–60", ">60", False),
        ("<50", ">=50", False),
    ],
)
def test_two_results_agree_where_some_value_lies_in_both(study_of, first, second, agree):
    problems = study_of(measurements=f"""
        patient | test      | statistic | value    | unit    | phase  | source
        --------+-----------+-----------+----------+---------+--------+--------
        Pt 1    | platelets | single    | {first}  | ×10^9/L | before | table
        Pt 1    | platelets | single    | {second} | ×10^9/L | before | text
    """).check()  # fmt: skip
    assert {problem.place for problem in problems} == (set() if agree else {"measurements.csv, row 3 (Pt 1)"})


def test_two_results_that_cannot_both_be_true_are_shown_once_and_in_one_unit(study_of):
    problems = study_of(
        measurements="""
        patient | test      | value | unit    | phase
        --------+-----------+-------+---------+--------
        Pt 1    | platelets | 58    | ×10^9/L | before
        Pt 1    | platelets | 59000 | /µL     | before
        """
    ).check()
    assert [str(problem) for problem in problems] == [
        'measurements.csv, row 3 (Pt 1): Platelets is "59" here but "58" in measurements.csv, row 2 '
        f"(both in ×10^9/L).\n  {SETTLE}"
    ]


def test_the_same_value_in_two_units_is_one_value(study_of):
    problems = study_of(
        measurements="""
        patient | test        | value | unit | phase
        --------+-------------+-------+------+--------
        Pt 1    | haemoglobin | 101   | g/L  | before
        Pt 1    | haemoglobin | 10.1  | g/dL | before
        """
    ).check()
    assert problems == []


def test_results_of_two_days_need_not_agree(study_of):
    problems = study_of(
        measurements="""
        patient | test      | value | unit    | day | phase
        --------+-----------+-------+---------+-----+-------
        Pt 1    | platelets | 58    | ×10^9/L | 3   | during
        Pt 1    | platelets | 80    | ×10^9/L | 8   | during
        """
    ).check()
    assert problems == []


def test_a_grade_that_is_stated_twice_must_be_the_same_or_lie_in_the_range(study_of):
    problems = study_of(
        adverse_events="""
        patient | term   | grade | phase  | source
        --------+--------+-------+--------+--------
        Pt 1    | anemia | 2     | during | table
        Pt 1    | anemia | 2–3   | during | text
        Pt 1    | fever  | 1     | during | table
        Pt 1    | fever  | 2–3   | during | text
        """
    ).check()
    assert [str(problem) for problem in problems] == [
        'adverse_events.csv, row 5 (Pt 1): fever: grade is "2–3" here but "1" in adverse_events.csv, row 4.\n'
        f"  {SETTLE}"
    ]


def test_two_open_answers_contradict_only_where_they_share_none(study_of):
    problems = study_of(
        reported="""
        patient | endpoint | value  | phase | source
        --------+----------+--------+-------+--------
        Pt 1    | response | CR/CRi | end   | table
        Pt 1    | response | CRi    | end   | text
        Pt 1    | response | PR     | end   | abstract
        """
    ).check()
    assert [problem.what for problem in problems] == [
        'response: value is "PR" here but "CR/CRi" in reported.csv, row 2.'
    ]
