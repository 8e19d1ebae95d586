"""Every document that comes with Blastline: that its examples prove it, and what it must state."""

import pytest

from blastline.criteria.in_words import say
from blastline.criteria.library import criterion, criterion_ids, prove
from blastline.criteria.show import headings
from blastline.criteria.soundness import REVIEWS
from blastline.records.schema import event_names


@pytest.mark.parametrize("identifier", criterion_ids())
def test_every_document_says_where_it_is_from_and_who_checked_it(identifier):
    rule = criterion(identifier)
    assert rule.id == identifier
    assert len(rule.cite) > 10
    assert rule.reviewed in REVIEWS


@pytest.mark.parametrize("identifier", criterion_ids())
def test_every_example_comes_out_as_stated_and_categories_exclude_each_other(identifier):
    prove(criterion(identifier))


@pytest.mark.parametrize("identifier", criterion_ids())
def test_every_condition_can_be_said_in_words(identifier):
    for level in criterion(identifier).levels:
        assert "_" not in say(level.when)


@pytest.mark.parametrize("identifier", criterion_ids())
def test_the_term_of_a_criterion_is_the_one_under_which_events_are_kept(identifier):
    term = criterion(identifier).term
    assert event_names().get(term.lower(), term) == term


def test_every_set_has_a_heading_and_every_heading_a_set():
    assert set(headings()) == {name.rpartition("/")[0] for name in criterion_ids()}
