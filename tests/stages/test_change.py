"""Before against on treatment: who rose, fell or stayed, the median difference, and what is tested where."""

import pytest

from blastline.report.build import document_of, tables_of
from blastline.report.document import Paragraph

TESTED = "[report]\ntests = true\n"
# Three patients of whom one is known only within limits, and one without a value on treatment.
FEW = """
    patient | test        | value | unit    | phase  | day
    Pt 1    | neutrophils | 2.0   | x10^9/L | before | -1
    Pt 1    | neutrophils | 0.5   | x10^9/L | during | 5
    Pt 1    | neutrophils | 2.5   | x10^9/L | during | 9
    Pt 2    | neutrophils | 1.5   | x10^9/L | before | -1
    Pt 2    | neutrophils | 1.5   | x10^9/L | during | 9
    Pt 3    | neutrophils | 1.0   | x10^9/L | before | -1
    Pt 3    | neutrophils | <2    | x10^9/L | during | 9
    Pt 4    | neutrophils | 1.0   | x10^9/L | before | -1
"""


def patients(n, **columns):
    names = [f"Pt {number}" for number in range(1, n + 1)]
    head = " | ".join(["patient", "first dose", *columns])
    lines = [
        " | ".join([name, "2022-01-01", *(words[at] for words in columns.values())]) for at, name in enumerate(names)
    ]
    return "\n".join([head, *lines])


def ferritin(differences):
    rows = ["patient | test | value | unit | phase | day"]
    for number, difference in enumerate(differences, start=1):
        rows.append(f"Pt {number} | ferritin | 500 | ug/L | before | -1")
        rows.append(f"Pt {number} | ferritin | {500 + difference} | ug/L | during | 9")
    return "\n".join(rows)


def words(run):
    ledger = run.ledger
    blocks = document_of(ledger, run.study.settings.study, tables_of(ledger), {}).blocks
    return "".join(part.text for block in blocks if isinstance(block, Paragraph) for part in block.runs)


@pytest.fixture
def few(study_of):
    return study_of(patients=patients(4), measurements=FEW).run("polars").ledger


def counted(ledger, direction, which="last"):
    row = ledger[f"change.neutrophils-{which}.{direction}.count"]
    return row.numerator, row.numerator_possible, row.denominator


def test_who_is_known_within_limits_may_have_risen_fallen_or_stayed(few):
    assert counted(few, "rose") == (1, 2, 3)
    assert counted(few, "fell") == (0, 1, 3)
    assert counted(few, "unchanged") == (1, 2, 3)
    assert few["change.neutrophils-last.pairs"].text == "3/4"


def test_a_value_before_that_is_known_within_limits_leaves_the_difference_open(study_of):
    measurements = """
        patient | test     | value | unit | phase  | day
        Pt 1    | ferritin | <500  | ug/L | before | -1
        Pt 1    | ferritin | 700   | ug/L | during | 9
        Pt 2    | ferritin | <500  | ug/L | before | -1
        Pt 2    | ferritin | 300   | ug/L | during | 9
    """
    ledger = study_of(patients=patients(2), measurements=measurements).run("polars").ledger
    assert (ledger["change.ferritin-last.pt-1"].value, ledger["change.ferritin-last.pt-1"].value_possible) == (200, 700)
    rose = ledger["change.ferritin-last.rose.count"]
    assert (rose.patients, rose.patients_possible) == (("Pt 1",), ("Pt 2",))


def test_the_lowest_value_is_another_than_the_last(few):
    assert few["change.neutrophils-lowest.pt-1"].text == "−1.5"
    assert few["change.neutrophils-last.pt-1"].text == "+0.5"
    assert few["change.neutrophils-last.pt-3"].text == "−1.0 to +1.0"


def test_the_median_difference_of_nine_has_the_interval_from_their_second_values(study_of):
    # Hollander and Wolfe's depression scale in thousandths, as in estimates.R: -0.490, from -0.952 to 0.080.
    differences = [-952, 147, -1022, -430, -620, -590, -490, 80, -10]
    ledger = study_of(patients=patients(9), measurements=ferritin([d + 1000 for d in differences])).run("polars").ledger
    row = ledger["change.ferritin-last.median"]
    assert (row.value, row.interval_low, row.interval_high) == (510, 48, 1080)
    assert row.text == "+510 (95% CI +48 to +1080)"


def test_of_five_there_is_no_interval_and_that_is_said(study_of):
    run = study_of(patients=patients(5), measurements=ferritin([1, 2, 3, 4, 5])).run("polars")
    assert run.ledger["change.ferritin-last.median"].text == "+3"
    assert "Of fewer than six differences no interval of the median reaches 95%." in run.table("change").notes


def test_nothing_is_tested_unless_it_is_asked_for(study_of):
    run = study_of(patients=patients(12), measurements=ferritin(range(1, 13))).run("polars")
    assert "change.ferritin-last.p" not in run.ledger
    assert "Nothing is tested." in words(run)


def test_the_last_value_is_tested_from_ten_patients_on_and_the_highest_never(study_of):
    run = study_of(TESTED, patients=patients(12), measurements=ferritin([-1, *range(1, 12)])).run("polars")
    row = run.ledger["change.ferritin-last.p"]
    assert row.text == "0.006 (at best <0.001)"
    assert "change.ferritin-highest.p" not in run.ledger
    assert "Exact tests are made from 10 patients on" in words(run)
    assert run.table("change").columns[-1].label == "p (at best)"


def test_ten_patients_of_whom_few_have_both_values_are_not_tested(study_of):
    run = study_of(TESTED, patients=patients(12), measurements=ferritin([1, 2, 3])).run("polars")
    row = run.ledger["change.ferritin-last.p"]
    assert (row.text, row.value) == ("not tested: 3 patients (at best 0.25)", None)


def test_below_ten_patients_none_is_made_and_the_report_says_what_could_have_come_out(study_of):
    run = study_of(TESTED, patients=patients(5), measurements=ferritin(range(1, 6))).run("polars")
    assert "change.ferritin-last.p" not in run.ledger
    assert (
        "Exact tests were asked for and none was made, for 5 patients are fewer than 10: the smallest p that can come out "
        "is 0.062 in a sign test of changes, and 0.10 in Fisher's test of two groups."
    ) in words(run)


def test_no_row_of_a_transplant_is_none_where_all_therapies_are_there(study_of):
    therapies = "patient | therapy | given | phase\nPt 1 | allo-HSCT | yes | before"
    complete = study_of(complete='"therapies"', patients=patients(2), therapies=therapies).run("polars").ledger
    left_open = study_of(patients=patients(2), therapies=therapies).run("polars").ledger
    assert complete["baseline.prior-allo-hsct.yes.count"].numerator_possible == 1
    assert complete["baseline.prior-allo-hsct.pt-2"].text == "no"
    assert left_open["baseline.prior-allo-hsct.yes.count"].numerator_possible == 2
