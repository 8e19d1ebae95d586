"""Toxicities: what was there before, what was reported on treatment, and what treatment added."""

import pytest

PLATELETS = '[criteria]\nhaematology = ["ctcae/5.0/platelet_count_decreased"]'
CRS = '[criteria]\ncrs = ["astct/2019/crs"]'


def before_and_reported(study_of, drawn, table: str):
    """A study of the patients of a drawn table: platelets before treatment, their limit, the grade reported on it."""
    rows = drawn(table)
    before = [f"{r['patient']} | platelets | {r['before']} | ×10^9/L | {r['lln']} | before" for r in rows]
    reported = [f"{r['patient']} | platelet count decreased | {r['reported']} | during" for r in rows]
    return study_of(
        PLATELETS,
        patients="\n".join(["patient", *(row["patient"] for row in rows)]),
        measurements="\n".join(["patient | test | value | unit | lower limit | phase", *before]),
        adverse_events="\n".join(["patient | term | grade | phase", *reported]),
    )


EMERGENCE = """
patient | before | lln | reported | treatment-emergent                                                                    | verdict
--------+--------+-----+----------+---------------------------------------------------------------------------------------+------------------------------------
Pt 1    | 160    | 150 | 0        | no                                                                                    | no toxicity reported
Pt 2    | 160    | 150 | 1        | yes                                                                                   | above the baseline grade
Pt 3    | 60     | 150 | 1        | no                                                                                    | only repeats the baseline grade
Pt 4    | 60     | 150 | 2        | no                                                                                    | only repeats the baseline grade
Pt 5    | 60     | 150 | 3        | yes                                                                                   | above the baseline grade
Pt 6    | 90     |     | 1        | no, possibly yes: lower limit of normal of platelets not recorded                     | may only repeat the baseline grade
Pt 7    | 90     |     | 2        | yes                                                                                   | above the baseline grade
Pt 8    | <40    |     | 3        | no                                                                                    | only repeats the baseline grade
Pt 9    | <60    |     | 3        | no, possibly yes: platelets known only as <60                                         | may only repeat the baseline grade
Pt 10   |        |     | 2        | no, possibly yes: platelets not recorded                                              | may only repeat the baseline grade
Pt 11   | 60     | 150 |          | not assessed                                                                          | no grade reported
"""


def test_a_grade_is_treatment_emergent_where_it_is_worse_than_the_one_before(study_of, drawn, said, engine_name):
    run = before_and_reported(study_of, drawn, EMERGENCE).run(engine_name)
    verdicts = {f.patient_id: f.verdict for f in run.findings if f.section == "treatment_emergent"}
    expected = drawn(EMERGENCE)
    assert said(run, "treatment_emergent") == {row["patient"]: row["treatment-emergent"] for row in expected}
    assert verdicts == {row["patient"]: row["verdict"] for row in expected}


def test_a_count_of_treatment_emergent_grades_spans_those_that_are_open(study_of, drawn):
    run = before_and_reported(study_of, drawn, EMERGENCE).run()
    row = run.ledger["treatment-emergent.ctcae-5-0-platelet-count-decreased.yes.count"]
    assert row.patients == ("Pt 2", "Pt 5", "Pt 7")
    assert row.patients_possible == ("Pt 6", "Pt 9", "Pt 10", "Pt 11")


def test_a_range_of_grades_leaves_emergence_open_and_is_named_as_the_reason(study_of, drawn, said):
    table = "patient | before | lln | reported\nPt 1 | 60 | 150 | 2–3\nPt 2 | 60 | 150 | 2"
    run = before_and_reported(study_of, drawn, table).run()
    assert said(run, "treatment_emergent") == {
        "Pt 1": "no, possibly yes: reported as a range of grades",
        "Pt 2": "no",
    }


def test_a_grade_reported_as_a_range_may_be_each_grade_in_it(study_of, drawn):
    table = "patient | before | lln | reported\nPt 1 | 60 | 150 | 2–3\nPt 2 | 60 | 150 | 2"
    ledger = before_and_reported(study_of, drawn, table).run().ledger
    grade_2 = ledger["reported-grade.platelet-count-decreased.2.count"]
    assert (grade_2.patients, grade_2.patients_possible) == (("Pt 2",), ("Pt 1",))


def test_the_worst_of_several_events_of_one_kind_is_the_reported_grade(study_of, said):
    run = study_of(
        PLATELETS,
        adverse_events="""
        patient | term                     | grade | phase  | day
        --------+--------------------------+-------+--------+----
        Pt 1    | platelet count decreased | 1     | during | 3
        Pt 1    | platelet count decreased | 3     | during | 10
        """,
    ).run()
    assert said(run, "reported_grade", "platelet count decreased") == {"Pt 1": "3"}


def test_the_baseline_grade_is_that_of_the_last_state_before_treatment(study_of, said):
    run = study_of(
        PLATELETS,
        measurements="""
        patient | test      | value | unit    | lower limit | phase  | day
        --------+-----------+-------+---------+-------------+--------+----
        Pt 1    | platelets | 20    | ×10^9/L | 150         | before | -30
        Pt 1    | platelets | 120   | ×10^9/L | 150         | before | -1
        """,
    ).run()
    assert said(run, "baseline_grade") == {"Pt 1": "1"}


@pytest.mark.parametrize("first_dose", ["2022-03-01", ""])
def test_results_of_two_dates_are_two_results_with_or_without_a_first_dose_to_count_from(study_of, first_dose):
    study = study_of(
        patients=f"patient | first dose\nPt 1 | {first_dose}",
        measurements="""
        patient | test      | value | unit    | phase  | date
        --------+-----------+-------+---------+--------+-----------
        Pt 1    | platelets | 20    | ×10^9/L | before | 2022-02-01
        Pt 1    | platelets | 120   | ×10^9/L | before | 2022-02-20
        """,
    )
    assert study.check() == []


BESIDE = """
patient | temperature | hypotension | reported | derived                                      | verdict
--------+-------------+-------------+----------+----------------------------------------------+----------------------------------------
Pt 1    | 39.0        | no          | 1        | 1                                            | agrees
Pt 2    | 39.0        | yes         | 1        | 2                                            | reported lower than the records require
Pt 3    | 37.0        | yes         | 1        | 0                                            | reported higher than the records allow
Pt 4    | 39.0        |             | 2        | 1, possibly 2: hypotension not recorded | possible, not confirmed by the records
Pt 5    | 39.0        |             | 3        | 1, possibly 2: hypotension not recorded | reported higher than the records allow
Pt 6    |             | yes         | 2        | not assessed: temperature not recorded       | nothing recorded to derive a grade from
Pt 7    | 39.0        | no          |          | 0, possibly 1: other cause of the fever not recorded | no grade reported
Pt 8    | 39.0        | no          | 0        | 0, possibly 1: other cause of the fever not recorded | possible, not confirmed by the records
"""


def test_a_reported_grade_stands_beside_the_one_that_the_records_give(study_of, drawn, said, engine_name):
    rows = drawn(BESIDE)
    signs = [
        f"{r['patient']} | maximum | {r['temperature']} | °C | {r['hypotension']} | 0 | no | none | during"
        for r in rows
    ]
    grades = [f"{r['patient']} | cytokine release syndrome | {r['reported']} | during" for r in rows]
    alive = [f"{r['patient']} | death from CRS | no | during" for r in rows]
    columns = "temperature | temperature unit | hypotension | vasopressors | vasopressin | oxygen device"
    run = study_of(
        CRS,
        patients="\n".join(["patient", *(row["patient"] for row in rows)]),
        vital_signs="\n".join([f"patient | statistic | {columns} | phase", *signs]),
        adverse_events="\n".join(["patient | term | grade | phase", *grades]),
        reported="\n".join(["patient | endpoint | value | phase", *alive]),
    ).run(engine_name)
    assert said(run, "toxicity") == {row["patient"]: row["derived"] for row in rows}
    verdicts = {f.patient_id: f.verdict for f in run.findings if f.section == "toxicity"}
    assert verdicts == {row["patient"]: row["verdict"] for row in rows}


def test_the_worst_of_several_days_is_the_grade_and_what_holds_for_the_whole_course_holds_on_each(
    study_of, said, engine_name
):
    run = study_of(
        CRS,
        patients="patient\nPt 1\nPt 2",
        vital_signs="""
        patient | temperature | temperature unit | fever other cause | hypotension | vasopressors | vasopressin | oxygen device | phase  | day
        --------+-------------+------------------+-------------------+-------------+--------------+-------------+---------------+--------+----
        Pt 1    | 39.0        | °C               | no                | no          | 0            | no          | none          | during | 1
        Pt 1    | 102.2       | °F               | no                | yes         | 0            | no          | none          | during | 2
        Pt 1    | 39.0        | °C               | no                | no          | 0            | no          | none          | during | 3
        Pt 2    | 39.0        | °C               | no                | no          | 0            | no          | none          | during | 1
        Pt 2    | 39.0        | °C               | no                |             | 0            | no          | none          | during | 2
        """,
        reported="""
        patient | endpoint       | value | phase
        --------+----------------+-------+-------
        Pt 1    | death from CRS | no    | during
        Pt 2    | death from CRS | no    | during
        """,
    ).run(engine_name)
    found = said(run, "toxicity")
    assert found["Pt 1"] == "2"
    assert found["Pt 2"] == "1, possibly 2: hypotension not recorded"


def test_the_worst_part_stands_beside_the_grade_that_was_reported_for_the_whole(study_of, said):
    run = study_of(
        '[criteria]\nhaematology = ["ctcae/5.0"]',
        patients="patient\nPt 1\nPt 2\nPt 3",
        adverse_events="""
        patient | term                            | grade | phase
        --------+---------------------------------+-------+-------
        Pt 1    | anemia                          | 1     | during
        Pt 1    | platelet count decreased        | 3     | during
        Pt 1    | haematological toxicity, overall | 2–3  | during
        Pt 2    | anemia                          | 1     | during
        Pt 2    | haematological toxicity, overall | 0    | during
        """,
    ).run()
    assert said(run, "overall") == {"Pt 1": "3", "Pt 2": "1", "Pt 3": "not assessed: no grade reported"}
    assert [f.verdict for f in run.findings if f.section == "overall"] == [
        "agrees",
        "reported lower than the records require",
        "no grade reported",
    ]


COURSE = "temperature | temperature unit | hypotension | vasopressors | vasopressin | oxygen device | phase"
FEVER = "39.0 | °C | no | 0 | no | none | during"


def test_who_reports_crs_has_put_the_fever_down_to_it_and_a_statement_on_the_cause_wins(study_of, said, engine_name):
    run = study_of(
        CRS,
        patients="patient\nPt 1\nPt 2\nPt 3",
        vital_signs=f"""
        patient | statistic | fever other cause | {COURSE}
        Pt 1 | maximum |     | {FEVER}
        Pt 2 | maximum | yes | {FEVER}
        Pt 3 | maximum |     | {FEVER}
        """,
        adverse_events="""
        patient | term | grade | phase
        --------+------+-------+-------
        Pt 1    | CRS  | 1     | during
        Pt 2    | CRS  | 1     | during
        Pt 3    | CRS  | 1     | after
        """,
        reported="""
        patient | endpoint       | value | phase
        --------+----------------+-------+-------
        Pt 1    | death from CRS | no    | during
        Pt 2    | death from CRS | no    | during
        Pt 3    | death from CRS | no    | during
        """,
    ).run(engine_name)
    assert said(run, "toxicity") == {
        "Pt 1": "1",
        "Pt 2": "0",
        "Pt 3": "0, possibly 1: other cause of the fever not recorded",
    }


def test_who_was_alive_afterwards_did_not_die_of_crs(study_of, said, engine_name):
    run = study_of(
        CRS,
        patients="patient\nPt 1\nPt 2\nPt 3",
        vital_signs=f"""
        patient | statistic | fever other cause | {COURSE}
        Pt 1 | maximum | no | {FEVER}
        Pt 2 | maximum | no | {FEVER}
        Pt 3 | maximum | no | {FEVER}
        """,
        follow_up="""
        patient | status | phase
        --------+--------+-------
        Pt 1    | alive  | after
        Pt 2    | dead   | after
        Pt 3    | alive  | during
        """,
    ).run(engine_name)
    assert said(run, "toxicity") == {
        "Pt 1": "1",
        "Pt 2": "1, possibly 5: death from CRS not recorded",
        "Pt 3": "1, possibly 5: death from CRS not recorded",
    }


def test_an_event_is_kept_under_its_term_however_it_was_written(study_of, said, engine_name):
    run = study_of(
        CRS,
        patients="patient\nPt 1",
        adverse_events="""
        patient | term             | grade | phase
        --------+------------------+-------+-------
        Pt 1    | Crs              | 2     | during
        Pt 1    | Thrombocytopenia | 4     | during
        """,
    ).run(engine_name)
    reported = {f.variable: f.reported for f in run.findings if f.section == "reported_grade" and f.reported}
    assert reported == {"cytokine release syndrome": "2", "platelet count decreased": "4"}


def test_no_graded_event_is_lost_whatever_it_is_called_and_whenever_it_was(study_of):
    run = study_of(
        CRS,
        patients="patient\nPt 1",
        adverse_events="""
        patient | term                      | grade | phase
        --------+---------------------------+-------+-------
        Pt 1    | capillary leak            | 3     | during
        Pt 1    | CRS                       | 4     | after
        Pt 1    | cytokine release syndrome | 1     | during
        """,
    ).run()
    cited = {record for row in run.ledger.where(section="event", statistic="grade") for record in row.evidence}
    assert cited == {"adverse_events:2", "adverse_events:3"}
    assert [row.text for row in run.ledger.where(section="event", statistic="grade")] == ["3", "4"]
    table = [[cell.text for cell in row] for row in run.table("events").rows]
    assert table[:2] == [
        ["Pt 1", "Capillary leak", "3", "during", "–", "n.r."],
        ["Pt 1", "Cytokine release syndrome", "4", "after", "–", "n.r."],
    ]
