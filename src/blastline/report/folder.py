"""The report as a folder: written beside its place and moved there whole, so that it is complete or absent."""

import csv
import shutil
import tempfile
import time
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
# All that may stand in a folder that a new report replaces: what a report writes, and what macOS adds when one looks.
WRITTEN = (
    "figures",
    "tables",
    "ledger.csv",
    "ledger.parquet",
    MARK,
    *(f"report.{name}" for name in FORMATS),
    ".DS_Store",
)
ABANDONED_AFTER_SECONDS = 3600

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
            _write_csv(table, folder / "tables" / f"{table.stem}.csv", invented=study.invented)
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


def _write_csv(table: Table, path: Path, *, invented: bool) -> None:
    """A table of invented patients says so in a column of its own, on every row that somebody may copy."""
    labels = [f"{c.group}: {c.label}" if c.group else c.label for c in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*labels, *(["INVENTED DATA"] if invented else [])])
        writer.writerows([*(cell.text for cell in row), *(["invented"] if invented else [])] for row in table.rows)


def refuse_place(out: Path) -> None:
    """OutputError where no report can be put: a file, the folder one is in, a folder that holds other things."""
    try:
        # A link keeps pointing where it did: what it points to is replaced.
        _check_free(out.resolve(), out)
    except OSError as error:
        raise OutputError(_cannot(out, error)) from None


@contextmanager
def _complete_or_absent(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its place at the end; whatever goes wrong before leaves `out` as it was."""
    refuse_place(out)
    place = out.resolve()
    prefix = f".{place.name}.unfinished-"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _clear_away(place.parent, prefix)
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=place.parent))
    except OSError as error:
        raise OutputError(_cannot(out, error)) from None
    try:
        yield made
        _take_place(made, place)
    except OSError as error:
        raise OutputError(_cannot(out, error)) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _check_free(place: Path, out: Path) -> None:
    elsewhere = "and nothing was written. Name another place with --out."
    nearest = next(path for path in (place, *place.parents) if path.exists())
    if not nearest.is_dir():
        raise OutputError(f"{out if nearest == place else nearest} is a file, not a folder, {elsewhere}")
    if Path.cwd().is_relative_to(place):
        raise OutputError(f"{out} is the folder that you are in, which a report would replace, {elsewhere}")
    held = sorted(path.name for path in place.iterdir()) if place.exists() else []
    strange = [name for name in held if name not in WRITTEN] or (held if held and MARK not in held else [])
    if strange:
        raise OutputError(f"{out} holds {quoted(strange[0])}, which is not part of an earlier report, {elsewhere}")


def _clear_away(parent: Path, prefix: str) -> None:
    """Remove what a report left behind that was killed; a younger one may still be at work."""
    for left in parent.iterdir():
        if left.name.startswith(prefix) and time.time() - left.stat().st_mtime > ABANDONED_AFTER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _take_place(made: Path, place: Path) -> None:
    made.chmod(0o755)  # a temporary folder is private; a report is to be read
    if not place.exists():
        made.rename(place)
        return
    old = made.with_name(made.name + "-old")
    place.rename(old)
    try:
        made.rename(place)
    except OSError:
        old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _cannot(out: Path, error: OSError) -> str:
    return f"the report cannot be written to {out}: {error.strerror or error}. Nothing was written there."
