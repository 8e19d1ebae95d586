"""How the Word document looks: its styles, and the line at the foot of each page."""

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from blastline.report.word_xml import THICK, THIN, border, element, field

# On every machine that has Word, and metrically matched where there is only LibreOffice.
FONT = "Times New Roman"
INK = RGBColor(0x1B, 0x1D, 0x21)
QUIET = RGBColor(0x55, 0x5B, 0x66)
ALARM = "9B1C1C"

HEADING_POINTS = {"Heading 1": 14, "Heading 2": 12, "Heading 3": 11, "Heading 4": 11, "Heading 5": 11}


def set_styles(word: WordDocument) -> None:
    """The styles that the report is written in; whoever edits it changes them in one place."""
    _shape(word, "Normal", points=11, after=7, line=1.15)
    _shape(word, "Item", points=11, after=3, line=1.15)
    quote = _shape(word, "Quote", points=11, after=7, line=1.15, colour=QUIET)
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Pt(24)
    _shape(word, "Title", points=20, bold=True, after=4)
    _shape(word, "Subtitle", points=12, after=16, colour=QUIET)
    for name, points in HEADING_POINTS.items():
        _shape(word, name, points=points, bold=True, before=16, after=5, stays_with_next=True)
    _shape(word, "Table Caption", points=10, before=10, after=4, stays_with_next=True)
    _shape(word, "Table Text", points=9)
    _shape(word, "Table Note", points=8, before=2, colour=QUIET)
    _shape(word, "Figure", before=10, after=5, stays_with_next=True)
    _shape(word, "Figure Caption", points=9.5, after=16)
    _shape(word, "Footer", points=8, colour=QUIET)
    _frame(_shape(word, "Notice", points=11, bold=True, before=8, after=12))
    _rule_off(_shape(word, "Table None", points=9))
    _drop_template_marks(word)


def _shape(
    word: WordDocument,
    name: str,
    *,
    points: float = 11,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.0,
    colour: RGBColor = INK,
    stays_with_next: bool = False,
) -> ParagraphStyle:
    style = _paragraph_style(word, name)
    style.font.size, style.font.bold, style.font.italic = Pt(points), bold, False
    style.font.color.rgb = colour
    _set_font(style)
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after, paragraph.line_spacing = Pt(before), Pt(after), line
    paragraph.keep_with_next, paragraph.widow_control = stays_with_next, True
    return style


def _paragraph_style(word: WordDocument, name: str) -> ParagraphStyle:
    known = name in word.styles
    style = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is not a paragraph style in the template of python-docx")
    return style


def _set_font(style: ParagraphStyle) -> None:
    """One font for every script; the theme's would win over it where it is left standing."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _frame(style: ParagraphStyle) -> None:
    """A bar at the left and a tint behind: a notice must not be missed."""
    properties = style.element.get_or_add_pPr()
    borders = element("pBdr")
    borders.append(border("left", 24, colour=ALARM, space=8))
    _add_borders(properties, borders)
    borders.addnext(element("shd", val="clear", color="auto", fill="FBF1F0"))
    style.paragraph_format.left_indent = Pt(12)
    style.paragraph_format.keep_together = True


def _rule_off(style: ParagraphStyle) -> None:
    """Lines above and below, as a table without rows would have."""
    borders = element("pBdr")
    borders.extend([border("top", THICK, space=2), border("bottom", THICK, space=2)])
    _add_borders(style.element.get_or_add_pPr(), borders)


def _drop_template_marks(word: WordDocument) -> None:
    """The template underlines titles in blue, spaces subtitles out and stops footers short of the margin."""
    for name, mark in (("Title", "w:pBdr"), ("Subtitle", "w:spacing"), ("Footer", "w:tabs")):
        style = word.styles[name].element
        run_properties, properties = style.get_or_add_rPr(), style.get_or_add_pPr()
        parent = run_properties if name == "Subtitle" else properties
        for found in parent.findall(qn(mark)):
            parent.remove(found)


def _add_borders(properties: Any, borders: Any) -> None:
    """Word asks for the properties of a paragraph in a fixed order."""
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def add_page_footer(section: Section, words: str, width: Length) -> None:
    """The document's footer at the left and the page number at the right margin, wherever that is."""
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.style = "Footer"
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    _rule_above(paragraph._p.get_or_add_pPr())
    paragraph.add_run(f"{words}\tPage ")
    field(paragraph.add_run(), "PAGE")
    paragraph.add_run(" of ")
    field(paragraph.add_run(), "NUMPAGES")


def _rule_above(properties: Any) -> None:
    borders = element("pBdr")
    borders.append(border("top", THIN, colour="555B66", space=4))
    _add_borders(properties, borders)
