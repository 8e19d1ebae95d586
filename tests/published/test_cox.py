"""
Hazard ratios against R.

`estimates.R` beside this file prints the numbers of R 4.2.2 with survival 3.5-3: those without a penalty by coxph itself, those
with Firth's penalty from the likelihood and the information that coxph gives at a coefficient.
"""

import math
import random

import pytest

from blastline.estimate.cox import Stretch, hazard_ratio

TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROL = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def stretches(text, *, exposed):
    return [Stretch(0, float(week.rstrip("+")), exposed, not week.endswith("+")) for week in text.split()]


TRIAL = stretches(TREATED, exposed=True) + stretches(CONTROL, exposed=False)


def numbers(found):
    return found.ratio, found.low, found.high


def test_without_a_penalty_it_is_that_of_r():
    assert hazard_ratio(TRIAL, penalised=False).ratio == pytest.approx(0.22108868, rel=1e-6)


def test_with_the_penalty_it_is_that_of_r_and_hardly_another_where_events_are_many():
    found = hazard_ratio(TRIAL)
    assert numbers(found) == pytest.approx((0.227788367, 0.099034392, 0.486309518), rel=1e-5)
    assert (found.events_exposed, found.events_others) == (9, 21)


def test_where_all_events_are_in_one_group_it_stays_finite_as_in_r():
    few = stretches("4+ 6+ 7+", exposed=True) + stretches("1 2 3 5 8+", exposed=False)
    assert numbers(hazard_ratio(few)) == pytest.approx((0.13231637, 0.00099571447, 1.25435838), rel=1e-5)
    assert hazard_ratio(few, penalised=False).low == 0


def test_an_exposure_that_begins_later_counts_from_there_as_in_r():
    rows = [
        (0, 9, 1, 0),
        (0, 4, 0, 0),
        (4, 12, 1, 1),
        (0, 5, 1, 0),
        (0, 6, 0, 0),
        (6, 14, 0, 1),
        (0, 7, 1, 0),
        (0, 3, 0, 0),
        (3, 10, 1, 1),
    ]
    found = hazard_ratio([Stretch(start, stop, bool(given), bool(event)) for start, stop, event, given in rows])
    assert numbers(found) == pytest.approx((0.083153807, 0.00059968275, 0.99169463), rel=1e-5)


def plainly(rows, beta):
    """The penalised likelihood, event by event over everybody who is at risk of it."""
    likelihood, information = 0.0, 0.0
    for _, stop, exposed, event in rows:
        if not event:
            continue
        at_risk = [group for begun, ended, group, _ in rows if begun < stop <= ended]
        weights = [math.exp(beta * group) for group in at_risk]
        share = sum(weight * group for weight, group in zip(weights, at_risk, strict=True)) / sum(weights)
        likelihood += beta * exposed - math.log(sum(weights))
        information += share * (1 - share)
    return likelihood + math.log(information) / 2


@pytest.mark.parametrize("seed", range(4))
def test_the_penalised_likelihood_is_highest_there_and_as_low_as_the_level_allows_at_both_ends(seed):
    draw = random.Random(seed)
    rows = [
        (start := draw.randint(0, 5), start + draw.randint(1, 9), at % 2, int(draw.random() < 0.4)) for at in range(24)
    ]
    found = hazard_ratio([Stretch(start, stop, bool(group), bool(event)) for start, stop, group, event in rows])
    best, low, high = (math.log(number) for number in numbers(found))
    top = plainly(rows, best)
    assert all(top > plainly(rows, best + away) for away in (-3, -0.3, -0.003, 0.003, 0.3, 3))
    # Half the 95th percentile of chi-square with one degree of freedom.
    assert [top - plainly(rows, end) for end in (low, high)] == pytest.approx([1.920729, 1.920729], abs=1e-5)


def test_where_at_no_event_both_groups_are_at_risk_nothing_is_compared():
    assert hazard_ratio(stretches("1 2", exposed=True)) is None
    assert hazard_ratio([*stretches("1 2", exposed=True), Stretch(5, 9, False, True)]) is None


def test_an_interval_without_a_penalty_may_have_no_end():
    found = hazard_ratio(stretches("4+ 6+", exposed=False) + stretches("1 2", exposed=True), penalised=False)
    assert math.isinf(found.high)
