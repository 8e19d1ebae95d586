"""What is said where a report cannot be written; an output folder is complete or absent."""

import pytest

import blastline.report.html as html


@pytest.fixture
def report(asked, study):
    return lambda *words: asked("report", study.folder, "--format", "html", "--engine", "polars", *words)


def test_out_is_a_file(report, tmp_path):
    (tmp_path / "out").write_text("mine")
    answer = report("--out", tmp_path / "out")
    assert answer.code == 1
    assert "is a file, not a folder" in answer.said
    assert (tmp_path / "out").read_text() == "mine"


def test_out_holds_other_files(report, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_text("mine")
    answer = report("--out", tmp_path / "out")
    assert answer.code == 1
    assert "thesis.docx" in answer.said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.docx"]


def test_out_is_the_study_itself(report, study):
    before = sorted(path.name for path in study.folder.iterdir())
    assert report("--out", study.folder).code == 1
    assert sorted(path.name for path in study.folder.iterdir()) == before


def test_an_earlier_report_is_replaced_and_a_failure_leaves_it(report, study, tmp_path, monkeypatch):
    out = tmp_path / "out"
    assert report("--out", out).code == 0
    before = (out / "report.html").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(html, "render_html", full)
    answer = report("--out", out)
    assert answer.code == 1
    assert "No space left on device" in answer.said
    assert (out / "report.html").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "study"]


@pytest.mark.parametrize(("option", "value"), [("--format", "txt"), ("--engine", "foo")])
def test_a_word_that_is_not_known(asked, study, tmp_path, option, value):
    answer = asked("report", study.folder, "--out", tmp_path / "out", option, value)
    assert answer.code == 2
    assert value in answer.said
    assert not (tmp_path / "out").exists()


def test_an_unknown_key_names_near_ones_and_no_others(asked, study):
    answer = asked("explain", study.folder, "response.response.cr-or-cry.count")
    assert answer.code == 1
    assert 'no number or finding is called "response.response.cr-or-cry.count"' in answer.said
    assert '"response.response.cr-or-cri.count"' in answer.said
    assert len(answer.said) < 600


def test_a_finding_is_explained_by_its_id(asked, study):
    answer = asked("explain", study.folder, "toxicity/astct/2019/crs/Pt 1")
    assert answer.code == 0
    assert "reported higher than the records allow" in answer.said
    assert "temperature = below 38.0" in answer.said
