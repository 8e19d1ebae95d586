"""A criterion of one's own: a file beside study.toml, chosen by its name, and what is said where it cannot be used."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from blastline import open_study
from blastline.cli import app

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "criterion.toml"
CHOSEN = '[criteria]\nhaematology = ["mine.toml"]'
COUNT = "patient | test | value | unit | phase\nPt 1 | platelets | 20 | ×10^9/L | before"


def own(study_of, text: str, settings: str = CHOSEN):
    study = study_of(measurements=COUNT, adverse_events="patient | term\nPt 1 | fever")
    (study.folder / "mine.toml").write_text(text, encoding="utf-8")
    with (study.folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + settings)
    return open_study(study.folder)


def test_a_document_beside_the_study_grades_its_patients(study_of):
    run = own(study_of, EXAMPLE.read_text(encoding="utf-8")).run()
    assert run.ledger["baseline-grade.invented-2026-thrombocytopenia.pt-1"].text == "2"
    assert run.ledger["criterion.invented-2026-thrombocytopenia"].category == "from knowledge"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("platelets < 30", "platelets < 31", "mine.toml: [[example]] 2"),
        ('"haematology"', '"crs"', '"invented/2026/thrombocytopenia" is no criterion for haematology.'),
        ("invented/2026/thrombocytopenia", "ctcae/5.0/anemia", "is one of the library's; choose another"),
    ],
)
def test_a_document_that_cannot_be_used_is_a_problem_of_the_study(study_of, old, new, says):
    (problem,) = own(study_of, EXAMPLE.read_text(encoding="utf-8").replace(old, new)).check()
    assert problem.place.startswith("study.toml, line ")
    assert says in problem.what


def test_a_document_that_is_not_there_is_a_problem_of_the_study(study_of):
    (problem,) = own(study_of, "", '[criteria]\nhaematology = ["other.toml"]').check()
    assert "other.toml: it cannot be read" in problem.what


def asked(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["criteria", *arguments])
    return done.exit_code, done.output if done.exception is None else str(done.exception)


def test_the_library_is_listed_shown_and_compared():
    code, listed = asked("list")
    assert (code, "  anemia " in listed, "(entered)" in listed) == (0, True, True)
    assert max(map(len, listed.splitlines())) <= 125
    code, shown = asked("show", "ctcae/5.0/anemia")
    assert "  3           haemoglobin below 80 g/L" in shown
    assert "Not for clinical decisions." in shown
    assert "\n  blast-free hypoplastic marrow\n              blast free\n" in asked("show", "tower/2017/response")[1]
    code, compared = asked("compare", "ctcae/5.0/platelet_count_decreased", "ctcae/6.0/thrombocytopenia")
    assert "platelets below 25 ×10^9/L" in compared
    assert "Of 20 findings the two differ on 4:" in compared


def test_two_versions_are_compared_term_by_term_also_where_a_term_was_renamed():
    _, compared = asked("compare", "ctcae/5.0", "ctcae/6.0")
    assert "Platelet count decreased\n" in compared
    assert "Only in ctcae/6.0:" in compared
    only = compared.partition("Only in ctcae/6.0:")[2]
    assert "Thrombocytopenia" not in only
    assert "Pneumonia" in only


def test_a_document_is_checked_alone_and_what_is_wrong_is_said(tmp_path):
    (tmp_path / "mine.toml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert asked("check", str(tmp_path / "mine.toml"))[0] == 0
    assert "there is no such file" in asked("check", str(tmp_path / "none.toml"))[1]
    assert 'Did you mean "ctcae/' in asked("show", "ctcae/5.0/anaemia")[1]
