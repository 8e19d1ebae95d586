"""The examples of every document, on every engine, beside the plain reader."""

import pytest

from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion, criterion_ids


@pytest.mark.parametrize("identifier", criterion_ids())
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
