"""A text against a ledger: by name, value and rounding; what the ledger does not hold is uncovered, not wrong."""

import pytest

from blastline.audit.checks.study import against_study
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow


def _row(key, section, variable, text, patient="", **rest):
    return LedgerRow(key, key, section, variable, rest.pop("statistic", "value"), text, patient_id=patient, **rest)


LEDGER = Ledger(
    [
        _row("study.patients", "study", "patients", "2 patients", value=2.0),
        _row("baseline.age.pt-1", "baseline", "age", "20", "Pt 1", unit="years"),
        _row("baseline.age.pt-2", "baseline", "age", "68.45", "Pt 2", unit="years"),
        _row("baseline.platelets.pt-1", "baseline", "platelets", "58", "Pt 1", unit="×10⁹/L"),
        _row("response.response.pt-1", "response", "response", "CR", "Pt 1"),
        _row("response.response.pt-2", "response", "response", "NR", "Pt 2"),
        _row("response.response.cr.count", "response", "response", "1/2", category="CR", statistic="count"),
        _row("reported-grade.crs.pt-1", "reported_grade", "cytokine release syndrome", "1", "Pt 1"),
        _row("reported-grade.crs.pt-2", "reported_grade", "cytokine release syndrome", "1, possibly 2", "Pt 2"),
    ]
)


@pytest.fixture(scope="module")
def held(understood):
    return lambda text: against_study(understood(text), LEDGER)


@pytest.mark.parametrize(
    ("text", "message", "key"),
    [
        ("Pt 2 obtained CR.", "response of Pt 2 is CR in the Results and NR in the study.", "response.response.pt-2"),
        ("Two patients obtained CR.", "CR is reported of 2 patients in the Results, and of 1 patient in the study (Pt 1).", "response.response.cr.count"),
        ("Pt 1 was diagnosed with grade 2 of CRS.", "grade of CRS of Pt 1 is 2 in the Results and 1 in the study.", "reported-grade.crs.pt-1"),
        ("Before therapy, Pt 1 had platelets of 58 ×10^6/L.", "platelets of Pt 1 are 58 ×10^6/L in the Results and 58 ×10^9/L in the study.", "baseline.platelets.pt-1"),
        ("Their age ranged from 25 to 68 years.", "The lowest age is 25 in the Results and 20 in the study.", "baseline.age.pt-1"),
        ("Three patients were enrolled.", "The series has 3 patients in the Results and 2 in the study.", "study.patients"),
    ],
)  # fmt: skip
def test_what_disagrees_names_the_row_of_the_ledger(held, text, message, key):
    (one,) = held(text).disagreements
    assert one.message == message
    assert key in [place.ledger_key for place in one.places]


@pytest.mark.parametrize("age", ["68.5", "68.4", "68"])
def test_either_way_of_rounding_agrees(held, age):
    assert held(f"Pt 2 was a woman of {age} years.").disagreements == ()


@pytest.mark.parametrize(
    "text",
    [
        "Pt 2 was diagnosed with grade 2 of CRS.",  # the study leaves it open
        "Two patients had grade 1 of CRS.",  # of one patient it is open
        "Pt 1 had ferritin of 900 ng/mL.",  # the study does not hold it
    ],
)
def test_what_the_study_leaves_open_is_uncovered(held, text):
    found = held(text)
    assert found.disagreements == ()
    assert [quote.quote for quote in found.uncovered] == [text]


def test_what_was_found_is_not_uncovered(held):
    assert held("Pt 1 obtained CR, and one patient obtained NR.").uncovered == ()
