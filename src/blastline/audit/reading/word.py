"""Word: headings by their style, paragraphs, tables, footnotes, text boxes, and tracked changes as they are taken."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blastline.audit.reading.files import refuse
from blastline.audit.reading.pieces import Grid, GridRow, Heading, Line, Paragraph, Piece, Received
from blastline.audit.reading.word_package import Package, opened
from blastline.audit.reading.word_styles import Styles, styles_of
from blastline.audit.reading.word_tables import rows_of
from blastline.audit.reading.word_words import LEFT_OUT, Tracked, child_of, is_on, name_of, value_of, words_in
from blastline.audit.sections import kind_of

# A paragraph in bold that is longer is no heading.
LONGEST_HEADING_WORDS = 16
_HOLDS_BLOCKS = frozenset({"sdt", "sdtContent", "customXml", "ins", "del", "moveTo", "moveFrom", "smartTag"})


def read(path: Path, tracked: Tracked = "accepted") -> Received:
    """The pieces of a .docx; its lines are its paragraphs and the rows of its tables."""
    with opened(path) as package:
        document = package.part("word/document.xml")
        body = child_of(document, "body")
        if body is None:
            refuse(path, "it holds no text.", "Name the file that holds the manuscript.")
        reading = _Reading(styles_of(package), tracked, _notes(package))
        pieces = tuple(reading.pieces(body))
        return Received(pieces, tuple(reading.source), line_is="paragraph")


def _notes(package: Package) -> dict[tuple[str, str], Any]:
    """Footnotes and endnotes by kind and number."""
    notes: dict[tuple[str, str], Any] = {}
    for kind in ("footnote", "endnote"):
        root = package.part(f"word/{kind}s.xml")
        for note in [] if root is None else root:
            if name_of(note) == kind and value_of(note, "type") in ("", "normal"):
                notes[kind, value_of(note, "id")] = note
    return notes


@dataclass(slots=True)
class _Reading:
    """What is known of the document, and how far it has been read."""

    styles: Styles
    tracked: Tracked
    notes: dict[tuple[str, str], Any]
    source: list[str] = field(default_factory=list)
    # The words of a paragraph whose mark a tracked change takes out: the next paragraph goes on with them.
    carried: str = ""

    def pieces(self, holder: Any) -> Iterator[Piece]:
        for block in holder:
            name = name_of(block)
            if name in LEFT_OUT[self.tracked]:
                continue
            if name == "p":
                yield from self._paragraph(block)
            elif name == "tbl":
                yield from self._table(block)
            elif name in _HOLDS_BLOCKS:
                yield from self.pieces(block)

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        words = self.carried + words_in(paragraph, self.tracked)
        self.carried = ""
        mark = child_of(paragraph, "pPr", "rPr")
        if mark is not None and any(name_of(change) in LEFT_OUT[self.tracked] for change in mark):
            self.carried = words
            return
        text = " ".join(words.split())
        number = self.styles.number(paragraph)
        if text and not self.styles.name(paragraph).startswith("toc"):
            yield self._piece(paragraph, text, number)
        for box in _boxes(paragraph):
            yield from self.pieces(box)
        yield from self._notes_of(paragraph)

    def _piece(self, paragraph: Any, text: str, number: int) -> Piece:
        level = self.styles.level(paragraph)
        is_title = self.styles.name(paragraph) == "title"
        if is_title or level or _looks_like_heading(paragraph, text):
            return Heading(self._line(text), level, is_title)
        is_note = "note" in self.styles.name(paragraph)
        return Paragraph((self._line(f"{number}. {text}" if number else text),), is_note)

    def _line(self, text: str) -> Line:
        self.source.append(text)
        return Line(text, len(self.source))

    def _table(self, table: Any) -> Iterator[Piece]:
        rows: list[GridRow] = []
        heads = 0
        for row in rows_of(table, self.styles, self.tracked):
            heads += row.is_head and heads == len(rows)
            line = self._line("\t".join(row.cells))
            rows.append(GridRow(row.cells, line.number, indent=row.indent))
        if rows:
            yield Grid(tuple(rows), heads)
        yield from self._notes_of(table)

    def _notes_of(self, element: Any) -> Iterator[Piece]:
        """The footnotes that a paragraph or table points to."""
        for kind in ("footnote", "endnote"):
            for pointer in element.iter():
                if name_of(pointer) == f"{kind}Reference":
                    yield from self._note(self.notes.get((kind, value_of(pointer, "id"))))

    def _note(self, note: Any) -> Iterator[Piece]:
        paragraphs = [] if note is None else [child for child in note if name_of(child) == "p"]
        for paragraph in paragraphs:
            text = " ".join(words_in(paragraph, self.tracked).split())
            if text:
                yield Paragraph((self._line(text),), is_note=True)


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes that hang on a paragraph; what Word keeps for older programs would tell each twice."""
    for box in paragraph.iter():
        if name_of(box) == "txbxContent" and not any(name_of(above) == "Fallback" for above in box.iterancestors()):
            yield box


def _looks_like_heading(paragraph: Any, text: str) -> bool:
    """Whether a paragraph without a style for headings is one: a section's name, or a few words in bold."""
    if len(text.split()) > LONGEST_HEADING_WORDS or text[-1] in ".?!;,":
        return False
    if kind_of(text) and text[0].isupper():
        return True
    runs = [run for run in paragraph.iter() if name_of(run) == "r" and words_in(run, "accepted").strip()]
    return bool(runs) and all(_is_bold(run) for run in runs)


def _is_bold(run: Any) -> bool:
    properties = child_of(run, "rPr")
    return properties is not None and is_on(properties, "b")
