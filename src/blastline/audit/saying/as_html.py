"""The manuscript as one page with every quote marked, and beside it the list of what disagrees, linked both ways."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Manuscript
from blastline.audit.saying.finding import Marked, anchor_of
from blastline.audit.saying.page import blocks_of
from blastline.audit.saying.words import NOT_CLINICAL, counted, printable, quote_place


@dataclass(frozen=True, slots=True)
class Link:
    """A quote in the list: its words, its place in words, and where it leads; "" where the text does not show it."""

    words: str
    place: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One disagreement in the list."""

    number: int
    one: Disagreement
    links: tuple[Link, ...]


def as_html(manuscript: Manuscript, disagreements: Sequence[Disagreement], uncovered: Sequence[Quote]) -> str:
    """
    A page that needs nothing beside it: no network, no scripts, no other file.

    Words of the manuscript are words in it, whatever they look like; the page allows no script to run.
    """
    marked = Marked(manuscript, disagreements)
    return (
        _environment()
        .get_template("audit.html.j2")
        .render(
            manuscript=manuscript,
            blocks=blocks_of(manuscript, marked),
            entries=[_entry(number, one, manuscript, marked) for number, one in enumerate(disagreements, start=1)],
            uncovered=[Link(quote.quote, quote_place(quote, manuscript.line_is), "") for quote in uncovered],
            counted=counted(disagreements),
            not_clinical=NOT_CLINICAL,
        )
    )


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("blastline.audit.saying"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    # Markup is a str too, and would lose its mark of being escaped already.
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _entry(number: int, one: Disagreement, manuscript: Manuscript, marked: Marked) -> Entry:
    links = []
    for at, quote in enumerate(one.places, start=1):
        anchor = anchor_of(number, at)
        links.append(
            Link(quote.quote, quote_place(quote, manuscript.line_is), anchor if anchor in marked.found else "")
        )
    return Entry(number, one, tuple(links))
