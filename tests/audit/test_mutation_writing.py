"""How a manuscript is written in a format: what an auditor has to read, and on which lines each part stands."""

import re
from html import unescape
from itertools import pairwise

import pytest
from docx import Document

from mutation.draft import Draft, Numbering, Section, Slot, Table
from mutation.in_pdf_text import FURNITURE, PAGE, WIDTH
from mutation.manuscript import Plan, draft_of
from mutation.study import Study
from mutation.writing import write, written


@pytest.fixture
def draft():
    part = Numbering().part
    header = (part("Pt"), part("Age (years)"))
    rows = ((part("Pt 1"), part(Slot("68", "value", "1.age"))), (part("Pt 2"), part(Slot("31", "value", "2.age"))))
    table = Table("Table 1", part("INVENTED ages"), header, rows, (part("Ages in years."),))
    sentences = (
        part("There were n = 2 of them."),
        part("Both were invented, which is a very great consolation to everyone."),
    )
    section = Section(part("Results"), 2, (sentences, table))
    return Draft(Study(()), "pt", "rows", part("INVENTED DATA: two"), (section,), (part("Nobody N. Nothing. 1900."),))


def test_markdown_has_a_line_for_each_paragraph_and_each_row(draft):
    assert written(draft, "markdown").text == (
        "# INVENTED DATA: two\n\n## Results\n\n"
        "There were n = 2 of them. Both were invented, which is a very great consolation to everyone.\n\n"
        "**Table 1.** INVENTED ages\n\n| Pt | Age (years) |\n|---|---|\n| Pt 1 | 68 |\n| Pt 2 | 31 |\n\n"
        "Ages in years.\n\n## References\n\n1. Nobody N. Nothing. 1900.\n"
    )


def test_a_web_page_escapes_its_signs_and_has_its_tables_as_tables(draft):
    lines = written(draft.with_parts({draft.title.id: ("a < b & c",)}), "html").lines
    assert lines[2] == "<h1>a &lt; b &amp; c</h1>"
    assert lines[5:9] == [
        "<table>",
        "<caption>Table 1. INVENTED ages</caption>",
        "<tr><th>Pt</th><th>Age (years)</th></tr>",
        "<tr><td>Pt 1</td><td>68</td></tr>",
    ]


def test_text_of_a_pdf_has_broken_lines_and_tabs_and_a_quarter_for_equals(draft):
    assert written(draft, "pdf text", quarters=True).text == (
        "INVENTED DATA: two\n\nResults\n\n"
        "There were n ¼ 2 of them. Both were invented, which is a very great consolation to\n"
        "everyone.\n\nTable 1. INVENTED ages\n\nPt\tAge (years)\nPt 1\t68\nPt 2\t31\n\n"
        "Ages in years.\n\nReferences\n\n[1] Nobody N. Nothing. 1900.\n"
    )


def test_a_part_knows_the_lines_on_which_it_stands(draft):
    places = written(draft, "pdf text").places
    assert [places[part.id] for part in draft.sentences()] == [(5, 5), (5, 6)]
    assert [places[part.id] for part in draft.cells()] == [(11, 11), (11, 11), (12, 12), (12, 12)]


@pytest.mark.parametrize("format_", ["markdown", "pdf text", "html"])
def test_the_words_of_every_part_stand_on_its_lines(format_):
    for number in range(25):
        draft = draft_of(Plan(1, number))
        found = written(draft, format_)
        for part in draft.parts():
            first, last = found.places[part.id]
            there = "\n".join(found.lines[first - 1 : last])
            there = re.sub("\n\n[^\n]*INVENTED DATA · [^\n]*\n\n", "\n", there)
            there = unescape(re.sub("</t[dh]><t[dh]>|<[^>]+>", " ", there)) if format_ == "html" else there
            whole = re.sub(r"(\w)-\n(?=\w)", r"\1", there).replace("\n", " ")
            assert part.text in whole or part.text in there.replace("\n", " "), part.text


def test_a_page_ends_within_a_paragraph_and_a_long_word_at_the_end_of_a_line():
    lines = [line for number in range(25) for line in written(draft_of(Plan(1, number)), "pdf text").lines]
    assert max(len(line) for line in lines if "\t" not in line) <= WIDTH + 1
    furniture = [place for place, line in enumerate(lines) if line.startswith(FURNITURE.split("{")[0])]
    assert furniture
    assert min(later - earlier for earlier, later in pairwise(furniture) if later > earlier) > PAGE / 2
    assert any(re.search("[a-z]-$", line) for line in lines)


def test_word_has_the_same_words_and_its_tables_as_tables(draft, tmp_path):
    write(draft, "docx", tmp_path / "m.docx")
    document = Document(str(tmp_path / "m.docx"))
    assert [paragraph.text for paragraph in document.paragraphs][:3] == [
        "INVENTED DATA: two",
        "Results",
        "There were n = 2 of them. Both were invented, which is a very great consolation to everyone.",
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Pt", "Age (years)"],
        ["Pt 1", "68"],
        ["Pt 2", "31"],
    ]


def test_a_part_that_was_left_out_leaves_no_gap(draft):
    first, second = draft.sentences()
    assert second.text in written(draft.with_parts({first.id: ()}), "markdown").lines
