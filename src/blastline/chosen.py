"""Whether the criteria that study.toml chooses are known, and each chosen once and for what it grades."""

from collections.abc import Iterator
from pathlib import Path

from blastline.criteria.library import criteria_in, criterion_ids
from blastline.errors import Problem, near, quoted
from blastline.settings import Criteria, Settings, place_of

# What may be chosen where; a haematological term is any that is none of these.
TERMS = {"crs": "cytokine release syndrome", "response": "response"}


def problems_of_criteria(settings: Settings, file: Path) -> list[Problem]:
    """Each criterion that cannot be used as study.toml chooses it, with its line."""
    text = file.read_text(encoding="utf-8-sig")
    return [
        Problem(place_of(file.name, text, ["criteria", key]), what, remedy)
        for key in Criteria.model_fields
        for what, remedy in _problems(key, getattr(settings.criteria, key))
    ]


def _problems(key: str, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name in names:
        if name not in _known():
            yield f"no criterion or set of criteria is called {quoted(name)}.", near(name, _known())
            continue
        rules = criteria_in(name)
        if not all(_belongs(rule.term, key) for rule in rules):
            terms = ", ".join(rule.term for rule in rules)
            yield f"{quoted(name)} is no criterion for {key}.", f"Take it out there; it is for {terms}."
        if seen & {rule.id for rule in rules}:
            yield f"{quoted(name)} is chosen twice.", "Name a set or a criterion once."
        seen |= {rule.id for rule in rules}


def _belongs(term: str, key: str) -> bool:
    return term == TERMS[key] if key in TERMS else term not in TERMS.values()


def _known() -> list[str]:
    """Whole sets of one version, and single criteria: a publisher alone would mix versions."""
    return sorted({name.rsplit("/", 1)[0] for name in criterion_ids()} | set(criterion_ids()))
