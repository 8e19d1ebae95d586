"""Where in a manuscript each quote of a disagreement stands, so that the page can mark it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Manuscript, Place, Sentence, TextCell
from blastline.audit.saying.marks import Mark

# A text of the manuscript by what it is: the objects themselves stand in the page in their order.
Words = Sentence | TextCell


class Marked:
    """The marks of each text of a manuscript, and which quotes found their place."""

    def __init__(self, manuscript: Manuscript, disagreements: Sequence[Disagreement]) -> None:
        self._marks: defaultdict[int, list[Mark]] = defaultdict(list)
        self.found: set[str] = set()
        where = _ByPlace(manuscript)
        for entry, one in enumerate(disagreements, start=1):
            for at, quote in enumerate(one.places, start=1):
                self._mark(where, quote, Mark(0, 0, entry, one.severity, anchor_of(entry, at)))

    def _mark(self, where: "_ByPlace", quote: Quote, mark: Mark) -> None:
        words = None if quote.ledger_key else where.find(quote)
        if words is None:
            return
        start = max(words.text.find(quote.quote), 0)
        end = start + len(quote.quote) if quote.quote in words.text and quote.quote else len(words.text)
        if end > start:
            self._marks[id(words)].append(replace(mark, start=start, end=end))
            self.found.add(mark.anchor)

    def of(self, words: Words) -> list[Mark]:
        """The marks of a text."""
        return self._marks.get(id(words), [])


def anchor_of(entry: int, quote: int) -> str:
    """The name of a quote in the page."""
    return f"quote-{entry}-{quote}"


class _ByPlace:
    """The texts of a manuscript by place. Sentences of one line share theirs, and are told apart by their words."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._at: defaultdict[Place, list[Words]] = defaultdict(list)
        self._near: defaultdict[tuple[str, str, str, int], list[Words]] = defaultdict(list)
        for words in _texts(manuscript):
            self._at[words.place].append(words)
            self._near[_near(words.place)].append(words)

    def find(self, quote: Quote) -> Words | None:
        """The text that a quote is from: the one in its place that holds its words, else the first in its place."""
        near = (*self._at[quote.place], *self._near[_near(quote.place)])
        return next((words for words in near if quote.quote in words.text), near[0] if near else None)


def _near(place: Place) -> tuple[str, str, str, int]:
    """What of a place is enough to find it: of a table the row and column, of the text the line."""
    return (place.table, place.row, place.column, 0) if place.table else ("", "", "", place.line)


def _texts(manuscript: Manuscript) -> Iterator[Words]:
    yield from manuscript.sentences
    yield from manuscript.captions
    yield from manuscript.references.values()
    yield from manuscript.cells()
    for table in manuscript.tables:
        yield from table.notes
