"""Quartiles against R, and with values of which only a limit is known."""

from math import inf

import pytest

from blastline.estimate.quartiles import quartiles
from blastline.estimate.summaries import Known

# quantile(x, c(.25, .5, .75)) by R 4.2.2, see estimates.R beside this file.
WEEKS = (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
CONTROL = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
R = [
    (WEEKS, (9, 16, 23)),
    (CONTROL, (4, 8, 12)),
    ((3, 1, 4, 1, 5), (1, 3, 4)),
    ((2, 9), (3.75, 5.5, 7.25)),
    ((7,), (7, 7, 7)),
]


@pytest.mark.parametrize(("values", "three"), R)
def test_quartiles_are_those_of_r(values, three):
    found = quartiles([Known(str(value), value, value) for value in values])
    assert list(found.values()) == [(value, value) for value in three]


def test_a_value_below_a_limit_takes_part_with_both_ends():
    found = quartiles([Known("<40", 0, 40), Known("10", 10, 10), Known("50", 50, 50), Known(">60", 60, inf)])
    # In order 0, 10, 50, 60 at the low ends, and 10, 40, 50 and no bound at the high ones.
    assert found == {"lower quartile": (7.5, 32.5), "median": (30.0, 45.0), "upper quartile": (52.5, inf)}


def test_without_a_value_there_are_no_quartiles():
    with pytest.raises(ValueError, match="no values"):
        quartiles([])
