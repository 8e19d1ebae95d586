"""One patient in two categories: CRi in the text, CR in the table; grade 1 here, grade 2 there."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from blastline.audit.checks.saying import CANNOT_BE_TOLD, categories_said, disagreement, places_said
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import NOT_TOLD, PatientClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of

NAME = "patient-category"


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    The same patient's response, MRD, sex or grade differs between two places.

    "CR/CRi" fits both. Different moments, times before and after treatment and different compartments are no
    disagreement; nor is the response of an infection against that of the leukaemia.
    """
    for (patient, variable), claims in understood.by_patient.items():
        told = [one for one in claims if one.category not in (frozenset(), NOT_TOLD) or variable.endswith(" grade")]
        apart = [pair for pair in combinations(_distinct(told), 2) if disjoint(*pair) and same_moment(*pair)]
        apart = [pair for pair in apart if not _of_other_times(pair, told) and not _of_compartment(pair, told)]
        if apart and variable not in ("infection", "infection response"):
            yield _said(patient, variable, told, apart)


def said_of(claim: PatientClaim) -> str:
    """The category, or the grade, of a claim."""
    if claim.low is None or claim.high is None:
        return categories_said(claim.category)
    return f"{claim.low:g}" if claim.low == claim.high else f"{claim.low:g}-{claim.high:g}"


def disjoint(first: PatientClaim, second: PatientClaim) -> bool:
    """Whether no category, or no grade, fits both."""
    if first.low is not None and second.low is not None and first.high is not None and second.high is not None:
        return first.high < second.low or second.high < first.low
    mine, theirs = _categories(first), _categories(second)
    return bool(mine) and bool(theirs) and not mine & theirs


def _categories(claim: PatientClaim) -> frozenset[str]:
    """Its categories; of a single grade that one, so that "CRS in Pt 1" can be held against grade 0."""
    graded = claim.low is not None and claim.low == claim.high and claim.variable.endswith(" grade")
    return frozenset({f"{claim.low:g}"}) if graded else claim.category


def same_moment(first: PatientClaim, second: PatientClaim) -> bool:
    """Whether two claims may speak of one time and one compartment."""
    times = first.phase != second.phase and "before" in (first.phase, second.phase) and first.phase and second.phase
    moments = first.when and second.when and first.when != second.when
    return not times and not moments and place_of(first) == place_of(second)


def place_of(claim: PatientClaim) -> str:
    """The compartment; MRD without one is that of the marrow."""
    return "" if claim.compartment == "marrow" else claim.compartment


def _distinct(claims: Sequence[PatientClaim]) -> list[PatientClaim]:
    """One claim for each thing that is said in its own way, so that many repetitions cost nothing."""
    return list({(said_of(one), one.phase, one.when, one.compartment, one.in_table): one for one in claims}.values())


def _of_other_times(pair: tuple[PatientClaim, PatientClaim], told: Sequence[PatientClaim]) -> bool:
    """PR after one cycle and CR after two against CR in the table: the table is of the later."""
    for timed, plain in (pair, pair[::-1]):
        if timed.when and not plain.when:
            later = [one for one in told if one.quote == timed.quote or (one.when and one.when != timed.when)]
            return any(not disjoint(one, plain) for one in later if one is not timed)
    return False


def _of_compartment(pair: tuple[PatientClaim, PatientClaim], told: Sequence[PatientClaim]) -> bool:
    """Left to the check of compartments: one of the two is what was found in a compartment that is named elsewhere."""
    elsewhere = [one for one in told if place_of(one)]
    return any(one.compartment == "" and not disjoint(one, other) for one in pair for other in elsewhere)


def _said(
    patient: str, variable: str, told: Sequence[PatientClaim], apart: Sequence[tuple[PatientClaim, PatientClaim]]
) -> Disagreement:
    concerned = {said_of(claim) for pair in apart for claim in pair}
    sides: defaultdict[str, list[PatientClaim]] = defaultdict(list)
    for claim in told:
        if said_of(claim) in concerned:
            sides[said_of(claim)].append(claim)
    message = f"The {label_of(variable)} of Pt {patient} is " + (" and " if len(sides) == 2 else "; ").join(
        f"{said} in {places_said(claim.quote for claim in claims)}" for said, claims in sides.items()
    )
    counted = Counter({said: len({claim.quote for claim in claims}) for said, claims in sides.items()})
    (most, often), *rest = counted.most_common()
    likelier = (
        f"{most}, by {often} places against {rest[0][1]}; correct the other."
        if rest and often > rest[0][1]
        else CANNOT_BE_TOLD
    )
    quotes = [claim.quote for claims in sides.values() for claim in claims]
    return disagreement(NAME, f"{patient} {variable}", "contradiction", f"{message}.", likelier, quotes)
