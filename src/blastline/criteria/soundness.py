"""What a criterion document must hold to be loaded; whatever it lacks is said with where it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from blastline.criteria.language import All, Always, Arithmetic, Compare, Name, Node, Not, Number, OneOf, Some
from blastline.errors import CriterionError, near, quoted
from blastline.records.schema import tests

REVIEWS = ("primary", "secondary source", "from knowledge")
REQUIRED = ("id", "title", "term", "cite", "reviewed", "needs", "assessed_by", "example")
KEYS = (*REQUIRED, "define", "grade", "category", "notes")
NOT_ASSESSED = "not assessed"
WORD = "choice"


def check_document(document: Mapping[str, Any]) -> None:
    """The keys of a document, its needs, its levels and its examples, before any condition is read."""
    for key in document:
        if key not in KEYS:
            raise CriterionError(f"the key {quoted(key)} is not known. {near(key, sorted(KEYS))}")
    for key in REQUIRED:
        if not document.get(key):
            raise CriterionError(f"{quoted(key)} is missing")
    if ("grade" in document) == ("category" in document):
        raise CriterionError("it needs either [[grade]] or [[category]]")
    if document["reviewed"] not in REVIEWS:
        raise CriterionError(f"reviewed is {quoted(document['reviewed'])}. {near(document['reviewed'], REVIEWS)}")
    for name, unit in document["needs"].items():
        _check_need(name, unit)
    _check_names("assessed_by", document["assessed_by"], document["needs"])
    kind = "grade" if "grade" in document else "category"
    _check_levels(kind, document[kind])
    _check_examples(kind, document["example"], document["needs"])


def _check_need(name: str, unit: str) -> None:
    """An input is a test that is known, or its limit of normal, in the unit in which that test is kept."""
    test = tests().get(name.removesuffix("_lln").removesuffix("_uln"))
    if test is None:
        raise CriterionError(f"needs names {quoted(name)}. {near(name, list(tests()))}")
    if unit != (test.unit or test.kind):
        raise CriterionError(f"needs has {name} in {quoted(unit)}; it is kept in {quoted(test.unit or test.kind)}")


def _check_names(where: str, names: Sequence[str], needs: Mapping[str, str]) -> None:
    for name in names:
        if name not in needs:
            raise CriterionError(f"{where} names {quoted(name)}. {near(name, list(needs))}")


def _check_levels(kind: str, levels: Sequence[Mapping[str, Any]]) -> None:
    for level in levels:
        for key in (kind, "when"):
            if key not in level:
                raise CriterionError(f"a [[{kind}]] has no {quoted(key)}")
    names = [str(level[kind]) for level in levels]
    if len(set(names)) != len(names):
        raise CriterionError("one level stands there twice")
    if kind == "grade" and names != sorted(names, reverse=True):
        raise CriterionError("grades stand in order, the highest first")


def _check_examples(kind: str, examples: Sequence[Mapping[str, Any]], needs: Mapping[str, str]) -> None:
    for number, example in enumerate(examples, start=1):
        if kind not in example:
            raise CriterionError(f"[[example]] {number} does not say which {kind} comes out")
        _check_names(f"[[example]] {number}", [name for name in example if name not in (kind, "possibly")], needs)


def check_condition(node: Node, text: str, needs: Mapping[str, str]) -> None:
    """A condition joins conditions, compares numbers with numbers, and asks words only of inputs that are words."""
    match node:
        case All(parts=parts) | Some(parts=parts):
            for part in parts:
                check_condition(part, text, needs)
        case Not(part=part):
            check_condition(part, text, needs)
        case Compare(left=left, right=right):
            _check_number(left, text, needs)
            _check_number(right, text, needs)
        case OneOf(name=name):
            _check_kind(name, text, needs, word=True)
        case Name(name=name):
            _check_kind(name, text, needs, word=False)
        case Always():
            return
        case _:
            raise CriterionError(f"{quoted(text)} is a number, not a condition")


def _check_number(node: Node, text: str, needs: Mapping[str, str]) -> None:
    match node:
        case Name(name=name):
            _check_kind(name, text, needs, word=False)
        case Arithmetic(op=op, left=left, right=right):
            _check_scaling(op, left, right)
            _check_number(left, text, needs)
            _check_number(right, text, needs)
        case Number():
            return
        case _:
            raise CriterionError(f"{quoted(text)} compares a condition as if it were a number")


def _check_scaling(op: str, left: Node, right: Node) -> None:
    """Products and quotients are by plain numbers above zero: intervals then keep their order, on every engine."""
    sides = {"*": (left, right), "/": (right,)}.get(op, ())
    if sides and not any(isinstance(side, Number) and side.value > 0 for side in sides):
        raise CriterionError("a product or quotient needs a plain number above zero on one side")


def _check_kind(name: str, text: str, needs: Mapping[str, str], *, word: bool) -> None:
    if (needs[name] == WORD) != word:
        asked, kept = ("a word", "a number") if word else ("a number", "a word")
        raise CriterionError(f"{quoted(text)} reads {quoted(name)} as {asked}; it is {kept}")
