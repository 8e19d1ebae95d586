"""Exact tests and the change of a median, against R 4.2.2: see `estimates.R` beside this file."""

from itertools import product

import pytest

from blastline.estimate.exact_tests import (
    Group,
    fisher,
    least_of_fisher,
    least_of_signs,
    printed_test,
    sign_test,
)

SIGNS = [
    (8, 1, 0.0390625),
    (24, 16, 0.26818725),
    (5, 0, 0.0625),
    (3, 3, 1.0),
    (17, 19, 0.8679394),
]
# Those with the answer and all, of either group.
GROUPS = [
    ((9, 18), (13, 22), 0.75043332),
    ((14, 30), (8, 10), 0.082281184),
    ((3, 5), (0, 5), 0.16666667),
    ((3, 4), (1, 4), 0.48571429),
    ((0, 7), (0, 9), 1.0),
    ((2, 40), (30, 260), 0.27870474),
    ((5, 10), (5, 10), 1.0),
]


def settled(group):
    return Group(group[0], 0, group[1])


@pytest.mark.parametrize(("rose", "fell", "p"), SIGNS)
def test_signs_are_tested_as_by_r(rose, fell, p):
    assert sign_test(rose, fell).p == pytest.approx(p, abs=1e-7)
    assert sign_test(fell, rose) == sign_test(rose, fell)


@pytest.mark.parametrize(("a", "b", "p"), GROUPS)
def test_two_groups_are_tested_as_by_r(a, b, p):
    assert fisher(settled(a), settled(b)).p == pytest.approx(p, abs=1e-7)


def test_open_changes_bound_p_as_every_way_of_settling_them_does():
    for rose, fell, open_ in product(range(6), range(6), range(5)):
        ways = [sign_test(rose + up, fell + down).p for up in range(open_ + 1) for down in range(open_ + 1 - up)]
        found = sign_test(rose, fell, open_)
        assert (found.p, found.p_possible) == pytest.approx((min(ways), max(ways)))


def test_open_answers_bound_p_as_every_way_of_settling_them_does():
    found = fisher(Group(3, 2, 8), Group(1, 1, 9))
    ways = [fisher(settled((x, 8)), settled((y, 9))).p for x in (3, 4, 5) for y in (1, 2)]
    assert (found.p, found.p_possible) == pytest.approx((min(ways), max(ways)))
    assert fisher(Group(0, 60, 100), Group(0, 60, 100)) is None


def test_the_least_p_is_that_of_the_most_lopsided_table():
    assert sign_test(3, 2).least == pytest.approx(2 / 2**5) == least_of_signs(5)
    # Four of eight answered, four in either group: both tables in which one group has all answers are as unlikely.
    assert fisher(settled((2, 4)), settled((2, 4))).least == pytest.approx(2 / 70)
    assert least_of_fisher(5) == pytest.approx(1 / 10)
    # Three against five is less even than four against four, but has no mirror that is as unlikely.
    assert least_of_fisher(8) == pytest.approx(1 / 56)


def test_p_is_printed_beside_the_least_that_was_possible():
    assert printed_test(sign_test(8, 1)) == "0.039 (at best 0.004)"
    assert printed_test(sign_test(8, 0, 1)) == "0.004 to 0.039 (at best 0.004)"
    assert printed_test(sign_test(60, 0)) == "<0.001 (at best <0.001)"
