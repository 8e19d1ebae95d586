"""A folder that is written beside its place and moved there whole, so that it is complete or absent."""

import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from blastline.errors import OutputError, quoted

# In every folder that Blastline writes, and by which it knows its own again.
MARK = "provenance.json"
# What macOS adds to a folder when one looks into it.
ADDED = (".DS_Store",)
ABANDONED_AFTER_SECONDS = 3600


def refuse_place(out: Path, written: Collection[str]) -> None:
    """
    OutputError where a folder cannot be put: a file, the folder one is in, a folder that holds other things.

    `written` is all that the new folder may hold, so that an earlier one of its kind is replaced and no other.
    """
    try:
        # A link keeps pointing where it did: what it points to is replaced.
        _check_free(out.resolve(), out, written)
    except OSError as error:
        raise OutputError(_cannot(out, error)) from None


@contextmanager
def complete_or_absent(out: Path, written: Collection[str]) -> Iterator[Path]:
    """A folder beside `out` that takes its place at the end; whatever goes wrong before leaves `out` as it was."""
    refuse_place(out, written)
    place = out.resolve()
    prefix = f".{place.name}.unfinished-"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _clear_away(place.parent, prefix)
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=place.parent))
    except OSError as error:
        raise OutputError(_cannot(out, error)) from None
    try:
        yield made
        _take_place(made, place)
    except OSError as error:
        raise OutputError(_cannot(out, error)) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _check_free(place: Path, out: Path, written: Collection[str]) -> None:
    elsewhere = "and nothing was written. Name another place with --out."
    nearest = next(path for path in (place, *place.parents) if path.exists())
    if not nearest.is_dir():
        raise OutputError(f"{out if nearest == place else nearest} is a file, not a folder, {elsewhere}")
    if Path.cwd().is_relative_to(place):
        raise OutputError(f"{out} is the folder that you are in, which would be replaced, {elsewhere}")
    held = sorted(path.name for path in place.iterdir()) if place.exists() else []
    foreign = [name for name in held if name not in (*written, MARK, *ADDED)]
    strange = foreign or (held if MARK not in held else [])
    if strange:
        raise OutputError(f"{out} holds {quoted(strange[0])}, which Blastline did not write, {elsewhere}")


def _clear_away(parent: Path, prefix: str) -> None:
    """Remove what was left behind by a run that was killed; a younger one may still be at work."""
    for left in parent.iterdir():
        if left.name.startswith(prefix) and time.time() - left.stat().st_mtime > ABANDONED_AFTER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _take_place(made: Path, place: Path) -> None:
    made.chmod(0o755)  # a temporary folder is private; what is written is to be read
    if not place.exists():
        made.rename(place)
        return
    old = made.with_name(made.name + "-old")
    place.rename(old)
    try:
        made.rename(place)
    except OSError:
        old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _cannot(out: Path, error: OSError) -> str:
    return f"nothing can be written to {out}: {error.strerror or error}."
