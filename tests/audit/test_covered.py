"""Which numbers of a text a study says: by what they are of, their value, and either way of rounding."""

import pytest

from blastline.audit.covered import uncovered_numbers
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow

STUDY = Ledger(
    [
        LedgerRow("baseline.age.median", "Age, median", "baseline", "age", "median", "30.5", value=30.5),
        LedgerRow(
            "response.cr.count", "CR or CRi as reported", "response", "response", "count", "4/5 (80%)",
            category="CR", value=0.8, numerator=4, denominator=5,
        ),
        LedgerRow("baseline.marrow.range", "Leukaemia cells in marrow, range", "baseline", "blasts", "range", "22.9–98.2"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "CR was seen in 4/5 (80%).",
        "CR was seen in four patients.",
        "Age was 30 in the middle.",
        "Age was 31 in the middle.",
        "Leukemia cells made 22.9–98.2% of the marrow.",
        "Pt 7 and Pt 8 had CR on day 14 of cycle 3 (Table 9) [17].",
        "CR lasted to 31 October 2022 by CTCAE v4.03 and IL-6.",
    ],
)
def test_what_the_study_says_is_covered(read, sentence):
    assert uncovered_numbers(read(f"Results\n\n{sentence}"), STUDY) == ()


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("CR was seen in 3/5 (80%).", "CR was seen in 3/5 (80%)."),
        ("CR was seen in seven patients.", "CR was seen in seven patients."),
        ("Age was 32 in the middle.", "Age was 32 in the middle."),
        ("Fever was seen in four patients.", "Fever was seen in four patients."),
    ],
)
def test_what_it_does_not_say_is_listed_with_its_words(read, sentence, quote):
    assert [found.quote for found in uncovered_numbers(read(f"Results\n\n{sentence}"), STUDY)] == [quote]


def test_numbers_of_others_are_not_asked_for(read):
    assert uncovered_numbers(read("Introduction\n\nElsewhere CR was seen in 77 patients."), STUDY) == ()


def test_it_goes_on_from_the_sentence_before(read):
    assert uncovered_numbers(read("Results\n\nThe age differed. It was 30.5 in the middle."), STUDY) == ()


def test_a_cell_is_held_by_its_row_and_column(read):
    text = "Results\n\nTable 1. All\n\nCharacteristic\tn = 5\nAge, median\t30.5\nCR\t9\n"
    (found,) = uncovered_numbers(read(text), STUDY)
    assert (found.quote, found.place.row) == ("9", "CR")
