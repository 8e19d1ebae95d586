"""The family of things that can go wrong, each said as place, value and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches


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


class OutputError(BlastlineError):
    """A report that cannot be written where it was asked for."""


def near(word: str, known: Sequence[str]) -> str:
    """Words for what was probably meant: 'Did you mean "platelets"?', or what is known where nothing is near."""
    close = get_close_matches(word.lower(), [name.lower() for name in known], n=3, cutoff=0.6)
    names = [name for name in known if name.lower() in close]
    if names:
        return f"Did you mean {' or '.join(quoted(name) for name in names)}?"
    return f"Known: {', '.join(known)}." if known else "None is known."


def quoted(value: object) -> str:
    """The value in quotation marks, as messages show it."""
    return f'"{value}"'
