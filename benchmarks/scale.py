"""
Grading and deriving at scale: invented laboratory rows, beside a bare DuckDB aggregation of the same columns.

`make bench-scale` takes 20 and 60 million rows and writes docs/performance.md; `python benchmarks/scale.py 4` prints the
tables of 4 million. Each task is a process of its own; what is compared are ratios within one run.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
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
grade(table, out)
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


def measured(cohort: Cohort, scratch: Path, *, with_pandas: bool) -> Iterator[Taken]:
    """Every task once, each in a process of its own."""
    all_rows = cohort.as_text, cohort.rows
    numbers = cohort.as_numbers, pq.read_metadata(cohort.as_numbers).num_rows
    yield _timed("bare aggregation", BARE, cohort, *all_rows, scratch)
    yield _timed("one row a patient", PATIENTS, cohort, *all_rows, scratch)
    yield _timed("grades alone", ROWS.format(columns=GRADES, engine="duckdb"), cohort, *numbers, scratch)
    yield _timed("rows with all columns", ROWS.format(columns="*", engine="duckdb"), cohort, *all_rows, scratch)
    if with_pandas:
        yield _timed("grades alone, vectorised pandas", PANDAS, cohort, *numbers, scratch)


def _timed(label: str, code: str, cohort: Cohort, table: Path, rows: int, scratch: Path) -> Taken:
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


def main(sizes: list[float]) -> None:
    """Invent, measure and print, one size after the other."""
    for millions in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            cohort = invented(Path(scratch), millions)
            found = list(measured(cohort, Path(scratch), with_pandas=millions <= 20))
            print(
                f"{cohort.rows:,} rows invented in {cohort.invented_in:.0f} s, {os.cpu_count()} cores\n\n{table(found)}\n"
            )


if __name__ == "__main__":
    main([float(size) for size in sys.argv[1:]] or [4.0])
