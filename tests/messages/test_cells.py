"""What is said of a cell that cannot be read: file, row, patient, value, and how to write it."""

import pytest


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "measurements.csv",
            "Pt 1,neutrophils",
            "Pt 9,neutrophils",
            'row 3 (Pt 9): patient_id is "Pt 9".\n  No such patient',
        ),
        (
            "measurements.csv",
            "single,101,g/L",
            "single,high,g/L",
            'row 4 (Pt 1): value is "high".\n  A number looks like 82.5',
        ),
        ("measurements.csv", "single,101,g/L", 'single,"10,1",g/L', "row 4 (Pt 1)"),
        (
            "measurements.csv",
            "101,g/L",
            "101,stone",
            'row 4 (Pt 1): Haemoglobin is "101": the unit "stone" is not known',
        ),
        ("measurements.csv", "101,g/L", "101,", "no unit is given"),
        ("measurements.csv", "102,×10^9/L", "102,mg/dL", '"mg/dL" does not measure what'),
        ("measurements.csv", "single,81,%", "single,181,%", 'CD3+ T cells is "181", which cannot be'),
        ("measurements.csv", "102,×10^9/L,,before", "102,×10^9/L,,", "neither a phase nor a day"),
        ("measurements.csv", "Pt 1,neutrophils", "Pt 1,neutrophlis", 'Did you mean "neutrophils"'),
        ("patients.csv", "Pt 1,68,male", "Pt 1,68,m", "sex"),
        ("therapies.csv", "1 time", "some", "A count looks like 3, three or 3 times"),
        ("therapies.csv", "allo-HSCT,,no", "allo-HSCT,,", "given is empty"),
        ("follow_up.csv", "2022-10-31", "2022-02-30", "no such day in the calendar"),
        ("follow_up.csv", "2022-10-31", "2022-11-30", "after the cut-off"),
        ("infections.csv", "during,10,", "during,0,", "no day 0"),
        ("reported.csv", "Pt 1,response,CR,", "Pt 1,response,CRx,", 'value is "CRx"'),
    ],
)
def test_a_cell_that_cannot_be_read(asked, study, file, old, new, says):
    study.change(file, old, new)
    answer = asked("check", study.folder)
    assert answer.code == 1
    assert f"{file}, row" in answer.said
    assert says in answer.said


def test_every_problem_is_told_at_once_with_their_number(asked, study):
    study.change("measurements.csv", "single,101,g/L", "single,high,g/L")
    study.change("patients.csv", "Pt 2,31,male", "Pt 2,young,male")
    study.change("infections.csv", "during,10,", "during,ten,")
    answer = asked("report", study.folder, "--out", study.folder.parent / "out")
    assert all(word in answer.said for word in ('"high"', '"young"', '"ten"', "3 problems; nothing was written."))
    assert not (study.folder.parent / "out").exists()


def test_patients_whose_ids_differ_only_in_case(asked, study):
    study.change("patients.csv", "Pt 2,31", "pt 1,31")
    assert "only in case, space or punctuation" in asked("check", study.folder).said
