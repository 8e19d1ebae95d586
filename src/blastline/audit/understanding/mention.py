"""One mention: a patient, a count, a value, a grade, a word of the vocabulary, and where it stands."""

import re
from dataclasses import dataclass

NEGATION = re.compile(r"\b(?:not|no|without|never|failed to|neither|nor|absence of|free of|lack of)(?: \w+){0,3}[ -]*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """Its kind, where it stands, and what of it the kind has: numbers as printed, patients, n and of of a count."""

    kind: str
    start: int
    end: int
    name: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""
    patients: tuple[str, ...] = ()
    n: int | None = None
    of: int | None = None
    other: bool = False
    definite: bool = False
    negated: bool = False
    left_open: bool = False


def denied(text: str, start: int) -> bool:
    """Whether what begins at `start` is denied by a word shortly before it."""
    return bool(NEGATION.search(text[:start].lower()))
