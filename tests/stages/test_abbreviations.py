"""Every abbreviation that a table prints is explained below it, and no other."""

import re

import pytest

from blastline.report.abbreviations import MEANINGS, explained
from blastline.report.build import tables_of
from blastline.report.document import Cell, Column, Table

# Words in capitals that are no abbreviations to explain: patients, grades in Roman numbers, names of products and trials.
NONE = {"INV", "INVENTED", "DATA", "COG", "II", "III", "IV", "VDCLP", "FLAG", "IDA"}


def table(*cells, title="T", label="L", notes=()):
    return Table("t", title, tuple(Column(label) for _ in cells), (tuple(Cell(cell) for cell in cells),), notes)


def test_what_is_printed_anywhere_in_the_table_is_explained_once():
    made = explained(table("CR", "CRi", title="By MRD", label="G-CSF", notes=("As by CTCAE 5.0.",)))
    assert made.notes[-1] == (
        "CR: complete remission; CRi: complete remission with incomplete count recovery; "
        "CTCAE: Common Terminology Criteria for Adverse Events; G-CSF: granulocyte colony-stimulating factor; "
        "MRD: measurable residual disease."
    )


def test_a_part_of_a_word_is_no_abbreviation():
    note = explained(table("G-CSF", "allo-HSCT", "CRi")).notes[-1]
    assert not re.search(r"(?<![\w-])(CSF|HSCT|CR):", note)


def test_a_sign_or_a_number_may_follow():
    assert explained(table("Ph+", "CD3+")).notes[-1].startswith("CD: cluster of differentiation; Ph: ")


def test_a_table_without_any_has_no_note():
    assert explained(table("yes", "no")).notes == ()


@pytest.mark.slow
def test_every_word_in_capitals_of_the_founding_report_is_explained(founding_run):
    for made in tables_of(founding_run.ledger).values():
        if made.name in ("criteria", "readings", "group_statements"):
            continue  # sources and sentences, in their own words
        cells = [cell.text for row in made.rows for cell in row]
        labels = [word for column in made.columns for word in (column.label, column.group)]
        printed = {word for text in (*cells, *labels, made.title) for word in re.findall(r"\b[A-Z]{2,}[a-z]?\b", text)}
        note = made.notes[-1] if made.notes else ""
        # Infections bring abbreviations of their own, which the records spell out.
        unexplained = {w for w in printed - NONE if not re.search(rf"\b{w}", " ".join(made.notes))}
        assert not unexplained, made.name
        named = {part.split(":")[0].strip() for part in note.split(";")} & set(MEANINGS)
        everything = " ".join((*cells, *labels, made.title, *made.notes[:-1])).lower()
        assert all(name.lower() in everything for name in named), made.name
