"""The lines of a written manuscript, and from which to which each part stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mutation.draft import Part


@dataclass
class Lines:
    """Lines, and where each part stands in them, counted from 1."""

    lines: list[str] = field(default_factory=list)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, line: str, parts: Iterable[Part] = ()) -> None:
        """A line, on which these parts stand."""
        self.lines.append(line)
        for part in parts:
            self.at_this_line(part.id)

    def at_this_line(self, part: int) -> None:
        """Of a part that stands on several lines, it is the last so far."""
        here = len(self.lines)
        self.places[part] = (self.places.get(part, (here, here))[0], here)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def spoken(parts: Iterable[Part]) -> list[Part]:
    """Without the parts that have been left out."""
    return [part for part in parts if part.text]


def sentences(parts: Sequence[Part]) -> str:
    """A paragraph."""
    return " ".join(part.text for part in spoken(parts))
