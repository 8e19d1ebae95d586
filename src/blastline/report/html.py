"""The report as one web page that needs nothing beside it: no network, no scripts, no other file."""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from blastline.report.document import Block, Document, Figure, Heading, Run, Table
from blastline.report.html_tables import caption_markup, number_markup, table_markup, unbroken
from blastline.report.layout import caption, file_title, printable, stretches

# Deeper headings stay in the text but would make the contents longer than they help.
DEEPEST_IN_CONTENTS = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A block, the name that links to it, and how its page is held when it is printed."""

    anchor: str
    kind: str
    block: Block
    landscape: bool


def render_html(document: Document, path: Path) -> None:
    """
    Write the document to `path` as one self-contained HTML file.

    Figures are embedded from their SVG. A number from the ledger says its key and evidence when
    pointed at.
    """
    placed = _placed(document)
    page = _environment(document.evidence).get_template("report.html.j2")
    text = page.render(document=document, file_title=file_title(document), placed=placed, contents=_contents(placed))
    path.write_text(text, encoding="utf-8", newline="\n")


def _environment(evidence: Mapping[str, str]) -> Environment:
    environment = Environment(
        loader=PackageLoader("blastline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.filters.update(
        unbroken=unbroken,
        words=partial(_words, evidence=evidence),
        table=partial(table_markup, evidence=evidence),
        table_caption=caption_markup,
        caption=caption,
        image=_image,
    )
    return environment


def _words(runs: Iterable[Run], evidence: Mapping[str, str]) -> Markup:
    """Words as HTML; a link leads only where the reader of the manuscript allowed it."""
    return Markup().join(_run(run, evidence) for run in runs)


def _run(run: Run, evidence: Mapping[str, str]) -> Markup:
    markup = number_markup(run.text, run.key, evidence)
    for wanted, tag in ((run.italic, "em"), (run.bold, "strong")):
        markup = Markup("<{0}>{1}</{0}>").format(Markup(tag), markup) if wanted else markup
    return Markup('<a href="{}">{}</a>').format(run.link, markup) if run.link else markup


def _finalize(value: object) -> object:
    # Markup is a str too, and would lose its mark of being escaped already.
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _image(path: Path) -> str:
    """The drawing as a data URI: in the page, yet unable to clash with the ids of another drawing."""
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"


def _placed(document: Document) -> list[Placed]:
    taken: set[str] = set()
    placed = []
    for stretch in stretches(document.blocks):
        for block in stretch.blocks:
            anchor = _unused(_anchor(block), taken)
            taken.add(anchor)
            placed.append(Placed(anchor, type(block).__name__.lower(), block, stretch.landscape))
    return placed


def _anchor(block: Block) -> str:
    match block:
        case Heading(text=text):
            return f"section-{_slug(text)}"
        case Table(name=name):
            return f"table-{_slug(name)}"
        case Figure(name=name):
            return f"figure-{_slug(name)}"
        case _:
            return "text"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _unused(anchor: str, taken: set[str]) -> str:
    candidate, n = anchor, 2
    while candidate in taken:
        candidate, n = f"{anchor}-{n}", n + 1
    return candidate


def _contents(placed: list[Placed]) -> list[Placed]:
    return [item for item in placed if _is_in_contents(item.block)]


def _is_in_contents(block: Block) -> bool:
    match block:
        case Heading(level=level):
            return level <= DEEPEST_IN_CONTENTS
        case Table() | Figure():
            return True
        case _:
            return False
