"""One abbreviation for two things."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from blastline.audit.checks.saying import disagreement
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
                message = f"{short} is explained as {first}, and as {other}."
                quotes = [longs[first], longs[other]]
                yield disagreement(NAME, f"{short} {other}", "doubt", message, "", quotes)


def _plain(long: str) -> str:
    return re.sub(r"[^a-z]", "", long.lower().replace("ae", "e").replace("oe", "e"))
