"""A manuscript against the data: every number of the text beside the row of the ledger that it should be."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from blastline.audit.checks.patient_category import disjoint, said_of, same_moment
from blastline.audit.checks.patient_value import agree, comparable
from blastline.audit.checks.saying import (
    attributes_said,
    attributes_told,
    disagreement,
    patients_said,
    people,
    place_said,
)
from blastline.audit.checks.units import factor_between
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.sections import kind_of
from blastline.audit.understanding.claims import (
    NOT_TOLD,
    CountClaim,
    ListClaim,
    OutcomeClaim,
    PatientClaim,
    RangeClaim,
    TimeClaim,
    TotalClaim,
)
from blastline.audit.understanding.ledger_claims import claims_of_ledger, quote_of
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.numbers import same_number
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.series import Series, series_of
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import are, label_of
from blastline.estimate.ledger import Ledger

NAME = "against-study"
# Where the series is told of; an introduction tells of others, and the methods of what was planned.
REPORTED = ("abstract", "results", "discussion", "conclusion")
LIKELIER = "The study, for its number can be walked back to a record: correct the text, or the record."


@dataclass(frozen=True, slots=True)
class AgainstStudy:
    """What disagrees with the study, and where numbers stand that no row of its ledger could be found for."""

    disagreements: tuple[Disagreement, ...]
    uncovered: tuple[Quote, ...]


def against_study(understood: Understood, ledger: Ledger) -> AgainstStudy:
    """
    Every number of the text against the ledger by name, value and rounding, either way of rounding.

    A number that the ledger leaves undecided, or does not hold, is uncovered; it is no disagreement.
    """
    data = _Data(ledger)
    found: dict[str, Disagreement] = {}
    covered: set[Quote] = set()
    open_: set[Quote] = set()
    for claim in understood.claims:
        if isinstance(claim, ListClaim | TimeClaim | OutcomeClaim):
            continue  # the values of a list are claims of its patients too; times and outcomes are no numbers
        said = _held(claim, data)
        if said is None:
            open_.add(claim.quote)
            continue
        covered.add(claim.quote)
        found |= {one.id: one for one in said}
    uncovered = [quote for quote in _with_numbers(understood) if quote in open_ or quote not in covered]
    return AgainstStudy(tuple(found.values()), tuple(dict.fromkeys(uncovered)))


class _Data:
    """The ledger as a series of patients, with each patient's claims."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        claims = list(claims_of_ledger(ledger))
        self.patients = [claim for claim in claims if isinstance(claim, PatientClaim)]
        self.series: Series = series_of(claims)
        by_patient: defaultdict[tuple[str, str], list[PatientClaim]] = defaultdict(list)
        for claim in self.patients:
            by_patient[claim.patient, claim.variable].append(claim)
        self.by_patient = dict(by_patient)


def _held(claim: object, data: _Data) -> list[Disagreement] | None:
    """What disagrees; nothing at all where the ledger has no row for it."""
    if isinstance(claim, PatientClaim) and claim.category != NOT_TOLD:
        return _patient(claim, data)
    if isinstance(claim, CountClaim):
        return _count(claim, data)
    if isinstance(claim, RangeClaim):
        return _range(claim, data)
    return _total(claim, data) if isinstance(claim, TotalClaim) else None


def _total(claim: TotalClaim, data: _Data) -> list[Disagreement]:
    if claim.n == data.series.n:
        return []
    message = f"The series has {people(claim.n)} in {place_said(claim.quote)} and {data.series.n} in the study."
    quotes = [claim.quote, *(quote_of(row) for row in data.ledger.rows if row.key == "study.patients")]
    return [disagreement(NAME, f"patients {claim.n}", "contradiction", message, LIKELIER, quotes)]


def _patient(claim: PatientClaim, data: _Data) -> list[Disagreement] | None:
    rows = data.by_patient.get((claim.patient, claim.variable), [])
    graded = claim.variable.endswith(" grade")
    if claim.printed and not graded:
        near = [row for row in rows if row.printed and comparable(claim, row)]
        fitting = [row for row in near if agree(claim, row)]
        wrong = [row for row in near if not fitting] or [row for row in fitting if _other_unit(claim, row)]
        wrong = [] if any(row not in wrong for row in fitting) else wrong
        told = f"{claim.printed} {claim.unit}".strip()
    else:
        near = [row for row in rows if (graded or row.category) and same_moment(claim, row)]
        wrong = [row for row in near if disjoint(claim, row)]
        wrong = [] if len(wrong) < len(near) else wrong
        told = said_of(claim)
    if not near:
        return None
    if wrong and claim.in_table and _but_for_its_unit(claim, wrong):
        return [_of_a_unit(claim, wrong[0])]
    return [_of_a_patient(claim, told, wrong)] if wrong else []


def _but_for_its_unit(claim: PatientClaim, wrong: Sequence[PatientClaim]) -> bool:
    """Whether the number is that of the study, and only the unit is not."""
    return bool(claim.printed) and all(_other_unit(claim, row) for row in wrong)


def _of_a_unit(claim: PatientClaim | RangeClaim, row: PatientClaim) -> Disagreement:
    """One for a column of a table, whose unit stands once."""
    what = f"{label_of(claim.variable)} {are(claim.variable)} in {claim.unit} in {place_said(claim.quote)}"
    message = f"{what} and in {row.unit} in the study."
    about = f"{claim.variable} {claim.unit}"
    return disagreement(NAME, about, "contradiction", message, LIKELIER, [claim.quote, row.quote])


def _other_unit(claim: PatientClaim, row: PatientClaim) -> bool:
    factor = factor_between(claim.unit, row.unit)
    return factor not in (None, 1.0) and same_number(claim.printed, row.printed)


def _of_a_patient(claim: PatientClaim, told: str, wrong: Sequence[PatientClaim]) -> Disagreement:
    row = wrong[0]
    held = f"{row.printed} {row.unit}".strip() if row.printed else said_of(row)
    what = f"{label_of(claim.variable)} of Pt {claim.patient} {are(claim.variable)}"
    message = f"{what} {told} in {place_said(claim.quote)} and {held} in the study."
    about = f"{claim.patient} {claim.variable} {told}"
    return disagreement(NAME, about, "contradiction", message, LIKELIER, [claim.quote, *(one.quote for one in wrong)])


def _count(claim: CountClaim, data: _Data) -> list[Disagreement] | None:
    """A count out of all patients, against those of whom the ledger surely holds it."""
    whole = data.series.n
    if not claim.attributes and claim.n == whole:
        return []
    restricted = claim.within.endswith("restricted")
    compartment = claim.compartment not in ("", "marrow") and any(name == "mrd" for name, _ in claim.attributes)
    partial = (claim.within not in ("", f"of {whole}") and not restricted) or claim.of not in (None, whole)
    who = None if not claim.attributes or compartment or partial else data.series.whose(claim.attributes)
    if who is None or (any(name == "event" for name, _ in claim.attributes) and claim.phase == "before"):
        return None
    n = whole if claim.everybody else claim.n
    if n == len(who):
        return []
    what = attributes_said(claim.attributes)
    named = patients_said(sorted(who, key=int))
    told = f"{attributes_told(claim.attributes) or 'nothing more'} is reported of {people(n or 0)}"
    message = f"{told} in {place_said(claim.quote)}, and of {people(len(who))} in the study ({named})."
    quotes = [claim.quote, *_rows_of_count(claim, who, data)]
    return [disagreement(NAME, f"{what} {n}", "contradiction", message, LIKELIER, quotes)]


def _rows_of_count(claim: CountClaim, who: set[str], data: _Data) -> Iterator[Quote]:
    """The row of the count, where the ledger has one, and those of the patients."""
    variables = {variable for variable, _ in claim.attributes}
    categories = {category for _, held in claim.attributes for category in held}
    rows = [row for row in data.patients if row.variable in variables and (not who or row.patient in who)]
    heads = {row.quote.ledger_key.rsplit(".", 1)[0] for row in rows}
    for row in data.ledger.rows:
        if row.statistic == "count" and row.category in categories and row.key.rsplit(".", 2)[0] in heads:
            yield quote_of(row)
    yield from (row.quote for row in rows)


def _range(claim: RangeClaim, data: _Data) -> list[Disagreement] | None:
    if claim.group or claim.statistic != "range" or "-" not in claim.printed:
        return None
    values = [
        row
        for row in data.patients
        if row.variable == claim.variable
        and row.printed
        and row.statistic == claim.of
        and row.low == row.high
        and (not claim.phase or not row.phase or row.phase == claim.phase)
        and not row.compartment
    ]
    if {row.patient for row in values} != set(data.series.patients) or len(values) != len(data.series.patients):
        return None
    ordered = sorted(values, key=lambda row: row.low or 0)
    found = []
    for printed, row, word in zip(
        claim.printed.split("-")[:2], (ordered[0], ordered[-1]), ("lowest", "highest"), strict=True
    ):
        number = "".join(sign for sign in printed if sign.isdigit() or sign == ".")
        if not same_number(number, row.printed):
            what = f"The {word} {label_of(claim.variable)} {are(claim.variable)} {number}"
            message = f"{what} in {place_said(claim.quote)} and {row.printed} in the study."
            about = f"{claim.variable} {word} {number}"
            found.append(disagreement(NAME, about, "contradiction", message, LIKELIER, [claim.quote, row.quote]))
    if not found and factor_between(claim.unit, ordered[0].unit) not in (None, 1.0):
        found.append(_of_a_unit(claim, ordered[0]))
    return found


def _with_numbers(understood: Understood) -> Iterator[Quote]:
    """Where numbers stand: sentences on the patients, and the cells of tables."""
    for sentence in understood.manuscript.sentences:
        reported = kind_of(sentence.place.section) in REPORTED
        kinds = {mention.kind for mention in mentions_in(plainly(sentence.text))}
        if reported and kinds & {"value", "range", "count", "grade"}:
            yield Quote(sentence.text, sentence.place)
    for table in understood.manuscript.tables:
        for row in table.rows:
            for cell in row[1:]:
                if any(sign.isdigit() for sign in cell.text):
                    yield Quote(cell.text, cell.place)
