"""Markdown: headings by their level, tables, lists whose numbers are kept, superscripts."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from blastline.audit.reading.files import MB, refuse, text_of
from blastline.audit.reading.pieces import Grid, GridRow, Heading, Line, Paragraph, Piece, Received
from blastline.audit.reading.signs import raised

MOST_MARKDOWN = 2 * MB
# Brackets that nobody closes take a parser of Markdown a time that grows with the square of the paragraph.
LONGEST_PARAGRAPH = 100_000
MOST_BRACKETS = 20_000
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
_POWER = re.compile(r"\^(-?[\d,–]{1,12}|[+-])\^")
_LOWERED = re.compile(r"~(\w{1,6})~")
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def read(path: Path, tracked: Literal["accepted", "rejected"] = "accepted") -> Received:
    """The pieces of a Markdown file."""
    text = text_of(path, MOST_MARKDOWN)
    longest = max(len(paragraph) for paragraph in _PARAGRAPHS.split(text))
    if longest > LONGEST_PARAGRAPH:
        told = f"a paragraph has {longest:,} letters; one is read up to {LONGEST_PARAGRAPH:,}."
        refuse(path, told, "Put empty lines between paragraphs.")
    if text.count("[") > MOST_BRACKETS:
        told = f"it has {text.count('['):,} opening brackets; a manuscript is read up to {MOST_BRACKETS:,}."
        refuse(path, told, "Take out what is no text.")
    return received(text)


def received(text: str) -> Received:
    """The pieces of a text in Markdown; a title in its front matter heads it."""
    source = tuple(text.split("\n"))
    front = _FRONT_MATTER.match(text)
    title = _TITLE.search(front[1]) if front else None
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    pieces = list(_pieces(tokens))
    if title:
        pieces.insert(0, Heading(Line(title[1], 1), 1, is_title=True))
    return Received(tuple(pieces), source)


def _pieces(tokens: Sequence[Token]) -> Iterator[Piece]:
    lists: list[int | None] = []
    fresh = False
    for at, token in enumerate(tokens):
        match token.type:
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                fresh = True
            case "table_open":
                yield _grid(tokens, at)
            case "fence" | "code_block":
                yield Paragraph(tuple(_verbatim(token)))
            case "inline" if tokens[at - 1].type == "heading_open":
                level = int(tokens[at - 1].tag[1:])
                line = Line(" ".join(line.text for line in _lines(token)), _line(token))
                yield Heading(line, level, is_title=level == 1)
            case "inline" if tokens[at - 1].type == "paragraph_open":
                number = lists[-1] if lists and fresh else None
                fresh = False
                if number is not None:
                    lists[-1] = number + 1
                lines = _lines(token, f"{number}. " if number is not None else "")
                if lines:
                    yield Paragraph(lines)


def _lines(inline: Token, before: str = "") -> tuple[Line, ...]:
    """The words of a paragraph in the lines of the source."""
    texts = [before]
    is_raised = False
    for child in inline.children or []:
        match child.type:
            case "softbreak" | "hardbreak":
                texts.append("")
            case "html_inline":
                is_raised = child.content.lower().startswith("<sup")
            case "image":
                continue
            case _ if child.content:
                words = _POWER.sub(lambda power: raised(power.string[: power.start()], power[1]), child.content)
                words = raised(texts[-1], words) if is_raised else _LOWERED.sub(r"\1", words)
                texts[-1] += words
    first = _line(inline)
    return tuple(Line(text, first + at) for at, text in enumerate(texts) if text.strip())


def _verbatim(token: Token) -> Iterator[Line]:
    first = _line(token) + (token.type == "fence")
    for at, text in enumerate(token.content.rstrip("\n").split("\n")):
        yield Line(text, first + at)


def _line(token: Token) -> int:
    return (token.map or [0])[0] + 1


def _grid(tokens: Sequence[Token], at: int) -> Grid:
    rows: list[tuple[int, list[str]]] = []
    head_rows = 0
    for token, following in zip(tokens[at:], tokens[at + 1 :], strict=False):
        match token.type:
            case "tr_open":
                rows.append((_line(token), []))
            case "th_open" | "td_open":
                rows[-1][1].append(" ".join(line.text for line in _lines(following)))
            case "thead_close":
                head_rows = len(rows)
            case "table_close":
                break
    # What is moved in is written with spaces that Markdown keeps.
    made = [GridRow(tuple(cells), line, indent=_indent(cells[0])) for line, cells in rows if cells]
    # Further rows of heads can only be told from what stands in them: Markdown has one.
    return Grid(tuple(made), head_rows if head_rows > 1 else 0)


def _indent(cell: str) -> int:
    return len(cell) - len(cell.lstrip("\u00a0\u2002\u2003 "))
