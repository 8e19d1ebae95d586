"""A manuscript as it was read, whatever it was written in: blocks in their order, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """
    Where something stands: the section, the line, and of a table its number, row and column.

    `line` is counted from 1 in the text as it was read: lines of a text file, blocks of a Word document, lines of the
    source of Markdown and HTML, lines of the text layer of a PDF (`page` is then the page, else 0). `row` and `column`
    are what heads them ("Pt 3", "Platelets"); empty outside tables.
    """

    section: str = ""
    line: int = 0
    page: int = 0
    table: str = ""
    row: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """
    A sentence of a paragraph, on one line, as a person reads it: soft breaks joined, signs decoded.

    `heading` is the nearest heading below that of the section ("Adverse events" in Results; of an abstract, "Methods").
    Sentences of one `paragraph` share its number; what a pronoun points to seldom stands in another.
    """

    text: str
    place: Place
    heading: str = ""
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class TextCell:
    """What one cell of a table of the manuscript prints."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class TextTable:
    """
    A table of the manuscript. `number` is what the text calls it ("Table 1A"); `header` heads the columns.

    The first cell of each row heads the row. A header of two rows is joined: "T cells: CD3+".
    """

    number: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[TextCell, ...], ...]
    notes: tuple[Sentence, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Manuscript:
    """
    What was read: `title`, sentences of the running text in order, tables, captions of figures, and references.

    `references` maps the number of each to its text. `source` is the text by line; `line_is` says what a person calls
    one of them: a "line", or in Word, which prints no lines that keep their number, a "paragraph".
    """

    title: str
    sentences: tuple[Sentence, ...]
    tables: tuple[TextTable, ...]
    captions: tuple[Sentence, ...]
    references: dict[int, Sentence]
    source: tuple[str, ...]
    line_is: str = "line"

    def sections(self) -> list[str]:
        """The sections in their order, each once."""
        return list(dict.fromkeys(sentence.place.section for sentence in self.sentences))

    def cells(self) -> Iterator[TextCell]:
        """Every cell of every table."""
        return (cell for table in self.tables for row in table.rows for cell in row)
