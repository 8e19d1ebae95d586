"""A grade against the value it grades: a unit that makes everybody grade 4, a grade milder than the value."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from blastline.audit.checks.grading import grade_of, worst_grade_of
from blastline.audit.checks.saying import disagreement, place_said, places_said
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import are, label_of

NAME = "grade-value"
A_FEW = 2
EITHER = "It cannot be told which: look the count up in the records, and correct it or the grade."
Graded: TypeAlias = tuple[PatientClaim, int, PatientClaim]


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    By the criteria, each printed value of a table is graded and held against the grade that the paper gives.

    Where every value has the same bad grade in its unit and most are surely worse than reported, the unit is wrong.
    One value that is surely worse is a doubt, and so is a lowest value that is surely milder. Silent where the grade
    hangs on the limit of normal, which is each laboratory's own.
    """
    graded: defaultdict[tuple[str, str], list[Graded]] = defaultdict(list)
    for claim in understood.patients:
        worth = grade_of(claim) if claim.in_table else None
        for reported in understood.by_patient.get((claim.patient, f"{claim.variable} grade"), [])[:1]:
            if worth is not None:
                graded[claim.variable, claim.unit].append((claim, worth, reported))
    yield from _in_one_sentence(understood)
    yield from _milder(understood)
    for (name, unit), them in graded.items():
        worse = [one for one in them if one[1] > (one[2].high or 0)]
        if len(worse) >= A_FEW and 2 * len(worse) >= len(them) and len({one[1] for one in them}) == 1:
            yield _unit(name, unit, them, understood)
            continue
        for claim, worth, reported in worse:
            yield _single(claim, worth, reported)


def _in_one_sentence(understood: Understood) -> Iterator[Disagreement]:
    """ "Platelets fell to 69 ×10^6/L (grade 2)": value and grade are of one moment."""
    for claim in understood.patients:
        worth = None if claim.in_table else grade_of(claim)
        for reported in understood.by_patient.get((claim.patient, f"{claim.variable} grade"), []):
            if worth is not None and reported.quote == claim.quote and worth > (reported.high or 0):
                found = _single(claim, worth, reported)
                yield replace(found, id=f"{found.id}-{claim.quote.place.line}", severity="contradiction")


def _milder(understood: Understood) -> Iterator[Disagreement]:
    """The lowest count of a table beside a grade that is worse than it: no count was lower."""
    for claim in understood.patients:
        worth = worst_grade_of(claim) if claim.in_table and claim.statistic == "lowest" else None
        for reported in understood.by_patient.get((claim.patient, f"{claim.variable} grade"), [])[:1]:
            if worth is not None and reported.in_table and worth < (reported.low or 0):
                yield _single(claim, worth, reported)


def _unit(name: str, unit: str, them: Sequence[Graded], understood: Understood) -> Disagreement:
    grades = sorted({worth for _, worth, _ in them})
    reported = sorted({f"{one.high:g}" for _, _, one in them})
    said = f"grades {'/'.join(reported)} are" if len(reported) > 1 else f"grade {reported[0]} is"
    message = (
        f"In {unit} the {label_of(name)} of all {len(them)} patients would be grade {'/'.join(map(str, grades))}, and "
        f"{said} reported in {places_said(report.quote for _, _, report in them)}."
    )
    likelier = f"Another unit than {unit}, for each patient has a grade and the unit stands once; correct the unit."
    groups = [one.quote for one in understood.ranges if one.variable == name and one.unit == unit and one.in_table]
    quotes = [one.quote for claim, _, report in them for one in (claim, report)]
    return disagreement(NAME, f"{name} {unit}", "contradiction", message, likelier, [*groups, *quotes])


def _single(claim: PatientClaim, worth: int, reported: PatientClaim) -> Disagreement:
    value = f"{label_of(claim.variable)} of {claim.printed} {claim.unit} {are(claim.variable)}"
    message = (
        f"{value} grade {worth} by the criteria, and "
        f"grade {reported.high:g} is reported of Pt {claim.patient} in {place_said(reported.quote)}."
    )
    about, quotes = f"{claim.patient} {claim.variable}", [claim.quote, reported.quote]
    return disagreement(NAME, about, "doubt", message, EITHER, quotes)
