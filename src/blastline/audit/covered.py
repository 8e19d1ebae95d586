"""Which numbers of a manuscript a study says, and which it does not: by what they are of, their value and rounding."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from blastline.audit.disagreement import Quote
from blastline.audit.manuscript import Manuscript, Sentence, TextCell
from blastline.audit.sections import Kind, kind_of
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow

# What an article says of other studies, of itself and of its authors is none of this study's.
_NOT_OURS: frozenset[Kind] = frozenset({"about", "references", "introduction", "discussion"})
_WORDS = ("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
          "eighteen nineteen twenty")  # fmt: skip
NUMBER_WORDS = {word: float(at) for at, word in enumerate(_WORDS.split(), start=2)}
# "CD19", "IL-6" and "v4.03" are names; "5.8–28.4" and "4/5" are two numbers each.
_NUMBER = re.compile(
    rf"(?<![A-Za-z^.\d])(?<![A-Za-z][-/])(?:\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(NUMBER_WORDS)})\b)", re.IGNORECASE
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# What is numbered rather than counted: patients, tables, references, versions, powers, dates.
_NAMED = re.compile(
    r"\[[\d,\s–-]+\]"
    r"|\b(?:Pts?|Patients?|Cases?|UPN|Tables?|Fig(?:ure)?s?|days?|cycles?|phase|part|version|v|grades?)\.?\s?"
    r"(?:\d+[A-Z]?(?:\.\d+)?)(?:(?:,\s?|\s?[–-]\s?|,?\s(?:and|to|or)\s)(?:Pt\s?)?\d+)*"
    r"|[×x]\s?10\^?-?\d+|\b(?:19|20)\d\d\b"
    rf"|\b\d{{1,2}}(?= (?:{_MONTHS}))|\b(?:{_MONTHS}) \d{{1,2}}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,}")
_SAY_NOTHING = frozenset({
    "patient", "reported", "before", "after", "treatment", "therapy", "during", "with", "and", "the", "of", "in",
    "on", "by", "for", "to", "or", "as", "pt", "were", "was", "had", "who", "this", "our", "study", "their",
    "his", "her", "than", "range", "median", "number", "count", "cell", "level", "is", "at", "from", "not", "all",
    "each", "one", "other",
})  # fmt: skip
# A quote is the number with so many signs before and after it.
AROUND = 40


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of the study by the words of what they are of."""

    by_word: dict[str, list[float]]

    def say(self, number: float, decimals: int, words: set[str]) -> bool:
        """Whether a number of the study that shares a word rounds to this one; a half may go up or to the even."""
        within = 0.5 * 10.0**-decimals + 1e-9
        return any(abs(value - number) <= within for word in words for value in self.by_word.get(word, ()))


def uncovered_numbers(manuscript: Manuscript, ledger: Ledger) -> tuple[Quote, ...]:
    """
    The numbers of the abstract, methods, results and tables that no number of the study says, with what is around them.

    That a number is not among them does not make it right: it is right if it is told of the same thing.
    """
    numbers = _numbers_of(ledger)
    quotes = [_uncovered(sentence, about, numbers) for sentence, about in _told(manuscript)]
    quotes += [
        _uncovered(cell, _words(f"{cell.place.row} {cell.place.column}"), numbers) for cell in manuscript.cells()
    ]
    return tuple(quote for quote in quotes if quote is not None)


def _told(manuscript: Manuscript) -> Iterator[tuple[Sentence, set[str]]]:
    """Each sentence on the study, with the words of what it is about: "It was 73 %" goes on from the one before."""
    before: Sentence | None = None
    for sentence in manuscript.sentences:
        if kind_of(sentence.place.section) not in _NOT_OURS:
            goes_on = before is not None and before.paragraph == sentence.paragraph and before.place.section != ""
            yield sentence, _words(f"{before.text if before and goes_on else ''} {sentence.text}")
        before = sentence


def _uncovered(text: Sentence | TextCell, about: set[str], numbers: _Numbers) -> Quote | None:
    """From the first to the last number that the study does not say, with a few words around them."""
    if isinstance(text, TextCell) and text.text == text.place.row:
        return None
    missing = [found for found in _numbers_in(text.text) if not numbers.say(*_read(found[0]), about)]
    return Quote(_around(text.text, missing[0].start(), missing[-1].end()), text.place) if missing else None


def _numbers_in(text: str) -> list[re.Match[str]]:
    """The numbers of a text that count or measure."""
    named = [(found.start(), found.end()) for found in _NAMED.finditer(text)]
    found = _NUMBER.finditer(text)
    return [one for one in found if not any(start <= one.start() < end for start, end in named)]


def _read(printed: str) -> tuple[float, int]:
    """A printed number as its value and its decimals."""
    plain = printed.replace(",", "").lower()
    return NUMBER_WORDS.get(plain) or float(plain), len(plain.partition(".")[2])


def _around(text: str, start: int, end: int) -> str:
    """The number among its words, cut between words."""
    left = text.rfind(" ", 0, max(0, start - AROUND)) + 1 if start > AROUND else 0
    right = text.find(" ", end + AROUND)
    return text[left : right if right > 0 else len(text)]


def _numbers_of(ledger: Ledger) -> _Numbers:
    by_word: defaultdict[str, list[float]] = defaultdict(list)
    for row in ledger:
        values = list(_values(row))
        for word in _words(f"{row.label} {row.category} {row.variable}"):
            by_word[word] += values
    return _Numbers(dict(by_word))


def _values(row: LedgerRow) -> Iterator[float]:
    """Every number that a row says: its value, its fraction in figures and in percent, and those that it prints."""
    for value in (row.value, row.value_possible, row.numerator, row.numerator_possible, row.denominator):
        if value is not None:
            yield float(value)
    if row.denominator:
        for part in (row.numerator, row.numerator_possible):
            if part is not None:
                yield 100 * part / row.denominator
                yield float(row.denominator - part)
    yield from (float(printed) for printed in re.findall(r"\d+(?:\.\d+)?", row.text))


def _words(text: str) -> set[str]:
    """The words of a text that tell what a number is of, without their plural, leukaemia being leukemia."""
    words = (found.rstrip("-").lower().replace("ae", "e") for found in _WORD.findall(text))
    return {word.removesuffix("s") if len(word) > 3 else word for word in words} - _SAY_NOTHING
