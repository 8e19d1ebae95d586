"""An audit as a whole: a manuscript is read, every check is asked, and what they say is put in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from blastline.audit.checks.registry import CHECKS
from blastline.audit.checks.study import against_study
from blastline.audit.disagreement import SEVERITIES, Disagreement, Quote
from blastline.audit.manuscript import Manuscript
from blastline.audit.reading.read import Tracked, read_manuscript
from blastline.audit.understanding.understood import understand
from blastline.estimate.ledger import Ledger


class HasLedger(Protocol):
    """What a study came to: `blastline.open_study(folder).run()`."""

    @property
    def ledger(self) -> Ledger:
        """Every number of the study."""


@dataclass(frozen=True, slots=True)
class Audit:
    """
    A manuscript and what disagrees in it, the gravest first.

    `uncovered` are the numbers of its text that no number of the study says; empty where no study was named.
    """

    manuscript: Manuscript
    disagreements: tuple[Disagreement, ...]
    uncovered: tuple[Quote, ...] = ()

    @property
    def contradicts(self) -> bool:
        """Whether anything cannot be right on both sides, rather than leave a reader in doubt."""
        return any(one.severity == "contradiction" for one in self.disagreements)


def audit(path: Path, *, run: HasLedger | None = None, tracked: Tracked = "accepted") -> Audit:
    """
    Holds the manuscript in a file against itself, and against a study where its `run` is given.

    `tracked` says whether the changes that Word tracks are taken as accepted or rejected. ManuscriptError where the
    file cannot be read.
    """
    manuscript = read_manuscript(path, tracked=tracked)
    understood = understand(manuscript)
    told = [one for check in CHECKS.values() for one in check(understood)]
    if run is None:
        return Audit(manuscript, tuple(in_order(without_repeats(told))))
    data = against_study(understood, run.ledger)
    return Audit(manuscript, tuple(in_order(without_repeats([*told, *data.disagreements]))), data.uncovered)


def in_order(disagreements: Iterable[Disagreement]) -> list[Disagreement]:
    """The gravest first; of one severity in the order in which the text first says them."""
    return sorted(disagreements, key=lambda one: (SEVERITIES.index(one.severity), _first_line(one)))


def without_repeats(disagreements: Iterable[Disagreement]) -> list[Disagreement]:
    """
    One of each id; and where two checks tell of the very same places, the graver, else the one that was asked first.

    The checks stand from the narrower to the wider, so that the first is the more specific. One check may well find
    two slips in the same places, and two checks one each in the same sentence: these are kept.
    """
    once = list({one.id: one for one in disagreements}.values())
    by_gravity = sorted(once, key=lambda one: SEVERITIES.index(one.severity))
    tellers: dict[frozenset[Quote], str] = {}
    for one in by_gravity:
        tellers.setdefault(frozenset(one.places), one.check)
    return [one for one in once if len(one.places) < 2 or tellers[frozenset(one.places)] == one.check]


def _first_line(one: Disagreement) -> int:
    return min((quote.place.line for quote in one.places if quote.place.line), default=0)
