"""What a criterion document must hold to be loaded; whatever it lacks is said with where it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from blastline.criteria.language import All, Always, Arithmetic, Choose, Compare, Name, Node, Not, Number, OneOf, Some
from blastline.errors import CriterionError, near, quoted
from blastline.records.schema import tests

REVIEWS = ("primary", "secondary source", "from knowledge")
KINDS = ("grade", "category", "value", "entered")
GROUPS = (
    "haematology",
    "chemistry",
    "coagulation",
    "vital signs",
    "crs",
    "icans",
    "neurotoxicity",
    "infection",
    "tumour lysis",
    "hyperinflammation",
    "symptoms",
    "haematotoxicity",
    "response",
    "cns",
    "mrd",
    "risk score",
    "dosing",
)
REQUIRED = ("id", "title", "term", "group", "cite", "reviewed")
COMPUTED = ("needs", "assessed_by", "example")
OPTIONAL = ("define", "usual", "notes", "direction", "changed", "unverified", "overlapping", "same_as")
KEYS = (*REQUIRED, *COMPUTED, *KINDS, *OPTIONAL)
LEVEL_KEYS = {"grade": ("grade", "when"), "category": ("category", "when"), "entered": ("grade", "means")}
SUFFIXES = ("_lln", "_uln", "_baseline")
NOT_ASSESSED = "not assessed"
WORD = "choice"


def check_document(document: Mapping[str, Any]) -> None:
    """The keys of a document, its needs, its levels and its examples, before any condition is read."""
    for key in document:
        if key not in KEYS:
            raise CriterionError(f"the key {quoted(key)} is not known. {near(key, sorted(KEYS))}")
    kinds = [kind for kind in KINDS if kind in document]
    if len(kinds) != 1:
        raise CriterionError("it needs one of [[grade]], [[category]], [value] and [[entered]]")
    for key in (*REQUIRED, *(COMPUTED if kinds != ["entered"] else ())):
        if not document.get(key):
            raise CriterionError(f"{quoted(key)} is missing")
    _check_words(document)
    if kinds[0] in LEVEL_KEYS:
        _check_levels(kinds[0], document[kinds[0]])
    _check_inputs(kinds[0], document)


def _check_words(document: Mapping[str, Any]) -> None:
    """The words of which only some are known, and what is from knowledge said as such."""
    for key, known in (("reviewed", REVIEWS), ("group", GROUPS), ("direction", ("low", "high"))):
        if key in document and document[key] not in known:
            raise CriterionError(f"{key} is {quoted(document[key])}. {near(document[key], known)}")
    if document["reviewed"] == "from knowledge" and not document.get("unverified"):
        raise CriterionError('"unverified" is missing: say which parts nobody has seen in a source')


def _check_inputs(kind: str, document: Mapping[str, Any]) -> None:
    needs = document.get("needs", {})
    for name, unit in needs.items():
        _check_need(name, unit)
    _check_names("assessed_by", document.get("assessed_by", ()), needs)
    _check_names("usual", list(document.get("usual", {})), needs)
    _check_examples(kind, document.get("example", ()), needs)


def _check_need(name: str, unit: str) -> None:
    """An input is a test that is known, or its limit of normal or baseline, in the unit in which it is kept."""
    test = tests().get(base_of(name))
    if test is None:
        raise CriterionError(f"needs names {quoted(name)}. {near(name, list(tests()))}")
    if unit != (test.unit or test.kind):
        raise CriterionError(f"needs has {name} in {quoted(unit)}; it is kept in {quoted(test.unit or test.kind)}")


def base_of(name: str) -> str:
    """The test behind an input: `platelets` behind its lower limit of normal, `platelets_lln`."""
    if name in tests():
        return name
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)


def _check_names(where: str, names: Sequence[str], needs: Mapping[str, str]) -> None:
    for name in names:
        if name not in needs:
            raise CriterionError(f"{where} names {quoted(name)}. {near(name, list(needs))}")


def _check_levels(kind: str, levels: Sequence[Mapping[str, Any]]) -> None:
    name, *_ = keys = LEVEL_KEYS[kind]
    for level in levels:
        for key in keys:
            if key not in level:
                raise CriterionError(f"a [[{kind}]] has no {quoted(key)}")
    names = [str(level[name]) for level in levels]
    if len(set(names)) != len(names):
        raise CriterionError("one level stands there twice")
    if name == "grade" and names != sorted(names, reverse=True):
        raise CriterionError("grades stand in order, the highest first")


def _check_examples(kind: str, examples: Sequence[Mapping[str, Any]], needs: Mapping[str, str]) -> None:
    told = (kind, "possibly", "not_recorded")
    for number, example in enumerate(examples, start=1):
        if kind not in example:
            raise CriterionError(f"[[example]] {number} does not say which {kind} comes out")
        _check_names(f"[[example]] {number}", [name for name in example if name not in told], needs)
        _check_names(f"[[example]] {number}, not_recorded,", example.get("not_recorded", ()), needs)


def check_condition(node: Node, text: str, needs: Mapping[str, str]) -> None:
    """A condition joins conditions, compares numbers with numbers, and asks words only of inputs that are words."""
    match node:
        case All(parts=parts) | Some(parts=parts):
            for part in parts:
                check_condition(part, text, needs)
        case Not(part=part):
            check_condition(part, text, needs)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            for part in (condition, then, otherwise):
                check_condition(part, text, needs)
        case Compare(left=left, right=right):
            check_number(left, text, needs)
            check_number(right, text, needs)
        case OneOf(name=name, words=words):
            _check_kind(name, text, needs, word=True)
            _check_choices(name, words, text)
        case Name(name=name):
            _check_kind(name, text, needs, word=False)
        case Always():
            return
        case _:
            raise CriterionError(f"{quoted(text)} is a number, not a condition")


def check_number(node: Node, text: str, needs: Mapping[str, str]) -> None:
    """A number is a name, a plain number, or made of such."""
    match node:
        case Name(name=name):
            _check_kind(name, text, needs, word=False)
        case Arithmetic(op=op, left=left, right=right):
            _check_scaling(op, left, right)
            check_number(left, text, needs)
            check_number(right, text, needs)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            check_condition(condition, text, needs)
            check_number(then, text, needs)
            check_number(otherwise, text, needs)
        case Number():
            return
        case _:
            raise CriterionError(f"{quoted(text)} compares a condition as if it were a number")


def _check_scaling(op: str, left: Node, right: Node) -> None:
    """Intervals keep their order where a factor is a plain number above zero, or where no side is ever negative."""
    if op not in "*/":
        return
    factors = (left, right) if op == "*" else (right,)
    plain = any(isinstance(side, Number) and side.value > 0 for side in factors)
    if not plain and not (_never_negative(left) and _never_negative(right)):
        raise CriterionError("a product or quotient needs a plain number above zero, or sides that are never negative")
    if op == "/" and isinstance(right, Number) and right.value <= 0:
        raise CriterionError("a quotient needs a plain number above zero, or sides that are never negative")


def _never_negative(node: Node) -> bool:
    match node:
        case Number(value=value):
            return value >= 0
        case Name(name=name):
            return tests()[base_of(name)].least >= 0
        case Arithmetic(op=op, left=left, right=right):
            return op != "-" and _never_negative(left) and _never_negative(right)
        case Choose(then=then, otherwise=otherwise):
            return _never_negative(then) and _never_negative(otherwise)
    return False


def _check_choices(name: str, words: Sequence[str], text: str) -> None:
    known = tests()[name].choices
    for word in words:
        if word not in known:
            raise CriterionError(f"{quoted(text)}: {quoted(word)} is no choice of {name}. {near(word, known)}")


def _check_kind(name: str, text: str, needs: Mapping[str, str], *, word: bool) -> None:
    if (needs[name] == WORD) != word:
        asked, kept = ("a word", "a number") if word else ("a number", "a word")
        raise CriterionError(f"{quoted(text)} reads {quoted(name)} as {asked}; it is {kept}")
