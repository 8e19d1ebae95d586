"""The PDF: text reaches Typst as text, wide tables stand on turned pages, the same bytes each time."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import typst

from blastline.report.document import Cell, Column, Document, Figure, Heading, Notice, Paragraph, Run, Table
from blastline.report.layout import breakable
from blastline.report.pdf import render_pdf, typst_literal

Rendered = Callable[[Document], bytes]


@pytest.fixture
def rendered(tmp_path: Path) -> Rendered:
    def render(document: Document) -> bytes:
        render_pdf(document, tmp_path / "report.pdf")
        return (tmp_path / "report.pdf").read_bytes()

    return render


def pages(pdf: bytes) -> list[str]:
    """Each page as it is held, read from the boxes that Typst writes in the clear."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return ["landscape" if float(width) > float(height) else "portrait" for width, height in boxes]


def as_typst_reads(value: object) -> Any:
    compiler = typst.Compiler(f"#metadata({typst_literal(value)}) <value>".encode(), ignore_system_fonts=True)
    return json.loads(compiler.query("<value>", field="value", one=True))


@pytest.mark.parametrize(
    "text",
    [
        "# $ * _ @ < > [ ] \\ \" ` `` ``` ~ // /* */ = - + ' & { } ( )",
        "= a heading\n- an item\n+ a number\n/ a: term",
        '#panic("no") #import "x" @cite <label> https://example.org $x^2$',
        '\\" \\n \\u{41} \\\\ "',
        "tab\there",
        "µ ⁺ × – ≥ ≤ ° ⁻ † ‡ é ü 10⁹/L",
        "",
    ],
)
def test_typst_reads_text_back_unchanged(text: str) -> None:
    assert as_typst_reads(text) == text


def test_typst_reads_lists_and_named_values_back_unchanged() -> None:
    value = {"labels": ["one"], "none": [], "rows": [["a", "b"], ["c", "d"]], "size": 8.5, "wide": True}
    assert as_typst_reads(value) == value


def test_a_value_that_typst_has_no_word_for_is_refused() -> None:
    with pytest.raises(TypeError, match="no way to write None in Typst"):
        typst_literal(None)


def test_control_characters_are_left_out() -> None:
    assert typst_literal("a\x00b\x0bc\r") == '"abc"'


def test_what_records_hold_is_text_and_never_markup(
    report_of: Callable[..., Document], rendered: Rendered, nasty: str
) -> None:
    table = Table(
        nasty, nasty, (Column(nasty, nasty), Column(nasty)), ((Cell(nasty), Cell(nasty)),), (nasty,), number=nasty
    )
    blocks = (Heading(nasty), Notice(nasty), Paragraph((Run(nasty, nasty),)), table, replace(table, rows=()))
    document = replace(report_of(*blocks), title=nasty, subtitle=nasty, footer=nasty)
    assert rendered(document).startswith(b"%PDF")


def test_a_wide_table_turns_the_page_and_turns_it_back(sample_document: Document, rendered: Rendered) -> None:
    assert pages(rendered(sample_document)) == ["portrait", "landscape", "portrait"]


def test_a_document_without_wide_tables_is_never_turned(report_of: Callable[..., Document], rendered: Rendered) -> None:
    assert pages(rendered(report_of(Heading("Patients"), Paragraph((Run("Five."),))))) == ["portrait"]


def test_two_runs_give_the_same_bytes(sample_document: Document, rendered: Rendered) -> None:
    assert rendered(sample_document) == rendered(sample_document)


def test_no_clock_is_read(sample_document: Document, rendered: Rendered) -> None:
    dates = re.findall(rb"Date\s*\(D:(\d{8})", rendered(sample_document))
    assert set(dates) == {b"20000101"}


def test_only_fonts_that_typst_brings_along_are_used(sample_document: Document, rendered: Rendered) -> None:
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]+\+([A-Za-z]+)", rendered(sample_document)))
    assert fonts == {b"LibertinusSerif"}


def test_signs_of_the_trade_have_a_glyph_in_the_fonts(report_of: Callable[..., Document], rendered: Rendered) -> None:
    """A sign that no font has falls back to another font or to an empty box; these need neither."""
    pdf = rendered(report_of(Paragraph((Run("µ ⁺ × – ≥ ≤ ° ⁻ † ‡ é ü ⁹ α β γ Δ ± ‰ § “ ”"),))))
    assert set(re.findall(rb"/FontName\s*/[A-Z]+\+([A-Za-z]+)", pdf)) == {b"LibertinusSerif"}


def test_a_long_table_runs_over_several_pages(report_of: Callable[..., Document], rendered: Rendered) -> None:
    rows = tuple((Cell(f"Pt {i}"), Cell("28")) for i in range(200))
    table = Table("t", "Long", (Column("Patient"), Column("Days")), rows)
    assert len(pages(rendered(report_of(table)))) > 2


def test_a_cell_longer_than_a_page_runs_on_rather_than_off_it(
    report_of: Callable[..., Document], rendered: Rendered
) -> None:
    row = (Cell("Pt 1"), Cell("A narrative of many words. " * 900))
    table = Table("t", "Long", (Column("Patient"), Column("Narrative", width=4)), (row,))
    assert len(pages(rendered(report_of(table)))) > 2


def test_a_word_broader_than_its_column_gets_places_to_break() -> None:
    assert breakable("thrombocytopenia", letters=20) == "thrombocytopenia"
    assert breakable("thrombocytopenia", letters=12) == "thromboc\u200bytopenia"


def test_figures_of_one_name_in_two_folders_are_both_there(
    report_of: Callable[..., Document], rendered: Rendered, figure: Figure, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "other" / "course.svg"
    elsewhere.parent.mkdir()
    elsewhere.write_text(figure.svg.read_text().replace('width="40"', 'width="80"'))
    twice = rendered(report_of(figure, figure))
    assert rendered(report_of(figure, replace(figure, svg=elsewhere))) != twice


def words_by_page(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_words_go_on_past_a_figure_that_does_not_fit_and_references_do_not(
    report_of: Callable[..., Document], rendered: Rendered, figure: Figure
) -> None:
    figure.svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>')
    led_to, after = Paragraph((Run("Half a page of words. " * 120),)), Paragraph((Run("After the figure."),))
    blocks = (led_to, replace(figure, width_cm=15.0), after, Heading("References"), Paragraph((Run("Cited."),)))
    first, second = words_by_page(rendered(report_of(*blocks)))
    assert "After the figure." in first
    assert second.index("Course of each patient") < second.index("References") < second.index("Cited.")


def test_empty_tables_and_empty_documents_are_printed(
    sample_document: Document, report_of: Callable[..., Document], rendered: Rendered
) -> None:
    assert pages(rendered(report_of(Table("t", "", (), ())))) == ["portrait"]
    assert pages(rendered(Document("", "", (), "", {}))) == ["portrait"]
