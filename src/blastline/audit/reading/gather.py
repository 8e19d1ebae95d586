"""The pieces of a text as a manuscript: each sentence in its section, tables with titles and notes, references."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from blastline.audit.manuscript import Manuscript, Place, Sentence, TextTable
from blastline.audit.reading.captions import TABLE_TITLE, is_caption, is_note, is_table_title
from blastline.audit.reading.pieces import Grid, Heading, Line, Paragraph, Piece, Received
from blastline.audit.reading.references import references_of
from blastline.audit.reading.sentences import sentence_spans
from blastline.audit.reading.signs import decoded
from blastline.audit.reading.tables import alone, tables_of
from blastline.audit.sections import Kind, kind_of, plain_name

# An abstract that nobody headed is a paragraph of this many words at least, before the introduction.
ABSTRACT_WORDS = 40
LONGEST_TITLE_WORDS = 45
# The sections that follow an abstract are looked for among so many pieces after it.
MOST_LATER = 400
# What stands between the title and the first section.
AUTHORS = "Authors"
# The parts of a structured abstract, as it runs them into the text.
_LABEL = re.compile(
    r"(Background|Introduction|Context|Objectives?|Purpose|Aims?|(?:Patients|Materials?) and methods|Methods?|Design"
    r"|Results?|Findings|Conclusions?|Interpretation|Discussion|Key ?words?)\s*(?:[:—–]|\.(?=\s[A-Z]))\s*",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(
    r"(Background|Objectives?|Purpose|Aims?|Patients(?: and methods)?|Methods?|Results?|Conclusions?)\.", re.IGNORECASE
)
_ABSTRACT = re.compile(r"(?:abstract|summary)\s*[:.—–]\s+(?=\S)", re.IGNORECASE)


@dataclass(slots=True)
class _Gathering:
    """What has been gathered so far, and the section in which it stands."""

    title: str = ""
    section: str = ""
    heading: str = ""
    level: int = 0
    paragraph: int = 0
    unnumbered: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    tables: list[TextTable] = field(default_factory=list)
    captions: list[Sentence] = field(default_factory=list)
    references: list[Line] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return kind_of(self.section)


def gathered(received: Received) -> Manuscript:
    """The manuscript of these pieces."""
    pieces = received.pieces
    into = _Gathering()
    at = _front(into, pieces)
    while at < len(pieces):
        at = _take(into, pieces, at)
    return Manuscript(
        into.title,
        tuple(into.sentences),
        tuple(into.tables),
        tuple(into.captions),
        references_of(into.references),
        received.source,
        received.line_is,
    )


def _front(into: _Gathering, pieces: Sequence[Piece]) -> int:
    """The title, and how many pieces it takes; what stands between it and the first section is about the authors."""
    if not pieces:
        return 0
    first_section = next((at for at, piece in enumerate(pieces) if _opens(piece)), len(pieces))
    front = pieces[:first_section]
    headed = first_section < len(pieces)
    named = next((at for at, piece in enumerate(front) if isinstance(piece, Heading) and piece.is_title), 0)
    match front[named : named + 1]:
        case [Heading(line=line)]:
            into.title = decoded(line.text).strip()
        case [Paragraph(lines=lines)] if headed and _words(lines) <= LONGEST_TITLE_WORDS:
            into.title = decoded(_text_of(lines)).strip()
        case _:
            return 0
    if headed and not any(isinstance(piece, Heading) for piece in front[named + 1 :]):
        into.section = AUTHORS
    return named + 1


def _opens(piece: Piece) -> bool:
    """Whether a piece begins the article proper."""
    if isinstance(piece, Heading):
        return kind_of(piece.line.text) not in ("", "about", "references")
    return isinstance(piece, Paragraph) and bool(_ABSTRACT.match(piece.lines[0].text))


def _take(into: _Gathering, pieces: Sequence[Piece], at: int) -> int:
    """Takes the piece that stands there, and what belongs to it; says where the next one stands."""
    match pieces[at]:
        case Heading() as heading:
            _enter(into, heading, pieces, at + 1)
        case Grid() as grid:
            return _take_table(into, grid, "", "", pieces, at + 1)
        case Paragraph() as paragraph:
            return _take_paragraph(into, paragraph, pieces, at)
    return at + 1


def _enter(into: _Gathering, heading: Heading, pieces: Sequence[Piece], after: int) -> None:
    name = plain_name(decoded(heading.line.text))
    if not into.title and heading.is_title and not kind_of(name):
        into.title = name
    elif _is_section(into, heading, pieces, after):
        # "Results: Adverse events" heads a part of the results.
        section, _, part = name.partition(": ")
        into.section, into.heading = (section, part) if kind_of(section) else (name, "")
        into.level = heading.level
    else:
        into.heading = name


def _is_section(into: _Gathering, heading: Heading, pieces: Sequence[Piece], after: int) -> bool:
    """Whether a heading begins a section rather than a part of one."""
    kind = kind_of(heading.line.text)
    if heading.level and into.level and heading.level != into.level:
        return heading.level < into.level
    if into.kind == "abstract" and kind not in ("", "about", "references", "exhibits", "abstract"):
        # The parts of an abstract bear the names of the sections that follow it.
        later = islice(pieces, after, after + MOST_LATER)
        coming = [kind_of(piece.line.text) for piece in later if isinstance(piece, Heading)]
        return kind not in coming and "introduction" not in coming
    return bool(kind) or bool(heading.level) or not into.section


def _take_paragraph(into: _Gathering, paragraph: Paragraph, pieces: Sequence[Piece], at: int) -> int:
    text = _text_of(paragraph.lines)
    if is_table_title(text):
        found = TABLE_TITLE.match(decoded(text))
        assert found is not None
        number, title = " ".join(found["number"].split()), " ".join(found["title"].split())
        grid, skipped = _grid_after(pieces, at + 1)
        if grid is not None:
            if skipped:
                title = " ".join(filter(None, (title, decoded(_text_of(skipped)))))
            return _take_table(into, grid, number, title, pieces, at + 2 + bool(skipped))
        if _is_alone(found, text):
            # A table that is a picture is still a table that the text may point to.
            place = Place(into.section, paragraph.lines[0].number, paragraph.lines[0].page, number)
            into.tables.append(TextTable(number, title, (), (), (), place))
            return at + 1
    if is_caption(text):
        into.captions.extend(_sentences(into, paragraph.lines))
    elif into.kind == "references":
        into.references.extend(paragraph.lines)
    else:
        _take_words(into, paragraph)
    return at + 1


def _is_alone(found: re.Match[str], text: str) -> bool:
    """Whether a title of a table stands without its table, rather than being a sentence that begins with one."""
    return not found["end"].isspace() and len(text.split()) <= LONGEST_TITLE_WORDS


def _grid_after(pieces: Sequence[Piece], at: int) -> tuple[Grid | None, tuple[Line, ...]]:
    """The grid that a title heads, right below it or below one more line of the title."""
    match pieces[at : at + 2]:
        case [Grid() as grid, *_]:
            return grid, ()
        case [Paragraph(lines=lines), Grid() as grid] if _words(lines) <= LONGEST_TITLE_WORDS and not is_table_title(
            _text_of(lines)
        ):
            return grid, lines
        case _:
            return None, ()


def _take_table(into: _Gathering, grid: Grid, number: str, title: str, pieces: Sequence[Piece], at: int) -> int:
    """The table of a grid with the notes below it; a title that stands in its first row or below it is found there."""
    rows = grid.rows
    if not number and rows and is_table_title(alone(rows[0])):
        found = TABLE_TITLE.match(decoded(alone(rows[0])))
        assert found is not None
        number, title, rows = found["number"], found["title"], rows[1:]
    if not number:
        into.unnumbered += 1
        number = f"Unnumbered table {into.unnumbered}"
    notes: list[Sentence] = []
    while rows and len(rows) > 1 and len(rows[-1].cells) > 1 and is_note(alone(rows[-1])):
        notes = [*_sentences(into, (Line(alone(rows[-1]), rows[-1].line, rows[-1].page),)), *notes]
        rows = rows[:-1]
    while at < len(pieces) and _is_note(pieces[at]):
        notes.extend(_sentences(into, pieces[at].lines))  # type: ignore[union-attr]
        at += 1
    kept = Grid(
        rows, max(0, grid.head_rows - (len(grid.rows) - len(rows))) if rows is not grid.rows else grid.head_rows
    )
    into.tables.extend(tables_of(kept, number, title.rstrip(), tuple(notes), into.section))
    return at


def _is_note(piece: Piece) -> bool:
    if not isinstance(piece, Paragraph) or is_table_title(piece.lines[0].text):
        return False
    return piece.is_note or is_note(_text_of(piece.lines))


def _take_words(into: _Gathering, paragraph: Paragraph) -> None:
    lines = paragraph.lines
    opening = _ABSTRACT.match(lines[0].text)
    if opening:
        into.section, into.heading, into.level = "Abstract", "", 0
        lines = (Line(lines[0].text[opening.end() :], lines[0].number, lines[0].page), *lines[1:])
    elif into.section == AUTHORS and lines[-1].text.rstrip().endswith("."):
        # Names and addresses end without a full stop. Words before the first heading may be an abstract nobody headed.
        into.section = "Abstract" if _words(lines) >= ABSTRACT_WORDS else ""
    into.paragraph += 1
    into.sentences.extend(_sentences(into, lines))


def _sentences(into: _Gathering, lines: Sequence[Line]) -> Iterator[Sentence]:
    """The sentences of a paragraph, each with the line in which it begins."""
    text, starts = _joined(lines)
    for start, end in sentence_spans(text):
        words = text[start:end]
        if into.kind == "abstract":
            words = _without_label(into, words)
        line = starts[bisect_right(starts, start, key=lambda pair: pair[0]) - 1][1]
        if words:
            place = Place(into.section, line.number, line.page)
            yield Sentence(words, place, into.heading, into.paragraph)


def _without_label(into: _Gathering, words: str) -> str:
    """A sentence of an abstract without "Methods:", which says where it stands."""
    found = _LABEL.match(words) or _LABEL_ALONE.fullmatch(words)
    if not found:
        return words
    if kind_of(found[1]) == "about":
        into.section, into.heading, into.level = plain_name(found[1]), "", 0
    else:
        into.heading = plain_name(found[1])
    return words[found.end() :]


def _joined(lines: Sequence[Line]) -> tuple[str, list[tuple[int, Line]]]:
    """Lines as one text with single spaces, and where in it each of them begins."""
    text, starts = "", list[tuple[int, Line]]()
    for line in lines:
        words = " ".join(decoded(line.text).split())
        if not words:
            continue
        starts.append((len(text) + bool(text), line))
        text = f"{text} {words}" if text else words
    return text, starts


def _text_of(lines: Sequence[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)
