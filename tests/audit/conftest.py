"""Manuscripts written for a test and read back; every text in these tests is invented."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from blastline.audit.manuscript import Manuscript, TextTable
from blastline.audit.reading.read import read_manuscript

Read = Callable[..., Manuscript]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """What is read from a text, in a file with this suffix."""

    def read_(text: str | bytes, suffix: str = ".txt", **how: Any) -> Manuscript:
        path = tmp_path / f"invented{suffix}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_manuscript(path, **how)

    return read_


@pytest.fixture
def said() -> Callable[[Manuscript], list[str]]:
    """The sentences of a manuscript behind their section: "Results | Four patients responded."."""
    return lambda manuscript: [f"{one.place.section} | {one.text}" for one in manuscript.sentences]


@pytest.fixture
def drawn_table() -> Callable[[TextTable], str]:
    """A table as it is drawn in a test: the header and the rows, cells between bars."""
    return lambda table: "\n".join(
        " | ".join(row) for row in (table.header, *(tuple(cell.text for cell in row) for row in table.rows))
    )


@pytest.fixture
def word(tmp_path: Path) -> Callable[..., Manuscript]:
    """What is read from a Word document that holds these paragraphs, each a text or the XML of its runs."""

    def read_(*paragraphs: str | Iterable[Iterable[str]], **how: Any) -> Manuscript:
        document = Document()
        document.add_heading("An invented series", 0)
        document.add_heading("Results", 1)
        for paragraph in paragraphs:
            if not isinstance(paragraph, str):
                _add_table(document, paragraph)
            elif paragraph.startswith("<"):
                document.element.body.insert(len(document.element.body) - 1, xml(paragraph))
            else:
                document.add_paragraph(paragraph)
        path = tmp_path / "invented.docx"
        document.save(str(path))
        return read_manuscript(path, **how)

    return read_


def xml(text: str) -> Any:
    """A piece of a Word document: `<w:p>…</w:p>` without its namespaces."""
    head, rest = text.split(">", 1)
    return parse_xml(f"{head} {nsdecls('w')}>{rest}")


def _add_table(document: Any, rows: Iterable[Iterable[str]]) -> None:
    drawn = [list(row) for row in rows]
    table = document.add_table(len(drawn), len(drawn[0]))
    for row, cells in enumerate(drawn):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
