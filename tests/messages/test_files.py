"""What a person reads whose files are wrong: missing, misnamed, in another format, or with other columns."""

import csv
import os

import pytest

UTF_8 = 'Save it again as "CSV UTF-8" (in Excel: Save As, CSV UTF-8).'
NOT_THERE = "study.toml lists this table, but there is no such file."
ADD = "Add the file, or take its name out of [study] records in study.toml."
NOT_LISTED = "this file is not among the records that study.toml lists, so nothing in it would be used."


def columns(study, name):
    return study.path(name).read_text(encoding="utf-8").splitlines()[0].split(",")


def test_a_table_that_is_missing(study, check):
    study.path("vital_signs").unlink()
    assert check() == [f"vital_signs.csv: {NOT_THERE}\n  {ADD}"]


@pytest.mark.parametrize("name", ["vital_sign.csv", "Vital_Signs.csv", "vital_signs.CSV"])
def test_a_file_that_is_misspelt_is_named_from_both_sides(study, check, name):
    study.path("vital_signs").rename(study.folder / name)
    assert check() == [
        f'{name}: {NOT_LISTED}\n  Rename it to that of its table, or remove it. Did you mean "vital_signs"?',
        f'vital_signs.csv: {NOT_THERE}\n  There is "{name}"; save or rename it as vital_signs.csv. {ADD}',
    ]


def test_a_workbook_in_place_of_a_csv_file(study, check):
    study.path("vital_signs").rename(study.folder / "vital_signs.xlsx")
    assert check() == [
        f'vital_signs.csv: {NOT_THERE}\n  There is "vital_signs.xlsx"; save or rename it as vital_signs.csv. {ADD}'
    ]


def test_a_table_that_study_toml_does_not_list(study, check):
    study.change("study.toml", '"csf_exams",', "")
    assert check() == [f'csf_exams.csv: {NOT_LISTED}\n  Add "csf_exams" to [study] records, or remove the file.']


def test_files_of_the_system_are_no_tables(study, check):
    study.write("._patients.csv", "Mac OS X")
    study.write(".~lock.patients.csv#", "LibreOffice")
    assert check() == []


@pytest.mark.parametrize("text", ["", "\n\n", "\npatient_id,age\nPt 1,68\n", ",,,\n"])
def test_an_empty_file_or_first_row(study, check, text):
    study.write("vital_signs", text)
    (problem,) = check()
    assert problem.startswith(
        "vital_signs.csv, row 1: the file, or its first row, is empty.\n  The first row names the columns: patient_id, "
    )


def test_a_study_without_patients_is_one_problem_not_one_for_every_row(study, check):
    study.write("patients", "patient_id,age\n")
    assert check() == [
        "patients.csv: there is no patient in this study.\n"
        "  Add one row a patient; a study without patients has nothing to report."
    ]


def test_an_empty_table_other_than_patients_is_no_problem(study, check):
    study.write("vital_signs", "patient_id,temperature,phase\n")
    assert check() == []


def test_an_unknown_column_is_answered_with_a_near_one(study, check):
    study.change("measurements", "specimen", "specimn")
    assert check() == [
        'measurements.csv, row 1: column "specimn" is not known in measurements.\n  Did you mean "specimen"?'
    ]


def test_a_column_that_stands_there_twice(study, check):
    study.change("measurements", "specimen", "unit")
    assert check() == ['measurements.csv, row 1: column "unit" stands there twice.\n  Keep one of them.']


def test_a_required_column_that_is_missing(study, check):
    study.write("vital_signs", "statistic,phase\nmaximum,during\n")
    assert check() == ['vital_signs.csv, row 1: column "patient_id" is missing.\n  Add it: the patient.']


def test_a_column_without_a_name_in_the_middle(study, check):
    study.write("vital_signs", "patient_id,,phase\nPt 1,38,during\n")
    assert check() == ["vital_signs.csv, row 1: a column has no name.\n  Name it, or delete it with everything in it."]


def test_empty_cells_to_the_right_as_spreadsheets_add_them_are_no_problem(study, check):
    text = study.path("vital_signs").read_text(encoding="utf-8")
    study.write("vital_signs", "".join(f"{line},,\n" for line in text.splitlines()))
    assert check() == []


def test_a_file_without_column_names_shows_what_it_begins_with(study, check):
    study.write("vital_signs", "Pt 2,maximum,38.4,°C,during\nPt 1,maximum,37.9,°C,during\n")
    (problem,) = check()
    assert problem.startswith(
        'vital_signs.csv, row 1: this row should name the columns, but it holds "Pt 2", "maximum", "38.4", "°C" ….\n'
        "  The columns are: patient_id, statistic, temperature, "
    )


def test_a_row_with_more_cells_than_columns(study, check):
    row = study.next_row("vital_signs")
    study.add("vital_signs", "Pt 3,maximum,37,°C,during,here, there, everywhere")
    assert check() == [
        f"vital_signs.csv, row {row}: 8 cells, but {len(columns(study, 'vital_signs'))} columns.\n"
        "  Put a cell that holds a comma in double quotes."
    ]


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_cells_between_other_signs_are_one_problem_a_file(study, check, sign, name):
    rows = list(csv.reader(study.path("measurements").read_text(encoding="utf-8").splitlines()))
    with study.path("measurements").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=sign).writerows(rows)
    (problem,) = check()
    assert problem.startswith(
        f"measurements.csv, row 1: the cells are separated by {name}, not by commas.\n  Save it with commas. Excel "
    )


@pytest.mark.parametrize(
    ("encoding", "line", "byte"), [("latin-1", 2, "0xB0"), ("cp1252", 2, "0xB0"), ("utf-16", 1, "0xFF")]
)
def test_a_file_in_another_encoding_says_where_it_first_shows(study, check, encoding, line, byte):
    text = study.path("vital_signs").read_text(encoding="utf-8")
    study.path("vital_signs").write_bytes(text.encode(encoding))
    assert check() == [f"vital_signs.csv, line {line}: the file is not UTF-8 (byte {byte}).\n  {UTF_8}"]


def test_zero_bytes_are_one_problem(study, check):
    study.path("vital_signs").write_bytes("patient_id,phase\nPt 1,during\n".encode("utf-16-le"))
    assert check() == [f"vital_signs.csv, line 1: the file holds zero bytes, so it is no UTF-8 text.\n  {UTF_8}"]


def test_an_invisible_sign_is_named_with_its_line(study, check):
    study.change("vital_signs", "called a fever", "called\x1b a fever")
    assert check() == ["vital_signs.csv, line 2: there is an invisible sign in this line (U+001B).\n  Type it again."]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
    ],
    ids=["byte order mark", "Windows line ends", "old Macintosh line ends"],
)
def test_what_spreadsheets_do_to_a_file_is_no_problem(study, check, change):
    for path in study.folder.glob("*.csv"):
        path.write_bytes(change(path.read_bytes()))
    assert check() == []


def test_a_line_break_in_a_cell_does_not_move_the_rows_below_it(study, check):
    study.change("measurements", "Table 1A, row Pt 1, column CD19", "Table 1A,\nrow Pt 1, column CD19")
    study.change(
        "measurements", "Pt 1,platelets,peripheral blood,single,102", "Pt 1,platelets,peripheral blood,single,x"
    )
    (problem,) = check()
    assert problem.startswith('measurements.csv, row 5 (Pt 1): value is "x".')


QUOTES = 'Quote a cell as "…", and write a quotation mark inside it twice: "".'


def test_a_quotation_mark_that_is_not_closed_does_not_swallow_the_rows_below_it(study, check):
    study.write("vital_signs", 'patient_id,phase,note\nPt 1,during,"a fever\nPt 2,during,none\n')
    assert check() == [
        f"vital_signs.csv, line 3: a quotation mark is not closed, or one stands inside a quoted cell.\n  {QUOTES}"
    ]


def test_a_cell_of_a_megabyte(study, check):
    study.change("vital_signs", "called a fever", "x" * 1_000_000)
    assert check() == [f"vital_signs.csv, line 2: a cell is longer than 131,072 letters.\n  {QUOTES}"]


def test_a_folder_called_measurements_csv(study, check):
    study.path("measurements").unlink()
    study.path("measurements").mkdir()
    assert check() == [
        "measurements.csv: the file cannot be read (Is a directory).\n  Check what it is, and its permissions."
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(study, check):
    study.path("measurements").chmod(0)
    assert check() == [
        "measurements.csv: the file cannot be read (Permission denied).\n  Check what it is, and its permissions."
    ]
