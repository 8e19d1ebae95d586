"""Episodes of CRS and ICANS from daily readings: onset, worst, resolution, duration, recurrence."""

import pytest

SCALES = '[criteria]\ncrs = ["astct/2019/crs"]\nicans = ["astct/2019/icans"]'
STEADY = "no         | 0            | no          | none"
READINGS = f"""
patient | day | temperature | temperature unit | fever other cause | hypotension | vasopressors | vasopressin | oxygen device
--------+-----+-------------+------------------+-------------------+-------------+--------------+-------------+--------------
Pt 1    | 1   | 36.8        | °C               | no                | {STEADY}
Pt 1    | 2   | 39.0        | °C               | no                | {STEADY}
Pt 1    | 3   | 39.0        | °C               | no                | yes | 0 | no | none
Pt 1    | 4   | 37.0        | °C               | no                | yes | 1 | no | none
Pt 1    | 5   | 37.0        | °C               | no                | {STEADY}
Pt 1    | 6   | 36.8        | °C               | no                | {STEADY}
Pt 1    | 9   | 38.2        | °C               | no                | {STEADY}
Pt 1    | 10  | 36.8        | °C               | no                | {STEADY}
Pt 2    | 1   | 37.0        | °C               | no                | yes | 1 | no | none
Pt 2    | 2   | 39.0        | °C               |                   | {STEADY}
Pt 2    | 4   | 37.0        | °C               | no                | {STEADY}
Pt 3    | 2   | 39.0        | °C               | no                | {STEADY}
"""
DRUGS = """
patient | drug        | class        | day
--------+-------------+--------------+----
Pt 1    | tocilizumab | anticytokine | 3
Pt 2    | paracetamol | antipyretic  | 1
Pt 3    | paracetamol | antipyretic  | 1
"""
PATIENTS = "\n".join(["patient | age", *(f"Pt {n} | 40" for n in range(1, 5))])
ITEMS = "knows year | knows month | knows city | knows hospital | names first object | names second object | names third object | follows command | writes sentence | counts backward | consciousness | seizure | focal weakness | brain oedema | raised pressure signs"
FULL = " | ".join(["yes"] * 10 + ["alert", "none", "no", "none", "no"])
IMPAIRED = " | ".join(["no"] * 4 + ["yes"] * 6 + ["alert", "none", "no", "none", "no"])
UNKNOWN_ITEM = " | ".join([""] + ["yes"] * 9 + ["alert", "none", "no", "none", "no"])
EXAMS = f"""
patient | day | {ITEMS}
Pt 1 | 2 | {FULL}
Pt 1 | 3 | {IMPAIRED}
Pt 1 | 4 | {FULL}
Pt 2 | 3 | {UNKNOWN_ITEM}
"""
ALIVE = "\n".join(["patient | status | phase", *(f"Pt {n} | alive | after" for n in range(1, 5))])


@pytest.fixture
def run(study_of, engine_name):
    study = study_of(
        SCALES, patients=PATIENTS, vital_signs=READINGS, medications=DRUGS, neuro_exams=EXAMS, follow_up=ALIVE
    )
    return study.run(engine_name)


def found(run, section, criterion="astct/2019/crs"):
    lines = [f for f in run.findings if (f.section, f.criterion) == (section, criterion)]
    return {" ".join(filter(None, (f.patient_id, f.at))): f.text + (f": {f.reason}" if f.reason else "") for f in lines}


def test_after_a_masking_drug_crs_goes_on_without_fever_and_ends_with_its_last_sign(run):
    assert found(run, "episode")["Pt 1 episode 1"] == "3"
    assert found(run, "episode_onset")["Pt 1 episode 1"] == "day 2"
    assert found(run, "episode_resolution")["Pt 1 episode 1"] == "day 5"
    assert found(run, "episode_duration")["Pt 1 episode 1"] == "3 days"


def test_a_fever_that_comes_back_later_is_a_second_episode(run):
    assert found(run, "episodes") == {
        "Pt 1": "2 episodes",
        "Pt 2": "0 to 1 episodes: grade of a day open",
        "Pt 3": "1 episode",
        "Pt 4": "not assessed: not assessed on any day",
    }
    assert found(run, "episode")["Pt 1 episode 2"] == "1"


def test_hypotension_before_any_crs_is_none_although_a_drug_was_given_before(run):
    assert found(run, "toxicity")["Pt 2"] == "0, possibly 1: other cause of the fever not recorded"
    assert found(run, "episode_onset")["Pt 2 episode 1"] == "day 2 or later: may not have been one"


def test_what_was_not_seen_to_end_has_no_resolution_and_no_longest_duration(run):
    assert found(run, "episode_resolution")["Pt 3 episode 1"] == "day 3 or later: not seen to resolve"
    assert found(run, "episode_duration")["Pt 3 episode 1"] == "at least 1 day: not seen to resolve"


def test_ice_items_are_summed_and_graded_and_one_that_is_missing_leaves_the_grade_open(run):
    assert found(run, "toxicity", "astct/2019/icans") == {
        "Pt 1": "2",
        "Pt 2": "0, possibly 1: ICE score known only as 9–10",
        "Pt 3": "not assessed: ICE score, consciousness, seizure, deep focal motor weakness, brain oedema, signs of raised intracranial pressure not recorded",
        "Pt 4": "not assessed: ICE score, consciousness, seizure, deep focal motor weakness, brain oedema, signs of raised intracranial pressure not recorded",
    }


def test_death_from_crs_is_the_worst_of_the_course_and_of_no_single_day(study_of, engine_name):
    dead = "patient | status | phase | day | cause of death\nPt 1 | dead | during | 9 | CRS"
    said_so = "patient | endpoint | value | phase\nPt 1 | death from CRS | yes | after"
    study = study_of(
        SCALES, vital_signs=READINGS.replace("Pt 2", "Pt 1").split("Pt 1    | 9")[0], follow_up=dead, reported=said_so
    )
    run = study.run(engine_name)
    assert found(run, "toxicity") == {"Pt 1": "5"}
    assert found(run, "episode") == {"Pt 1 episode 1": "2, possibly 3: grade of a day open"}


def test_once_all_signs_have_gone_the_drug_hides_no_further_fever(study_of, engine_name):
    """Tocilizumab on day 2 keeps the CRS of day 3 without fever; the hypotension of day 12 is another matter."""
    header = READINGS.strip().splitlines()[0]
    readings = f"""
    {header}
    Pt 1 | 2  | 39.0 | °C | no | {STEADY}
    Pt 1 | 3  | 37.0 | °C | no | yes | 0 | no | none
    Pt 1 | 4  | 37.0 | °C | no | {STEADY}
    Pt 1 | 12 | 37.0 | °C | no | yes | 0 | no | none
    """
    drugs = "patient | drug | class | day\nPt 1 | tocilizumab | anticytokine | 2"
    study = study_of(SCALES, vital_signs=readings, medications=drugs, complete='"medications"')
    found = {(f.section, f.at): f.text for f in study.run(engine_name).findings}
    assert found["episode", "episode 1"] == "2"
    assert ("episode", "episode 2") not in found


def test_crs_counts_by_the_window_also_where_the_phase_says_after(study_of, engine_name):
    run = study_of(
        SCALES,
        first_day=0,
        doses="patient | drug | day | end day | dose | dose unit\nPt 1 | blinatumomab | 0 | 0 | 28 | µg/day",
        vital_signs=f"""
        patient | day | temperature | temperature unit | fever other cause | hypotension | vasopressors | vasopressin | oxygen device | phase
        --------+-----+-------------+------------------+-------------------+-------------+--------------+-------------+---------------+------
        Pt 1    | 3   | 39.0        | °C               | no                | {STEADY} | after
        Pt 1    | 90  | 39.0        | °C               | no                | {STEADY} | after
        """,
        follow_up="patient | status | phase\nPt 1 | alive | after",
    ).run(engine_name)
    assert [(f.at, f.text) for f in run.findings if f.section == "episode"] == [("episode 1", "1")]
    assert [f.text for f in run.findings if f.section == "toxicity"][:1] == ["1"]


def test_episodes_of_all_patients_are_counted_with_onset_and_duration(run):
    """Pt 2 may have had one, Pt 4 was not assessed; Pt 1 had a second; the drug has no indication, which leaves it open."""
    rows = [row for row in run.table("syndromes").rows if row[0].text.startswith("Cytokine")]
    told = {row[0].text.partition("2019: ")[2]: [cell.text.partition(" (")[0] for cell in row[1:]] for row in rows}
    assert told["an episode"][2] == "2/4, possibly 4/4"
    assert told["a second episode"][2] == "1/4, possibly 2/4"
    assert told["given tocilizumab for it"][2] == "0/3, possibly 1/3"
    onset = told["day on which the first began"]
    assert (onset[:2], onset[3]) == (["2", "2"], "2")
    assert told["duration of the first, days"][:2] == ["between 1 and 3", "3"]
