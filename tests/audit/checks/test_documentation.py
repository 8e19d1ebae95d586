"""The page of the checks: every check has its section, in its own words, and its examples come out as printed."""

import inspect
import re
from pathlib import Path

import pytest

from blastline.audit.checks.registry import CHECKS

PAGE = Path(__file__).parents[3] / "docs" / "audit-checks.md"
SECTIONS = {part.split("\n", 1)[0]: part for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]}
EXAMPLES = [
    (check, text, says)
    for check, section in SECTIONS.items()
    for text, says in re.findall(r"^(\S.*)\n  -> (.*)$", section, re.MULTILINE)
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_its_section_in_its_own_words(check):
    assert inspect.getdoc(CHECKS[check]) in SECTIONS[check]


@pytest.mark.parametrize(
    ("check", "text", "says"), EXAMPLES, ids=[f"{check}: {text[:30]}" for check, text, _ in EXAMPLES]
)
def test_an_example_comes_out_as_printed(said, check, text, says):
    messages = said(check, text)
    assert messages == [] if says == "nothing" else says in messages


def test_there_are_examples():
    assert len(EXAMPLES) > len(CHECKS)
