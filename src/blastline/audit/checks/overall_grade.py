"""An overall grade against the grades of its parts: 0 in all, and platelets of grade 1."""

from collections.abc import Iterator

from blastline.audit.checks.patient_category import said_of
from blastline.audit.checks.saying import disagreement, listed, place_said, places_said
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import document, label_of

NAME = "overall-grade"


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    An overall grade of a patient is neither the worst grade of its parts nor spans it.

    A part that no table has is not held against it: only a grade below the worst part is a contradiction,
    one above is a doubt.
    """
    for name, about in document()["toxicities"].items():
        parts = [f"{part} grade" for part in about.get("parts", ())]
        for patient in understood.series.patients:
            held = [one for part in parts for one in understood.by_patient.get((patient, part), []) if one.in_table]
            overall = understood.by_patient.get((patient, f"{name} grade"), [])
            if len(held) > 1 and overall:
                yield from _against(name, patient, held, overall)


def _against(name: str, patient: str, held: list[PatientClaim], overall: list[PatientClaim]) -> Iterator[Disagreement]:
    worst = max(held, key=lambda one: one.high or 0)
    top = worst.high or 0
    off = [one for one in overall if not (one.low or 0) <= top <= (one.high or 0)]
    if not off:
        return
    below = [one for one in off if (one.high or 0) < top]
    message = (
        f"{label_of(name)} of Pt {patient} is grade {said_of(off[0])} in all ({place_said(off[0].quote)}), though "
        + listed(f"the {label_of(one.variable)} is {said_of(one)}" for one in held)
        + f" in {places_said(one.quote for one in held)}."
    )
    likelier = f"{top:g}, the worst of the parts; say in the Methods how the overall grade was made."
    quotes = [one.quote for one in (*off, *held)]
    yield disagreement(NAME, f"{patient} {name}", "contradiction" if below else "doubt", message, likelier, quotes)
