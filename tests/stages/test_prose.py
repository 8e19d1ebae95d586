"""Sentences that read their numbers from the ledger."""

from dataclasses import replace

import pytest

from blastline.errors import UnknownKeyError
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.document import Run
from blastline.report.prose import can_say, paragraph, patients, referring, said


def row(key: str, text: str, **more: object) -> LedgerRow:
    return LedgerRow(key=key, label=key, section="s", variable="v", statistic="count", text=text, **more)  # type: ignore[arg-type]


OPEN = "not recorded: Pt 4, Pt 5"
LEDGER = Ledger(
    [
        row("study.few_patients", "10", value=10.0),
        row("crs.any", "2/5, possibly 3/5", patients=("Pt 1", "Pt 2"), patients_possible=("Pt 4",)),
        row("cd19.range", "32–99", value=32.0, unit="%"),
        row("il6.range", "4–162", value=4.0, unit="pg/mL"),
        row("months.range", "not recorded", undecided="not recorded: Pt 1"),
        replace(row("few.range", "3–7", value=3.0, unit="months", denominator=3), statistic="range", undecided=OPEN),
    ]
)
PLACES = {"table(readings)": "Table 9", "figure(survival)": "Figure 4"}


def test_every_number_is_a_run_of_its_own_that_knows_its_key():
    said = paragraph(LEDGER, PLACES, ["CRS in {{ crs.any }} ({{ patients(crs.any) }})."])
    assert said.runs == (
        Run("CRS in "),
        Run("2/5, possibly 3/5", "crs.any"),
        Run(" ("),
        Run("Pt 1, Pt 2; possibly Pt 4", "crs.any"),
        Run(")."),
    )


def test_a_share_is_printed_with_its_sign_and_a_concentration_with_its_unit():
    texts = [run.text for run in paragraph(LEDGER, PLACES, ["{{ cd19.range }} and {{ il6.range }}"]).runs]
    assert texts == ["32–99%", " and ", "4–162 pg/mL"]


def test_patients_are_counted_instead_of_named_from_the_number_that_the_study_sets():
    assert patients(LEDGER["crs.any"], few=3) == "2 patients, possibly 3"
    assert patients(LEDGER["crs.any"], few=4) == "Pt 1, Pt 2; possibly Pt 4"


def test_brackets_that_would_name_nobody_are_left_out():
    many = tuple(f"Pt {number}" for number in range(1, 12))
    ledger = Ledger([*LEDGER, row("cr.count", "11/20", patients=many), row("nr.count", "0/20")])
    said_of = {
        key: said(ledger, {}, [f"CR in {{{{ {key} }}}} ({{{{ patients({key}) }}}})."])
        for key in ("cr.count", "nr.count")
    }
    assert said_of == {"cr.count": "CR in 11/20.", "nr.count": "CR in 0/20."}
    assert said(ledger, {}, ["CRS in {{ crs.any }} ({{ patients(crs.any) }})."]).endswith(
        "(Pt 1, Pt 2; possibly Pt 4)."
    )


def test_a_sentence_whose_number_the_study_lacks_is_not_said():
    assert can_say(LEDGER, PLACES, "{{ crs.any }}")
    assert not can_say(LEDGER, PLACES, "{{ crs.any }} and {{ icans.any }}")


def test_an_unknown_key_is_an_error_that_names_near_ones():
    with pytest.raises(UnknownKeyError, match=r'no number is called "crs.eny". Did you mean "crs.any"'):
        paragraph(LEDGER, PLACES, ["{{ crs.eny }}"])


def test_a_sentence_about_what_was_not_recorded_is_not_said_but_why_it_is_so_may_be():
    assert not can_say(LEDGER, PLACES, "The time was {{ months.range }}.")
    assert can_say(LEDGER, PLACES, "No time: {{ why(months.range) }}.")


def test_a_sentence_may_be_for_studies_that_have_something_without_printing_it():
    assert can_say(LEDGER, PLACES, "{{ given(crs.any) }} Table 9 says it.")
    assert not can_say(LEDGER, PLACES, "{{ given(reading.1) }} Table 9 says it.")
    assert not can_say(LEDGER, PLACES, "{{ given(months.range) }} It was long.")
    assert paragraph(LEDGER, PLACES, ["{{ given(crs.any) }} Table 9 says it."]).runs == (Run("Table 9 says it."),)


def test_a_sentence_names_a_table_by_its_number_and_is_not_said_where_the_report_lacks_it():
    named = "{{ table(readings) }} and {{ figure(survival) }} say it."
    assert said(LEDGER, PLACES, [named, "See {{ table(undecided) }}."]) == "Table 9 and Figure 4 say it."
    assert referring(PLACES, ["As in {{ table(readings) }}.", "As in {{ table(undecided) }}.", "n.r."]) == (
        "As in Table 9.",
        "n.r.",
    )


def test_a_range_of_fewer_than_all_says_of_how_many():
    assert [run.text for run in paragraph(LEDGER, PLACES, ["{{ few.range }}"]).runs] == ["3–7 months (n = 3)"]
