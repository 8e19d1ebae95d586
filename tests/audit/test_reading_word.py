"""Word: headings, tables with merged cells, footnotes, lists, and tracked changes."""

import pytest

CHANGED = (
    '<w:p><w:r><w:t xml:space="preserve">In all </w:t></w:r>'
    '<w:del w:id="1" w:author="A"><w:r><w:delText>four</w:delText></w:r></w:del>'
    '<w:ins w:id="2" w:author="A"><w:r><w:t>three</w:t></w:r></w:ins>'
    '<w:r><w:t xml:space="preserve"> responded</w:t></w:r>'
    '<w:moveFrom w:id="3" w:author="A"><w:r><w:t xml:space="preserve"> at once</w:t></w:r></w:moveFrom>'
    '<w:r><w:t xml:space="preserve">, as told</w:t></w:r>'
    '<w:moveTo w:id="4" w:author="A"><w:r><w:t xml:space="preserve"> at once</w:t></w:r></w:moveTo>'
    "<w:r><w:t>.</w:t></w:r></w:p>"
)
JOINED = (
    '<w:p><w:pPr><w:rPr><w:del w:id="5" w:author="A"/></w:rPr></w:pPr><w:r><w:t>Two relapsed </w:t></w:r></w:p>',
    "<w:p><w:r><w:t>and one died.</w:t></w:r></w:p>",
)
RAISED = (
    "<w:p><w:r><w:t>Platelets were 58 × 10</w:t></w:r>"
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>9</w:t></w:r>'
    "<w:r><w:t>/L, CD3</w:t></w:r>"
    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>+</w:t></w:r>'
    '<w:r><w:t xml:space="preserve"> cells </w:t></w:r>'
    '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    "<w:r><w:t>70 %.</w:t></w:r></w:p>"
)
FIELD = (
    "<w:p><w:r><w:t>As told before </w:t></w:r>"
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> ADDIN EN.CITE lots of xml </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>[1,2]</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>.</w:t></w:r>'
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t> Hidden.</w:t></w:r></w:p>"
)
MERGED = (
    "<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>"
    '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>Patient</w:t></w:r></w:p></w:tc>'
    '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>Grade</w:t></w:r></w:p></w:tc></w:tr>'
    "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    "<w:tc><w:p><w:r><w:t>CRS</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>ICANS</w:t></w:r></w:p></w:tc></w:tr>"
    "<w:tr><w:tc><w:p><w:r><w:t>Pt 1</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>0</w:t></w:r></w:p></w:tc></w:tr>"
    '<w:tr><w:trPr><w:del w:id="6" w:author="A"/></w:trPr><w:tc><w:p><w:r><w:t>Pt 2</w:t></w:r></w:p></w:tc>'
    "<w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>4</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


@pytest.mark.parametrize(
    ("tracked", "told"),
    [
        ("accepted", "Results | In all three responded, as told at once."),
        ("rejected", "Results | In all four responded at once, as told."),
    ],
)
def test_tracked_changes_are_accepted_unless_they_are_to_be_rejected(word, said, tracked, told):
    assert said(word(CHANGED, tracked=tracked)) == [told]


def test_a_paragraph_mark_that_was_deleted_joins_two_paragraphs(word, said):
    assert said(word(*JOINED)) == ["Results | Two relapsed and one died."]


def test_a_row_that_was_deleted_is_none(word):
    assert len(word("Table 1. Grades", MERGED).tables[0].rows) == 1
    assert len(word("Table 1. Grades", MERGED, tracked="rejected").tables[0].rows) == 2


def test_raised_figures_and_symbols_are_kept(word, said):
    assert said(word(RAISED)) == ["Results | Platelets were 58 ×10^9/L, CD3+ cells ≥70 %."]


def test_of_a_field_the_result_is_read_and_hidden_words_are_not(word, said):
    assert said(word(FIELD)) == ["Results | As told before [1,2]."]


def test_merged_cells_stand_in_every_place_that_they_take(word, drawn_table):
    (table,) = word("Table 1. Grades", MERGED, "CRS: cytokine release syndrome; ICANS: neurotoxicity.").tables
    assert drawn_table(table) == "Patient | Grade: CRS | Grade: ICANS\nPt 1 | 1 | 0"
    assert (table.number, table.title) == ("Table 1", "Grades")
    assert [note.text for note in table.notes] == ["CRS: cytokine release syndrome; ICANS: neurotoxicity."]


def test_a_title_a_section_and_a_heading_in_bold_are_told_apart(word):
    series = word("<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Adverse events</w:t></w:r></w:p>", "One patient had CRS.")
    assert series.title == "An invented series"
    (sentence,) = series.sentences
    assert (sentence.place.section, sentence.heading, sentence.place.line) == ("Results", "Adverse events", 4)
    assert series.line_is == "paragraph"


def test_a_section_that_no_style_marks_is_known_by_its_name(word, said):
    assert said(word("One responded.", "Discussion", "It was a small series.")) == [
        "Results | One responded.",
        "Discussion | It was a small series.",
    ]


def test_a_table_of_plain_cells_is_read(word, drawn_table):
    (table,) = word("Table 2. Ages", [["Patient", "Age"], ["Pt 1", "68"]]).tables
    assert drawn_table(table) == "Patient | Age\nPt 1 | 68"
    assert table.rows[0][1].place.column == "Age"
