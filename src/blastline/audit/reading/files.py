"""A file as bytes and as text, within limits: what is too large, in no known encoding, or no text at all is refused."""

import re
from pathlib import Path
from typing import NoReturn

from blastline.errors import ManuscriptError, Problem, quoted

MB = 1_000_000
# UTF-16 without its mark: every other byte of a text in Latin letters is zero.
_UTF_16 = {"utf-16-le": re.compile(rb"(?:[\t\n\r -~]\x00){8}"), "utf-16-be": re.compile(rb"(?:\x00[\t\n\r -~]){8}")}
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SIGNATURES = {
    b"PK\x03\x04": "a zip file, such as Word writes",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Word document (.doc) or a file with a password",
    b"{\\rtf": "a rich text file (.rtf)",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def bytes_of(path: Path, most: int) -> bytes:
    """What a file holds. ManuscriptError where there is none, where it is empty, or larger than `most` bytes."""
    check_size(path, most)
    try:
        return path.read_bytes()
    except OSError as error:
        refuse(path, f"it cannot be read: {error.strerror or error}.", "See whether you may open it.")


def check_size(path: Path, most: int) -> None:
    """ManuscriptError where a file is empty, or larger than `most` bytes; nothing of it is read."""
    size = path.stat().st_size
    if size == 0:
        refuse(path, "the file is empty.", "Name the file that holds the manuscript.")
    if size > most:
        told = f"it has {size / MB:,.0f} MB; a manuscript of this kind is read up to {most // MB} MB."
        refuse(path, told, "Leave out what is no text, such as pictures, or split it.")


def text_of(path: Path, most: int) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, its lines ended by line feeds."""
    content = bytes_of(path, most)
    text = decoded_text(path, content)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded_text(path: Path, content: bytes, declared: str = "") -> str:
    """Bytes as text: by their mark, else in UTF-8, else as `declared`, else in Windows-1252."""
    for start, what in _SIGNATURES.items():
        if content.startswith(start):
            refuse(path, f"it is {what}, not text.", "Give the file the suffix of what it is, or save it as text.")
    encodings = [name for mark, name in _MARKS.items() if content.startswith(mark)] or [
        *(name for name, looks in _UTF_16.items() if looks.match(content)),
        *([] if _is_binary(content) else ["utf-8", declared, "cp1252"]),
    ]
    for encoding in filter(None, encodings):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    refuse(path, "it is no text, or in an encoding that is not known.", "Save it as text in UTF-8.")


def _is_binary(content: bytes) -> bool:
    start = content[:65_536]
    return b"\x00" in start or len(_CONTROL.findall(start)) > len(start) / 100


def refuse(path: Path, what: str, remedy: str) -> NoReturn:
    """ManuscriptError: the file, what is wrong with it, and what to do."""
    raise ManuscriptError(Problem(path.name or quoted(path), what, remedy))
