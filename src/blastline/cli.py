"""The commands; each opens a study, asks it one thing, and says the answer."""

import gc
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from blastline.engines.choose import ENGINES
from blastline.errors import BlastlineError, StudyError

if TYPE_CHECKING:
    from blastline.audit.audit import Audit

app = typer.Typer(
    help="From bedside records to graded toxicities, responses and a report. Not for clinical decisions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StudyFolder = Annotated[Path, typer.Argument(help="A study folder: study.toml and a CSV file for each table.")]


@app.callback()
def _commands() -> None:
    """Keeps `blastline check STUDY` a command of its own, also while there are few."""


@app.command()
def check(study: StudyFolder) -> None:
    """Every problem with file, row, value and what to do; exit 1 if there is any."""
    from blastline.study import open_study

    opened = open_study(study)
    with _progress() as say:
        say("Reading records")
        problems = opened.check()
    if problems:
        raise StudyError(problems)
    readings = len(opened.settings.settle)
    settled = f", {readings} readings declared in study.toml" if readings else ""
    print(f"{study}: {len(opened.records().patient_ids)} patients, no problems{settled}.")


@app.command()
def report(
    study: StudyFolder,
    out: Annotated[Path | None, typer.Option(help="Where to write; STUDY-report beside you if not given.")] = None,
    formats: Annotated[str, typer.Option("--format", help="Any of html,docx,pdf.")] = "html,docx,pdf",
    engine: Annotated[str, typer.Option(help="duckdb, polars or spark.")] = "duckdb",
) -> None:
    """The whole report in one folder: documents, figures, tables, ledger, provenance."""
    from blastline.report.apart import drawing_apart
    from blastline.report.folder import WRITTEN
    from blastline.report.place import refuse_place
    from blastline.study import open_study

    chosen = _chosen(formats.split(","), ("html", "docx", "pdf"), "--format")
    (runner,) = _chosen([engine], tuple(ENGINES), "--engine")
    where = out or Path(f"{study.resolve().name}-report")
    # Before anything is read: nobody should wait for a report that has no place.
    refuse_place(where, WRITTEN)
    with drawing_apart() as draw, _progress() as say:
        run = open_study(study).run(engine=runner, say=say)
        run.write(where, formats=chosen, say=say, draw=draw)
    print(f"The report is in {where} ({', '.join(f'report.{name}' for name in chosen)}).")


@app.command()
def write(
    manuscript: Annotated[Path, typer.Argument(help="A text of your own (.md) with {{ key }} where numbers stand.")],
    study: StudyFolder,
    out: Annotated[Path | None, typer.Option(help="Where to write; named as the text if not given.")] = None,
    formats: Annotated[str, typer.Option("--format", help="Any of html,docx,pdf.")] = "html,docx,pdf",
    engine: Annotated[str, typer.Option(help="duckdb, polars or spark.")] = "duckdb",
) -> None:
    """A manuscript of your own, with numbers, tables and figures of the study in it."""
    from blastline.report.manuscript import WRITTEN, read_manuscript
    from blastline.report.place import refuse_place
    from blastline.study import open_study

    chosen = _chosen(formats.split(","), ("html", "docx", "pdf"), "--format")
    (runner,) = _chosen([engine], tuple(ENGINES), "--engine")
    where = out or Path(manuscript.stem)
    # Before anything is derived: nobody should wait for a text that is not there, or has no place.
    refuse_place(where, WRITTEN)
    read_manuscript(manuscript)
    with _progress() as say:
        open_study(study).run(engine=runner, say=say).write_manuscript(manuscript, where, formats=chosen, say=say)
    print(f"The manuscript is in {where} ({', '.join(f'manuscript.{name}' for name in chosen)}).")


@app.command("audit")
def audit_manuscript(
    manuscript: Annotated[Path, typer.Argument(help="A manuscript: .docx, .md, .html, .pdf or .txt.")],
    study: Annotated[Path | None, typer.Option(help="A study folder whose numbers the text is held against.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="A file for the list of what disagrees.")] = None,
    html_file: Annotated[Path | None, typer.Option("--html", help="A file for the manuscript with it marked.")] = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="Take Word's tracked changes as rejected.")] = False,
) -> None:
    """Where a manuscript contradicts itself or the study; exit 1 on contradictions, 2 where it cannot be read."""
    with _errors_exit(2), _progress() as say:
        from blastline.audit.audit import audit
        from blastline.audit.saying.files import write_html, write_json
        from blastline.study import open_study
        from blastline.whole_files import refuse_what_is_read

        for out in filter(None, (json_file, html_file)):
            refuse_what_is_read(out, [manuscript], "manuscript")
        run = None
        if study:
            run = open_study(study).run(say=say)
        say("Reading the manuscript")
        found = audit(manuscript, run=run, tracked="rejected" if rejected else "accepted")
        if json_file:
            write_json(found, json_file)
        if html_file:
            write_html(found, html_file)
    _print_audit(found)
    written = [str(path) for path in (json_file, html_file) if path]
    if written:
        print(f"Written: {', '.join(written)}.")
    if found.contradicts:
        raise typer.Exit(1)


@app.command()
def daily(
    study: StudyFolder,
    out: Annotated[Path, typer.Option(help="Where to write: .csv or .parquet.")],
    engine: Annotated[str, typer.Option(help="duckdb, polars or spark.")] = "duckdb",
) -> None:
    """The grade of each patient on each day: laboratory terms, CRS and ICANS, by every chosen scale."""
    from blastline.study import open_study

    (runner,) = _chosen([engine], tuple(ENGINES), "--engine")
    with _progress() as say:
        say("Grading day by day")
        open_study(study).write_daily_grades(out, runner)
    print(f"The grades by day are in {out}.")


@app.command()
def explain(
    study: StudyFolder,
    key: Annotated[
        str, typer.Argument(help="A key of the ledger, the id of a finding, the beginning of ids, or a patient.")
    ],
) -> None:
    """Walk a number or a finding back to the cells that it came from."""
    from blastline.study import open_study

    with _progress() as say:
        told = open_study(study).run(say=say).explain(key)
    print(told)


@app.command()
def grade(
    file: Annotated[Path, typer.Argument(help="A laboratory table: CSV, Parquet, or a folder of Parquet files.")],
    criteria: Annotated[list[str], typer.Option(help="A set or criterion, such as ctcae/5.0; may be given again.")],
    out: Annotated[Path, typer.Option(help="Where to write the graded rows: .csv or .parquet.")],
    mapping: Annotated[str, typer.Option("--map", help="plain, sdtm (as reported) or sdtm-standard.")] = "plain",
    first_doses: Annotated[Path | None, typer.Option(help="An SDTM DM or EX table, to count days from.")] = None,
    columns: Annotated[str, typer.Option(help="Those to write, by name or pattern: patient_id,day,*_surely.")] = "*",
    per: Annotated[str, typer.Option(help="row, or patient: one row a patient with the worst grades.")] = "row",
    marrows: Annotated[
        Path | None, typer.Option(help="With --per patient: a table of marrows, patient and day.")
    ] = None,
    engine: Annotated[str, typer.Option(help="duckdb, polars or spark.")] = "duckdb",
) -> None:
    """Grade each row of a laboratory table: surely, possibly, by which criterion, and why it is open."""
    from blastline.grading.columns import MAPS
    from blastline.grading.patients import grade_patients
    from blastline.grading.rows import grade as graded

    (runner,) = _chosen([engine], tuple(ENGINES), "--engine")
    (named,) = _chosen([mapping], tuple(MAPS), "--map")
    (each,) = _chosen([per], ("row", "patient"), "--per")
    if marrows and each == "row":
        raise typer.BadParameter("it needs --per patient", param_hint="--marrows")
    if columns != "*" and each == "patient":
        raise typer.BadParameter(
            "it chooses among the columns of rows, and --per patient writes none", param_hint="--columns"
        )
    how: dict[str, Any] = {"mapping": named, "first_doses": first_doses, "engine": runner}
    with _progress() as say:
        if each == "patient":
            by_patient = grade_patients(file, criteria, out, marrows=marrows, say=say, **how)
            print(f"{by_patient.patients:,} patient{'s' if by_patient.patients != 1 else ''} in {out}.")
            if by_patient.nameless_rows:
                print(f"Rows that name no patient, and are in none of them: {by_patient.nameless_rows:,}.")
            return
        found = graded(file, criteria, out, columns=columns.split(","), say=say, **how)
    decided = f"{found.decided:,} grade{'s' if found.decided != 1 else ''} decided"
    print(f"{found.rows:,} rows in {out}: {decided}, {found.open:,} open, {found.not_graded:,} results not graded.")


@app.command()
def synthesise(
    folder: Annotated[Path, typer.Argument(help="A new folder, which becomes a study folder.")],
    patients: Annotated[int, typer.Option(help="How many patients.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed gives the same patients.")] = 1,
    faults: Annotated[bool, typer.Option("--faults", help="Spoil some cells, and list them in faults.")] = False,
    kind: Annotated[str, typer.Option("--format", help="csv or parquet; parquet from 2,000 patients on.")] = "",
) -> None:
    """An invented cohort with daily records: a study folder of patients who do not exist."""
    from blastline.synthesise.cohort import synthesise as invented

    chosen = _chosen([kind], ("csv", "parquet"), "--format")[0] if kind else ""
    with _progress() as say:
        invented(folder, patients, seed, faults=faults, kind=chosen, say=say)
    print(f"{folder}: {patients} invented patients, seed {seed}. Try: blastline report {folder}")


scales = typer.Typer(help="The published scales: list them, read one, compare two, check one of your own.")
app.add_typer(scales, name="criteria", no_args_is_help=True)

CriterionId = Annotated[str, typer.Argument(help="A criterion such as ctcae/5.0/anemia, or a set such as ctcae/5.0.")]


@scales.command("list")
def list_criteria() -> None:
    """Every scale and its criteria, with what is not verified."""
    from blastline.criteria.show import listed

    print("\n".join(listed()))


@scales.command("show")
def show_criterion(name: CriterionId) -> None:
    """A criterion as a clinician reads it: levels, source, review, notes, examples."""
    from blastline.criteria.library import criteria_in
    from blastline.criteria.show import shown

    print("\n\n\n".join("\n".join(shown(rule)) for rule in criteria_in(name)))


@scales.command("compare")
def compare_criteria(first: CriterionId, second: CriterionId) -> None:
    """What differs between two: by condition, and by running both on the same findings."""
    from blastline.criteria.compare import compared

    print("\n".join(compared(first, second)))


@scales.command("check")
def check_criterion(file: Annotated[Path, typer.Argument(help="A criterion document (TOML) of your own.")]) -> None:
    """Whether a document of your own can be used; prints it, or says what is wrong and where."""
    from blastline.criteria.library import read_criterion
    from blastline.criteria.show import shown
    from blastline.errors import CriterionError

    if not file.is_file():
        raise CriterionError(f"{file}: there is no such file")
    print("\n".join(shown(read_criterion(file.read_text(encoding="utf-8"), str(file)))))


def _chosen(words: Sequence[str], known: tuple[str, ...], option: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(word.strip().lower() for word in words if word.strip()))
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        told = f"{', '.join(wrong)} is not known" if wrong else "it is empty"
        raise typer.BadParameter(f"{told}; known: {', '.join(known)}", param_hint=option)
    return names


def _print_audit(found: "Audit") -> None:
    from rich.console import Console

    from blastline.audit.saying.as_terminal import as_terminal

    console = Console(highlight=False)
    console.width = min(console.width, 110)
    console.print(as_terminal(found.disagreements, found.uncovered, found.manuscript))


@contextmanager
def _errors_exit(code: int) -> Iterator[None]:
    """Errors leave with this code, where 1 is the answer of a command that did its work."""
    try:
        yield
    except typer.Exit:
        raise
    except Exception as error:
        _say(error)
        raise typer.Exit(code) from None


@contextmanager
def _progress() -> Iterator[Callable[[str], object]]:
    """A line that says what is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("Starting") as status:
        yield status.update


def main() -> None:
    """Run the command line; what the user can mend is said in words, without a traceback."""
    # A command makes millions of small objects that all live until it ends; looking for rubbish among them every few
    # hundred takes a tenth of its time.
    gc.set_threshold(200_000, 20, 20)
    # A terminal that lacks a sign, such as ≥ on an older Windows, shows another in its place.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        app()
    except Exception as error:
        _say(error)
    else:
        return
    sys.exit(1)


def _say(error: Exception) -> None:
    """What went wrong, in words: what the user can mend, or that Blastline itself is at fault."""
    if isinstance(error, StudyError):
        _say_problems(error)
    else:
        print(error if isinstance(error, BlastlineError) else _fault(error), file=sys.stderr)


def _fault(error: Exception) -> str:
    """What the user reads where Blastline itself is at fault: what stopped it, and a file to hand on."""
    stopped = f"Blastline stopped, and nothing was written: {str(error) or type(error).__name__}\n"
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="blastline-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            traceback.print_exception(error, file=file)
    except OSError as full:
        return stopped + f"  Where it stopped could not be written to {tempfile.gettempdir()} either: {full.strerror}."
    return (
        f"{stopped}"
        "  Where this names a patient or a row, look there first. Otherwise it is a fault of Blastline: please report\n"
        f"  it with {file.name}, which says where it stopped and may quote a cell of the records."
    )


def _say_problems(error: StudyError) -> None:
    print(error, file=sys.stderr)
    count = len(error.problems)
    print(f"\n{count} problem{'s' if count != 1 else ''}; nothing was written.", file=sys.stderr)
