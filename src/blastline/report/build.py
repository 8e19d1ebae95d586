"""The report of a study: its blocks in order, from the ledger alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from blastline.estimate.ledger import Ledger
from blastline.estimate.methods import REFERENCE
from blastline.estimate.row import LedgerRow
from blastline.report.abbreviations import explained
from blastline.report.cells import patients_of
from blastline.report.document import Block, Document, Figure, Heading, Item, Notice, Paragraph, Run, Table
from blastline.report.narrative import narrative
from blastline.report.prose import Places, referring
from blastline.report.tables.adverse_events import adverse_events
from blastline.report.tables.agreement import agreement, cross_tables
from blastline.report.tables.baseline import baseline_by_patient, baseline_summary
from blastline.report.tables.change import change
from blastline.report.tables.course import criteria, group_statements, infections, readings, responses, undecided
from blastline.report.tables.courses import exposure, nadirs, syndromes
from blastline.report.tables.infections import infections_counted
from blastline.report.tables.relapse import cumulative_incidence, survival_by_transplant
from blastline.report.tables.responses import responses_by_cycle
from blastline.report.tables.subgroups import subgroups
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
    "exposure": exposure,
    "treatment": treatment_by_patient,
    "haematology": haematology_against_baseline,
    "derived": reported_against_derived,
    "nadirs": nadirs,
    "adverse_events": adverse_events,
    "syndromes": syndromes,
    "events": other_events,
    "infections_counted": infections_counted,
    "infections": infections,
    "change": change,
    "responses": responses,
    "responses_by_cycle": responses_by_cycle,
    "agreement": agreement,
    "cross_tables": cross_tables,
    "survival": survival,
    "cumulative_incidence": cumulative_incidence,
    "survival_by_transplant": survival_by_transplant,
    "subgroups": subgroups,
    "undecided": undecided,
    "readings": readings,
    "group_statements": group_statements,
    "criteria": criteria,
}

# More patients than this are a listing: a file beside the report, and no table in it.
MOST_PRINTED = 30
# These stand last, on pages of their own: what the records leave open is a result too.
OPEN_QUESTIONS = ("undecided", "readings", "group_statements", "criteria")


def filled_tables(ledger: Ledger) -> dict[str, Table]:
    """Every table that has a row, by its short name."""
    made = ((name, make(ledger)) for name, make in TABLES.items())
    return {name: explained(table) for name, table in made if table.rows}


def tables_of(ledger: Ledger) -> dict[str, Table]:
    """The tables that a report prints, numbered by their place; those by patient only while there are not too many."""
    there = [(name, table) for name, table in filled_tables(ledger).items() if not _is_listing(table, ledger)]
    return {name: replace(table, number=f"Table {at}") for at, (name, table) in enumerate(there, start=1)}


def listings_of(ledger: Ledger) -> dict[str, Table]:
    """The tables by patient of a study that has too many of them to print."""
    return {name: table for name, table in filled_tables(ledger).items() if _is_listing(table, ledger)}


def _is_listing(table: Table, ledger: Ledger) -> bool:
    return table.by_patient and len(patients_of(ledger)) > MOST_PRINTED


def table_of(ledger: Ledger, name: str) -> Table:
    """One table as a report prints it, also one without a row; KeyError for another name."""
    tables = tables_of(ledger)
    table = tables[name] if name in tables else listings_of(ledger).get(name) or TABLES[name](ledger)
    return replace(table, notes=referring(places_of(tables, {}), table.notes))


def document_of(ledger: Ledger, study: StudySection, tables: dict[str, Table], figures: dict[str, Figure]) -> Document:
    """The whole report, in the order in which a paper would print it."""
    places = places_of(tables, figures)
    printed = {name: replace(table, notes=referring(places, table.notes)) for name, table in tables.items()}
    blocks: list[Block] = [
        Notice(NOT_FOR_DECISIONS + (f" {study.remark}" if study.remark else "")),
        *_sections(ledger, places, figures),
        *_references(ledger),
        Heading("Tables", 2),
        *[table for name, table in printed.items() if name not in OPEN_QUESTIONS],
        *_about_listings(ledger),
        Heading("What could not be decided, and how ambiguous records are read", 2),
        *[table for name, table in printed.items() if name in OPEN_QUESTIONS],
    ]
    return Document(study.title, study.cite, tuple(blocks), footer_of(study), evidence_of(ledger))


def _references(ledger: Ledger) -> Iterator[Block]:
    """What the Methods cite, numbered as they cite it."""
    cited = ledger.where(section=REFERENCE)
    if cited:
        yield Heading("References", 2)
        yield from (Item((Run(f"{row.text}.", row.key),), f"{row.variable}.") for row in cited)


def _about_listings(ledger: Ledger) -> Iterator[Paragraph]:
    titles = "; ".join(table.title for table in listings_of(ledger).values())
    if titles:
        n = len(patients_of(ledger))
        yield Paragraph(
            (Run(f"Of {n} patients each stands in the files of the folder listings, and not here: {titles}."),)
        )


def footer_of(study: StudySection) -> str:
    """What stands on every page, also on one that is torn from the rest."""
    return f"{NOT_FOR_DECISIONS} {INVENTED}" if study.invented else NOT_FOR_DECISIONS


def places_of(tables: Mapping[str, Table], figures: Mapping[str, Figure]) -> Places:
    """What the text calls each table and figure."""
    return {f"table({name})": table.number for name, table in tables.items()} | {
        f"figure({name})": figure.number for name, figure in figures.items()
    }


def _sections(ledger: Ledger, places: Places, figures: Mapping[str, Figure]) -> Iterator[Block]:
    """Every section of the narrative with the figures that follow it."""
    for name, words in narrative(ledger, places).items():
        yield from words
        yield from (figure for figure in figures.values() if figure.after == name)


def evidence_of(ledger: Ledger) -> dict[str, str]:
    """Where each number comes from, in words short enough for a tooltip."""
    return {row.key: _evidence(row) for row in ledger}


def _evidence(row: LedgerRow) -> str:
    shown = ", ".join(row.evidence[:6]) + (f" and {len(row.evidence) - 6} more" if len(row.evidence) > 6 else "")
    # Of thousands of patients a count names its findings, and those their records.
    found = f"the records of {len(row.findings)} findings" if row.findings else "no record"
    return f"{row.label}: {shown or found}"
