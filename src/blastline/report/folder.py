"""The report as a folder: written beside its place and moved there whole, so that it is complete or absent."""

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from blastline.errors import OutputError, quoted
from blastline.estimate.files import write_ledger
from blastline.estimate.ledger import Ledger
from blastline.report.apart import Draw, draw_here
from blastline.report.build import document_of, tables_of
from blastline.report.document import Document, Table
from blastline.settings import StudySection

# A renderer is loaded only where its format is asked for.
RENDERERS = {
    "html": ("blastline.report.html", "render_html"),
    "docx": ("blastline.report.word", "render_word"),
    "pdf": ("blastline.report.pdf", "render_pdf"),
}
FORMATS = tuple(RENDERERS)
MARK = "provenance.json"

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
    with _complete_or_absent(out) as folder:
        (folder / "figures").mkdir()
        (folder / "tables").mkdir()
        say("Drawing figures")
        figures = draw(ledger, folder / "figures")
        write_ledger(ledger, folder)
        tables = tables_of(ledger)
        for table in tables.values():
            _write_csv(table, folder / "tables" / f"{table.name}.csv")
        renderers = {name: _renderer(name) for name in formats}
        document = document_of(ledger, study, tables, figures())
        for name, render in renderers.items():
            say(f"Writing report.{name}")
            render(document, folder / f"report.{name}")
        (folder / MARK).write_text(provenance, encoding="utf-8")


def _renderer(name: str) -> Callable[[Document, Path], None]:
    module, function = RENDERERS[name]
    render: Callable[[Document, Path], None] = getattr(import_module(module), function)
    return render


def _write_csv(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(f"{c.group}: {c.label}" if c.group else c.label for c in table.columns)
        writer.writerows([cell.text for cell in row] for row in table.rows)


@contextmanager
def _complete_or_absent(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place at the end; whatever goes wrong before leaves `out` as it was."""
    _check_free(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(_cannot(out, error)) from None
    try:
        yield made
        _take_place(made, out)
    except OSError as error:
        raise OutputError(_cannot(out, error)) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _check_free(out: Path) -> None:
    if out.is_file():
        raise OutputError(f"{out} is a file, not a folder. Name another place with --out.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        raise OutputError(
            f"{out} holds files that are not an earlier report (there is no {quoted(MARK)} in it), "
            "and nothing was written. Name another place with --out."
        )


def _take_place(made: Path, out: Path) -> None:
    made.chmod(0o755)  # a temporary folder is private; a report is to be read
    if out.exists():
        old = made.with_name(made.name + "-old")
        out.rename(old)
        made.rename(out)
        shutil.rmtree(old)
    else:
        made.rename(out)


def _cannot(out: Path, error: OSError) -> str:
    return f"the report cannot be written to {out}: {error.strerror or error}. Nothing was written there."
