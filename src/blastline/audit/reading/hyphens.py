"""Words that a line break cut in two, put together again."""

import re
from collections.abc import Iterable
from dataclasses import replace

from blastline.audit.reading.pieces import Line

LONGEST_WORD = 80
_CUT = re.compile(r"(?P<left>[\w'’/+-]*\w)(?P<sign>[-\u2010\u00ad])\s*$")
_BEFORE_HYPHEN = re.compile(r"\b\w{1,40}(?=-)")
_REST = re.compile(r"\s*(?P<rest>[^\W_]\S*)\s*")
# "anti-\nCD19", "non-\nrelapse", "CD19-\nexpressing" keep their hyphen wherever the line is broken.
_KEEPS = frozenset({
    "anti", "non", "pre", "post", "co", "re", "self", "cell", "well", "high", "low", "long", "short", "mid",
    "multi", "single", "double", "first", "second", "third", "one", "two", "three", "four", "five", "six", "year",
    "old", "month", "week", "day", "dose", "blood", "bone", "follow", "event", "relapse", "progression", "time",
    "immune", "effector",
})  # fmt: skip


def rejoined(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines of which none ends in half a word: the other half moves up to it."""
    made = list(lines)
    hyphened = _hyphened_in(line.text.rstrip()[:-1] for line in lines)
    for at in range(len(made) - 1):
        cut = _CUT.search(made[at].text, max(0, len(made[at].text) - LONGEST_WORD))
        rest = _REST.match(made[at + 1].text)
        if cut and rest:
            goes_on = rest["rest"][0].islower()
            hyphen = "-" if cut["sign"] != "\u00ad" and (not goes_on or _keeps_hyphen(cut["left"], hyphened)) else ""
            made[at] = replace(made[at], text=f"{made[at].text[: cut.start('sign')]}{hyphen}{rest['rest']}")
            made[at + 1] = replace(made[at + 1], text=made[at + 1].text[rest.end() :])
    return tuple(line for line in made if line.text.strip())


def _hyphened_in(texts: Iterable[str]) -> set[str]:
    """The words that stand before a hyphen within a line."""
    return {word for text in texts for word in _BEFORE_HYPHEN.findall(text)}


def _keeps_hyphen(left: str, hyphened: set[str]) -> bool:
    """Whether the hyphen after `left` is the word's own: after a prefix, a sign, a capital, or as elsewhere."""
    last = re.split(r"[-/]", left)[-1]
    if "-" in left or not last.isalpha() or not last[1:].islower() or last.lower() in _KEEPS:
        return True
    return last in hyphened
