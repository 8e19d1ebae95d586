"""A file that is there whole or not at all, whatever stops the writing."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from blastline.errors import OutputError, quoted

# How the name of a table ends that can be written, and what Spark puts into the folder that is its Parquet table.
TABLES = (".csv", ".parquet")
OF_SPARK = ("part-*", ".part-*.crc", "_SUCCESS", "._SUCCESS.crc")
NO_ROOM = ("No space left on device", "Disk quota exceeded", "File too large")


def refuse_file(out: Path, read: Collection[Path | None] = ()) -> None:
    """
    OutputError where no table can be put: said before the work is done, and not after it.

    `read` are the tables that the work reads, none of which may be replaced by what comes out.
    """
    if out.suffix not in TABLES:
        raise OutputError(f"{out} cannot be written: let its name end in .csv or .parquet.")
    refuse_what_is_read(out, read, "table")
    _refuse_place(out)


def refuse_what_is_read(out: Path, read: Collection[Path | None], kind: str) -> None:
    """OutputError where what comes out would replace one of those that are read."""
    for one in read:
        if one and out.exists() and one.exists() and out.samefile(one):
            raise OutputError(f"{out} cannot be written: it is the {kind} that is read. Name another place.")


def _refuse_place(out: Path) -> None:
    if not out.parent.is_dir():
        raise OutputError(f"{out} cannot be written: there is no folder {out.parent}. Make it, or name another place.")
    held = sorted(path.name for path in out.iterdir()) if out.is_dir() else []
    foreign = [name for name in held if not any(fnmatchcase(name, pattern) for pattern in OF_SPARK)]
    if foreign:
        told = f"it is a folder that holds {quoted(foreign[0])}, which would be lost"
        raise OutputError(f"{out} cannot be written: {told}. Name another place.")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """
    A place beside `out` to write to; `out` is replaced when all is written.

    A run that is killed leaves a hidden file beside it and `out` as it was; the next run removes that file. One that is
    interrupted from the keyboard leaves none. Raises OutputError where the folder is missing or the disk is full.
    """
    _refuse_place(out)
    unfinished = out.with_name(f".{out.stem}.unfinished{out.suffix}")
    try:
        _remove(unfinished)
        yield unfinished
        if out.is_dir():
            shutil.rmtree(out)
        unfinished.replace(out)
    except BaseException as error:
        _remove(unfinished)
        if not _is_of_the_disk(error):
            raise
        raise OutputError(
            f"{out} could not be written: {_reason(error)}. Nothing is left of it; what was there stays."
        ) from error


def _is_of_the_disk(error: BaseException) -> bool:
    """Engines have errors of their own for a disk that is full or a folder that is missing."""
    return isinstance(error, OSError) or type(error).__name__ == "IOException" or bool(_no_room(error))


def _no_room(error: BaseException) -> str:
    """What the system says where nothing more can be written, in whichever error an engine has wrapped it."""
    return next((words for words in NO_ROOM if words in str(error)), "")


def _reason(error: BaseException) -> str:
    return _no_room(error) or getattr(error, "strerror", None) or str(error).splitlines()[0]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
