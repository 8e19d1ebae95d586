"""The command line as a user types it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def typed() -> Callable[..., subprocess.CompletedProcess[str]]:
    """`blastline …` in a process of its own, as from a terminal."""

    def type_(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from blastline.cli import main; main()", *map(str, words)]
        # Another seed for hashes in each process: whatever depends on it would differ between two reports.
        environment = os.environ | {"PYTHONHASHSEED": "random"}
        return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)

    return type_
