"""What surrounds an event: its window, cycle and rate; of an episode the drugs given for it and what else may explain it."""

import pytest

SETTINGS = '[criteria]\ncrs = ["astct/2019/crs"]\n[windows]\nadverse_events = { from = "last dose", days = 30 }\n'
PATIENTS = "patient\n---\na"
DOSES = """
patient | drug         | day | end day | dose | dose unit | cycle
--------+--------------+-----+---------+------+-----------+------
a       | blinatumomab | 1   | 7       | 9    | ug/day    | 1
a       | blinatumomab | 8   | 28      | 28   | ug/day    | 1
a       | blinatumomab | 43  | 70      | 28   | ug/day    | 2
"""
EVENTS = """
patient | term     | grade | day | date    | phase
--------+----------+-------+-----+---------+-------
a       | headache | 1     | 2   |         |
a       | headache | 2     | 8   |         |
a       | nausea   | 1     | 45  |         |
a       | nausea   | 1     | 100 |         |
a       | nausea   | 1     | 101 |         |
a       | rash     | 1     |     |         | during
a       | fatigue  | 1     | -3  |         |
a       | tremor   | 0     | 3   |         |
"""
FEVERS = """
patient | day | temperature | temperature unit | hypotension | oxygen device | fever other cause
--------+-----+-------------+------------------+-------------+---------------+------------------
a       | 1   | 36.8        | Cel              | no          | none          | no
a       | 2   | 39.0        | Cel              | no          | none          | no
a       | 3   | 39.0        | Cel              | no          | none          | no
a       | 4   | 36.8        | Cel              | no          | none          | no
"""
DRUGS = """
patient | drug          | class          | day | indication
--------+---------------+----------------+-----+-----------
a       | dexamethasone | corticosteroid | -1  | premedication
a       | tocilizumab   | anticytokine   | 3   | CRS
a       | dexamethasone | corticosteroid | 4   |
a       | norepinephrine| vasopressor    | 3   | septic shock
"""
INFECTIONS = "patient | infection | day | end day\n---\na | pneumonia | -2 | 2"
TABLES = {"patients": PATIENTS, "doses": DOSES, "adverse_events": EVENTS, "vital_signs": FEVERS}
TABLES |= {"medications": DRUGS, "infections": INFECTIONS}


@pytest.fixture
def run(study_of, engine_name):
    return study_of(SETTINGS, complete='"medications", "infections"', **TABLES).run(engine_name)


def found(run, section, variable=""):
    return {f.at: f.text for f in run.findings if f.section == section and variable in f.variable}


def test_each_event_has_its_window_its_cycle_and_its_step(run):
    assert found(run, "event_window") == {
        "event 1: headache": "in the window",
        "event 2: headache": "in the window",
        "event 3: nausea": "in the window",
        "event 4: nausea": "in the window",
        "event 5: nausea": "after the window",
        "event 6: rash": "not assessed",
        "event 7: fatigue": "before treatment",
    }
    assert found(run, "event_cycle")["event 2: headache"] == "cycle 1"
    assert found(run, "event_cycle")["event 3: nausea"] == "cycle 2"
    assert found(run, "event_cycle")["event 7: fatigue"] == "not assessed"
    assert found(run, "event_after_cycle")["event 3: nausea"] == "2 days"
    assert found(run, "event_rate")["event 1: headache"] == "9 µg/day"
    assert found(run, "event_rate")["event 2: headache"] == "28 µg/day"
    assert found(run, "event_after_step")["event 2: headache"] == "0 days"
    assert found(run, "event_rate")["event 4: nausea"] == "not assessed"


def test_an_episode_lists_what_was_given_for_it_and_what_else_may_explain_it(run):
    assert found(run, "episode_drug") == {
        "episode 1: tocilizumab": "given for it",
        "episode 1: dexamethasone": "given during it, possibly given for it",
    }
    assert found(run, "confounder", "infection") == {"episode 1": "yes"}
    assert found(run, "confounder", "sedation") == {"episode 1": "no, possibly yes"}
