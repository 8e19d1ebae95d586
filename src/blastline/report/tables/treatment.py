"""Tables on treatment: by patient, haematological toxicity against baseline, CRS, other events."""

from collections.abc import Sequence

from blastline.estimate.ledger import Ledger
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_ASSESSED
from blastline.report.cells import Shown, cell_of, is_told, patient_table
from blastline.report.document import Cell, Column, Table

T_CELLS, HAEMATOLOGY = "T cells in blood (%)", "Haematological toxicity, grade as reported"
GRADES = (
    ("Neutrophils", "neutrophil count decreased", HAEMATOLOGY, 1.1),
    ("Haemoglobin", "anaemia", HAEMATOLOGY, 1.1),
    ("Platelets", "platelet count decreased", HAEMATOLOGY, 0.9),
    ("CRS", "cytokine release syndrome", "Grade as reported", 0.7),
    ("ICANS", "ICANS", "Grade as reported", 0.7),
)


def _ranged(label: str, test: str, group: str = "", width: float = 1.0) -> Shown:
    return Shown(Column(label, group, "right", width), "treatment", f"{test}, range")


def treatment_by_patient(ledger: Ledger) -> Table:
    """IL-6, T cells, grades as reported, infections, response and MRD."""
    shown = [
        _ranged("IL-6 (pg/mL)", "interleukin_6", width=1.3),
        _ranged("CD3+", "cd3", T_CELLS),
        _ranged("CD3+ CD8+", "cd3_cd8", T_CELLS),
        _ranged("CD3+ CD4+", "cd3_cd4", T_CELLS),
        *[Shown(Column(c, group, "right", width), "reported_grade", term) for c, term, group, width in GRADES],
        Shown(Column("Infection", width=1.0), "infections", "infections"),
        Shown(Column("Response", "Response as reported", width=0.9), "response", "response", "category"),
        *_mrd_columns(ledger),
    ]
    notes = (
        "Ranges run from the smallest to the largest value recorded on treatment.",
        *_infection_note(ledger),
    )
    title = "On treatment: cytokine, T cells, toxicities as reported, infections and response"
    return patient_table(ledger, shown, name="treatment", title=title, notes=notes)


def _mrd_columns(ledger: Ledger) -> list[Shown]:
    places = dict.fromkeys(row.variable for row in ledger.where(section="mrd", statistic="category"))
    return [
        Shown(Column(mrd_label(place), "Response as reported", width=1.3), "mrd", place, "category") for place in places
    ]


def mrd_label(place: str) -> str:
    """The heading of an MRD column: its compartment, or that none was named."""
    short = {"not stated": "compartment not stated", "cerebrospinal fluid": "CSF"}
    return f"MRD, {short.get(place, place)}"


def _infection_note(ledger: Ledger) -> tuple[str, ...]:
    """The abbreviations that stand in the column of infections, spelled out, and no other."""
    printed = {part for row in ledger.where(section="infections") for part in row.text.split(", ")}
    spelled = dict.fromkeys(row.text for row in ledger.where(section="infection", statistic="abbreviation"))
    # An infection without an abbreviation stands there by its name, which needs no explanation.
    used = [text for text in spelled if ":" in text and text.partition(":")[0] in printed]
    return ("; ".join(used) + ".",) if used else ()


def haematology_against_baseline(ledger: Ledger) -> Table:
    """Each reported grade beside the grade before treatment by each version, and what it adds to it."""
    emergent = ledger.where(section="treatment_emergent", statistic="category")
    versions = list(dict.fromkeys(row.criterion.rpartition("/")[0] for row in emergent))
    lines: dict[tuple[str, str], dict[str, LedgerRow]] = {}
    told = {term: was_reported(ledger, term) for term in dict.fromkeys(row.variable for row in emergent)}
    for row in emergent:
        if not told[row.variable]:
            continue
        lines.setdefault((row.variable, row.patient_id), {})[row.criterion.rpartition("/")[0]] = row
    rows = tuple(_against_baseline(ledger, line, versions) for line in lines.values())
    columns = (
        Column("Toxicity", width=1.9, once=True),
        Column("Patient", width=0.7),
        Column("As reported", width=0.9),
        *[Column(printed_criterion(version), "Grade before treatment", width=1.1) for version in versions],
        *[Column(printed_criterion(version), "Treatment-emergent", width=1.3) for version in versions],
        Column("Why", width=3.2),
    )
    notes = (
        "Before treatment: graded by the criterion from the counts of {{ table(baseline) }}.",
        "As reported: by the investigators, worst on treatment. A grade that only repeats the one before "
        "treatment is not treatment-emergent.",
        *_never_reported([term for term, reported in told.items() if not reported]),
    )
    title = "Haematological toxicity as reported, against the grade before treatment"
    return Table("haematology", title, columns, rows, notes, wide=True, by_patient=True)


def was_reported(ledger: Ledger, term: str) -> bool:
    """Whether the grade of any patient was reported; of nobody's there is nothing to compare, and pages of it."""
    grades = ledger.where(section="reported_grade", variable=term, statistic="category")
    return any(is_told(row) for row in grades)


def _never_reported(terms: Sequence[str]) -> tuple[str, ...]:
    return (f"Reported of no patient: {', '.join(terms)}.",) if terms else ()


def _against_baseline(ledger: Ledger, line: dict[str, LedgerRow], versions: list[str]) -> tuple[Cell, ...]:
    first = next(iter(line.values()))
    (reported,) = ledger.where(
        section="reported_grade", variable=first.variable, patient_id=first.patient_id, statistic="category"
    )
    before = [_before(ledger, line[version]) if version in line else Cell("–") for version in versions]
    emergent = [cell_of(line[version]) if version in line else Cell("–") for version in versions]
    why = first.category + (f"; {first.undecided}" if first.undecided else "")
    named = Cell(first.variable[0].upper() + first.variable[1:])
    return (named, Cell(first.patient_id), cell_of(reported), *before, *emergent, Cell(why, first.key))


def _before(ledger: Ledger, emergent: LedgerRow) -> Cell:
    (row,) = ledger.where(
        section="baseline_grade",
        criterion=emergent.criterion,
        patient_id=emergent.patient_id,
        statistic="category",
    )
    return cell_of(row)


def reported_against_derived(ledger: Ledger) -> Table:
    """CRS by the chosen scales, and the overall haematological grade, as reported and as derived."""
    found = [row for section in ("toxicity", "overall") for row in _findings(ledger, section)]
    known = {row.variable for row in found if row.text != NOT_ASSESSED or was_reported(ledger, row.variable)}
    rows = [_compared(ledger, row) for row in found if row.variable in known]
    columns = (
        Column("Toxicity", width=1.9, once=True),
        Column("Derived by", width=1.4, once=True),
        Column("Patient", width=0.7),
        Column("As reported", "Grade", "left", 0.9),
        Column("Derived", "Grade", "left", 1.3),
        Column("Comparison", width=2.0),
        Column("What leaves it open", width=3.0),
    )
    title = "Grades as reported beside grades derived from the records"
    return Table(
        "derived",
        title,
        columns,
        tuple(rows),
        wide=True,
        by_patient=True,
    )


def _findings(ledger: Ledger, section: str) -> list[LedgerRow]:
    return ledger.where(section=section, statistic="category")


def _compared(ledger: Ledger, derived: LedgerRow) -> tuple[Cell, ...]:
    (reported,) = ledger.where(
        section="reported_grade",
        variable=derived.variable,
        patient_id=derived.patient_id,
        statistic="category",
    )
    named = derived.variable[0].upper() + derived.variable[1:]
    return (
        Cell(named),
        Cell(printed_criterion(derived.criterion) or "worst of the parts"),
        Cell(derived.patient_id),
        cell_of(reported),
        cell_of(derived),
        Cell(derived.category),
        Cell(derived.undecided or "–"),
    )


def other_events(ledger: Ledger) -> Table:
    """Events that no other table holds, graded or not, and supportive drugs."""
    rows = [_event(ledger, row) for row in ledger.where(section="event", statistic="outcome")]
    rows += [
        (Cell(row.patient_id), Cell(f"Support: {row.variable}"), Cell("–"), Cell("–"), cell_of(row), Cell("–"))
        for row in ledger.where(section="support")
        if row.patient_id
    ]
    order = ledger["study.patients"].patients
    rows.sort(key=lambda cells: order.index(cells[0].text))
    columns = (
        Column("Patient", width=0.7, once=True),
        Column("Event or support", width=2.2),
        Column("Grade", align="right", width=0.7),
        Column("When", width=1.0),
        Column("Detail", width=2.2),
        Column("Outcome", width=2.2),
    )
    title = "Other adverse events as reported, and supportive drugs"
    return Table("events", title, columns, tuple(rows), wide=True, by_patient=True)


def _event(ledger: Ledger, outcome: LedgerRow) -> tuple[Cell, ...]:
    event = outcome.key.removesuffix("outcome")
    named = outcome.variable[0].upper() + outcome.variable[1:]
    keys = [event + column for column in ("grade", "time", "detail")]
    said = [cell_of(ledger[key]) if key in ledger else Cell("–") for key in keys]
    return (Cell(outcome.patient_id), Cell(named), *said, cell_of(outcome))
