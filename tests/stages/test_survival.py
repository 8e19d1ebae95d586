"""Survival times: events, censoring with its reason, dates known as a month, transplant as a switch."""

import pytest

PATIENTS = "\n".join(["patient | first dose", *(f"Pt {n} | 2022-01-01" for n in range(1, 8))])
CONTACTS = """
patient | status | date       | relapse
--------+--------+------------+--------
Pt 1    | alive  | 2022-04-11 | no
Pt 1    | dead   | 2022-07-20 | no
Pt 2    | alive  | 2022-10-28 | no
Pt 3    | alive  | 2022-03-02 | yes
Pt 3    | alive  | 2022-10-28 | no
Pt 4    | dead   | 2022-03    | no
Pt 5    | alive  | 2022-10-28 | no
Pt 6    | alive  | 2022-04    | yes
Pt 6    | alive  | 2022-10-28 | no
"""
RESPONSES = """
patient | endpoint | value | date       | phase
--------+----------+-------+------------+------
Pt 1    | response | CR    | 2022-01-31 | end
Pt 2    | response | CRi   | 2022-01-31 | end
Pt 3    | response | CR    | 2022-01-31 | end
Pt 4    | response | NR    | 2022-01-31 | end
Pt 5    | response | CR    | 2022-01-31 | end
Pt 6    | response | CR    | 2022-01-31 | end
"""
THERAPIES = """
patient | therapy   | given | date       | phase
--------+-----------+-------+------------+------
Pt 5    | allo-HSCT | yes   | 2022-04-01 | after
Pt 6    | allo-HSCT | yes   | 2022-04-15 | after
"""


@pytest.fixture
def survival(study_of, engine_name):
    def derive(endpoint, settings=""):
        study = study_of(settings, patients=PATIENTS, follow_up=CONTACTS, reported=RESPONSES, therapies=THERAPIES)
        found = [f for f in study.run(engine_name).findings if f.variable == endpoint]
        times = {f.patient_id: f for f in found if f.section == "survival_time"}
        events = {f.patient_id: f for f in found if f.section == "survival_event"}
        return {name: f"{events[name].text}, {times[name].text}, {events[name].verdict}" for name in times}

    return derive


def test_overall_survival_ends_with_death_or_is_censored_at_the_last_contact(survival):
    assert survival("overall survival") == {
        "Pt 1": "yes, 200 days, death",
        "Pt 2": "no, 300 days, censored: last contact",
        "Pt 3": "no, 300 days, censored: last contact",
        "Pt 4": "yes, 59 to 89 days, death",
        "Pt 5": "no, 300 days, censored: last contact",
        "Pt 6": "no, 300 days, censored: last contact",
        "Pt 7": "not assessed, not assessed, ",
    }


def test_who_was_never_in_remission_failed_on_the_first_day_and_has_no_duration_of_it(survival):
    assert survival("event-free survival")["Pt 4"] == "yes, 0 days, no remission"
    assert survival("duration of response")["Pt 4"] == "not assessed, not assessed, "
    assert survival("duration of response")["Pt 1"] == "no, 170 days, censored: death"
    assert survival("duration of response")["Pt 2"] == "no, 270 days, censored: last contact"
    assert survival("relapse-free survival")["Pt 1"] == "yes, 170 days, death"
    assert survival("relapse-free survival")["Pt 3"] == "yes, 30 days, relapse"


def test_a_transplant_ends_the_observation_where_the_study_says_so(survival):
    censored = survival("relapse-free survival", '[survival]\ntransplant = "censor"')
    assert censored["Pt 5"] == "no, 60 days, censored: transplant"
    assert survival("relapse-free survival")["Pt 5"] == "no, 270 days, censored: last contact"


def test_who_came_into_remission_after_the_transplant_that_ends_the_observation_has_no_duration_of_it(
    study_of, engine_name, said
):
    tables = {
        "patients": "patient | first dose\nPt 1 | 2022-01-01",
        "follow_up": "patient | status | date | relapse\nPt 1 | alive | 2022-10-28 | no",
        "therapies": "patient | therapy | given | date | phase\nPt 1 | allo-HSCT | yes | 2022-02-15 | after",
        "reported": "patient | endpoint | value | date | phase\nPt 1 | response | CR | 2022-03-01 | end",
    }
    through, censored = (
        said(study_of(settings, **tables).run(engine_name), "survival_time", "duration of response")
        for settings in ("", '[survival]\ntransplant = "censor"')
    )
    assert through == {"Pt 1": "241 days"}
    assert censored == {"Pt 1": "not assessed: the observation ended before the remission"}


def test_a_relapse_of_which_the_month_is_known_may_have_come_before_or_after_the_transplant_in_it(survival):
    censored = survival("relapse-free survival", '[survival]\ntransplant = "censor"')
    assert censored["Pt 6"] == "no, possibly yes, 60 to 89 days, relapse, or censored: transplant"


def test_a_death_in_the_month_of_the_cut_off_was_not_after_it(study_of, engine_name, said):
    study = study_of(
        patients="patient | first dose\nPt 1 | 2022-10-01\nPt 2 | 2022-01-01",
        follow_up="patient | status | date\nPt 1 | dead | 2022-10-31\nPt 2 | dead | 2022",
    )
    times = said(study.run(engine_name), "survival_time", "overall survival")
    assert times == {"Pt 1": "30 days", "Pt 2": "0 to 303 days"}


def test_holes_leave_survival_open_and_never_count_as_failed_or_alive(study_of, engine_name):
    run = study_of(
        patients="patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01\nPt 3 | 2022-01-01",
        follow_up="""
        patient | status | date       | phase | relapse
        --------+--------+------------+-------+--------
        Pt 1    | alive  | 2022-04-11 | after | no
        Pt 1    | dead   |            | after |
        Pt 2    | alive  | 2022-10-28 | after | no
        Pt 3    | alive  | 2022-10-28 | after |
        """,
        reported="""
        patient | endpoint | value  | phase
        --------+----------+--------+------
        Pt 2    | response | CR/CRi | end
        """,
    ).run(engine_name)
    reasons = {(f.patient_id, f.variable): f.reason for f in run.findings if f.section == "survival_event"}
    assert reasons["Pt 1", "overall survival"] == "a death or relapse was recorded without a day"
    assert reasons["Pt 2", "event-free survival"] == "a response that may be a remission has no day"
    assert reasons["Pt 3", "event-free survival"] == "no contact says whether there was a relapse"
    assert reasons["Pt 3", "overall survival"] == ""


def test_who_died_before_any_assessment_has_the_event_by_the_day_of_death(study_of, engine_name, said):
    run = study_of(
        patients="patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01\nPt 3 | 2022-01-01",
        follow_up="""
        patient | status | date       | relapse
        --------+--------+------------+--------
        Pt 1    | dead   | 2022-01-15 | no
        Pt 2    | dead   | 2022-05-01 |
        Pt 3    | alive  | 2022-05-01 | no
        """,
        reported="patient | endpoint | value | date | phase\nPt 2 | response | CR | 2022-01-31 | end",
    ).run(engine_name)
    unassessed, untold = "no response reported, and none derived", "no contact says whether there was a relapse"
    assert said(run, "survival_event", "event-free survival") == {
        "Pt 1": f"yes: {unassessed}",
        "Pt 2": f"yes: {untold}",
        "Pt 3": f"not assessed: {unassessed}",
    }
    assert said(run, "survival_time", "event-free survival") == {
        "Pt 1": f"0 to 14 days: {unassessed}",
        "Pt 2": f"30 to 120 days: {untold}",
        "Pt 3": f"not assessed: {unassessed}",
    }


def test_without_a_report_the_marrows_tell_of_remission_and_without_either_nobody_counts_as_free_of_events(
    study_of, engine_name
):
    run = study_of(
        '[criteria]\nresponse = ["eln/2024/response"]\n',
        patients="patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01\nPt 3 | 2022-01-01",
        follow_up="""
        patient | status | date       | phase | relapse
        --------+--------+------------+-------+--------
        Pt 1    | alive  | 2022-10-28 | after | no
        Pt 2    | alive  | 2022-10-28 | after | no
        Pt 3    | alive  | 2022-10-28 | after | no
        """,
        marrow_exams="patient | day | phase | blasts | blasts unit\nPt 1 | 29 | end | 60 | %\nPt 2 | 29 | end | 1 | %",
        measurements="""
        patient | test               | day | phase | value | unit    | words
        --------+--------------------+-----+-------+-------+---------+------
        Pt 2    | neutrophils        | 29  | end   | 2     | ×10^9/L |
        Pt 2    | platelets          | 29  | end   | 200   | ×10^9/L |
        Pt 2    | circulating_blasts | 29  | end   |       |         | no
        """,
        disease_sites="patient | site | day | phase | present\nPt 1 | any | 29 | end | no\nPt 2 | any | 29 | end | no",
    ).run(engine_name)
    said = {
        (f.patient_id, f.variable): (f.text, f.verdict or f.reason)
        for f in run.findings
        if f.section == "survival_event"
    }
    assert said["Pt 1", "event-free survival"] == ("yes", "no remission")
    assert said["Pt 2", "event-free survival"] == ("no", "censored: last contact")
    assert said["Pt 3", "event-free survival"] == ("not assessed", "no response reported, and none derived")
    times = {f.patient_id: f.text for f in run.findings if f.section == "survival_time" and "duration" in f.variable}
    assert times == {"Pt 1": "not assessed", "Pt 2": "272 days", "Pt 3": "not assessed"}


def test_a_death_before_any_response_is_an_event_on_its_day_or_before(study_of, engine_name):
    run = study_of(
        patients="patient | first dose\nPt 1 | 2022-01-01",
        follow_up="patient | status | day | phase | relapse\nPt 1 | dead | 20 | during | no",
    ).run(engine_name)
    said = {(f.section, f.variable): (f.text, f.verdict or f.reason) for f in run.findings}
    one_of = "no remission, relapse or death"
    assert said["survival_event", "event-free survival"] == ("yes", one_of)
    assert said["survival_time", "event-free survival"] == ("0 to 19 days", one_of)
    assert said["survival_time", "duration of response"][0] == "not assessed"
