"""What the commands print and write: run here, on the founding study and on the invented one."""

import csv
import os
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from blastline.report.build import TABLES, tables_of
from blastline.report.drawing import FIGURES, in_place
from blastline.study import Run, open_study
from pages.drawn import drawn_pages
from pages.markdown import MADE, code, table

FOUNDING = "studies/salvage-blinatumomab"
INVENTED = "docs/examples/two-patients"

# Numbers that are walked back in the pages: the name of the file, the study, the key.
EXPLAINED = (
    ("explain-response", FOUNDING, "response.response.cr-or-cri.count"),
    ("explain-crs", FOUNDING, "toxicity.astct-2019-crs.pt-1"),
    ("explain-median", FOUNDING, "baseline.platelets.median"),
    ("explain-neutrophils", FOUNDING, "baseline-grade.ctcae-4-03-neutrophil-count-decreased.pt-2"),
    ("explain-undecided", FOUNDING, "baseline-grade.ctcae-4-03-platelet-count-decreased.pt-1"),
    ("explain-emergent", FOUNDING, "treatment-emergent.ctcae-4-03-platelet-count-decreased.yes.count"),
    ("explain-haemoglobin", INVENTED, "baseline.haemoglobin.p1"),
)
SESSION = (
    "import blastline",
    f'study = blastline.open_study("{FOUNDING}")',
    "study.check()                                # every problem; none here",
    'run = study.run()                            # or engine="polars"',
    'row = run.ledger["response.response.cr-or-cri.count"]',
    "row.text",
    "row.numerator, row.denominator, row.patients",
    '[row.key for row in run.ledger.where(section="baseline", variable="age", statistic="median")]',
    'table = run.table("baseline")',
    "table.title, len(table.rows)",
    "[cell.text for cell in table.rows[0]][:4]",
    'figure = run.figure("swimmer")               # a matplotlib figure',
    'print(run.explain("baseline.platelets.pt-2"))',
)
# What is written in every report folder beside figures and tables.
FILES = {
    "report.html": "The whole report as one page that needs no network. Point at a number to see where it comes from.",
    "report.docx": "The same for Word.",
    "report.pdf": "The same for print.",
    "ledger.csv": "One row for each number that may be printed; see [its columns](walking-a-number-back.md).",
    "ledger.parquet": "The same rows for programs.",
    "checklists/care.csv": "Where each item of CARE stands in the report, and what is left to write; for few patients.",
    "checklists/strobe.csv": "The same for STROBE.",
    "provenance.json": "What the report was made from: versions, a hash of every input and criterion, the engine.",
}
# Mistakes that a spreadsheet makes, put into a copy of the invented study: file, what stands there, what is put there.
MISTAKES = (
    ("measurements.csv", "P1,platelets,peripheral blood,single,82,", 'P1,platelets,peripheral blood,single,"82,5",'),
    ("measurements.csv", "1100,/µL", "1100,cells/cumm"),
    ("vital_signs.csv", "nasal cannula", "nasal canula"),
    ("adverse_events.csv", "P2,headache", "P3,headache"),
    ("follow_up.csv", "2026-03-20", "20.03.2026"),
    ("reported.csv", "P1,response,CR,", "P1,response,complete,"),
    ("marrow_exams.csv", "P2,71,%", "P2,171,%"),
)


def output_pages(docs: Path) -> dict[str, str]:
    """Text of commands and what they print, by path below docs/."""
    with TemporaryDirectory() as temporary:
        desk = Path(temporary)
        # Paths in what is printed are then those that a reader types, whoever builds the documentation.
        (desk / "studies").symlink_to(docs.parent / "studies")
        (desk / "docs").symlink_to(docs)
        runs = {name: open_study(docs.parent / name).run() for name in (FOUNDING, INVENTED)}
        return {
            **{f"{name}.txt": text for name, text in _commands(desk).items()},
            **{f"{name}.txt": _explained(runs, study, key) for name, study, key in EXPLAINED},
            "python.txt": _session(docs.parent),
            **{f"records-{name}.md": text for name, text in _records(docs / "examples/two-patients").items()},
            "report-folder.md": MADE + _folder(runs[FOUNDING], desk / "demo-report"),
            "report-elsewhere.md": MADE + _elsewhere(runs[FOUNDING]),
            "ledger-row.md": MADE + _ledger_row(runs[FOUNDING], "response.response.cr-or-cri.count"),
            "keys.md": MADE + _keys(runs[FOUNDING]),
            **drawn_pages(runs[FOUNDING]),
            "manuscript-example.txt": (docs / "examples/manuscript.md").read_text(encoding="utf-8"),
            "manuscript-exhibits.md": MADE + _exhibits(runs[FOUNDING]),
            "manuscript-numbers.md": MADE + _first_numbers(desk / "paper" / "numbers.csv"),
        }


def _commands(desk: Path) -> dict[str, str]:
    return {
        "check": _typed(desk, "check", FOUNDING),
        "report": _typed(desk, "report", FOUNDING, "--out", "demo-report"),
        "write": _typed(desk, "write", "docs/examples/manuscript.md", FOUNDING, "--out", "paper"),
        "write-mistakes": _typed(desk, "write", "docs/examples/manuscript-with-mistakes.md", FOUNDING, code=1),
        "check-invented": _typed(desk, "check", INVENTED),
        "check-mistakes": _typed(_with_mistakes(desk), "check", "two-patients", code=1),
        "check-unsettled": _typed(_unsettled(desk), "check", "two-patients", code=1),
    }


def _typed(where: Path, *words: str, code: int = 0) -> str:
    """A command and all that it prints, as on a terminal; one that ends otherwise than expected stops the pages."""
    command = [sys.executable, "-c", "from blastline.cli import main; main()", *words]
    done = subprocess.run(
        command, cwd=where, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUTF8": "1"}
    )
    if done.returncode != code:
        raise ValueError(f"blastline {' '.join(words)} ended with {done.returncode}:\n{done.stdout.decode('utf-8')}")
    return f"$ blastline {' '.join(words)}\n{done.stdout.decode('utf-8')}"


def _copy(desk: Path, name: str) -> Path:
    copytree(desk / INVENTED, desk / name / "two-patients")
    return desk / name


def _with_mistakes(desk: Path) -> Path:
    copy = _copy(desk, "mistakes")
    for file, right, wrong in MISTAKES:
        path = copy / "two-patients" / file
        text = path.read_text(encoding="utf-8")
        if right not in text:
            raise ValueError(f"docs/pages/output.py: {file} no longer holds {right!r}")
        path.write_text(text.replace(right, wrong), encoding="utf-8")
    return copy


def _unsettled(desk: Path) -> Path:
    copy = _copy(desk, "unsettled")
    path = copy / "two-patients" / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").partition("[[settle]]")[0], encoding="utf-8")
    return copy


def _explained(runs: dict[str, Run], study: str, key: str) -> str:
    return f"$ blastline explain {study} {key}\n{runs[study].explain(key)}\n"


def _session(root: Path) -> str:
    """The lines of SESSION as Python shows them, typed at the top of a clone."""
    shown, names, here = StringIO(), dict[str, object](), Path.cwd()
    os.chdir(root)
    try:
        with redirect_stdout(shown):
            for line in SESSION:
                shown.write(f">>> {line}\n")
                exec(compile(line, "<session>", "single"), names)
    finally:
        os.chdir(here)
    return shown.getvalue()


def _records(folder: Path) -> dict[str, str]:
    """The CSV files of the invented study as a spreadsheet shows them."""
    made = {}
    for path in sorted(folder.glob("*.csv")):
        head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
        made[path.stem] = MADE + table(head, rows)
    return made


def _folder(run: Run, folder: Path) -> str:
    """Every file of a report folder, and what it is."""
    tables = {f"tables/{table.stem}.csv": f"{table.number}. {table.title}." for table in tables_of(run.ledger).values()}
    meant = FILES | _figures(run) | tables
    there = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    if different := set(there) ^ set(meant):
        raise ValueError(f"docs/pages/output.py: files of a report without a meaning, or gone: {different}")
    return table(["File", "What it is"], [(code(name), meaning) for name, meaning in meant.items()])


def _figures(run: Run) -> dict[str, str]:
    files = {}
    for at, name in enumerate([name for name in in_place() if run.figure(name) is not None], start=1):
        stem = f"figures/figure-{at}-{name}"
        files |= {
            f"{stem}.svg": f"Figure {at}. {FIGURES[name].title}.",
            f"{stem}.png": "The same in pixels (300 dpi).",
            f"{stem}.pdf": "The same as a PDF for a journal.",
        }
    return files


def _exhibits(run: Run) -> str:
    """What a manuscript may place: names, and what they are."""
    tables = [(code(f"table({name})"), run.table(name).title) for name in TABLES]
    figures = [(code(f"figure({name})"), FIGURES[name].title) for name in in_place()]
    return table(["Name", "What it is"], [*tables, *figures])


def _first_numbers(path: Path) -> str:
    """The first rows of the list of numbers."""
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    return table(head, rows[:6])


def _elsewhere(run: Run) -> str:
    """What the founding study has nothing for: tables, then figures."""
    tables = [TABLES[name](run.ledger).title for name in TABLES if name not in tables_of(run.ledger)]
    figures = [FIGURES[name].title for name in in_place() if run.figure(name) is None]
    return f"Tables: {'; '.join(tables)}. Figures: {'; '.join(figures)}."


def _ledger_row(run: Run, key: str) -> str:
    row = run.ledger[key]
    cells = ((name, getattr(row, name)) for name in row.__slots__)
    shown = [(code(name), "; ".join(value) if isinstance(value, tuple) else str(value)) for name, value in cells]
    return table(["Column", "In this row"], [(name, value) for name, value in shown if value not in ("", "None")])


def _keys(run: Run) -> str:
    """The first key of every section, with what it is."""
    firsts = {row.section: row for row in reversed(run.ledger.rows)}
    in_order = dict.fromkeys(row.section for row in run.ledger)
    rows = [(code(firsts[name].key), firsts[name].label, firsts[name].text) for name in in_order]
    return table(["A key of each section", "What it is", "As printed"], rows)
