"""Who was eligible: each rule met, not met, or open with the reason."""

PATIENTS = """
patient | diagnosis
--------+------------------------------
Pt 1    | B-ALL, relapsed or refractory
Pt 2    | T-ALL
Pt 3    |
"""
PRIOR_CAR_T = """
[eligibility]
prior_car_t = { target = "CD19", at_least = 1, ended = ["no response", "progression after CR or CRi"] }
"""
OPEN_CAR_T = "not met, possibly met: prior CAR-T, its target or how it ended not recorded"


def test_the_diagnosis_is_the_one_asked_for_or_another_or_not_recorded(study_of, said, engine_name):
    study = study_of('[eligibility]\ndiagnosis = "B-ALL, relapsed or refractory"', patients=PATIENTS)
    assert said(study.run(engine_name), "eligibility") == {
        "Pt 1": "met",
        "Pt 2": "not met",
        "Pt 3": "not met, possibly met: diagnosis not recorded",
    }


COURSES = """
patient | target | given | times | ended                      | outcome
--------+--------+-------+-------+----------------------------+--------
Pt 1    | CD19   | yes   | 1     | no response                | met
Pt 2    | CD19   | yes   | 3     | progression after CR or CRi | met
Pt 3    | CD19   | yes   |       | no response                | met
Pt 4    | CD19   | yes   | 1     | completed                  | not met
Pt 5    | CD19   | yes   | 0     | no response                | not met
Pt 6    | CD19   | no    |       |                            | not met
Pt 7    | CD19   | yes   | 1     |                            | open
Pt 8    |        | yes   | 1     | no response                | open
Pt 9    | CD22   | yes   | 1     | no response                | open
"""


def with_courses(study_of, rows, *, at_least: int = 1):
    courses = [f"{r['patient']} | CAR-T | {r['target']} | {r['given']} | {r['times']} | {r['ended']}" for r in rows]
    return study_of(
        PRIOR_CAR_T.replace("at_least = 1", f"at_least = {at_least}"),
        patients="\n".join(["patient", *dict.fromkeys(row["patient"] for row in rows)]),
        therapies="\n".join(
            ["patient | therapy | target | given | times | ended | phase", *(f"{row} | before" for row in courses)]
        ),
    )


def test_prior_car_t_counts_by_target_number_and_how_it_ended(study_of, drawn, said, engine_name):
    rows = drawn(COURSES)
    outcomes = {row["patient"]: OPEN_CAR_T if row["outcome"] == "open" else row["outcome"] for row in rows}
    assert said(with_courses(study_of, rows).run(engine_name), "eligibility") == outcomes


def test_a_course_without_a_number_of_infusions_may_have_been_the_two_that_are_asked_for(study_of, drawn, said):
    rows = drawn("""
        patient | target | given | times | ended
        --------+--------+-------+-------+------------
        Pt 1    | CD19   | yes   |       | no response
        Pt 2    | CD19   | yes   | 1     | no response
        Pt 3    | CD19   | yes   | 2     | no response
    """)
    found = said(with_courses(study_of, rows, at_least=2).run(), "eligibility")
    assert found == {"Pt 1": OPEN_CAR_T, "Pt 2": "not met", "Pt 3": "met"}


def test_infusions_of_an_unknown_target_do_not_surely_make_up_the_number(study_of, drawn, said):
    rows = drawn("""
        patient | target | given | times | ended
        --------+--------+-------+-------+------------
        Pt 1    | CD19   | yes   | 1     | no response
        Pt 1    |        | yes   | 1     | completed
    """)
    assert said(with_courses(study_of, rows, at_least=2).run(), "eligibility") == {"Pt 1": OPEN_CAR_T}


def test_a_therapy_that_must_not_have_been_given_is_open_where_nothing_was_said_of_it(study_of, said, engine_name):
    study = study_of(
        '[eligibility]\nnever_had = ["blinatumomab"]',
        patients="patient\nPt 1\nPt 2\nPt 3\nPt 4",
        therapies="""
        patient | therapy      | given | phase
        --------+--------------+-------+-------
        Pt 1    | blinatumomab | no    | before
        Pt 2    | blinatumomab | yes   | before
        Pt 4    | blinatumomab | yes   | after
        """,
    )
    assert said(study.run(engine_name), "eligibility") == {
        "Pt 1": "met",
        "Pt 2": "not met",
        "Pt 3": "not met, possibly met: no statement on prior blinatumomab, or not when it was given",
        "Pt 4": "not met, possibly met: no statement on prior blinatumomab, or not when it was given",
    }


def test_a_rule_that_the_study_does_not_set_is_not_there(study_of, said):
    assert said(study_of(patients=PATIENTS).run(), "eligibility") == {}
