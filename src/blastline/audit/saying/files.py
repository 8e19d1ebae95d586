"""An audit written to files: the list as JSON, the marked manuscript as a page."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Manuscript
from blastline.audit.saying.as_html import as_html
from blastline.audit.saying.as_json import as_json
from blastline.errors import OutputError


class Told(Protocol):
    """What an audit came to."""

    @property
    def manuscript(self) -> Manuscript:
        """What was read."""

    @property
    def disagreements(self) -> Sequence[Disagreement]:
        """What disagrees, in order."""

    @property
    def uncovered(self) -> Sequence[Quote]:
        """The numbers that no number of the study says."""


def write_json(told: Told, path: Path) -> None:
    """The list of what disagrees, as `as_json` makes it. OutputError where nothing can be written there."""
    _write(path, json.dumps(as_json(told.disagreements), indent=2, ensure_ascii=False) + "\n")


def write_html(told: Told, path: Path) -> None:
    """The manuscript with its quotes marked. OutputError where nothing can be written there."""
    _write(path, as_html(told.manuscript, told.disagreements, told.uncovered))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n", errors="replace")
    except OSError as error:
        raise OutputError(f"nothing can be written to {path}: {error.strerror or error}.") from None
