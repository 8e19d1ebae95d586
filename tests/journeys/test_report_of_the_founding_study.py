"""The whole way: five patients go in as CSV, a report comes out, and every number walks back to its cell."""

import csv
import json
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from blastline.report.build import document_of, tables_of
from blastline.report.document import Paragraph

FOUNDING = Path(__file__).parents[2] / "studies" / "salvage-blinatumomab"
TABLES = (
    "baseline",
    "baseline-summary",
    "treatment",
    "haematology",
    "derived",
    "adverse-events",
    "events",
    "infections",
    "change",
    "responses",
    "agreement",
    "cross-tables",
    "undecided",
    "readings",
    "group-statements",
    "criteria",
)
FILES = [
    "checklists/care.csv",
    "checklists/strobe.csv",
    "figures/figure-1-flow.pdf",
    "figures/figure-1-flow.png",
    "figures/figure-1-flow.svg",
    "figures/figure-2-expression.pdf",
    "figures/figure-2-expression.png",
    "figures/figure-2-expression.svg",
    "figures/figure-3-swimmer.pdf",
    "figures/figure-3-swimmer.png",
    "figures/figure-3-swimmer.svg",
    "ledger.csv",
    "ledger.parquet",
    "provenance.json",
    "report.docx",
    "report.html",
    "report.pdf",
    *sorted(f"tables/table-{at}-{name}.csv" for at, name in enumerate(TABLES, start=1)),
]


@pytest.fixture(scope="module")
def reports(typed, tmp_path_factory) -> tuple[Path, Path]:
    """Two reports on the same records, each by a process of its own."""
    folders = tuple(tmp_path_factory.mktemp("reports") / name for name in ("one", "two"))
    for folder in folders:
        done = typed("report", FOUNDING, "--out", folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"The report is in {folder} (report.html, report.docx, report.pdf).\n"
    return folders


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_the_folder_holds_every_document_figure_table_and_the_ledger(reports):
    assert files_in(reports[0]) == sorted(FILES)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_the_same_records_give_the_same_bytes(reports, name):
    one, two = (folder / name for folder in reports)
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.slow
def test_provenance_has_versions_input_hashes_and_criteria(reports):
    made_from = json.loads((reports[0] / "provenance.json").read_text(encoding="utf-8"))
    assert made_from["versions"]["blastline"] == "0.1.0"
    inputs = {path.name: f"sha256:{sha256(path.read_bytes()).hexdigest()}" for path in FOUNDING.iterdir()}
    assert made_from["inputs"] == inputs
    assert "astct/2019/crs" in made_from["criteria"]


@pytest.mark.slow
def test_the_ledger_is_the_same_in_csv_and_parquet(reports):
    with (reports[0] / "ledger.csv").open(encoding="utf-8", newline="") as file:
        as_csv = [(row["key"], row["text"]) for row in csv.DictReader(file)]
    as_parquet = pl.read_parquet(reports[0] / "ledger.parquet").select("key", "text").rows()
    assert as_csv == as_parquet
    assert len(as_csv) > 400


@pytest.mark.slow
def test_polars_gives_the_ledger_that_duckdb_gives(reports, typed, tmp_path):
    done = typed("report", FOUNDING, "--out", tmp_path / "polars", "--format", "html", "--engine", "polars")
    assert done.returncode == 0
    assert (tmp_path / "polars" / "ledger.csv").read_bytes() == (reports[0] / "ledger.csv").read_bytes()


def test_every_number_of_the_text_and_the_tables_is_a_ledger_row(founding_run):
    ledger = founding_run.ledger
    tables = tables_of(ledger)
    assert all(cell.key in ledger for table in tables.values() for row in table.rows for cell in row if cell.key)
    document = document_of(ledger, founding_run.study.settings.study, tables, {})
    texts = [run for block in document.blocks if isinstance(block, Paragraph) for run in block.runs]
    loose = [run.text for run in texts if not run.key and any(letter.isdigit() for letter in run.text)]
    # What is left are names: tables, CD3+ cells, an interleukin, a scale.
    names = ("Table", "CD3+", "CD19", "IL-6", "ASTCT 2019")
    assert [text for text in loose if not any(name in text for name in names)] == []


def test_every_key_of_the_ledger_walks_back_to_its_cells(founding_run):
    explained = {row.key: founding_run.explain(row.key) for row in founding_run.ledger}
    without = [key for key, text in explained.items() if "Records\n  none" in text]
    # Only what nobody recorded has no cell, and a criterion is not a record.
    assert all(founding_run.ledger[key].undecided or key.startswith("criterion.") for key in without)
    assert "vital_signs.csv, row 3, Pt 1" in explained["toxicity.astct-2019-crs.pt-1"]
    assert "read as ×10^9/L" in explained["baseline.neutrophils.pt-1"]


def test_the_code_does_not_know_where_the_study_was_transcribed_from():
    source = Path(__file__).parents[2] / "src"
    assert [path for path in source.rglob("*.py") if "shared/" in path.read_text(encoding="utf-8")] == []


@pytest.mark.slow
def test_check_and_explain_answer_on_the_command_line(typed):
    checked = typed("check", FOUNDING)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "5 patients, no problems" in checked.stdout
    explained = typed("explain", FOUNDING, "response.response.cr-or-cri.count")
    assert "4/5 (80%; 95% CI 28.4–99.5%)" in explained.stdout
    assert "Table 2, row Pt 1, column Response to Blinatumomab" in explained.stdout


def test_a_number_shows_the_statement_that_was_set_aside_for_it(founding_run):
    _, aside = founding_run.explain("response.response.pt-2").split("\nSet aside\n")
    assert "reported.csv, row 4, Pt 2: endpoint = response, value = CR, phase = end" in aside
    assert "\nSet aside\n" not in founding_run.explain("response.response.pt-1")
