"""The list of references by number."""

import re
from collections.abc import Sequence

from blastline.audit.manuscript import Place, Sentence
from blastline.audit.reading.pieces import Line
from blastline.audit.reading.signs import decoded

# "[12] Lee DW", "- [12] Lee DW", "12. Lee DW", "12 Lee DW".
_BRACKETED = re.compile(r"\W{0,3}\[(\d{1,3})\]\s*(.*)", re.DOTALL)
_BARE = re.compile(r"\W{0,3}\(?(\d{1,3})[.)]?\s+(?=\D)(.*)", re.DOTALL)
_BULLET = re.compile(r"^[-•*–]\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b")


def references_of(lines: Sequence[Line]) -> dict[int, Sentence]:
    """
    What each number refers to.

    A list without numbers is numbered in its order. A line that begins with a number continues the reference above it
    unless it has the number that comes next: journals break lines before pages and years.
    """
    found: dict[int, list[Line]] = {}
    last = 0
    for line in lines:
        numbered = _number(line.text, last)
        if numbered:
            last = numbered[0]
            found.setdefault(last, []).append(Line(numbered[1], line.number, line.page))
        elif last:
            found[last].append(line)
    if not found:
        found = {at: [line] for at, line in enumerate((line for line in lines if _YEAR.search(line.text)), start=1)}
    return {number: _sentence(parts) for number, parts in found.items()}


def _number(text: str, last: int) -> tuple[int, str] | None:
    bracketed = _BRACKETED.match(text)
    if bracketed:
        return int(bracketed[1]), bracketed[2]
    bare = _BARE.match(text)
    return (int(bare[1]), bare[2]) if bare and int(bare[1]) == last + 1 else None


def _sentence(parts: Sequence[Line]) -> Sentence:
    words = " ".join(_BULLET.sub("", part.text.strip()) for part in parts)
    return Sentence(" ".join(decoded(words).split()), Place("References", parts[0].number, parts[0].page))
