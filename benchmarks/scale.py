"""
Grading and deriving at scale: invented laboratory rows, beside a bare DuckDB aggregation of the same columns.

`make bench` takes 20 and 60 million rows and writes docs/performance.md with its picture; `scale.py 4` prints the table
of 4 million. Each task is a process of its own; what is compared are ratios within one run.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import duckdb
import matplotlib.pyplot as plt
import pyarrow.parquet as pq

from blastline.synthesise.cohort import synthesise

ROWS_A_PATIENT = 234
VERSIONS = "ctcae/4.03,ctcae/5.0,ctcae/6.0"
GRADES = "patient_id,test,value,day,*_surely,*_possibly"

# What is measured: a name, and a program that is given the table, the marrows, and where to write.
BARE = """
import duckdb
duckdb.sql(f'''
    SELECT patient_id, test, count(*), min(try_cast(value AS DOUBLE)), max(try_cast(value AS DOUBLE)),
           max(unit), max(lower_limit), max(upper_limit), max(day)
    FROM read_parquet('{table}') GROUP BY ALL
''').write_parquet(out)
"""
PATIENTS = """
from blastline.grading.patients import grade_patients
grade_patients(Path(table), versions, Path(out), marrows=Path(marrows))
"""
ROWS = """
from blastline.grading.rows import grade
grade(Path(table), versions, Path(out), columns={columns!r}.split(","), engine="{engine}")
"""
PANDAS = """
from vectorised_pandas import grade
grade(table, out, coded={coded})
"""
# The peak of the program alone: what getrusage tells of a child begins with the size of its parent.
WATCHED = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
table, marrows, out = sys.argv[1:4]
versions = {versions!r}.split(",")
{code}
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


DOCS = Path(__file__).resolve().parent.parent / "docs"
SMALL = 20
# Told apart in grey by their dashes.
STYLES = (("#000000", "-"), ("#0072B2", "--"), ("#D55E00", "-."), ("#009E73", ":"))
PAGE = """\
# How fast

Written by `make bench` (`benchmarks/scale.py`), which took a few minutes and some gigabytes of disk. The
patients are **invented**. Each task is a process of its own, from its start to the written file, and the quicker of
two runs; compare the ratios within a table, for other machines have other seconds.

- **bare aggregation**: DuckDB alone, count, least and greatest of the same columns by patient and test: what it
  costs to read the file at all.
- **one row a patient**: `blastline grade --per patient`: units, CTCAE 4.03, 5.0 and 6.0, worst grades at both
  ends, above baseline too, the longest neutropenia, the platelets nearest to the first marrow.
- **grades alone**: `blastline grade` on a table of numbers, with the grades of the three versions at both ends
  of every row.
- **rows with all columns**: `blastline grade` on a table as a ward writes it, values as text, with criteria,
  reasons, and what was used.
- **vectorised pandas**: the same grades by `benchmarks/vectorised_pandas.py`, for the tests of this cohort alone,
  without reasons, units or tolerance; and once more with texts read as codes, which only a few know how to do.

{tables}

Measured on {machine}.

![Seconds against rows](pictures/performance.svg)

DuckDB takes no more than 1 GB for itself and goes on on disk; the environment variable `BLASTLINE_MEMORY`
(`16GB`) lets it take more.
"""


@dataclass(frozen=True)
class Taken:
    """What one task took on one table."""

    label: str
    rows: int
    seconds: float
    gigabytes: float

    @property
    def microseconds_a_row(self) -> float:
        return self.seconds / self.rows * 1e6


@dataclass(frozen=True)
class Cohort:
    """An invented cohort on disk: its results as text, the same as numbers, and its marrows."""

    rows: int
    invented_in: float
    as_text: Path
    as_numbers: Path
    marrows: Path


def invented(folder: Path, millions: float) -> Cohort:
    """A cohort of so many laboratory rows, and how long it took to invent."""
    start = time.perf_counter()
    synthesise(folder / "cohort", round(millions * 1e6 / ROWS_A_PATIENT), 1, kind="parquet")
    took = time.perf_counter() - start
    table, numbers = folder / "cohort" / "measurements.parquet", folder / "numbers.parquet"
    # Laboratories deliver numbers; bedside records are text. Results in words have no number.
    duckdb.sql(f"""
        COPY (SELECT patient_id, test, unit, value::DOUBLE AS value, lower_limit::DOUBLE AS lower_limit,
                     upper_limit::DOUBLE AS upper_limit, day::INT AS day
              FROM '{table}' WHERE try_cast(value AS DOUBLE) IS NOT NULL) TO '{numbers}'
    """)
    rows = pq.read_metadata(table).num_rows
    return Cohort(rows, took, table, numbers, folder / "cohort" / "marrow_exams.parquet")


def measured(cohort: Cohort, scratch: Path, *, all_of_them: bool) -> Iterator[Taken]:
    """Every task, each in a process of its own; pandas and Polars only where the rows fit into memory."""
    all_rows = cohort.as_text, cohort.rows
    numbers = cohort.as_numbers, pq.read_metadata(cohort.as_numbers).num_rows
    yield _timed("bare aggregation", BARE, cohort, *all_rows, scratch)
    yield _timed("one row a patient", PATIENTS, cohort, *all_rows, scratch)
    yield _timed("grades alone", ROWS.format(columns=GRADES, engine="duckdb"), cohort, *numbers, scratch)
    yield _timed("rows with all columns", ROWS.format(columns="*", engine="duckdb"), cohort, *all_rows, scratch)
    if all_of_them:
        yield _timed("grades alone, on Polars", ROWS.format(columns=GRADES, engine="polars"), cohort, *numbers, scratch)
        yield _timed("grades alone, vectorised pandas", PANDAS.format(coded=False), cohort, *numbers, scratch)
        yield _timed("the same with texts read as codes", PANDAS.format(coded=True), cohort, *numbers, scratch)


def _timed(label: str, code: str, cohort: Cohort, table: Path, rows: int, scratch: Path) -> Taken:
    """The quicker of two runs: what else the machine does only makes one longer."""
    runs = [_run(label, code, cohort, table, rows, scratch) for _ in range(2)]
    return min(runs, key=lambda run: run.seconds)


def _run(label: str, code: str, cohort: Cohort, table: Path, rows: int, scratch: Path) -> Taken:
    program = WATCHED.format(code=code, versions=VERSIONS, here=str(Path(__file__).parent))
    arguments = [str(table), str(cohort.marrows), str(scratch / "out.parquet")]
    start = time.perf_counter()
    run = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if run.returncode:
        sys.exit(f"{label}: {run.stderr}")
    taken = Taken(label, rows, seconds, int(run.stdout.split()[-1]) / 1e6)
    print(f"{label}: {seconds:.1f} s, {taken.gigabytes:.2f} GB", file=sys.stderr)
    return taken


def table(found: list[Taken]) -> str:
    """The tasks on one table as Markdown."""
    bare = found[0]
    lines = [
        "| task | rows | seconds | times the bare aggregation | µs a row | peak memory, GB |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        ratio, each = one.seconds / bare.seconds, one.microseconds_a_row
        lines.append(
            f"| {one.label} | {one.rows:,} | {one.seconds:.1f} | {ratio:.1f} | {each:.2f} | {one.gigabytes:.2f} |"
        )
    return "\n".join(lines)


def main(sizes: list[float], *, keep: bool) -> None:
    """Invent, measure and print, one size after the other; `keep` writes the page of the documentation."""
    told, by_size = [], []
    for millions in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            cohort = invented(Path(scratch), millions)
            found = list(measured(cohort, Path(scratch), all_of_them=millions <= SMALL))
            invented_in = (
                f"{cohort.rows:,} laboratory rows, invented with all other tables in {cohort.invented_in:.0f} s"
            )
            told.append(f"{invented_in}:\n\n{table(found)}")
            by_size.append((cohort.rows, found))
            print(f"{told[-1]}\n")
    if keep:
        draw(by_size, DOCS / "pictures" / "performance.svg")
        (DOCS / "performance.md").write_text(PAGE.format(tables="\n\n".join(told), machine=machine()), encoding="utf-8")


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "narwhals", "polars", "pandas"))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB of memory, Python {platform.python_version()}, {versions}"


def draw(by_size: list[tuple[int, list[Taken]]], path: Path) -> None:
    """Seconds against rows, a line a task; a straight line through the origin grows no faster than the rows."""
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    labels = [one.label for one in by_size[-1][1]]
    for label, (colour, dashes) in zip(labels, STYLES, strict=False):
        points = [(one.rows / 1e6, one.seconds) for _, found in by_size for one in found if one.label == label]
        rows, seconds = zip((0, 0), *points, strict=True)
        axes.plot(rows, seconds, marker="o", color=colour, linestyle=dashes)
        axes.annotate(label, (rows[-1], seconds[-1]), xytext=(6, -3), textcoords="offset points", color=colour)
    axes.set(xlabel="laboratory rows, millions", ylabel="seconds", xlim=(0, by_size[-1][0] / 1e6 * 1.4), ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Grading and deriving at scale.")
    parser.add_argument("millions", nargs="*", type=float, default=[4.0])
    parser.add_argument("--keep", action="store_true", help="write docs/performance.md")
    arguments = parser.parse_args()
    main(arguments.millions, keep=arguments.keep)
