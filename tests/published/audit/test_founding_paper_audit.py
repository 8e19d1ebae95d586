"""The audit of the founding paper against the list of a careful reader; both figures may only get better."""

import importlib.util
import sys
from pathlib import Path

import pytest

from blastline.audit.audit import audit
from blastline.audit.disagreement import SEVERITIES

HERE = Path(__file__).parent
# What was reached; of 14, 26 and 6.
REACHED = {"contradiction": 14, "doubt": 18, "wording": 1}
FALSE_ALARMS = 0


def _module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


founding = _module(HERE / "founding_paper.py")


@pytest.fixture(scope="module")
def audited():
    if not founding.PAPER.is_file():
        pytest.skip("the text of the founding paper is not here; BLASTLINE_PAPER says where it is")
    return founding.measured(audit(founding.PAPER).disagreements)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_as_many_are_found_as_were_ever_reached(audited, severity):
    assert audited.recall("severity", severity)[0] >= REACHED[severity]


def test_false_alarms_on_statements_that_agree(audited):
    assert [one.id for one in audited.alarms][FALSE_ALARMS:] == []
    assert audited.false_alarms_per_agreement() <= 1 / 50


def test_a_contradiction_of_the_list_is_never_said_more_softly(audited):
    listed = [entry for entry in founding.TRUTH["contradiction"] if entry["severity"] == "contradiction"]
    assert [
        entry["id"] for entry in listed if all(one.severity != "contradiction" for one in audited.found[entry["id"]])
    ] == []


def test_every_entry_of_the_list_is_named_once():
    named = [entry["id"] for side in founding.TRUTH.values() for entry in side]
    assert len(named) == len(set(named))
