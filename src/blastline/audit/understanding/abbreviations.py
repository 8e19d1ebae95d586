"""Abbreviations with what a text says that they stand for: "minimal residual disease (MRD)", "MRD: minimal …"."""

import re
from collections.abc import Iterator

BRACKETED = re.compile(r"\(([A-Z][A-Za-z]{1,9})[;,)]")
# "CRS (cytokine release syndrome)", "CRS (= cytokine release syndrome)".
REVERSED = re.compile(r"\b([A-Z][A-Za-z]{1,9}) \((?:= ?|i\.e\.,? )?([A-Za-z][^();:]{4,80})\)")
LISTED = re.compile(r"(?:^|[;.(] ?)([A-Z][A-Za-z]{1,9})(?:: |, | = )([A-Za-z][^;:.()]{4,80})")
MOST_WORDS = 5


def definitions_in(text: str, *, notes: bool = False) -> Iterator[tuple[str, str]]:
    """Each abbreviation with its long form; in notes of tables also as a list."""
    for found in BRACKETED.finditer(text):
        long = _long_form(found[1], text[: found.start()])
        if long:
            yield found[1], long
    for found in REVERSED.finditer(text):
        if _stands_for(found[1], found[2]) and " " in found[2]:
            yield found[1], found[2]
    if notes:
        for listed in LISTED.finditer(text):
            if _stands_for(listed[1], listed[2]):
                yield listed[1], listed[2].strip()


def _long_form(short: str, before: str) -> str:
    """The fewest words in front of the bracket that the abbreviation can stand for."""
    words = re.findall(r"[A-Za-z][A-Za-z/'-]*", re.split(r"[;:.(),]", before)[-1])
    for count in range(2, min(len(words), len(short) + MOST_WORDS) + 1):
        long = " ".join(words[-count:])
        if _stands_for(short, long):
            return long
    return ""


def _stands_for(short: str, long: str) -> bool:
    """Whether its letters stand in the long form in their order, the first of them at its head."""
    letters = iter(long.lower())
    return long[:1].lower() == short[:1].lower() and all(letter in letters for letter in short.lower())
