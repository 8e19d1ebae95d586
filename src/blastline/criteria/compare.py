"""What differs between two criteria, or two versions of a set: by condition, and on the same findings."""

from collections.abc import Iterator
from textwrap import wrap

from blastline.criteria.criterion import Criterion, adjudicate
from blastline.criteria.examples import inputs_of
from blastline.criteria.in_words import label, say
from blastline.criteria.library import criteria_in, criterion_ids
from blastline.criteria.plainly import Input
from blastline.criteria.show import WIDTH, outcome_text

LISTED = 8


def compared(first: str, second: str) -> Iterator[str]:
    """Two criteria, or two sets term by term, in lines of at most 100 signs; CriterionError for an unknown id."""
    if first in criterion_ids() and second in criterion_ids():
        yield from _pair(criteria_in(first)[0], criteria_in(second)[0])
        return
    yield from _sets(first, second)


def _sets(first: str, second: str) -> Iterator[str]:
    here, there = criteria_in(first), criteria_in(second)
    partners = {rule.id: _partner(rule, there) for rule in here}
    alike = []
    for rule in here:
        partner = partners[rule.id]
        lines = list(_differences(rule, partner)) if partner else []
        if lines:
            yield from ["", rule.title, *(f"  {line}" for line in lines)]
        elif partner:
            alike.append(rule.title)
    met = {partner.id for partner in partners.values() if partner}
    yield from _named("The same in both", alike)
    yield from _named(f"Only in {first}", [rule.title for rule in here if not partners[rule.id]])
    yield from _named(f"Only in {second}", [rule.title for rule in there if rule.id not in met])


def _partner(rule: Criterion, others: list[Criterion]) -> Criterion | None:
    """The criterion of the same name; or of the same term, which may be called otherwise in the other version."""
    named = [other for other in others if _name(other) == _name(rule)]
    return next(iter(named or [other for other in others if other.term == rule.term]), None)


def _name(rule: Criterion) -> str:
    return rule.id.rpartition("/")[2]


def _named(heading: str, titles: list[str]) -> Iterator[str]:
    if titles:
        yield ""
        yield f"{heading}:"
        yield from (f"  {line}" for line in wrap("; ".join(titles), WIDTH - 2))


def _pair(first: Criterion, second: Criterion) -> Iterator[str]:
    yield f"{first.id}: {first.title}"
    yield f"{second.id}: {second.title}"
    yield ""
    yield from list(_differences(first, second)) or ["No difference."]


def _differences(first: Criterion, second: Criterion) -> Iterator[str]:
    yield from _by_condition(first, second)
    if not (first.entered or second.entered):
        yield from _by_examples(first, second)


def _by_condition(first: Criterion, second: Criterion) -> Iterator[str]:
    """The levels whose conditions, or meanings, are not the same."""
    here, there = _said(first), _said(second)
    for level in sorted({**here, **there}, key=lambda name: list({**here, **there}).index(name)):
        if here.get(level) != there.get(level):
            yield from _wrapped(f"{level}  {first.id}: ", here.get(level, "no such level"))
            yield from _wrapped(f"{' ' * len(level)}  {second.id}: ", there.get(level, "no such level"))


def _said(rule: Criterion) -> dict[str, str]:
    if rule.entered:
        return dict(rule.entered)
    return {level.name: say(level.when) for level in rule.levels} | (
        {"score": say(rule.value.formula)} if rule.value else {}
    )


def _wrapped(before: str, text: str) -> Iterator[str]:
    yield from wrap(text, WIDTH - 2, initial_indent=before, subsequent_indent=" " * 6)


def _by_examples(first: Criterion, second: Criterion) -> Iterator[str]:
    """The findings of the worked examples of both on which the two do not agree."""
    differing = [line for inputs, printed in _findings(first, second) if (line := _on(first, second, inputs, printed))]
    asked = len(list(_findings(first, second)))
    if differing:
        yield f"Of {asked} findings the two differ on {len(differing)}" + (
            ":" if len(differing) <= LISTED else ", such as:"
        )
    for line in differing[:LISTED]:
        yield from wrap(line, WIDTH - 4, initial_indent="  ", subsequent_indent="    ")


def _findings(first: Criterion, second: Criterion) -> Iterator[tuple[dict[str, Input], dict[str, str]]]:
    """Each set of inputs once; what only the other criterion asks for is not recorded."""
    seen = []
    for rule in (first, second):
        for example in rule.examples:
            printed = {name: str(cell) for name, cell in example.inputs.items()}
            if printed and printed not in seen:
                seen.append(printed)
                yield inputs_of(rule, example), printed


def _on(first: Criterion, second: Criterion, inputs: dict[str, Input], printed: dict[str, str]) -> str:
    outcomes = [adjudicate(rule, inputs, printed) for rule in (first, second)]
    if len({(outcome.surely, outcome.possibly) for outcome in outcomes}) == 1:
        return ""
    recorded = ", ".join(f"{label(name)} {cell}" for name, cell in printed.items())
    return f"{recorded}: {outcome_text(outcomes[0])} | {outcome_text(outcomes[1])}"
