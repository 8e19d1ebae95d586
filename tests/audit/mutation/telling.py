"""
The sentences of a voice that suit a study.

An entry of a voice says something always (`say`), of a measurement (`quantity`), or of a group: `all`, `none`, `some`,
`all_but_one`, and of one or two who could belong `only`, `both`, `neither`. With `each` it says it of every patient of a
group, `at_most` so many of a large study. `if` asks for a group that is not empty, or for a study of `few` or `many`; `new`
begins a paragraph; `tables` puts tables there. A `story` tells each patient in a paragraph of his own, by entries with
`each`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mutation.draft import Numbering, Paragraph, Part, Pieces, Slot, Table
from mutation.filling import Filler
from mutation.study import Group

Entry = Mapping[str, Any]
# How many of how many have sentences of their own; of one patient neither "all" nor "none" is said.
EXACTLY = {(1, 1): "only", (0, 1): "not_even_one", (2, 2): "both", (0, 2): "neither"}
# From so many patients on, "all" says something that one exception contradicts.
SEVERAL = 3
# How many patients of a large study have a paragraph of their own.
TOLD = 3


def told(filler: Filler, numbering: Numbering, entries: Any, tables: Mapping[str, tuple[Table, ...]]) -> Any:
    """The paragraphs and tables of one section, in their order."""
    blocks: list[Paragraph | Table] = []
    paragraph: list[Part] = []
    for entry in entries:
        if entry.get("new") or "tables" in entry or "story" in entry:
            blocks += [tuple(paragraph)] if paragraph else []
            paragraph = []
        for name in entry.get("tables", ()):
            blocks += tables[name]
        blocks += _stories(filler, numbering, entry.get("story", ()))
        for pieces, as_all in _sentences(filler, entry):
            paragraph += [numbering.part(*pieces, as_all=as_all)]
    return (*blocks, tuple(paragraph)) if paragraph else tuple(blocks)


def _sentences(filler: Filler, entry: Entry) -> Iterator[tuple[Pieces, Pieces]]:
    if "tables" in entry or "story" in entry or not _holds(filler, entry.get("if", "")):
        return
    if "each" in entry:
        yield from ((pieces, ()) for pieces in _of_each(filler, entry))
    elif "group" in entry:
        group = filler.study.groups[entry["group"]]
        template = entry.get(_variant(entry, group), "") if group.of else ""
        if template:
            yield _begun(filler.fill(template, entry["group"])), _as_all(filler, entry, group)
    else:
        yield _begun(filler.fill(entry["say"], entry.get("quantity", ""))), ()


def _stories(filler: Filler, numbering: Numbering, entries: Sequence[Entry]) -> Iterator[Paragraph]:
    """One paragraph for each patient; of a large study for the first few."""
    for patient in filler.study.patients[: None if filler.few else TOLD] if entries else ():
        suited = [entry for entry in entries if patient.number in filler.study.groups[entry["each"]].members]
        yield tuple(numbering.part(*_begun(filler.fill(entry["say"], patient=patient))) for entry in suited)


def _holds(filler: Filler, condition: str) -> bool:
    if condition in ("", "few", "many"):
        return condition == "" or filler.few == (condition == "few")
    return bool(filler.study.groups[condition].members)


def _of_each(filler: Filler, entry: Entry) -> Iterator[Pieces]:
    """Of many patients only a few are told one by one, if the voice says how many at most."""
    members = filler.study.groups[entry["each"]].members
    most = entry.get("at_most", len(members) if filler.few else 0)
    for number in members[:most]:
        yield _begun(filler.fill(entry["say"], patient=filler.study.patient(number)))


def _variant(entry: Entry, group: Group) -> str:
    """Which of the sentences of an entry is true."""
    counted, whole = len(group.members), len(group.of)
    exact = EXACTLY.get((counted, whole), "")
    if exact in entry or whole == 1:
        return exact
    if counted in (0, whole):
        return "none" if not counted else "all"
    return "all_but_one" if counted == whole - 1 and whole >= SEVERAL and "all_but_one" in entry else "some"


def _as_all(filler: Filler, entry: Entry, group: Group) -> Pieces:
    """What would be said if nobody were the exception, where one or two are."""
    if "all" not in entry or len(group.of) < SEVERAL or not 0 < len(group.of) - len(group.members) < SEVERAL:
        return ()
    if any(role in entry["all"] for role in COUNTING):
        return ()
    return _begun(filler.fill(entry["all"], entry["group"]))


# A sentence on all that prints the count too would be a second slip.
COUNTING = ("{count", "{Count", "{n}", "{fraction", "{percent", "100%", "{list", "{cite")


def _begun(pieces: Pieces) -> Pieces:
    """With a capital at its beginning."""
    first, *rest = pieces
    capital: Callable[[str], str] = lambda text: text[:1].upper() + text[1:]  # noqa: E731
    new = capital(first) if isinstance(first, str) else Slot(capital(first.text), first.role, first.about)
    return (new, *rest)
