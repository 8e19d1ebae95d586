"""Cytopenia over time: ICAHT by its two conventions, T-ICAHT, nadir and recovery with their days, phenotype."""

import pytest

SETTINGS = """
[criteria]
haematotoxicity = ["icaht/2023", "t-icaht/2025", "recovery/cibmtr", "recovery/t-icaht_2025", "recovery/rejeski_2021"]
"""


def table(test: str, courses: dict[str, str]) -> str:
    """One row a count; a course is "0-5: 0.4, 6: 0.8", days as the study counts them from 0, a dash for each day."""
    lines = ["patient | test | day | value | unit", "---"]
    for patient, course in courses.items():
        for part in course.split(","):
            days, value = (piece.strip() for piece in part.split(":"))
            first, _, last = days.partition("–")
            lines += [
                f"{patient} | {test} | {day} | {value} | ×10^9/L" for day in range(int(first), int(last or first) + 1)
            ]
    return "\n".join(lines)


@pytest.fixture
def run(study_of, engine_name):
    def build(test: str, courses: dict[str, str], complete: str = "", **tables: str):
        given = "\n".join(f"{name} | blinatumomab | 0 | 27 | 28 | ug/day" for name in courses)
        usual = {
            "patients": "\n".join(["patient", *courses]),
            "doses": f"patient | drug | day | end day | dose | dose unit\n---\n{given}",
            "measurements": table(test, courses),
        }
        study = study_of(SETTINGS, first_day=0, complete=complete, **(usual | tables))
        return study.run(engine_name)

    return build


def by_criterion(run, section="haematotoxicity"):
    found = [f for f in run.findings if f.section == section]
    return {(f.criterion.split("/", 1)[1], f.patient_id): f.text for f in found}


def test_two_days_above_are_joined_and_four_part_the_runs(run):
    """Both rows stand in the table of hard examples of the published rules."""
    found = by_criterion(
        run(
            "neutrophils",
            {
                "two": "0–5: 0.3, 6–7: 0.9, 8–13: 0.3, 14–30: 2",
                "four": "0–6: 0.3, 7–10: 0.9, 11–17: 0.3, 18–30: 2",
            },
        )
    )
    assert found["2023/early_consecutive", "two"] == found["2023/early_cumulative", "two"] == "3"
    assert found["2023/early_consecutive", "four"] == "2"
    assert found["2023/early_cumulative", "four"] == "3"


def test_a_straight_line_stands_for_at_most_seven_missing_days(run):
    found = by_criterion(
        run(
            "neutrophils",
            {
                "seven": "0–9: 2, 10: 0.4, 18: 0.4, 19–30: 2",
                "eight": "0–9: 2, 10: 0.4, 19: 0.4, 20–30: 2",
            },
        )
    )
    assert found["2023/early_consecutive", "seven"] == "2"
    assert found["2023/early_consecutive", "eight"] == "1, possibly 3"


def test_a_count_that_rounds_to_half_is_a_low_day(run):
    found = by_criterion(run("neutrophils", {"low": "0–29: 2, 30: 0.504", "not": "0–29: 2, 30: 0.506"}))
    assert found["2023/early_consecutive", "low"] == "1"
    assert found["2023/early_consecutive", "not"] == "0"


def test_never_above_half_is_grade_4_whatever_the_length(run):
    found = by_criterion(run("neutrophils", {"never": "0–30: 0.4", "late": "0–3: 2, 4–30: 0.4"}))
    assert found["2023/early_consecutive", "never"] == "4"
    assert found["2023/early_consecutive", "late"] == "3"


def test_an_early_death_in_neutropenia_is_grade_4_and_days_after_it_are_not_missing(run):
    courses = {"dead": "0–10: 0.3", "alive": "0–10: 0.3"}
    contacts = "patient | status | day\n---\ndead | dead | 12\nalive | alive | 40"
    found = by_criterion(run("neutrophils", courses, follow_up=contacts))
    assert found["2023/early_consecutive", "dead"] == "4"
    assert found["2023/early_consecutive", "alive"] == "2, possibly 4"


def test_counting_stops_at_relapse(run):
    courses = {"relapsed": "0–9: 2, 10–30: 0.3"}
    contacts = "patient | status | day | relapse\n---\nrelapsed | alive | 14 | yes"
    assert by_criterion(run("neutrophils", courses, follow_up=contacts))["2023/early_consecutive", "relapsed"] == "1"


def test_a_relapse_in_a_known_month_leaves_the_days_of_that_month_open(run):
    courses = {"relapsed": "0–9: 2, 10–30: 0.3"}
    patients = "patient | first dose\n---\nrelapsed | 2022-01-20"
    contacts = "patient | status | date | relapse\n---\nrelapsed | alive | 2022-02 | yes"
    found = by_criterion(run("neutrophils", courses, patients=patients, follow_up=contacts))
    assert found["2023/early_consecutive", "relapsed"] == "1, possibly 3"


def test_late_icaht_wants_a_second_low_count_unless_there_is_only_one(run):
    courses = {
        "dip": "0–30: 2, 40: 0.4, 50: 1.6",
        "low": "0–30: 2, 40: 0.4, 50: 1.5",
        "one": "0–30: 2, 40: 0.4",
        "none": "0–30: 2",
        "too late": "0–30: 2, 101: 0.4",
    }
    found = by_criterion(run("neutrophils", courses))
    assert {patient: found["2023/late", patient] for patient in courses} == {
        "dip": "0",
        "low": "3",
        "one": "3",
        "none": "not assessed",
        "too late": "not assessed",
    }


def test_platelets_are_low_strictly_below_the_limit(run):
    courses = {
        "on": "0–30: 50",
        "below": "0–30: 49",
        "very": "0–12: 19, 13–30: 60",
        "longer": "0–13: 19, 14–30: 60",
        "censored": "0: <20, 1–30: 60",
    }
    found = by_criterion(run("platelets", courses))
    assert {patient: found["2025/early", patient] for patient in courses} == {
        "on": "0",
        "below": "2",
        "very": "3",
        "longer": "4",
        "censored": "3",
    }


def test_the_nadir_has_the_lowest_count_of_the_window_and_its_first_day(run, said):
    found = run("neutrophils", {"a": "1: 2, 5: 0.3, 9: 0.3, 12: 1.5", "b": "1: 2, 5: <0.5, 9: 0.4"})
    assert said(found, "nadir") == {"a": "0.3 10*9/L", "b": "0 to 0.4 10*9/L"}
    assert said(found, "nadir_day") == {"a": "day 5", "b": "day 5 to 9"}


def test_recovery_is_the_first_of_three_counts_in_a_row_after_the_nadir(run, said):
    courses = {
        "yes": "1: 2, 5: 0.3, 8: 0.5, 11: 0.6, 14: 0.9",
        "dip": "1: 2, 5: 0.3, 8: 0.6, 11: 0.4, 14: 0.9, 15: 0.9, 16: 0.9",
        "two": "1: 2, 5: 0.3, 8: 0.5, 11: 0.6",
        "not": "1: 2, 5: 0.3, 8: 0.4",
        "none": "1: 2, 5: 0.5, 8: 2",
    }
    found = run("neutrophils", courses)
    lacking = "fewer counts after the nadir than a recovery needs, or a transfusion not excluded"
    assert said(found, "recovery") == {
        "yes": "recovered",
        "dip": "recovered",
        "two": f"not recovered, possibly recovered: {lacking}",
        "not": "not recovered",
        "none": "no fall",
    }
    assert said(found, "recovery_day") == {
        "yes": "day 8",
        "dip": "day 14",
        "two": f"day 8 or later: {lacking}",
        "not": "not assessed: not seen to recover",
        "none": "not assessed: no fall to recover from",
    }


def test_platelets_recover_only_a_week_after_a_transfusion_where_medications_are_complete(run, said):
    courses = {"a": "1: 60, 5: 10, 6–30: 30"}
    given = "patient | drug | class | day\n---\na | platelet concentrate | transfusion | 5"
    opened = run("platelets", courses, medications=given)
    assert said(opened, "recovery")["a"].startswith("not recovered, possibly recovered")
    assert said(opened, "recovery_day")["a"].startswith("day 13 or later")
    closed = run("platelets", courses, complete='"medications"', medications=given)
    assert said(closed, "recovery_day")["a"] == "day 13"


@pytest.mark.parametrize(
    ("course", "phenotype"),
    [
        ("0–4: 2, 5–9: 0.3, 10–60: 2", "quick"),
        ("0–4: 2, 5–18: 0.3, 19–60: 2", "aplastic"),
        ("0–4: 2, 5–9: 0.3, 10–24: 1.6, 25–27: 0.9, 28–60: 2", "intermittent"),
        ("0–4: 2, 5–9: 0.3, 10–24: 1.5, 25–27: 0.9, 28–60: 2", "quick"),
        ("0–4: 2, 5–9: 0.3, 10–21: 2", "quick, possibly aplastic"),
        ("0–4: 2, 5–17: 1.4, 18–60: 2", "quick, possibly not applicable"),
    ],
)
def test_the_phenotype_of_recovery(run, course, phenotype):
    found = by_criterion(run("neutrophils", {"a": course}))
    assert found["rejeski_2021/phenotype", "a"] == phenotype
