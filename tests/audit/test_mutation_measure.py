"""What counts as found, and what an auditor's figures are; the auditors here are pretended ones."""

import importlib.util
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Place
from mutation.draft import Draft, Numbering, Section, Slot, Table
from mutation.found import about
from mutation.manuscript import Plan
from mutation.measure import measure
from mutation.page import LOOKED_AT, page_of
from mutation.planting import Planted, Slip
from mutation.results import as_held, by_check, held, messages, report
from mutation.slips import SLIPS
from mutation.study import Study
from mutation.voice import VOICES
from mutation.writing import written

PLANS = [Plan(1, number) for number in range(12)]


def _said(*places, message="these two disagree", severity="contradiction"):
    return Disagreement("made-up", "made-up", severity, message, "it cannot be told", places)


# ---- What is found ----


@pytest.fixture
def draft():
    part = Numbering().part
    header = (part("No"), part("Age (years)"), part("Platelets (", Slot("×10^9/L", "unit", "platelets"), ")"))
    rows = tuple((part(f"Pt {n}"), part(str(40 + n)), part(str(80 + n))) for n in (1, 2))
    sentences = (part("Two patients were enrolled."), part("The platelets of Pt 2 were 82 ×10^9/L."))
    section = Section(part("Results"), 2, (sentences, Table("Table 1", part("Ages"), header, rows)))
    return Draft(Study(()), "pt", "rows", part("INVENTED DATA"), (section,), ())


def _found(draft, part, *, quote="", **place):
    """Whether a disagreement at a place is about a slip in this part."""
    one = Planted("a kind", draft, Slip({part.id: part.pieces}, "", ""))
    return about(one, written(draft, "markdown"), _said(Quote(quote, Place(**place))))


@pytest.mark.parametrize(
    ("quote", "line", "found"),
    [
        ("The platelets of Pt 2 were 82 ×10^9/L.", 0, True),
        ("platelets of Pt 2 were 82 x10⁹/L", 0, False),  # another sign of multiplication, and no line
        ("platelets of Pt 2 were 82", 0, True),
        ("82", 5, True),
        ("82", 9, False),
        ("Two patients were enrolled.", 5, False),
        ("", 5, False),
    ],
)
def test_a_sentence_is_found_by_its_words_and_by_few_words_on_its_line(draft, quote, line, found):
    _, sentence = draft.sentences()
    assert _found(draft, sentence, quote=quote, line=line) is found


def test_a_short_sentence_is_found_by_all_its_words_where_no_other_says_them(draft):
    short = draft.with_parts({one.id: ("Deaths: 7.",) for one in list(draft.sentences())[:1]})
    first, _ = short.sentences()
    assert _found(short, first, quote="Deaths: 7.", line=99)
    twice = draft.with_parts({one.id: ("Deaths: 7.",) for one in draft.sentences()})
    assert not _found(twice, first, quote="Deaths: 7.", line=99)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({"table": "Table 1", "row": "Pt 2", "column": "Platelets"}, True),
        ({"table": "Table 1", "row": "Pt 2", "column": "Platelets (×10^9/L)"}, True),
        ({"table": "Table 1", "row": "Pt 2"}, True),
        ({"table": "Table 1", "row": "Pt 1", "column": "Platelets"}, False),
        ({"table": "Table 1", "row": "Pt 2", "column": "Age"}, False),
        ({"table": "Table 2", "row": "Pt 2", "column": "Platelets"}, False),
        ({"line": 12}, True),
        ({"line": 11}, False),
    ],
)
def test_a_cell_is_found_by_its_row_and_column_or_by_its_line(draft, place, found):
    *_, cell = draft.cells()
    assert _found(draft, cell, quote="82", **place) is found


def test_a_head_is_found_by_every_cell_that_it_heads(draft):
    (table,) = draft.tables()
    assert _found(draft, table.header[2], quote="81", table="Table 1", row="Pt 1", column="Platelets")
    assert not _found(draft, table.header[2], quote="41", table="Table 1", row="Pt 1", column="Age")


# ---- What is measured ----


class _Seeing:
    """Compares each text with the last that it was told is clean, and quotes every line that is another."""

    def __init__(self):
        self._clean, self._left = [], 0

    def __call__(self, path):
        lines = path.read_text(encoding="utf-8").splitlines()
        if not self._left:
            self._clean, self._left = lines, 3
            return SimpleNamespace(disagreements=())
        self._left -= 1
        quotes = [Quote(line, Place(line=n)) for n, line in enumerate(lines, 1) if line not in self._clean]
        return SimpleNamespace(disagreements=(_said(*quotes),))


def _saying(*disagreements):
    return lambda path: SimpleNamespace(disagreements=disagreements)


@pytest.fixture
def markdown(monkeypatch):
    monkeypatch.setattr(Plan, "format", "markdown")


@pytest.mark.usefixtures("markdown")
def test_an_auditor_that_sees_every_change_finds_every_slip(tmp_path):
    measured = measure(PLANS, _Seeing(), tmp_path)
    assert measured.found == measured.planted
    assert measured.alarms_per_manuscript == 0


def test_an_auditor_that_says_nothing_finds_nothing(tmp_path):
    measured = measure(PLANS, _saying(), tmp_path)
    assert measured.found.total() == 0
    assert len(measured.missed) == measured.planted.total() == 3 * len(PLANS)


def test_what_is_said_of_every_manuscript_is_an_alarm_and_no_merit(tmp_path):
    measured = measure(PLANS, _saying(_said(Quote("INVENTED DATA", Place(line=1)))), tmp_path)
    assert (measured.found.total(), measured.elsewhere.total(), measured.alarms_per_manuscript) == (0, 0, 1)
    assert len(list(messages(measured.alarms))) == 2 * len(PLANS)


def test_a_remark_on_the_wording_is_no_alarm(tmp_path):
    assert measure(PLANS, _saying(_said(severity="wording")), tmp_path).alarms_per_manuscript == 0


def test_kinds_are_planted_in_turn(tmp_path):
    measured = measure(PLANS, _saying(), tmp_path)
    assert set(measured.planted) == set(SLIPS)


def test_the_report_has_a_row_for_each_kind_and_each_way_of_writing(tmp_path):
    text = report(measure(PLANS, _saying(_said()), tmp_path))
    assert all(f"| {kind} | 0 |" in text for kind in SLIPS)
    assert "| **all** | 12 | 1.00 | 0.00 | 0.00 |" in text
    assert all(f"voice {name} |" in text for name in VOICES)


def test_the_page_names_its_seed_and_holds_both_tables(tmp_path):
    measured = measure(PLANS, _saying(), tmp_path)
    text = page_of(measured)
    assert report(measured) in text
    assert f"--manuscripts {len(PLANS)} --seed {PLANS[0].seed} --page" in text


def test_the_page_is_of_manuscripts_that_nobody_looked_at():
    page = (Path(__file__).parents[2] / "docs" / "audit-measured.md").read_text(encoding="utf-8")
    (seed,) = re.findall(r"--seed (\d+) --page", page)
    assert not {int(seed), held()["seed"]} & set(LOOKED_AT)


def test_a_bar_is_raised_to_what_is_found_and_never_lowered(tmp_path):
    measured = measure(PLANS, _saying(_said()), tmp_path)
    before = {"manuscripts": 12, "seed": 1, "alarms_per_manuscript": 2.5, "recall": {"unit in the text": 0.5}}
    text = as_held(measured, before)
    assert "alarms_per_manuscript = 1.00\n" in text
    assert '"unit in the text" = 0.50\n' in text
    assert '"range reversed" = 0.00\n' in text
    assert "alarms_per_manuscript = 0.50\n" in as_held(measured, before | {"alarms_per_manuscript": 0.5})


def test_bars_are_held_of_kinds_that_are_planted():
    assert set(held()["recall"]) <= set(SLIPS)


def test_the_most_talkative_check_is_named_first(tmp_path):
    twice = (_said(message="one"), _said(message="other"), _said(severity="doubt"))
    measured = measure(PLANS, _saying(*twice), tmp_path)
    assert list(by_check(measured.alarms)) == ["- made-up, contradiction: 24", "- made-up, doubt: 12"]


# ---- The auditor that we have ----


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("blastline.audit.audit") is None, reason="there is no auditor yet")
def test_recall_does_not_fall_and_false_alarms_do_not_rise(tmp_path):
    from blastline.audit.audit import audit  # noqa: PLC0415

    bars = held()
    plans = [Plan(bars["seed"], number) for number in range(bars["manuscripts"])]
    measured = measure(plans, audit, tmp_path)
    fallen = {kind: measured.recall(kind) for kind, bar in bars["recall"].items() if measured.recall(kind) < bar}
    assert fallen == {}
    assert measured.alarms_per_manuscript <= bars["alarms_per_manuscript"]
