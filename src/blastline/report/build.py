"""The report of a study: its blocks in order, from the ledger alone."""

from collections.abc import Callable

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.document import Block, Document, Figure, Heading, Notice, Table
from blastline.report.narrative import narrative
from blastline.report.tables.baseline import baseline_by_patient, baseline_summary
from blastline.report.tables.course import criteria, group_statements, infections, readings, responses, undecided
from blastline.report.tables.survival import survival
from blastline.report.tables.treatment import (
    haematology_against_baseline,
    other_events,
    reported_against_derived,
    treatment_by_patient,
)
from blastline.settings import StudySection

NOT_FOR_DECISIONS = "Research software. Not for clinical decisions."
INVENTED = "INVENTED DATA: these patients do not exist."

TABLES: dict[str, Callable[[Ledger], Table]] = {
    "baseline": baseline_by_patient,
    "baseline_summary": baseline_summary,
    "treatment": treatment_by_patient,
    "haematology": haematology_against_baseline,
    "derived": reported_against_derived,
    "events": other_events,
    "infections": infections,
    "responses": responses,
    "survival": survival,
    "undecided": undecided,
    "readings": readings,
    "group_statements": group_statements,
    "criteria": criteria,
}

# These stand on pages of their own: what the records leave open is a result too.
OPEN_QUESTIONS = ("undecided", "readings", "group_statements", "criteria")


def tables_of(ledger: Ledger) -> dict[str, Table]:
    """Every table of the report by its short name; without survival where nobody's time is known."""
    made = {name: make(ledger) for name, make in TABLES.items()}
    return {name: table for name, table in made.items() if table.rows or name != "survival"}


def document_of(ledger: Ledger, study: StudySection, tables: dict[str, Table], figures: dict[str, Figure]) -> Document:
    """The whole report, in the order in which a paper would print it."""
    words = narrative(ledger)
    blocks: list[Block] = [
        Notice(NOT_FOR_DECISIONS + (f" {study.remark}" if study.remark else "")),
        *words["methods"],
        *words["flow"],
        figures["flow"],
        *words["baseline"],
        *[figures[name] for name in ("expression",) if _measured(ledger, "cd19_on_blasts")],
        *words["response"],
        *words["cytokine"],
        *words["toxicity"],
        *words["infection"],
        *words["outcome"],
        figures["swimmer"],
        *[figure for name, figure in figures.items() if name == "survival"],
        Heading("Tables", 2),
        *[table for name, table in tables.items() if name not in OPEN_QUESTIONS],
        Heading("What could not be decided, and how ambiguous records are read", 2),
        *[tables[name] for name in OPEN_QUESTIONS if tables[name].rows],
    ]
    # The footer stands on every page, also on one that is torn from the rest.
    footer = f"{NOT_FOR_DECISIONS} {INVENTED}" if study.invented else NOT_FOR_DECISIONS
    return Document(study.title, study.cite, tuple(blocks), footer, evidence_of(ledger))


def _measured(ledger: Ledger, variable: str) -> bool:
    """Whether any patient has a number of this; a figure of nothing is left out."""
    return any(row.value is not None for row in ledger.where(section="baseline", variable=variable, statistic="value"))


def evidence_of(ledger: Ledger) -> dict[str, str]:
    """Where each number comes from, in words short enough for a tooltip."""
    return {row.key: _evidence(row) for row in ledger}


def _evidence(row: LedgerRow) -> str:
    shown = ", ".join(row.evidence[:6]) + (f" and {len(row.evidence) - 6} more" if len(row.evidence) > 6 else "")
    return f"{row.label}: {shown}" if shown else f"{row.label}: no record"
