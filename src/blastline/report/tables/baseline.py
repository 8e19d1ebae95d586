"""The patients before treatment, and the same rows summarised."""

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.cells import Shown, cell_of, known_cell, patient_table
from blastline.report.document import Cell, Column, Table

MARROW, BLOOD, T_CELLS = "Leukaemia cells in marrow", "Blood counts", "T cells in blood (%)"


def _number(label: str, variable: str, group: str = "", width: float = 1.0) -> Shown:
    return Shown(Column(label, group, "right", width), "baseline", variable, "value")


def _word(label: str, variable: str, group: str = "", width: float = 1.0) -> Shown:
    return Shown(Column(label, group, "left", width), "baseline", variable, "category")


CHARACTERISTICS = (
    _number("Age (years)", "age", width=0.8),
    _word("Sex", "sex", width=0.9),
    _word("Ph+", "philadelphia", width=0.6),
    _number("Prior lines", "prior_lines", "Earlier therapy", 0.8),
    _word("Allo-HSCT", "prior_allo_hsct", "Earlier therapy", 0.9),
    _number("CAR-T infusions", "prior_car_t", "Earlier therapy", 1.1),
    _word("Response to CAR-T", "car_t_response", "Earlier therapy", 1.1),
    _number("Share (%)", "marrow_blasts", MARROW, 0.9),
    _number("CD19 (%)", "cd19_on_blasts", MARROW, 0.9),
    _number("Neutrophils (×10⁹/L)", "neutrophils", BLOOD, 1.3),
    _number("Haemoglobin (g/L)", "haemoglobin", BLOOD, 1.3),
    _number("Platelets (×10⁹/L)", "platelets", BLOOD, 1.1),
    _number("CD3+", "cd3", T_CELLS, 0.7),
    _number("CD3+ CD8+", "cd3_cd8", T_CELLS, 0.8),
    _number("CD3+ CD4+", "cd3_cd4", T_CELLS, 0.8),
)


def baseline_by_patient(ledger: Ledger) -> Table:
    """One row a patient."""
    return patient_table(
        ledger,
        CHARACTERISTICS,
        name="baseline",
        title="Patients before treatment",
    )


# Each line of the summary: its label, and the ledger keys that fill it.
RANGES = (
    ("Age, years", "age"),
    ("Prior lines, CAR-T included", "prior-lines"),
    ("Prior CAR-T infusions", "prior-car-t"),
    ("Months from CAR-T to treatment", "months-from-car-t"),
    ("Leukaemia cells in marrow, %", "marrow-blasts"),
    ("CD19 on leukaemia cells, %", "cd19-on-blasts"),
    ("Neutrophils, ×10⁹/L", "neutrophils"),
    ("Haemoglobin, g/L", "haemoglobin"),
    ("Platelets, ×10⁹/L", "platelets"),
    ("CD3+ T cells, %", "cd3"),
    ("CD3+CD8+ T cells, %", "cd3-cd8"),
    ("CD3+CD4+ T cells, %", "cd3-cd4"),
)
COUNTS = (
    ("Male", "sex.male"),
    ("Ph-positive", "philadelphia.yes"),
    ("Prior allo-HSCT", "prior-allo-hsct.yes"),
    ("CR to CAR-T", "car-t-response.cr"),
    ("NR to CAR-T", "car-t-response.nr"),
)


def baseline_summary(ledger: Ledger) -> Table:
    """Ranges and medians of the patients' numbers, counts of their words."""
    rows = [_range(ledger, label, name) for label, name in RANGES]
    rows += [_count(ledger, label, name) for label, name in COUNTS]
    columns = (
        Column("Characteristic", width=2.4),
        Column("Median", align="right", width=0.9),
        Column("Range", align="right", width=1.2),
        Column("n/N (%; interval)", align="left", width=2.2),
        Column("Recorded", align="right", width=0.9),
    )
    notes = ("From the same rows as {{ table(baseline) }}.", *_method(ledger))
    kept = tuple(row for row in rows if row)
    title = "Summary before treatment"
    return Table("baseline_summary", title, columns, kept, notes, wide=True)


def _range(ledger: Ledger, label: str, name: str) -> tuple[Cell, ...]:
    if f"baseline.{name}.range" not in ledger:
        return ()
    span, middle = ledger[f"baseline.{name}.range"], ledger[f"baseline.{name}.median"]
    return (Cell(label), cell_of(middle), cell_of(span), Cell(""), Cell(f"{span.denominator}", span.key))


def _count(ledger: Ledger, label: str, name: str) -> tuple[Cell, ...]:
    if f"baseline.{name}.count" not in ledger:
        return ()
    row = ledger[f"baseline.{name}.count"]
    return (Cell(label), Cell(""), Cell(""), cell_of(row), known_cell(row))


def _method(ledger: Ledger) -> tuple[str, ...]:
    rows: list[LedgerRow] = ledger.where(section="baseline", statistic="count")
    return (f"Intervals: {rows[0].interval_method}.",) if rows else ()
