"""What a person sees on a terminal while a command works: each stage by its name; a log has none of it."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from blastline.study import open_study

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
STUDY = EXAMPLES / "two-patients"
RUN = "import sys; from blastline.cli import main; sys.argv = ['blastline', *sys.argv[1:]]; main()"
COMMANDS = {
    "check": ([STUDY], ["Reading records"]),
    "report": (
        [STUDY, "--format", "html", "--engine", "polars", "--out", "report"],
        ["Reading records", "Deriving findings of 2 patients", "Estimating numbers", "Writing report.html"],
    ),
    "explain": ([STUDY, "study.patients"], ["Reading records", "Deriving findings of 2 patients"]),
    "daily": ([STUDY, "--out", "days.csv", "--engine", "polars"], ["Grading day by day"]),
    "grade": (
        [EXAMPLES / "laboratory.csv", "--criteria", "ctcae/5.0", "--out", "graded.csv"],
        ["Reading laboratory.csv", "Grading by ctcae/5.0", "Writing graded.csv"],
    ),
    "synthesise": (["cohort", "--patients", "5"], ["Inventing patients 1 to 5 of 5"]),
}


def on_a_terminal(folder, *words):
    """What is written to standard error where that is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", RUN, *map(str, words)], stdout=subprocess.DEVNULL, stderr=theirs, cwd=folder
    ) as running:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # nobody holds the other end any more
                break
            if not part:
                break
            seen += part
    os.close(ours)
    assert running.returncode == 0
    return seen.decode()


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_what_it_is_doing(command, tmp_path):
    words, told = COMMANDS[command]
    seen = on_a_terminal(tmp_path, command, *words)
    # A stage that is over at once may never be drawn; the longest is.
    assert any(stage in seen for stage in told)


def test_a_run_tells_each_stage_as_it_begins():
    said = []
    open_study(STUDY).run("polars", say=said.append)
    assert said == ["Reading records", "Deriving findings of 2 patients", "Estimating numbers"]


def test_a_log_has_no_progress_in_it(typed):
    assert typed("check", STUDY).err == ""
