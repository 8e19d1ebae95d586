"""Invented cohorts: the same seed the same patients, no problem in their records, and marked wherever one looks."""

import csv
import re
from zipfile import ZipFile

import polars as pl
import pypdfium2 as pdfium
import pytest

from blastline.study import open_study
from blastline.synthesise.cohort import TABLES, SynthesisError, synthesise


@pytest.fixture
def cohort(tmp_path):
    def build(count=6, seed=3, **how):
        folder = tmp_path / f"cohort-{len(list(tmp_path.iterdir()))}"
        synthesise(folder, count, seed, **how)
        return folder

    return build


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(cohort):
    one, again, other = cohort(), cohort(), cohort(seed=4)
    for file in sorted(path.name for path in one.iterdir()):
        assert (one / file).read_bytes() == (again / file).read_bytes()
    assert (one / "measurements.csv").read_bytes() != (other / "measurements.csv").read_bytes()


def test_a_smaller_cohort_holds_the_first_patients_of_a_larger_one(cohort):
    few, more = cohort(3), cohort(8)
    for name in TABLES:
        wanted = [row for row in rows(more, name) if row["patient_id"] <= "INV-0000003"]
        assert rows(few, name) == wanted, name


def test_the_records_have_no_problem_in_csv_and_in_parquet(cohort):
    for kind in ("csv", "parquet"):
        study = open_study(cohort(40, kind=kind))
        assert study.check() == []
        assert len(study.records().patient_ids) == 40


def test_parquet_and_csv_hold_the_same_records(cohort):
    def values(kind):
        records = open_study(cohort(4, kind=kind)).records()
        return [(r.patient_id, r.test, r.day, r.interval, r.printed) for r in records.results]

    assert values("csv") == values("parquet")


def test_every_row_of_every_table_says_that_it_is_invented(cohort):
    folder = cohort()
    for name in TABLES:
        found = rows(folder, name)
        assert found
        assert all("INVENTED" in row["source"] and row["patient_id"].startswith("INV-") for row in found)
    assert "INVENTED" in (folder / "study.toml").read_text(encoding="utf-8")


def test_every_fault_is_listed_and_checking_finds_each_kind(cohort):
    folder = cohort(30, faults=True)
    listed = (folder / "faults.tsv").read_text(encoding="utf-8")
    assert all("INVENTED" in line for line in listed.splitlines()[1:])
    said = "\n".join(str(problem) for problem in open_study(folder).check())
    for kind, told in {
        "unit of another size": "limits of normal",
        "comma for a point": "Write a decimal point",
        "misspelt test": "plateletts",
        "point left out": "which cannot be",
        "word that is not known": "sex",
        "empty cell": "status is empty",
    }.items():
        assert kind in listed
        assert told in said, told


def test_every_page_of_its_report_says_so(cohort, tmp_path):
    out = tmp_path / "report"
    open_study(cohort(4)).run("polars").write(out)
    told = "INVENTED DATA: these patients do not exist."
    assert told in (out / "report.html").read_text(encoding="utf-8")
    assert '"invented": true' in (out / "provenance.json").read_text(encoding="utf-8")
    with ZipFile(out / "report.docx") as word:
        footers = [word.read(name).decode() for name in word.namelist() if "footer" in name and name.endswith(".xml")]
    assert footers
    assert all(told in footer for footer in footers)
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(out / "report.pdf")]
    assert len(pages) > 5
    assert all("INVENTED DATA" in page for page in pages)


def test_so_do_its_grades_by_day(cohort, tmp_path):
    open_study(cohort(4)).write_daily_grades(tmp_path / "days.csv", "polars")
    assert set(pl.read_csv(tmp_path / "days.csv")["INVENTED DATA"]) == {"invented"}


def test_so_does_every_other_file_of_its_report(cohort, tmp_path):
    open_study(cohort(5)).run("polars").write(tmp_path / "report", formats=["html"])
    files = [file for file in (tmp_path / "report").rglob("*") if file.is_file() and file.suffix != ".parquet"]
    assert {file.suffix for file in files} == {".html", ".csv", ".svg", ".png", ".pdf", ".json"}
    assert [file.name for file in files if b"invented" not in file.read_bytes().lower()] == []
    assert "INVENTED DATA" in pl.read_parquet(tmp_path / "report" / "ledger.parquet")["label"].to_list()


def test_a_folder_that_holds_something_is_left_alone(cohort, tmp_path):
    folder = cohort()
    with pytest.raises(SynthesisError, match="something in this folder"):
        synthesise(folder, 2, 1)
    with pytest.raises(SynthesisError, match="from 1 to"):
        synthesise(tmp_path / "none", 0, 1)
    with pytest.raises(SynthesisError, match="the seed is -1; write a whole number"):
        synthesise(tmp_path / "none", 2, -1)
    assert not (tmp_path / "none").exists()


def test_the_cohort_has_what_a_study_must_cope_with(cohort):
    folder = cohort(300)
    results = rows(folder, "measurements")
    assert {"g/L", "g/dL", "/uL", "×10^9/L"} <= {row["unit"] for row in results}
    assert any(row["value"].startswith("<") for row in results)
    assert any(re.fullmatch(r"\d{4}-\d{2}", row["date"]) for row in rows(folder, "follow_up"))
    assert {row["status"] for row in rows(folder, "follow_up")} == {"alive", "dead"}
    assert any(row["relapse"] == "yes" for row in rows(folder, "follow_up"))
    assert any(row["therapy"] == "allo-HSCT" and row["given"] == "yes" for row in rows(folder, "therapies"))
    assert any(row["dose"] == "9" for row in rows(folder, "doses"))
    assert any(row["oxygen_device"] == "" for row in rows(folder, "vital_signs"))


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
