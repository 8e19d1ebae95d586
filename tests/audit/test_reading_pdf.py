"""PDF: the text layer, set by Typst for these tests."""

from pathlib import Path

import pytest
import typst

SERIES = """#set page(columns: 2, header: [An Invented Journal], footer: context counter(page).display())
#place(top, scope: "parent", float: true)[#text(17pt, weight: "bold")[An invented series of therapy] \\ Ann Author]
= Abstract
*Methods:* Five patients. *Results:* Four of five (80 %) responded to what they were given in this series.
= Results
== Blood counts
Platelets were 58 × 10#super[9]/L in Pt. 3 at 5 mg/m#super[2], and the haematological toxicity of this patient was overwhelming.

#figure(caption: figure.caption(position: top)[Grades by patient.], table(columns: 3,
  table.header[Patient][CRS][Response to therapy], [Pt 1], [1], [CR], [Pt 2], [], [CRi, and MRD positive after it]))

Nobody died.
#pagebreak()
= References
+ Lee DW. A scale. 2014.
+ Topp MS. A trial. 2015.
"""


@pytest.fixture(scope="module")
def set_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pdf")

    def compile_(text: str) -> bytes:
        source = folder / "invented.typ"
        source.write_text(text, encoding="utf-8")
        typst.compile(str(source), output=str(folder / "invented.pdf"))
        return Path(folder / "invented.pdf").read_bytes()

    return compile_


def test_sections_are_told_by_their_type_and_the_journal_is_left_out(read, said, set_page):
    series = read(set_page(SERIES), ".pdf")
    assert series.title == "An invented series of therapy"
    told = said(series)
    assert told[0] == "Authors | Ann Author"
    assert "Abstract | Four of five (80 %) responded to what they were given in this series." in told
    assert told[-1] == "Results | Nobody died."
    assert not any("Invented Journal" in one for one in told)


def test_raised_figures_and_words_cut_by_a_line_are_read(read, set_page):
    (counts, died) = [one for one in read(set_page(SERIES), ".pdf").sentences if one.heading == "Blood counts"]
    assert counts.text == (
        "Platelets were 58 ×10^9/L in Pt. 3 at 5 mg/m^2, and the haematological toxicity of this patient was overwhelming."
    )
    assert (died.text, died.place.page) == ("Nobody died.", 1)


def test_cells_are_told_by_where_they_stand(read, drawn_table, set_page):
    (table,) = read(set_page(SERIES), ".pdf").tables
    assert (table.number, table.title) == ("Table 1", "Grades by patient.")
    assert drawn_table(table) == (
        "Patient | CRS | Response to therapy\n"
        "Pt 1 | 1 | CR\n"
        "Pt 2 |  | CRi, and MRD positive after it"
    )  # fmt: skip


def test_references_of_a_further_page_know_it(read, set_page):
    references = read(set_page(SERIES), ".pdf").references
    assert (references[2].text, references[2].place.page) == ("Topp MS. A trial. 2015.", 2)


LONG_TABLE = """#set page(height: 9cm)
= Results
All of it is invented for this test, and the text is set in type of the usual size, as in an article.
#figure(caption: figure.caption(position: top)[Grades by patient.], table(columns: 3,
  table.header[Patient][CRS][Response to therapy], ..range(1, 13).map(at => ([Pt #at], [1], [CR])).flatten()))
"""


def test_a_table_goes_on_over_pages_with_its_heads_told_once(read, set_page):
    series = read(set_page("#show figure: set block(breakable: true)\n" + LONG_TABLE), ".pdf")
    (table,) = series.tables
    assert [row[0].text for row in table.rows] == [f"Pt {at}" for at in range(1, 13)]
    assert {row[0].place.page for row in table.rows} == {1, 2}


def test_long_notes_in_small_type_do_not_make_the_text_a_heading(read, said, set_page):
    notes = "#text(8pt)[" + "These notes are long and are set in small type below. " * 6 + "]"
    words = "CD3+ cells were 25 to 51% of all of the cells that the laboratory found\\ in the blood of them."
    series = read(
        set_page(
            f"= Results\n#text(11pt)[Of five patients all were well, and each of them was seen. {words}]\n\n{notes}"
        ),
        ".pdf",
    )
    assert said(series)[1] == (
        "Results | CD3+ cells were 25 to 51% of all of the cells that the laboratory found in the blood of them."
    )
