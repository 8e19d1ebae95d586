"""What an audit found, as a person reads it on a terminal, in a page, and as a program reads it."""

import re

import pytest
from lxml import html
from rich.console import Console

from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Place
from blastline.audit.saying.as_html import as_html
from blastline.audit.saying.as_json import as_json
from blastline.audit.saying.as_terminal import as_terminal
from blastline.audit.saying.marks import Mark, stretches
from blastline.audit.saying.words import place_in_words

SERIES = """An invented series <script>alert(1)</script>

Results

Four of five patients responded. Of these, <b>two</b> (Pt 5) & nobody else had [red]CRS[/red].

Table 2. Grades

Patient\tCRS "grade"
Pt 3\t1 <img src=x onerror=alert(1)>
"""
COUNT = "Of these, <b>two</b> (Pt 5) & nobody else had [red]CRS[/red]."


@pytest.fixture
def series(read):
    return read(SERIES)


@pytest.fixture
def found(series):
    """A contradiction between the text and a cell, and a doubt about the text alone."""
    counted = Quote(COUNT, series.sentences[1].place)
    cell = series.tables[0].rows[0][1]
    part = Quote("(Pt 5)", series.sentences[1].place)
    return [
        Disagreement(
            "count-list:crs", "count-list", "contradiction", "Two are counted, one is named.", "It cannot be told.",
            (counted, Quote(cell.text, cell.place)),
        ),
        Disagreement("totals:x", "totals", "doubt", "A doubt <i>here</i>.", "The text.", (part,)),
    ]  # fmt: skip


def printed(*told):
    console = Console(width=100, record=True, file=None, force_terminal=False)
    with console.capture() as shown:
        console.print(as_terminal(*told))
    return re.sub(r" +\n", "\n", shown.get())


def test_the_terminal_tells_the_gravest_first_with_both_quotes_and_their_places(found, series):
    told = printed(found[::-1], [], series)
    assert told.index("Contradictions (1)") < told.index("Two are counted") < told.index("Doubts (1)")
    assert f"Results, line 5: “{COUNT}”" in told
    assert 'Table 2, row Pt 3, column CRS "grade": “1 <img src=x onerror=alert(1)>”' in told
    assert told.rstrip().endswith("1 contradiction, 1 doubt.\nResearch software. Not for clinical decisions.")


def test_colours_of_a_manuscript_and_signs_that_steer_a_terminal_are_words(series):
    quote = Quote("[bold]x[/bold]\x1b[31m\u202etxt", Place("Results", 1))
    told = printed([Disagreement("a:b", "a", "doubt", "M.", "L.", (quote,))], [], series)
    assert "[bold]x[/bold] [31m txt" in told


def test_a_message_begins_as_sentences_do(series):
    one = Disagreement("units:x", "units", "doubt", "platelets of Pt 2 differ.", "The table.", ())
    assert "Platelets of Pt 2 differ." in printed([one], [], series)
    assert "Platelets of Pt 2 differ." in as_html(series, [one], [])


def test_nothing_that_disagrees_is_told_so(series):
    assert printed([], [], series).startswith("Nothing disagrees.\n")


def test_numbers_that_the_study_does_not_say_are_listed(series):
    told = printed([], [Quote("in 7 patients", Place("Results", 9))], series)
    assert "Numbers of the text without one of the study (1)\n\n  Results, line 9: “in 7 patients”" in told


@pytest.mark.parametrize(
    ("place", "line_is", "words"),
    [
        (Place("Results", 151), "line", "Results, line 151"),
        (Place("Results", 12), "paragraph", "Results, paragraph 12"),
        (Place("Results", 151, 4), "line", "Results, page 4"),
        (Place("Results", 3, 0, "Table 2", "Pt 3", "Response"), "line", "Table 2, row Pt 3, column Response"),
        (Place("Results", 3, 5, "Table 2", "Pt 3"), "line", "Table 2, row Pt 3, page 5"),
        (Place(), "line", "the text"),
    ],
)
def test_a_place_is_told_in_peoples_words(place, line_is, words):
    assert place_in_words(place, line_is) == words


def test_the_list_for_programs_has_what_each_place_is(found):
    first = as_json(found)[0]
    assert list(first) == ["id", "check", "severity", "message", "likelier", "places"]
    assert list(first["places"][1]) == ["quote", "section", "line", "page", "table", "row", "column", "ledger_key"]
    assert (first["id"], first["places"][1]["row"]) == ("count-list:crs", "Pt 3")


def test_words_of_a_manuscript_are_never_markup(found, series):
    text = as_html(series, found, [Quote("<u>7</u>", Place("<i>", 1))])
    page = html.document_fromstring(text)
    assert not page.xpath("//script | //img | //b[not(parent::caption)] | //i | //u | //@onerror")
    assert "<script>alert(1)</script>" in page.findtext(".//h1")
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_every_quote_is_marked_and_linked_to_its_entry_and_back(found, series):
    page = html.document_fromstring(as_html(series, found, []))
    ids = page.xpath("//@id")
    targets = [link.removeprefix("#") for link in page.xpath("//a/@href")]
    assert len(ids) == len(set(ids))
    assert set(targets) <= set(ids)
    assert {"entry-1", "entry-2", "quote-1-1", "quote-1-2", "quote-2-1"} <= set(targets)
    (cell,) = page.xpath("//td[mark]")
    assert cell.find("mark").get("class") == "contradiction"


def test_where_quotes_overlap_the_graver_is_shown_and_both_are_linked(found, series):
    page = html.document_fromstring(as_html(series, found, []))
    marks = page.xpath("//main//p/mark")
    assert "".join(mark.text for mark in marks) == COUNT
    assert {mark.get("class") for mark in marks} == {"contradiction"}
    assert [link.text for link in page.xpath("//p/a[contains(@class, 'to')]")] == ["2", "1"]


def test_each_severity_has_a_line_of_its_own(found, series):
    style = html.document_fromstring(as_html(series, found, [])).findtext(".//style")
    lines = [
        re.search(rf"mark\.{name} {{[^}}]*underline (\w+)", style)[1] for name in ("contradiction", "doubt", "wording")
    ]
    assert lines == ["double", "wavy", "dotted"]


def test_a_quote_that_stands_nowhere_is_told_without_a_link(series):
    lost = Disagreement("a:b", "a", "doubt", "M.", "L.", (Quote("", Place(), "response.cr.count"),))
    page = html.document_fromstring(as_html(series, [lost], []))
    assert page.xpath("string(//section//span[@class='place'])") == "the study, response.cr.count"


def test_research_software_is_said_on_the_page(series):
    assert as_html(series, [], []).count("Research software. Not for clinical decisions.") == 2


def test_a_text_is_cut_where_marks_begin_and_end():
    marks = [Mark(0, 5, 1, "doubt", "a"), Mark(3, 9, 2, "contradiction", "b")]
    cut = [(part.text, part.severity, [mark.anchor for mark in part.ends]) for part in stretches("0123456789", marks)]
    assert cut == [
        ("012", "doubt", []),
        ("34", "contradiction", ["a"]),
        ("5678", "contradiction", ["b"]),
        ("9", "", []),
    ]
