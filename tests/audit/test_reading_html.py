"""HTML: what a browser shows, merged cells in every place that they take."""

SERIES = """<html><head><title>no text</title><style>p {color: red}</style></head>
<body><a href="#text">Skip to the text</a>
<h1>An invented series</h1>
<h2>Results</h2>
<script>document.write("nothing")</script>
<p>Platelets were 58&nbsp;×&nbsp;10<sup>9</sup>/L<br>in Pt&thinsp;3.<sup>1,2</sup> <span style="display: none">Unseen.</span>
None <em>died</em>.</p>
<table><caption>Table 1. Grades</caption>
<thead><tr><th rowspan="2">Patient</th><th colspan="2">Grade</th></tr><tr><th>CRS</th><th>ICANS</th></tr></thead>
<tbody><tr><td>Pt 1</td><td>1</td><td>0</td></tr>
<tr><td rowspan="2">Pt 2</td><td>2</td><td>1</td></tr>
<tr><td>3</td><td>1</td></tr></tbody>
<tfoot><tr><td colspan="3">CRS: cytokine release syndrome; ICANS: neurotoxicity.</td></tr></tfoot></table>
<h2>References</h2>
<ol><li>Lee DW. A scale. 2014.</li><li><p>Topp MS. A trial. 2015.</p></li></ol>
</body></html>
"""


def test_words_are_read_without_scripts_styles_and_what_is_hidden(read, said):
    series = read(SERIES, ".html")
    assert series.title == "An invented series"
    assert said(series)[-2:] == ["Results | Platelets were 58 ×10^9/L in Pt 3.[1,2]", "Results | None died."]
    assert not any(word in " ".join(said(series)) for word in ("nothing", "Unseen", "no text", "color"))


def test_cells_over_rows_and_columns_stand_in_each(read, drawn_table):
    (table,) = read(SERIES, ".html").tables
    assert drawn_table(table) == (
        "Patient | Grade: CRS | Grade: ICANS\n"
        "Pt 1 | 1 | 0\n"
        "Pt 2 | 2 | 1\n"
        "Pt 2 | 3 | 1"
    )  # fmt: skip
    assert [note.text for note in table.notes] == ["CRS: cytokine release syndrome; ICANS: neurotoxicity."]


def test_lines_are_those_of_the_source(read):
    series = read(SERIES, ".html")
    lines = SERIES.splitlines()
    assert (
        series.tables[0].rows[0][0].place.line == lines.index("<tbody><tr><td>Pt 1</td><td>1</td><td>0</td></tr>") + 1
    )


def test_an_ordered_list_numbers_the_references(read):
    references = read(SERIES, ".html").references
    assert {number: one.text for number, one in references.items()} == {
        1: "Lee DW. A scale. 2014.",
        2: "Topp MS. A trial. 2015.",
    }


def test_an_encoding_that_the_page_declares_is_used(read, said):
    page = '<html><head><meta charset="iso-8859-15"></head><body><h2>Results</h2><p>It cost 5 €.</p></body></html>'
    assert said(read(page.encode("iso-8859-15"), ".htm")) == ["Results | It cost 5 €."]
