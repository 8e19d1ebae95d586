"""The ledger: one row a number, each under a key of its own, with its denominator, interval and what is open."""

from dataclasses import replace

import polars as pl
import pytest

from blastline.derive.finding import Finding
from blastline.estimate.files import write_ledger
from blastline.estimate.ledger import Ledger
from blastline.estimate.proportions import clopper_pearson, wilson
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_of_findings, count_row, patient_row
from blastline.estimate.summaries import median_row, range_row
from blastline.settings import Reporting

FIVE = [f"Pt {number}" for number in range(1, 6)]
ROW = LedgerRow("a.b", "A", "a", "b", "value", "1")


def counted(surely, open_, patients=FIVE, **policy):
    return count_row(
        "response",
        "response",
        "CR",
        label="CR",
        surely=surely,
        open_=open_,
        patients=patients,
        population="all",
        policy=Reporting(**policy),
    )


def values(*texts):
    """One row a patient; an empty text is a value that was not recorded."""
    return [
        patient_row(
            "baseline",
            "platelets",
            patient,
            text,
            label="Platelets",
            evidence=[f"measurements:{number}"],
            value=float(text) if text else None,
        )
        for number, (patient, text) in enumerate(zip(FIVE, texts, strict=False), start=2)
    ]


def found(*levels: tuple[str | None, str | None]) -> list[Finding]:
    return [
        Finding(f"f/{patient}", patient, "s", "v", "", "", surely, possibly, "why", "", ("follow_up:2",))
        for patient, (surely, possibly) in zip(FIVE, levels, strict=False)
    ]


def count_of(findings, level):
    return count_of_findings("s", findings, level, variable="v", label="V", population="all", policy=Reporting())


def test_two_rows_under_one_key_are_refused_with_the_key():
    with pytest.raises(ValueError, match=r"two ledger rows under one key: a\.b$"):
        Ledger([ROW, replace(ROW, label="B"), replace(ROW, key="a.c")])


def test_a_row_is_found_by_its_key_and_by_what_it_speaks_of_in_ledger_order():
    ledger = Ledger([replace(ROW, key="2"), replace(ROW, key="1", section="z"), replace(ROW, key="0")])
    assert [row.key for row in ledger.where(section="a")] == ["2", "0"]
    assert ledger["1"].section == "z"
    assert "3" not in ledger


def test_a_count_lists_its_patients_with_fraction_and_exact_interval():
    row = counted(FIVE[:4], [])
    assert row.text == "4/5 (80%; 95% CI 28.4–99.5%)"
    assert row.patients == ("Pt 1", "Pt 2", "Pt 3", "Pt 4")
    assert (row.numerator, row.denominator, row.interval_method) == (4, 5, "Clopper-Pearson")


def test_the_interval_of_an_open_count_spans_that_of_both_ends():
    row = counted(FIVE[:1], FIVE[1:3])
    assert row.text == "1/5, possibly 3/5 (20–60%; 95% bounds 0.5–94.7%)"
    assert row.interval_low == clopper_pearson(1, 5).low
    assert row.interval_high == clopper_pearson(3, 5).high
    assert row.patients_possible == ("Pt 2", "Pt 3")


def test_the_study_may_ask_for_another_interval_and_level():
    row = counted(FIVE[:4], [], interval="wilson", level=0.9)
    assert (row.interval_low, row.interval_high) == (wilson(4, 5, 0.9).low, wilson(4, 5, 0.9).high)
    assert "90% CI" in row.text


def test_nobody_of_nobody_has_no_percentage():
    assert counted([], [], patients=[]).text == "0/0"


def test_a_level_that_a_patient_may_have_is_counted_as_possible():
    row = count_of(found(("2", "2"), ("0", "2"), ("2", "4"), (None, None), ("0", "0")), "2")
    assert row.patients == ("Pt 1",)
    assert row.patients_possible == ("Pt 2", "Pt 3", "Pt 4")
    assert row.undecided == "Pt 2: why; Pt 3: why; Pt 4: why"


def test_a_level_between_surely_and_possibly_is_possible_too():
    assert count_of(found(("2", "2"), ("0", "4")), "2").patients_possible == ("Pt 2",)


def test_what_was_not_recorded_is_said_and_never_becomes_0():
    known, absent = values("58", "")
    assert (absent.text, absent.value, absent.undecided) == ("not recorded", None, "not recorded")
    assert known.undecided == ""


def test_a_range_and_a_median_leave_out_who_has_no_value_and_name_them():
    rows = values("58", "", "102", "152")
    smallest_to_largest = range_row(rows, label="Platelets", population="all")
    middle = median_row(rows, label="Platelets", population="all")
    assert (smallest_to_largest.text, smallest_to_largest.denominator) == ("58–152", 3)
    assert middle.text == "102"
    assert smallest_to_largest.undecided == middle.undecided == "not recorded: Pt 2"
    assert smallest_to_largest.evidence == ("measurements:2", "measurements:4", "measurements:5")


def test_a_range_of_nothing_is_not_recorded():
    row = range_row(values("", ""), label="Platelets", population="all")
    assert (row.text, row.value, row.value_possible) == ("not recorded", None, None)


@pytest.mark.parametrize(
    ("texts", "median"),
    [(("1", "2"), "1.5"), (("1", "3"), "2"), (("1.10", "1.25"), "1.175"), (("54.0", "22.9", "98.2"), "54.0")],
)
def test_a_median_has_one_decimal_more_only_where_it_falls_between_two(texts, median):
    assert median_row(values(*texts), label="Platelets", population="all").text == median


def test_a_converted_value_is_printed_as_a_clinician_writes_it(study_of):
    run = study_of(measurements="patient | test | value | unit | phase\nPt 1 | haemoglobin | 10 | g/dL | before").run()
    assert run.ledger["baseline.haemoglobin.pt-1"].text == "100"


def test_a_study_with_one_patient_and_nothing_recorded_has_no_0_anywhere_but_in_counts(study_of):
    ledger = study_of().run().ledger
    of_patients = [row for row in ledger if row.patient_id]
    assert len(of_patients) > 10
    assert {row.value for row in of_patients} == {None}
    assert all("0" not in row.text for row in of_patients)
    open_counts = [row for row in ledger.where(statistic="count") if row.section in ("alive", "after")]
    assert [(row.numerator, row.numerator_possible) for row in open_counts] == [(0, 1), (0, 1)]


def test_a_median_has_the_interval_between_two_of_its_values_where_there_are_enough():
    """Of ten values from the second lowest to the second highest."""
    (one,) = values("1")
    ten = [replace(one, text=str(n), value=float(n), value_possible=float(n)) for n in range(1, 11)]
    row = median_row(ten, label="Platelets", population="all")
    assert (row.interval_low, row.interval_high, row.interval_method) == (2, 9, "order statistics")
    few = median_row(ten[:5], label="Platelets", population="all")
    assert (few.interval_low, few.interval_method) == (None, "")


def test_a_list_of_thousands_is_cut_short_in_the_csv_and_whole_in_parquet(tmp_path):
    patients = tuple(f"Pt {number}" for number in range(1, 5001))
    row = LedgerRow("a.count", "A", "a", "a", "count", "5000/5000", patients=patients)
    write_ledger(Ledger([row]), tmp_path)
    (short,) = pl.read_csv(tmp_path / "ledger.csv")["patients"]
    assert short.startswith("Pt 1; Pt 2; ")
    assert short.endswith("; Pt 200; and 4800 more in ledger.parquet")
    (whole,) = pl.read_parquet(tmp_path / "ledger.parquet")["patients"]
    assert whole.split("; ") == list(patients)
