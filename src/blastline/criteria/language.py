"""The language of criteria: comparisons, and/or/not, arithmetic, `a if … else b`, names and `in`; nothing else."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from blastline.errors import CriterionError, near, quoted


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """An input: a number where it is compared, a yes or no where it stands alone, a word before `in`."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Choose:
    """One number, or one condition, where a condition holds and another where it does not: points, two columns."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True)
class Compare:
    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class OneOf:
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Always:
    """A condition that holds for whoever was assessed: what remains when nothing above it does."""


Node: TypeAlias = Number | Name | Arithmetic | Choose | Compare | OneOf | Not | All | Some | Always

COMPARISONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
OPERATIONS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def parse(text: str, names: list[str], defined: Mapping[str, Node] | None = None) -> Node:
    """
    The condition, or number, as a tree. `names` are the inputs that may be used; `defined` are those with a name.

    Raises CriterionError for an unknown name and for anything outside the language.
    """
    if text.strip() == "otherwise":
        return Always()
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise CriterionError(f"{quoted(text)} cannot be read: {error.msg}") from None
    return _Reader(text, names, defined or {}).read(tree.body)


class _Reader:
    def __init__(self, text: str, names: list[str], defined: Mapping[str, Node]) -> None:
        self.text = text
        self.names = names
        self.defined = defined

    def read(self, node: ast.expr) -> Node:
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return All(tuple(self.read(value) for value in values))
            case ast.BoolOp(values=values):
                return Some(tuple(self.read(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Not(self.read(part))
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.List(elts=words)]):
                return OneOf(self._name(left), tuple(self._word(word) for word in words))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
                return Compare(COMPARISONS[type(op)], self.read(left), self.read(right))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
                return Arithmetic(OPERATIONS[type(op)], self.read(left), self.read(right))
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return Choose(self.read(test), self.read(then), self.read(otherwise))
            case ast.Name(id=name) if name in self.defined:
                return self.defined[name]
            case ast.Name():
                return Name(self._name(node))
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return Number(float(value))
        raise CriterionError(f"{quoted(ast.unparse(node))} in {quoted(self.text)} is not part of the language")

    def _name(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name) and node.id in self.names:
            return node.id
        shown = ast.unparse(node)
        raise CriterionError(
            f"{quoted(shown)} in {quoted(self.text)} is not among its needs. {near(shown, self.names)}"
        )

    def _word(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        raise CriterionError(f"{quoted(ast.unparse(node))} in {quoted(self.text)} is not a word in quotation marks")


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it."""
    yield node
    match node:
        case All(parts=parts) | Some(parts=parts):
            inside = parts
        case Not(part=part):
            inside = (part,)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            inside = (left, right)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            inside = (condition, then, otherwise)
        case _:
            inside = ()
    for part in inside:
        yield from walk(part)


def names_in(node: Node) -> list[str]:
    """The inputs that a condition mentions, in order, each once."""
    return list(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name | OneOf)))


def parts_of(node: Node) -> tuple[Node, ...]:
    """The conditions of which a condition is made by and, or, not and if; a leaf has none."""
    match node:
        case All(parts=parts) | Some(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
    return ()


def depth_of(node: Node) -> int:
    """0 for a leaf; a condition lies one above the highest of its parts."""
    return 1 + max((depth_of(part) for part in parts_of(node)), default=-1)


def leaves_in(node: Node) -> list[Node]:
    """The conditions that are joined by and, or and not, in order, each once."""
    if isinstance(node, Always):
        return []
    parts = parts_of(node)
    return list(dict.fromkeys(leaf for part in parts for leaf in leaves_in(part))) if parts else [node]
