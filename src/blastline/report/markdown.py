"""Markdown as blocks of a document; what stands between `{{` and `}}` is handed to whoever knows the numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from blastline.report.document import Block, Cell, Column, Heading, Item, Paragraph, Quote, Run, Table

OPEN, CLOSE = "{{", "}}"
BULLET = "•"
# Says what stands in place of a slot, whose text and line it is given.
Fill: TypeAlias = Callable[[str, int], Run]
# Says what block stands in place of a paragraph that is one slot; None where it is a number like any other.
Place: TypeAlias = Callable[[str, int], Block | None]
ALIGNED = {"text-align:right": "right", "text-align:center": "center"}


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands between the braces, and in which line."""

    text: str
    line: int


@dataclass(slots=True)
class _Reading:
    """Where the reader is: in which lists, with which next number, and how many quotes deep."""

    fill: Fill
    place: Place
    lists: list[int | None] = field(default_factory=list)
    fresh_item: bool = False
    quotes: int = 0
    tables: int = 0


def blocks_of(text: str, fill: Fill, place: Place) -> list[Block]:
    """The blocks of a text. HTML in it is text like any other; pictures and rules are left to `unread`."""
    reading = _Reading(fill, place)
    tokens = _tokens(text)
    return [block for at in range(len(tokens)) for block in _block(reading, tokens, at)]


def slots_of(text: str) -> list[Slot]:
    """Every slot of a text, in its order."""
    return [Slot(token.content, line) for line, token in _inline(text) if token.type == "slot"]


def unread(text: str) -> list[tuple[int, str]]:
    """What a manuscript cannot hold, by line: pictures of one's own, and braces that nobody closed."""
    found = []
    for line, token in _inline(text):
        if token.type == "image":
            found.append((line, f"a picture ({token.attrGet('src')})"))
        if token.type == "text" and OPEN in token.content:
            found.append((line, f"{OPEN} that is never closed"))
    return found


def alone(text: str) -> list[Slot]:
    """The slots that are a paragraph of their own, where a table or a figure may stand."""
    paragraphs = (token for token in _tokens(text) if token.type == "inline" and _only_slot(token))
    return [Slot(_only_slot(token), _line(token)) for token in paragraphs]


def _tokens(text: str) -> list[Token]:
    # "text" comes first among the rules, and stops at a brace by itself.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.inline.ruler.after("text", "slot", _slot)
    return parser.parse(text)


def _slot(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(OPEN, state.pos):
        return False
    end = state.src.find(CLOSE, state.pos)
    if end < 0:
        return False
    if not silent:
        state.push("slot", "", 0).content = state.src[state.pos + len(OPEN) : end].strip()
    state.pos = end + len(CLOSE)
    return True


def _inline(text: str) -> Iterator[tuple[int, Token]]:
    """Every piece of running text with its line."""
    for token in _tokens(text):
        if token.type == "inline":
            yield from _with_lines(token)


def _with_lines(inline: Token) -> Iterator[tuple[int, Token]]:
    line = _line(inline)
    for child in inline.children or []:
        yield line, child
        line += child.type in ("softbreak", "hardbreak")


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _only_slot(inline: Token) -> str:
    children = inline.children or []
    return children[0].content if len(children) == 1 and children[0].type == "slot" else ""


def _block(reading: _Reading, tokens: Sequence[Token], at: int) -> Iterator[Block]:
    """What a token makes; most only say where the next words stand."""
    token = tokens[at]
    match token.type:
        case "bullet_list_open":
            reading.lists.append(None)
        case "ordered_list_open":
            reading.lists.append(int(token.attrGet("start") or 1))
        case "bullet_list_close" | "ordered_list_close":
            reading.lists.pop()
        case "list_item_open":
            reading.fresh_item = True
        case "blockquote_open":
            reading.quotes += 1
        case "blockquote_close":
            reading.quotes -= 1
        case "fence" | "code_block":
            yield Paragraph((Run(token.content.rstrip("\n")),))
        case "table_open":
            yield _table(reading, tokens, at)
        case "inline" if tokens[at - 1].type == "heading_open":
            runs = _runs(reading, token)
            yield Heading("".join(run.text for run in runs), int(tokens[at - 1].tag[1:]))
        case "inline" if tokens[at - 1].type == "paragraph_open":
            yield _words(reading, token)


def _words(reading: _Reading, inline: Token) -> Block:
    """A paragraph, as an item or a quote where it stands in one."""
    alone = _only_slot(inline)
    placed = reading.place(alone, _line(inline)) if alone else None
    if placed is not None:
        return placed
    runs = _runs(reading, inline)
    if reading.lists:
        return Item(runs, _marker(reading), len(reading.lists) - 1)
    return Quote(runs) if reading.quotes else Paragraph(runs)


def _marker(reading: _Reading) -> str:
    """The marker of an item; a further paragraph of the same item has none."""
    if not reading.fresh_item:
        return ""
    reading.fresh_item = False
    number = reading.lists[-1]
    if number is None:
        return BULLET
    reading.lists[-1] = number + 1
    return f"{number}."


def _runs(reading: _Reading, inline: Token) -> tuple[Run, ...]:
    runs: list[Run] = []
    style = Run("")
    for line, child in _with_lines(inline):
        match child.type:
            case "strong_open" | "strong_close":
                style = replace(style, bold=child.nesting == 1)
            case "em_open" | "em_close":
                style = replace(style, italic=child.nesting == 1)
            case "link_open":
                style = replace(style, link=str(child.attrGet("href") or ""))
            case "link_close":
                style = replace(style, link="")
            case "slot":
                filled = reading.fill(child.content, line)
                runs.append(replace(style, text=filled.text, key=filled.key))
            case "softbreak":
                runs.append(replace(style, text=" "))
            case "hardbreak":
                runs.append(replace(style, text="\n"))
            case _:
                runs.append(replace(style, text=child.content))
    return tuple(run for run in runs if run.text)


def _table(reading: _Reading, tokens: Sequence[Token], at: int) -> Table:
    """A table of one's own: it has no number, for it is none of the report's."""
    reading.tables += 1
    end = next(place for place in range(at, len(tokens)) if tokens[place].type == "table_close")
    lines: list[list[tuple[Token, Cell]]] = []
    for place in range(at, end):
        if tokens[place].type == "tr_open":
            lines.append([])
        if tokens[place].type in ("th_open", "td_open"):
            lines[-1].append((tokens[place], _cell(reading, tokens[place + 1])))
    head, *rows = lines
    columns = tuple(Column(cell.text, align=ALIGNED.get(str(token.attrGet("style")), "left")) for token, cell in head)
    return Table(f"own-{reading.tables}", "", columns, tuple(tuple(cell for _, cell in row) for row in rows))


def _cell(reading: _Reading, inline: Token) -> Cell:
    """The words of a cell; a number keeps its key, of several the first."""
    runs = _runs(reading, inline)
    return Cell("".join(run.text for run in runs), next((run.key for run in runs if run.key), ""))
