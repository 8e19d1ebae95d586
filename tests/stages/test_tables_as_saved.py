"""A laboratory table as a spreadsheet saves it: with semicolons, with a mark at its front, with rows that are short."""

from pathlib import Path

import polars as pl
import pytest

from blastline.engines.engine import EngineError
from blastline.grading.columns import GradingError
from blastline.grading.rows import grade

TABLE = Path(__file__).parents[2] / "docs" / "examples" / "laboratory.csv"
SAVED = {
    "semicolons": lambda text: text.replace(",", ";").encode(),
    "tabs": lambda text: text.replace(",", "\t").encode(),
    "a mark of UTF-8": lambda text: text.encode("utf-8-sig"),
    "ends of lines of Windows": lambda text: text.replace("\n", "\r\n").encode(),
}


def graded(engine, content, folder):
    (folder / "in.csv").write_bytes(content)
    grade(folder / "in.csv", ["ctcae/5.0"], folder / "out.csv", engine=engine)
    return pl.read_csv(folder / "out.csv", infer_schema=False)


@pytest.mark.parametrize("how", SAVED)
def test_however_it_was_saved_the_grades_are_the_same(how, engine_name, tmp_path):
    text = TABLE.read_text(encoding="utf-8")
    assert graded(engine_name, SAVED[how](text), tmp_path).equals(graded(engine_name, text.encode(), tmp_path))


def test_cells_that_a_row_lacks_at_its_end_are_empty(engine_name, tmp_path):
    rows = (
        "patient_id,test,value,unit,lower_limit\nP1,platelets,20,10^9/L,150\nP2,platelets,20\nP3,platelets,30,10^9/L\n"
    )
    found = graded(engine_name, rows.encode(), tmp_path)
    assert found["ctcae_5_0_low_surely"].to_list() == ["4", None, "3"]
    assert found["ctcae_5_0_reason"][1].startswith("no unit is given")


@pytest.mark.parametrize(("coding", "byte", "line"), [("latin-1", "B5", 3), ("utf-16", "FF", 1)])
def test_letters_that_are_not_utf_8_are_told_with_their_line(coding, byte, line, engine_name, tmp_path):
    told = f"the file is not UTF-8 .byte 0x{byte} in line {line}.. Save it again as"
    with pytest.raises(GradingError, match=told):
        graded(engine_name, TABLE.read_text(encoding="utf-8").encode(coding), tmp_path)


def test_a_line_far_down_that_duckdb_cannot_read_is_named(tmp_path):
    rows = ["patient_id,test,value,unit", *["P1,platelets,20,10^9/L"] * 30_000, "P2,platelets,20"]
    with pytest.raises(
        EngineError, match="line 30002 of the table cannot be read: Expected Number of Columns: 4 Found: 3"
    ):
        graded("duckdb", "\n".join(rows).encode(), tmp_path)
