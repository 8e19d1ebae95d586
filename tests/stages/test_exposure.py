"""Exposure: stretches of infusion become cycles, days, doses and pauses, against the plan."""

import pytest

from blastline.study import open_study

STEPS = """
patient | drug         | day | end day | dose | dose unit | cycle | stopped
--------+--------------+-----+---------+------+-----------+-------+--------------
Pt 1    | blinatumomab | 1   | 7       | 9    | µg/day    |       |
Pt 1    | Blinatumomab | 8   | 28      | 28   | µg/day    |       | planned
Pt 1    | blinatumomab | 43  | 70      | 28   | µg/day    |       | planned
Pt 2    | blinatumomab | 1   | 7       | 9    | µg/day    |       | adverse event
Pt 2    | blinatumomab | 15  | 20      | 28   | µg/day    |       |
Pt 3    | blinatumomab | 1   | 7       | 9    | µg/day    |       | adverse event
Pt 3    | blinatumomab | 16  | 20      | 28   | µg/day    |       |
Pt 4    | blinatumomab | 1   | 8       | 9    | µg/day    |       |
Pt 4    | blinatumomab | 8   | 28      | 0.028 | mg/day   |       |
Pt 5    | blinatumomab | 1   |         | 9    | µg/day    |       |
Pt 5    | blinatumomab | 8   | 28      | 28   | µg/day    |       |
Pt 6    | blinatumomab | 1   | 7       | 9    | µg/day    | 1     |
Pt 6    | blinatumomab | 9   | 20      | 28   | µg/day    | 2     |
Pt 7    | cytarabine   | 1   | 7       | 9    | µg/day    |       |
"""
PATIENTS = "\n".join(["patient", *(f"Pt {n}" for n in range(1, 8))])
STEPPED = '{ days = 7, dose = "9 ug/day" }, { days = 21, dose = "28 ug/day" }'


@pytest.fixture
def run(study_of, engine_name):
    return study_of(steps=STEPPED, patients=PATIENTS, doses=STEPS).run(engine_name)


def texts(run, section, variable):
    found = [f for f in run.findings if (f.section, f.variable) == (section, variable)]
    return {" ".join(filter(None, (f.patient_id, f.at))): f.text for f in found}


def test_the_dose_of_a_cycle_is_rate_by_days_and_a_day_shared_by_two_rates_is_the_second_ones(run):
    assert texts(run, "cycle", "cumulative dose") == {
        "Pt 1 cycle 1": "651 µg",
        "Pt 1 cycle 2": "784 µg",
        "Pt 2 cycle 1": "231 µg",
        "Pt 3 cycle 1": "63 µg",
        "Pt 3 cycle 2": "140 µg",
        "Pt 4 cycle 1": "651 µg",
        "Pt 5 cycle 1": "597 to 651 µg",
        "Pt 6 cycle 1": "63 µg",
        "Pt 6 cycle 2": "336 µg",
    }


def test_a_pause_of_seven_days_is_in_the_cycle_and_one_of_eight_begins_another(run):
    found = {(f.patient_id, f.at): (f.text, f.verdict) for f in run.findings if f.section == "pause"}
    assert found["Pt 2", "pause 1"] == ("7 days", "same cycle, with premedication")
    assert found["Pt 3", "pause 1"] == ("8 days", "new cycle, with premedication")
    assert found["Pt 1", "pause 1"] == ("14 days", "new cycle, with premedication")
    assert found["Pt 5", "pause 1"][0] == "0 to 6 days"
    assert ("Pt 1", "pause 2") not in found


def test_the_plan_counts_days_of_infusion_so_that_a_pause_does_not_put_a_patient_off_it(run):
    at_rate = texts(run, "cycle", "days at the planned rate")
    assert at_rate["Pt 2 cycle 1"] == "13 days"
    assert at_rate["Pt 1 cycle 2"] == "21 days"


def test_the_whole_treatment_stands_beside_its_cycles(run):
    assert texts(run, "exposure", "cycles")["Pt 1"] == "2 cycles"
    assert texts(run, "exposure", "first day")["Pt 1"] == "day 1"
    assert texts(run, "exposure", "last day")["Pt 1"] == "day 70"
    assert texts(run, "exposure", "relative dose")["Pt 4"] == "100 %"
    assert texts(run, "exposure", "relative dose")["Pt 6"] == "30.6452 %"


def test_whoever_has_no_dose_of_the_drug_is_not_assessed_and_says_so(run):
    (found,) = [f for f in run.findings if (f.patient_id, f.variable) == ("Pt 7", "cumulative dose")]
    assert (found.text, found.reason) == ("not assessed", "no infusion at a rate recorded")


def test_a_dose_without_a_rate_leaves_the_sum_open_rather_than_too_small(study_of, engine_name):
    doses = "patient | drug | day | end day | dose | dose unit\nPt 1 | blinatumomab | 1 | 7 | 9 | µg/day\nPt 1 | blinatumomab | 8 | 28 | |"
    found = study_of(doses=doses).run(engine_name).findings
    (dose,) = [f for f in found if (f.section, f.variable) == ("exposure", "cumulative dose")]
    assert (dose.text, dose.reason) == ("at least 63 µg", "a dose has no rate")


def told(run, section, patient):
    found = [f for f in run.findings if (f.section, f.patient_id) == (section, patient)]
    return {f.at: (f.text, f.verdict or f.reason) for f in found}


def test_each_day_has_its_rate_beside_the_planned_one_and_what_was_not_given_is_told(run):
    assert told(run, "rate_by_day", "Pt 2") == {
        "cycle 1, day 1-7": ("9 µg/day", "as planned"),
        "cycle 1, day 15-20": ("28 µg/day", "as planned"),
        "cycle 1, day of infusion 14-28": ("0 µg/day", "not given; 28 µg/day planned"),
    }
    assert told(run, "rate_by_day", "Pt 1")["cycle 2, day 43-49"] == ("28 µg/day", "above the 9 µg/day planned")
    assert told(run, "rate_by_day", "Pt 5")["cycle 1, day 8-28"] == ("28 µg/day", "on which day of the plan is open")


def test_the_step_has_its_day_and_one_that_was_left_out_says_so(study_of, engine_name):
    doses = """
    patient | drug         | day | end day | dose | dose unit
    --------+--------------+-----+---------+------+----------
    Pt 1    | blinatumomab | 1   | 7       | 9    | µg/day
    Pt 1    | blinatumomab | 15  | 35      | 28   | µg/day
    Pt 2    | blinatumomab | 1   | 28      | 28   | µg/day
    Pt 3    | blinatumomab | 1   | 9       | 9    | µg/day
    Pt 3    | blinatumomab | 10  | 28      | 28   | µg/day
    Pt 4    | blinatumomab | 1   | 4       | 9    | µg/day
    """
    patients = "\n".join(["patient", *(f"Pt {n}" for n in range(1, 5))])
    run = study_of(steps=STEPPED, patients=patients, doses=doses).run(engine_name)
    steps = {f.patient_id: (f.text, f.verdict or f.reason) for f in run.findings if f.section == "step"}
    assert steps == {
        "Pt 1": ("day 15", "on the planned day of infusion"),
        "Pt 2": ("day 1", "before the planned day of infusion, 8"),
        "Pt 3": ("day 10", "after the planned day of infusion, 8"),
        "Pt 4": ("not assessed", "the rate was not reached"),
    }


PAUSED = """
patient | drug         | day | end day | dose | dose unit | cycle | stopped
--------+--------------+-----+---------+------+-----------+-------+--------------
Pt 1    | blinatumomab | 1   | 7       | 9    | µg/day    | 1     |
Pt 1    | blinatumomab | 8   | 14      | 28   | µg/day    | 1     | adverse event
Pt 1    | blinatumomab | 22  | 35      | 28   | µg/day    | 1     | planned
Pt 1    | blinatumomab | 50  | 77      | 28   | µg/day    | 2     | planned
Pt 2    | blinatumomab | 1   | 7       | 9    | µg/day    | 1     | other
Pt 2    | blinatumomab | 20  | 40      | 28   | µg/day    | 1     | planned
"""


@pytest.fixture
def paused(study_of, engine_name):
    patients = "patient\n---\nPt 1\nPt 2"
    later = 'later_steps = [{ days = 28, dose = "28 ug/day" }]\n'
    return study_of(later, steps=STEPPED, patients=patients, doses=PAUSED).run(engine_name)


def test_a_later_cycle_has_a_plan_of_its_own(paused):
    assert texts(paused, "cycle", "planned dose")["Pt 1 cycle 2"] == "784 µg"
    assert texts(paused, "cycle", "days at the planned rate")["Pt 1 cycle 2"] == "28 days"
    assert texts(paused, "exposure", "planned dose")["Pt 1"] == "1435 µg"


def test_a_pause_lowers_the_intensity_and_not_the_dose(paused):
    assert texts(paused, "cycle", "relative dose")["Pt 1 cycle 1"] == "100 %"
    assert texts(paused, "cycle", "relative dose intensity")["Pt 1 cycle 1"] == "80 %"


def test_rest_between_numbered_cycles_is_no_pause_and_a_number_that_was_kept_is_said(paused):
    pauses = {
        f.patient_id + " " + f.at: (f.text, f.reported, f.verdict) for f in paused.findings if f.section == "pause"
    }
    assert pauses == {
        "Pt 1 pause 1": ("7 days", "adverse event", "same cycle, with premedication"),
        "Pt 2 pause 1": (
            "12 days",
            "other",
            "new cycle, with premedication; the ward gave it the number of the same cycle",
        ),
    }


def test_a_pause_of_open_length_leaves_the_number_of_cycles_open(study_of, engine_name):
    doses = """
    patient | drug         | day | end day | dose | dose unit
    --------+--------------+-----+---------+------+----------
    Pt 1    | blinatumomab | 1   |         | 28   | µg/day
    Pt 1    | blinatumomab | 22  | 28      | 28   | µg/day
    """
    found = study_of(doses=doses).run(engine_name).findings
    (cycles,) = [f for f in found if (f.section, f.variable) == ("exposure", "cycles")]
    assert (cycles.text, cycles.reason) == ("1 to 2 cycles", "a pause may have begun another cycle")


HOLES = """
patient | drug         | day | date    | end day | end date | dose | dose unit | phase
--------+--------------+-----+---------+---------+----------+------+-----------+-------
Pt 1    | blinatumomab | 1   |         | 7       |          | 9    | µg/day    | during
Pt 1    | blinatumomab | 8   |         | 16      |          |      |           | during
Pt 1    | blinatumomab | 17  |         | 28      |          | 28   | µg/day    | during
Pt 2    | blinatumomab | 1   |         | 7       |          | 9    | µg/day    | during
Pt 2    | blinatumomab |     | 2022-03 |         |          | 28   | µg/day    | during
Pt 2    | blinatumomab | 20  |         | 28      |          | 28   | µg/day    | during
Pt 3    | blinatumomab | 1   |         |         | 2022-03  | 28   | µg/day    | during
"""


@pytest.fixture
def with_holes(study_of, engine_name):
    patients = "patient | first dose\n---\n" + "\n".join(f"Pt {n} | 2022-03-01" for n in (1, 2, 3))
    return study_of(steps=STEPPED, patients=patients, doses=HOLES).run(engine_name)


def test_an_infusion_whose_rate_was_not_written_down_is_no_pause(with_holes):
    assert "Pt 1" not in {f.patient_id for f in with_holes.findings if f.section == "pause"}
    assert texts(with_holes, "exposure", "cycles")["Pt 1"] == "1 cycle"
    assert texts(with_holes, "exposure", "days infused")["Pt 1"] == "28 days"


def test_a_dose_without_a_day_may_have_filled_the_pause(with_holes):
    (pause,) = [f for f in with_holes.findings if f.section == "pause"]
    assert (pause.patient_id, pause.text, pause.reason) == ("Pt 2", "0 to 12 days", "a dose has no day")
    assert pause.verdict == "may have begun a new cycle"
    assert texts(with_holes, "exposure", "days infused")["Pt 2"] == "not assessed"


def test_an_end_of_which_the_month_is_known_lies_in_that_month(with_holes):
    last = [f for f in with_holes.findings if (f.section, f.variable) == ("exposure", "last day")][-1]
    assert (last.text, last.reason) == ("day 1 to 31", "end of the infusion known only within limits")


def test_cells_are_infused_at_once_and_have_no_rate(study_of, engine_name):
    doses = "patient | drug | day | cells\nPt 1 | tisagenlecleucel | 0 | 150"
    study = study_of(first_day=0, doses=doses)
    text = (study.folder / "study.toml").read_text(encoding="utf-8").replace('"blinatumomab"', '"tisagenlecleucel"')
    (study.folder / "study.toml").write_text(text, encoding="utf-8")
    run = open_study(study.folder).run(engine_name)
    assert texts(run, "infusion_day", "infusion of cells") == {"Pt 1 infusion 1": "day 0"}
    assert texts(run, "infused_cells", "cells infused") == {"Pt 1 infusion 1": "150 10*6"}
    (dose,) = [f for f in run.findings if (f.section, f.variable) == ("exposure", "cumulative dose")]
    assert (dose.text, dose.reason) == ("not assessed", "no infusion at a rate recorded")


def test_a_drug_that_runs_at_two_rates_at_once_is_a_problem(study_of):
    doses = """
    patient | drug         | day | end day | dose | dose unit
    --------+--------------+-----+---------+------+----------
    Pt 1    | blinatumomab | 1   | 28      | 9    | µg/day
    Pt 1    | blinatumomab | 8   | 14      | 28   | µg/day
    """
    (problem,) = study_of(doses=doses).check()
    assert str(problem) == (
        "doses.csv, row 2: blinatumomab of Pt 1 still runs when the stretch in doses.csv, row 3 begins.\n"
        "  End this stretch on the day on which the other begins; write its rest anew."
    )
