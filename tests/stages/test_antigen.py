"""CD19 before treatment and since, and what the cells of a relapse carried."""

import pytest

PATIENTS = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01\nPt 3 | 2022-01-01"
SHARES = """
    patient | test           | value | unit | day | phase
    Pt 1    | cd19_on_blasts | 99    | %    | -3 | before
    Pt 1    | cd19_on_blasts | 60    | %    | 28 | after
    Pt 1    | cd19_on_blasts | 2     | %    | 90 | after
    Pt 2    | cd19_on_blasts | 91    | %    | -3 | before
    Pt 2    | cd19_on_blasts | <1    | %    | 80 | after
    Pt 3    | cd19_on_blasts | 80    | %    | -3 | before
"""
CONTACTS = """
    patient | status | day | relapse | relapse cd19 | relapse cd22
    Pt 1    | alive  | 90  | yes     | negative     | not tested
    Pt 2    | alive  | 80  | yes     | dim          | positive
"""


@pytest.fixture
def run(study_of, engine_name):
    return study_of("", patients=PATIENTS, measurements=SHARES, follow_up=CONTACTS).run(engine_name)


def test_the_last_value_since_stands_against_the_last_before(run):
    rows = {row.key: row.text for row in run.ledger.where(section="antigen") if row.statistic in ("before", "since")}
    assert rows == {
        "antigen.cd19-before.pt-1": "99",
        "antigen.cd19-before.pt-2": "91",
        "antigen.cd19-before.pt-3": "80",
        "antigen.cd19-since.pt-1": "2",
        "antigen.cd19-since.pt-2": "<1",
    }


def test_medians_are_of_those_who_have_both_as_numbers(run):
    medians = {row.key: (row.text, row.patients) for row in run.ledger.where(section="antigen", statistic="median")}
    assert medians == {
        "antigen.cd19-before.median": ("99", ("Pt 1",)),
        "antigen.cd19-since.median": ("2", ("Pt 1",)),
    }


def test_relapses_are_counted_by_what_their_cells_carried(run):
    counts = {row.label: row.text.partition(" (")[0] for row in run.ledger.where(section="antigen", statistic="count")}
    assert counts == {
        "CD19 at relapse, dim": "1/2",
        "CD19 at relapse, negative": "1/2",
        "CD22 at relapse, positive": "1/1",
    }


def test_the_figure_has_a_line_for_each_pair_and_says_what_relapsed(run):
    axes = run.figure("antigen").axes[0]
    lines = [line for line in axes.lines if len(line.get_xdata()) == 2 and line.get_linewidth() == 0.8]
    assert len(lines) == 1
    words = [text.get_text() for text in axes.texts]
    assert "At relapse (n = 2)\ndim: 1\nnegative: 1" in words
    assert "before\nn = 3" in words


def test_where_nobody_was_looked_at_again_there_is_nothing_to_draw(study_of):
    before = "\n".join(line for line in SHARES.splitlines() if "-3" in line or "patient" in line)
    run = study_of("", patients=PATIENTS, measurements=before).run("polars")
    assert run.figure("antigen") is None
    assert run.figure("expression") is not None
