"""What the styles and lists of a Word document say of its paragraphs: heading, title, numbered, moved in."""

import re
from dataclasses import dataclass, field
from typing import Any

from blastline.audit.reading.word_package import Package
from blastline.audit.reading.word_words import child_of, name_of, value_of

_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
# Styles are based on each other; a circle of them must not hold the reader.
DEEPEST_STYLE = 20


@dataclass(slots=True)
class Styles:
    """By the id of each style its name, outline level and list; by each list whether it is numbered."""

    names: dict[str, str] = field(default_factory=dict)
    based_on: dict[str, str] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    numbered: set[tuple[str, str]] = field(default_factory=set)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def level(self, paragraph: Any) -> int:
        """The level of a heading, 1 to 9; 0 for other paragraphs."""
        outline = self._property(paragraph, "outlineLvl")
        for style in self._styles(paragraph):
            found = _HEADING.fullmatch(self.names.get(style, style).strip())
            if found:
                return int(found[1])
        level = value_of(outline) if outline is not None else ""
        return int(level) + 1 if level.isdecimal() and int(level) < 9 else 0

    def name(self, paragraph: Any) -> str:
        """The name of a paragraph's own style in small letters: "title", "toc 1", "table note"."""
        own = self._styles(paragraph)[:1]
        return self.names.get(own[0], own[0]).lower() if own else ""

    def number(self, paragraph: Any) -> int:
        """The number that Word prints before a paragraph of a numbered list; 0 where it prints none."""
        listed = self._property(paragraph, "numPr")
        if listed is None:
            return 0
        level, of = child_of(listed, "ilvl"), child_of(listed, "numId")
        key = (value_of(of) if of is not None else "", value_of(level) if level is not None else "0")
        if key not in self.numbered:
            return 0
        self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts[key]

    def indent(self, paragraph: Any) -> int:
        """How far a paragraph is moved in, in twentieths of a point."""
        moved = self._property(paragraph, "ind")
        left = (value_of(moved, "left") or value_of(moved, "start")) if moved is not None else ""
        return int(left) if left.isdecimal() else 0

    def _styles(self, paragraph: Any) -> list[str]:
        named = child_of(paragraph, "pPr", "pStyle")
        chain = [value_of(named)] if named is not None else []
        while chain and chain[-1] in self.based_on and len(chain) < DEEPEST_STYLE:
            chain.append(self.based_on[chain[-1]])
        return chain

    def _property(self, paragraph: Any, name: str) -> Any:
        """A property that the paragraph has itself, or from its styles."""
        own = child_of(paragraph, "pPr", name)
        if own is not None:
            return own
        inherited = (child_of(self.properties.get(style), name) for style in self._styles(paragraph))
        return next((found for found in inherited if found is not None), None)


def styles_of(package: Package) -> Styles:
    """The styles and lists of a document."""
    styles = Styles()
    for style in _children(package.part("word/styles.xml"), "style"):
        key = value_of(style, "styleId")
        for child in style:
            match name_of(child):
                case "name":
                    styles.names[key] = value_of(child)
                case "basedOn":
                    styles.based_on[key] = value_of(child)
                case "pPr":
                    styles.properties[key] = child
    styles.numbered = _numbered(package.part("word/numbering.xml"))
    return styles


def _numbered(numbering: Any) -> set[tuple[str, str]]:
    """The lists and levels that Word numbers 1, 2, 3, rather than with letters or bullets."""
    formats: dict[str, set[str]] = {}
    for abstract in _children(numbering, "abstractNum"):
        levels = [level for level in abstract if name_of(level) == "lvl"]
        formats[value_of(abstract, "abstractNumId")] = {
            value_of(level, "ilvl") for level in levels if _is_decimal(child_of(level, "numFmt"))
        }
    found = set()
    for number in _children(numbering, "num"):
        abstract = child_of(number, "abstractNumId")
        if abstract is not None:
            found |= {(value_of(number, "numId"), level) for level in formats.get(value_of(abstract), ())}
    return found


def _is_decimal(number_format: Any) -> bool:
    return number_format is not None and value_of(number_format) in ("decimal", "decimalZero")


def _children(root: Any, name: str) -> list[Any]:
    return [] if root is None else [child for child in root if name_of(child) == name]
