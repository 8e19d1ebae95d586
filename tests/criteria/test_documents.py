"""Every document that comes with Blastline: what it must state, and that its examples come out as stated."""

import pytest

from blastline.criteria.criterion import Outcome, adjudicate
from blastline.criteria.in_words import say
from blastline.criteria.library import criterion, criterion_ids
from blastline.criteria.soundness import REVIEWS

EXAMPLES = [(name, number) for name in criterion_ids() for number in range(len(criterion(name).examples))]


@pytest.mark.parametrize(("identifier", "number"), EXAMPLES)
def test_every_example_comes_out_as_stated(input_from, identifier, number):
    rule = criterion(identifier)
    example = rule.examples[number]
    inputs = {name: input_from(rule, name, str(cell)) for name, cell in example.inputs.items()}
    outcome = adjudicate(rule, inputs)
    assert outcome == Outcome(example.surely, example.possibly, outcome.reason)


@pytest.mark.parametrize("identifier", criterion_ids())
def test_every_document_says_where_it_is_from_and_who_checked_it(identifier):
    rule = criterion(identifier)
    assert rule.id == identifier
    assert len(rule.cite) > 10
    assert rule.reviewed in REVIEWS


@pytest.mark.parametrize("identifier", criterion_ids())
def test_every_level_has_an_example_and_so_has_whoever_was_not_assessed(identifier):
    rule = criterion(identifier)
    assert {example.surely for example in rule.examples} == {*rule.level_names, None}


@pytest.mark.parametrize("identifier", criterion_ids())
def test_every_condition_can_be_said_in_words(identifier):
    for level in criterion(identifier).levels:
        assert "_" not in say(level.when)
