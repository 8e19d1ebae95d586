"""An audit as a whole: every check is asked, and what they say is put in order."""

from blastline.audit import audit as audits
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Place


def told(about, severity="contradiction", lines=(1,), check="count-list"):
    places = tuple(Quote("four", Place("Results", line)) for line in lines)
    return Disagreement(f"{check}:{about}", check, severity, "Message.", "Likelier.", places)


def ids(disagreements):
    return [one.id for one in disagreements]


def test_the_gravest_come_first_and_then_those_that_the_text_says_first():
    given = [told("a", "doubt", (1,)), told("b", lines=(9,)), told("c", "wording"), told("d", lines=(3, 20))]
    assert ids(audits.in_order(given)) == ["count-list:d", "count-list:b", "count-list:a", "count-list:c"]


def test_what_two_checks_say_of_the_same_places_is_told_once_by_the_first():
    narrow, wide = told("a", lines=(1, 2)), told("a", lines=(2, 1), check="totals")
    assert ids(audits.without_repeats([narrow, wide])) == ["count-list:a"]


def test_of_two_checks_the_graver_is_kept():
    doubt, contradiction = told("a", "doubt", (1, 2)), told("a", lines=(1, 2), check="totals")
    assert ids(audits.without_repeats([doubt, contradiction])) == ["totals:a"]


def test_one_check_may_find_two_slips_in_the_same_places_and_two_checks_in_one_sentence():
    same = [told("a", lines=(1, 2)), told("b", lines=(1, 2)), told("c"), told("c", check="totals")]
    assert ids(audits.without_repeats(same)) == ids(same)


def test_every_check_is_asked_of_what_was_read(tmp_path, monkeypatch):
    path = tmp_path / "invented.md"
    path.write_text("# Results\n\nFour patients responded.\n", encoding="utf-8")
    monkeypatch.setattr(audits, "understand", lambda manuscript: manuscript)
    sentences = []
    checks = {"a": lambda read: sentences.extend(read.sentences) or iter([told("a")]), "b": lambda _: iter([told("b")])}
    monkeypatch.setattr(audits, "CHECKS", checks)
    found = audits.audit(path)
    assert ids(found.disagreements) == ["count-list:a", "count-list:b"]
    assert (found.contradicts, found.uncovered, len(sentences)) == (True, (), 1)


def test_a_text_is_held_against_the_study_and_what_it_does_not_say_is_listed(tmp_path, founding_run):
    path = tmp_path / "invented.md"
    text = "# Results\n\nFive patients were treated. Pt 1 obtained NR. Three patients had vitiligo of grade 2.\n"
    path.write_text(text, encoding="utf-8")
    alone, held = audits.audit(path), audits.audit(path, run=founding_run)
    (against,) = [one for one in held.disagreements if one.check == "against-study"]
    assert "response of Pt 1 is NR in the Results and CR in the study" in against.message
    assert [quote.ledger_key for quote in against.places if quote.ledger_key] == ["response.response.pt-1"]
    assert not [one for one in alone.disagreements if one.check == "against-study"]
    assert ([q.quote for q in held.uncovered], alone.uncovered) == (["Three patients had vitiligo of grade 2."], ())
