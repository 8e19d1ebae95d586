"""Subgroups that a study chose: responses, hazard ratios and a test of relapse, from drawn patients to a forest."""

import re
from typing import get_args

import pytest

from blastline.errors import StudyError
from blastline.estimate.baseline import CHARACTERISTICS
from blastline.estimate.cox import Stretch, hazard_ratio
from blastline.estimate.gray import gray_test
from blastline.report.build import tables_of
from blastline.report.figures.subgroups import draw_subgroups
from blastline.report.narrative import narrative
from blastline.settings import SubgroupName

CHOSEN = '[report]\nsubgroups = ["sex"]\ntests = true\n'
UNTESTED = '[report]\nsubgroups = ["sex"]\n'
# Twelve patients in remission on day 30: sex, months lived, alive or dead, and whether a relapse came.
COURSES = """
    patient | sex    | date       | status | relapse
    Pt 01   | male   | 2022-03-01 | dead   | yes
    Pt 02   | male   | 2022-04-01 | dead   | yes
    Pt 03   | male   | 2022-05-01 | dead   | no
    Pt 04   | male   | 2022-06-01 | dead   | yes
    Pt 05   | male   | 2022-07-01 | alive  | no
    Pt 06   | male   | 2022-08-01 | dead   | yes
    Pt 07   | male   | 2022-09-01 | alive  | no
    Pt 08   | female | 2022-05-15 | alive  | no
    Pt 09   | female | 2022-08-15 | dead   | no
    Pt 10   | female | 2022-09-15 | alive  | no
    Pt 11   | female | 2022-10-01 | alive  | yes
    Pt 12   |        | 2022-10-15 | alive  | no
"""
DAYS = [59, 90, 120, 151, 181, 212, 243], [134, 226, 257, 273]
DEAD = [1, 1, 1, 1, 0, 1, 0], [0, 1, 0, 0]
ENDED = ["relapse", "relapse", "death", "relapse", "", "relapse", ""], ["", "death", "", "relapse"]


@pytest.fixture
def ledger_of(study_of, drawn):
    """The ledger of the first `n` of the patients."""

    def build(n=12, settings=CHOSEN, courses=COURSES):
        rows = drawn(courses)[:n]
        lines = {
            "patients": ["patient | sex | first dose", *(f"{r['patient']} | {r['sex']} | 2022-01-01" for r in rows)],
            "reported": [
                "patient | endpoint | value | phase | date",
                *(f"{r['patient']} | response | CR | end | 2022-01-31" for r in rows),
            ],
            "follow_up": [
                "patient | status | date | relapse",
                *(f"{r['patient']} | {r['status']} | {r['date']} | {r['relapse']}" for r in rows),
            ],
        }
        study = study_of(settings, **{name: "\n".join(told) for name, told in lines.items()})
        return study.run("polars").ledger

    return build


def test_each_group_has_its_responses_with_an_exact_interval_and_who_is_in_none_is_told(ledger_of):
    ledger = ledger_of()
    assert ledger["subgroup-response.sex.male.count"].text == "7/7 (100%; 95% CI 59–100%)"
    assert ledger["subgroup-response.sex.female.count"].denominator == 4
    assert ledger["subgroup.sex.in-no-group"].patients == ("Pt 12",)


def test_the_hazard_is_held_against_that_of_the_largest_group(ledger_of):
    ledger = ledger_of()
    assert ledger["subgroup-hazard.sex.male.overall-survival.hazard-ratio"].text == "reference"
    stretches = [
        Stretch(-1, day, bool(group), bool(event))
        for group in (0, 1)
        for day, event in zip(DAYS[group], DEAD[group], strict=True)
    ]
    row, expected = ledger["subgroup-hazard.sex.female.overall-survival.hazard-ratio"], hazard_ratio(stretches)
    assert (row.value, row.interval_low, row.interval_high) == pytest.approx(
        (expected.ratio, expected.low, expected.high), rel=1e-6
    )
    assert (row.numerator, row.denominator) == (6, 11)
    assert ledger["subgroup-hazard.sex.female.overall-survival.events"].text == "1/4"


def test_relapse_is_compared_by_grays_test_from_remission(ledger_of):
    row = ledger_of()["subgroup-test.sex.relapse.gray-s-test"]
    groups = [([day - 30 for day in days], ended) for days, ended in zip(DAYS, ENDED, strict=True)]
    assert row.value == pytest.approx(gray_test(groups, "relapse").p, rel=1e-9)
    assert row.text == f"p = {row.value:.3f}"


def test_of_few_patients_nothing_is_estimated_or_tested(ledger_of):
    ledger = ledger_of(9)
    ratio = ledger["subgroup-hazard.sex.female.overall-survival.hazard-ratio"]
    assert (ratio.text, ratio.undecided) == ("not estimated", "9 patients; a hazard ratio is estimated from 10 on")
    test = ledger["subgroup-test.sex.relapse.gray-s-test"]
    assert (test.text, test.undecided) == ("not tested", "9 patients in remission; tested from 10 on")
    assert "subgroup.hazard-ratios" not in ledger
    assert "Hazard ratios" not in said(ledger)


def test_groups_never_followed_together_when_one_relapses_are_not_called_alike(ledger_of):
    *men, _, _, _, _, nobody = COURSES.splitlines()
    women = [f"    Pt {at:02} | female | 2022-02-0{at - 6} | alive | no" for at in range(8, 12)]
    test = ledger_of(courses="\n".join([*men, *women, nobody]))["subgroup-test.sex.relapse.gray-s-test"]
    assert (test.text, test.undecided) == (
        "not tested",
        "the groups were too seldom followed together when one relapsed",
    )


def said(ledger):
    places = {"table(subgroups)": "Table 9", "figure(subgroups)": "Figure 9"}
    blocks = [block for words in narrative(ledger, places).values() for block in words if hasattr(block, "runs")]
    return " ".join("".join(run.text for run in block.runs) for block in blocks)


def test_the_words_name_the_groups_and_the_method_only_where_there_are_any(ledger_of):
    words = said(ledger_of())
    assert "Groups by sex, as the study chose them, stand in Table 9 and Figure 9." in words
    assert "Firth's penalty" in words
    assert "Gray's test" in words
    assert "Groups by" not in said(ledger_of(settings=""))


def test_what_is_recorded_of_nobody_makes_no_groups_and_is_said(ledger_of):
    ledger = ledger_of(settings='[report]\nsubgroups = ["prior_allo_hsct"]\n')
    assert "No subgroups could be formed by prior allo-HSCT" in said(ledger)
    assert draw_subgroups(ledger) is None
    assert "subgroups" not in tables_of(ledger)


def test_the_table_has_a_row_a_group_the_largest_first(ledger_of):
    table = tables_of(ledger_of())["subgroups"]
    assert [(row[0].text, row[1].text) for row in table.rows] == [("Sex", "male"), ("Sex", "female")]
    assert "Not recorded, and in no group: sex 1/12." in table.notes


@pytest.mark.parametrize(("n", "hazards"), [(1, False), (2, False), (5, False), (11, True)])
def test_the_forest_has_ratios_only_where_any_is_estimated(n, hazards, ledger_of):
    words = {text.get_text() for text in draw_subgroups(ledger_of(n)).axes[0].texts}
    assert {"All patients", "Sex", "male", f"{n}/{n}"} <= words
    assert ("Hazard ratio of death" in words) is hazards
    assert any(re.fullmatch(r"0\.\d\d \(0\.\d\d to \d\.\d\d\)", word) for word in words) is hazards


def test_without_a_choice_there_is_no_forest(ledger_of):
    assert draw_subgroups(ledger_of(settings="")) is None


def test_every_name_that_may_be_chosen_is_a_characteristic_in_words():
    in_words = {one.variable for one in CHARACTERISTICS if one.counted}
    assert set(get_args(SubgroupName)) == in_words


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ('"sexx"', 'Did you mean "sex"?'),
        ('"sex", "sex"', '"sex" stands twice among the subgroups.'),
    ],
)
def test_a_wrong_name_is_told_with_its_line(names, told, ledger_of):
    with pytest.raises(StudyError, match=re.escape(told)) as error:
        ledger_of(settings=f"[report]\nsubgroups = [{names}]\n")
    assert "study.toml, line" in str(error.value)


def test_responses_are_tested_against_the_largest_group_where_the_study_asks_for_it(ledger_of):
    # All seven men and all four women responded: no table with these margins is another.
    assert ledger_of()["subgroup-response.sex.female.p"].text == "1.00 (at best 1.00)"
    assert "p (at best)" in [column.label for column in tables_of(ledger_of())["subgroups"].columns]


def test_without_the_switch_nothing_is_tested_between_groups(ledger_of):
    ledger = ledger_of(settings=UNTESTED)
    assert not [row.key for row in ledger if row.section == "subgroup_test" or row.statistic == "p"]
    labels = [column.label for column in tables_of(ledger)["subgroups"].columns]
    assert not {"p (at best)", "Relapse, Gray's test"} & set(labels)
