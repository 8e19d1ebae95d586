"""From the text of a document to a criterion that can be used."""

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from blastline.criteria.criterion import Criterion, Example, Level, Value
from blastline.criteria.language import Node, names_in, parse
from blastline.criteria.soundness import KINDS, NOT_ASSESSED, check_condition, check_document, check_number
from blastline.errors import CriterionError, quoted

Document = Mapping[str, Any]
# What a document that is the same as another still says for itself.
OWN = ("id", "title", "cite", "reviewed", "unverified", "changed")


def read(text: str, where: str, document_of: Callable[[str], Document]) -> Criterion:
    """
    A criterion from the text of its document; `document_of` finds the one that `same_as` names.

    A fault raises CriterionError, says where it stands and what is known instead. The examples are not worked here.
    """
    try:
        found = criterion_of(_whole(tomllib.loads(text), document_of))
        _check_asked(found)
    except tomllib.TOMLDecodeError as error:
        raise CriterionError(f"{where}: not valid TOML: {error}") from None
    except CriterionError as error:
        raise CriterionError(f"{where}: {error}") from None
    return found


def _check_asked(found: Criterion) -> None:
    asked = {name for condition in found.conditions for name in names_in(condition)}
    for name in found.needs:
        if name not in asked:
            raise CriterionError(f"needs names {quoted(name)}, which no condition asks for")


def _whole(document: dict[str, Any], document_of: Callable[[str], Document]) -> dict[str, Any]:
    """The document with what it takes from the one that it is the same as."""
    if "same_as" not in document:
        return document
    base = {key: value for key, value in document_of(document["same_as"]).items() if key not in OWN}
    return {**base, **{key: value for key, value in document.items() if key != "same_as"}}


def criterion_of(document: dict[str, Any]) -> Criterion:
    """A criterion from its document, whose examples have not been worked yet."""
    check_document(document)
    needs = document.get("needs", {})
    defined: dict[str, Node] = {}
    for name, text in document.get("define", {}).items():
        if name in needs:
            raise CriterionError(f"[define] gives {quoted(name)} another meaning; it is an input")
        defined[name] = parse(text, list(needs), defined)
    kind = next(kind for kind in KINDS if kind in document)
    return Criterion(
        **{key: document.get(key, "") for key in ("id", "title", "term", "group", "cite", "reviewed", "changed")},
        direction=document.get("direction", ""),
        needs=needs,
        assessed_by=tuple(document.get("assessed_by", ())),
        levels=tuple(_level(kind, level, needs, defined) for level in (document[kind] if kind in LEVELLED else ())),
        none="0" if kind == "grade" else None,
        value=_value(document["value"], needs, defined) if kind == "value" else None,
        entered=_entered(document["entered"]) if kind == "entered" else (),
        examples=tuple(_example(kind, document.get("usual", {}), example) for example in document.get("example", ())),
        overlapping=document.get("overlapping", False),
        notes=tuple(document.get("notes", ())),
        unverified=tuple(document.get("unverified", ())),
        defined=tuple(document.get("define", {}).items()),
    )


LEVELLED = ("grade", "category")


def _level(kind: str, level: Document, needs: dict[str, str], defined: dict[str, Node]) -> Level:
    when = parse(level["when"], list(needs), defined)
    check_condition(when, level["when"], needs)
    return Level(str(level[kind]), when, level["when"], level.get("means", ""))


def _value(value: Document, needs: dict[str, str], defined: dict[str, Node]) -> Value:
    formula = parse(value["formula"], list(needs), defined)
    check_number(formula, value["formula"], needs)
    return Value(formula, value["formula"], value["unit"])


def _entered(grades: list[Document]) -> tuple[tuple[str, str], ...]:
    return tuple((str(grade["grade"]), grade["means"]) for grade in grades)


def _example(kind: str, usual: Document, example: Document) -> Example:
    """What an example states itself, over what is usual in the document; `not_recorded` takes inputs away again."""
    own = dict(example)
    outcome, possibly = own.pop(kind), own.pop("possibly", None)
    away = own.pop("not_recorded", [])
    inputs = {name: value for name, value in {**usual, **own}.items() if name not in away}
    if outcome == NOT_ASSESSED:
        return Example(inputs, None, None)
    return Example(inputs, str(outcome), str(outcome if possibly is None else possibly))
