"""Figures drawn in a process of their own, which loads the drawing library while this one derives the findings."""

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias, cast

from blastline.estimate.ledger import Ledger
from blastline.report.document import Figure

Drawn: TypeAlias = dict[str, Figure]
# Starts to draw into a folder; what it hands back waits until the figures are there.
Draw: TypeAlias = Callable[[Ledger, Path], Callable[[], Drawn]]


@contextmanager
def drawing_apart() -> Iterator[Draw]:
    """
    Draws as `drawing.figures_of` does, elsewhere; what goes wrong there is raised when the figures are asked for.

    On two cores this takes a second off a report: loading matplotlib takes as long as deriving five patients.
    """
    command = [sys.executable, "-m", "blastline.report.apart"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield lambda ledger, folder: _asked(process, ledger, folder)
        finally:
            process.kill()


def draw_here(ledger: Ledger, folder: Path) -> Callable[[], Drawn]:
    """Draws in this process, when the figures are asked for."""
    return lambda: _figures_of(ledger, folder)


def _asked(process: "subprocess.Popen[bytes]", ledger: Ledger, folder: Path) -> Callable[[], Drawn]:
    assert process.stdin is not None
    process.stdin.write(pickle.dumps((ledger.rows, ledger.folder, folder)))
    process.stdin.flush()
    return lambda: _received(process)


def _received(process: "subprocess.Popen[bytes]") -> Drawn:
    answer, _ = process.communicate()
    drawn = pickle.loads(answer)
    if isinstance(drawn, Exception):
        raise drawn
    return cast("Drawn", drawn)


def _figures_of(ledger: Ledger, folder: Path) -> Drawn:
    from blastline.report.drawing import figures_of

    return figures_of(ledger, folder)


def _answer() -> None:
    """The other side: load, draw what is asked for, and hand back the figures or what went wrong."""
    import blastline.report.drawing  # noqa: F401  # loaded before the ledger comes: that is what this process is for

    rows, study, folder = pickle.load(sys.stdin.buffer)
    try:
        drawn: object = _figures_of(Ledger(rows, study), folder)
    except Exception as error:
        drawn = error
    sys.stdout.buffer.write(pickle.dumps(drawn))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    # Whoever stops the report stops this too, and has been told by it.
    with suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        _answer()
