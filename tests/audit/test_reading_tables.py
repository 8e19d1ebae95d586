"""Tables in plain text: titles, heads in several rows, panels, groups of rows and notes."""

import pytest

TOXICITY = """Results

Toxicity is in the table, for the sake of

Table 2. Grades of five invented patients.

Number\tToxicity grade\t\tCRS grade
\tNeutrophil\tPlatelets\t
Pt 1\t2\t1\t1
Pt 2\t3\t¼\t–

CRS: cytokine release syndrome; Pt: patient

brevity, and nowhere else.
"""
PANELS = """Results

Table 1. Before treatment

A\t\t
No\tAge\tSex
Pt 1\t68\tMale
Pt 2\t31\tFemale
B\t
Characteristics\tn=2
Age, years\t31–68
"""


def test_heads_in_two_rows_are_one(read, drawn_table):
    (table,) = read(TOXICITY).tables
    assert (table.number, table.title) == ("Table 2", "Grades of five invented patients.")
    assert drawn_table(table) == (
        "Number | Toxicity grade: Neutrophil | Toxicity grade: Platelets | CRS grade\n"
        "Pt 1 | 2 | 1 | 1\n"
        "Pt 2 | 3 | 1/4 | –"
    )


def test_a_cell_knows_its_row_and_column(read):
    (table,) = read(TOXICITY).tables
    place = table.rows[1][1].place
    assert (place.table, place.row, place.column) == ("Table 2", "Pt 2", "Toxicity grade: Neutrophil")
    assert place.line == TOXICITY.splitlines().index("Pt 2\t3\t¼\t–") + 1


def test_notes_belong_to_the_table_and_the_sentence_goes_on_below_it(read, said):
    manuscript = read(TOXICITY)
    assert [note.text for note in manuscript.tables[0].notes] == ["CRS: cytokine release syndrome; Pt: patient"]
    assert said(manuscript) == ["Results | Toxicity is in the table, for the sake of brevity, and nowhere else."]


def test_panels_are_tables_of_their_own(read, drawn_table):
    first, second = read(PANELS).tables
    assert (first.number, second.number) == ("Table 1A", "Table 1B")
    assert drawn_table(first) == "No | Age | Sex\nPt 1 | 68 | Male\nPt 2 | 31 | Female"
    assert drawn_table(second) == "Characteristics | n=2\nAge, years | 31–68"


def test_rows_that_are_moved_in_are_called_after_the_row_above_them(read):
    (table,) = read(
        "Results\n\nTable 1. Before\n\nCharacteristic\tAll\nSex\t\n  Male\t4\n  Female\t1\nAge\t31\n"
    ).tables
    assert [row[0].place.row for row in table.rows] == ["Sex", "Sex: Male", "Sex: Female", "Age"]


@pytest.mark.parametrize(
    "title", ["Table 1 shows four patients.", "Table 1 lists the grades of CRS.", "Tables 1 and 2 hold the rest."]
)
def test_a_sentence_on_a_table_is_no_title(read, title, said):
    manuscript = read(f"Results\n\n{title}\n\nAll of them responded.")
    assert manuscript.tables == ()
    assert said(manuscript)[0] == f"Results | {title}"


def test_a_table_that_is_a_picture_is_known_by_its_title(read):
    (table,) = read("Results\n\nAll responded.\n\nTable 3. Outcomes of all patients.\n\nNone died.").tables
    assert (table.number, table.title, table.rows) == ("Table 3", "Outcomes of all patients.", ())


def test_columns_that_spaces_hold_apart_are_columns(read, drawn_table):
    text = """Results

Table 1. Grades

Patient   CRS   ICANS
Pt 1      1     0
Pt 2            1
"""
    assert drawn_table(read(text).tables[0]) == "Patient | CRS | ICANS\nPt 1 | 1 | 0\nPt 2 |  | 1"


def test_a_paragraph_with_a_verb_below_a_table_is_no_note(read, said):
    told = TOXICITY.replace(
        "CRS: cytokine release syndrome; Pt: patient",
        "Grades of CRS were 0 in one, 1 in one; grades of ICANS were 0 in one, 1 in one.",
    )
    manuscript = read(told)
    assert manuscript.tables[0].notes == ()
    assert any("grades of ICANS" in one for one in said(manuscript))
