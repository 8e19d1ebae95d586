"""
Kappa against published tables.

Fifty proposals by two readers, as textbooks print them (both yes 20, both no 15, else 5 and 10; kappa 0.40), and 100 patients
in three diagnoses of Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323 (kappa 0.429). `pilot.R` beside this file
prints kappa of the pilot's two readers from its definition, plain and weighted.
"""

import csv
from pathlib import Path

import pytest

from blastline.estimate.kappa import kappa, weighted_kappa
from blastline.estimate.proportions import clopper_pearson

PROPOSALS = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
DIAGNOSES = {
    ("personality", "personality"): 53,
    ("personality", "neurosis"): 5,
    ("personality", "psychosis"): 2,
    ("neurosis", "personality"): 11,
    ("neurosis", "neurosis"): 14,
    ("neurosis", "psychosis"): 5,
    ("psychosis", "personality"): 1,
    ("psychosis", "neurosis"): 6,
    ("psychosis", "psychosis"): 3,
}


def pairs(counts):
    return [pair for pair, n in counts.items() for _ in range(n)]


def test_kappa_is_the_published_one():
    found = kappa(pairs(PROPOSALS))
    assert (found.observed, found.by_chance, found.value) == pytest.approx((0.70, 0.50, 0.40))
    assert kappa(pairs(DIAGNOSES)).value == pytest.approx(0.429, abs=5e-4)


def test_the_interval_is_that_of_the_share_that_agrees():
    share, found = clopper_pearson(35, 50), kappa(pairs(PROPOSALS))
    assert (found.low, found.high) == pytest.approx(((share.low - 0.5) / 0.5, (share.high - 0.5) / 0.5))


def test_five_patients_who_agree_prove_little():
    found = kappa([("1", "1")] * 3 + [("2", "2")] * 2)
    assert found.value == 1
    assert found.low == pytest.approx((clopper_pearson(5, 5).low - 0.52) / 0.48)
    assert found.low < 0


def test_where_both_name_one_category_alone_there_is_no_kappa():
    found = kappa([("0", "0")] * 5)
    assert (found.observed, found.value, found.low) == (1, None, None)


def test_an_interval_does_not_go_below_what_kappa_can_be():
    assert kappa([("0", "0")] * 9 + [("0", "1")]).low == -1


def test_readers_of_the_pilot_agree_as_r_prints_it():
    with (Path(__file__).parent / "pilot_progression.csv").open(encoding="utf-8", newline="") as file:
        read = [(row["reader_1"], row["reader_2"]) for row in csv.DictReader(file)]
    order = ["PR", "SD", "PD"]
    assert kappa(read).value == pytest.approx(0.2468915, abs=1e-6)
    assert weighted_kappa(read, order).value == pytest.approx(0.3303840, abs=1e-6)
    assert weighted_kappa(read, order, quadratic=True).value == pytest.approx(0.3983888, abs=1e-6)


def test_without_a_pair_nothing_can_be_said():
    with pytest.raises(ValueError, match="no patient has both readings"):
        kappa([])
