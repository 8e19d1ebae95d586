"""A file that is there whole or not at all, whatever stops the writing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from blastline.errors import OutputError


def refuse_file(out: Path) -> None:
    """OutputError where no file can be put: said before the work is done, and not after it."""
    if not out.parent.is_dir():
        raise OutputError(f"{out} cannot be written: there is no folder {out.parent}. Make it, or name another place.")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """
    A place beside `out` to write to; `out` is replaced when all is written.

    A run that is killed leaves a hidden file beside it and `out` as it was; the next run removes that file. Raises
    OutputError where the folder is missing or the disk is full.
    """
    refuse_file(out)
    unfinished = out.with_name(f".{out.stem}.unfinished{out.suffix}")
    try:
        _remove(unfinished)
        yield unfinished
        if out.is_dir():
            shutil.rmtree(out)
        unfinished.replace(out)
    except Exception as error:
        _remove(unfinished)
        if not _is_of_the_disk(error):
            raise
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise OutputError(
            f"{out} could not be written: {reason}. Nothing is left of it; what was there stays."
        ) from error


def _is_of_the_disk(error: Exception) -> bool:
    """Engines have errors of their own for a disk that is full or a folder that is missing."""
    return isinstance(error, OSError) or type(error).__name__ == "IOException"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
