"""One calendar: days from the first dose, as far as the dates allow."""

import pytest


def days(study, table="follow_up"):
    (row,) = study.records().table(table)
    return row["day_earliest"], row["day_latest"]


@pytest.mark.parametrize(
    ("first_dose", "contact", "earliest", "latest"),
    [
        ("2022-03-01", "2022-03-01", 0, 0),
        ("2022-03-01", "2022-03-31", 30, 30),
        ("2022-03-01", "2022-02-28", -1, -1),
        ("2022-03-01", "2022-04", 31, 60),
        ("2022-03", "2022-04-01", 1, 31),
        ("2022-03", "2022-04", 1, 60),
        # The first dose, like everything else, was given by the cut-off, 2022-10-31.
        ("2022", "2022-10-31", 0, 303),
        ("2022-03-01", "2022", -59, 244),
        ("", "2022-10-31", None, None),
    ],
)
def test_both_ends_of_a_partial_date_are_kept_and_of_a_partial_first_dose(
    study_of, first_dose, contact, earliest, latest
):
    study = study_of(
        patients=f"patient | first dose\nPt 1 | {first_dose}",
        follow_up=f"patient | status | date\nPt 1 | alive | {contact}",
    )
    assert days(study) == (earliest, latest)


@pytest.mark.parametrize(("first_day", "expected"), [(0, 10), (1, 9)])
def test_a_study_day_needs_no_date(study_of, first_day, expected):
    study = study_of(first_day=first_day, follow_up="patient | status | day\nPt 1 | alive | 10")
    assert days(study) == (expected, expected)


def test_a_row_without_day_or_date_has_no_day(study_of):
    assert days(study_of(follow_up="patient | status | phase\nPt 1 | alive | after")) == (None, None)


def test_a_date_after_the_cut_off_is_a_problem_and_a_month_that_may_be_before_it_is_not(study_of):
    study = study_of(
        follow_up="""
        patient | status | date       | phase
        --------+--------+------------+------
        Pt 1    | alive  | 2022-10    | after
        Pt 1    | alive  | 2022-11-01 | after
        """
    )
    assert [str(problem) for problem in study.check()] == [
        "follow_up.csv, row 3 (Pt 1): the date 2022-11-01 is after the cut-off, 2022-10-31.\n"
        "  Correct the date, or move [study] cutoff in study.toml."
    ]


def test_no_day_of_a_row_lies_after_the_cut_off_neither_its_end_nor_that_of_an_outcome(study_of):
    study = study_of(
        patients="patient | first dose\nPt 1 | 2022-10-01",
        medications="patient | drug | day | end day\nPt 1 | dexamethasone | 3 | 31\nPt 1 | anakinra | 3 | 32",
        infections="patient | infection | day | outcome | outcome day\nPt 1 | pneumonia | 3 | death | 400",
    )
    assert [str(problem).splitlines()[0] for problem in study.check()] == [
        "infections.csv, row 2 (Pt 1): outcome_day lies after the cut-off, 2022-10-31: the first dose was on 2022-10-01.",
        "medications.csv, row 3 (Pt 1): its end lies after the cut-off, 2022-10-31: the first dose was on 2022-10-01.",
    ]


def test_a_phase_before_the_first_dose_with_a_day_after_it_is_a_problem(study_of):
    study = study_of(
        marrow_exams="""
        patient | blasts | blasts unit | day | phase
        --------+--------+-------------+-----+-------
        Pt 1    | 80     | %           | -3  | before
        Pt 1    | 5      | %           | 28  | before
        """
    )
    assert [problem.what for problem in study.check()] == [
        "the phase says before the first dose, but the day or date is after it."
    ]
