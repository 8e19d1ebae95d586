"""The Methods of a report: what was used for its numbers, with a reference each, and nothing that was not."""

import pytest

from blastline.report.build import document_of, tables_of
from blastline.report.document import Heading, Item, Paragraph

PATIENTS = "patient | first dose\nPt 1 | 2022-01-01\nPt 2 | 2022-01-01"
COUNTS = """
    patient | test      | value | unit   | lower limit | day
    Pt 1    | platelets | 40    | 10^9/L | 150         | -1
    Pt 2    | platelets | 70    | 10^9/L | 150         | 3
"""
FOLLOWED = "patient | status | day\nPt 1 | dead | 100\nPt 2 | alive | 200"
SETTINGS = """
[criteria]
haematology = ["ctcae/5.0", "ctcae/4.03"]
crs = ["lee/2014/crs"]
[report]
level = 0.9
"""


@pytest.fixture
def run(study_of):
    return study_of(SETTINGS, patients=PATIENTS, measurements=COUNTS, follow_up=FOLLOWED).run("polars")


@pytest.fixture
def blocks(run):
    return document_of(run.ledger, run.study.settings.study, tables_of(run.ledger), {}).blocks


def sentences(blocks):
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    return " ".join("".join(run.text for run in paragraph.runs) for paragraph in paragraphs)


def test_scales_that_graded_somebody_are_named_with_their_references(blocks):
    assert "Blood counts were graded by CTCAE 5.0 and CTCAE 4.03 [1, 2]." in sentences(blocks)


def test_a_scale_that_graded_nobody_is_not(blocks, run):
    assert "Cytokine release syndrome was graded" not in sentences(blocks)
    assert "method.crs" not in run.ledger


def test_every_number_in_brackets_stands_among_the_references_and_the_other_way_round(blocks):
    listed = [block.marker for block in blocks if isinstance(block, Item)]
    words = sentences(blocks)
    assert listed == [f"{number}." for number in range(1, len(listed) + 1)]
    assert all(f"[{n}]" in words or f"[{n}," in words or f", {n}]" in words for n in range(1, len(listed) + 1))
    assert Heading("References", 2) in blocks
    assert "Kaplan and Meier [" in words


def test_definitions_are_those_of_the_settings(blocks):
    assert "Adverse events count up to 30 days after the last dose." in sentences(blocks)
    assert "A transplant after treatment does not end the observation" in sentences(blocks)


def test_the_level_of_the_study_is_that_of_every_interval(run):
    levels = {row.interval_level for row in run.ledger if row.interval_level is not None}
    assert levels == {0.9}
    assert run.ledger["definition.level"].text == "90%"
