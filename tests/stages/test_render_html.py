"""The web page: whole in one file, the same each time, and honest about where its numbers come from."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from blastline.report.document import Cell, Column, Document, Figure, Heading, Paragraph, Run, Table
from blastline.report.html import render_html

Rendered = Callable[[Document], str]
EMPTY = {"meta", "img", "br", "col", "link"}


class Page(HTMLParser):
    """What a browser would see: each element with its attributes, the text, and elements left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in EMPTY
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def rendered(tmp_path: Path) -> Rendered:
    def render(document: Document) -> str:
        render_html(document, tmp_path / "report.html")
        return (tmp_path / "report.html").read_text(encoding="utf-8")

    return render


def test_the_page_asks_the_network_for_nothing(sample_document: Document, rendered: Rendered) -> None:
    text = rendered(sample_document)
    page = Page(text)
    assert not re.search(r"https?://|@import|url\(", text)
    assert not page.all("script")
    assert not page.all("link")
    assert all(str(image["src"]).startswith("data:") for image in page.all("img"))


def test_two_runs_give_the_same_bytes(sample_document: Document, rendered: Rendered) -> None:
    assert rendered(sample_document) == rendered(sample_document)


def test_every_element_is_closed_and_every_id_stands_once(sample_document: Document, rendered: Rendered) -> None:
    page = Page(rendered(sample_document))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert page.open == []
    assert len(ids) == len(set(ids))


def test_the_contents_lead_to_headings_tables_and_figures(sample_document: Document, rendered: Rendered) -> None:
    page = Page(rendered(sample_document))
    targets = {f"#{attributes['id']}" for _, attributes in page.elements if "id" in attributes}
    links = [link["href"] for link in page.all("a")]
    assert links == [
        "#content",
        "#section-patients",
        "#section-characteristics",
        "#table-baseline",
        "#section-safety",
        "#table-toxicity",
        "#figure-course",
        "#table-deviations",
    ]
    assert set(links) <= targets


def test_two_headings_of_one_name_are_linked_apart(report_of: Callable[..., Document], rendered: Rendered) -> None:
    page = Page(rendered(report_of(Heading("Response"), Heading("Response"))))
    assert [link["href"] for link in page.all("a")] == [
        "#content",
        "#section-response",
        "#section-response-2",
    ]


def test_a_number_says_its_key_and_its_evidence_when_pointed_at(sample_document: Document, rendered: Rendered) -> None:
    page = Page(rendered(sample_document))
    titles = [span["title"] for span in page.all("span") if span.get("class") == "number"]
    assert titles == [
        'response.cr_or_cri: Pt 1 to Pt 4 by "eln/2024"',
        "icans.grade_3: adverse_events.csv, row 7",
    ]


def test_a_number_without_evidence_still_says_its_key(report_of: Callable[..., Document], rendered: Rendered) -> None:
    page = Page(rendered(report_of(Paragraph((Run("3", "deaths"),)))))
    assert [span["title"] for span in page.all("span")] == ["deaths"]


def test_a_spanner_stands_over_its_columns(sample_document: Document, rendered: Rendered) -> None:
    page = Page(rendered(sample_document))
    spanners = [head for head in page.all("th") if head["scope"] == "colgroup"]
    assert [head["colspan"] for head in spanners] == ["2"]
    assert "Peripheral blood T cells" in page.words


def test_columns_keep_their_order_when_a_spanner_comes_back(
    report_of: Callable[..., Document], rendered: Rendered
) -> None:
    columns = (Column("first", "Blood"), Column("second", "Marrow"), Column("third", "Blood"))
    table = Table("t", "Order", columns, ((Cell("1"), Cell("2"), Cell("3")),))
    words = Page(rendered(report_of(table))).words
    assert words.index("first") < words.index("second") < words.index("third")


def test_what_records_hold_is_text_and_never_markup(
    report_of: Callable[..., Document], rendered: Rendered, nasty: str
) -> None:
    table = Table(
        nasty,
        nasty,
        (Column(nasty), Column(nasty, nasty)),
        ((Cell(nasty), Cell(nasty, nasty)),),
        (nasty,),
        number=nasty,
    )
    blocks = (Heading(nasty), Paragraph((Run(nasty, nasty),)), table, replace(table, rows=()))
    document = replace(report_of(*blocks), title=nasty, footer=nasty, evidence={nasty: nasty})
    page = Page(rendered(document))
    assert not page.all("script")
    assert page.open == []
    assert page.words.count(nasty) >= 10


def test_a_word_held_together_is_not_printed_as_markup(report_of: Callable[..., Document], rendered: Rendered) -> None:
    table = Table("t", "", (Column("After CAR-T"),), ((Cell("IL-6 & CAR-T"),),))
    words = Page(rendered(report_of(table))).words
    assert "After CAR-T" in words
    assert "IL-6 & CAR-T" in words


def test_a_table_without_rows_prints_none(sample_document: Document, rendered: Rendered) -> None:
    page = Page(rendered(sample_document))
    assert len(page.all("table")) == 2
    assert page.words.count("None.") == 1


def test_a_figure_is_in_the_page_with_its_description(
    sample_document: Document, figure: Figure, rendered: Rendered
) -> None:
    (image,) = Page(rendered(sample_document)).all("img")
    assert image["alt"] == 'Five bars; the "longest" is Pt 3'
    assert base64.b64decode(str(image["src"]).partition(",")[2]) == figure.svg.read_bytes()


def test_a_reader_without_sight_finds_language_landmarks_and_a_way_past_the_contents(
    sample_document: Document, rendered: Rendered
) -> None:
    page = Page(rendered(sample_document))
    assert page.all("html")[0]["lang"] == "en"
    assert all(len(page.all(landmark)) == 1 for landmark in ("header", "nav", "main", "footer", "h1"))
    assert page.all("a")[0] == {"class": "skip", "href": "#content"}
    assert [note["class"] for note in page.all("p") if note.get("role") == "note"] == ["notice"]
    assert all(table["aria-labelledby"] for table in page.all("table"))


def test_a_document_of_nothing_is_still_a_page(rendered: Rendered) -> None:
    page = Page(rendered(Document("", "", (), "", {})))
    assert page.open == []
    assert not page.all("nav")
