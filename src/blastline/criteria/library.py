"""The documents that come with Blastline, each read once and checked as it is read."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from blastline.criteria.criterion import Criterion, Example, Level
from blastline.criteria.language import Node, parse
from blastline.criteria.soundness import NOT_ASSESSED, check_condition, check_document
from blastline.errors import CriterionError, near, quoted


@cache
def criterion(identifier: str) -> Criterion:
    """The criterion with this id, such as `ctcae/5.0/platelet_count_decreased`."""
    path = files("blastline.criteria") / "documents" / f"{identifier}.toml"
    if not path.is_file():
        raise CriterionError(f"no criterion is called {quoted(identifier)}. {near(identifier, criterion_ids())}")
    return read_criterion(path.read_text(encoding="utf-8"), identifier)


@cache
def criterion_ids() -> list[str]:
    """The ids of all criteria that come with Blastline."""
    return sorted(_ids(files("blastline.criteria") / "documents", ""))


def _ids(folder: Traversable, above: str) -> list[str]:
    found: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _ids(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".toml"):
            found.append(above + entry.name.removesuffix(".toml"))
    return found


def criteria_in(prefix: str) -> list[Criterion]:
    """The criteria of a set such as `ctcae/4.03`, or the one with exactly this id."""
    ids = [name for name in criterion_ids() if name == prefix or name.startswith(f"{prefix}/")]
    if not ids:
        sets = sorted({name.rsplit("/", 1)[0] for name in criterion_ids()} | set(criterion_ids()))
        raise CriterionError(f"no criterion or set of criteria is called {quoted(prefix)}. {near(prefix, sets)}")
    return [criterion(name) for name in ids]


def read_criterion(text: str, where: str) -> Criterion:
    """A criterion from the text of its document; a fault raises CriterionError and says where it stands."""
    try:
        return _criterion(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CriterionError(f"{where}: not valid TOML: {error}") from None
    except CriterionError as error:
        raise CriterionError(f"{where}: {error}") from None


def _criterion(document: dict[str, Any]) -> Criterion:
    check_document(document)
    needs, graded = document["needs"], "grade" in document
    defined: dict[str, Node] = {}
    for name, text in document.get("define", {}).items():
        defined[name] = parse(text, list(needs), defined)
    found = Criterion(
        id=document["id"],
        title=document["title"],
        term=document["term"],
        cite=document["cite"],
        reviewed=document["reviewed"],
        needs=needs,
        assessed_by=tuple(document["assessed_by"]),
        levels=tuple(_level(level, needs, defined) for level in document.get("grade") or document["category"]),
        none="0" if graded else None,
        examples=tuple(_example(example) for example in document["example"]),
        notes=tuple(document.get("notes", ())),
    )
    _check_reached(found)
    return found


def _level(level: dict[str, Any], needs: dict[str, str], defined: dict[str, Node]) -> Level:
    when = parse(level["when"], list(needs), defined)
    check_condition(when, level["when"], needs)
    return Level(str(level.get("grade", level.get("category"))), when, level["when"])


def _example(example: dict[str, Any]) -> Example:
    inputs = dict(example)
    outcome = inputs.pop("grade", inputs.pop("category", None))
    surely = None if outcome == NOT_ASSESSED else str(outcome)
    possibly = inputs.pop("possibly", surely)
    return Example(inputs, surely, None if possibly is None else str(possibly))


def _check_reached(found: Criterion) -> None:
    reached = {example.surely for example in found.examples}
    for name in found.level_names:
        if name not in reached:
            raise CriterionError(f"no example reaches {name}")
