"""
Cumulative incidence and Gray's test against R.

`estimates.R` beside this file prints the numbers of R 4.2.2 with survival 3.5-3 (the shares and their limits, by survfit of
several states) and cmprsk 2.2-11 (Gray's test). Several patients have an event on one day.
"""

import csv
from pathlib import Path

import pytest

from blastline.estimate.competing_risks import at, cumulative_incidence
from blastline.estimate.gray import gray_test
from blastline.estimate.kaplan_meier import kaplan_meier

DAYS = [5, 8, 8, 12, 12, 12, 15, 20, 20, 22, 30, 31, 31, 40, 44, 52, 52, 60, 71, 80]
CAUSES = ["", "relapse", "death"]
CAUSE = [CAUSES[code] for code in (1, 2, 1, 1, 0, 2, 1, 1, 1, 0, 2, 1, 0, 1, 2, 0, 1, 0, 1, 0)]


@pytest.mark.parametrize(
    ("day", "cause", "share", "low", "high"),
    [
        (10, "relapse", 0.1, 0.01698079, 0.2722963),
        (20, "relapse", 0.3107143, 0.12655610, 0.5163470),
        (35, "relapse", 0.3696429, 0.16445850, 0.5776997),
        (60, "relapse", 0.5043367, 0.25624975, 0.7088435),
        (10, "death", 0.05, 0.003454016, 0.2052993),
        (20, "death", 0.1, 0.016980789, 0.2722963),
        (60, "death", 0.2262755, 0.069038955, 0.4377586),
    ],
)
def test_shares_and_their_limits_are_those_of_r(day, cause, share, low, high):
    assert at(cumulative_incidence(DAYS, CAUSE)[cause], day) == pytest.approx((share, low, high), abs=1e-6)


def test_causes_and_those_without_any_are_everybody():
    found = cumulative_incidence(DAYS, CAUSE)
    free = kaplan_meier(DAYS, [cause != "" for cause in CAUSE])
    for day in (5, 12, 31, 71):
        shares = sum(at(found[cause], day)[0] for cause in found)
        assert shares + free.at(day).survival == pytest.approx(1)


def test_without_another_cause_it_is_one_minus_kaplan_meier():
    events = [cause == "relapse" for cause in CAUSE]
    alone = cumulative_incidence(DAYS, ["relapse" if event else "" for event in events])["relapse"]
    assert at(alone, 60)[0] == pytest.approx(1 - kaplan_meier(DAYS, events).at(60).survival)


def pilot():
    with (Path(__file__).parent / "pilot_progression.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(times, causes, groups):
    found = {}
    for time, cause, group in zip(times, causes, groups, strict=True):
        found.setdefault(group, ([], []))
        found[group][0].append(time)
        found[group][1].append(cause)
    return [found[name] for name in sorted(found)]


@pytest.mark.parametrize(
    ("cause", "statistic", "p"), [("relapse", 0.8511936792, 0.35621487), ("death", 0.0034910162, 0.95288455)]
)
def test_grays_test_of_two_groups_is_that_of_r(cause, statistic, p):
    found = gray_test(split(DAYS, CAUSE, ["a", "b"] * 10), cause)
    assert (found.statistic, found.degrees, found.p) == pytest.approx((statistic, 1, p), rel=1e-6)


@pytest.mark.parametrize(
    ("cause", "statistic", "p"), [("relapse", 3.5298935, 0.1711959), ("death", 5.3258047, 0.0697455)]
)
def test_grays_test_of_three_groups_is_that_of_r(cause, statistic, p):
    times, causes = DAYS + [day + 3 for day in DAYS], CAUSE + CAUSE[::-1]
    found = gray_test(split(times, causes, ["a", "b", "c", "c"] * 10), cause)
    assert (found.statistic, found.degrees, found.p) == pytest.approx((statistic, 2, p), rel=1e-6)


def test_grays_test_of_the_pilot_with_its_many_ties_is_that_of_r():
    rows = pilot()
    causes = ["progression" if row["progressed"] == "1" else "" for row in rows]
    found = gray_test(split([float(row["day"]) for row in rows], causes, [row["ARM"] for row in rows]), "progression")
    assert (found.statistic, found.p) == pytest.approx((1.0873268, 0.58061733), rel=1e-6)


@pytest.mark.parametrize(
    ("arm", "day", "share", "low", "high"),
    [
        ("Placebo", 42, 0.68, 0.56168417, 0.77270623),
        ("Placebo", 126, 0.78569697, 0.67049675, 0.86457233),
        ("Xanomeline High Dose", 42, 0.61538462, 0.48612186, 0.72122965),
        ("Xanomeline High Dose", 126, 0.82692308, 0.68687215, 0.90832305),
        ("Xanomeline Low Dose", 42, 0.70769231, 0.58084983, 0.80248579),
        ("Xanomeline Low Dose", 126, 0.88307692, 0.74805049, 0.94813149),
    ],
)
def test_incidence_in_each_arm_of_the_pilot_is_that_of_r(arm, day, share, low, high):
    rows = [row for row in pilot() if row["ARM"] == arm]
    causes = ["progression" if row["progressed"] == "1" else "" for row in rows]
    found = cumulative_incidence([float(row["day"]) for row in rows], causes)["progression"]
    assert at(found, day) == pytest.approx((share, low, high), abs=1e-7)


def test_groups_that_are_never_at_risk_together_are_not_called_alike():
    # cmprsk gives a statistic of -1 here, for its variance cannot be inverted.
    early, late = ([4, 5], ["", ""]), ([7, 8, 9], ["relapse", "relapse", ""])
    assert gray_test([early, late], "relapse") is None
    # Two of three can be told apart, and the third from neither.
    assert gray_test([early, late, ([6, 8, 9], ["", "relapse", ""])], "relapse") is None


def test_one_group_alone_cannot_be_compared():
    with pytest.raises(ValueError, match="name two or more"):
        gray_test([(DAYS, CAUSE)], "relapse")


def test_without_an_event_nothing_has_come():
    assert cumulative_incidence([3, 5], ["", ""]) == {}
