"""What a place of a manuscript says, by kind. Every claim keeps where it stands, as it was printed."""

from dataclasses import dataclass
from typing import TypeAlias

from blastline.audit.disagreement import Quote

# A cell with a dash: the patient has none, or was not assessed.
NOT_TOLD = frozenset({"not told"})
# What is said of somebody: a variable and its categories, of which one holds ("CR/CRi" leaves two open).
Attribute: TypeAlias = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class PatientClaim:
    """
    A value or category of one patient.

    `variable` is that of the vocabulary, "crs grade" for a grade, or the head of a column. A number has `low` and
    `high`, as printed in `printed`, first to last: high may stand before low. A category has `category`.
    """

    patient: str
    variable: str
    quote: Quote
    low: float | None = None
    high: float | None = None
    printed: str = ""
    unit: str = ""
    category: frozenset[str] = frozenset()
    statistic: str = ""
    compartment: str = ""
    phase: str = ""
    when: str = ""
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class CountClaim:
    """
    How many patients something holds of: all of `attributes` at once.

    `of` is the whole where one is named, `percent` as printed. `patients` are those listed beside it. `other` counts
    who is left after the counts before it ("the other four"). `within` narrows the whole ("of the three with …");
    `bracketed` is a count in brackets that repeats it ("four (3/5)").
    """

    n: int
    quote: Quote
    attributes: frozenset[Attribute]
    of: int | None = None
    percent: str = ""
    patients: tuple[str, ...] = ()
    other: bool = False
    everybody: bool = False
    within: str = ""
    bracketed: int | None = None
    interval: tuple[str, str] | None = None
    phase: str = ""
    when: str = ""
    compartment: str = ""
    sentence: int = -1
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class RangeClaim:
    """
    The lowest and highest of a group, or its middle: what a row of a summary table or a sentence gives.

    `of` is what was taken of each patient where it was a peak or a lowest value.
    """

    variable: str
    quote: Quote
    low: float | None = None
    high: float | None = None
    printed: str = ""
    unit: str = ""
    statistic: str = "range"
    n: int | None = None
    group: str = ""
    phase: str = ""
    spread: str = ""
    of: str = ""
    in_table: bool = False


@dataclass(frozen=True, slots=True)
class ListClaim:
    """Values in the order of patients: "was 1, 2 and 3 in Pt 1 to Pt 3"; `patients` may be shorter or longer."""

    variable: str
    values: tuple[str, ...]
    patients: tuple[str, ...]
    quote: Quote


@dataclass(frozen=True, slots=True)
class TimeClaim:
    """That something befell a patient, or some number of them, before, during, at the end of or after the treatment."""

    event: str
    phase: str
    quote: Quote
    patients: tuple[str, ...] = ()
    n: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeClaim:
    """What became of a toxicity or infection; `excepted` are those for whom it did not hold."""

    topic: str
    predicate: str
    quote: Quote
    excepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TotalClaim:
    """How many patients the series has."""

    n: int
    quote: Quote


Claim: TypeAlias = PatientClaim | CountClaim | RangeClaim | ListClaim | TimeClaim | OutcomeClaim | TotalClaim
