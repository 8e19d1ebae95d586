"""Blastline's own reports, which are right, are held against themselves and their study: the audit says nothing."""

from pathlib import Path

import pytest

from blastline.audit.audit import audit

FOUNDING = Path(__file__).parents[2] / "studies" / "salvage-blinatumomab"
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "manuscript.md"
FORMATS = ("docx", "html", "pdf")


@pytest.fixture(scope="module")
def written(typed, tmp_path_factory) -> Path:
    """The report on the founding study, and the example of a manuscript filled with its numbers."""
    folder = tmp_path_factory.mktemp("own")
    for command in (("report", FOUNDING), ("write", EXAMPLE, FOUNDING)):
        done = typed(*command, "--out", folder / command[0])
        assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", ["report/report", "write/manuscript"])
def test_nothing_disagrees_within_it(written, text, form):
    told = audit(written / f"{text}.{form}").disagreements
    assert [one.message for one in told] == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", ["report/report", "write/manuscript"])
def test_nothing_disagrees_with_the_study(written, founding_run, text, form):
    told = audit(written / f"{text}.{form}", run=founding_run).disagreements
    assert [one.message for one in told] == []
