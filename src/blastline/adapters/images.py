"""The pictures that the table `images` names: scans and slides beside the tables, as PNG, JPEG or TIFF."""

from collections.abc import Iterator
from pathlib import Path

from blastline.errors import Problem, quoted
from blastline.records.received import ReceivedRow

KINDS = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
# More than any scanner's picture has; a file that claims more would fill the memory.
MOST_PIXELS = 100_000_000
REMEDY = "Save it as PNG, JPEG or TIFF in the study folder, without the patient's name on it."


def image_problems(folder: Path, rows: list[ReceivedRow]) -> Iterator[Problem]:
    """What keeps a picture from being printed: it is not there, lies outside the study, or is none."""
    for row in rows:
        name = row.cells.get("file", "")
        what = _fault(folder, name) if name else ""
        if what:
            yield Problem(f"{row.place} ({row.cells.get('patient_id', '')})", f"{quoted(name)} {what}.", REMEDY)


def _fault(folder: Path, name: str) -> str:
    path = folder / name
    # A table must not be able to put any other file of the machine into a report.
    if not path.resolve().is_relative_to(folder.resolve()):
        return "lies outside the study folder"
    if not path.is_file():
        return "is not there"
    return _unreadable(path) if path.suffix.lower() in KINDS else f"is no picture that is known ({', '.join(KINDS)})"


def _unreadable(path: Path) -> str:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # only where a study has pictures

    try:
        with Image.open(path) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                return f"has {width:,} by {height:,} points, more than can be printed"
            picture.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return "cannot be read as a picture"
    return ""
