"""Tables, figures and references: pointed to and absent, there and not pointed to."""

import re
from collections.abc import Iterator

from blastline.audit.checks.saying import disagreement, number_of_table, place_said
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Manuscript, Sentence
from blastline.audit.understanding.citations import cited_in, exhibits_in
from blastline.audit.understanding.understood import Understood

NAME = "exhibits"
CITED = "It is missing from the list, or another is meant: add it, or correct the number."
UNCITED = "Cite it where it belongs, or take it out of the list."
PAGES = "It cannot be told which: look the article up, and correct its issue or its pages."
VOLUME = re.compile(r"\b\d+\((\d+)\):(\d+)\s?[–-]\s?(\d+)")
MID_VOLUME = 3
FIRST_PAGES = 10


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A table, figure or reference that the text points to and that is not there; a reference that is nowhere cited.

    Supplements (S1) are not looked for. Silent on kinds of which the manuscript as read has none at all.
    """
    manuscript = understood.manuscript
    yield from _exhibits(manuscript)
    yield from _references(manuscript)
    yield from _pages(manuscript)


def _exhibits(manuscript: Manuscript) -> Iterator[Disagreement]:
    there = {
        "table": {number_of_table(table.number) for table in manuscript.tables},
        "figure": set(_figures(manuscript)),
    }
    pointed: dict[tuple[str, str], Sentence] = {}
    for sentence in manuscript.sentences:
        for kind, number in exhibits_in(sentence.text):
            pointed.setdefault((kind, number), sentence)
    for (kind, number), sentence in pointed.items():
        if there[kind] and not number.upper().startswith("S") and not _among(number, there[kind]):
            quotes = [Quote(sentence.text, sentence.place)]
            message = f"{kind.capitalize()} {number} is pointed to in {place_said(quotes[0])}, and there is none."
            yield disagreement(
                NAME,
                f"{kind} {number}",
                "contradiction",
                message,
                "It is missing, or another is meant: add it, or correct its number.",
                quotes,
            )


def _among(number: str, there: set[str]) -> bool:
    """Table 1 is there where its parts 1A and 1B are."""
    plain = number.upper()
    return any(
        one.upper() == plain or one.upper().rstrip("ABCDEFGH") == plain or one.upper() == plain.rstrip("ABCDEFGH")
        for one in there
    )


def _figures(manuscript: Manuscript) -> Iterator[str]:
    for caption in manuscript.captions:
        found = re.match(r"(?i)fig(?:ure|\.)?\s?(S?\d+[A-Z]?)", caption.text)
        if found:
            yield found[1]


def _references(manuscript: Manuscript) -> Iterator[Disagreement]:
    cited: dict[int, Sentence] = {}
    for sentence in (*manuscript.sentences, *(note for table in manuscript.tables for note in table.notes)):
        for number in cited_in(sentence.text):
            cited.setdefault(number, sentence)
    if not manuscript.references or not cited:
        return
    for number, sentence in cited.items():
        if number not in manuscript.references:
            message = f"[{number}] is cited, and the list of references has no such number."
            yield disagreement(
                NAME, f"reference {number}", "contradiction", message, CITED, [Quote(sentence.text, sentence.place)]
            )
    for number, entry in manuscript.references.items():
        if number not in cited:
            message = f"[{number}] is listed among the references, and is nowhere cited."
            yield disagreement(
                NAME, f"reference {number} uncited", "doubt", message, UNCITED, [Quote(entry.text, entry.place)]
            )


def _pages(manuscript: Manuscript) -> Iterator[Disagreement]:
    """Pages are counted through a volume: an issue in its midst does not begin on its first pages."""
    for number, entry in manuscript.references.items():
        found = VOLUME.search(entry.text)
        if found and int(found[1]) >= MID_VOLUME and int(found[2]) < FIRST_PAGES and int(found[3]) > int(found[2]):
            message = f"[{number}] begins on page {found[2]} of issue {found[1]}; pages are counted through a volume."
            yield disagreement(
                NAME, f"reference {number} pages", "doubt", message, PAGES, [Quote(entry.text, entry.place)]
            )
