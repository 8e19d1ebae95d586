"""What the ledger and the report say of survival: curve, median, landmarks, follow-up, open dates, whoever is lost."""

import pytest

from blastline.estimate.kaplan_meier import kaplan_meier
from blastline.estimate.ledger import Ledger
from blastline.report.build import tables_of
from blastline.report.figures.survival import draw_survival
from blastline.study import open_study
from blastline.synthesise.cohort import synthesise

FIRST = "2022-01-01"
# Five patients of whom two died on a known day, one in a known month; nothing is known of the last.
CONTACTS = """
patient | status | date       | relapse
--------+--------+------------+--------
Pt 1    | dead   | 2022-02-01 | no
Pt 2    | dead   | 2022-06-01 | no
Pt 3    | alive  | 2022-10-28 | no
Pt 4    | dead   | 2022-04    | no
"""
PATIENTS = "\n".join(["patient | first dose", *(f"Pt {n} | {FIRST}" for n in range(1, 6))])


@pytest.fixture
def ledger(study_of):
    return study_of(patients=PATIENTS, follow_up=CONTACTS).run("polars").ledger


def said(ledger, statistic):
    return ledger[f"survival.overall-survival.{statistic}"].text


def test_whoever_is_lost_is_named_with_the_reason(ledger):
    row = ledger["survival.overall-survival.patients"]
    assert (row.text, row.numerator, row.denominator) == ("4/5", 4, 5)
    assert row.undecided == "no follow-up with a day recorded: Pt 5"
    assert (
        "Overall survival, not counted: no follow-up with a day recorded: Pt 5." in tables_of(ledger)["survival"].notes
    )


def test_a_month_that_is_open_gives_both_curves(ledger):
    # Pt 4 died between day 90 and day 119: of four, half are left from then to day 151.
    late = "with open dates as late as they may be"
    assert said(ledger, "events") == "3"
    assert said(ledger, "median").startswith("4.0 months (95% CI 1.0 to not reached); 4.4 months")
    assert said(ledger, "median").endswith(late)
    assert said(ledger, "6-months") == "25% (95% CI 0.6–80.6%)"
    row = ledger["survival.overall-survival.median"]
    assert (row.value, row.value_possible) == pytest.approx(((90 + 151) / 2 / 30.4375, (119 + 151) / 2 / 30.4375))
    assert (row.interval_method, row.interval_level) == ("beta product", 0.95)


def test_after_the_last_patient_nothing_is_estimated(ledger):
    row = ledger["survival.overall-survival.12-months"]
    assert (row.text, row.value) == ("not estimable", None)
    assert row.undecided == "nobody is followed for 12 months"


def test_follow_up_is_that_of_the_living(ledger):
    assert said(ledger, "follow-up").startswith("9.9 months")


def test_every_step_knows_its_day_and_who_was_at_risk(ledger):
    steps = ledger.where(section="survival", variable="overall survival", statistic="step")
    assert [(step.category, step.denominator, step.numerator) for step in steps] == [
        ("31", 4, 1),
        ("90", 3, 1),
        ("151", 2, 1),
        ("300", 1, 0),
    ]


def test_without_days_there_is_no_curve_no_table_and_the_reason(study_of):
    run = study_of(follow_up="patient | status\nPt 1 | alive").run("polars")
    assert "not recorded for any patient" in run.ledger["survival.times"].undecided
    assert "survival" not in tables_of(run.ledger)


@pytest.mark.parametrize("status", ["alive", "dead"])
@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_the_figure_is_drawn_for_few_patients_with_all_events_and_with_none(n, status, study_of):
    if not n:
        assert draw_survival(Ledger([])) is None
        return
    names = [f"Pt {number}" for number in range(1, n + 1)]
    patients = "\n".join(["patient | first dose", *(f"{name} | {FIRST}" for name in names)])
    rows = [f"{name} | {status} | 2022-0{number + 2}-01 | no" for number, name in enumerate(names)]
    ledger = (
        study_of(patients=patients, follow_up="\n".join(["patient | status | date | relapse", *rows]))
        .run("polars")
        .ledger
    )
    words = {text.get_text() for text in draw_survival(ledger).axes[0].texts}
    assert {"Overall survival", "At risk", str(n), "Months"} <= words


def test_thousands_of_patients_are_counted_once_each():
    """A curve of so many took seconds when each step counted everybody anew."""
    times = [float(number % 4999) + number / 20000 for number in range(20000)]
    curve = kaplan_meier(times, [number % 2 == 0 for number in range(20000)])
    assert (curve.n, len(curve.steps), curve.events, curve.method) == (20000, 20000, 10000, "log-log")
    assert [step.at_risk for step in curve.steps] == list(range(20000, 0, -1))


@pytest.mark.slow
def test_a_cohort_has_four_curves_and_a_table_of_them(tmp_path):
    synthesise(tmp_path / "invented", 40, 3)
    run = open_study(tmp_path / "invented").run("polars")
    table = run.table("survival")
    assert [row[0].text for row in table.rows] == [
        "Overall survival",
        "Event-free survival",
        "Relapse-free survival",
        "Duration of response",
    ]
    assert len({row.variable for row in run.ledger.where(section="survival", statistic="step")}) == 4
