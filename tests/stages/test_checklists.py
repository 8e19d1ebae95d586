"""CARE and STROBE: an item stands where the document says it, and nowhere else."""

import csv

import pytest

from blastline.report.build import TABLES
from blastline.report.checklists.fill import checklist, checklists_of
from blastline.report.document import Document, Heading, Paragraph, Run, Table
from blastline.report.drawing import FIGURES
from blastline.report.folder import write_checklists
from blastline.report.manuscript import Manuscript, document_of

NOTHING = Document("A text", "", (), "", {})
TEXT = """\
# Five adults

## Claims

## Ethics and consent

## Patients

The cut-off was {{ study.cutoff }}.

{{ table(baseline) }}
"""


def filled(run, document, name):
    rows = checklists_of(run.ledger, document)[name].rows
    return {row[0].text: tuple(cell.text for cell in row[3:]) for row in rows}


@pytest.mark.parametrize("name", ["care", "strobe"])
def test_whatever_an_item_looks_for_can_be_in_a_document(name, founding_run):
    known = {f"table({table})" for table in TABLES} | {f"figure({figure})" for figure in FIGURES}
    keys = {f"key({row.key})" for row in founding_run.ledger} | {"key(survival.overall-survival.follow-up)"}
    assert {place for item in checklist(name)["item"] for place in item.get("where", ())} <= known | keys


@pytest.mark.parametrize(("name", "topics"), [("care", 13), ("strobe", 22)])
def test_a_checklist_has_all_its_topics_each_item_once(name, topics):
    numbers = [item["number"] for item in checklist(name)["item"]]
    assert {int(number.rstrip("abcde")) for number in numbers} == set(range(1, topics + 1))
    assert len(set(numbers)) == len(numbers)


def test_a_document_without_anything_leaves_every_item_to_write(founding_run):
    for name in ("care", "strobe"):
        for where, left in filled(founding_run, NOTHING, name).values():
            assert where == "not in this document"
            assert left


def test_a_table_counts_only_where_it_is_printed(founding_run):
    table = Table("baseline", "Before treatment", (), (), number="Table 7")
    document = Document("A text", "", (table,), "", {})
    assert filled(founding_run, document, "strobe")["14a"] == ("Table 7", "")
    assert filled(founding_run, document, "strobe")["13c"][0] == "not in this document"


def test_a_number_stands_under_its_heading(founding_run):
    said = Paragraph((Run("The cut-off was "), Run("2022-10-31", "study.cutoff")))
    document = Document("A text", "", (Heading("Methods"), said), "", {})
    assert filled(founding_run, document, "strobe")["5"][0] == "Methods"


def test_a_manuscript_is_read_by_its_headings_tables_and_numbers(founding_run, tmp_path):
    settings = founding_run.study.settings.study
    document = document_of(Manuscript("paper.md", TEXT), founding_run.ledger, settings, tmp_path)
    care, strobe = (filled(founding_run, document, name) for name in ("care", "strobe"))
    assert care["13"][0] == "Ethics and consent"
    assert care["5a"][0] == "Table 1"
    assert strobe["5"][0] == "Patients"
    # "aim" begins no word of "Claims".
    assert strobe["3"][0] == "not in this document"


def test_ten_patients_are_a_cohort_and_no_case_reports(study_of):
    many = study_of(patients="patient\n" + "\n".join(f"Pt {at}" for at in range(1, 11))).run(engine="polars")
    assert list(checklists_of(many.ledger, NOTHING)) == ["strobe"]


def test_the_files_of_invented_patients_say_so(founding_run, tmp_path):
    write_checklists(founding_run.ledger, NOTHING, tmp_path / "checklists", invented=True)
    assert sorted(path.name for path in (tmp_path / "checklists").iterdir()) == ["care.csv", "strobe.csv"]
    with (tmp_path / "checklists" / "care.csv").open(encoding="utf-8") as file:
        assert {row["INVENTED DATA"] for row in csv.DictReader(file)} == {"invented"}
