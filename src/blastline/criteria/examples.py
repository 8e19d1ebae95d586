"""The worked examples of a document: that they come out as stated, and that they show what they must."""

from collections.abc import Iterator, Mapping
from math import isclose, isfinite

from blastline.criteria.criterion import UNBOUNDED, Criterion, Example, Outcome, adjudicate
from blastline.criteria.in_words import label, say
from blastline.criteria.language import Choose, Compare, walk
from blastline.criteria.plainly import Input, read_interval
from blastline.errors import CriterionError, quoted
from blastline.normalise.cells import UnreadableCell, read_number
from blastline.records.interval import Interval, close

Inputs = Mapping[str, Input]
# A score is worked out by hand to so many digits.
BY_HAND = 1e-3


def inputs_of(criterion: Criterion, example: Example) -> dict[str, Input]:
    """The inputs of an example as a criterion reads them: a number within limits, yes or no, a word."""
    return {name: input_of(criterion.needs[name], name, str(cell)) for name, cell in example.inputs.items()}


def input_of(kind: str, name: str, cell: str) -> Input:
    """A cell as a criterion reads it, by the kind or unit of its input; CriterionError where it cannot be read."""
    if kind == "choice":
        return cell
    if kind == "yes_no":
        if cell not in ("yes", "no"):
            raise CriterionError(f"an example has {name} = {quoted(cell)}; it is yes or no")
        return Interval.exactly(float(cell == "yes"))
    try:
        return read_number(cell)
    except UnreadableCell as error:
        raise CriterionError(f"an example has {name} = {quoted(cell)}: {error}") from None


def check_examples(criterion: Criterion) -> None:
    """CriterionError where an example comes out otherwise, or where one that is needed is missing."""
    if criterion.entered:
        return
    worked = [inputs_of(criterion, example) for example in criterion.examples]
    for number, (example, inputs) in enumerate(zip(criterion.examples, worked, strict=True), start=1):
        _check_outcome(criterion, number, example, inputs)
    for missing in _not_shown(criterion, worked):
        raise CriterionError(missing)


def _check_outcome(criterion: Criterion, number: int, example: Example, inputs: Inputs) -> None:
    found = adjudicate(criterion, inputs, {name: str(cell) for name, cell in example.inputs.items()})
    stated = (example.surely, example.possibly)
    if not all(_same(a, b) for a, b in zip((found.surely, found.possibly), stated, strict=True)):
        said = ", ".join(f"{name} = {cell}" for name, cell in example.inputs.items())
        raise CriterionError(
            f"[[example]] {number} ({said}) states {_shown(*stated)} but comes out as "
            f"{_shown(found.surely, found.possibly)}" + (f": {found.reason}" if found.reason else "")
        )


def _same(found: str | None, stated: str | None) -> bool:
    if found == stated or found is None or stated is None:
        return found == stated
    try:
        return isclose(float(found), float(stated), rel_tol=BY_HAND) and "." in found
    except ValueError:
        return False


def _shown(surely: str | None, possibly: str | None) -> str:
    if surely is None:
        return "not assessed"
    return surely if surely == possibly else f"{surely}, possibly {possibly}"


def _not_shown(criterion: Criterion, worked: list[dict[str, Input]]) -> Iterator[str]:
    """What the examples lack: a level, a boundary, a way to be undecided, a patient who was not assessed."""
    outcomes = [adjudicate(criterion, inputs) for inputs in worked]
    open_ = [i for i, outcome in zip(worked, outcomes, strict=True) if _open(outcome)]
    reached = {outcome.surely for outcome in outcomes if outcome.surely == outcome.possibly}
    for name in criterion.level_names:
        if name not in reached:
            yield f"no example reaches {name}"
    if None not in {outcome.surely for outcome in outcomes}:
        yield "no example shows a patient who was not assessed"
    for edge in _edges(criterion):
        yield from _edge_not_shown(edge, worked)
    for name in criterion.needs:
        if not any(name not in inputs for inputs in open_):
            yield f"no example is left open because {label(name)} is not recorded"


def _open(outcome: Outcome) -> bool:
    return outcome.surely is None or outcome.surely != outcome.possibly or outcome.surely == UNBOUNDED


def _edges(criterion: Criterion) -> list[Compare]:
    """Every comparison that is made, also inside numbers that depend on a condition, each once."""
    asked = (node for condition in criterion.conditions for node in walk(condition))
    return list(dict.fromkeys(node for node in asked if isinstance(node, Compare)))


def _edge_not_shown(edge: Compare, worked: list[dict[str, Input]]) -> Iterator[str]:
    """A boundary needs an example on it, one under it and one over it."""
    gaps = [gap for inputs in worked if (gap := _gap(edge, inputs)) is not None]
    if 0.0 not in gaps:
        yield f"no example lies exactly on {quoted(say(edge))}"
    if not any(gap < 0 for gap in gaps):
        yield f"no example lies under {quoted(say(edge))}"
    # Of criteria that are counted there may be no more than are asked for.
    counted = any(isinstance(node, Choose) for node in walk(edge))
    if not counted and not any(gap > 0 for gap in gaps):
        yield f"no example lies over {quoted(say(edge))}"


def _gap(edge: Compare, inputs: Inputs) -> float | None:
    """How far the left side lies above the right one, where both are exactly known."""
    left, right = read_interval(edge.left, inputs), read_interval(edge.right, inputs)
    if not (left.exact and right.exact and isfinite(left.low) and isfinite(right.low)):
        return None
    return 0.0 if close(left.low, right.low) else left.low - right.low
