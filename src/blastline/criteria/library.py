"""The documents that come with Blastline, each read once and checked as it is read."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from blastline.criteria.criterion import Criterion, Example, Level
from blastline.criteria.language import Arithmetic, Node, Number, parse
from blastline.errors import CriterionError, near, quoted
from blastline.records.schema import tests

REVIEWS = ("primary", "secondary source", "from knowledge")
KEYS = {
    "id",
    "title",
    "term",
    "cite",
    "reviewed",
    "needs",
    "assessed_by",
    "define",
    "grade",
    "category",
    "example",
    "notes",
}


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
    _check_keys(document)
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
    _check_levels(found, graded)
    return found


def _check_keys(document: dict[str, Any]) -> None:
    for key in document:
        if key not in KEYS:
            raise CriterionError(f"the key {quoted(key)} is not known. {near(key, sorted(KEYS))}")
    for key in ("id", "title", "term", "cite", "reviewed", "needs", "assessed_by", "example"):
        if not document.get(key):
            raise CriterionError(f"{quoted(key)} is missing")
    if ("grade" in document) == ("category" in document):
        raise CriterionError("it needs either [[grade]] or [[category]]")
    if document["reviewed"] not in REVIEWS:
        raise CriterionError(f"reviewed is {quoted(document['reviewed'])}. {near(document['reviewed'], REVIEWS)}")
    for name, unit in document["needs"].items():
        _check_need(name, unit)
    for name in document["assessed_by"]:
        if name not in document["needs"]:
            raise CriterionError(f"assessed_by names {quoted(name)}. {near(name, list(document['needs']))}")


def _check_need(name: str, unit: str) -> None:
    """An input is a test that is known, or its limit of normal, in the unit in which that test is kept."""
    test = tests().get(name.removesuffix("_lln").removesuffix("_uln"))
    if test is None:
        raise CriterionError(f"needs names {quoted(name)}. {near(name, list(tests()))}")
    if unit != (test.unit or test.kind):
        raise CriterionError(f"needs has {name} in {quoted(unit)}; it is kept in {quoted(test.unit or test.kind)}")


def _level(level: dict[str, Any], needs: dict[str, str], defined: dict[str, Node]) -> Level:
    when = parse(level["when"], list(needs), defined)
    _check_arithmetic(when)
    return Level(str(level.get("grade", level.get("category"))), when, level["when"])


def _check_arithmetic(node: Node) -> None:
    """Products and quotients are by plain numbers above zero: intervals then keep their order, on every engine."""
    if isinstance(node, Arithmetic) and node.op in ("*", "/"):
        sides = [node.right] if node.op == "/" else [node.left, node.right]
        if not any(isinstance(side, Number) and side.value > 0 for side in sides):
            raise CriterionError("a product or quotient needs a plain number above zero on one side")
    for part in _parts(node):
        _check_arithmetic(part)


def _parts(node: Node) -> list[Node]:
    inside = [getattr(node, name, None) for name in ("left", "right", "part")]
    return [part for part in [*inside, *getattr(node, "parts", ())] if part is not None]


def _example(example: dict[str, Any]) -> Example:
    inputs = dict(example)
    outcome = inputs.pop("grade", inputs.pop("category", None))
    surely = None if outcome == "not assessed" else str(outcome)
    possibly = inputs.pop("possibly", surely)
    return Example(inputs, surely, None if possibly is None else str(possibly))


def _check_levels(found: Criterion, graded: bool) -> None:
    names = [level.name for level in found.levels]
    if len(set(names)) != len(names):
        raise CriterionError("one level stands there twice")
    if graded and names != sorted(names, reverse=True):
        raise CriterionError("grades stand in order, the highest first")
    reached = {example.surely for example in found.examples}
    for name in found.level_names:
        if name not in reached:
            raise CriterionError(f"no example reaches {name}")
