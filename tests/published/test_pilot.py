"""
Progression in the simulated oncology records of the CDISC pilot against R.

`pilot_extract.py` beside this file made pilot_progression.csv, and says from what; `pilot.R` prints the numbers of R 4.2.2
with survival 3.5-3. Many subjects progress on one day, which is where estimators with other rules for ties differ.
"""

import csv
from pathlib import Path

import pytest

from blastline.estimate.kaplan_meier import kaplan_meier

# Of each arm: at risk, events, share without progression and its limits at every time; the median and its limits.
PUBLISHED = {
    "Placebo": (
        [
            (42, 75, 51, 0.32000000, 0.21825961, 0.4261389),
            (84, 22, 5, 0.24727273, 0.15555977, 0.3502042),
            (126, 15, 2, 0.21430303, 0.12762462, 0.3158287),
            (168, 12, 7, 0.08929293, 0.03435678, 0.1770481),
        ],
        (42, 42, 42),
    ),
    "Xanomeline High Dose": (
        [
            (42, 65, 40, 0.38461538, 0.267600305, 0.5002833),
            (84, 20, 8, 0.23076923, 0.132271738, 0.3454513),
            (126, 8, 2, 0.17307692, 0.082435140, 0.2914951),
            (168, 4, 3, 0.04326923, 0.003763667, 0.1709202),
        ],
        (42, 42, 84),
    ),
    "Xanomeline Low Dose": (
        [
            (42, 65, 46, 0.29230769, 0.18771542, 0.4048169),
            (84, 15, 6, 0.17538462, 0.09057282, 0.2831494),
            (126, 6, 2, 0.11692308, 0.04459136, 0.2274019),
            (168, 3, 1, 0.07794872, 0.01884613, 0.1940768),
        ],
        (42, 42, 42),
    ),
}


@pytest.fixture(scope="module")
def subjects() -> list[dict[str, str]]:
    with (Path(__file__).parent / "pilot_progression.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("arm", PUBLISHED)
def test_progression_free_survival_of_each_arm_is_that_of_r(arm, subjects):
    here = [subject for subject in subjects if subject["ARM"] == arm]
    curve = kaplan_meier([float(s["day"]) for s in here], [s["progressed"] == "1" for s in here])
    steps, median = PUBLISHED[arm]
    assert curve.method == "log-log"
    found = [(s.time, s.at_risk, s.events, s.survival, s.low, s.high) for s in curve.steps if s.events]
    assert [number for step in found for number in step] == pytest.approx([n for step in steps for n in step], abs=1e-6)
    assert (curve.median(), *curve.median_interval()) == median
