"""The report as a Word document with tables, headings and captions that Word knows as such."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.image import Image
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length
from docx.text.paragraph import Paragraph as WordParagraph

from blastline.report.document import Block, Document, Figure, Heading, Item, Notice, Paragraph, Quote, Run, Table
from blastline.report.layout import Stretch, caption, file_title, printable, stretches
from blastline.report.word_styles import add_page_footer, set_styles
from blastline.report.word_tables import add_table

# A clock would make each run another file; 2000-01-01 is a date that nobody takes for a real one.
TIMESTAMP = datetime(2000, 1, 1)
SHORT_SIDE, LONG_SIDE = Cm(21.0), Cm(29.7)
# Left and right, then top and bottom.
MARGINS = {False: (Cm(2.3), Cm(2.2)), True: (Cm(1.6), Cm(1.8))}
# Leaves room for a caption below a drawing as tall as the page.
TALLEST_FIGURE = {False: Cm(20), True: Cm(13)}


def render_word(document: Document, path: Path) -> None:
    """
    Write the document to `path` as .docx, its figures from their PNG.

    Wide tables stand on landscape pages of their own; a second run gives the same bytes.
    """
    word = docx.Document()
    set_styles(word)
    _set_properties(word, document)
    _add_stretches(word, document)
    buffer = BytesIO()
    word.save(buffer)
    path.write_bytes(_without_clock(buffer))


def _set_properties(word: WordDocument, document: Document) -> None:
    properties = word.core_properties
    properties.title = printable(file_title(document))[:255]
    properties.subject = printable(document.subtitle)[:255]
    properties.author = properties.last_modified_by = "Blastline"
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "en-GB"
    properties.created = properties.modified = TIMESTAMP
    properties.revision = 1


def _add_stretches(word: WordDocument, document: Document) -> None:
    parts = stretches(document.blocks) or (Stretch(landscape=False, blocks=()),)
    for at, part in enumerate(parts):
        section = word.sections[0] if at == 0 else _new_section(word)
        _hold_page(section, part.landscape)
        add_page_footer(section, printable(document.footer), _text_width(section))
        if at == 0:
            _add_front(word, document)
        for block in part.blocks:
            _add_block(word, block, section, part.landscape)


def _new_section(word: WordDocument) -> Section:
    """
    A new section from the next page on.

    python-docx ends the old one with an empty paragraph, which makes an empty page where the old one was
    full.
    """
    section: Section = word.add_section(WD_SECTION.NEW_PAGE)
    empty: Any = word.paragraphs[-1]._p
    last = empty.getprevious()
    if last is not None and last.tag == qn("w:p"):
        last.get_or_add_pPr().append(empty.pPr.sectPr)
        empty.getparent().remove(empty)
    return section


def _hold_page(section: Section, landscape: bool) -> None:
    """Set the page upright or turned; a new section otherwise starts as the one before it."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG_SIDE, SHORT_SIDE) if landscape else (SHORT_SIDE, LONG_SIDE)
    section.left_margin, section.top_margin = section.right_margin, section.bottom_margin = MARGINS[landscape]
    section.footer_distance = Cm(1.0)


def _text_width(section: Section) -> Length:
    sides = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (side or Length(0) for side in sides)
    return Length(page - left - right)


def _add_front(word: WordDocument, document: Document) -> None:
    word.add_paragraph(printable(file_title(document)), style="Title")
    if document.subtitle:
        word.add_paragraph(printable(document.subtitle), style="Subtitle")


def _add_block(word: WordDocument, block: Block, section: Section, landscape: bool) -> None:
    match block:
        case Heading(text, level):
            # The title stands above level 1, so a document's level 2 is Word's first.
            word.add_paragraph(printable(text), style=f"Heading {min(max(level - 1, 1), 5)}")
        case Paragraph(runs):
            _add_runs(word.add_paragraph(), runs)
        case Quote(runs):
            _add_runs(word.add_paragraph(style="Quote"), runs)
        case Item(runs, marker, level):
            _add_item(word, runs, marker, level)
        case Notice(text):
            word.add_paragraph(printable(text), style="Notice")
        case Figure():
            _add_figure(word, block, _text_width(section), TALLEST_FIGURE[landscape])
        case Table():
            add_table(word, block, _text_width(section), landscape)


def _add_runs(paragraph: WordParagraph, runs: Sequence[Run]) -> None:
    for run in runs:
        added = paragraph.add_run(printable(run.text) + _address(run))
        added.bold, added.italic = run.bold or None, run.italic or None


def _address(run: Run) -> str:
    """Where a link leads, which paper cannot show otherwise."""
    return f" ({printable(run.link)})" if run.link and run.link != run.text else ""


def _add_item(word: WordDocument, runs: Sequence[Run], marker: str, level: int) -> None:
    paragraph = word.add_paragraph(style="Item")
    paragraph.paragraph_format.left_indent = Cm(0.7 * (level + 1))
    paragraph.paragraph_format.first_line_indent = Cm(-0.7)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.7 * (level + 1)))
    paragraph.add_run(f"{marker}\t")
    _add_runs(paragraph, runs)


def _add_figure(word: WordDocument, figure: Figure, widest: Length, tallest: Length) -> None:
    paragraph = word.add_paragraph(style="Figure")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    width = _fitting_width(figure, widest, tallest)
    picture = paragraph.add_run().add_picture(str(figure.png), width=width)
    _describe(picture._inline.docPr, figure)
    _add_figure_caption(word, figure)


def _fitting_width(figure: Figure, widest: Length, tallest: Length) -> Length:
    image = Image.from_file(str(figure.png))
    across = min(Cm(figure.width_cm), widest)
    return Length(min(across, int(tallest * image.px_width / image.px_height)))


def _describe(properties: Any, figure: Figure) -> None:
    """The alternative text, which python-docx has no word for."""
    properties.set("name", printable(figure.number or figure.name))
    properties.set("descr", printable(figure.alt))


def _add_figure_caption(word: WordDocument, figure: Figure) -> WordParagraph:
    number, title = caption(figure)
    paragraph = word.add_paragraph(style="Figure Caption")
    paragraph.add_run(printable(f"{number} {title}".strip())).bold = True
    paragraph.add_run(printable(f" {figure.caption}" if figure.caption else ""))
    return paragraph


def _without_clock(archive: BytesIO) -> bytes:
    """The same archive with one date on every entry; python-docx stamps them with the time of saving."""
    rewritten = BytesIO()
    with ZipFile(archive) as old, ZipFile(rewritten, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            # The system that wrote the entry is part of it, and differs between Windows and the rest.
            entry.create_system = 3
            new.writestr(entry, old.read(name), ZIP_DEFLATED)
    return rewritten.getvalue()
