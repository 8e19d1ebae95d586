"""
Survival curves against R and against what was published.

`estimates.R` beside this file prints the numbers of R 4.2.2 with survival 3.5-3. The data are the weeks of remission of
Freireich EJ et al., Blood 1963;21:699 (6-mercaptopurine), as textbooks print them; + is censored.
"""

import pytest

from blastline.estimate.kaplan_meier import kaplan_meier, reverse_kaplan_meier
from blastline.estimate.proportions import clopper_pearson

TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROL = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def patients(text):
    return [float(week.rstrip("+")) for week in text.split()], [not week.endswith("+") for week in text.split()]


@pytest.mark.parametrize(
    ("week", "at_risk", "survival", "low", "high"),
    [
        (6, 21, 0.8571429, 0.6197180, 0.9515517),
        (7, 17, 0.8067227, 0.5631466, 0.9228090),
        (10, 15, 0.7529412, 0.5031995, 0.8893618),
        (13, 12, 0.6901961, 0.4316102, 0.8490660),
        (16, 11, 0.6274510, 0.3675109, 0.8049122),
        (22, 7, 0.5378151, 0.2677789, 0.7467907),
        (23, 6, 0.4481793, 0.1880520, 0.6801426),
    ],
)
def test_the_curve_of_the_treated_is_that_of_r(week, at_risk, survival, low, high):
    step = kaplan_meier(*patients(TREATED), method="log-log").at(week)
    assert (step.time, step.at_risk) == (week, at_risk)
    assert (step.survival, step.low, step.high) == pytest.approx((survival, low, high), abs=1e-6)


def test_medians_and_their_limits_are_those_of_r():
    treated, control = (kaplan_meier(*patients(text), method="log-log") for text in (TREATED, CONTROL))
    assert (treated.median(), treated.median_interval()) == (23, (13, None))
    assert (control.median(), control.median_interval()) == (8, (4, 11))
    assert reverse_kaplan_meier(*patients(TREATED)).median() == 25


def test_a_curve_that_lies_on_half_has_its_median_in_the_middle_of_that_stretch():
    """As R: half are left from week 2 to week 3."""
    assert kaplan_meier([1, 2, 3, 4], [True] * 4).median() == 2.5


def test_without_censoring_the_exact_limits_are_those_of_clopper_and_pearson():
    curve = kaplan_meier(*patients(CONTROL))
    assert curve.method == "beta product"
    for step in curve.steps:
        left = round(step.survival * 21)
        exact = clopper_pearson(left, 21)
        assert (step.low, step.high) == pytest.approx((exact.low, exact.high), abs=1e-9)


def test_with_censoring_the_exact_limits_are_wider_than_the_usual_ones():
    exact, usual = kaplan_meier(*patients(TREATED)), kaplan_meier(*patients(TREATED), method="log-log")
    for narrow, wide in zip(usual.steps, exact.steps, strict=True):
        assert wide.low <= narrow.survival <= wide.high
        assert wide.high - wide.low >= narrow.high - narrow.low or narrow.survival in (0, 1)


def test_with_censoring_the_exact_limits_are_those_of_a_single_beta_variable_where_there_is_one():
    """One event among three, then one of two censored: the upper limit is the quantile of Beta(3, 1), a cube root."""
    first, second, _ = kaplan_meier([1, 2, 3], [True, False, False]).steps
    assert first.high == second.high == pytest.approx(0.975 ** (1 / 3))
    # The lower limit knows of whoever is left: two after the first, one after the second.
    assert first.low == pytest.approx(clopper_pearson(2, 3).low)
    assert second.low < first.low


@pytest.mark.parametrize(
    ("times", "events", "survival", "median"),
    [([], [], None, None), ([5], [True], 0.0, 5), ([5], [False], None, None), ([0, 0], [True, True], 0.0, 0)],
)
def test_nobody_one_patient_and_events_on_the_first_day(times, events, survival, median):
    curve = kaplan_meier(times, events)
    at_last = curve.at(10)
    assert (at_last.survival if at_last else None, curve.median()) == (survival, median)
