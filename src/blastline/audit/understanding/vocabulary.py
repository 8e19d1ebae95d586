"""The words of the field, from vocabulary.toml, as patterns that are compiled once."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def document() -> Mapping[str, Any]:
    """vocabulary.toml as it stands."""
    return tomllib.loads((files("blastline.audit.understanding") / "vocabulary.toml").read_text(encoding="utf-8"))


@cache
def number_words() -> Mapping[str, int]:
    """Numbers as words up to ninety-nine, the longest first, so that "twenty-three" is not read as "twenty"."""
    told: Mapping[str, int] = document()["numbers"]
    ones = {word: number for word, number in told.items() if 0 < number < 10}
    tens = {word: number for word, number in told.items() if number >= 20}
    joined = {f"{ten}-{one}": tens[ten] + ones[one] for ten in tens for one in ones}
    return joined | dict(told)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names, each with the ways in which it is written, in one pattern; the first alternative that fits is taken."""

    pattern: re.Pattern[str]
    names: Mapping[str, str]

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and name of each place where one of them stands."""
        for found in self.pattern.finditer(text):
            yield found.start(), found.end(), self.names[str(found.lastgroup)]

    def first(self, text: str) -> str:
        """The name of the first that stands in `text`, or nothing."""
        return next((name for _, _, name in self.find(text)), "")


def lexicon_of(ways: Mapping[str, Iterable[str]], *, case: bool = False) -> Lexicon:
    """One pattern of many, the longest way of writing first, so that "CD3+CD8+" is not read as "CD3+"."""
    written = sorted(((way, name) for name, them in ways.items() for way in them), key=lambda pair: -len(pair[0]))
    names = {f"n{at}": name for at, (_, name) in enumerate(written)}
    parts = (f"(?P<n{at}>{way})" for at, (way, _) in enumerate(written))
    pattern = re.compile(r"(?<![A-Za-z0-9])(?:" + "|".join(parts) + r")(?![A-Za-z0-9])", 0 if case else re.IGNORECASE)
    return Lexicon(pattern, names)


@cache
def lexicon(section: str) -> Lexicon:
    """The names of a section: of tables of words those under `words`, else the lists themselves."""
    held = document()[section]
    ways = {name: entry["words"] if isinstance(entry, dict) else entry for name, entry in held.items()}
    return lexicon_of(ways, case=section in ("responses", "mrd", "compartments"))


@cache
def heads() -> Lexicon:
    """Variables as columns and rows of tables are headed, which may be shorter than in prose."""
    held = document()["variables"]
    return lexicon_of({name: [*entry["words"], *entry.get("aka", ())] for name, entry in held.items()})


@cache
def pattern(section: str, name: str = "words") -> re.Pattern[str]:
    """Any of the words of one list."""
    return re.compile(r"(?<!\w)(?:" + "|".join(document()[section][name]) + r")(?!\w)", re.IGNORECASE)


def variable(name: str) -> Mapping[str, Any]:
    """What is known of a variable; nothing of one that a table brought."""
    found: Mapping[str, Any] = document()["variables"].get(name, {})
    return found


# How a fact of an event is named within, and how people say it.
KINDS = {"prior event ": "earlier ", "event ": ""}
ABBREVIATED = {"mrd": "MRD", "cns": "CNS disease", "response to car_t": "response to CAR-T"}
# Words that end as a plural does and are none: "illness", "prognosis", "status".
SINGULAR_S = ("ss", "is", "us")


def label_of(name: str) -> str:
    """A variable, toxicity or event as people call it."""
    for section in ("variables", "toxicities", "events"):
        if "label" in document()[section].get(name, {}):
            return str(document()[section][name]["label"])
    if name.endswith(" grade"):
        return f"grade of {toxicity_label(name.removesuffix(' grade'))}"
    for kind, words in KINDS.items():
        if name.startswith(kind):
            return words + label_of(name.removeprefix(kind))
    return ABBREVIATED.get(name, name.replace("_", " "))


def toxicity_label(name: str) -> str:
    """What is graded, as people call it: low neutrophils are neutropenia."""
    known: Mapping[str, Any] = document()["toxicities"].get(name, {})
    return str(known["label"]) if "label" in known else label_of(name)


def are(name: str, *, past: bool = False) -> str:
    """The verb that goes with a variable: platelets are, IL-6 is."""
    label = re.sub(r"\s*\([^)]*\)", "", label_of(name))
    head = re.split(r" (?:of|in|to|per|on|at|for) ", label)[0]
    plural = head.endswith("s") and not head.endswith(SINGULAR_S) and not head.isupper()
    return ("were" if past else "are") if plural else ("was" if past else "is")


def kinds_of(event: str) -> tuple[str, ...]:
    """An event and what it is a case of: cryptococcal, fungal, infection."""
    found: list[str] = []
    while event:
        found.append(event)
        event = document()["events"].get(event, {}).get("kind", "")
    return tuple(found)
