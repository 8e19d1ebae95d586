"""What a page carries besides the article: running heads, page numbers, DOIs, licence lines, addresses for letters."""

import re
from collections import Counter
from collections.abc import Sequence

_PAGE_NUMBER = re.compile(r"\s*(?:(?:page|p\.)\s*)?[-–—]?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4}|[-–—])?\s*", re.IGNORECASE)
_DOI = re.compile(r"\s*(?:(?:https?://)?(?:dx\.|www\.)?doi(?:\.org/|\s*[:/]?\s*)(?:https?://doi\.org/)?10\.\d{4,}/\S+|https?://\S+)\s*", re.IGNORECASE)  # fmt: skip
_LICENCE = re.compile(
    r"©|\(c\) (?:19|20)\d\d|creative commons|all rights reserved|this is an open[- ]access article|licen[cs]ee|"
    r"distributed under the terms|published by|for personal use only|downloaded from|this article is licensed|"
    r"reprints and permissions|issn \d|supplemental data for this article|to cite this article|check for updates",
    re.IGNORECASE,
)
_E_MAIL = re.compile(r"\S+@\S+\.\w{2,}")
_LETTERS = re.compile(r"\s*(?:contact|correspond\w+|\*\s*correspond\w+|e-?mail|address for|\*?to whom)\b", re.IGNORECASE)
REPEATED = 3
LONGEST_RUNNING_HEAD = 100


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of a page."""
    return bool(_PAGE_NUMBER.fullmatch(text)) and any(letter.isdigit() for letter in text)


def is_furniture(text: str) -> bool:
    """Whether a line or paragraph belongs to the page rather than to the article."""
    if _DOI.fullmatch(text) or is_page_number(text):
        return True
    # A licence is told in one paragraph; a sentence of the article that names one is longer than its mention.
    head = text[:160]
    if _LICENCE.search(head) and not re.match(r"\W*\[?\d{1,3}[\].]", head):
        return True
    return bool(_E_MAIL.search(text) and (_LETTERS.match(text) or len(text.split()) <= 8))


def running_heads(lines: Sequence[str]) -> set[str]:
    """
    Lines that come again and again but for a page number, as `without_digits` writes them.

    A line with tabs is a row of a table, and one that ends a sentence is text.
    """
    counted = Counter(
        without_digits(line)
        for line in lines
        if 3 <= len(line.strip()) <= LONGEST_RUNNING_HEAD and "\t" not in line and line.strip()[-1] not in ".;:,"
    )
    return {line for line, times in counted.items() if times >= REPEATED and re.search(r"[^\W\d_]{2}", line)}


def without_digits(line: str) -> str:
    """A line as it is on every page: without the number of the page."""
    return re.sub(r"\d+", "#", " ".join(line.split())).lower()
