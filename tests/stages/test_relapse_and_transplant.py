"""Relapse against death without it, and survival by how transplants count: from drawn patients to tables and a figure."""

import pytest

from blastline.estimate.cox import Stretch, hazard_ratio
from blastline.report.build import tables_of
from blastline.report.figures.incidence import draw_incidence

FIRST = "2022-01-01"
# In remission on day 30; Pt 1 relapses, Pt 2 dies without, Pt 3 is transplanted and relapses, the others stay well.
CONTACTS = """
    patient | status | date       | relapse
    Pt 1    | alive  | 2022-04-01 | yes
    Pt 2    | dead   | 2022-05-01 | no
    Pt 3    | alive  | 2022-09-01 | yes
    Pt 4    | alive  | 2022-10-01 | no
    Pt 5    | alive  | 2022-10-15 | no
"""
THERAPIES = """
    patient | therapy   | given | phase | date
    Pt 3    | allo-HSCT | yes   | after | 2022-03-01
    Pt 4    | allo-HSCT | yes   | after | 2022-03-15
"""
NAMES = [f"Pt {number}" for number in range(1, 6)]


def table(head, *rows):
    return "\n".join([head, *rows])


def cohort(study_of, names=tuple(NAMES), contacts=CONTACTS, settings="", remission="2022-01-30"):
    return study_of(
        settings,
        patients=table("patient | first dose", *(f"{name} | {FIRST}" for name in names)),
        reported=table(
            "patient | endpoint | value | phase | date",
            *(f"{name} | response | CR | end | {remission}" for name in names),
        ),
        follow_up=contacts,
        therapies=THERAPIES,
    )


@pytest.fixture
def ledger(study_of):
    return cohort(study_of).run("polars").ledger


def test_who_dies_without_relapse_is_not_censored(ledger):
    relapse, death = (ledger[f"cumulative-incidence.{name}.6-months"] for name in ("relapse", "death-without-relapse"))
    # One of five each; relapse of Pt 3 comes later.
    assert (relapse.value, death.value) == pytest.approx((1 / 5, 1 / 5))
    assert ledger["cumulative-incidence.relapse.events"].patients == ("Pt 1", "Pt 3")
    assert ledger["cumulative-incidence.death-without-relapse.events"].patients == ("Pt 2",)


def test_bounds_of_an_open_share_are_those_of_both_readings(study_of):
    """A relapse of July 2022 may lie before or after six months from remission on 15 January."""
    settings = {"remission": "2022-01-15"}
    partial = CONTACTS.replace("2022-09-01 | yes", "2022-07    | yes")
    row = cohort(study_of, contacts=partial, **settings).run("polars").ledger["cumulative-incidence.relapse.6-months"]
    assert (row.value, row.value_possible) == pytest.approx((1 / 5, 2 / 5))
    days = (partial.replace("2022-07    ", day) for day in ("2022-07-01", "2022-07-31"))
    ends = [cohort(study_of, contacts=contacts, **settings) for contacts in days]
    known = [study.run("polars").ledger[row.key] for study in ends]
    assert row.interval_low == pytest.approx(min(one.interval_low for one in known))
    assert row.interval_high == pytest.approx(max(one.interval_high for one in known))


def test_beyond_the_last_patient_nothing_is_estimated(ledger):
    row = ledger["cumulative-incidence.relapse.24-months"]
    assert (row.text, row.undecided) == ("not estimable", "nobody is followed for 24 months")


def test_a_transplant_may_be_lived_through_end_the_time_or_be_the_event(ledger):
    events = {
        how: ledger[f"transplant-handling.relapse-free-survival.{how}.events"].numerator
        for how in ("observed-through-it", "censored-at-it", "an-event-itself")
    }
    assert events == {"observed-through-it": 3, "censored-at-it": 2, "an-event-itself": 4}
    assert ledger["transplant-handling.relapse-free-survival.transplanted"].patients == ("Pt 3", "Pt 4")


def test_a_relapse_on_the_day_of_the_transplant_came_first(study_of):
    study = cohort(study_of)
    path = study.folder / "therapies.csv"
    path.write_text(path.read_text().replace("2022-03-01", "2022-09-01"))
    ledger = type(study)(study.folder, study.settings).run("polars").ledger
    assert ledger["transplant-handling.relapse-free-survival.censored-at-it.events"].numerator == 3


def test_the_study_may_end_the_observation_with_a_transplant_and_still_see_through_it(study_of, ledger):
    censoring = cohort(study_of, settings='[survival]\ntransplant = "censor"\n').run("polars").ledger
    for how in ("observed-through-it", "censored-at-it", "an-event-itself"):
        key = f"transplant-handling.overall-survival.{how}.median"
        assert censoring[key].text == ledger[key].text
    assert censoring["survival.relapse-free-survival.events"].numerator == 2


def test_of_few_patients_no_hazard_ratio_is_estimated(ledger):
    row = ledger["transplant-handling.overall-survival.hazard-after-it.hazard-ratio"]
    assert (row.text, row.undecided) == ("not estimated", "5 patients; a hazard ratio is estimated from 10 on")


def test_from_ten_on_the_hazard_after_a_transplant_counts_from_its_day(study_of):
    names = [f"Pt {number}" for number in range(1, 11)]
    more = [f"{name} | dead | 2022-0{3 + at}-20 | no" for at, name in enumerate(names[5:])]
    ledger = cohort(study_of, names, CONTACTS + "\n".join(more)).run("polars").ledger
    row = ledger["transplant-handling.overall-survival.hazard-after-it.hazard-ratio"]
    days = {"Pt 3": (59, 243), "Pt 4": (73, 273)}
    others = [(90, False), (120, True), (287, False), (78, True), (109, True), (139, True), (170, True), (200, True)]
    stretches = [Stretch(-1, day, False, event) for day, event in others]
    for start, stop in days.values():
        stretches += [Stretch(-1, start, False, False), Stretch(start, stop, True, False)]
    assert row.value == pytest.approx(hazard_ratio(stretches).ratio, rel=1e-6)
    assert row.interval_method == "profile of Firth's penalised likelihood"


def test_a_transplant_without_a_day_leaves_its_patient_out_and_says_so(study_of):
    study = cohort(study_of)
    path = study.folder / "therapies.csv"
    path.write_text(path.read_text().replace("2022-03-15", ""))
    row = (
        type(study)(study.folder, study.settings)
        .run("polars")
        .ledger["transplant-handling.overall-survival.transplanted"]
    )
    assert (row.text, row.undecided) == ("1/4", "a transplant has no day: Pt 4")


def test_tables_have_a_row_a_cause_and_a_row_an_endpoint(ledger):
    tables = tables_of(ledger)
    assert [row[0].text for row in tables["cumulative_incidence"].rows] == ["Relapse", "Death without relapse"]
    names = [row[0].text for row in tables["survival_by_transplant"].rows]
    assert names == ["Overall survival", "Event-free survival", "Relapse-free survival"]


def test_without_a_transplant_or_a_remission_the_tables_are_left_out(study_of):
    ledger = (
        study_of(follow_up="patient | status | date | relapse\nPt 1 | alive | 2022-04-01 | no").run("polars").ledger
    )
    assert not {"cumulative_incidence", "survival_by_transplant"} & set(tables_of(ledger))
    assert draw_incidence(ledger) is None


def test_curves_that_end_together_have_their_names_above_each_other(study_of):
    study = cohort(study_of, ["Pt 5"], "patient | status | date | relapse\nPt 5 | alive | 2022-10-15 | no")
    (study.folder / "therapies.csv").write_text("patient_id,therapy,given,phase,date\n")
    texts = draw_incidence(study.run("polars").ledger).axes[0].texts
    heights = [text.get_position()[1] for text in texts if text.get_text() in ("Relapse", "Death without relapse")]
    assert abs(heights[0] - heights[1]) > 0.1


@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_figure_names_both_curves_at_any_number_of_patients(n, study_of):
    contacts = "\n".join(CONTACTS.strip().splitlines()[: n + 1])
    study = cohort(study_of, NAMES[:n], contacts)
    (study.folder / "therapies.csv").write_text("patient_id,therapy,given,phase,date\n")
    words = {text.get_text() for text in draw_incidence(study.run("polars").ledger).axes[0].texts}
    assert {"Relapse", "Death without relapse", "At risk", str(n)} <= words
