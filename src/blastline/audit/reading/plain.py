"""Plain text, as extractors take it from a PDF: headings, paragraphs and tables told apart, broken sentences joined."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from blastline.audit.reading.captions import is_caption, is_note, is_table_title
from blastline.audit.reading.furniture import is_furniture, running_heads
from blastline.audit.reading.hyphens import rejoined
from blastline.audit.reading.pieces import Grid, GridRow, Heading, Line, Paragraph, Piece, Received
from blastline.audit.reading.spaced_columns import cells_of_spaced
from blastline.audit.sections import Kind, kind_of

NO_HEADINGS: Mapping[int, int] = {}
LONGEST_HEADING_WORDS = 16
LONGEST_HEADING = 130
# How many lines a table may lie below its title, and how many empty lines may lie between two of its rows.
BELOW_TITLE = 4
# How a line ends shows in its last signs.
LONGEST_END = 80
# How many figures, tables and lines of the page may stand between the halves of a sentence.
MOST_BETWEEN = 8
_ENDED = re.compile(r"[.?!:;][\"”’')\]]*(?:\s?\[[\d,\s–-]+\]|[⁰¹²³⁴⁵⁶⁷⁸⁹,]+)*\s*$")
# A line that ends so goes on in the next, whatever stands between them.
_OPEN_END = re.compile(
    r"(?:,|\b(?:the|an?|of|with|in|for|to|and|or|by|was|were|is|are|from|on|at|than|that|which|who|had|has|have|not|as))\s*$"
)
# Behind these words a number at the head of the next line is theirs, and no item: "in Pt 1 to Pt" / "11. Their …".
_BEFORE_A_NUMBER = re.compile(
    r"(?i)(?:\b(?:pts?|patients?|cases?|upn|grades?|days?|tables?|fig(?:ure)?s?|and|to|of|in|than)\.?|"
    r"\bn ?[=¼]|[,–-])\s*$"
)
# What no heading holds: the end of a sentence, its verb, numbers that measure.
_SENTENCE = re.compile(r"[.?!;,:]\s*$|[%=]|\b(?:was|were|had|has|have|received|obtained|achieved|developed|died)\b")
_ITEM = re.compile(r"\s*(?:[•▪◦‣*–-]\s+|\(?\d{1,2}[.)]\s+|\([a-z]\)\s)")
_REFERENCE = re.compile(r"\W{0,3}\[\d{1,3}\]\s|\s*\d{1,3}\.\s+[A-Z]")
_NUMBERED_HEADING = re.compile(r"\s*\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z]")


@dataclass(slots=True)
class _Told:
    """The pieces so far, the lines of the paragraph that may yet go on, and whether anything was put between them."""

    running_heads: set[int]
    pieces: list[Piece | list[Line]] = field(default_factory=list)
    open: list[Line] | None = None
    interrupted: bool = False
    kind: Kind = ""
    begun: bool = False

    def is_of_page(self, block: Sequence[Line]) -> bool:
        """Whether a block belongs to the page rather than to the article."""
        return block[0].number in self.running_heads or is_furniture(_text_of(block))


def read_plain(lines: Sequence[Line], headings: Mapping[int, int] = NO_HEADINGS) -> Received:
    """The pieces of a text by line; `headings` are the levels of lines that are known to be some, by their type."""
    heads = running_heads(lines)
    told = _Told(heads)
    blocks = list(_blocks(lines, headings, heads))
    at = 0
    while at < len(blocks):
        at = _take(told, blocks, at, headings)
    pieces = (Paragraph(rejoined(tuple(piece))) if isinstance(piece, list) else piece for piece in told.pieces)
    return Received(tuple(pieces), tuple(line.text for line in lines))


def _blocks(lines: Sequence[Line], headings: Mapping[int, int], heads: set[int]) -> Iterator[list[Line]]:
    """Lines that stand together: the rows of a table, the lines of a paragraph, a heading."""
    block: list[Line] = []
    for line in lines:
        at_head = block and (line.number in heads or block[-1].number in heads)
        if block and (at_head or _parts(block, line, headings)):
            yield block
            block = []
        if line.text.strip():
            block.append(line)
    if block:
        yield block


def _parts(block: Sequence[Line], line: Line, headings: Mapping[int, int]) -> bool:
    """Whether a line begins another block than the lines before it."""
    last, text = block[-1], line.text
    if not text.strip() or _is_row(last) != _is_row(line):
        return True
    if _is_row(line):
        return False
    if _is_known_heading(text) or _is_known_heading(last.text):
        return True
    if line.number in headings or last.number in headings:
        # A heading in large type may take several lines.
        return headings.get(line.number) != headings.get(last.number)
    return (
        bool(_NUMBERED_HEADING.match(text))
        or (bool(_ITEM.match(text) or _REFERENCE.match(text)) and not _BEFORE_A_NUMBER.search(last.text[-LONGEST_END:]))
        or is_table_title(text)
        or is_caption(text)
        or is_furniture(text)
        or is_furniture(last.text)
    )


def _text_of(block: Sequence[Line]) -> str:
    return " ".join(line.text.strip() for line in block)


def _is_row(line: Line) -> bool:
    return "\t" in line.text.strip("\n ")


def _take(told: _Told, blocks: Sequence[list[Line]], at: int, headings: Mapping[int, int]) -> int:
    """Takes the block that stands there, and of a table all that belongs to it; says which block is next."""
    block = blocks[at]
    text = _text_of(block)
    if is_table_title(text) and _table_follows(blocks, at):
        return _take_table(told, blocks, at)
    if _is_row(block[0]):
        return _take_rows(told, blocks, at)
    if block[0].number in told.running_heads or (told.kind != "references" and told.is_of_page(block)):
        told.interrupted = True
    elif is_caption(text):
        _put_between(told, Paragraph(tuple(block)))
    elif _is_named(block, text, headings) or (_heads(told, block, text) and not _goes_on_below(told, blocks, at)):
        _head(told, block, text, headings.get(block[0].number, 0))
    else:
        _take_paragraph(told, block)
    return at + 1


def _table_follows(blocks: Sequence[list[Line]], at: int) -> bool:
    last = blocks[at][-1].number
    nearby = [block for block in blocks[at + 1 : at + 3] if block[0].number - last <= BELOW_TITLE]
    return any(_is_row(block[0]) for block in nearby) or any(cells_of_spaced(block) for block in nearby[:1])


def _take_table(told: _Told, blocks: Sequence[list[Line]], at: int) -> int:
    _put_between(told, Paragraph(tuple(blocks[at])))
    at += 1
    if not _is_row(blocks[at][0]) and not cells_of_spaced(blocks[at]):
        _put_between(told, Paragraph(tuple(blocks[at])))
        at += 1
    return _take_rows(told, blocks, at)


def _take_rows(told: _Told, blocks: Sequence[list[Line]], at: int) -> int:
    """The rows of a table, over empty lines between them, and the notes below it."""
    rows: list[GridRow] = []
    last = blocks[at][0].number
    while at < len(blocks) and blocks[at][0].number - last <= BELOW_TITLE:
        found = _rows(blocks[at])
        if not found:
            break
        rows += found
        last = blocks[at][-1].number
        at += 1
    _put_between(told, Grid(tuple(rows)))
    while at < len(blocks) and is_note(_text_of(blocks[at])) and not _is_row(blocks[at][0]):
        at = _take_note(told, blocks, at)
    return at


def _take_note(told: _Told, blocks: Sequence[list[Line]], at: int) -> int:
    """A note below a table, and its second half where the page ends in the middle of it."""
    lines = list(blocks[at])
    at += 1
    if not _ENDED.search(lines[-1].text) or lines[-1].text.rstrip().endswith((":", ";")):
        after = at
        while after < len(blocks) and told.is_of_page(blocks[after]):
            after += 1
        if at < after < len(blocks) and blocks[after][0].text.strip()[0].islower():
            lines += blocks[after]
            at = after + 1
    _put_between(told, Paragraph(rejoined(tuple(lines)), is_note=True))
    return at


def _rows(block: Sequence[Line]) -> list[GridRow]:
    if _is_row(block[0]):
        return [_row(line) for line in block]
    return [GridRow(cells, line.number, line.page) for line, cells in zip(block, cells_of_spaced(block), strict=False)]


def _row(line: Line) -> GridRow:
    cells = line.text.strip("\n\r").split("\t")
    return GridRow(tuple(cells), line.number, line.page, len(cells[0]) - len(cells[0].lstrip()))


def _put_between(told: _Told, piece: Piece) -> None:
    """Sets a piece behind the open paragraph, which may go on after it: pages break in the middle of sentences."""
    told.pieces.append(piece)
    told.interrupted = True


def _is_known_heading(text: str) -> bool:
    return bool(text.strip()[:1].isupper() or text.strip()[:1].isdigit()) and kind_of(text.strip()) != ""


def _is_named(block: Sequence[Line], text: str, headings: Mapping[int, int]) -> bool:
    """Whether a block is a heading by its type, or by its name."""
    return block[0].number in headings or _is_known_heading(text)


def _heads(told: _Told, block: Sequence[Line], text: str) -> bool:
    """Whether a block is a heading by its looks: short, alone, and no sentence or half of one."""
    if not told.begun or told.kind in ("about", "references") or len(block) > 1:
        return False
    if _goes_on(told, text):
        return False
    begins = text[0].isupper() or bool(_NUMBERED_HEADING.match(text))
    is_short = len(text.split()) <= LONGEST_HEADING_WORDS and len(text) <= LONGEST_HEADING
    return begins and is_short and not _SENTENCE.search(text) and not _OPEN_END.search(text)


def _goes_on_below(told: _Told, blocks: Sequence[list[Line]], at: int) -> bool:
    """Whether the next words below begin small, so that these are the first half of a sentence."""
    for block in blocks[at + 1 : at + 1 + MOST_BETWEEN]:
        text = _text_of(block)
        if not (
            _is_row(block[0]) or is_caption(text) or is_table_title(text) or is_note(text) or told.is_of_page(block)
        ):
            return text[0].islower()
    return False


def _head(told: _Told, block: Sequence[Line], text: str, level: int) -> None:
    told.pieces.append(Heading(replace(block[0], text=text), level))
    told.open, told.interrupted = None, False
    kind = kind_of(text)
    told.kind = kind or ("" if told.kind in ("about", "references") else told.kind)
    told.begun = told.begun or kind not in ("", "about", "references")


def _take_paragraph(told: _Told, block: Sequence[Line]) -> None:
    if told.open is not None and told.kind != "references" and _goes_on(told, block[0].text.strip()):
        told.open += block
    else:
        told.open = list(block)
        told.pieces.append(told.open)
    told.interrupted = False


def _goes_on(told: _Told, text: str) -> bool:
    """Whether the open paragraph was broken off, and these words go on with it."""
    if told.open is None or not told.begun:
        return False
    end = told.open[-1].text[-LONGEST_END:]
    if _ENDED.search(end) or (_ITEM.match(text) and not _BEFORE_A_NUMBER.search(end)):
        return False
    return text[0].islower() or told.interrupted or bool(_OPEN_END.search(end))
