"""Where a report or a manuscript says what a reporting checklist asks for, read from its blocks."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from blastline.estimate.ledger import Ledger
from blastline.report.document import Block, Cell, Column, Document, Figure, Heading, Item, Paragraph, Quote, Table

COLUMNS = (
    Column("Item"),
    Column("Topic"),
    Column("What is asked"),
    Column("Where it stands"),
    Column("Left to write or check"),
)
# A short series is read as case reports too; STROBE is for cohorts of any size.
SERIES, COHORT = "care", "strobe"


def checklists_of(ledger: Ledger, document: Document) -> dict[str, Table]:
    """The checklists that suit the number of patients, each filled with the places of this document."""
    few = int(ledger["study.patients"].value or 0) < int(ledger["study.few_patients"].value or 0)
    return {name: _filled(checklist(name), document) for name in ([SERIES] if few else []) + [COHORT]}


def checklist(name: str) -> dict[str, Any]:
    """A checklist as data: title, citation, review state, and its items."""
    return tomllib.loads((files("blastline.report.checklists") / f"{name}.toml").read_text(encoding="utf-8"))


def _filled(asked: Mapping[str, Any], document: Document) -> Table:
    places, headings = _places(document), [block.text for block in document.blocks if isinstance(block, Heading)]
    rows = tuple(_row(item, places, headings) for item in asked["item"])
    notes = (f"{asked['cite']}. Items in our own words; checked against: {asked['reviewed']}.",)
    return Table(asked["title"], asked["title"], COLUMNS, rows, notes)


def _row(item: Mapping[str, Any], places: Mapping[str, str], headings: list[str]) -> tuple[Cell, ...]:
    shown = [places[target] for target in item.get("where", ()) if target in places]
    shown += [text for text in headings if _speaks_of(text, item.get("headings", ()))]
    where = ", ".join(dict.fromkeys(shown)) or "not in this document"
    left = item.get("write", "") or ("" if shown else "The records hold nothing for it, or it is not placed here.")
    return tuple(Cell(text) for text in (item["number"], item["topic"], item["asks"], where, left))


def _speaks_of(heading: str, words: Sequence[str]) -> bool:
    """Whether a word of the heading begins with one of these, so that "aim" is in "Aims" and not in "Claims"."""
    return any(re.search(rf"\b{word}", heading.lower()) for word in words)


def _places(document: Document) -> dict[str, str]:
    """What each table and figure is called, and under which heading each number of the text first stands."""
    places: dict[str, str] = {}
    for target, place in _found(document.blocks):
        places.setdefault(target, place)
    return places


def _found(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    under = "the text before the first heading"
    for block in blocks:
        match block:
            case Heading(text=text):
                under = text
            case Table(name=name, number=number):
                yield f"table({name})", number
            case Figure(name=name, number=number):
                yield f"figure({name})", number
            case Paragraph(runs=runs) | Quote(runs=runs) | Item(runs=runs):
                yield from ((f"key({run.key})", under) for run in runs if run.key)
