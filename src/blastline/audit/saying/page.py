"""A manuscript laid out as a page: headings, paragraphs and tables in their order, cut into marked stretches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from blastline.audit.manuscript import Manuscript, Sentence, TextTable
from blastline.audit.saying.finding import Marked
from blastline.audit.saying.marks import Stretch, stretches
from blastline.audit.saying.words import printable

Stretches = tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 2 or 3), a paragraph, a caption, or a table, in stretches."""

    kind: str
    text: Stretches = ()
    level: int = 0
    title: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[Stretches, ...], ...] = ()
    notes: tuple[Stretches, ...] = ()


def blocks_of(manuscript: Manuscript, marked: Marked) -> list[Block]:
    """The blocks of a manuscript; a table or caption stands behind the paragraph that begins above it."""
    exhibits = sorted(_exhibits(manuscript, marked), key=lambda pair: pair[0])
    blocks: list[Block] = []
    section = heading = ""
    for _, group in groupby(manuscript.sentences, key=_paragraph):
        sentences = list(group)
        first = sentences[0]
        while exhibits and exhibits[0][0] < first.place.line:
            blocks.append(exhibits.pop(0)[1])
        if first.place.section != section:
            section, heading = first.place.section, ""
            blocks.append(Block("heading", _plain(section), level=2))
        if first.heading != heading:
            heading = first.heading
            blocks.append(Block("heading", _plain(heading), level=3))
        blocks.append(Block("paragraph", tuple(_joined(sentences, marked))))
    blocks += [block for _, block in exhibits]
    return [block for block in blocks if block.kind != "heading" or block.text] + _references(manuscript, marked)


def _paragraph(sentence: Sentence) -> tuple[str, str, int, int]:
    # Where nobody counted paragraphs, sentences of one line are one.
    line = 0 if sentence.paragraph else sentence.place.line
    return sentence.place.section, sentence.heading, sentence.paragraph, line


def _joined(sentences: Sequence[Sentence], marked: Marked) -> Iterator[Stretch]:
    for at, sentence in enumerate(sentences):
        if at:
            yield Stretch(" ", "")
        yield from _stretches(sentence, marked)


def _stretches(words: Sentence, marked: Marked) -> Stretches:
    return tuple(stretches(words.text, marked.of(words)))


def _plain(text: str) -> Stretches:
    return (Stretch(printable(text), ""),) if text else ()


def _exhibits(manuscript: Manuscript, marked: Marked) -> Iterator[tuple[int, Block]]:
    for caption in manuscript.captions:
        yield caption.place.line, Block("caption", _stretches(caption, marked))
    for table in manuscript.tables:
        yield table.place.line, _table(table, marked)


def _table(table: TextTable, marked: Marked) -> Block:
    rows = tuple(tuple(tuple(stretches(cell.text, marked.of(cell))) for cell in row) for row in table.rows)
    notes = tuple(_stretches(note, marked) for note in table.notes)
    return Block("table", _plain(table.title), title=table.number, header=table.header, rows=rows, notes=notes)


def _references(manuscript: Manuscript, marked: Marked) -> list[Block]:
    if not manuscript.references:
        return []
    listed = [
        Block("reference", _stretches(text, marked), title=f"[{number}]")
        for number, text in manuscript.references.items()
    ]
    return [Block("heading", _plain("References"), level=2), *listed]
