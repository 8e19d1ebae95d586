"""One abbreviation for two things."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from blastline.audit.checks.saying import disagreement, two_places
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.understanding.abbreviations import definitions_in
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.understood import Understood

NAME = "abbreviations"
ALIKE = 0.6


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    An abbreviation is explained in two places by words that are not alike.

    Silent on spellings and on near forms, such as minimal and measurable residual disease.
    """
    told: defaultdict[str, dict[str, Quote]] = defaultdict(dict)
    for sentence in understood.manuscript.sentences:
        for short, long in definitions_in(plainly(sentence.text)):
            told[short].setdefault(long, Quote(sentence.text, sentence.place))
    for table in understood.manuscript.tables:
        for note in table.notes:
            for short, long in definitions_in(plainly(note.text), notes=True):
                told[short].setdefault(long, Quote(note.text, note.place))
    for short, longs in told.items():
        first, *others = longs
        for other in others:
            if SequenceMatcher(None, _plain(first), _plain(other)).ratio() < ALIKE:
                here, there = two_places(longs[first], longs[other])
                message = f"{short} is explained as {first} in {here}, and as {other} in {there}."
                what = "It cannot be told which: keep one, and write the other out."
                quotes = [longs[first], longs[other]]
                yield disagreement(NAME, f"{short} {other}", "doubt", message, what, quotes)


def _plain(long: str) -> str:
    return re.sub(r"[^a-z]", "", long.lower().replace("ae", "e").replace("oe", "e"))
