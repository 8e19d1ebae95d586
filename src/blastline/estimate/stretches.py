"""Days in a row told in a few letters: `1-3:0 4-6:2-4 8:1` is grade 0 on days 1 to 3, then 2 or more up to 4."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blastline.derive.finding import Finding

# How far courses by day are told and drawn: a first cycle of four weeks and as long after it.
DRAWN_DAYS = 60
# Up to so many patients each has a line of its own; beyond, the cohort is summed up by day.
FEW_LINES = 9
# Up to so many patients each has a row of its own in a map of grades.
MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days as the study counts them, from the first to the last; what surely and what possibly held on each."""

    first: int
    last: int
    surely: str = ""
    possibly: str = ""


def read_stretches(text: str) -> list[Stretch]:
    """The stretches that a ledger row tells."""
    return [_read(part) for part in text.split()]


def _read(part: str) -> Stretch:
    days, _, grade = part.partition(":")
    first, _, last = days.partition("-")
    surely, _, possibly = grade.partition("-")
    return Stretch(int(first), int(last or first), surely, possibly or surely)


def stretches_of(finding: Finding) -> list[Stretch]:
    """The stretches of a finding, whose two ends tell the same days."""
    ends = zip(read_stretches(finding.surely or ""), read_stretches(finding.possibly or ""), strict=True)
    return [Stretch(low.first, low.last, low.surely, high.surely) for low, high in ends]


def told(stretches: Iterable[Stretch]) -> str:
    """The stretches as a ledger row tells them."""
    return " ".join(_told(stretch) for stretch in stretches)


def _told(stretch: Stretch) -> str:
    days = f"{stretch.first}" if stretch.first == stretch.last else f"{stretch.first}-{stretch.last}"
    held = stretch.surely if stretch.surely == stretch.possibly else f"{stretch.surely}-{stretch.possibly}"
    return f"{days}:{held}" if held else days


def days_of(stretch: Stretch, until: int) -> Iterator[int]:
    """Each day of a stretch, as far as it is drawn."""
    return iter(range(stretch.first, min(stretch.last, until) + 1))
