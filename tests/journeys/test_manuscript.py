"""A manuscript of one's own goes in with its slots, and comes out with its numbers."""

import json
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_example_of_the_docs_is_written_by_the_command(typed, tmp_path):
    root = Path(__file__).parents[2]
    example, study = root / "docs/examples/manuscript.md", root / "studies/salvage-blinatumomab"
    done = typed("write", example, study, "--out", tmp_path / "paper", "--format", "html", "--engine", "polars")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The manuscript is in {tmp_path / 'paper'} (manuscript.html).\n"
    made_from = json.loads((tmp_path / "paper" / "provenance.json").read_text(encoding="utf-8"))
    assert "manuscript.md" in made_from["inputs"]
