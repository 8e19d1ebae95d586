"""One organism in two spellings."""

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from blastline.audit.checks.saying import disagreement, places
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import document

NAME = "spelling"
ALIKE = 0.75


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    The species behind the name of a genus is spelt in two ways that are nearly the same.

    Silent on two species of one genus, whose names are not alike.
    """
    manuscript = understood.manuscript
    genus = re.compile(rf"\b({'|'.join(document()['organisms']['genera'])}) ([a-z]{{5,}})\b", re.IGNORECASE)
    spelt: defaultdict[str, defaultdict[str, list[Quote]]] = defaultdict(lambda: defaultdict(list))
    notes = (note for table in manuscript.tables for note in table.notes)
    for sentence in dict.fromkeys((*manuscript.sentences, *manuscript.captions, *notes)):
        for found in genus.finditer(sentence.text):
            spelt[found[1].lower()][found[2].lower()].append(Quote(sentence.text, sentence.place))
    for name, ways in spelt.items():
        words = sorted(ways)
        for at, first in enumerate(words):
            for second in words[at + 1 :]:
                if SequenceMatcher(None, first, second).ratio() >= ALIKE:
                    told = [f"{word} ({places(len(ways[word]))})" for word in (first, second)]
                    message = f"{name.capitalize()} {' and '.join(told)} are one organism in two spellings."
                    yield disagreement(
                        NAME,
                        f"{name} {first} {second}",
                        "wording",
                        message,
                        "Look the name up, and write it in one way.",
                        [*ways[first], *ways[second]],
                    )
