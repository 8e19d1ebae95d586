"""One published rule in one version, and the reading of it on one patient."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blastline.criteria.in_words import label
from blastline.criteria.language import Node
from blastline.criteria.plainly import Inputs, Truth, names_left_open, read_truth
from blastline.records.interval import Interval


@dataclass(frozen=True, slots=True)
class Level:
    """One grade or category: what it is called and when it holds."""

    name: str
    when: Node
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a document: inputs as printed, and what must come out."""

    inputs: dict[str, Any]
    surely: str | None
    possibly: str | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    A published rule: levels in order, the first that holds is the one. `none` is the level below them all.

    `term` is what reports call the thing that is graded. `assessed_by` names the inputs of which at least one must
    be recorded; without any the patient is not assessed.
    """

    id: str
    title: str
    term: str
    cite: str
    reviewed: str
    needs: dict[str, str]
    assessed_by: tuple[str, ...]
    levels: tuple[Level, ...]
    none: str | None
    examples: tuple[Example, ...]
    notes: tuple[str, ...] = ()

    @property
    def level_names(self) -> list[str]:
        """From the first to the last, with the one below them all where the rule has one."""
        return [level.name for level in self.levels] + ([self.none] if self.none is not None else [])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a criterion says of one patient; both None where nothing was assessed."""

    surely: str | None
    possibly: str | None
    reason: str = ""


def adjudicate(criterion: Criterion, inputs: Inputs, printed: Mapping[str, str] | None = None) -> Outcome:
    """
    The level that surely holds, the highest that possibly holds, and what stands between the two, in words.

    `printed` holds the inputs as they were printed, for the reason: "temperature known only as <38.5".
    """
    if not any(_recorded(inputs.get(name)) for name in criterion.assessed_by):
        return Outcome(None, None, f"{_listed(criterion.assessed_by)} not recorded")
    truths = [read_truth(level.when, inputs) for level in criterion.levels]
    surely = _first(truth.surely for truth in truths)
    possibly = _first(truth.possibly for truth in truths)
    names = criterion.level_names
    return Outcome(names[surely], names[possibly], _reason(criterion, inputs, printed or {}, truths[:surely]))


def _first(flags: Iterable[bool]) -> int:
    """The place of the first true flag; one past the last where none is."""
    flags = list(flags)
    return flags.index(True) if True in flags else len(flags)


def _recorded(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, Interval) and not value.missing)


def _reason(criterion: Criterion, inputs: Inputs, printed: Mapping[str, str], above: Sequence[Truth]) -> str:
    """The inputs that leave a higher level open: not recorded, or known only within limits."""
    open_levels = [level for level, truth in zip(criterion.levels, above, strict=False) if truth.possibly]
    names = {name for level in open_levels for name in names_left_open(level.when, inputs)}
    in_order = [name for name in criterion.needs if name in names]
    missing = [name for name in in_order if not _recorded(inputs.get(name))]
    loose = [name for name in in_order if name not in missing and not _settled(inputs[name])]
    parts = [f"{_listed(missing)} not recorded"] if missing else []
    return "; ".join(parts + [f"{label(name)} known only as {printed.get(name, '')}" for name in loose])


def _settled(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, Interval) and value.exact)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(label(name) for name in names)
