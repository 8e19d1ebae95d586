"""The family of things that can go wrong, each said as place, value and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

# Where more is known than this, a list of it helps nobody.
LISTED = 20
COMPARED = 2000
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing that is wrong with a study, in words for the person who keeps it.

    `place` is where to look ("measurements.csv, row 41"), `what` names the value, `remedy` says what to do.
    """

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}\n  {self.remedy}"


class BlastlineError(Exception):
    """Anything that stops the work and that the user can mend."""


class StudyError(BlastlineError):
    """A study that cannot be used as it is: every problem at once, never only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CriterionError(BlastlineError):
    """A criterion document that does not load: where, and why."""


class UnknownKeyError(BlastlineError):
    """A ledger key that names no number; the message offers near ones."""


class ManuscriptError(BlastlineError):
    """A manuscript that cannot be read: which, why, and what to do."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


class OutputError(BlastlineError):
    """A report that cannot be written where it was asked for."""


def near(word: str, known: Sequence[str]) -> str:
    """Words for what was probably meant: 'Did you mean "platelets"?', or what is known where nothing is near."""
    names = closest(word, known)
    if names:
        return f"Did you mean {' or '.join(quoted(name) for name in names)}?"
    if len(known) > LISTED:
        return f"None of the {len(known)} that are known is like it."
    return f"Known: {', '.join(known)}." if known else "None is known."


def closest(word: str, known: Sequence[str]) -> list[str]:
    """Up to three of the known words that are spelt like this one; where one differs in case only, that one alone."""
    # Comparing one word with thousands takes longer than reading the study.
    lowered = {name.lower(): name for name in known[:COMPARED]}
    if word.lower() in lowered:
        return [lowered[word.lower()]]
    close = get_close_matches(word.lower()[:LONGEST], list(lowered), n=3, cutoff=0.6)
    return [name for name in known[:COMPARED] if name.lower() in close]


def quoted(value: object) -> str:
    """The value in quotation marks, as messages show it: in one line, and not longer than a line."""
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return f'"{text}"' if len(text) <= LONGEST else f'"{text[: LONGEST - 20]}…" ({len(text)} characters)'
