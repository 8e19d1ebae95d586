"""The parts of a .docx, which is a zip of XML: opened within limits that are checked before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import error as ZlibError  # noqa: N812

from lxml import etree

from blastline.audit.reading.files import MB, check_size, refuse

MOST_DOCX = 100 * MB
MOST_MEMBERS = 5_000
MOST_UNPACKED = 1_000 * MB
# The words of a 60-page manuscript are a megabyte of XML.
MOST_PART = 40 * MB
_REMEDY = "Open it in Word, and save it as a new .docx."
_OLE = b"\xd0\xcf\x11\xe0"


class Package:
    """A .docx that may be read: each part as XML, or None where it has no such part."""

    def __init__(self, path: Path, packed: zipfile.ZipFile) -> None:
        self.path = path
        self.packed = packed
        self.names = {info.filename for info in packed.infolist()}

    def part(self, name: str) -> Any:
        """The root of a part. ManuscriptError where it is broken, or declares entities."""
        if name not in self.names:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(self._content(name), parser)
        except etree.XMLSyntaxError as error:
            refuse(self.path, f"its part {name} is broken ({error.msg}).", _REMEDY)
        if root.getroottree().docinfo.doctype:
            refuse(self.path, f"its part {name} declares a document type, as no Word document does.", _REMEDY)
        return root

    def _content(self, name: str) -> bytes:
        try:
            with self.packed.open(name) as part:
                # One byte more than allowed, whatever size the list of parts claims.
                content = part.read(MOST_PART + 1)
        except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, OSError, RuntimeError):
            refuse(self.path, f"its part {name} cannot be unpacked: the file is broken.", _REMEDY)
        if len(content) > MOST_PART:
            _too_large(self.path, name)
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:65_536]:
            refuse(self.path, f"its part {name} declares a document type, as no Word document does.", _REMEDY)
        return content


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """The package of a .docx. ManuscriptError where it is none, is broken, or unpacks to more than a manuscript."""
    check_size(path, MOST_DOCX)
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            refuse(
                path, "it has a password, or is an old Word document (.doc).", "Save it as .docx without a password."
            )
    try:
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError):
        refuse(path, "it is no Word document: a .docx is a zip file, and this is none, or a broken one.", _REMEDY)
    with packed:
        _check(path, packed)
        yield Package(path, packed)


def _check(path: Path, packed: zipfile.ZipFile) -> None:
    """Refuses by the list of parts alone: nothing is unpacked yet."""
    parts = packed.infolist()
    if len(parts) > MOST_MEMBERS:
        told = f"it holds {len(parts):,} parts; a Word document is read up to {MOST_MEMBERS:,}."
        refuse(path, told, "Save the text alone as a new .docx.")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        told = f"it unpacks to more than {MOST_UNPACKED // MB:,} MB."
        refuse(path, told, "Save the text alone, without pictures, as a new .docx.")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and part.file_size > MOST_PART:
            _too_large(path, part.filename)
        if part.flag_bits & 1:
            refuse(path, f"its part {part.filename} is encrypted.", "Save it as .docx without a password.")
    if "word/document.xml" not in packed.namelist():
        refuse(path, "it is a zip file without a Word document in it.", "Save it as .docx in Word.")


def _too_large(path: Path, name: str) -> None:
    refuse(
        path,
        f"its part {name} unpacks to more than {MOST_PART // MB} MB; a manuscript has a few.",
        "Save the text alone as a new .docx.",
    )
