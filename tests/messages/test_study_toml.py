"""What a person reads whose study.toml is wrong: the line, what stands there, and what to do."""

import pytest

MISSING = "Add it; docs/your-own-patients.md shows a whole file."
TOML = 'Correct it; words stand in double quotes ("…"), dates do not (2022-10-31), and no key stands twice.'


def test_the_study_that_is_spoilt_below_is_itself_in_order(check):
    assert check() == []


@pytest.mark.parametrize(
    ("right", "wrong", "what", "remedy"),
    [
        # A key that is not known, at every depth.
        ("[criteria]", "[criterias]", 'the key "criterias" is not known.', 'Did you mean "criteria"?'),
        ("cite  ", "cited ", 'the key "study.cited" is not known.', 'Did you mean "title" or "cite" or "invented"?'),
        (
            "at_least = 1,",
            "at_least = 1, end = 2,",
            'the key "eligibility.prior_car_t.end" is not known.',
            'Did you mean "ended"?',
        ),
        (
            "days = 21, dose",
            "days = 21, day = 2, dose",
            'the key "treatment.steps (entry 2).day" is not known.',
            'Did you mean "days"?',
        ),
        (
            "set_aside = true",
            "setaside = true",
            'the key "settle (entry 2).setaside" is not known.',
            'Did you mean "set_aside"?',
        ),
        # A value of another kind.
        ("steps = [", "steps = 3 # [", '"treatment.steps" is 3.', 'Write a list in square brackets: ["…", "…"].'),
        (
            "days = 7",
            'days = "seven"',
            '"treatment.steps (entry 1).days" is "seven".',
            "Write a whole number, without quotes.",
        ),
        ("days = 7", "days = 0", '"treatment.steps (entry 1).days" is 0.', "It should be greater than 0."),
        ("first_day = 1", "first_day = 2", '"study.first_day" is 2.', "Write 0 or 1, without quotes."),
        ("cutoff    = 2022-10-31", 'cutoff = "31.10.2022"', '"study.cutoff" is "31.10.2022".', "Write a whole date"),
        ("cutoff    = 2022-10-31", 'cutoff = "2022-10"', '"study.cutoff" is "2022-10".', "Write a whole date"),
        ('drug  = "blinatumomab"', 'drug = ""', '"treatment.drug" is "".', "Write at least a word."),
        ('drug  = "blinatumomab"', "drug = 28", '"treatment.drug" is 28.', "Write text in double quotes."),
        # A table that is not known.
        ('"vital_signs"', '"vitals"', '"study.records (entry 5)" is "vitals".', 'Did you mean "vital_signs"?'),
        ('["patients", ', "[", 'the table "patients" is not among the records.', "Add it; a study needs it."),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_line(study, check, right, wrong, what, remedy):
    study.change("study.toml", right, wrong)
    found = [problem for problem in check() if "is missing" not in problem]
    assert len(found) == 1
    # A list may go on below the line on which its key stands, and a section is named by its first line.
    lines = {study.line("study.toml", wrong)}
    lines |= {study.line("study.toml", key) for key in ("records   =", "steps", "[study]", "[[settle]]")}
    place, _, said = found[0].partition(": ")
    assert place in {f"study.toml, line {line}" for line in lines}
    assert said.startswith(f"{what}\n  {remedy}")


def test_the_line_is_the_one_on_which_the_wrong_key_stands(study, check):
    study.change("study.toml", "set_aside = true", "set_aside = true\nreason = 'none'")
    (problem,) = check()
    assert problem.startswith(f"study.toml, line {study.line('study.toml', 'reason =')}: ")


def test_a_misspelt_key_is_named_before_the_one_that_is_then_missing(study, check):
    study.change("study.toml", "cutoff ", "cutof ")
    assert check() == [
        f'study.toml, line {study.line("study.toml", "cutof ")}: the key "study.cutof" is not known.\n'
        '  Did you mean "cutoff"?',
        f'study.toml, line {study.line("study.toml", "[study]")}: the key "study.cutoff" is missing.\n  {MISSING}',
    ]


def test_an_empty_study_toml_lacks_its_two_sections(study, check):
    study.write("study.toml", "")
    assert check() == [f'study.toml: the key "{key}" is missing.\n  {MISSING}' for key in ("study", "treatment")]


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("cutoff    = 2022-10-31", "cutoff    =", "Invalid value"),
        ("cutoff    = 2022-10-31", "cutoff    = 2022-02-30", "Invalid date or datetime"),
        ('drug  = "blinatumomab"', 'drug  = "blinatumomab', r"Illegal character '\n'"),
        ('drug  = "blinatumomab"', 'drug  = "a"\ndrug  = "b"', "Cannot overwrite a value"),
    ],
)
def test_a_line_that_is_not_toml_is_shown(study, check, right, wrong, reason):
    study.change("study.toml", right, wrong)
    line = wrong.splitlines()[-1]
    number = study.line("study.toml", line)
    assert check() == [f"study.toml, line {number}: this line is not valid TOML ({reason}): {line}\n  {TOML}"]


@pytest.mark.parametrize(
    ("right", "wrong", "what", "remedy"),
    [
        (
            '["ctcae/4.03"]',
            '["ctcae/4.3"]',
            'no criterion or set of criteria is called "ctcae/4.3".',
            'Did you mean "ctcae/4.03" or',
        ),
        (
            '["ctcae/4.03"]',
            '["ctcae"]',
            'no criterion or set of criteria is called "ctcae".',
            'Did you mean "ctcae/4.03" or "ctcae/5.0" or "ctcae/6.0"?',
        ),
        ('["ctcae/4.03"]', '["ctcae/4.03", "ctcae/4.03/anemia"]', '"ctcae/4.03/anemia" is chosen twice.', "Name a set"),
        (
            '["astct/2019/crs"]',
            '["ctcae/5.0/anemia"]',
            '"ctcae/5.0/anemia" is no criterion for crs.',
            "Take it out there; it is for haematology.",
        ),
    ],
)
def test_check_finds_a_criterion_that_cannot_be_used(study, check, right, wrong, what, remedy):
    study.change("study.toml", right, wrong)
    (problem,) = check()
    assert problem.startswith(f"study.toml, line {study.line('study.toml', wrong)}: {what}\n  {remedy}")


@pytest.mark.parametrize(
    ("right", "wrong", "marks", "said"),
    [
        (
            'specimen = "not stated" }',
            'speciman = "not stated" }',
            "speciman",
            'measurements has no column "speciman".\n  Did you mean "specimen"?',
        ),
        (
            "read  = { unit =",
            "read  = { units =",
            "units =",
            'measurements has no column "units".\n  Did you mean "unit"?',
        ),
    ],
)
def test_a_reading_of_a_column_that_is_not_there_names_its_line(study, check, right, wrong, marks, said):
    study.change("study.toml", right, wrong)
    assert check() == [f"study.toml, line {study.line('study.toml', marks)}: {said}"]


@pytest.mark.parametrize(
    ("wrong", "does"),
    [("", "neither reads nor sets aside"), ('set_aside = true\nread = { unit = "%" }', "both reads and sets aside")],
)
def test_a_reading_does_one_thing(study, check, wrong, does):
    study.change("study.toml", "set_aside = true", wrong)
    (problem,) = check()
    assert problem.endswith(f': this reading {does}.\n  Give it either "read" or "set_aside = true".')


def test_a_reading_that_touches_nothing_says_what_the_cells_hold(study, check):
    study.change("study.toml", 'value = "6.80–4.10"', 'value = "6.80-4.10"')
    nothing, backwards = check()
    assert nothing == (
        'study.toml, reading 3 ([[settle]]): no row of measurements has patient_id = "Pt 3", test = "interleukin_6", '
        'value = "6.80-4.10".\n'
        "  Cells are compared letter by letter, after the readings above it. Correct it, or remove it. "
        'Near it in value: "4.10", "6.80–4.10".'
    )
    assert "The range runs backwards, from 6.8 to 4.1" in backwards


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem(study, check):
    text = study.path("study.toml").read_bytes()
    study.path("study.toml").write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert check() == []


def test_a_study_toml_in_another_encoding_is_refused(study, check):
    study.path("study.toml").write_bytes('[study]\ntitle = "Über"'.encode("latin-1"))
    assert check() == ["study.toml: the file is not UTF-8.\n  Save it again as UTF-8."]


FOLDER = "Name a study folder: one that holds study.toml and a CSV file for each table."


@pytest.mark.parametrize("command", ["check", "report", "explain"])
def test_a_folder_that_is_not_there(typed, command):
    said = typed(command, "nowhere", *["baseline.age.range"] * (command == "explain"))
    assert (said.code, said.out) == (1, "")
    assert said.problems == [f"nowhere: there is no such folder.\n  {FOLDER}"]


def test_a_file_where_a_folder_is_meant(study, typed):
    said = typed("check", "study/patients.csv")
    assert (said.code, said.problems) == (1, [f"study/patients.csv: this is a file, not a folder.\n  {FOLDER}"])


def test_a_folder_without_study_toml(study, typed):
    study.path("study.toml").unlink()
    said = typed("check", "study")
    assert (said.code, said.problems) == (1, [f"study: there is no study.toml here.\n  {FOLDER}"])


def test_a_study_toml_to_which_windows_added_an_ending(study, typed):
    study.path("study.toml").rename(study.folder / "study.toml.txt")
    said = typed("check", "study")
    assert said.problems == [f"study: there is no study.toml here.\n  Rename study.toml.txt to study.toml. {FOLDER}"]


def test_a_folder_called_study_toml(study, typed):
    study.path("study.toml").unlink()
    study.path("study.toml").mkdir()
    said = typed("check", "study")
    assert said.problems == [
        "study/study.toml: it cannot be read (Is a directory).\n  Check what it is, and its permissions."
    ]
