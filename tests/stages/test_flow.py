"""The flow of patients: everyone who leaves is counted once, with the rule."""

RULES = """
[eligibility]
diagnosis = "B-ALL, relapsed or refractory"
never_had = ["blinatumomab", "anti-CD19 antibody"]
"""
PATIENTS = """
patient | diagnosis
--------+------------------------------
Pt 1    | B-ALL, relapsed or refractory
Pt 2    | T-ALL
Pt 3    | B-ALL, relapsed or refractory
Pt 4    |
"""
THERAPIES = """
patient | therapy            | given | phase
--------+--------------------+-------+-------
Pt 1    | blinatumomab       | no    | before
Pt 1    | anti-CD19 antibody | no    | before
Pt 2    | blinatumomab       | yes   | before
Pt 2    | anti-CD19 antibody | yes   | before
Pt 3    | blinatumomab       | yes   | before
Pt 3    | anti-CD19 antibody | yes   | before
Pt 4    | blinatumomab       | no    | before
Pt 4    | anti-CD19 antibody | no    | before
"""


def steps(run):
    return {row.variable: (row.text, row.patients, row.patients_possible) for row in run.ledger.where(section="flow")}


def test_a_patient_who_fails_several_rules_is_counted_at_the_first_of_them(study_of):
    flow = steps(study_of(RULES, patients=PATIENTS, therapies=THERAPIES).run())
    assert flow["recorded"] == ("4", ("Pt 1", "Pt 2", "Pt 3", "Pt 4"), ())
    assert flow["not diagnosis"] == ("1, possibly 2", ("Pt 2",), ("Pt 4",))
    assert flow["not no prior blinatumomab"] == ("1", ("Pt 3",), ())
    assert flow["not no prior anti-CD19 antibody"] == ("0", (), ())


def test_who_is_open_on_a_rule_is_treated_possibly_and_the_reason_is_kept(study_of):
    run = study_of(RULES, patients=PATIENTS, therapies=THERAPIES).run()
    assert steps(run)["treated"] == ("1, possibly 2", ("Pt 1",), ("Pt 4",))
    (row,) = run.ledger.where(section="flow", variable="not diagnosis")
    assert row.undecided == "Pt 4: diagnosis not recorded"


def test_who_is_open_on_one_rule_and_fails_a_later_one_leaves_at_the_later(study_of):
    fails_later = THERAPIES.replace("Pt 4    | blinatumomab       | no ", "Pt 4    | blinatumomab       | yes")
    flow = steps(study_of(RULES, patients=PATIENTS, therapies=fails_later).run())
    assert flow["not diagnosis"] == ("1, possibly 2", ("Pt 2",), ("Pt 4",))
    assert flow["not no prior blinatumomab"] == ("2", ("Pt 3", "Pt 4"), ())
    assert flow["treated"] == ("1", ("Pt 1",), ())


def test_everyone_who_was_treated_stands_under_one_response_and_silence_is_not_no_response(study_of):
    run = study_of(
        patients="patient\nPt 1\nPt 2\nPt 3",
        reported="""
        patient | endpoint | value  | phase
        --------+----------+--------+------
        Pt 1    | response | CR     | end
        Pt 2    | response | CR/CRi | end
        """,
    ).run()
    outcomes = [(row.label, row.patients) for row in run.ledger.where(section="flow", category="outcome")]
    assert outcomes == [
        ("CR as reported", ("Pt 1",)),
        ("CR/CRi as reported", ("Pt 2",)),
        ("Response not reported", ("Pt 3",)),
    ]


def test_an_answer_that_leaves_two_open_counts_as_possibly_each(study_of):
    ledger = (
        study_of(
            patients="patient\nPt 1\nPt 2\nPt 3",
            reported="""
        patient | endpoint | value  | phase
        --------+----------+--------+------
        Pt 1    | response | CR     | end
        Pt 2    | response | CRi/CR | end
        Pt 3    | response | CR/PR  | end
        """,
        )
        .run()
        .ledger
    )
    counts = {name: ledger[f"response.response.{name}.count"] for name in ("cr", "cri", "pr", "cr-or-cri")}
    assert {name: (row.patients, row.patients_possible) for name, row in counts.items()} == {
        "cr": (("Pt 1",), ("Pt 2", "Pt 3")),
        "cri": ((), ("Pt 2",)),
        "pr": ((), ("Pt 3",)),
        "cr-or-cri": (("Pt 1", "Pt 2"), ("Pt 3",)),
    }
    assert ledger["response.response.pt-2"].text == "CR/CRi"


def test_who_is_analysed_though_eligibility_is_open_is_named(study_of):
    run = study_of('[eligibility]\ndiagnosis = "B-ALL"\n', patients="patient | diagnosis\nPt 1 | B-ALL\nPt 2 |").run()
    row = run.ledger["study.eligibility_open"]
    assert (row.text, row.undecided) == ("Pt 2", "diagnosis not recorded")
    assert run.ledger["baseline.age.range"].population == "all patients (n = 2)"


def test_who_stopped_early_or_was_lost_is_noted_and_counted_in_the_outcomes_all_the_same(study_of):
    patients = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01"
    doses = """
        patient | drug         | day | end day | dose | dose unit | stopped
        Pt 1    | blinatumomab | 1   | 5       | 28   | ug/day    | adverse event
        Pt 2    | blinatumomab | 1   | 28      | 28   | ug/day    | planned
    """
    contacts = "patient | status | day\nPt 2 | alive | 90"
    ledger = study_of("", patients=patients, doses=doses, follow_up=contacts).run("polars").ledger
    noted = {row.label: row.text for row in ledger.where(section="flow", category="noted")}
    assert noted == {"Treatment ended early: adverse event": "1", "Not followed to a known day": "1"}
    assert [row.text for row in ledger.where(section="flow", category="outcome")] == ["2"]
