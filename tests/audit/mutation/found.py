"""Whether a disagreement that an auditor reports is about the words that were planted."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from blastline.audit.disagreement import Disagreement, Quote
from mutation.draft import Draft, Table
from mutation.lines import Lines
from mutation.planting import Planted

# A shorter quote stands in too many places to say which is meant.
TELLING = 15


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a part stands: its words, its lines, and of a cell its table, what heads its row and its column."""

    text: str
    lines: tuple[int, int]
    table: str = ""
    row: str = ""
    column: str = ""


def about(planted: Planted, lines: Lines, disagreement: Disagreement) -> bool:
    """Whether one of its places is one where the slip stands."""
    spots = _spots(planted.draft, lines)
    here = [spots[part] for part in planted.parts if part in spots]
    said = Counter(_plain(spot.text) for spot in spots.values())
    return any(_meets(spot, place, said) for spot in here for place in disagreement.places)


def _spots(draft: Draft, lines: Lines) -> Mapping[int, Spot]:
    spots = {part.id: Spot(part.text, lines.places[part.id]) for part in draft.parts() if part.id in lines.places}
    for table in draft.tables():
        spots |= _cells(table, lines)
    return spots


def _cells(table: Table, lines: Lines) -> dict[int, Spot]:
    """The cells of a table; a head stands in no row, and the first cell of a row in no column."""
    name = table.name
    found = {head.id: Spot(head.text, lines.places[head.id], name, "", head.text) for head in table.header}
    for first, *others in table.rows:
        found[first.id] = Spot(first.text, lines.places[first.id], name, first.text, "")
        for head, cell in zip(table.header[1:], others, strict=True):
            found[cell.id] = Spot(cell.text, lines.places[cell.id], name, first.text, head.text)
    return found


def _meets(spot: Spot, quote: Quote, said: Counter[str]) -> bool:
    return _in_table(spot, quote) if spot.table else _in_text(spot, quote, said)


def _in_table(spot: Spot, quote: Quote) -> bool:
    """The same cell by its row and column, or a head that heads what is quoted; a whole row by its line."""
    place = quote.place
    if not (place.table or place.row or place.column):
        return _on(spot, place.line) and _plain(spot.text) in _plain(quote.quote)
    if not _alike(_number(spot.table), _number(place.table)):
        return False
    return _alike(spot.row, place.row) and _alike(spot.column, place.column)


def _number(table: str) -> str:
    """ "1A" of "Table 1A"."""
    return re.sub("^(table)?", "", _plain(table))


def _alike(mine: str, theirs: str) -> bool:
    """Whether two heads are one, with or without the unit in brackets; what is not said is any."""
    here, there = _plain(mine), _plain(theirs)
    return not here or not there or here.startswith(there) or there.startswith(here)


def _in_text(spot: Spot, quote: Quote, said: Counter[str]) -> bool:
    """
    The sentence, a telling part of it, or more than it.

    A few words only where the line is right, or where they are all of a sentence that stands nowhere else: Word counts
    its paragraphs otherwise than we do.
    """
    if quote.place.row or quote.place.column:
        return False
    mine, theirs = _plain(spot.text), _plain(quote.quote)
    if theirs == mine and said[mine] == 1:
        return True
    if theirs and (theirs in mine or mine in theirs):
        return len(theirs) >= TELLING or _on(spot, quote.place.line)
    return False


def _on(spot: Spot, line: int) -> bool:
    return spot.lines[0] <= line <= spot.lines[1]


def _plain(text: str) -> str:
    """Letters and digits alone: how "=", spaces and raised digits are printed does not matter."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", text.replace("¼", "")).casefold())
