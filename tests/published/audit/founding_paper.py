"""The founding paper's text, which is not ours to keep here: beside the repository, or where BLASTLINE_PAPER says."""

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blastline.audit.disagreement import SEVERITIES, Disagreement

REPOSITORY = Path(__file__).parents[3]
PAPER = Path(os.environ.get("BLASTLINE_PAPER", REPOSITORY.parent / "shared" / "study" / "paper.txt"))
TRUTH = tomllib.loads((Path(__file__).parent / "founding_paper.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Measured:
    """What was found of the list of the careful reader, and what was said besides."""

    found: dict[str, list[Disagreement]]
    alarms: list[Disagreement]

    def recall(self, name: str, value: str) -> tuple[int, int]:
        """How many of those of a severity, or of a kind, were found, of how many."""
        wanted = [entry for entry in TRUTH["contradiction"] if entry[name] == value]
        return sum(bool(self.found[entry["id"]]) for entry in wanted), len(wanted)

    def false_alarms_per_agreement(self) -> float:
        """False alarms for each statement that agrees."""
        return len(self.alarms) / len(TRUTH["agreement"])

    def lines(self) -> list[str]:
        """As a person reads it."""
        kinds = sorted({entry["kind"] for entry in TRUTH["contradiction"]})
        rows = [("severity", name) for name in SEVERITIES] + [("kind", name) for name in kinds]
        told = ["{1}: {0[0]} of {0[1]} found".format(self.recall(*row), " ".join(row)) for row in rows]
        agree = len(TRUTH["agreement"])
        told.append(f"false alarms: {len(self.alarms)} on {agree} statements that agree")
        missed = [entry["id"] for entry in TRUTH["contradiction"] if not self.found[entry["id"]]]
        told += [f"false alarm: {one.id}: {one.message}" for one in self.alarms]
        return [*told, f"missed: {', '.join(missed) or 'none'}"]


def measured(said: Sequence[Disagreement]) -> Measured:
    """Each disagreement given to the entries that it is about: its id begins as they say, and one of its lines is theirs."""
    found = {entry["id"]: [one for one in said if _about(one, entry)] for entry in TRUTH["contradiction"]}
    known = {one.id for them in found.values() for one in them}
    return Measured(found, [one for one in said if one.id not in known])


def _about(said: Disagreement, entry: dict[str, Any]) -> bool:
    begins = any(said.id.startswith(beginning) for beginning in entry.get("found_by", ()))
    return begins and any(place.place.line in entry["lines"] for place in said.places)
