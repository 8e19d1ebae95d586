"""The examples of every document, on every engine, beside the plain reader."""

import pytest

from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion, criterion_ids
from blastline.criteria.plainly import read_interval

LEVELLED = [name for name in criterion_ids() if criterion(name).levels]
SCORES = [name for name in criterion_ids() if criterion(name).value]


@pytest.mark.parametrize("identifier", LEVELLED)
def test_the_examples_come_out_on_every_engine_as_in_plain_python(
    identifier, engine_name, input_from, outcomes_on, printed
):
    rule = criterion(identifier)
    patients = [
        {name: input_from(rule, name, str(cell)) for name, cell in example.inputs.items()} for example in rule.examples
    ]
    derived = outcomes_on(engine_name, rule, patients)
    assert derived == [adjudicate(rule, inputs, printed(inputs)) for inputs in patients]
    assert [(o.surely, o.possibly) for o in derived] == [(e.surely, e.possibly) for e in rule.examples]


@pytest.mark.parametrize("identifier", SCORES)
def test_the_scores_of_the_examples_come_out_on_every_engine_as_in_plain_python(
    identifier, engine_name, input_from, values_on
):
    rule = criterion(identifier)
    patients = [
        {name: input_from(rule, name, str(cell)) for name, cell in example.inputs.items()} for example in rule.examples
    ]
    assessed = [any(inputs.get(name) is not None for name in rule.assessed_by) for inputs in patients]
    expected = [read_interval(rule.value.formula, inputs) for inputs in patients]
    ends = [(e.low, e.high) if known else None for e, known in zip(expected, assessed, strict=True)]
    assert values_on(engine_name, rule, patients) == ends
