"""Small cells: with `suppress_below` no count, name or extreme of so few patients leaves the ledger."""

import pytest

from blastline.estimate.row import LedgerRow
from blastline.estimate.suppress import NOT_PRINTED, bounded_text, suppressed
from blastline.report.build import document_of, tables_of
from blastline.report.document import Paragraph

PATIENTS = "patient | age | sex | first dose\n" + "\n".join(
    f"Pt {n} | {30 + n} | {'male' if n < 5 else 'female'} | 2022-01-01" for n in range(1, 13)
)
REPORTED = "patient | endpoint | value | phase\n" + "\n".join(
    f"Pt {n} | response | {'CR' if n < 7 else 'PR' if n < 9 else 'NR'} | end" for n in range(1, 13)
)
SETTINGS = "[report]\nsuppress_below = 3\n"


def counted(low, of, high=None, key="a.b", **fields):
    high = low if high is None else high
    told = {"section": "s", "variable": "v", "statistic": "count", "label": key, "text": f"{low}/{of}"}
    numbers = {"numerator": low, "numerator_possible": high, "denominator": of, "value": float(low)}
    return LedgerRow(key=key, **told | numbers | fields)


@pytest.mark.parametrize(
    ("low", "high", "of", "printed"),
    [
        (0, 0, 40, "0/40"),
        (1, 1, 40, "<5/40"),
        (4, 4, 40, "<5/40"),
        (5, 5, 40, "5/40"),
        (0, 3, 40, "<5/40"),
        (2, 20, 40, NOT_PRINTED),
        (35, 35, 40, "35/40"),
        (36, 36, 40, ">35/40"),
        (40, 40, 40, "40/40"),
        (2, 2, 4, NOT_PRINTED),
    ],
)
def test_a_small_count_is_told_as_a_bound_and_so_is_one_that_leaves_few(low, high, of, printed):
    (row,) = suppressed([counted(low, of, high)], 5)
    assert row.text == printed


def test_a_bound_is_open_between_its_ends():
    (row,) = suppressed([counted(2, 40)], 5)
    assert (row.numerator, row.numerator_possible, row.value, row.value_possible) == (1, 4, 1, 4)
    assert bounded_text(row) == "<5"


def test_beside_a_single_bound_the_next_smallest_is_not_printed():
    """Of 40, with 12 and 24 told, the fourth would be 2."""
    rows = [counted(n, 40, key=f"r.{name}") for name, n in (("a", 24), ("b", 12), ("c", 2), ("d", 2), ("e", 0))]
    two = {row.key: row.text for row in suppressed(rows, 5)}
    assert list(two.values()) == ["24/40", "12/40", "<5/40", "<5/40", "0/40"]
    one = {row.key: row.text for row in suppressed([*rows[:3], rows[4]], 5)}
    assert list(one.values()) == ["24/40", NOT_PRINTED, "<5/40", "0/40"]


@pytest.fixture
def run(study_of):
    return study_of(SETTINGS, patients=PATIENTS, reported=REPORTED).run("polars")


def test_no_row_of_one_patient_and_no_name_is_left(run):
    for row in run.ledger:
        assert (row.patient_id, row.patients, row.evidence) == ("", (), ())
        assert "Pt " not in f"{row.label} {row.text} {row.category} {row.undecided}", row.key


def test_extremes_are_not_printed_and_medians_are(run):
    assert run.ledger["baseline.age.range"].text == NOT_PRINTED
    assert run.ledger["baseline.age.median"].text == "36.5"


def test_the_report_says_what_it_does_not_print(run):
    words = text_of(run)
    assert "Counts of fewer than 3 patients are not printed" in words
    assert "protects nobody" not in words
    assert "PR was reported in <3/12." in words
    assert "Pt " not in words


def test_of_fewer_than_ten_it_says_that_nobody_is_protected(study_of):
    few = "\n".join(PATIENTS.splitlines()[:6])
    run = study_of(SETTINGS, patients=few, reported="\n".join(REPORTED.splitlines()[:6])).run("polars")
    assert "Of fewer than 10 patients that protects nobody" in text_of(run)


def test_it_is_off_unless_it_is_asked_for(study_of):
    run = study_of("", patients=PATIENTS, reported=REPORTED).run("polars")
    assert "are not printed" not in text_of(run)
    assert run.ledger["response.response.pr.count"].numerator == 2


def text_of(run):
    document = document_of(run.ledger, run.study.settings.study, tables_of(run.ledger), {})
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    return " ".join("".join(run.text for run in paragraph.runs) for paragraph in paragraphs)
