"""One row of the ledger: a number that may be printed, with everything needed to defend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """
    A number, or a word that stands in a table in place of one, and where it comes from.

    `value` is what surely holds and `value_possible` what possibly holds; where nothing is
    undecided they are equal. A row about one patient names that patient in `patient_id`; a row
    about a group lists them in `patients` (surely) and `patients_possible` (not ruled out). `group` is what a
    term stands with in a table, `against` the scale that a comparison is held against.
    """

    key: str
    label: str
    section: str
    variable: str
    statistic: str
    text: str
    patient_id: str = ""
    category: str = ""
    phase: str = ""
    population: str = ""
    value: float | None = None
    value_possible: float | None = None
    numerator: int | None = None
    numerator_possible: int | None = None
    denominator: int | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    interval_level: float | None = None
    interval_method: str = ""
    unit: str = ""
    criterion: str = ""
    group: str = ""
    against: str = ""
    patients: tuple[str, ...] = ()
    patients_possible: tuple[str, ...] = ()
    undecided: str = ""
    findings: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
