"""Intervals of a proportion, against published numbers and against SciPy."""

import pytest
from scipy.stats import binomtest

from blastline.estimate.proportions import clopper_pearson, jeffreys, mid_p, wilson
from blastline.estimate.summaries import median_rank

# Newcombe RG. Two-sided confidence intervals for the single proportion: comparison of seven methods.
# Stat Med 1998;17:857, table I: method 3 (score, without continuity correction), method 5 (exact), method 6 (mid-P).
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676), (0.2544, 0.3658)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617), (0.0601, 0.1581)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684), (0.0000, 0.1391)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776), (0.0017, 0.1585)),
]
# qbeta(c(.025, .975), x + .5, n - x + .5) by R 4.2.2, see estimates.R beside this file.
JEFFREYS = [
    (1, 5, (0.02251277, 0.62862640)),
    (4, 5, (0.3713736, 0.9774872)),
    (15, 148, (0.06044852, 0.15764314)),
]
GRID = [(events, n) for n in range(1, 41) for events in range(n + 1)]


def ends(interval):
    return interval.low, interval.high


@pytest.mark.parametrize(("events", "n", "score", "exact", "halved"), NEWCOMBE)
def test_limits_are_those_that_newcombe_printed(events, n, score, exact, halved):
    assert ends(mid_p(events, n)) == pytest.approx(halved, abs=5e-5)
    assert ends(wilson(events, n)) == pytest.approx(score, abs=5e-5)
    assert ends(clopper_pearson(events, n)) == pytest.approx(exact, abs=5e-5)


@pytest.mark.parametrize(("events", "n", "limits"), JEFFREYS)
def test_limits_by_jeffreys_are_those_of_r(events, n, limits):
    assert ends(jeffreys(events, n)) == pytest.approx(limits, abs=1e-6)


@pytest.mark.parametrize("method", [jeffreys, mid_p])
def test_without_an_event_the_limits_begin_at_nothing_and_with_all_end_at_everything(method):
    assert (method(0, 7).low, method(7, 7).high) == (0, 1)
    assert method(0, 7).high == pytest.approx(1 - method(7, 7).low)
    assert ends(method(0, 0)) == (0, 1)


def test_four_of_five_patients_is_28_4_to_99_5_per_cent():
    # Qi et al. Ann Med 2023, Abstract: four of five patients obtained CR/CRi, printed there without an interval.
    assert ends(clopper_pearson(4, 5)) == pytest.approx((0.284, 0.995), abs=5e-4)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_limits_are_those_of_scipy_for_every_count_of_up_to_40_patients(level):
    for events, n in GRID:
        result = binomtest(events, n)
        exact, score = (result.proportion_ci(level, method) for method in ("exact", "wilson"))
        assert ends(clopper_pearson(events, n, level)) == pytest.approx((exact.low, exact.high), abs=1e-9), (events, n)
        assert ends(wilson(events, n, level)) == pytest.approx((score.low, score.high), abs=1e-9), (events, n)


def test_of_no_patients_everything_is_possible():
    assert ends(clopper_pearson(0, 0)) == ends(wilson(0, 0)) == (0.0, 1.0)


@pytest.mark.parametrize(("events", "n"), [(6, 5), (-1, 5)])
def test_more_events_than_patients_are_no_proportion(events, n):
    for method in (clopper_pearson, wilson):
        with pytest.raises(ValueError, match=f"{events} of {n} patients is no proportion"):
            method(events, n)


# qbinom(0.025, n, 0.5) by R 4.2.2, see estimates.R beside this file: 0 is none.
MEDIAN_RANKS = {5: None, 6: 1, 8: 1, 10: 2, 15: 4, 20: 6, 40: 14, 100: 40}


@pytest.mark.parametrize(("n", "rank"), MEDIAN_RANKS.items())
def test_the_interval_of_a_median_runs_between_the_values_that_r_says(n, rank):
    assert median_rank(n, 0.95) == rank


def test_fewer_than_six_patients_have_no_interval_of_a_median_and_more_confidence_needs_more():
    assert [median_rank(n, 0.95) for n in range(6)] == [None] * 6
    assert median_rank(6, 0.99) is None
