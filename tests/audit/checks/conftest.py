"""Invented texts, read and checked: a table is drawn with bars."""

from collections.abc import Callable

import pytest

from blastline.audit.checks.registry import CHECKS
from blastline.audit.disagreement import Disagreement
from blastline.audit.reading.read import read_manuscript
from blastline.audit.understanding.understood import Understood, understand

TITLE = "Blinatumomab in an invented series\n\nRESULTS\n\n"
OUTCOMES = """
Table 1. Invented patients.

No | Age (years) | Sex | Neutrophils, grade | Platelets, grade | Platelets (×10^9/L) | Peak IL-6 (pg/mL) | Response | MRD in marrow | Infection
Pt 1 | 20 | male   | 2 | 1 | 80  | 28.4 | CR  | negative | RMP
Pt 2 | 35 | female | 3 | 3 | 40  | 16.5 | CRi | positive | -
Pt 3 | 50 | male   | 0 | 1 | 120 | 4.1  | CR  | negative | cryptococcal encephalopathy
Pt 4 | 65 | female | 1 | 0 | 160 | 7.0  | NR  | -        | -
"""


def _tabs(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return "\n".join("\t".join(cell.strip() for cell in line.split("|")) if "|" in line else line for line in lines)


@pytest.fixture(scope="session")
def understood(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Understood]:
    """A text of results, or a text with headings of its own, as it is read and understood."""
    path = tmp_path_factory.mktemp("invented") / "invented.txt"

    def read(text: str) -> Understood:
        path.write_text(_tabs(text if "RESULTS" in text else TITLE + text), encoding="utf-8")
        return understand(read_manuscript(path))

    return read


@pytest.fixture(scope="session")
def said(understood) -> Callable[..., list[str]]:
    """The messages of one check on a text, after the table of four invented patients unless told otherwise."""

    def run(check: str, text: str, *, table: str = OUTCOMES) -> list[str]:
        return [one.message for one in found(check, text, table=table)]

    def found(check: str, text: str, *, table: str = OUTCOMES) -> list[Disagreement]:
        whole = text + "\n\n" + table if "RESULTS" in text else f"{TITLE}{text}\n\n{table}"
        return list(CHECKS[check](understood(whole)))

    run.found = found
    return run
