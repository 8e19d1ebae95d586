"""Titles of tables, captions of figures and notes below tables, told from running text by how they begin."""

import re

TABLE_TITLE = re.compile(
    r"\s*(?P<number>(?:(?:Supplement(?:ary|al)|Online|Extended Data|Appendix)\s+)?Tables?\s+(?:S?\d+|[IVX]+)[A-Z]?)"
    r"(?P<end>\s*[.:|–—-]\s*|\s*$|\s+(?=[A-Z(]))(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
# "Figure 1. The proportion …" is a caption; "Figure 1 shows …" is a sentence.
CAPTION = re.compile(
    r"\s*(?:(?:Supplement(?:ary|al)|Online|Extended Data)\s+)?Fig(?:ure|\.)?\s*S?\d+[A-Z]?"
    r"\s*(?:[.:|–—]\s*\S|\s[A-Z(]|\s*$)",
    re.IGNORECASE,
)
_SHOWS = re.compile(
    r"\s+(?:shows?|lists?|gives?|summari[sz]es?|presents?|and|in|of|illustrates?|depicts?)\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"\s*(?:Abbreviations?\b|Notes?\s*[.:]|Legend\s*[.:]|Key\s*:|Data are\b|Values are\b|[*†‡§¶#]"
    r"|\^?[a-h]\s(?=[A-Z])|\^[a-h]"
    r"|\([a-h]\)\s)",
)
# "MRD: minimal residual disease; BP: bacterial pneumonia": two definitions make a note of whatever it is. A sentence
# with a verb is none: "CRS grades were 0 in one, 1 in two; ICANS grades were 0 in three".
_DEFINITIONS = re.compile(
    r"(?![^.;]*\b(?:was|were|had)\b)\s*[^.;:=]{1,40}\s?[:=,]\s?[^.;]{3,90};\s*[^.;:=]{1,40}\s?[:=,]\s?\S"
)
# "CRS: cytokine release syndrome." is one by itself, for what it explains is short for something.
_DEFINITION = re.compile(r"\s*(?=\S*[A-Z]\S*[A-Z0-9+])[A-Z0-9][\w+\-/]{0,14}\s?[:=]\s?[a-zA-Z][^.;:]{3,}")


def is_table_title(text: str) -> bool:
    """Whether a paragraph may head a table: "Table 1. Baseline", "Table 2"; not "Table 1 shows the baseline"."""
    found = TABLE_TITLE.match(text)
    return bool(found and not (found["end"].isspace() and _SHOWS.match(" " + found["title"])))


def is_caption(text: str) -> bool:
    """Whether a paragraph is the caption of a figure."""
    return bool(CAPTION.match(text))


def is_note(text: str) -> bool:
    """Whether a paragraph that stands right below a table is a note to it."""
    return bool(_NOTE.match(text) or _DEFINITIONS.match(text) or _DEFINITION.match(text))
