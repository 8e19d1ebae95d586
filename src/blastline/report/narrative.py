"""The words of a report: `narrative.md` with every number in it read from the ledger by its key."""

import re
from importlib.resources import files

from blastline.estimate import response_by_cycle
from blastline.estimate.ledger import Ledger
from blastline.report.document import Block, Heading
from blastline.report.prose import Places, can_say, paragraph

SECTION = re.compile(r"^## (\w+): (.+)$", re.MULTILINE)


def narrative(ledger: Ledger, places: Places) -> dict[str, list[Block]]:
    """A heading and its paragraphs for each section; a sentence whose numbers the study lacks is left out."""
    _, *parts = SECTION.split(_text().replace("VERSION", _version(ledger)).replace("SYSTEM", _system(ledger)))
    sections = zip(parts[0::3], parts[1::3], parts[2::3], strict=True)
    return {name: _section(ledger, places, title, _paragraphs(body)) for name, title, body in sections}


def sections() -> list[str]:
    """The names of the sections, in their order."""
    return [found[1] for found in SECTION.finditer(_text())]


def _text() -> str:
    return (files("blastline.report") / "narrative.md").read_text(encoding="utf-8")


def _paragraphs(body: str) -> list[list[str]]:
    """The sentences of each paragraph; an empty line parts them."""
    return [_sentences(part) for part in re.split(r"\n\s*\n", body.strip())]


def _sentences(body: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in re.split(r"^- ", body, flags=re.MULTILINE)[1:]]


def _section(ledger: Ledger, places: Places, title: str, paragraphs: list[list[str]]) -> list[Block]:
    said = [[sentence for sentence in sentences if can_say(ledger, places, sentence)] for sentences in paragraphs]
    blocks = [paragraph(ledger, places, sentences) for sentences in said if sentences]
    return [Heading(title, 2), *blocks] if blocks else []


def _version(ledger: Ledger) -> str:
    """The haematology criteria that are reported, as they stand in a key: ctcae-4-03."""
    chosen = next((row.criterion for row in ledger.where(section="treatment_emergent")), "")
    return chosen.rpartition("/")[0].replace("/", "-").replace(".", "-")


def _system(ledger: Ledger) -> str:
    """The response system that the study names first, as it stands in a key: eln-2024-response."""
    first = next(iter(ledger.where(section=response_by_cycle.SECTION, statistic="count")), None)
    return first.key.split(".")[1] if first else "none"
