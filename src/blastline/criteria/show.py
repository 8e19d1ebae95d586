"""A criterion as a clinician wants to read it: what it grades, when, from where, how far checked, and its examples."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from textwrap import wrap

from blastline.criteria.criterion import Criterion, Example, Outcome, adjudicate
from blastline.criteria.examples import inputs_of
from blastline.criteria.in_words import label, say
from blastline.criteria.language import parse
from blastline.criteria.library import criterion, criterion_ids
from blastline.criteria.soundness import base_of
from blastline.normalise.units import spelt
from blastline.records.schema import tests

WIDTH = 100
REVIEWED = {
    "primary": "checked against the publication itself",
    "secondary source": "checked against a secondary source, not yet against the publication itself",
    "from knowledge": "partly from knowledge, not yet checked against any source",
}


@cache
def headings() -> dict[str, str]:
    """What each set of criteria is called, in the order in which the library lists them."""
    return tomllib.loads((files("blastline.criteria") / "scales.toml").read_text(encoding="utf-8"))


def listed() -> Iterator[str]:
    """Every criterion by its set, each with its title and, where parts of it are not verified, a sign."""
    for name, heading in headings().items():
        yield f"{name}  {heading}"
        yield from (_entry(criterion(known)) for known in criterion_ids() if known.rpartition("/")[0] == name)
        yield ""
    yield "(?) some part is from knowledge and not yet verified; (entered) graded by an investigator only"


def _entry(rule: Criterion) -> str:
    """Under the heading of its set a criterion goes by the last part of its id."""
    signs = [sign for sign, holds in (("(?)", rule.unverified), ("(entered)", rule.entered)) if holds]
    return f"  {rule.id.rpartition('/')[2]:<47} {' '.join([rule.title, *signs])}"


def shown(rule: Criterion) -> Iterator[str]:
    """The whole criterion in lines of at most 100 signs."""
    yield rule.title
    yield "=" * len(rule.title)
    yield from _told("Id", rule.id)
    yield from _told("Source", rule.cite)
    yield from _told("Review", REVIEWED[rule.reviewed])
    for part in rule.unverified:
        yield from _told("Not verified", part)
    if rule.changed:
        yield from _told("Changed", rule.changed)
    yield ""
    yield from _entered(rule) if rule.entered else _computed(rule)
    yield from _notes(rule)
    yield from _examples(rule)
    yield ""
    yield "Research software. Not for clinical decisions."


def _told(name: str, text: str) -> Iterator[str]:
    first, *rest = wrap(text, WIDTH - 14)
    if len(name) > 13:  # a long name takes a line of its own
        yield name
        name = ""
    yield f"{name:<14}{first}"
    yield from (" " * 14 + line for line in rest)


def _entered(rule: Criterion) -> Iterator[str]:
    yield "Entered by the investigator; a grade that is not listed does not exist."
    for grade, means in rule.entered:
        yield from _told(f"  {grade}", means)


def _computed(rule: Criterion) -> Iterator[str]:
    yield from _told("Needs", "; ".join(_need(name, unit) for name, unit in rule.needs.items()))
    yield from _told("Not assessed", f"unless recorded: {' or '.join(map(label, rule.assessed_by))}")
    yield ""
    if rule.value:
        yield from _told("Score", f"{say(rule.value.formula)} {spelt(rule.value.unit).removeprefix('1')}".rstrip())
    for level, said in zip(rule.levels, by_name(rule), strict=True):
        yield from _told(f"  {level.name}", level.means or said)
        if level.means:
            yield from _told("", said)
    if rule.none:
        yield from _told(f"  {rule.none}", "none of the above")
    if rule.overlapping:
        yield "  Several may hold: the first counts, and all that hold are kept beside it."
    for name, said in definitions(rule):
        yield from _told("  where", f"{name}: {said}")


def by_name(rule: Criterion) -> list[str]:
    """The condition of each level in words, with what the document defines called by its name."""
    names = [*rule.needs, *dict(rule.defined)]
    return [say(parse(level.text, names)) for level in rule.levels]


def definitions(rule: Criterion) -> list[tuple[str, str]]:
    """What the document defines, by name and in words; later ones may name earlier ones."""
    names = [*rule.needs, *dict(rule.defined)]
    return [(label(name), say(parse(text, names))) for name, text in rule.defined]


def _need(name: str, unit: str) -> str:
    words = {"yes_no": "yes or no", "choice": " | ".join(tests()[base_of(name)].choices), "1": "number"}
    return f"{label(name)} ({words.get(unit) or spelt(unit)})"


def _notes(rule: Criterion) -> Iterator[str]:
    for note in rule.notes:
        lines = wrap(note, WIDTH - 2)
        yield f"- {lines[0]}"
        yield from (f"  {line}" for line in lines[1:])


def _examples(rule: Criterion) -> Iterator[str]:
    if rule.examples:
        yield ""
        yield "Examples"
    for example in rule.examples:
        lines = wrap(f"{_recorded(rule, example)}: {_outcome(rule, example)}", WIDTH - 4)
        yield f"  {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])


def _recorded(rule: Criterion, example: Example) -> str:
    stated = [f"{label(name)} {example.inputs[name]}" for name in rule.needs if name in example.inputs]
    return ", ".join(stated) or "nothing recorded"


def _outcome(rule: Criterion, example: Example) -> str:
    printed = {name: str(value) for name, value in example.inputs.items()}
    return outcome_text(adjudicate(rule, inputs_of(rule, example), printed))


def outcome_text(outcome: Outcome) -> str:
    """An outcome with what keeps it open, and what else holds: "0, possibly 1: hypotension not recorded"."""
    if outcome.surely is None:
        return f"not assessed: {outcome.reason}" if outcome.reason else "not assessed"
    text = outcome.surely
    if outcome.possibly != outcome.surely:
        text += f", possibly {outcome.possibly}"
    text += f" (also {', '.join(outcome.also)})" if outcome.also else ""
    return f"{text}: {outcome.reason}" if outcome.reason else text
