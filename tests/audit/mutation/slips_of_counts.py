"""Slips in counts: against the list, the percentage, the whole, the abstract, the table; and "all" where one is not."""

from collections.abc import Iterable

from numpy.random import Generator

from mutation.draft import Draft, Part, Pieces, Slot
from mutation.planting import Slip, changing, neighbour, number_like, of_patients, one_of, places, replaced, says
from mutation.printed import percent
from mutation.voice import voice

# A percentage moves by so much that no way of rounding explains it.
LEAST_MOVE, MOST_MOVE = 6, 25
# A letter has neither: its opening says what was found, and its end what to think of it.
ABSTRACTS = ("Abstract", "Summary", "To the Editor")
DISCUSSIONS = ("Discussion", "4. Discussion", "Comment")


def count_against_its_list(draft: Draft, draw: Generator) -> Slip | None:
    """Three patients (Pt 1, 4)."""
    found = one_of(
        draw,
        (
            (part, slot)
            for part, slot in places(draft.sentences(), ("count",))
            if says(part, "list", slot.about) and _size(draft, slot) > 1
        ),
    )
    if not found:
        return None
    part, slot = found
    new = neighbour(draw, _size(draft, slot), 2, len(draft.study.groups[slot.about].of))
    return _recounted(draft, part, slot, new) if new else None


def another_patient_in_a_list(draft: Draft, draw: Generator) -> Slip | None:
    """Three patients (Pt 1, 3, 5), where the table has it of Pt 4 and not of Pt 5: as many, but not the same."""
    tabled = {about.partition(".")[2] for about in of_patients(draft)}
    found = one_of(
        draw,
        (
            (part, slot)
            for part, slot in places(draft.sentences(), ("list",))
            if TABLED.get(slot.about.partition("=")[0]) in tabled and 0 < _size(draft, slot) < len(draft.study)
        ),
    )
    if not found:
        return None
    part, slot = found
    members = draft.study.groups[slot.about].members
    out = one_of(draw, members)
    into = one_of(draw, (patient.number for patient in draft.study.patients if patient.number not in members))
    return changing(part, slot, voice(draft.voice).patients(sorted({*members, into} - {out})))


# The column of a table that says of each patient whether he belongs.
TABLED = {
    "response": "response",
    "remission": "response",
    "crs": "crs",
    "icans": "icans",
    "any_icans": "icans",
    "cns": "cns",
    "marrow": "marrow",
    "neutrophils": "neutrophils",
    "infected": "infection",
    "infected_during": "infection",
    "transplanted": "transplanted",
    "died": "died",
    "alive": "died",
}


def percent_against_its_fraction(draft: Draft, draw: Generator) -> Slip | None:
    """4/5 (60%)."""
    found = one_of(
        draw,
        (
            (part, slot)
            for part, slot in places(draft.parts(), ("percent",))
            if says(part, "count", slot.about) and says(part, "of", slot.about)
        ),
    )
    if not found:
        return None
    part, slot = found
    moves = [sign * move for move in range(LEAST_MOVE, MOST_MOVE) for sign in (-1, 1)]
    new = one_of(draw, (moved for move in moves if 0 < (moved := round(float(slot.text)) + move) < 100))
    return changing(part, slot, str(new))


def parts_against_the_whole(draft: Draft, draw: Generator) -> Slip | None:
    """Grade 0 in two, grade 1 in two and grade 2 in two, of five patients; in a sentence or in a row of a table."""
    rows = (row for table in draft.tables() for row in table.rows)
    wholes = [(part,) for part in draft.sentences()] + list(rows)
    found = one_of(draw, (one for whole in wholes for one in _bare_parts(draft, whole)))
    if not found:
        return None
    part, slot = found
    new = neighbour(draw, _size(draft, slot), 2 if not slot.text.isdigit() else 0, len(draft.study))
    return changing(part, slot, number_like(slot.text, new)) if new is not None else None


def _bare_parts(draft: Draft, whole: Iterable[Part]) -> Iterable[tuple[Part, Slot]]:
    """Counts of the parts of one whole, all told, without anything beside them that would be wrong too."""
    parts = list(whole)
    told = {slot.about for part in parts for slot in part.slots("count")}
    for part, slot in places(parts, ("count",)):
        name = slot.about.partition("=")[0]
        complete = "=" in slot.about and set(draft.study.parts(name)) <= told and len(draft.study.parts(name)) > 1
        alone = not any(says(part, role, slot.about) for role in ("list", "percent", "of"))
        grammatical = slot.text.isdigit() or _size(draft, slot) > 1
        if complete and alone and grammatical:
            yield part, slot


def total_in_the_abstract(draft: Draft, draw: Generator) -> Slip | None:
    """Four responders in the abstract, five in the results."""
    return _total(draft, draw, [part for head in ABSTRACTS for part in draft.sentences_in(head)])


def total_in_the_discussion(draft: Draft, draw: Generator) -> Slip | None:
    """Four responders in the results, five in the discussion."""
    return _total(draft, draw, [part for head in DISCUSSIONS for part in draft.sentences_in(head)])


def total_in_a_table(draft: Draft, draw: Generator) -> Slip | None:
    """Four responders in the text, five in a table of counts."""
    return _total(draft, draw, [cell for cell in draft.cells() if len(cell.slots()) > 1])


def _total(draft: Draft, draw: Generator, here: list[Part]) -> Slip | None:
    """The count in one of these parts, with its percentage, is another than everywhere else."""
    inside = {part.id for part in here}
    elsewhere = {slot.about for part, slot in places(draft.parts(), ("count",)) if part.id not in inside}
    found = one_of(
        draw, ((part, slot) for part, slot in places(here, ("count",)) if _movable(draft, part, slot, elsewhere))
    )
    if not found:
        return None
    part, slot = found
    new = neighbour(draw, _size(draft, slot), 2, len(draft.study.groups[slot.about].of) + (slot.about == "everyone"))
    return _recounted(draft, part, slot, new) if new else None


def _movable(draft: Draft, part: Part, slot: Slot, elsewhere: set[str]) -> bool:
    """Whether another count would be grammatical, and nothing else in the part would be wrong with it."""
    others = [other for other in part.slots("count") if other.about != slot.about]
    bare = not says(part, "list", slot.about) and not others and "=" not in slot.about
    return slot.about in elsewhere and bare and _size(draft, slot) > 1


def subset_larger_than_its_parent(draft: Draft, draw: Generator) -> Slip | None:
    """Of three patients in remission, four were free of MRD."""
    found = one_of(
        draw,
        (
            (part, slot)
            for part, slot in places(draft.parts(), ("count",))
            if says(part, "of", slot.about) and not says(part, "list", slot.about) and _size(draft, slot) > 1
            # The parts of a whole would no longer make it up, which is another kind.
            if len({other.about for other in part.slots("count")}) == 1
        ),
    )
    if not found:
        return None
    part, slot = found
    return _recounted(draft, part, slot, len(draft.study.groups[slot.about].of) + int(draw.integers(1, 3)))


def all_with_an_exception(draft: Draft, draw: Generator) -> Slip | None:
    """All patients, where a table or a list has one who is not."""
    part = one_of(draw, (part for part in draft.sentences() if part.as_all))
    return Slip({part.id: part.as_all}, part.text, _text(part.as_all)) if part else None


def _text(pieces: Pieces) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in pieces)


def _recounted(draft: Draft, part: Part, slot: Slot, new: int) -> Slip:
    """Another count, with the percentage that goes with it."""
    of = len(draft.study.groups[slot.about].of)
    digits = voice(draft.voice).style["percent_digits"]

    def text(other: Slot) -> str:
        if other.about != slot.about or other.role not in ("count", "percent"):
            return other.text
        return number_like(other.text, new) if other.role == "count" else percent(new, of, digits)

    return Slip({part.id: replaced(part, text)}, slot.text, number_like(slot.text, new))


def _size(draft: Draft, slot: Slot) -> int:
    return len(draft.study.groups[slot.about].members)
