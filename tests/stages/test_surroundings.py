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
        "event 6: rash": "in the window",
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
    assert found(run, "confounder", "infection") == {"episode 1: infection": "yes"}
    assert found(run, "confounder", "sedation") == {"episode 1: sedation": "no, possibly yes"}


def test_a_drug_for_the_syndrome_outside_every_episode_is_listed(study_of, engine_name):
    drugs = DRUGS + "a | siltuximab | anticytokine | 20 | CRS\na | anakinra | anticytokine | | CRS\n"
    phased = "\n".join(line + (" | during" if line.startswith("a ") else " | phase") for line in _rows(drugs))
    run = study_of(SETTINGS, **TABLES | {"medications": phased}).run(engine_name)
    outside = {f.at: (f.text, f.verdict) for f in run.findings if f.section == "drug_outside"}
    assert outside == {
        "drug 1: siltuximab": ("given for it", "outside every episode"),
        "drug 2: anakinra": ("given for it", "its day is not recorded"),
    }
    assert set(found(run, "episode_drug")) == {"episode 1: dexamethasone", "episode 1: tocilizumab"}


def _rows(table):
    return [line.replace(" -1 ", " 1 ") for line in table.splitlines() if line.strip(" -+|")]


def test_fluid_without_leukaemia_cells_ends_that_confounder_and_in_an_episode_rules_it_out(study_of, engine_name):
    patients = "patient\n---\na\nb\nc\nd"
    fevers = FEVERS + "".join(
        line.replace("a  ", f"{name}  ") + "\n"
        for name in "bcd"
        for line in FEVERS.splitlines()
        if line.startswith("a ")
    )
    fluids = """
    patient | day | blasts seen | phase
    --------+-----+-------------+-------
    a       | -3  | yes         | before
    b       | -3  | yes         | before
    b       | 1   | no          | during
    c       | 3   | no          | during
    d       | 2   | yes         | during
    """
    run = study_of(SETTINGS, patients=patients, vital_signs=fevers, csf_exams=fluids).run(engine_name)
    cns = {f.patient_id: f.text for f in run.findings if f.section == "confounder" and "CNS" in f.variable}
    assert cns == {"a": "no, possibly yes", "b": "no, possibly yes", "c": "no", "d": "yes"}
    why = {f.patient_id: f.reason for f in run.findings if f.section == "confounder" and "CNS" in f.variable}
    assert (why["a"], why["b"]) == ("its end is not recorded", "not recorded")


def test_an_event_of_a_known_month_has_a_cycle_where_the_whole_month_lies_in_one(study_of, engine_name):
    events = """
    patient | term   | date    | phase
    --------+--------+---------+-------
    a       | nausea | 2022-05 | after
    a       | tremor | 2022-04 | during
    a       | rash   | 2022-03 | before
    """
    patients = "patient | first dose\n---\na | 2022-03-15"
    run = study_of(SETTINGS, patients=patients, doses=DOSES, adverse_events=events).run(engine_name)
    assert found(run, "event_cycle") == {
        "event 1: nausea": "cycle 2",
        "event 2: tremor": "cycle 1, possibly cycle 2",
        "event 3: rash": "not assessed",
    }
    assert found(run, "event_after_cycle")["event 1: nausea"] == "5 to 35 days"


def test_after_a_pause_of_open_length_the_cycle_of_an_event_is_open(study_of, engine_name):
    doses = """
    patient | drug         | day | end day | dose | dose unit
    --------+--------------+-----+---------+------+----------
    a       | blinatumomab | 1   |         | 28   | ug/day
    a       | blinatumomab | 22  | 28      | 28   | ug/day
    """
    events = "patient | term | day\n---\na | nausea | 3\na | rash | 24"
    run = study_of(SETTINGS, patients=PATIENTS, doses=doses, adverse_events=events).run(engine_name)
    assert found(run, "event_cycle") == {"event 1: nausea": "cycle 1", "event 2: rash": "cycle 1, possibly cycle 2"}


def test_an_infusion_of_cells_begins_a_cycle_and_ends_on_its_day(study_of, engine_name):
    doses = "patient | drug | day | cells\n---\na | blinatumomab | 1 | 150\na | blinatumomab | 41 | 100"
    events = (
        "patient | term | day | phase\n---\na | nausea | 1 | during\na | rash | 5 | during\na | tremor | 45 | after"
    )
    run = study_of(SETTINGS, patients=PATIENTS, doses=doses, adverse_events=events).run(engine_name)
    assert list(found(run, "event_cycle").values()) == ["cycle 1", "cycle 1", "cycle 2"]
    assert list(found(run, "event_after_cycle").values()) == ["0 days", "4 days", "4 days"]
    why = [f.reason for f in run.findings if f.section == "event_rate"]
    assert why == ["cells have no rate", "no infusion ran on that day", "no infusion ran on that day"]


def test_without_doses_nothing_is_said_of_cycles(study_of, engine_name):
    run = study_of(SETTINGS, patients=PATIENTS, adverse_events="patient | term | day\n---\na | rash | 5").run(
        engine_name
    )
    (cycle,) = [f for f in run.findings if f.section == "event_cycle"]
    assert (cycle.text, cycle.reason) == ("not assessed", "no dose recorded")


def test_each_finding_can_be_explained_by_a_name_of_its_own(run):
    ids = [f.id for f in run.findings]
    assert len(set(ids)) == len(ids)
    assert "infections.csv, row 2" in run.explain("confounder/astct/2019/crs/a/episode 1: infection")


def test_the_beginning_of_an_id_and_a_patient_list_the_findings_there(run):
    windows = run.explain("event_window").splitlines()
    assert windows[4] == "event_window/time of event/a/event 5: nausea: after the window"
    assert len(windows) == 7
    assert set(windows) < set(run.explain("a").splitlines())
