"""What every printed form shares: captions, spanners, widths of columns, turned pages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from blastline.report.document import (
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Item,
    Notice,
    Paragraph,
    Quote,
    Table,
)

# A word longer than this (a URL, a run of codes) is broken rather than given a wider column.
LONGEST_WORD = 20
# Room that a cell keeps free at its sides, counted in letters.
MARGIN = 2
# A portrait page for fewer letters than this, between two landscape ones, would stand nearly empty.
A_FEW_WORDS = 900
# What stands behind the text, and so behind its figures.
BEHIND = ("References", "Tables")

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# The pieces that a line may not break; a hyphen or a dash stays with the piece before it.
_WORD = re.compile(r"[^\s\-–—]+[\-–—]*|[\-–—]+")


def printable(text: str) -> str:
    """The text without control characters, which a spreadsheet may hold and no document may."""
    return _UNPRINTABLE.sub("", text)


def caption(block: Table | Figure) -> tuple[str, str]:
    """The number ("Table 1A.") and the title that stand above a table or below a figure."""
    return (f"{block.number.rstrip('.')}." if block.number else "", block.title)


def is_behind_figures(heading: Heading) -> bool:
    """Whether every figure before it stands on a page before it too; figures float past other headings."""
    return heading.text in BEHIND


def file_title(document: Document) -> str:
    """The title; a document without one is a report all the same."""
    return document.title or "Report"


@dataclass(frozen=True, slots=True)
class Spanner:
    """A heading over the columns from `start` up to but not including `stop`; "" over a lone one."""

    label: str
    start: int
    stop: int


def spanners(columns: Sequence[Column]) -> tuple[Spanner, ...]:
    """Every column is under exactly one: its group's, or an empty one of its own."""
    return tuple(_spanners(columns))


def _spanners(columns: Sequence[Column]) -> Iterator[Spanner]:
    start = 0
    for label, members in groupby(columns, key=lambda column: column.group):
        count = len(list(members))
        if label:
            yield Spanner(label, start, start + count)
        else:
            yield from (Spanner("", at, at + 1) for at in range(start, start + count))
        start += count


def has_spanners(table: Table) -> bool:
    return any(column.group for column in table.columns)


def column_shares(table: Table, *, letters: int) -> tuple[float, ...]:
    """
    How wide each column stands, as shares of a line of `letters` letters.

    As asked for by `Column.width`, except that a column grows to hold its longest word: a word broken
    in mid-letters is harder to read than an uneven table.
    """
    if not table.columns:
        return ()
    total = sum(column.width for column in table.columns)
    asked = [column.width / total for column in table.columns]
    least = [(_longest_word(words) + MARGIN) / letters for words in _words_by_column(table)]
    return _grown(asked, least)


def _words_by_column(table: Table) -> list[list[str]]:
    texts = [[column.label] for column in table.columns]
    for row in table.rows:
        for column, cell in zip(texts, row, strict=True):
            column.append(cell.text)
    return [[word for text in column for word in _WORD.findall(text)] for column in texts]


def _longest_word(words: Iterable[str]) -> float:
    return min(LONGEST_WORD, max((breadth(word) for word in words), default=0))


def printed_rows(table: Table) -> list[tuple[Cell, ...]]:
    """The rows as a page prints them: where a column prints a value once, the same value below it is left blank."""
    above = [(), *table.rows]
    return [_printed(table, row, before) for row, before in zip(table.rows, above, strict=False)]


def _printed(table: Table, row: Sequence[Cell], before: Sequence[Cell]) -> tuple[Cell, ...]:
    same = [bool(before) and cell.text == old.text for cell, old in zip(row, before or row, strict=True)]
    # A value repeats only as long as everything to the left of it does.
    blank = [column.once and all(same[: at + 1]) for at, column in enumerate(table.columns)]
    return tuple(Cell("") if empty else cell for cell, empty in zip(row, blank, strict=True))


def breadth(word: str) -> float:
    """How many letters of running text stand as wide as the word: capitals, as in CD3+CD8+, are broader."""
    return len(word) + 0.4 * sum(letter.isupper() for letter in word)


def breakable(text: str, *, letters: float) -> str:
    """The text with unseen breaks in words broader than `letters`, which would print over the next cell."""
    return _WORD.sub(lambda word: _in_pieces(word[0], letters), text)


def _in_pieces(word: str, letters: float) -> str:
    # Half a letter more, since a column made for its longest word is as wide as that word.
    if breadth(word) <= letters + 0.5:
        return word
    size = max(2, int(letters / breadth("M")))
    return "\u200b".join(word[at : at + size] for at in range(0, len(word), size))


def _grown(asked: list[float], least: list[float]) -> tuple[float, ...]:
    """Shares near those asked for, none under its least; where the least do not fit, all shrink alike."""
    if sum(least) >= 1:
        return tuple(share / sum(least) for share in least)
    settled: set[int] = set()
    while True:
        loose = [i for i in range(len(asked)) if i not in settled]
        room = 1 - sum(least[i] for i in settled)
        scale = room / sum(asked[i] for i in loose)
        short = {i for i in loose if asked[i] * scale < least[i]}
        if not short:
            return tuple(least[i] if i in settled else asked[i] * scale for i in range(len(asked)))
        settled |= short


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks that follow each other on pages held the same way."""

    landscape: bool
    blocks: tuple[Block, ...]


def stretches(blocks: Iterable[Block]) -> tuple[Stretch, ...]:
    """The blocks cut where the page is turned for a wide table and turned back after it."""
    marked = _marked_for_turning(list(blocks))
    return _joined(_with_short_gaps_turned(_joined(marked)))


def _needs_landscape(block: Block) -> bool:
    # A table without rows prints one line and needs no page of its own.
    return isinstance(block, Table) and block.wide and bool(block.rows)


def _marked_for_turning(blocks: list[Block]) -> list[Stretch]:
    """One stretch a block; headings turn with the table that they introduce, never left behind alone."""
    marked: list[Stretch] = []
    turned = False
    for block in reversed(blocks):
        turned = _needs_landscape(block) or (turned and isinstance(block, Heading))
        marked.append(Stretch(turned, (block,)))
    return marked[::-1]


def _joined(parts: Iterable[Stretch]) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(landscape, tuple(block for part in members for block in part.blocks))
        for landscape, members in groupby(parts, key=lambda part: part.landscape)
    )


def _with_short_gaps_turned(parts: tuple[Stretch, ...]) -> list[Stretch]:
    last = len(parts) - 1
    return [
        Stretch(part.landscape or (0 < at < last and _is_a_few_words(part.blocks)), part.blocks)
        for at, part in enumerate(parts)
    ]


def _is_a_few_words(blocks: Iterable[Block]) -> bool:
    texts = [_words_of(block) for block in blocks]
    return all(text is not None for text in texts) and sum(len(text or "") for text in texts) < A_FEW_WORDS


def _words_of(block: Block) -> str | None:
    """The running text of a block, or None for a table or a figure."""
    match block:
        case Paragraph(runs) | Quote(runs) | Item(runs=runs):
            return "".join(run.text for run in runs)
        case Heading(text=text) | Notice(text=text):
            return text
        case _:
            return None
