"""Many patients are listed in files of their own, and no longer in the tables of a report."""

import csv

import pytest

from blastline.report.build import MOST_PRINTED, document_of, listings_of, tables_of
from blastline.report.document import Paragraph
from blastline.report.folder import write_report


def cohort(study_of, n):
    names = [f"Pt {number}" for number in range(1, n + 1)]
    patients = "patient | sex | first dose\n" + "\n".join(f"{name} | male | 2022-01-01" for name in names)
    return study_of(patients=patients).run("polars")


@pytest.fixture
def many(study_of):
    return cohort(study_of, MOST_PRINTED + 1)


def test_so_many_patients_are_printed_and_one_more_is_a_listing(study_of, many):
    few = cohort(study_of, MOST_PRINTED)
    assert "baseline" in tables_of(few.ledger)
    assert not listings_of(few.ledger)
    assert "baseline" not in tables_of(many.ledger)
    assert len(listings_of(many.ledger)["baseline"].rows) == MOST_PRINTED + 1
    assert many.table("baseline").rows == listings_of(many.ledger)["baseline"].rows


def test_the_report_says_where_they_stand_and_each_line_has_its_keys(many, tmp_path):
    study = many.study.settings.study
    document = document_of(many.ledger, study, tables_of(many.ledger), {})
    texts = ["".join(run.text for run in block.runs) for block in document.blocks if isinstance(block, Paragraph)]
    assert any(text.startswith("Of 31 patients each stands in the files of the folder listings") for text in texts)
    write_report(many.ledger, study, "{}", tmp_path / "report", formats=())
    with (tmp_path / "report" / "listings" / "baseline.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["Patient"] == "Pt 1"
    assert "baseline.sex.pt-1" in rows[0]["Keys"].split()
    assert not (tmp_path / "report" / "tables" / "table-1-baseline.csv").exists()


def test_grades_of_stretches_of_days_are_drawn_and_not_told_as_open(study_of):
    run = study_of(
        '[criteria]\nhaematology = ["ctcae/5.0"]\n',
        patients="patient | first dose\nPt 1 | 2022-01-01",
        doses="patient | drug | day | end day | dose | dose unit\nPt 1 | blinatumomab | 1 | 28 | 28 | ug/day",
        measurements="patient | test | value | unit | lower limit | day\nPt 1 | neutrophils | <1.2 | 10^9/L | 2 | 5",
    ).run("polars")
    assert any(row.undecided for row in run.ledger.where(section="grade_by_day") if row.patient_id)
    told = [row[0].text for row in tables_of(run.ledger)["undecided"].rows]
    assert not any("by day" in text for text in told)


def test_what_is_open_is_counted_and_not_named_for_many(many):
    table = tables_of(many.ledger)["undecided"]
    assert all("Pt 1," not in row[1].text for row in table.rows)
