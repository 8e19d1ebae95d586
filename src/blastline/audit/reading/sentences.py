"""Where a sentence ends: not after "Pt. 3", "e.g.", "et al." or the first half of 10.5."""

import re
from collections.abc import Iterator

# A full stop, what may close after it (quotes, brackets, numbers of references), a space, and a new beginning.
_END = re.compile(r"[.!?][\"”’')\]]*(?:\s?\[\d[\d\s,–-]*\]|\^\d[\d,–-]*)*\s+(?=[\"“‘'(\[]?[A-Z0-9À-Þ])")
_LAST_WORD = re.compile(r"(\S+)$")
LONGEST_WORD = 120
_NEVER_LAST = frozenset({
    "e.g", "i.e", "eg", "ie", "vs", "cf", "viz", "ca", "resp", "incl", "dr", "prof", "mr", "mrs", "ms", "st",
})  # fmt: skip
# Short for something before a number or a name: "no. 4", "Fig. 2", "Pt. 3"; but "He had no.", "of four pts. The".
_BEFORE_A_NUMBER = frozenset({"no", "nos", "p", "pp", "art", "ch", "sec", "wk", "grp", "gr", "approx", "v", "vers"})
_BEFORE_A_BRACKET = frozenset({"neg", "pos", "approx", "est", "abs"})
_PEOPLE = frozenset({"pt", "pts"})
_COUNTED = r"(?:\d|\b[Aa]ll|\b[Nn]o|\b[Bb]oth)\s+$"
_BEFORE_A_NAME = frozenset({
    "pt", "pts", "fig", "figs", "tab", "tabs", "ref", "refs", "eq", "eqs", "sect", "vol", "suppl", "ed", "eds",
    "dept", "univ", "inc", "ltd",
})  # fmt: skip
# "Lee et al. In this series …" ends a sentence where what follows can only begin one.
_BEGINNINGS = frozenset({
    "The", "This", "These", "Those", "In", "We", "However", "Our", "It", "They", "Of", "All", "Both", "One",
    "Two", "Three", "Four", "Five", "Patients", "Patient", "He", "She", "After", "Before", "During", "At", "For",
    "No", "None", "Only", "Although", "While", "When", "As", "Moreover", "Furthermore",
})  # fmt: skip
_BEFORE_AN_INITIAL = frozenset({"by", "and", "of", "from", "with", "to", "author", "authors", "dr", "prof"})
# "Figure 1. Responses" is one caption.
_LABEL = re.compile(r"(?:Fig(?:ure|s?\.)?|Table|Panel|Step|Case|Patient|Day)\s?S?\d+[A-Z]?", re.IGNORECASE)
_INITIAL = re.compile(r"[(\[\"“]?[A-Z]")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends."""
    start = 0
    for found in _END.finditer(text):
        # Enough to tell the last word and whether the sentence is more than it.
        before = text[max(start, found.start() - LONGEST_WORD) : found.start()]
        if _ends(before, text[found.end() : found.end() + 24]):
            yield start, found.start() + len(found[0].rstrip())
            start = found.end()
    if text[start:].strip():
        yield start, len(text.rstrip())


def sentences_of(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _ends(before: str, after: str) -> bool:
    """Whether a full stop between these two ends a sentence."""
    last = _LAST_WORD.search(before)
    if last is None:
        return True
    word = last[1].lstrip("([\"“‘'")
    lowered = word.lower()
    if before.strip() == word and re.fullmatch(r"\d{1,2}|[A-Za-z]|[ivx]+", word):
        return False  # "1. Some patients": the number of an item
    if _LABEL.fullmatch(before.strip()):
        return False
    if lowered in ("al", "etc"):
        return after.split(" ", 1)[0].rstrip(",") in _BEGINNINGS
    if lowered in _BEFORE_A_NUMBER and after[:1].isdigit():
        return False
    if lowered in _BEFORE_A_BRACKET and after[:1] in "([":
        return False
    if lowered in _PEOPLE and (re.match(r"[A-Z][a-z]{2}", after) or re.search(_COUNTED, before[: last.start()])):
        return True  # "CRS: 5 pts. Deaths: 2", "Remission: all pts. MRD: none"
    if lowered in _NEVER_LAST or (lowered in _BEFORE_A_NAME and not _begins(after)):
        return False
    return not _is_initial(word, before[: last.start()].split(), after)


def _is_initial(word: str, words_before: list[str], after: str) -> bool:
    """Whether a single capital is the initial of a name ("by J. Smith") rather than a letter ("hepatitis B. Two")."""
    if not _INITIAL.fullmatch(word):
        return bool(re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", word)) and after[:1].isupper() and not _begins(after)
    if _begins(after):
        return False
    before = words_before[-1] if words_before else ""
    return not before or before[0].isupper() or before.lower().strip("(") in _BEFORE_AN_INITIAL


def _begins(after: str) -> bool:
    return after.split(" ", 1)[0].rstrip(",") in _BEGINNINGS
