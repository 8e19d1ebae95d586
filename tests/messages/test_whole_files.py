"""A graded table is there whole or not at all: with a full disk, a missing folder, a run that is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import narwhals as nw
import pytest

from blastline.engines.choose import engine
from blastline.engines.engine import EngineError
from blastline.errors import OutputError
from blastline.grading.columns import GradingError
from blastline.grading.rows import grade
from blastline.whole_files import replacing

TABLE = Path(__file__).parents[2] / "docs" / "examples" / "laboratory.csv"
FULL = """
import resource, sys
from pathlib import Path
from blastline.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))
sys.argv = ["blastline", "grade", sys.argv[1], "--criteria", "ctcae/5.0", "--out", sys.argv[2], "--engine", sys.argv[3]]
main()
"""
STUCK = """
import sys, time
from pathlib import Path
from blastline.whole_files import replacing
with replacing(Path(sys.argv[1])) as unfinished:
    unfinished.write_text("half of it")
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_where_no_more_can_be_written_the_old_table_stays_and_it_is_said(engine, kind, tmp_path):
    """A limit on the size of a file stands for a disk that is full."""
    out = tmp_path / f"graded.{kind}"
    out.write_text("what was there before", encoding="utf-8")
    command = [sys.executable, "-c", FULL, str(TABLE), str(out), engine]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    # Polars does not tell why the end of a Parquet file, which is all that such a short one has, could not be written.
    lost = "the end of the file could not be written; the disk may be full"
    why = lost if (engine, kind) == ("polars", "parquet") else "File too large"
    told = f"{out} could not be written: {why}. Nothing is left of it; what was there stays."
    assert done.stderr.strip() == told
    assert "Traceback" not in done.stderr
    assert out.read_text(encoding="utf-8") == "what was there before"
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_folder_that_is_not_there_is_said(engine, tmp_path):
    with pytest.raises(OutputError, match=r"cannot be written: there is no folder .* Make it, or name another place"):
        grade(TABLE, ["ctcae/5.0"], tmp_path / "nowhere" / "graded.csv", engine=engine)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("in.csv", "", "in.csv: the file is empty"),
        ("in.parquet", "no such thing", "in.parquet: it cannot be read as Parquet"),
        ("folder", None, "folder: the folder has no Parquet file"),
        ("nothing.csv", None, "nothing.csv: there is no such file or folder"),
    ],
)
def test_a_table_that_cannot_be_read_is_named_with_what_is_wrong(name, content, told, tmp_path, engine_name):
    file = tmp_path / name
    if content is not None:
        file.write_text(content, encoding="utf-8")
    elif not file.suffix:
        file.mkdir()
    with pytest.raises(GradingError, match=told):
        grade(file, ["ctcae/5.0"], tmp_path / "out.csv", engine=engine_name)


def test_a_run_that_is_killed_leaves_the_old_file_and_the_next_one_clears_up(tmp_path):
    out = tmp_path / "graded.csv"
    out.write_text("old", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", STUCK, str(out)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "writing\n"
        os.kill(running.pid, signal.SIGKILL)
    assert out.read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 2
    grade(TABLE, ["ctcae/5.0"], out)
    assert [path.name for path in tmp_path.iterdir()] == ["graded.csv"]
    assert out.read_text(encoding="utf-8").count("ctcae/5.0") > 5


def test_a_run_that_is_stopped_from_the_keyboard_leaves_nothing_but_the_old_file(tmp_path):
    out = tmp_path / "graded.csv"
    out.write_text("old", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", STUCK, str(out)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout.readline() == "writing\n"
        os.kill(running.pid, signal.SIGINT)
    assert out.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["graded.csv"]


def test_the_process_that_draws_says_nothing_of_a_report_that_was_stopped():
    """Whoever presses Ctrl-C, or kills the report, has not asked for a traceback of its figures."""
    command = [sys.executable, "-m", "blastline.report.apart"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("results", "let its name end in .csv or .parquet"),
        ("results.csv", 'it is a folder that holds "thesis.docx", which would be lost. Name another place.'),
    ],
)
def test_a_folder_that_holds_something_is_not_replaced_by_a_table(name, told, asked, tmp_path):
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.docx").write_text("mine")
    answer = asked("grade", TABLE, "--criteria", "ctcae/5.0", "--out", tmp_path / name)
    assert answer.code == 1
    assert told in answer.said
    assert (tmp_path / name / "thesis.docx").read_text() == "mine"


def test_a_folder_that_spark_wrote_is_replaced(tmp_path):
    (tmp_path / "graded.parquet").mkdir()
    for name in ("part-00000-1.snappy.parquet", ".part-00000-1.snappy.parquet.crc", "_SUCCESS", "._SUCCESS.crc"):
        (tmp_path / "graded.parquet" / name).write_text("old")
    grade(TABLE, ["ctcae/5.0"], tmp_path / "graded.parquet")
    assert (tmp_path / "graded.parquet").is_file()


def test_the_table_that_is_read_is_not_replaced(asked, tmp_path):
    table = tmp_path / "laboratory.csv"
    table.write_bytes(TABLE.read_bytes())
    answer = asked("grade", table, "--criteria", "ctcae/5.0", "--per", "patient", "--out", table)
    assert answer.code == 1
    assert "it is the table that is read. Name another place." in answer.said
    assert table.read_bytes() == TABLE.read_bytes()


def test_a_name_that_ends_as_no_table_does_is_refused(asked, tmp_path):
    answer = asked("grade", TABLE, "--criteria", "ctcae/5.0", "--out", tmp_path / "graded.xlsx")
    assert answer.code == 1
    assert "let its name end in .csv or .parquet" in answer.said
    assert list(tmp_path.iterdir()) == []


def test_where_neither_memory_nor_disk_has_room_the_way_out_is_said(monkeypatch):
    monkeypatch.setenv("BLASTLINE_MEMORY", "20MB")
    here = engine("duckdb")
    here.connection.execute("SET max_temp_directory_size = '0KB'")
    many = nw.from_native(here.connection.sql("SELECT hash(range) AS row FROM range(5000000) ORDER BY row"))
    with pytest.raises(
        EngineError, match=r"no room left in memory, nor on the disk of .* such as BLASTLINE_MEMORY=16GB"
    ):
        here.keep(many)


def test_a_fault_that_is_not_of_the_disk_stays_what_it_is(tmp_path):
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "a.csv") as unfinished:
        unfinished.write_text(str(1 / 0))


FAULT_IN_A_FULL_DISK = """
import resource, sys
import blastline.cli as cli
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
print(cli._fault(ZeroDivisionError("division by zero")))
"""


def test_a_fault_is_told_also_where_no_file_about_it_can_be_written():
    done = subprocess.run([sys.executable, "-c", FAULT_IN_A_FULL_DISK], capture_output=True, text=True, check=False)
    assert "Blastline stopped, and nothing was written: division by zero" in done.stdout
    assert "either: File too large." in done.stdout
    assert "Traceback" not in done.stderr


NO_ROOM = """
import resource, sys
from blastline.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
sys.argv = ["blastline", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_cohort_for_which_there_is_no_room_leaves_nothing_behind(kind, tmp_path):
    command = ["synthesise", str(tmp_path / "cohort"), "--patients", "30", "--format", kind]
    done = subprocess.run([sys.executable, "-c", NO_ROOM, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cohort could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--html", "--json"])
def test_an_audit_does_not_write_over_the_manuscript(tmp_path, option):
    text = tmp_path / "paper.html"
    text.write_text("<p>Five patients were treated.</p>", encoding="utf-8")
    command = [sys.executable, "-c", "from blastline.cli import main; main()", "audit", text, option, text]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "it is the manuscript that is read. Name another place." in run.stderr
    assert text.read_text(encoding="utf-8") == "<p>Five patients were treated.</p>"
