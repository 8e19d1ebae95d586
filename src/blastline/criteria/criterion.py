"""One published rule in one version, and the reading of it on one patient."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isinf
from typing import Any

from blastline.criteria.in_words import label
from blastline.criteria.language import Always, Node, names_in
from blastline.criteria.plainly import Inputs, Truth, names_left_open, read_interval, read_truth
from blastline.errors import CriterionError
from blastline.records.interval import Interval

# How one end of a score is told that nothing bounds.
UNBOUNDED = "unbounded"


@dataclass(frozen=True, slots=True)
class Level:
    """One grade or category: what it is called, when it holds, and what it means in clinical words."""

    name: str
    when: Node
    text: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A score that is a number: its formula and its UCUM unit."""

    formula: Node
    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of a document: inputs as printed, and what must come out."""

    inputs: dict[str, Any]
    surely: str | None
    possibly: str | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    A published rule: `levels` in order, the first that holds is the one; `none` is the level below them all.

    A score has a `value` instead. Of a term that only an investigator can grade, `entered` lists the grades that exist
    with their meaning, and nothing is computed. `term` is what reports call the thing that is graded, `group` what it
    belongs to. `assessed_by` names the inputs of which at least one must be recorded; without any the patient is not
    assessed. Where `overlapping`, several levels may hold, and their order is the hierarchy. `unverified` says which
    parts nobody has yet seen in a source.
    """

    id: str
    title: str
    term: str
    group: str
    cite: str
    reviewed: str
    needs: dict[str, str]
    assessed_by: tuple[str, ...]
    levels: tuple[Level, ...]
    none: str | None
    examples: tuple[Example, ...]
    notes: tuple[str, ...] = ()
    direction: str = ""
    changed: str = ""
    unverified: tuple[str, ...] = ()
    overlapping: bool = False
    value: Value | None = None
    entered: tuple[tuple[str, str], ...] = ()
    defined: tuple[tuple[str, str], ...] = ()

    @property
    def level_names(self) -> list[str]:
        """From the first to the last, with the one below them all where the rule has one."""
        return [level.name for level in self.levels] + ([self.none] if self.none is not None else [])

    @property
    def reads_as(self) -> object:
        """What two versions share that say the same of every patient."""
        return (self.levels, self.none, tuple(self.needs.items()), self.assessed_by, self.overlapping)

    @property
    def conditions(self) -> list[Node]:
        """Every condition, or the formula: what the inputs are asked."""
        return [level.when for level in self.levels] + ([self.value.formula] if self.value else [])


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What a criterion says of one patient; both None where nothing was assessed.

    `also` are the further levels that surely hold where levels overlap: CRi beside CRh.
    """

    surely: str | None
    possibly: str | None
    reason: str = ""
    also: tuple[str, ...] = ()


def adjudicate(criterion: Criterion, inputs: Inputs, printed: Mapping[str, str] | None = None) -> Outcome:
    """
    The level that surely holds, the highest that possibly holds, and what stands between the two, in words.

    `printed` holds the inputs as they were printed, for the reason: "temperature known only as <38.5". CriterionError
    for a term whose grades are only entered.
    """
    if criterion.entered:
        raise CriterionError(f"{criterion.id} lists grades that an investigator enters; nothing is computed")
    if not any(_recorded(inputs.get(name)) for name in criterion.assessed_by):
        return Outcome(None, None, f"{_listed(criterion.assessed_by)} not recorded")
    if criterion.value:
        return _score(criterion, inputs, printed or {})
    truths = [read_truth(level.when, inputs) for level in criterion.levels]
    surely = _first(truth.surely for truth in truths)
    possibly = _first(truth.possibly for truth in truths)
    names = criterion.level_names
    open_levels = [
        level.when for level, truth in zip(criterion.levels, truths[:surely], strict=False) if truth.possibly
    ]
    reason = _reason(criterion, inputs, printed or {}, open_levels)
    return Outcome(names[surely], names[possibly], reason, _also(criterion, truths, surely))


def _also(criterion: Criterion, truths: Sequence[Truth], surely: int) -> tuple[str, ...]:
    if not criterion.overlapping:
        return ()
    below = zip(criterion.levels[surely + 1 :], truths[surely + 1 :], strict=True)
    return tuple(level.name for level, truth in below if truth.surely and not isinstance(level.when, Always))


def _score(criterion: Criterion, inputs: Inputs, printed: Mapping[str, str]) -> Outcome:
    """A score as its lowest and its highest value."""
    assert criterion.value is not None
    found = read_interval(criterion.value.formula, inputs)
    open_ = set() if found.exact else set(names_in(criterion.value.formula))
    return Outcome(as_text(found.low), as_text(found.high), _why(criterion, inputs, printed, open_))


def as_text(end: float) -> str:
    """One end of a score; what nothing bounds is said to be so."""
    return UNBOUNDED if isinf(end) else f"{end:.6g}"


def _first(flags: Iterable[bool]) -> int:
    """The place of the first true flag; one past the last where none is."""
    flags = list(flags)
    return flags.index(True) if True in flags else len(flags)


def _recorded(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, Interval) and not value.missing)


def _reason(criterion: Criterion, inputs: Inputs, printed: Mapping[str, str], open_: Sequence[Node]) -> str:
    """The inputs that leave a higher level open: not recorded, or known only within limits."""
    return _why(criterion, inputs, printed, {name for node in open_ for name in names_left_open(node, inputs)})


def _why(criterion: Criterion, inputs: Inputs, printed: Mapping[str, str], names: set[str]) -> str:
    in_order = [name for name in criterion.needs if name in names]
    missing = [name for name in in_order if not _recorded(inputs.get(name))]
    loose = [name for name in in_order if name not in missing and not _settled(inputs[name])]
    parts = [f"{_listed(missing)} not recorded"] if missing else []
    return "; ".join(parts + [f"{label(name)} known only as {printed.get(name, '')}" for name in loose])


def _settled(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, Interval) and value.exact)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(label(name) for name in names)
