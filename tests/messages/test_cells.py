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
        (
            "measurements.csv",
            "Pt 1,neutrophils",
            "Pt 1,circulating_blasts",
            "seen in blood is answered in words, and here it is",
        ),
        ("measurements.csv", "Pt 1,neutrophils", "Pt 1,neutrophlis", 'Did you mean "neutrophils"'),
        ("patients.csv", "Pt 1,68,male", "Pt 1,68,m", "sex"),
        ("therapies.csv", "1 time", "some", "A count looks like 3, three or 3 times"),
        ("therapies.csv", "allo-HSCT,,no", "allo-HSCT,,", "given is empty"),
        ("follow_up.csv", "2022-10-31", "2022-02-30", "no such day in the calendar"),
        ("follow_up.csv", "2022-10-31", "2022-11-30", "after the cut-off"),
        ("infections.csv", "during,10,", "during,0,", "no day 0"),
        ("reported.csv", "Pt 1,response,CR,", "Pt 1,response,CRx,", 'value is "CRx"'),
        (
            "reported.csv",
            'not stated,,end,"Table 2, row Pt 1',
            'not stated,,,"Table 2, row Pt 1',
            "MRD has neither a phase nor",
        ),
        (
            "adverse_events.csv",
            ',,,,during,"Table 2, row Pt 1, column CRS',
            ',,,,,"Table 2, row Pt 1, column CRS',
            "neither a phase",
        ),
        ("adverse_events.csv", "Pt 1,anemia,1", "Pt 1,anemiaa,1", 'Did you mean "anemia"? Correct it'),
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


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        ("12,", 'lower_limit is "12" g/L; limits of normal lie between 60 and 250 g/L.\n  Write the limit in the unit'),
        (",1600", 'upper_limit is "1600" g/L; limits of normal lie between 60 and 250 g/L.'),
        ("160,120", 'lower_limit "160" is above upper_limit, "120".\n  Correct them; they may be exchanged.'),
    ],
)
def test_a_limit_of_normal_that_cannot_be_meant(study_of, limits, says):
    lower, upper = limits.split(",")
    (problem,) = study_of(
        measurements=f"""
        patient | test        | value | unit | lower limit | upper limit | phase
        Pt 1    | haemoglobin | 101   | g/L  | {lower}     | {upper}     | before
        """
    ).check()
    assert says in str(problem)


def test_a_limit_is_converted_with_its_value(study_of):
    table = "patient | test | value | unit | lower limit | phase\nPt 1 | neutrophils | 1100 | /µL | 1800 | before"
    assert study_of(measurements=table).check() == []


def test_rows_of_an_unknown_patient_are_one_problem_each(study_of):
    rows = "\n".join(f"Pt 9 | platelets | {value} | ×10^9/L | before" for value in range(1, 301))
    problems = study_of(measurements=f"patient | test | value | unit | phase\n{rows}").check()
    assert len(problems) == 300
