"""Agreement: reported against derived, scale against scale, with both ends where a reading is open."""

import pytest

from blastline.report.build import tables_of

CRITERIA = """
[criteria]
crs = ["astct/2019/crs", "lee/2014/crs"]
"""
PATIENTS = """
    patient | first dose
    Pt 1    | 2022-01-01
    Pt 2    | 2022-01-01
    Pt 3    | 2022-01-01
"""
# Fever alone; fever and a fall of pressure that needed a drug; fever, and nothing said of the rest.
SIGNS = """
    patient | day | temperature | temperature unit | fever other cause | hypotension | vasopressors | vasopressin | oxygen device
    Pt 1    | 2   | 39          | Cel              | no                | no          | 0            | no          | none
    Pt 2    | 2   | 39          | Cel              | no                | yes         | 1            | no          | none
    Pt 3    | 2   | 39          | Cel              | no                |             |              |             |
"""
REPORTED = """
    patient | term                      | grade | phase
    Pt 1    | cytokine release syndrome | 1     | during
    Pt 2    | cytokine release syndrome | 1     | during
    Pt 3    | cytokine release syndrome | 1     | during
"""
# None of them died of it, which leaves grade 5 out.
DEATHS = """
    patient | endpoint       | value | phase
    Pt 1    | death from CRS | no    | during
    Pt 2    | death from CRS | no    | during
    Pt 3    | death from CRS | no    | during
"""


@pytest.fixture
def ledger(study_of):
    study = study_of(CRITERIA, patients=PATIENTS, vital_signs=SIGNS, adverse_events=REPORTED, reported=DEATHS)
    return study.run("polars").ledger


def said(ledger, first, second, what):
    return ledger[f"agreement.cytokine-release-syndrome.{first}.{second}.{what}"]


def test_what_is_open_may_agree_or_not(ledger):
    same = said(ledger, "as-reported", "astct-2019-crs", "the-same.count")
    assert (same.numerator, same.numerator_possible, same.denominator) == (1, 2, 3)
    assert same.undecided == "open: 1 of 3"
    higher = said(ledger, "as-reported", "astct-2019-crs", "higher.count")
    assert (higher.patients, higher.patients_possible) == (("Pt 2",), ("Pt 3",))


def test_kappa_counts_only_what_both_settle(ledger):
    assert said(ledger, "as-reported", "astct-2019-crs", "kappa").denominator == 2


def test_two_scales_of_one_toxicity_are_held_against_each_other(ledger):
    row = said(ledger, "astct-2019-crs", "lee-2014-crs", "the-same.count")
    assert row.denominator == 3


def test_the_table_names_who_compares_with_whom(ledger):
    table = tables_of(ledger)["agreement"]
    compared = [row[1].text for row in table.rows]
    assert "ASTCT 2019 against as reported" in compared
    assert any("Interval of kappa: Clopper-Pearson" in note for note in table.notes)
    (settled,) = [
        at for at, column in enumerate(table.columns) if (column.label, column.align) == ("Patients", "right")
    ]
    assert {row[1].text: row[settled].text for row in table.rows}["ASTCT 2019 against as reported"] == "2"


def test_the_cross_table_has_every_pair_of_levels(ledger):
    cells = [tuple(cell.text for cell in row[1:]) for row in tables_of(ledger)["cross_tables"].rows]
    assert ("ASTCT 2019 against as reported", "1", "1", "1") in cells
    # Of Pt 2 grade 1 was reported, and ASTCT 2019 makes it 3: the scale that is named first stands first.
    assert ("ASTCT 2019 against as reported", "3", "1", "1") in cells


def test_without_a_second_reading_there_is_no_table(study_of):
    ledger = study_of().run("polars").ledger
    assert not {"agreement", "cross_tables"} & set(tables_of(ledger))
