"""A table with one patient per row, or per column: a claim for each cell that can be read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from blastline.audit.disagreement import Quote
from blastline.audit.manuscript import TextCell, TextTable
from blastline.audit.understanding.claims import NOT_TOLD, Claim, PatientClaim
from blastline.audit.understanding.heads import Head, head_of, phase_of
from blastline.audit.understanding.numbers import NUMBER, UNIT, ends_of, number_of
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.vocabulary import lexicon

PATIENT_HEAD = re.compile(
    r"(?i)^(?:no\.?|nr\.?|#|number|id|upn|(?:patients?|pts?|cases?|subjects?)(?: ?(?:no\.?|number|id|#))?)$"
)
PATIENT_CELL = re.compile(r"(?i)^(?:(?:patient|pt|case|upn|subject|p|#|no)\.? ?(?:no\.? ?|#)?)?(\d{1,4})$")
NAMED_CELL = re.compile(r"(?i)^(?:patient|pt|p|case|upn|subject)\.? ?(?:no\.? ?|#)?(\d{1,4})$")
NONE = re.compile(r"(?i)^(?:-+|none|no|n/?a|nil|0|absent|negative|)$")
# Of these a table of the time before tells another fact than one of the outcomes; CNS disease is a state of the start.
MAY_COME_AGAIN = ("event transplant", "event relapse")
# A table "before treatment" tells of earlier transplants and relapses, unless it goes on to tell what came of it.
AFTERWARDS = re.compile(r"(?i)outcome|course|follow|result|response|toxicit|during|after")
UNTOLD = re.compile(r"(?i)^(?:-*|n/?[ad]|nd|not (?:done|assessed|evaluable))$")


@dataclass(frozen=True, slots=True)
class PatientCells:
    """The cells of a table with one patient per row or per column: (patient, head, cell)."""

    cells: tuple[tuple[str, str, TextCell], ...]
    patients: tuple[str, ...]


def patient_cells(table: TextTable) -> PatientCells | None:
    """The table as cells of patients, or nothing where it summarises."""
    firsts = [plainly(row[0].text) if row else "" for row in table.rows]
    numbered = [PATIENT_CELL.match(first) for first in firsts]
    headed = bool(table.header) and bool(PATIENT_HEAD.match(plainly(table.header[0])))
    named = [bool(NAMED_CELL.match(first)) for first in firsts]
    if len(firsts) >= 2 and (all(named) or (headed and sum(map(bool, numbered)) >= max(2, len(firsts) - 2))):
        rows = [(str(int(found[1])), row) for found, row in zip(numbered, table.rows, strict=True) if found]
        cells = (
            (who, head, cell) for who, row in rows for head, cell in list(zip(table.header, row, strict=False))[1:]
        )
        return PatientCells(tuple(cells), tuple(dict.fromkeys(who for who, _ in rows)))
    columns = [NAMED_CELL.match(plainly(head)) for head in table.header[1:]]
    if len(columns) >= 2 and all(columns):
        whose = [str(int(found[1])) for found in columns if found]
        across = ((who, row[0].text, cell) for row in table.rows for who, cell in zip(whose, row[1:], strict=False))
        return PatientCells(tuple(across), tuple(whose))
    return None


def claims_of_patients(table: TextTable, cells: PatientCells, main_therapy: str) -> Iterator[Claim]:
    """One claim for each cell that can be read, several for "CR, MRD-"."""
    phase = phase_of(table.title)
    only_before = phase == "before" and not AFTERWARDS.search(table.title)
    for patient, head, cell in cells.cells:
        about = head_of(head, main_therapy)
        if only_before and about.variable in MAY_COME_AGAIN:
            about = replace(about, variable=f"prior {about.variable}")
        quote = Quote(cell.text, cell.place)
        text = plainly(cell.text)
        yield from _cell(patient, about, text, quote, phase)


def _cell(patient: str, head: Head, text: str, quote: Quote, phase: str) -> Iterator[PatientClaim]:
    if head.kind == "grade":
        found = re.fullmatch(r"(?i)(?:grade )?(\d)(?:\s?-\s?(\d))?", text)
        if found:
            low, high = float(found[1]), float(found[2] or found[1])
            yield PatientClaim(patient, head.variable, quote, low, high, text, phase=phase, in_table=True)
        return
    if head.kind in ("response", "mrd"):
        yield from _categories(patient, head, text, quote, phase)
        return
    if head.kind == "sex":
        sex = lexicon("sexes").first(text) or {"m": "male", "f": "female"}.get(text.lower(), "")
        if sex:
            yield PatientClaim(patient, "sex", quote, category=frozenset({sex}), phase=phase, in_table=True)
        return
    if head.kind == "event":
        events = frozenset(name for _, _, name in lexicon("events").find(text))
        if events or NONE.match(text):
            yield PatientClaim(patient, "infection", quote, category=events or frozenset({"none"}), in_table=True)
        return
    if head.kind == "happened":
        yield from _happened(patient, head, text, quote)
        return
    ends = ends_of(text)
    phase = head.phase or phase
    single = re.fullmatch(rf"[<>≤≥~]?\s*({NUMBER})\s*({UNIT}|times?|cycles?)?", text)
    if ends:
        low, high = map(number_of, ends)
        yield PatientClaim(
            patient,
            head.variable,
            quote,
            low,
            high,
            text,
            head.unit,
            statistic="range",
            compartment=head.compartment,
            phase=phase,
            in_table=True,
        )
    elif single:
        value = number_of(single[1])
        yield PatientClaim(
            patient,
            head.variable,
            quote,
            value,
            value,
            single[1],
            head.unit,
            statistic=head.statistic,
            compartment=head.compartment,
            phase=phase,
            in_table=True,
        )
    elif re.fullmatch(r"(?i)yes|no|[+-]", text):
        word = {"+": "yes", "-": "no"}.get(text, text.lower())
        yield PatientClaim(patient, head.variable, quote, category=frozenset({word}), phase=phase, in_table=True)


def _happened(patient: str, head: Head, text: str, quote: Quote) -> Iterator[PatientClaim]:
    if head.variable == "status":
        dead = re.search(r"(?i)\b(?:dead|died|death|deceased)\b", text)
        if dead or re.search(r"(?i)\balive\b", text):
            for name, happened in (("event death", bool(dead)), ("event alive", not dead)):
                yield PatientClaim(patient, name, quote, category=_yes(happened), in_table=True)
    elif NONE.match(text):
        yield PatientClaim(patient, head.variable, quote, category=_yes(False), in_table=True)
    elif re.match(r"(?i)(?:yes\b|y$|\+|present|done|day )", text):
        yield PatientClaim(patient, head.variable, quote, category=_yes(True), in_table=True)


def _yes(happened: bool) -> frozenset[str]:
    return frozenset({"yes" if happened else "no"})


def _categories(patient: str, head: Head, text: str, quote: Quote, phase: str) -> Iterator[PatientClaim]:
    found = frozenset(name for _, _, name in lexicon("responses").find(text))
    if found and head.kind == "response":
        yield PatientClaim(patient, head.variable, quote, category=found, in_table=True)
    residual = lexicon("mrd").first(text)
    if not residual and head.kind == "mrd":
        words = {"neg": "negative", "pos": "positive"}
        residual = words.get(text.lower(), text.lower() if text.lower() in ("negative", "positive") else "")
    if UNTOLD.match(text):
        yield PatientClaim(
            patient, head.variable, quote, category=NOT_TOLD, compartment=head.compartment, in_table=True
        )
    if residual:
        yield PatientClaim(
            patient, "mrd", quote, category=frozenset({residual}), compartment=head.compartment, in_table=True
        )
