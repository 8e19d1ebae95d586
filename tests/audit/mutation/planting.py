"""What a slip is: some words of a clean manuscript, changed on purpose, with the truth about what and where."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from numpy.random import Generator

from mutation.draft import Draft, Part, Pieces, Slot
from mutation.printed import in_words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slip:
    """
    The parts that change, with their new words; `seen_in` are further parts whose reading shows it.

    `was` and `now` are what a person would mark in red.
    """

    changed: dict[int, Pieces]
    was: str
    now: str
    seen_in: tuple[int, ...] = ()


Plant: TypeAlias = Callable[[Draft, Generator], Slip | None]


@dataclass(frozen=True, slots=True)
class Planted:
    """A manuscript with one slip of a kind, and the parts where it stands."""

    kind: str
    draft: Draft
    slip: Slip

    @property
    def parts(self) -> tuple[int, ...]:
        return (*self.slip.changed, *self.slip.seen_in)


def one_of(draw: Generator, candidates: Iterable[T]) -> T | None:
    """One of these, or None where there is none."""
    found = list(candidates)
    return found[int(draw.integers(len(found)))] if found else None


def replaced(part: Part, new: Callable[[Slot], str]) -> Pieces:
    """The part with other words in the slots for which `new` gives others."""
    return tuple(
        piece if isinstance(piece, str) else Slot(new(piece), piece.role, piece.about) for piece in part.pieces
    )


def changing(part: Part, slot: Slot, text: str) -> Slip:
    """The slip that prints `text` in one slot of a part."""
    return Slip({part.id: replaced(part, lambda other: text if other is slot else other.text)}, slot.text, text)


def places(parts: Iterable[Part], roles: Sequence[str]) -> Iterator[tuple[Part, Slot]]:
    """Every slot of these roles, with the part in which it stands."""
    return ((part, slot) for part in parts for slot in part.slots() if slot.role in roles)


def says(part: Part, role: str, about: str) -> bool:
    """Whether a part prints that of whom."""
    return any(slot.about == about for slot in part.slots(role))


def of_patients(draft: Draft) -> set[str]:
    """What the tables print of single patients: "3.response", "3.platelets"."""
    return {slot.about for cell in draft.cells() for slot in cell.slots() if slot.about[:1].isdigit()}


def listed(draft: Draft, quantity: str) -> bool:
    """Whether the tables print a measurement of every patient, so that a range of it can be checked."""
    return {f"{patient.number}.{quantity}" for patient in draft.study.patients} <= of_patients(draft)


def number_like(text: str, count: int) -> str:
    """A count written as the one that it replaces: numeral or word, with its capital."""
    if text.isdigit():
        return str(count)
    word = in_words(count)
    return word.capitalize() if text[:1].isupper() else word


def neighbour(draw: Generator, count: int, low: int, high: int) -> int | None:
    """One more or one less, from `low` to `high`."""
    return one_of(draw, (near for near in (count - 1, count + 1) if low <= near <= high))
