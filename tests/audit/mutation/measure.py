"""An auditor measured: of every kind of slip the share that it finds, and what it says of manuscripts without any."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from numpy.random import default_rng

from blastline.audit.disagreement import Disagreement
from mutation.draft import Draft
from mutation.found import about
from mutation.manuscript import Plan, draft_of
from mutation.planting import Planted
from mutation.slips import SLIPS, planted
from mutation.writing import SUFFIX, write

Audit: TypeAlias = Callable[[Path], Any]
# What counts as a false alarm in a clean manuscript; how something is worded may always be remarked on.
ALARMS = ("contradiction", "doubt")
SLIPS_EACH = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something said of a manuscript that is clean."""

    plan: Plan
    disagreement: Disagreement


@dataclass
class Measured:
    """Of each kind how many were planted and found; said elsewhere is a new disagreement away from the slip."""

    clean: list[Plan] = field(default_factory=list)
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    elsewhere: Counter[str] = field(default_factory=Counter)
    alarms: list[Alarm] = field(default_factory=list)
    missed: list[tuple[Plan, Planted]] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        return self.found[kind] / self.planted[kind] if self.planted[kind] else 0.0

    @property
    def alarms_per_manuscript(self) -> float:
        return len([alarm for alarm in self.alarms if alarm.disagreement.severity in ALARMS]) / len(self.clean)


def measure(plans: Sequence[Plan], audit: Audit, folder: Path) -> Measured:
    """Each manuscript is audited clean, and once for each of a few slips, those planted least so far."""
    measured = Measured()
    for plan in plans:
        draft = draft_of(plan)
        before = _audited(draft, plan, audit, folder)[0]
        measured.clean.append(plan)
        measured.alarms += [Alarm(plan, found) for found in before]
        for one in _slips_of(plan, draft, measured.planted):
            _count(measured, plan, one, before, audit, folder)
    return measured


def _slips_of(plan: Plan, draft: Draft, so_far: Counter[str]) -> Iterator[Planted]:
    left = SLIPS_EACH
    for kind in sorted(SLIPS, key=lambda kind: so_far[kind]):
        one = planted(kind, draft, slip_draw(plan, kind)) if left else None
        if one:
            left -= 1
            yield one


def slip_draw(plan: Plan, kind: str) -> Any:
    """Each kind draws from a stream of its own, so that a new kind moves none of the others."""
    return default_rng([plan.seed, plan.number, *kind.encode()])


def _count(
    measured: Measured, plan: Plan, one: Planted, before: Sequence[Disagreement], audit: Audit, folder: Path
) -> None:
    """What was said of the clean manuscript already is no merit."""
    after, lines = _audited(one.draft, plan, audit, folder)
    known = {(found.check, found.message) for found in before}
    new = [found for found in after if (found.check, found.message) not in known]
    hit = any(about(one, lines, found) for found in new)
    measured.planted[one.kind] += 1
    measured.found[one.kind] += hit
    measured.elsewhere[one.kind] += bool(new) and not hit
    measured.missed += [] if hit else [(plan, one)]


def _audited(draft: Draft, plan: Plan, audit: Audit, folder: Path) -> tuple[list[Disagreement], Any]:
    path = folder / f"manuscript{SUFFIX[plan.format]}"
    lines = write(draft, plan.format, path, quarters=plan.quarters)
    return list(audit(path).disagreements), lines
