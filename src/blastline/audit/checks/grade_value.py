"""A grade against the value it grades: a unit that makes everybody grade 4, a grade milder than the value."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from blastline.audit.checks.grading import ValueGrade, grade_of
from blastline.audit.checks.saying import CANNOT_BE_TOLD, disagreement
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.claims import PatientClaim
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of

NAME = "grade-value"
WORST = 4
Graded: TypeAlias = tuple[PatientClaim, ValueGrade, PatientClaim]


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    By the criteria, each printed value of a table is graded and held against the grade that the paper gives.

    Where every value in its unit is surely worse than its grade, the unit is wrong. One value that is surely worse is a
    doubt, and so is one that is worse only by a usual limit of normal: the paper may have another.
    """
    graded: defaultdict[tuple[str, str], list[Graded]] = defaultdict(list)
    for claim in understood.patients:
        worth = grade_of(claim) if claim.in_table else None
        for reported in understood.by_patient.get((claim.patient, f"{claim.variable} grade"), [])[:1]:
            if worth:
                graded[claim.variable, claim.unit].append((claim, worth, reported))
    for (name, unit), them in graded.items():
        worse = [one for one in them if one[1].surely > (one[2].high or 0)]
        if len(worse) == len(them) >= 2:
            yield _unit(name, unit, them, understood)
            continue
        for claim, worth, reported in them:
            if worth.usually > (reported.high or 0) and (
                worth.surely > (reported.high or 0) or _by_its_limit(claim, understood)
            ):
                yield _single(claim, worth, reported)


def _by_its_limit(claim: PatientClaim, understood: Understood) -> bool:
    """The usual limit of haemoglobin is that of men."""
    women = [one for one in understood.by_patient.get((claim.patient, "sex"), []) if one.category != {"male"}]
    return claim.variable != "haemoglobin" or not women


def _unit(name: str, unit: str, them: Sequence[Graded], understood: Understood) -> Disagreement:
    grades = sorted({worth.surely for _, worth, _ in them})
    reported = sorted({f"{one.high:g}" for _, _, one in them})
    message = (
        f"In {unit} the {label_of(name)} of all {len(them)} patients would be grade {'/'.join(map(str, grades))}, and "
        f"grades {'/'.join(reported)} are reported."
    )
    likelier = f"Another unit than {unit}: the grades are given for each patient, the unit stands once."
    groups = [one.quote for one in understood.ranges if one.variable == name and one.unit == unit and one.in_table]
    quotes = [one.quote for claim, _, report in them for one in (claim, report)]
    return disagreement(NAME, f"{name} {unit}", "contradiction", message, likelier, [*groups, *quotes])


def _single(claim: PatientClaim, worth: ValueGrade, reported: PatientClaim) -> Disagreement:
    surely = worth.surely > (reported.high or 0)
    grade = worth.surely if surely else worth.usually
    message = (
        f"{label_of(claim.variable)} {claim.printed} {claim.unit} of Pt {claim.patient} is grade {grade}"
        f"{'' if surely else ' by a usual limit of normal'}, and grade {reported.high:g} is reported."
    )
    return disagreement(
        NAME, f"{claim.patient} {claim.variable}", "doubt", message, CANNOT_BE_TOLD, [claim.quote, reported.quote]
    )
