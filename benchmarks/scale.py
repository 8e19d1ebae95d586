"""
Grading at scale: invented laboratory rows by three versions of CTCAE, beside a bare pass over the same file.

Each task is a process of its own; what is compared are ratios within one run. `python benchmarks/scale.py 20` takes
20 million rows; without a number it takes 4 million.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from blastline.synthesise.cohort import synthesise

ROWS_A_PATIENT = 215
VERSIONS = ("ctcae/4.03", "ctcae/5.0", "ctcae/6.0")
BARE = """
import sys, duckdb
duckdb.sql(f'''
    SELECT patient_id, test, count(*), min(try_cast(value AS DOUBLE)), max(try_cast(value AS DOUBLE)),
           max(unit), max(lower_limit), max(upper_limit), max(day)
    FROM read_parquet('{sys.argv[1]}') GROUP BY ALL
''').write_parquet(sys.argv[2])
"""
GRADE = """
import sys
from pathlib import Path
from blastline.grading.rows import grade
grade(Path(sys.argv[1]), sys.argv[4:], Path(sys.argv[2]), engine=sys.argv[3])
"""


@dataclass(frozen=True)
class Taken:
    """What one task took."""

    label: str
    seconds: float
    gigabytes: float


def main(millions: float) -> None:
    """Invent the rows, run the tasks, print the table."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "cohort"
        patients = round(millions * 1e6 / ROWS_A_PATIENT)
        start = time.perf_counter()
        synthesise(folder, patients, 1, kind="parquet")
        rows = _rows(folder / "measurements.parquet")
        invented = time.perf_counter() - start
        print(f"{patients:,} invented patients, {rows:,} laboratory rows, in {invented:.0f} s\n")
        source, out = str(folder / "measurements.parquet"), str(Path(scratch) / "out.parquet")
        bare = _timed("bare DuckDB aggregation", [BARE, source, out])
        found = [bare, *[_timed(f"graded on {name}", [GRADE, source, out, name, *VERSIONS]) for name in ENGINES]]
        print("| task | seconds | times the bare pass | µs a row | peak memory, GB |")
        print("|---|---|---|---|---|")
        for one in found:
            ratio, each = one.seconds / bare.seconds, one.seconds / rows * 1e6
            print(f"| {one.label} | {one.seconds:.1f} | {ratio:.1f} | {each:.2f} | {one.gigabytes:.1f} |")


ENGINES = ("duckdb", "polars")


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415

    return int(pq.read_metadata(path).num_rows)


def _timed(label: str, command: list[str]) -> Taken:
    code, *arguments = command
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", WATCHED.format(code=code), *arguments], stdout=subprocess.PIPE) as run:
        told, _ = run.communicate()
    if run.returncode:
        sys.exit(f"{label} failed")
    return Taken(label, time.perf_counter() - start, int(told.split()[-1]) / 1e6)


WATCHED = """
import resource
{code}
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 4)
