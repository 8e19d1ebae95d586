"""The report as a folder: documents, figures, tables, ledger and provenance."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from blastline.estimate.files import write_ledger
from blastline.estimate.ledger import Ledger
from blastline.report.apart import Draw, draw_here
from blastline.report.build import document_of, listings_of, tables_of
from blastline.report.checklists.fill import checklists_of
from blastline.report.document import Cell, Column, Document, Table
from blastline.report.place import MARK, complete_or_absent
from blastline.settings import StudySection

# A renderer is loaded only where its format is asked for.
RENDERERS = {
    "html": ("blastline.report.html", "render_html"),
    "docx": ("blastline.report.word", "render_word"),
    "pdf": ("blastline.report.pdf", "render_pdf"),
}
FORMATS = tuple(RENDERERS)
WRITTEN = (
    "checklists",
    "figures",
    "listings",
    "tables",
    "ledger.csv",
    "ledger.parquet",
    *(f"report.{name}" for name in FORMATS),
)

Say = Callable[[str], object]


def write_report(
    ledger: Ledger,
    study: StudySection,
    provenance: str,
    out: Path,
    formats: Sequence[str] = FORMATS,
    say: Say = lambda _: None,
    draw: Draw = draw_here,
) -> None:
    """
    Everything that is printed of a study, in the folder `out`: documents, figures, tables, ledger, provenance.

    An earlier report in its place is replaced when the new one is complete. OutputError where `out` holds anything
    else, or cannot be written.
    """
    with complete_or_absent(out, WRITTEN) as folder:
        (folder / "figures").mkdir()
        (folder / "tables").mkdir()
        say("Drawing figures")
        figures = draw(ledger, folder / "figures")
        write_ledger(ledger, folder)
        tables = tables_of(ledger)
        for table in tables.values():
            _write_csv(table, folder / "tables" / f"{table.stem}.csv", invented=study.invented)
        _write_listings(listings_of(ledger), folder / "listings", invented=study.invented)
        renderers = {name: renderer(name) for name in formats}
        document = document_of(ledger, study, tables, figures())
        write_checklists(ledger, document, folder / "checklists", invented=study.invented)
        for name, render in renderers.items():
            say(f"Writing report.{name}")
            render(document, folder / f"report.{name}")
        (folder / MARK).write_text(provenance, encoding="utf-8")


def renderer(name: str) -> Callable[[Document, Path], None]:
    """What writes a document in this format."""
    module, function = RENDERERS[name]
    render: Callable[[Document, Path], None] = getattr(import_module(module), function)
    return render


def write_checklists(ledger: Ledger, document: Document, folder: Path, *, invented: bool) -> None:
    """Where the document says what CARE and STROBE ask for, and what is left to write."""
    folder.mkdir()
    for name, table in checklists_of(ledger, document).items():
        _write_csv(table, folder / f"{name}.csv", invented=invented)


def _write_listings(listings: Mapping[str, Table], folder: Path, *, invented: bool) -> None:
    """Every line of every patient, with the keys of its numbers, by which each can be walked back."""
    if listings:
        folder.mkdir()
    for name, table in listings.items():
        keys = (Cell(" ".join(dict.fromkeys(cell.key for cell in row if cell.key))) for row in table.rows)
        rows = tuple((*row, key) for row, key in zip(table.rows, keys, strict=True))
        keyed = replace(table, columns=(*table.columns, Column("Keys")), rows=rows)
        _write_csv(keyed, folder / f"{name.replace('_', '-')}.csv", invented=invented)


def _write_csv(table: Table, path: Path, *, invented: bool) -> None:
    """A table of invented patients says so in a column of its own, on every row that somebody may copy."""
    labels = [f"{c.group}: {c.label}" if c.group else c.label for c in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*labels, *(["INVENTED DATA"] if invented else [])])
        writer.writerows([*(cell.text for cell in row), *(["invented"] if invented else [])] for row in table.rows)
