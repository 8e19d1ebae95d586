"""Readings that a study declares: applied in order before anything is interpreted, and kept."""

from blastline.normalise.settle import settle
from blastline.records.received import Place, Received, ReceivedRow
from blastline.settings import Settlement


def received(*cells: dict[str, str]) -> Received:
    places = [Place("measurements.csv", number) for number in range(2, len(cells) + 2)]
    rows = [ReceivedRow("measurements", place, row) for place, row in zip(places, cells, strict=True)]
    return Received({"measurements": rows})


NEUTROPHILS = {"patient_id": "Pt 1", "test": "neutrophils", "unit": "×10^6/L"}
PLATELETS = {"patient_id": "Pt 1", "test": "platelets", "unit": "×10^6/L"}
SLIP = Settlement(
    table="measurements", where={"test": "neutrophils", "unit": "×10^6/L"}, read={"unit": "×10^9/L"}, why="a slip"
)
ASIDE = Settlement(table="measurements", where={"test": "platelets"}, set_aside=True, why="printed elsewhere")


def test_a_row_is_read_as_the_study_says_and_no_other_row_is():
    read, _, problems = settle(received(NEUTROPHILS, PLATELETS), [SLIP])
    assert [row.cells["unit"] for row in read.rows("measurements")] == ["×10^9/L", "×10^6/L"]
    assert problems == []


def test_a_row_that_is_set_aside_is_left_out_but_kept_in_the_reading():
    read, done, _ = settle(received(NEUTROPHILS, PLATELETS), [ASIDE])
    assert [row.record_id for row in read.rows("measurements")] == ["measurements:2"]
    assert [row.record_id for row in done[0].rows] == ["measurements:3"]


def test_what_was_received_stays_as_it_came():
    before = received(NEUTROPHILS, PLATELETS)
    settle(before, [SLIP, ASIDE])
    assert before == received(NEUTROPHILS, PLATELETS)


def test_readings_apply_one_after_the_other_so_the_second_sees_what_the_first_made():
    back = Settlement(table="measurements", where={"unit": "×10^9/L"}, read={"unit": "K/uL"}, why="test")
    read, done, problems = settle(received(NEUTROPHILS, PLATELETS), [SLIP, back])
    assert [row.cells["unit"] for row in read.rows("measurements")] == ["K/uL", "×10^6/L"]
    assert done[1].rows[0].cells["unit"] == "×10^9/L"
    assert problems == []


def test_a_reading_that_touches_no_row_is_a_problem_with_its_number():
    _, _, problems = settle(received(PLATELETS), [ASIDE, SLIP])
    assert [str(problem) for problem in problems] == [
        'study.toml, reading 2 ([[settle]]): no row of measurements has test = "neutrophils", unit = "×10^6/L".\n'
        "  Cells are compared letter by letter, after the readings above it. Correct it, or remove it."
    ]
