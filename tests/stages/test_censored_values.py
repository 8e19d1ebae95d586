"""Values known only within limits: they rank with both of their ends, and are never left out or taken for a number."""

import pytest

PATIENTS = "patient\nPt 1\nPt 2\nPt 3"


def platelets(study_of, *values: str):
    rows = [f"Pt {n} | platelets | {value} | ×10^9/L | before" for n, value in enumerate(values, start=1)]
    table = "\n".join(["patient | test | value | unit | phase", *rows])
    return study_of(patients=PATIENTS, measurements=table).run().ledger


@pytest.mark.parametrize(
    ("values", "median", "span"),
    [
        (("40", "55", "90"), "55", "40–90"),
        (("<40", "55", "90"), "55", "<40–90"),
        (("<40", "30", "90"), "between 30 and 40", "<40–90"),
        (("10", ">80", "90"), "between 80 and 90", "10–>80"),
        ((">80", ">80", "90"), "≥80", ">80"),
        (("10", "20–30", "90"), "between 20 and 30", "10–90"),
        (("10", "", "90"), "50", "10–90"),
    ],
)
def test_a_value_within_limits_takes_part_in_median_and_range(study_of, values, median, span):
    ledger = platelets(study_of, *values)
    assert (ledger["baseline.platelets.median"].text, ledger["baseline.platelets.range"].text) == (median, span)


def test_what_is_known_only_within_limits_and_what_is_not_recorded_is_named(study_of):
    row = platelets(study_of, "<40", "", "90")["baseline.platelets.range"]
    assert row.undecided == "not recorded: Pt 2; known only within limits: Pt 1 (<40)"
    assert (row.value, row.value_possible, row.denominator) == (0.0, 90.0, 2)


@pytest.mark.parametrize(
    ("rows", "whole", "peak"),
    [
        (("maximum | 28.4",), "up to 28.4", "28.4"),
        (("maximum | <40",), "up to <40", "<40"),
        (("single | 5", "single | <40"), "<40", "<40"),
        (("minimum | 2", "maximum | 80"), "2–80", "80"),
        (("minimum | 2",), "from 2", "not recorded"),
    ],
)
def test_a_lone_extreme_on_treatment_says_what_it_says(study_of, rows, whole, peak):
    lines = [
        f"Pt 1 | interleukin_6 | peripheral blood | {row} | pg/mL | during | {day}" for day, row in enumerate(rows, 1)
    ]
    table = "\n".join(["patient | test | specimen | statistic | value | unit | phase | day", *lines])
    ledger = study_of(measurements=table).run().ledger
    assert ledger["treatment.interleukin-6-range.pt-1"].text == whole
    assert ledger["treatment.interleukin-6-peak.pt-1"].text == peak


def test_zeros_that_only_hold_a_place_do_not_become_digits(study_of):
    table = "patient | test | value | unit | phase\nPt 1 | neutrophils | 1100 | /µL | before"
    assert study_of(measurements=table).run().ledger["baseline.neutrophils.pt-1"].text == "1.1"
