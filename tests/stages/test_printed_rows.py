"""Columns that print a value only where it changes."""

from blastline.report.document import Cell, Column, Table
from blastline.report.layout import printed_rows


def printed(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    columns = (Column("Toxicity", once=True), Column("Scale", once=True), Column("Grade"))
    table = Table("t", "T", columns, tuple(tuple(Cell(text) for text in row) for row in rows))
    return [tuple(cell.text for cell in row) for row in printed_rows(table)]


def test_a_value_is_printed_once_and_grades_every_time():
    assert printed(("CRS", "ASTCT", "1"), ("CRS", "ASTCT", "1"), ("CRS", "Lee", "1")) == [
        ("CRS", "ASTCT", "1"),
        ("", "", "1"),
        ("", "Lee", "1"),
    ]


def test_a_scale_is_printed_again_under_another_toxicity():
    assert printed(("CRS", "CTCAE", "1"), ("ICANS", "CTCAE", "0"))[1] == ("ICANS", "CTCAE", "0")
