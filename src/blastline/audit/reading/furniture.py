"""What a page carries besides the article: running heads, page numbers, DOIs, licence lines, addresses for letters."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from blastline.audit.reading.captions import is_caption, is_table_title
from blastline.audit.reading.pieces import Line

_PAGE_NUMBER = re.compile(r"\s*(?:(?:page|p\.)\s*)?[-–—]?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4}|[-–—])?\s*", re.IGNORECASE)
# "An Invented Journal · page 3": what stands before the number of a page, alone on its line, is the page's.
_WITH_PAGE = re.compile(r"[^.;]{0,90}[\s|·•–—-]p(?:age|g\.|\.)\s?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?\s*", re.IGNORECASE)
_DOI = re.compile(
    r"\s*(?:(?:https?://)?(?:dx\.|www\.)?doi(?:\.org/|\s*[:/]?\s*)(?:https?://doi\.org/)?10\.\d{4,}/\S+|https?://\S+)\s*",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"©|\(c\) (?:19|20)\d\d|creative commons|all rights reserved|this is an open[- ]access article|licen[cs]ee|"
    r"distributed under the terms|published by|for personal use only|downloaded from|this article is licensed|"
    r"reprints and permissions|issn \d|supplemental data for this article|to cite this article|check for updates",
    re.IGNORECASE,
)
_E_MAIL = re.compile(r"\S+@\S+\.\w{2,}")
_LETTERS = re.compile(
    r"\s*(?:contact|correspond\w+|\*\s*correspond\w+|e-?mail|address for|\*?to whom)\b", re.IGNORECASE
)
# A line is taken for a running head from so many pages on, among so many lines at either edge of the page.
REPEATED = 3
EDGE = 2
LONGEST_RUNNING_HEAD = 100
# What belongs to the page shows it at once.
LONGEST_FURNITURE = 400


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of a page."""
    return bool(_PAGE_NUMBER.fullmatch(text)) and any(letter.isdigit() for letter in text)


def is_furniture(text: str) -> bool:
    """Whether a line or paragraph belongs to the page rather than to the article."""
    text = text[:LONGEST_FURNITURE]
    if _DOI.fullmatch(text) or _WITH_PAGE.fullmatch(text) or is_page_number(text):
        return True
    # A licence is told in one paragraph; a sentence of the article that names one is longer than its mention.
    head = text[:160]
    if _LICENCE.search(head) and not re.match(r"\W*\[?\d{1,3}[\].]", head):
        return True
    return bool(_E_MAIL.search(text) and (_LETTERS.match(text) or len(text.split()) <= 8))


def running_heads(lines: Sequence[Line]) -> set[int]:
    """
    The numbers of lines that come again and again but for the number of the page.

    They stand at the head or foot of their page. Where the pages are not known they stand alone, between empty lines.
    """
    found = [(line.number, _without_digits(line.text)) for line in _at_edges(lines) if _may_run(line.text)]
    counted = Counter(words for _, words in found)
    return {number for number, words in found if counted[words] >= REPEATED}


def _may_run(text: str) -> bool:
    """Whether a line may be a running head: it is no row of a table, no title, and ends no sentence."""
    words = text.strip()
    return (
        3 <= len(words) <= LONGEST_RUNNING_HEAD
        and "\t" not in words
        and words[-1] not in ".;:,"
        and bool(re.search(r"[^\W\d_]{2}", words))
        and not is_table_title(words)
        and not is_caption(words)
    )


def _at_edges(lines: Sequence[Line]) -> Iterator[Line]:
    if any(line.page for line in lines):
        written = [line for line in lines if line.text.strip()]
        for _, page in groupby(written, key=lambda line: line.page):
            held = list(page)
            yield from held[:EDGE] + held[max(EDGE, len(held) - EDGE) :]
        return
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.text.strip() and not before.text.strip() and not after.text.strip():
            yield line


def _without_digits(line: str) -> str:
    """A line as it is on every page: without the number of the page."""
    return re.sub(r"\d+", "#", " ".join(line.split())).lower()
