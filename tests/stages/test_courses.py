"""Courses by day in the ledger: stretches of grades, results and quartiles, edges of grades, infusion, marrow blasts."""

import pytest

from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion
from blastline.estimate.grade_edges import bands_of
from blastline.estimate.stretches import Stretch, read_stretches, told
from blastline.records.interval import Interval

PLATELETS = '[criteria]\nhaematology = ["ctcae/5.0/platelet_count_decreased", "ctcae/4.03/platelet_count_decreased"]'
COUNTS = """
patient | test      | day | phase  | value | unit    | lower limit
--------+-----------+-----+--------+-------+---------+------------
Pt 1    | platelets | -1  |        | 160   | ×10^9/L | 150
Pt 1    | platelets | 1   |        | 120   | ×10^9/L | 150
Pt 1    | platelets | 2   |        | 110   | ×10^9/L | 150
Pt 1    | platelets | 3   |        | 60    | ×10^9/L | 150
Pt 1    | platelets | 5   |        | 60    | ×10^9/L | 150
Pt 1    | platelets | 9   |        | 30    | ×10^9/L | 150
Pt 1    | platelets | 70  | after  | 160   | ×10^9/L | 150
Pt 2    | platelets | 8   |        | <60   | ×10^9/L | 150
Pt 2    | platelets | 9   |        | <70   | ×10^9/L | 150
Pt 2    | platelets | 10  |        | 80    | ×10^9/L |
"""
PATIENTS = "patient\n---\nPt 1\nPt 2\nPt 3"


@pytest.fixture
def ledger(study_of):
    return study_of(PLATELETS, patients=PATIENTS, measurements=COUNTS).run("polars").ledger


def rows(ledger, section, **fields):
    return {
        row.key.removeprefix(f"{section.replace('_', '-')}."): row for row in ledger.where(section=section, **fields)
    }


def test_days_in_a_row_with_one_grade_are_one_stretch(study_of, engine_name, said):
    run = study_of(PLATELETS, patients=PATIENTS, measurements=COUNTS).run(engine_name)
    # A day on which nobody counted lies in no stretch; day 70 is beyond the window of the treatment.
    assert said(run, "stretches_of_grade") == {
        "Pt 1": "1-2:1 3:2 5:2 9:3",
        "Pt 2": "8-9:2 10:0, possibly 8-9:4 10:1: platelets known only as <60; "
        "lower limit of normal of platelets not recorded",
    }


def test_only_the_scale_that_is_reported_is_told_day_by_day(study_of):
    found = study_of(PLATELETS, measurements=COUNTS.partition("Pt 2")[0]).run("polars").findings
    told_by = {finding.criterion for finding in found if finding.section == "stretches_of_grade"}
    assert told_by == {"ctcae/5.0/platelet_count_decreased"}


def test_stretches_can_be_written_and_read():
    stretches = [Stretch(1, 3, "0", "0"), Stretch(4, 4, "2", "4"), Stretch(8, 20, "", "")]
    assert told(stretches) == "1-3:0 4:2-4 8-20"
    assert read_stretches(told(stretches)) == stretches


def test_the_ledger_tells_both_ends_of_a_day_and_whom_nobody_graded(ledger):
    found = rows(ledger, "grade_by_day")
    assert found["ctcae-5-0-platelet-count-decreased.pt-2"].text == "8-9:2-4 10:0-1"
    patients = found["ctcae-5-0-platelet-count-decreased.patients"]
    assert (patients.text, patients.undecided) == ("2/3", "not graded on any day: 1")


def test_a_few_patients_have_each_result_with_its_cell_and_the_edges_of_the_grades(ledger):
    found = rows(ledger, "time_course", variable="platelets")
    assert {key: row.text for key, row in found.items() if row.statistic == "value"} == {
        "platelets.pt-1.before": "160",
        "platelets.pt-1.1": "120",
        "platelets.pt-1.2": "110",
        "platelets.pt-1.3": "60",
        "platelets.pt-1.5": "60",
        "platelets.pt-1.9": "30",
        "platelets.pt-2.8": "<60",
        "platelets.pt-2.9": "<70",
        "platelets.pt-2.10": "80",
    }
    assert found["platelets.pt-1.9"].evidence == ("measurements:7",)
    below = found["platelets.pt-2.8"]
    assert (below.value, below.value_possible, below.undecided) == (0, 60, "known only within limits")
    assert found["platelets.nadir-day.pt-1"].value == 9
    assert [(row.category, row.text) for row in found.values() if row.statistic == "grade"] == [
        ("4", "0 to below 25"),
        ("3", "25 to below 50"),
        ("2", "50 to below 75"),
    ]


@pytest.mark.parametrize("name", ["neutrophil_count_decreased", "platelet_count_decreased", "anemia"])
def test_every_value_of_a_band_has_its_grade_and_the_values_at_its_edges_are_those_of_the_rule(name):
    rule = criterion(f"ctcae/4.03/{name}")
    (test,) = rule.assessed_by
    bands = bands_of(rule, test)
    assert len(bands) == len(rule.levels) - 1  # grade 1 looks at the lower limit of normal
    for band in bands:
        for value in (band.low, (band.low + band.high) / 2, band.high * 0.999):
            assert adjudicate(rule, {test: Interval.exactly(value)}).surely == band.grade
        assert adjudicate(rule, {test: Interval.exactly(band.high)}).surely != band.grade


def test_a_grade_that_asks_for_more_than_the_count_has_no_band():
    rule = criterion("ctcae/5.0/creatinine_increased")
    assert bands_of(rule, "creatinine") == []


def cohort(n, **columns):
    """So many patients with the same cells."""
    names = list(columns)
    lines = [" | ".join(["patient", *[name.replace("_", " ") for name in names]])]
    for number in range(n):
        cells = [columns[name](number) if callable(columns[name]) else columns[name] for name in names]
        lines.append(" | ".join([f"Pt {number + 1}", *map(str, cells)]))
    return "\n".join(lines)


def test_more_patients_are_summed_up_by_day_and_a_day_of_few_is_left_out(study_of):
    platelets = cohort(12, test="platelets", day=3, value=lambda n: 10 * (n + 1), unit="×10^9/L", lower_limit=150)
    alone = cohort(4, test="platelets", day=4, value=20, unit="×10^9/L", lower_limit=150).partition("\n")[2]
    ledger = study_of(PLATELETS, patients=cohort(12), measurements=f"{platelets}\n{alone}").run("polars").ledger
    found = rows(ledger, "time_course", variable="platelets")
    assert not [row for row in found.values() if row.statistic == "value"]
    middle = {row.statistic: row.value for row in found.values() if row.category == "3" and row.statistic != "grade"}
    assert middle == {"lower quartile": 37.5, "median": 65.0, "upper quartile": 92.5}
    assert found["platelets.3.median"].denominator == 12
    assert not [row for row in found.values() if row.category == "4" and row.statistic != "grade"]
    shares = rows(ledger, "grade_by_day", category="3")
    assert [(row.statistic, row.text) for row in shares.values()] == [
        ("grade 1 or more", "12/12"),
        ("grade 2 or more", "7/12"),
        ("grade 3 or more", "4/12"),
        ("grade 4 or more", "2/12"),
    ]


DOSES = """
patient | drug         | day | end day | dose | dose unit | cycle
--------+--------------+-----+---------+------+-----------+------
Pt 1    | blinatumomab | 1   | 7       | 9    | µg/day    | 1
Pt 1    | blinatumomab | 8   | 10      | 28   | µg/day    | 1
Pt 1    | blinatumomab | 13  | 28      | 28   | µg/day    | 1
Pt 1    | cytarabine   | 30  | 31      | 28   | µg/day    | 1
Pt 2    | blinatumomab | 1   |         | 9    | µg/day    | 1
"""


def test_days_on_the_infusion_leave_out_pauses_and_a_dose_without_an_end(study_of):
    ledger = study_of(patients=PATIENTS, doses=DOSES).run("polars").ledger
    found = rows(ledger, "infusion")
    assert {key: row.text for key, row in found.items()} == {"days.pt-1": "1-10 13-28", "cycles.pt-1": "1-28"}


def test_a_cohort_is_counted_on_each_day_of_infusion(study_of):
    doses = cohort(12, drug="blinatumomab", day=1, end_day=lambda n: 2 + n % 2, dose=9, dose_unit="µg/day", cycle=1)
    found = rows(study_of(patients=cohort(12), doses=doses).run("polars").ledger, "infusion")
    assert {key: row.text for key, row in found.items()} == {
        "infused.day-1": "12/12",
        "infused.day-2": "12/12",
        "infused.day-3": "6/12",
    }


MARROWS = """
patient | blasts | blasts unit | day | phase
--------+--------+-------------+-----+-------
Pt 1    | 80     | %           | -3  |
Pt 1    | 20     | %           | 30  | end
Pt 1    | 4      | %           | 60  | after
Pt 2    | 40     | %           | -3  |
Pt 2    | <5     | %           |     | end
Pt 3    | 50     | %           | -3  |
Pt 4    | 10     | %           | 30  | end
Pt 5    | 0      | %           | -3  |
Pt 5    | 0      | %           | 30  | end
Pt 6    | 20     | %           | -3  |
Pt 6    | 30     | %           | 30  | end
Pt 6    | 1      | %           | 90  | after
"""
TRANSPLANTED = "patient | therapy | given | phase | day\nPt 6 | allo-HSCT | yes | after | 60"


def test_the_best_change_is_the_lowest_share_before_another_therapy(study_of, engine_name, said):
    patients = "patient\n" + "\n".join(f"Pt {n}" for n in range(1, 7))
    run = study_of(patients=patients, marrow_exams=MARROWS, therapies=TRANSPLANTED).run(engine_name)
    assert said(run, "marrow_change") == {
        "Pt 1": "-95 %",
        "Pt 2": "-100 to -87.5 %: lowest blasts known only within limits",
        "Pt 3": "not assessed: no marrow blasts recorded since the first dose",
        "Pt 4": "not assessed: no marrow blasts recorded before treatment",
        "Pt 5": "not assessed: no blasts before treatment",
        "Pt 6": "50 %",
    }
    found = rows(run.ledger, "marrow_change")
    assert found["patients"].text == "3/6"
    assert found["without"].text == (
        "3 (no marrow blasts recorded since the first dose: 1; no marrow blasts recorded before treatment: 1; "
        "no blasts before treatment: 1)"
    )
    assert [found[f"pt-{n}"].text for n in (1, 2, 3, 6)] == ["−95", "−100 to −88", "not recorded", "+50"]
