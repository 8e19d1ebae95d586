"""Slips in words: of time, of scales and what they cite, of tables and references that are not there, of definitions."""

from numpy.random import Generator

from mutation.draft import Draft, Part, Pieces, Slot
from mutation.planting import Slip, changing, one_of, places
from mutation.voice import voice

# What is said instead of when an infection began, so that the day beside it rules it out.
INSTEAD = {"before": "during", "during": "before", "after": "before"}
SCALES = ("astct", "ctcae")
OTHER_MEANINGS = {
    "CRS": "capillary retention syndrome",
    "ICANS": "intensive care acute neurological score",
    "MRD": "marrow response duration",
    "HSCT": "high-dose salvage chemotherapy",
    "CSF": "colony-stimulating factor",
}


def time_word_against_the_day(draft: Draft, draw: Generator) -> Slip | None:
    """Developed during treatment, on day −5."""
    found = one_of(draw, places(draft.sentences(), ("phase",)))
    if not found:
        return None
    part, slot = found
    infection = draft.study.patient(int(slot.about.partition(".")[0])).infection
    return changing(part, slot, voice(draft.voice).style["phases"][INSTEAD[infection.phase]])


def scale_cited_for_another(draft: Draft, draw: Generator) -> Slip | None:
    """Graded by the ASTCT consensus [7], where 7 is another scale."""
    found = one_of(draw, ((part, slot) for part, slot in places(draft.sentences(), ("cite",)) if slot.about in SCALES))
    if not found:
        return None
    part, slot = found
    others = [str(place) for place, key in enumerate(draft.cited, 1) if key in ("lee", *SCALES) and key != slot.about]
    return changing(part, slot, one_of(draw, others))


def mention_of_what_is_absent(draft: Draft, draw: Generator) -> Slip | None:
    """Table 7 of a manuscript that has three."""
    part, slot = one_of(draw, places(draft.sentences(), ("mention",)))
    kind, _ = slot.text.split(" ")
    return changing(part, slot, f"{kind} {draw.integers(5, 9)}")


def reference_that_is_absent(draft: Draft, draw: Generator) -> Slip | None:
    """[12] of a list of seven."""
    part, slot = one_of(draw, places(draft.sentences(), ("cite",)))
    return changing(part, slot, str(len(draft.references) + int(draw.integers(1, 9))))


def category_not_defined(draft: Draft, draw: Generator) -> Slip | None:
    """PR is told of patients, and the methods no longer say what it is."""
    used = {slot.about.partition("=")[2] for _, slot in places(draft.parts(), ("count",)) if "response=" in slot.about}
    found = one_of(
        draw,
        (
            (part, slot)
            for part, slot in places(draft.sentences(), ("definition",))
            # What CR means is said again in what CRi means.
            if slot.about in used and slot.about != "CR" and draft.study.groups[f"response={slot.about}"].members
        ),
    )
    if not found:
        return None
    part, slot = found
    return Slip({part.id: _without(part, slot)}, slot.text, "", _using(draft, slot.about, part))


def _without(part: Part, slot: Slot) -> Pieces:
    """The part without a definition and the sign that parts it from its neighbour."""
    place = next(place for place, piece in enumerate(part.pieces) if piece is slot)
    before = part.pieces[place - 1] == "; "
    return part.pieces[: place - before] + part.pieces[place + 1 + (not before) :]


def _using(draft: Draft, category: str, methods: Part) -> tuple[int, ...]:
    """Every part that prints the category as a response."""

    def uses(slot: Slot) -> bool:
        return slot.about == f"response={category}" or (slot.role == "response" and slot.text == category)

    heads = (row[0] for table in draft.tables() for row in table.rows if row[0].text.startswith(f"{category},"))
    told = [part for part in draft.parts() if part.id != methods.id and any(uses(slot) for slot in part.slots())]
    return tuple(dict.fromkeys(part.id for part in [*told, *heads]))


def abbreviation_defined_in_two_ways(draft: Draft, draw: Generator) -> Slip | None:
    """HSCT is a transplantation in the text and a chemotherapy below the table."""
    meanings = list(places(draft.parts(), ("meaning",)))
    twice = [(part, slot) for part, slot in meanings if sum(other.about == slot.about for _, other in meanings) > 1]
    found = one_of(draw, twice)
    if not found:
        return None
    part, slot = found
    new = OTHER_MEANINGS[slot.about]
    return changing(part, slot, new.capitalize() if slot.text[:1].isupper() else new)
