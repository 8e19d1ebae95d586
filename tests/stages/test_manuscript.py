"""A manuscript of one's own: Markdown becomes a document whose numbers know their keys."""

import csv
from pathlib import Path

import docx
import pytest

from blastline.report.document import Heading, Item, Notice, Paragraph, Quote, Run, Table
from blastline.report.manuscript import Manuscript, document_of, write_manuscript
from blastline.report.markdown import blocks_of
from blastline.study import open_study

AGE = "baseline.age.median"
TEXT = """\
# Five adults

## Results

The median age was **{{ baseline.age.median }}**, as *Table* {{ table(baseline) }} says;
{{ patients(response.response.cr.count) }} had CR.

{{ table(baseline) }}

{{ figure(flow) }}
"""


def blocks(text):
    return blocks_of(text, lambda slot, line: Run(f"<{slot}@{line}>", slot), lambda slot, line: None)


def test_words_keep_their_emphasis_and_a_number_in_them_its_key():
    (paragraph,) = blocks("One **bold {{ a.b }}**, *one* and [a link](https://example.org).")
    assert paragraph.runs == (
        Run("One "),
        Run("bold ", bold=True),
        Run("<a.b@1>", "a.b", bold=True),
        Run(", "),
        Run("one", italic=True),
        Run(" and "),
        Run("a link", link="https://example.org"),
        Run("."),
    )


def test_a_slot_knows_its_line_in_a_paragraph_of_several():
    (paragraph,) = blocks("\n\nfirst\nsecond {{ a.b }}")
    assert paragraph.runs[-1] == Run("<a.b@4>", "a.b")


def test_lists_are_numbered_from_where_they_begin_and_stand_in_each_other():
    found = blocks("3. three\n4. four\n\n   more of four\n\n- bullet\n  - inner")
    assert [(block.marker, block.level) for block in found] == [("3.", 0), ("4.", 0), ("", 0), ("•", 0), ("•", 1)]
    assert all(isinstance(block, Item) for block in found)


def test_a_heading_a_quote_and_code_are_blocks():
    found = blocks("## Methods {{ a.b }}\n\n> said\n\n```\nx = 1\n```")
    assert found == [Heading("Methods <a.b@1>", 2), Quote((Run("said"),)), Paragraph((Run("x = 1"),))]


def test_a_table_of_ones_own_keeps_the_keys_of_its_numbers():
    (table,) = blocks("| Name | n |\n|---|---:|\n| CR | {{ a.b }} |")
    assert isinstance(table, Table)
    assert [(column.label, column.align) for column in table.columns] == [("Name", "left"), ("n", "right")]
    assert [[(cell.text, cell.key) for cell in row] for row in table.rows] == [[("CR", ""), ("<a.b@3>", "a.b")]]


def test_html_is_text_and_a_link_that_runs_a_script_is_none():
    found = blocks("<script>alert(1)</script>\n\n[x](javascript:alert(1))")
    assert (
        "".join(run.text for block in found for run in block.runs)
        == "<script>alert(1)</script>[x](javascript:alert(1))"
    )
    assert not any(run.link for block in found for run in block.runs)


@pytest.fixture(scope="module")
def written(founding_run, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("manuscript") / "paper"
    study = founding_run.study.settings.study
    write_manuscript(Manuscript("paper.md", TEXT), founding_run.ledger, study, '{"note": ""}', out)
    return out


def test_tables_and_figures_are_numbered_by_their_place_in_the_manuscript(founding_run, tmp_path):
    text = "{{ table(responses) }}\n\nSee {{ table(responses) }} and {{ table(baseline) }}.\n\n{{ table(baseline) }}"
    document = document_of(
        Manuscript("paper.md", text), founding_run.ledger, founding_run.study.settings.study, tmp_path
    )
    numbers = [(block.name, block.number) for block in document.blocks if isinstance(block, Table)]
    assert numbers == [("responses", "Table 1"), ("baseline", "Table 2")]
    (sentence,) = [block for block in document.blocks if isinstance(block, Paragraph)]
    assert "".join(run.text for run in sentence.runs) == "See Table 1 and Table 2."


@pytest.mark.slow
def test_every_format_prints_the_number_that_the_ledger_has(written, founding_run):
    page = (written / "manuscript.html").read_text(encoding="utf-8")
    assert f'<strong><span class="number" title="{AGE}: ' in page
    words = "\n".join(line.text for line in docx.Document(str(written / "manuscript.docx")).paragraphs)
    assert f"The median age was {founding_run.ledger[AGE].text} years" in words
    assert (written / "manuscript.pdf").read_bytes().startswith(b"%PDF")
    assert (written / "figures" / "figure-1-flow.svg").is_file()
    assert "Five adults" in page
    assert page.count("Five adults</h1>") == 1


@pytest.mark.slow
def test_the_numbers_of_a_manuscript_are_listed_with_what_they_rest_on(written, founding_run):
    with (written / "numbers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["key"], row["asked for"]) for row in rows] == [
        ("5", AGE, "number"),
        ("6", "response.response.cr.count", "patients"),
    ]
    assert rows[0]["printed"] == f"{founding_run.ledger[AGE].text} years"
    assert "patients:2" in rows[0]["rests on"]


def test_a_manuscript_on_invented_patients_says_so(study_of, tmp_path):
    study = study_of()
    settings = study.folder / "study.toml"
    settings.write_text(settings.read_text().replace("[study]\n", "[study]\ninvented = true\n"))
    run = open_study(study.folder).run("polars")
    document = document_of(Manuscript("p.md", "# Title\n\nWords."), run.ledger, run.study.settings.study, tmp_path)
    assert isinstance(document.blocks[0], Notice)
    assert "INVENTED" in document.blocks[0].text
    assert "INVENTED" in document.footer
