"""A table of a Word document as rows of cells, merged cells told in every place that they take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from blastline.audit.reading.spans import MOST_COLUMNS
from blastline.audit.reading.word_styles import Styles
from blastline.audit.reading.word_words import LEFT_OUT, Tracked, child_of, name_of, value_of, words_in


@dataclass(frozen=True, slots=True)
class WordRow:
    """One row: its cells, whether it heads the columns on every page, and how far it is moved in."""

    cells: tuple[str, ...]
    is_head: bool
    indent: int


def rows_of(table: Any, styles: Styles, tracked: Tracked) -> Iterator[WordRow]:
    """The rows, less those that a tracked change takes out."""
    above: list[str] = []
    for row in _rows(table):
        properties = child_of(row, "trPr")
        if properties is not None and any(name_of(mark) in LEFT_OUT[tracked] for mark in properties):
            continue
        above = _cells(row, properties, above, tracked)
        first = next((paragraph for paragraph in row.iter() if name_of(paragraph) == "p"), None)
        spaces = len(above[0]) - len(above[0].lstrip()) if above else 0
        indent = spaces * 60 + (styles.indent(first) if first is not None else 0)
        is_head = properties is not None and child_of(properties, "tblHeader") is not None
        yield WordRow(tuple(cell.strip() for cell in above), is_head, indent)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        match name_of(child):
            case "tr":
                yield child
            case "sdt" | "sdtContent" | "customXml" | "ins" | "del" | "moveFrom" | "moveTo":
                yield from _rows(child)


def _cells(row: Any, properties: Any, above: list[str], tracked: Tracked) -> list[str]:
    cells: list[str] = [""] * _number(child_of(properties, "gridBefore") if properties is not None else None, 0)
    for cell in _cells_in(row):
        own = child_of(cell, "tcPr")
        merged = child_of(own, "vMerge") if own is not None else None
        if merged is not None and value_of(merged) != "restart" and len(cells) < len(above):
            text = above[len(cells)]
        else:
            text = cell_words(cell, tracked)
        cells += [text] * _number(child_of(own, "gridSpan") if own is not None else None, 1)
    return cells[:MOST_COLUMNS]


def _cells_in(row: Any) -> Iterator[Any]:
    for child in row:
        match name_of(child):
            case "tc":
                yield child
            case "sdt" | "sdtContent" | "customXml":
                yield from _cells_in(child)


def cell_words(cell: Any, tracked: Tracked) -> str:
    """The words of a cell, its paragraphs one after another."""
    paragraphs = (words_in(paragraph, tracked) for paragraph in cell.iter() if name_of(paragraph) == "p")
    return " ".join(words for words in paragraphs if words.strip())


def _number(element: Any, otherwise: int) -> int:
    value = value_of(element) if element is not None else ""
    return min(int(value), MOST_COLUMNS) if value.isdecimal() and len(value) < 6 else otherwise
