"""How long the commands take as a user meets them: whole processes, from the prompt to the prompt."""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUDY = "studies/salvage-blinatumomab"
BLASTLINE = str(Path(sys.executable).with_name("blastline"))
RUNS = 5


@dataclass(frozen=True)
class Task:
    """A command line, what a reader calls it, and how long it may take."""

    label: str
    command: tuple[str, ...]
    target_seconds: float | None = None
    writes: bool = False


YARDSTICK = Task("`python -c pass`, the yardstick", (sys.executable, "-c", "pass"))
TASKS = (
    YARDSTICK,
    Task("`import blastline`", (sys.executable, "-c", "import blastline"), 0.3),
    Task("`blastline check`", (BLASTLINE, "check", STUDY), 1),
    Task("`blastline report`, html", (BLASTLINE, "report", STUDY, "--format", "html"), 4, writes=True),
    Task(
        "`blastline report`, html, docx and pdf",
        (BLASTLINE, "report", STUDY, "--format", "html,docx,pdf"),
        10,
        writes=True,
    ),
)


@dataclass(frozen=True)
class Timing:
    """The wall times of one task, and the first complaint if it failed."""

    seconds: tuple[float, ...] = ()
    complaint: str = ""


def run_once(task: Task, scratch: Path) -> tuple[float, str]:
    """One run in a process of its own, written into a folder that did not exist before."""
    out = ("--out", str(Path(tempfile.mkdtemp(dir=scratch)) / "report")) if task.writes else ()
    start = time.perf_counter()
    try:
        done = subprocess.run([*task.command, *out], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        return 0.0, str(error)
    seconds = time.perf_counter() - start
    if done.returncode == 0:
        return seconds, ""
    said = (done.stderr or done.stdout).strip().splitlines()
    return seconds, f"exit {done.returncode}: {said[-1] if said else 'it said nothing'}"


def measure(task: Task, scratch: Path) -> Timing:
    """The times of `RUNS` runs after one that is not counted: it compiles bytecode and warms the disk."""
    _, complaint = run_once(task, scratch)
    if complaint:
        return Timing(complaint=complaint)
    return Timing(seconds=tuple(run_once(task, scratch)[0] for _ in range(RUNS)))


def as_row(task: Task, timing: Timing, yardstick: Timing) -> str:
    """One line of the table. A command that failed shows its complaint and no time: a crash is not fast."""
    target = f"{task.target_seconds:g}" if task.target_seconds else ""
    if timing.complaint:
        complaint = timing.complaint.replace("|", "/")
        return f"| {task.label} | failed, {complaint} | | | | {target} |"
    median = statistics.median(timing.seconds)
    ratio = median / statistics.median(yardstick.seconds)
    low, high = min(timing.seconds), max(timing.seconds)
    return f"| {task.label} | {median:.3f} | {low:.3f} | {high:.3f} | {ratio:.0f} | {target} |"


def main() -> None:
    """Print the table. This reports and does not judge, so it ends well whatever the times are."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; {RUNS} runs, each a new process.")
    print()
    print("| command | median, s | lowest, s | highest, s | times the yardstick | target, s |")
    print("|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        yardstick = measure(YARDSTICK, Path(folder))
        for task in TASKS:
            timing = yardstick if task is YARDSTICK else measure(task, Path(folder))
            print(as_row(task, timing, yardstick), flush=True)


if __name__ == "__main__":
    main()
