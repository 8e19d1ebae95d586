"""A manuscript as structure: parts of text whose printed facts are slots, so that a slip can change exactly one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from mutation.study import Study


@dataclass(frozen=True, slots=True)
class Slot:
    """
    A fact as it is printed: `role` says what it is (count, percent, low, unit, cite …), `about` of whom or of what.

    Of one patient, `about` begins with the number: "3.response".
    """

    text: str
    role: str
    about: str = ""


Pieces = tuple[str | Slot, ...]


def text_of(pieces: Pieces) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, a cell, a heading or a reference. `as_all` is what it would say if everyone belonged."""

    id: int
    pieces: Pieces
    as_all: Pieces = ()

    @property
    def text(self) -> str:
        return text_of(self.pieces)

    def slots(self, role: str = "") -> list[Slot]:
        return [piece for piece in self.pieces if isinstance(piece, Slot) and role in ("", piece.role)]


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is what the text calls it; the first cell of a row heads the row."""

    name: str
    title: Part
    header: tuple[Part, ...]
    rows: tuple[tuple[Part, ...], ...]
    notes: tuple[Part, ...] = ()

    def parts(self) -> Iterator[Part]:
        yield from (self.title, *self.header)
        for row in self.rows:
            yield from row
        yield from self.notes


Paragraph = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Section:
    heading: Part
    level: int
    blocks: tuple[Paragraph | Table, ...]

    def parts(self) -> Iterator[Part]:
        yield self.heading
        for block in self.blocks:
            yield from block.parts() if isinstance(block, Table) else block


@dataclass(frozen=True)
class Draft:
    """The whole manuscript, before it is written in a format. `references` are numbered as they stand."""

    study: Study
    voice: str
    layout: str
    title: Part
    sections: tuple[Section, ...]
    references: tuple[Part, ...]
    # What each reference is, by its key, in their order.
    cited: tuple[str, ...] = field(default=())

    def parts(self) -> Iterator[Part]:
        """Every part, in the order in which it is read."""
        yield self.title
        for section in self.sections:
            yield from section.parts()
        yield from self.references

    def sentences(self) -> Iterator[Part]:
        """The parts of the running text."""
        for section in self.sections:
            for block in section.blocks:
                if not isinstance(block, Table):
                    yield from block

    def sentences_in(self, heading: str) -> list[Part]:
        """The sentences under headings that begin so."""
        return [
            part
            for section in self.sections
            if section.heading.text.casefold().startswith(heading.casefold())
            for block in section.blocks
            if not isinstance(block, Table)
            for part in block
        ]

    def tables(self) -> Iterator[Table]:
        return (block for section in self.sections for block in section.blocks if isinstance(block, Table))

    def cells(self) -> Iterator[Part]:
        return (cell for table in self.tables() for row in table.rows for cell in row)

    def with_parts(self, changed: Mapping[int, Pieces]) -> "Draft":
        """The same manuscript with other words in some of its parts; a part left without words is left out."""

        def new(part: Part) -> Part:
            return replace(part, pieces=changed[part.id]) if part.id in changed else part

        return replace(
            self,
            title=new(self.title),
            sections=tuple(_section(section, new) for section in self.sections),
            references=tuple(new(part) for part in self.references),
        )


def _section(section: Section, new: Callable[[Part], Part]) -> Section:
    blocks = tuple(
        _table(block, new) if isinstance(block, Table) else tuple(new(part) for part in block)
        for block in section.blocks
    )
    return replace(section, heading=new(section.heading), blocks=blocks)


def _table(table: Table, new: Callable[[Part], Part]) -> Table:
    return replace(
        table,
        title=new(table.title),
        header=tuple(new(part) for part in table.header),
        rows=tuple(tuple(new(part) for part in row) for row in table.rows),
        notes=tuple(new(part) for part in table.notes),
    )


class Numbering:
    """Gives each part of one manuscript its number."""

    def __init__(self) -> None:
        self._next = count(1)

    def part(self, *pieces: str | Slot, as_all: Pieces = ()) -> Part:
        return Part(next(self._next), pieces, as_all)
