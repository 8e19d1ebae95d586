"""Conditions read as words, for the documentation and for `explain`."""

from blastline.criteria.language import All, Always, Arithmetic, Choose, Compare, Name, Node, Not, Number, OneOf, Some
from blastline.normalise.units import spelt
from blastline.records.schema import tests

LIMITS = {"_lln": "lower limit of normal of ", "_uln": "upper limit of normal of ", "_baseline": "baseline "}
SIGNS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}


def say(node: Node) -> str:
    """A condition as a clinician would say it."""
    match node:
        case All(parts=parts):
            return " and ".join(_inside(part) for part in parts)
        case Some(parts=parts):
            return " or ".join(_inside(part) for part in parts)
        case Not(part=part):
            return f"not {_inside(part)}"
        case Compare(op=op, left=left, right=right):
            return f"{_inside(left)} {SIGNS[op]} {_inside(right)}{_unit(left, right)}"
        case OneOf(name=name, words=words):
            return f"{label(name)} is {' or '.join(words)}"
        case Arithmetic(op=op, left=left, right=right):
            return f"{_inside(left)} {op.replace('*', '×')} {_inside(right)}"
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return f"{say(then)} if {_inside(condition)}, else {say(otherwise)}"
        case Number(value=value):
            return f"{value:g}"
        case Name(name=name):
            return label(name)
        case Always():
            return "none of the above"
    raise TypeError(f"{node} is not part of the language")


def _unit(left: Node, right: Node) -> str:
    """The unit of a plain number beside the one input that it is compared with."""
    test = tests().get(left.name) if isinstance(left, Name) and isinstance(right, Number) else None
    return f" {spelt(test.unit)}" if test and test.unit not in ("", "1") else ""


def _inside(part: Node) -> str:
    return f"({say(part)})" if isinstance(part, All | Some | Choose) else say(part)


def label(name: str) -> str:
    """What an input is called in a sentence: `platelets_lln` is the lower limit of normal of platelets."""
    if name in tests():
        return _lowered(tests()[name].label)
    for suffix, words in LIMITS.items():
        if name.endswith(suffix):
            return words + label(name.removesuffix(suffix))
    return name.replace("_", " ")


def _lowered(text: str) -> str:
    # An abbreviation keeps its capitals: IL-6, CD3+ T cells.
    return text if text[:2].isupper() else text[0].lower() + text[1:]
