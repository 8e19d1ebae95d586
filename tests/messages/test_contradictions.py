"""What is said where a study says one thing twice."""


def test_a_row_pasted_twice(asked, study):
    lines = (study.folder / "vital_signs.csv").read_text(encoding="utf-8").splitlines()
    (study.folder / "vital_signs.csv").write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    answer = asked("check", study.folder)
    assert answer.code == 1
    assert "vital_signs.csv, row 4: this row repeats row 2, cell by cell." in answer.said


def test_without_its_readings_the_founding_study_contradicts_itself_in_five_places(asked, study):
    text = (study.folder / "study.toml").read_text(encoding="utf-8")
    (study.folder / "study.toml").write_text(text.split("[[settle]]")[0], encoding="utf-8")
    said = asked("check", study.folder).said
    assert "5 problems" in said
    for place in (
        'measurements.csv, row 63 (Pt 3): value is "6.80–4.10".',
        "measurements.csv, row 38 (Pt 2): Platelets",
        'reported.csv, row 14 (Pt 2): response: value is "CRi" here but "CR" in reported.csv, row 4.',
        'reported.csv, row 20 (Pt 2): MRD: value is "negative" here but "positive" in reported.csv, row 5.',
        'reported.csv, row 18 (Pt 5): response: value is "NR" here but "PR" in reported.csv, row 10.',
    ):
        assert place in said
    assert said.count("[[settle]]") >= 5


def test_a_reading_that_settles_nothing_any_more_is_told(asked, study):
    study.change("reported.csv", "Pt 5,response,NR", "Pt 5,response,PR")
    answer = asked("check", study.folder)
    assert answer.code == 1
    assert "[[settle]]" in answer.said
    assert 'value = "NR"' in answer.said
