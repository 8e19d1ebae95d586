"""Markdown: headings by level, tables, references, raised figures."""

SERIES = """---
title: "An invented series"
---

# Abstract

**Methods:** Five patients. **Results:** Four of five (80 %) responded.

# Results

## Response

Platelets were 58 × 10^9^/L in Pt. 3
and rose after 10<sup>-3</sup> of therapy.^1,2^

**Table 1.** Grades of CRS.

| Patient | CRS | ICANS |
|---------|-----|-------|
| Pt 1    | 1   | 0     |
| Pt 2    | 2   | **1** |

CRS: cytokine release syndrome.

Figure 1: Responses by patient.

# References

1. Lee DW. A scale. 2014.
2. Topp MS. A trial. 2015.
"""


def test_levels_tell_sections_from_what_is_below_them(read, said):
    series = read(SERIES, ".md")
    assert series.title == "An invented series"
    assert said(series) == [
        "Abstract | Five patients.",
        "Abstract | Four of five (80 %) responded.",
        "Results | Platelets were 58 ×10^9/L in Pt. 3 and rose after 10^-3 of therapy.[1,2]",
    ]
    assert series.sentences[2].heading == "Response"


def test_a_sentence_and_a_cell_keep_the_line_of_the_source(read):
    series = read(SERIES, ".md")
    lines = SERIES.splitlines()
    assert series.sentences[2].place.line == lines.index("Platelets were 58 × 10^9^/L in Pt. 3") + 1
    assert series.tables[0].rows[1][2].place.line == lines.index("| Pt 2    | 2   | **1** |") + 1
    assert series.source == tuple(SERIES.split("\n"))


def test_a_table_has_the_title_above_it_and_the_note_below(read, drawn_table):
    (table,) = read(SERIES, ".md").tables
    assert (table.number, table.title, table.notes[0].text) == (
        "Table 1", "Grades of CRS.", "CRS: cytokine release syndrome.",
    )  # fmt: skip
    assert drawn_table(table) == "Patient | CRS | ICANS\nPt 1 | 1 | 0\nPt 2 | 2 | 1"


def test_a_numbered_list_of_references_and_captions_are_gathered(read):
    series = read(SERIES, ".md")
    assert {number: one.text for number, one in series.references.items()} == {
        1: "Lee DW. A scale. 2014.",
        2: "Topp MS. A trial. 2015.",
    }
    assert [one.text for one in series.captions] == ["Figure 1: Responses by patient."]


def test_html_in_markdown_does_not_become_words(read, said):
    assert said(read("# Results\n\nFour <b>responded</b>.<script>alert(1)</script>\n", ".md")) == [
        "Results | Four responded.alert(1)"
    ]
