"""What a report says, before it is a page: headings, paragraphs, tables and figures in order."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words; one that prints a number names the ledger row it was read from. `link` is where it leads."""

    text: str
    key: str = ""
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A paragraph that is set in from both sides."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph of a list behind its marker ("•", "2."); `level` is how deep the list stands in others, from 0."""

    runs: tuple[Run, ...]
    marker: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a table. `group` stands above neighbouring columns that share it; `width` is a share.

    A column with `once` prints a value only where it changes, as the first column of a grouped table does.
    """

    label: str
    group: str = ""
    align: str = "left"
    width: float = 1.0
    once: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell prints; `key` is the ledger row that it was read from, if it is a number."""

    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """
    A printed table. `number` is what the text calls it ("Table 3"), which its place in the report gives it.

    A note refers to another one as sentences do: `{{ table(responses) }}`. A table with lines `by_patient` is a listing
    where there are many.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    wide: bool = False
    number: str = ""
    by_patient: bool = False

    @property
    def stem(self) -> str:
        """How its file is called, without the ending."""
        return f"{self.number} {self.name}".lower().replace(" ", "-").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure; `svg` and `png` are its files, `width_cm` how wide it stands, `after` which section."""

    name: str
    number: str
    title: str
    caption: str
    alt: str
    svg: Path
    png: Path
    width_cm: float = 16.0
    after: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that must not be missed, such as that nothing here is for clinical decisions."""

    text: str


Words = Paragraph | Quote | Item
Block = Heading | Words | Table | Figure | Notice


@dataclass(frozen=True, slots=True)
class Document:
    """
    A whole report. `evidence` says in words, per ledger key, where that number comes from; a page that can
    show a tooltip shows it there.
    """

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    footer: str
    evidence: dict[str, str]
