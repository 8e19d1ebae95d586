"""A compartment that was dropped: negative in the cerebrospinal fluid, then negative without a word of where."""

from collections.abc import Iterator

from blastline.audit.checks.patient_category import disjoint, place_of, said_of
from blastline.audit.checks.saying import disagreement, two_places
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import NOT_TOLD
from blastline.audit.understanding.understood import Understood

NAME = "compartment"
WHERE = {"csf": "cerebrospinal fluid", "marrow": "marrow", "blood": "blood", "balf": "bronchoalveolar fluid"}


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    MRD of a patient without a compartment contradicts what is said elsewhere, and is what one compartment showed.

    Silent where both places name their compartment: those may differ.
    """
    for (patient, variable), claims in understood.by_patient.items():
        told = [claim for claim in claims if claim.category not in (frozenset(), NOT_TOLD)]
        placed = [claim for claim in told if place_of(claim)]
        marrow = [claim for claim in told if not place_of(claim)]
        if variable != "mrd" or not placed:
            continue
        for where in placed:
            dropped = [claim for claim in marrow if not claim.compartment and not disjoint(claim, where)]
            against = [claim for claim in marrow if disjoint(claim, where)]
            if dropped and against:
                said = WHERE.get(where.compartment, where.compartment)
                place, elsewhere = two_places(dropped[0].quote, against[0].quote)
                here = f"{said_of(dropped[0])} in {place} without a word of where"
                both = f"{here}, and {said_of(against[0])} in {elsewhere}"
                message = f"The MRD of Pt {patient} is {both}; it is {said_of(where)} in the {said}."
                likelier = f"The compartment was dropped: write that it was {said_of(where)} in the {said}."
                quotes = [claim.quote for claim in (*dropped, *against, where)]
                yield disagreement(NAME, f"{patient} mrd", "contradiction", message, likelier, quotes)
                break
