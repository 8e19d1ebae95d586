"""The patients of the series, as its tables list them, and of whom a category holds by those tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from blastline.audit.understanding.claims import Attribute, Claim, PatientClaim, TotalClaim
from blastline.audit.understanding.vocabulary import kinds_of


@dataclass(frozen=True, slots=True)
class Series:
    """`patients` in the order of the tables; `n` of them, also where only their number is told; `held` by variable."""

    n: int | None
    patients: tuple[str, ...]
    held: Mapping[str, Mapping[str, tuple[PatientClaim, ...]]]

    def whose(self, attributes: Iterable[Attribute], compartment: str = "") -> set[str] | None:
        """
        Those of whom all of it holds by the tables; nothing where a table does not tell it of every patient.

        MRD is that of the `compartment` that is named, else of the marrow.
        """
        who = set(self.patients)
        for attribute in attributes:
            held = self.held.get(column_of(attribute), {})
            held = {patient: _plain(claims, compartment) for patient, claims in held.items()}
            if not who or set(held) != set(self.patients):
                return None
            answers = {patient: {holds(claim, attribute) for claim in claims} for patient, claims in held.items()}
            if any(len(answer) > 1 for answer in answers.values()):
                return None
            who &= {patient for patient, answer in answers.items() if answer == {True}}
        return who


def _plain(claims: tuple[PatientClaim, ...], compartment: str) -> tuple[PatientClaim, ...]:
    """Those of one compartment; where none is named, those of the marrow, of which a count need not say so."""
    there = (compartment,) if compartment not in ("", "marrow") else ("", "marrow")
    return tuple(claim for claim in claims if claim.compartment in there) or claims


def column_of(attribute: Attribute) -> str:
    """The variable of the tables in which an attribute is told: infections stand in one column."""
    variable, categories = attribute
    if variable != "event":
        return variable
    name = min(categories)
    return "infection" if "infection" in kinds_of(name) else f"event {name}"


def holds(claim: PatientClaim, attribute: Attribute) -> bool:
    """Whether what a cell says is a case of the attribute."""
    variable, categories = attribute
    if variable == "event" and claim.variable.startswith("event "):
        return "yes" in claim.category
    if variable == "event":
        return any(name in kinds_of(event) for event in claim.category for name in categories)
    if claim.low is not None:
        return f"{claim.low:g}" in categories
    return bool(claim.category) and claim.category <= categories


def series_of(claims: Iterable[Claim]) -> Series:
    """The series that the claims of the tables are about."""
    held: defaultdict[str, defaultdict[str, list[PatientClaim]]] = defaultdict(lambda: defaultdict(list))
    patients: dict[str, None] = {}
    totals: list[int] = []
    for claim in claims:
        if isinstance(claim, PatientClaim):
            held[claim.variable][claim.patient].append(claim)
            patients[claim.patient] = None
        elif isinstance(claim, TotalClaim):
            totals.append(claim.n)
    n = len(patients) or (totals[0] if totals else None)
    return Series(
        n,
        tuple(patients),
        {name: {who: tuple(them) for who, them in by.items()} for name, by in held.items()},
    )
