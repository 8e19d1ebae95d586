"""The rows of a ledger as claims of the same kinds as those of a text, so that both are held against each other."""

import re
from collections.abc import Iterator

from blastline.audit.disagreement import Quote
from blastline.audit.manuscript import Place
from blastline.audit.understanding.claims import Claim, PatientClaim, TotalClaim
from blastline.audit.understanding.numbers import ends_of, number_of
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.vocabulary import document
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow

SINGLE = re.compile(r"\d+(?:\.\d+)?")
COMPARTMENTS = {"cerebrospinal fluid": "csf", "bone marrow": "marrow", "marrow": "marrow", "peripheral blood": "blood"}


def claims_of_ledger(ledger: Ledger) -> Iterator[Claim]:
    """What it holds of each patient, and how many there are; what is undecided makes no claim."""
    for row in ledger:
        if row.key == "study.patients" and row.value is not None:
            yield TotalClaim(int(row.value), quote_of(row))
        elif row.patient_id and re.search(r"\d", row.patient_id):
            yield from _of_a_patient(row)


def quote_of(row: LedgerRow) -> Quote:
    """A number of the study stands nowhere in the text: its key says where it comes from."""
    return Quote(row.text, Place(), row.key)


def number_of_patient(patient_id: str) -> str:
    """ "3" of "Pt 3", as the claims of a text name patients."""
    return str(int(re.findall(r"\d+", patient_id)[-1]))


def _of_a_patient(row: LedgerRow) -> Iterator[PatientClaim]:
    patient, quote = number_of_patient(row.patient_id), quote_of(row)
    if row.section in ("baseline", "treatment"):
        yield from _measured(patient, row, quote)
    elif row.section == "reported_grade" and re.fullmatch(r"\d(?:[-–]\d)?", row.text):
        low, high = (float(end) for end in (row.text[0], row.text[-1]))
        name = document()["ledger_graded"].get(row.variable, row.variable)
        yield PatientClaim(patient, f"{name} grade", quote, low, high, in_table=True)
    elif row.section == "response" and re.fullmatch(r"[A-Za-z]+", row.text):
        yield PatientClaim(patient, "response", quote, category=frozenset({row.text}), in_table=True)
    elif row.section == "mrd" and row.text in ("negative", "positive"):
        where = COMPARTMENTS.get(row.variable, "")
        yield PatientClaim(patient, "mrd", quote, category=frozenset({row.text}), compartment=where, in_table=True)
    elif row.section in ("after", "alive") and row.text in ("yes", "no"):
        for name, happened in _happened(row):
            category = frozenset({"yes" if happened else "no"})
            yield PatientClaim(patient, f"event {name}", quote, category=category, in_table=True)


def _happened(row: LedgerRow) -> Iterator[tuple[str, bool]]:
    yes = row.text == "yes"
    if row.section == "alive":
        yield from (("alive", yes), ("death", not yes))
    elif "HSCT" in row.variable:
        yield "transplant", yes


def _measured(patient: str, row: LedgerRow, quote: Quote) -> Iterator[PatientClaim]:
    bare, _, statistic = row.variable.partition(", ")
    bare, _, where = bare.partition(" in ")
    name = document()["ledger_measured"].get(bare, bare)
    compartment = "csf" if bare.startswith("csf_") else COMPARTMENTS.get(where, "")
    phase = "before" if row.section == "baseline" else "during"
    text, unit = plainly(row.text), plainly(row.unit)
    ends = ends_of(text)
    if ends:
        low, high = map(number_of, ends)
        yield PatientClaim(patient, name, quote, low, high, text, unit, frozenset(), "range", compartment, phase)
    elif SINGLE.fullmatch(text):
        value = number_of(text)
        taken = statistic if statistic in ("peak", "lowest") else ""
        yield PatientClaim(patient, name, quote, value, value, text, unit, frozenset(), taken, compartment, phase)
    elif re.fullmatch(r"[A-Za-z]+", text):
        yield PatientClaim(patient, name, quote, category=frozenset({text}), phase=phase, in_table=True)
