"""HTML: what a browser would show, without scripts; cells that span rows or columns stand in each of them."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import lxml.html
from lxml import etree

from blastline.audit.reading.files import MB, bytes_of, decoded_text, refuse
from blastline.audit.reading.pieces import Grid, GridRow, Heading, Line, Paragraph, Piece, Received
from blastline.audit.reading.signs import raised
from blastline.audit.reading.spans import Spanning, spread

MOST_HTML = 10 * MB
MOST_ELEMENTS = 500_000
# Deeper than any page is made; a parser may follow what is nested without end.
DEEPEST = 200
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "video", "audio",
    "button", "select", "nav", "form", "canvas",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "ul", "ol", "li", "dl",
    "dt", "dd", "pre", "figure", "figcaption", "address", "body", "html", "details", "summary", "center",
    "fieldset", "table", "tr", "td", "th", "caption", "thead", "tbody", "tfoot", "hr",
}) | set(_HEADINGS)  # fmt: skip
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(path: Path, tracked: Literal["accepted", "rejected"] = "accepted") -> Received:
    """The pieces of a page. Nothing that it points to is fetched, and no entity of its own is expanded."""
    content = bytes_of(path, MOST_HTML)
    declared = _DECLARED.search(content[:4096])
    text = decoded_text(path, content, declared[1].decode("ascii", "ignore") if declared else "")
    text = _XML_DECLARATION.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).replace("\x00", "")
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        refuse(path, "it holds no page that could be read.", "Save it again as HTML.")
    _check(path, page)
    return Received(tuple(_Page(page).pieces()), tuple(text.split("\n")))


def _check(path: Path, page: Any) -> None:
    depth = {page: 1}
    for count, element in enumerate(page.iter(), start=1):
        above = element.getparent()
        depth[element] = deep = depth.get(above, 0) + 1
        if deep > DEEPEST or count > MOST_ELEMENTS:
            told = f"elements are nested more than {DEEPEST} deep" if deep > DEEPEST else "it has too many elements"
            refuse(path, f"{told}; a manuscript is plainer.", "Save the text alone as HTML.")


class _Page:
    """Where the reader of a page is: the words of the block at hand, and the number of a list that is to head it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.words: list[str] = []
        self.line = 0
        self.number = ""

    def pieces(self) -> Iterator[Piece]:
        body = self.page.find(".//body")
        yield from self._inside(self.page if body is None else body)
        yield from self._paragraph()

    def _inside(self, element: Any) -> Iterator[Piece]:
        """What an element holds: blocks as pieces, words gathered until a block ends them."""
        self._say(element.text, element)
        number = _start(element)
        for child in element:
            name = child.tag if isinstance(child.tag, str) else ""
            if name == "li" and element.tag == "ol":
                yield from self._block(child, f"{number}. ")
                number += 1
            elif name in _UNSEEN or _is_hidden(child):
                pass
            elif name == "table":
                yield from self._paragraph()
                yield from _table(child)
            elif name in _HEADINGS:
                yield from self._paragraph()
                line = Line(words_of(child), child.sourceline or 0)
                if line.text:
                    yield Heading(line, _HEADINGS[name], is_title=name == "h1")
            elif name in _BLOCKS:
                yield from self._block(child, self.number)
            elif any(isinstance(inner.tag, str) and inner.tag in _BLOCKS for inner in child.iter()):
                yield from self._inside(child)
            else:
                self._say(_inline(child, "".join(self.words[-3:])), child)
            self._say(child.tail, child)

    def _block(self, element: Any, number: str) -> Iterator[Piece]:
        yield from self._paragraph()
        self.number = number
        yield from self._inside(element)
        yield from self._paragraph()
        self.number = ""

    def _say(self, text: str | None, element: Any) -> None:
        if text:
            if not self.words or not "".join(self.words).strip():
                self.line = element.sourceline or 0
            self.words.append(text)

    def _paragraph(self) -> Iterator[Piece]:
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            yield Paragraph((Line(self.number + text, self.line),))
            self.number = ""


def words_of(element: Any) -> str:
    """The words in an element on one line."""
    return " ".join(_inline(element, "").split())


def _inline(element: Any, before: str) -> str:
    name = element.tag if isinstance(element.tag, str) else ""
    if name in _UNSEEN or not name or _is_hidden(element):
        return ""
    if name == "br":
        return " "
    said = element.text or ""
    for child in element:
        inner = _inline(child, before + said)
        said += f" {inner} " if child.tag in _BLOCKS else inner
        said += child.tail or ""
    return raised(before, said) if name == "sup" else said


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _start(element: Any) -> int:
    start = element.get("start") if element.tag == "ol" else None
    return int(start) if start and start.isdecimal() and len(start) < 6 else 1


def _table(table: Any) -> Iterator[Piece]:
    """A table with its caption above it and what stands in its foot below it."""
    for caption in table.iterchildren("caption"):
        if words_of(caption):
            yield Paragraph((Line(words_of(caption), caption.sourceline or 0),))
    rows = [row for row in table.iter("tr") if _nearest(row, "table") is table]
    foot = [row for row in rows if _nearest(row, "tfoot") is not None]
    grid = [row for row in rows if row not in foot]
    filled = spread([_cells(row) for row in grid])
    made = [
        GridRow(tuple(cells), row.sourceline or 0, indent=_indent(row)) for row, cells in zip(grid, filled, strict=True)
    ]
    if made:
        yield Grid(tuple(made), sum(_is_head(row) for row in grid))
    for row in foot:
        if words_of(row):
            yield Paragraph((Line(words_of(row), row.sourceline or 0),), is_note=True)


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _cells(row: Any) -> Sequence[Spanning]:
    return [
        Spanning(words_of(cell), _span(cell, "colspan"), _span(cell, "rowspan"))
        for cell in row.iterchildren("td", "th")
    ]


def _span(cell: Any, name: str) -> int:
    span = cell.get(name) or "1"
    return int(span) if span.isdecimal() and len(span) < 6 else 1


def _is_head(row: Any) -> bool:
    return _nearest(row, "thead") is not None


def _indent(row: Any) -> int:
    """How far the first cell is moved in: by spaces that do not break, or by its style."""
    first = next(row.iterchildren("td", "th"), None)
    if first is None:
        return 0
    text = "".join(first.itertext())
    style = re.search(r"(?:padding-left|text-indent|margin-left)\s*:\s*(\d+)", first.get("style") or "")
    return (int(style[1][:4]) if style else 0) + len(text) - len(text.lstrip("\u00a0\u2002\u2003"))
