"""The documentation: its example study is ready to run, and its generated pages are what would be written now."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from blastline.report.folder import write_report
from blastline.study import open_study

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "two-patients"


def test_the_example_study_passes_check():
    assert open_study(EXAMPLE).check() == []


def test_the_example_study_is_marked_as_invented_everywhere():
    assert "INVENTED" in tomllib.loads((EXAMPLE / "study.toml").read_text(encoding="utf-8"))["study"]["remark"]
    rows = [row for table in open_study(EXAMPLE).records().received.tables.values() for row in table]
    assert {row.cells["note"] for row in rows} == {"invented"}


def test_the_example_study_has_every_section_that_a_study_may_have():
    written = tomllib.loads((EXAMPLE / "study.toml").read_text(encoding="utf-8"))
    settings = open_study(EXAMPLE).settings
    assert set(written) == set(type(settings).model_fields)


@pytest.mark.slow
def test_the_example_study_gives_a_report(tmp_path):
    study = open_study(EXAMPLE)
    write_report(study.run().ledger, study.settings.study, "{}", tmp_path / "report", formats=("html",))
    assert "INVENTED DATA" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_generated_pages_are_what_would_be_written_now():
    """Fails after a change of criteria, tables or messages: run `make docs` and look at what changed."""
    done = subprocess.run([sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
