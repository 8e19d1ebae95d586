"""PDFs read in a process of their own: a page may unpack to gigabytes, and only the system can stop what unpacks it."""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Literal, cast

from blastline.audit.reading.files import MB, check_size, refuse
from blastline.audit.reading.pieces import Received
from blastline.errors import ManuscriptError, Problem

MOST_PDF = 100 * MB
# A manuscript of 60 pages takes half a second and a tenth of a gigabyte.
MOST_MEMORY = 2_000 * MB
MOST_SECONDS = 60
_TOO_MUCH = "Save its pages again as a plain PDF, or name the file that it was made from."


def read(path: Path, tracked: Literal["accepted", "rejected"] = "accepted") -> Received:
    """The pieces of a PDF. ManuscriptError where it cannot be read, or not within two gigabytes and a minute."""
    check_size(path, MOST_PDF)
    command = [sys.executable, "-m", "blastline.audit.reading.pdf_apart", str(path)]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        refuse(path, f"it takes longer than {MOST_SECONDS} seconds to read; a manuscript takes one.", _TOO_MUCH)
    if answer.returncode:
        refuse(path, f"it is broken, or unpacks to more than {MOST_MEMORY // MB:,} MB.", _TOO_MUCH)
    # Written by the same program a moment ago: this is no file that somebody sent.
    told = pickle.loads(answer.stdout)
    if isinstance(told, Problem):
        raise ManuscriptError(told)
    return cast("Received", told)


def _answer() -> None:
    """The other side: reads within the memory that it is given, and hands back what it read or what is wrong."""
    from blastline.audit.reading.pdf import received  # noqa: PLC0415  # loads pdfium, which this process is for

    _hold_memory()
    try:
        told: object = received(Path(sys.argv[1]))
    except ManuscriptError as error:
        told = error.problem
    sys.stdout.buffer.write(pickle.dumps(told))


def _hold_memory() -> None:
    """Holds this process to its memory, where the system can: Windows has no such limit."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # A page that makes it stop leaves no copy of the memory behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _answer()
