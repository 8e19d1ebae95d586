"""Whether the criteria that study.toml chooses are known, and each chosen once and for what it grades."""

from collections.abc import Iterator
from pathlib import Path

from blastline.criteria.library import choices, criterion, group_of, ids_in
from blastline.errors import CriterionError, Problem, near, quoted
from blastline.settings import Criteria, Settings, place_of


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
        if name.endswith(".toml"):
            yield from _of_ones_own(key, name)
            continue
        if name not in choices():
            yield f"no criterion or set of criteria is called {quoted(name)}.", near(name, choices())
            continue
        groups = {identifier: group_of(identifier) for identifier in ids_in(name)}
        rules = {identifier for identifier, group in groups.items() if group == key}
        if not rules:
            holds = ", ".join(dict.fromkeys(groups.values()))
            yield f"{quoted(name)} is no criterion for {key}.", f"Take it out there; it is for {holds}."
        if seen & rules:
            yield f"{quoted(name)} is chosen twice.", "Name a set or a criterion once."
        seen |= rules


def _of_ones_own(key: str, name: str) -> Iterator[tuple[str, str]]:
    """A document in the study folder: it must load, and grade what it is chosen for."""
    try:
        rule = criterion(name)
    except CriterionError as error:
        yield (
            f"the criterion cannot be used: {error}.",
            "Correct it; blastline criteria check reads it alone.",
        )
        return
    if rule.group != key:
        yield f"{quoted(rule.id)} is no criterion for {key}.", f"Take it out there; it is for {rule.group}."
