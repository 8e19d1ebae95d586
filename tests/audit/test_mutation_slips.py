"""A slip changes what it says it changes and nothing else, and what it leaves is wrong."""

import pytest

from mutation.manuscript import Plan, draft_of
from mutation.measure import slip_draw
from mutation.plain_truth import untrue
from mutation.slips import SLIPS, planted
from mutation.voice import VOICES

PLANS = [Plan(1, number) for number in range(180)]
# Slips that leave no printed number wrong: a sentence says "all", or a definition is gone.
OF_A_SENTENCE = ("all with an exception", "category not defined")


@pytest.fixture(scope="module")
def drafts():
    return {plan: draft_of(plan) for plan in PLANS}


@pytest.fixture(scope="module")
def slips(drafts):
    """Of each kind, every manuscript that has a place for it."""
    every = {
        kind: [(plan, planted(kind, draft, slip_draw(plan, kind))) for plan, draft in drafts.items()] for kind in SLIPS
    }
    return {kind: [(plan, one) for plan, one in found if one] for kind, found in every.items()}


@pytest.mark.parametrize("kind", SLIPS)
def test_a_kind_is_planted_in_every_voice(slips, kind):
    assert {plan.voice for plan, _ in slips[kind]} == set(VOICES)


@pytest.mark.parametrize("kind", SLIPS)
def test_no_part_changes_but_those_that_the_slip_names(drafts, slips, kind):
    for plan, one in slips[kind]:
        before = {part.id: part.text for part in drafts[plan].parts()}
        after = {part.id: part.text for part in one.draft.parts()}
        assert {id_ for id_, text in before.items() if after[id_] != text} == set(one.slip.changed)


@pytest.mark.parametrize("kind", [kind for kind in SLIPS if kind not in OF_A_SENTENCE])
def test_what_is_untrue_stands_where_the_slip_was_planted_and_nowhere_else(slips, kind):
    for plan, one in slips[kind]:
        wrong = {part.id for part, _ in untrue(one.draft)}
        assert wrong == set(one.slip.changed), (plan, one.slip)


def test_all_is_said_where_somebody_is_the_exception(slips):
    for _, one in slips["all with an exception"]:
        assert list(untrue(one.draft)) == []
        (part,) = (part for part in one.draft.parts() if part.id in one.slip.changed)
        assert any(word in part.text for word in ("All", "all", "Every", "every", "Both", "None", "No "))


def test_a_category_that_is_not_defined_any_more_is_still_told_of_patients(slips):
    for _, one in slips["category not defined"]:
        defined = {slot.about for part in one.draft.sentences() for slot in part.slots("definition")}
        (gone,) = {"CR", "CRi", "PR", "NR"} - defined
        assert gone in {patient.response for patient in one.draft.study.patients}
        text = {part.id: part.text for part in one.draft.parts()}
        assert all(gone in text[id_] for id_ in one.slip.seen_in if len(text[id_]) > 12)


def test_a_reversed_range_runs_down_and_holds_the_same_numbers(drafts, slips):
    for _, one in slips["range reversed"]:
        low, high = one.slip.now.split(" … ")
        assert float(low) > float(high)
        assert one.slip.was == f"{high} … {low}"


def test_a_range_that_is_not_of_the_patients_still_runs_upwards(slips):
    for plan, one in slips["range not of the patients"]:
        (part,) = (part for part in one.draft.parts() if part.id in one.slip.changed)
        for low in part.slots("low"):
            (high,) = (slot for slot in part.slots("high") if slot.about == low.about)
            assert float(low.text) <= float(high.text), (plan, part.text)


def test_a_compartment_is_dropped_only_of_a_patient_with_mrd_in_the_marrow(slips):
    for _, one in slips["compartment dropped"]:
        (part,) = (part for part in one.draft.parts() if part.id in one.slip.changed)
        (slot,) = part.slots("compartment")
        patient = one.draft.study.patient(int(slot.about.split(".")[0]))
        assert (slot.text, patient.mrd_csf, patient.mrd_marrow) == ("", "negative", "positive")


def test_the_same_seed_plants_the_same_slip(drafts):
    for plan, draft in list(drafts.items())[:10]:
        for kind in SLIPS:
            once, again = (planted(kind, draft, slip_draw(plan, kind)) for _ in range(2))
            assert once == again
