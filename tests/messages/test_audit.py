"""What a person reads who has a manuscript audited; every text is invented."""

import json

import pytest

from blastline.audit import audit as audits
from blastline.audit.disagreement import Disagreement, Quote


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """A manuscript of one sentence, of which one check says that it contradicts itself, or only leaves a doubt."""

    def write(severity="contradiction"):
        (tmp_path / "paper.md").write_text("# Results\n\nTwo patients (Pt 5) had CRS.\n", encoding="utf-8")
        monkeypatch.setattr(audits, "understand", lambda manuscript: manuscript)

        def check(manuscript):
            (sentence,) = manuscript.sentences
            quotes = (Quote(sentence.text, sentence.place),)
            yield Disagreement("count-list:crs", "count-list", severity, "Two counted, one named.", "The list.", quotes)

        monkeypatch.setattr(audits, "CHECKS", {"count-list": check} if severity else {})
        return "paper.md"

    return write


def test_a_contradiction_is_told_and_leaves_1(typed, paper):
    said = typed("audit", paper())
    assert (said.code, said.err) == (1, "")
    lines = [line.rstrip() for line in said.out.splitlines()]
    assert lines == [
        "Contradictions (1)",
        "",
        "  Two counted, one named.",
        "    Results, line 3: “Two patients (Pt 5) had CRS.”",
        "    The list.",
        "    count-list",
        "",
        "1 contradiction.",
        "Research software. Not for clinical decisions.",
    ]


def test_a_doubt_leaves_0(typed, paper):
    assert typed("audit", paper("doubt")).code == 0


def test_nothing_leaves_0_and_is_told(typed, paper):
    said = typed("audit", paper(""))
    assert (said.code, said.out.splitlines()[0].rstrip()) == (0, "Nothing disagrees.")


def test_the_list_and_the_page_are_written_where_asked(typed, paper, tmp_path):
    said = typed("audit", paper(), "--json", "found.json", "--html", "found.html")
    assert said.out.splitlines()[-1] == "Written: found.json, found.html."
    (one,) = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert (one["id"], one["places"][0]["line"]) == ("count-list:crs", 3)
    assert "Two counted, one named." in (tmp_path / "found.html").read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_leaves_2(typed):
    said = typed("audit", "missing.md")
    assert (said.code, said.out) == (2, "")
    assert said.err == "missing.md: there is no such file.\n  See how it is spelt, and in which folder it lies.\n"


def test_a_study_that_cannot_be_used_leaves_2(typed, paper):
    said = typed("audit", paper(), "--study", "nowhere")
    assert (said.code, said.out) == (2, "")
    assert "nowhere" in said.err


def test_a_place_that_cannot_be_written_leaves_2(typed, paper):
    said = typed("audit", paper(), "--json", "no-folder/found.json")
    assert said.code == 2
    assert said.err.startswith("nothing can be written to no-folder/found.json: No such file or directory.")


def test_a_fault_of_blastline_leaves_2_so_that_it_is_no_contradiction(typed, paper, monkeypatch):
    manuscript = paper()
    monkeypatch.setattr(audits, "understand", lambda _: 1 / 0)
    said = typed("audit", manuscript)
    assert said.code == 2
    assert said.err.startswith("Blastline stopped, and nothing was written: division by zero")
