"""The words of a Word paragraph: tracked changes accepted or rejected, results of fields, raised figures, symbols."""

from collections.abc import Iterator
from typing import Any, Literal

from lxml import etree

from blastline.audit.reading.signs import raised

Tracked = Literal["accepted", "rejected"]
# What a reader sees of a tracked change, by how it is taken.
LEFT_OUT = {"accepted": frozenset({"del", "moveFrom"}), "rejected": frozenset({"ins", "moveTo"})}
_UNREAD = frozenset({
    "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "fldData", "Fallback", "txbxContent", "pict",
    "drawing", "object", "proofErr", "ctrlPr", "commentRangeStart", "commentRangeEnd", "footnoteRef", "endnoteRef",
})  # fmt: skip
_BREAKS = {"tab": " ", "ptab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-", "softHyphen": ""}
_SYMBOLS = {
    "F0B3": "≥", "F0A3": "≤", "F0B1": "±", "F0B4": "×", "F06D": "µ", "F02B": "+", "F02D": "-", "F061": "α", "F062": "β",
    "F067": "γ", "F06B": "κ", "F0B0": "°", "F03C": "<", "F03E": ">", "F03D": "=", "F0B7": "•",
}  # fmt: skip


def name_of(element: Any) -> str:
    """The name of an element without its namespace, of which Word has two; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def value_of(element: Any, attribute: str = "val") -> str:
    """An attribute by its name without the namespace; "" where there is none."""
    return next((str(value) for key, value in element.items() if etree.QName(key).localname == attribute), "")


def child_of(element: Any, *path: str) -> Any:
    """The first descendant by this path of names, or None."""
    for name in path:
        element = next((child for child in element if name_of(child) == name), None) if element is not None else None
    return element


def is_on(properties: Any, name: str) -> bool:
    """Whether a property such as bold is set, rather than absent or switched off."""
    found = child_of(properties, name)
    return found is not None and value_of(found) not in ("0", "false", "off", "none")


def words_in(element: Any, tracked: Tracked) -> str:
    """What a reader sees of a paragraph."""
    said = ""
    for child in element:
        said += _words(child, tracked, said)
    return said


def _words(element: Any, tracked: Tracked, before: str) -> str:
    name = name_of(element)
    if name in LEFT_OUT[tracked] or name in _UNREAD or not name:
        return ""
    if name in ("t", "delText"):
        return element.text or ""
    if name in _BREAKS:
        return _BREAKS[name]
    if name == "sym":
        return _SYMBOLS.get(value_of(element, "char").upper(), "")
    if name == "r":
        return _run(element, tracked, before)
    if name == "sSup":
        return _power(element, tracked, before)
    said = ""
    for child in _shown(element):
        said += _words(child, tracked, before + said)
    return said


def _shown(element: Any) -> Iterator[Any]:
    """What is read of an element; of alternatives, the first."""
    return iter(element[:1] if name_of(element) == "AlternateContent" else element)


def _run(run: Any, tracked: Tracked, before: str) -> str:
    properties = child_of(run, "rPr")
    if properties is not None and is_on(properties, "vanish"):
        return ""
    said = "".join(_words(child, tracked, before) for child in run)
    position = child_of(properties, "vertAlign") if properties is not None else None
    if position is not None and value_of(position) == "superscript" and said.strip():
        # A power that Word keeps in several runs, "-" and "1", is one.
        return said if before[-2:] in ("^-", "^+") else raised(before, said)
    return said


def _power(element: Any, tracked: Tracked, before: str) -> str:
    base, power = child_of(element, "e"), child_of(element, "sup")
    said = "" if base is None else words_in(base, tracked)
    return said if power is None else said + raised(before + said, words_in(power, tracked))
