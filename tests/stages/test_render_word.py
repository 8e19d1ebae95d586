"""The Word document: tables that are tables, wide ones on turned pages, the same bytes each time."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from blastline.report.document import Cell, Column, Document, Heading, Notice, Paragraph, Run, Table
from blastline.report.word import render_word

Rendered = Callable[[Document], Any]


@pytest.fixture
def rendered(tmp_path: Path) -> Rendered:
    def render(document: Document) -> Any:
        render_word(document, tmp_path / "report.docx")
        return docx.Document(str(tmp_path / "report.docx"))

    return render


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_tables_are_real_and_hold_these_cells(sample_document: Document, rendered: Rendered) -> None:
    baseline, toxicity = rendered(sample_document).tables
    assert cells(toxicity) == [["Toxicity", "Grade ≥ 3"], ["ICANS", "1/5"]]
    assert cells(baseline) == [
        ["Patient", "Peripheral blood T cells", "Peripheral blood T cells", "Prior lines"],
        ["Patient", "CD3+ T cells (%)", "CD3+CD8+ T cells (%)", "Prior lines"],
        ["Pt 1", "71.2", "38.0", "VDCLP <4 cycles> & FLAG-IDA"],
        ["Pt 2", "12.4", "5.1", "CAR-T"],
    ]


def test_a_wide_table_turns_the_page_with_its_heading_and_turns_it_back(
    sample_document: Document, rendered: Rendered
) -> None:
    word = rendered(sample_document)
    portrait, landscape = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [section.orientation for section in word.sections] == [portrait, landscape, portrait]
    assert [section.page_width > section.page_height for section in word.sections] == [False, True, False]
    turned = [getattr(item, "text", "a table") for item in word.sections[1].iter_inner_content()]
    assert turned == [
        "Characteristics",
        "Table 1. Before the first dose",
        "a table",
        "CAR-T, chimeric antigen receptor T cells.",
    ]


def test_a_table_is_as_wide_as_the_text_and_its_columns_keep_their_proportion(
    sample_document: Document, rendered: Rendered
) -> None:
    word = rendered(sample_document)
    section, (baseline, _) = word.sections[1], word.tables
    widths = [column.width for column in baseline.columns]
    text = section.page_width - section.left_margin - section.right_margin
    assert sum(widths) == pytest.approx(text, rel=0.001)
    assert widths[3] == pytest.approx(2 * widths[0], rel=0.01)
    assert [cell.width for cell in baseline.rows[2].cells] == widths


def test_a_column_grows_to_hold_its_longest_word(report_of: Callable[..., Document], rendered: Rendered) -> None:
    columns = (Column("Haematological", width=0.1), Column("Text", width=9))
    (table,) = rendered(report_of(Table("t", "", columns, ((Cell("a"), Cell("b")),)))).tables
    # At 9 pt the word is about 2.3 cm long; a hundredth of the line would be 0.2 cm.
    assert table.columns[0].width.cm > 2.2


def test_header_rows_repeat_and_no_row_breaks(sample_document: Document, rendered: Rendered) -> None:
    baseline = rendered(sample_document).tables[0]
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in baseline.rows] == [
        True,
        True,
        False,
        False,
    ]
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in baseline.rows)


def test_the_caption_stays_with_its_table_and_the_table_with_its_notes(
    sample_document: Document, rendered: Rendered
) -> None:
    word = rendered(sample_document)
    (caption,) = [line for line in word.paragraphs if line.text.startswith("Table 1.")]
    assert caption.style.paragraph_format.keep_with_next
    last_row = word.tables[0].rows[-1]
    assert all(line.paragraph_format.keep_with_next for cell in last_row.cells for line in cell.paragraphs)


def test_tables_have_three_rules_and_no_others(sample_document: Document, rendered: Rendered) -> None:
    toxicity = rendered(sample_document).tables[1]
    outer = [rule.tag for rule in toxicity._tbl.tblPr.find(qn("w:tblBorders"))]
    inner = [cell._tc.find(f".//{qn('w:tcBorders')}") is not None for row in toxicity.rows for cell in row.cells]
    assert outer == [qn("w:top"), qn("w:bottom")]
    assert inner == [True, True, False, False]


def test_headings_are_words_own(sample_document: Document, rendered: Rendered) -> None:
    word = rendered(sample_document)
    styles = {line.text: line.style.name for line in word.paragraphs}
    assert styles["Blinatumomab after CAR-T"] == "Title"
    assert styles["Patients"] == "Heading 1"
    assert styles["Characteristics"] == "Heading 2"
    assert styles["Not for clinical decisions."] == "Notice"
    assert styles["Of five patients, 4 reached CR or CRi."] == "Normal"


def test_a_figure_has_a_description_and_a_caption(sample_document: Document, rendered: Rendered) -> None:
    word = rendered(sample_document)
    (picture,) = word.inline_shapes
    assert picture._inline.docPr.get("descr") == 'Five bars; the "longest" is Pt 3'
    assert picture.width.cm == pytest.approx(3.0, abs=0.01)
    assert "Figure 1. Course of each patient Bars are days." in [line.text for line in word.paragraphs]


def test_every_page_says_the_footer_and_its_number(sample_document: Document, rendered: Rendered) -> None:
    for section in rendered(sample_document).sections:
        (line,) = section.footer.paragraphs
        fields = [code.text for code in line._p.iter(qn("w:instrText"))]
        assert line.text.startswith("Blastline · invented patients\tPage ")
        assert fields == ["PAGE", "NUMPAGES"]


def test_properties_name_the_document(sample_document: Document, rendered: Rendered) -> None:
    properties = rendered(sample_document).core_properties
    assert (properties.title, properties.subject) == ("Blinatumomab after CAR-T", "Five adults")
    assert properties.author == "Blastline"
    assert properties.created == properties.modified == datetime(2000, 1, 1, tzinfo=UTC)


def test_two_runs_give_the_same_bytes_whatever_the_clock(
    sample_document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first.docx", tmp_path / "second.docx"
    render_word(sample_document, first)
    later = time.gmtime(1_900_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    render_word(sample_document, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_table_without_rows_prints_none(sample_document: Document, rendered: Rendered) -> None:
    word = rendered(sample_document)
    assert len(word.tables) == 2
    assert [line.text for line in word.paragraphs].count("None.") == 1


def test_a_wide_table_without_rows_does_not_turn_the_page(
    report_of: Callable[..., Document], rendered: Rendered
) -> None:
    word = rendered(report_of(Table("t", "Nothing", (Column("A"),), (), wide=True)))
    assert [section.orientation for section in word.sections] == [WD_ORIENT.PORTRAIT]


def test_a_few_words_between_two_wide_tables_do_not_turn_the_page_back(
    report_of: Callable[..., Document], rendered: Rendered
) -> None:
    wide = Table("t", "Wide", (Column("A"),), ((Cell("a"),),), wide=True)
    between = Paragraph((Run("A sentence."),))
    a_page = Paragraph((Run("Many sentences. " * 80),))
    assert len(rendered(report_of(wide, between, wide)).sections) == 1
    assert len(rendered(report_of(wide, a_page, wide)).sections) == 3


def test_turning_the_page_leaves_no_empty_paragraph_that_could_fill_a_page(
    sample_document: Document, rendered: Rendered
) -> None:
    sections = rendered(sample_document).sections
    lasts = [list(section.iter_inner_content())[-1].text for section in sections[:2]]
    assert lasts == ["Of five patients, 4 reached CR or CRi.", "CAR-T, chimeric antigen receptor T cells."]


def test_two_tables_in_a_row_stay_two(report_of: Callable[..., Document], rendered: Rendered) -> None:
    table = Table("t", "", (Column("A"),), ((Cell("a"),),))
    assert len(rendered(report_of(table, table)).tables) == 2


def test_what_records_hold_comes_back_as_it_was(
    report_of: Callable[..., Document], rendered: Rendered, nasty: str
) -> None:
    table = Table(nasty, nasty, (Column(nasty),), ((Cell(nasty),),), (nasty,), number=nasty)
    document = replace(report_of(Heading(nasty), Notice(nasty), table), title=nasty, footer=nasty)
    assert cells(rendered(document).tables[0]) == [[nasty], [nasty]]


def test_control_characters_are_left_out(report_of: Callable[..., Document], rendered: Rendered) -> None:
    table = Table("t", "", (Column("A"),), ((Cell("a\x00b\x0bc\x1f"),),))
    assert cells(rendered(report_of(table)).tables[0]) == [["A"], ["abc"]]


def test_a_document_of_nothing_is_still_a_document(rendered: Rendered) -> None:
    assert [line.text for line in rendered(Document("", "", (), "", {})).paragraphs] == ["Report"]
