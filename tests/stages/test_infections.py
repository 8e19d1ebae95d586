"""Each infection with its onset, class and outcome; transplant as the aim that the treatment led to."""

from blastline.records import schema

SETTINGS = '[criteria]\ninfection = ["eortc/2020"]\n'
PATIENTS = "patient | diagnosis\n---\na | B-ALL\nb | B-ALL"
INFECTIONS = """
patient | infection     | day | phase  | drugs        | lung ct    | galactomannan blood | fungus in tissue | outcome           | outcome day
--------+---------------+-----+--------+--------------+------------+---------------------+------------------+-------------------+------------
a       | aspergillosis | 9   |        | voriconazole | {lesion}   | 1.2                 | none             | complete response | 60
a       | pneumonia     | -5  |        |              |            |                     |                  |                   |
b       | aspergillosis |     | during |              | {lesion}   |                     | none             | death             |
"""
LATER = """
patient | therapy   | given | phase | day
--------+-----------+-------+-------+----
a       | allo-HSCT | yes   | after | 80
b       | allo-HSCT | yes   | after | 200
b       | inotuzumab| yes   | after | 120
"""


def test_each_infection_has_its_onset_its_class_and_its_outcome(study_of, engine_name):
    lesion = next(choice for choice in schema.tests()["lung_ct"].choices if choice != "none of these")
    tables = {"patients": PATIENTS, "infections": INFECTIONS.format(lesion=lesion), "therapies": LATER}
    run = study_of(SETTINGS, **tables).run(engine_name)

    def found(section):
        return {(f.patient_id, f.at): f.text for f in run.findings if f.section == section}

    first, second, other = (
        ("a", "infection 1: aspergillosis"),
        ("a", "infection 2: pneumonia"),
        ("b", "infection 1: aspergillosis"),
    )
    assert found("infection") == {
        first: "during treatment",
        second: "before treatment",
        other: "during treatment",
    }
    assert found("infection_class") == {first: "probable", other: "possible, possibly probable"}
    assert found("infection_outcome") == {first: "complete response", second: "not assessed", other: "death"}
    assert found("infection_outcome_day")[first] == "day 60"
    assert {f.patient_id: f.text for f in run.findings if f.section == "bridge"} == {"a": "yes", "b": "no"}


def test_the_table_prints_the_drugs_of_the_infection_and_the_day_of_its_outcome(study_of, engine_name):
    infections = """
    patient | infection   | day | drugs        | outcome           | outcome day | later outcome | phase
    --------+-------------+-----+--------------+-------------------+-------------+---------------+-------
    a       | pneumonia   | 9   | meropenem    | partial response  | 20          | death         |
    a       | bacteraemia | 12  | piperacillin |                   |             |               |
    a       | zoster      |     |              | complete response |             |               | during
    """
    drugs = "patient | drug | indication | day | route\na | vancomycin | bacteraemia | 13 | intravenous"
    run = study_of(patients="patient\na", infections=infections, medications=drugs).run(engine_name)
    printed = [[run.ledger[f"infection.a.{n}.{what}"].text for what in ("drugs", "outcome")] for n in (1, 2, 3)]
    assert printed == [
        ["meropenem", "partial response (day 20); death"],
        ["vancomycin (intravenous)", "not recorded"],
        ["not recorded", "complete response"],
    ]


def test_a_transplant_of_which_nothing_tells_the_time_may_be_one_of_before(study_of, engine_name, said):
    therapies = """
    patient | therapy   | given | phase | date
    --------+-----------+-------+-------+-----------
    Pt 1    | allo-HSCT | yes   |       |
    Pt 2    | allo-HSCT | yes   |       | 2022-06-10
    Pt 3    | allo-HSCT | yes   | after |
    """
    patients = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01\nPt 3 | 2022-01-01"
    run = study_of(patients=patients, therapies=therapies, complete='"therapies"').run(engine_name)
    untold = "whether the transplant came after treatment not recorded"
    assert said(run, "bridge") == {"Pt 1": f"no, possibly yes: {untold}", "Pt 2": "yes", "Pt 3": "yes"}
    untold = "no, possibly yes: whether allo-HSCT came after treatment not recorded"
    assert said(run, "after", "allo-HSCT") == {"Pt 1": untold, "Pt 2": untold, "Pt 3": "yes"}
