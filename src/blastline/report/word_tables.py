"""Tables of the Word document: three ruled lines, headers that repeat, rows that hold together."""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from blastline.report.document import Column, Table
from blastline.report.layout import caption, column_shares, has_spanners, printable, printed_rows, spanners
from blastline.report.word_xml import THICK, THIN, border, element

POINTS = {False: 9.0, True: 8.0}
# Letters on one line of a table, upright at 9 pt and turned at 8 pt.
LETTERS_ACROSS = {False: 100, True: 175}
# A table up to this long moves to the next page rather than break.
ROWS_KEPT_TOGETHER = 12

TEXT_STYLE_ID = "TableText"

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def add_table(word: WordDocument, table: Table, width: Length, landscape: bool) -> None:
    """A caption, the table over the whole width of the text, and its notes; all three stay together."""
    _add_caption(word, table)
    if table.rows:
        _add_grid(word, table, width, landscape)
    else:
        _add_none(word, keep=bool(table.notes))
    _add_notes(word, table.notes)


def _add_caption(word: WordDocument, table: Table) -> None:
    number, title = caption(table)
    paragraph = word.add_paragraph(style="Table Caption")
    paragraph.add_run(printable(number)).bold = True
    paragraph.add_run(printable(f" {title}" if number else title))


def _add_none(word: WordDocument, keep: bool) -> None:
    word.add_paragraph("None.", style="Table None").paragraph_format.keep_with_next = keep


def _add_notes(word: WordDocument, notes: Sequence[str]) -> None:
    """The notes; without any an empty line, or Word joins a table to one that follows."""
    *others, last = [word.add_paragraph(printable(note), style="Table Note") for note in notes or ("",)]
    for paragraph in others:
        paragraph.paragraph_format.keep_with_next = True
    last.paragraph_format.space_after = Pt(12)


def _add_grid(word: WordDocument, table: Table, width: Length, landscape: bool) -> None:
    heads = 2 if has_spanners(table) else 1
    grid = word.add_table(rows=heads + len(table.rows), cols=len(table.columns))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    rows = list(grid.rows)
    # Looked up once a row: python-docx finds a cell by walking the table, which a registry would feel.
    cells = [list(row.cells) for row in rows]
    _set_properties(grid, table)
    _set_widths(grid, cells, table, width, landscape)
    _write_body(cells[heads:], table, POINTS[landscape])
    _write_head(cells[:heads], table, POINTS[landscape])
    _hold_together(rows, cells, heads, has_notes=bool(table.notes))


def _set_properties(grid: WordTable, table: Table) -> None:
    """Rules above and below, narrow margins in the cells, and a title for a screen reader."""
    properties = grid._tbl.tblPr
    borders = element("tblBorders")
    borders.append(border("top", THICK))
    borders.append(border("bottom", THICK))
    margins = element("tblCellMar")
    for side, twips in {"top": 30, "left": 70, "bottom": 30, "right": 70}.items():
        margins.append(element(side, w=twips, type="dxa"))
    # The order is Word's: borders, layout, margins, look, title.
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)
    properties.append(element("tblCaption", val=printable(" ".join(caption(table)))))


def _set_widths(grid: WordTable, cells: list[list[_Cell]], table: Table, width: Length, landscape: bool) -> None:
    grid._tbl.tblPr.find(qn("w:tblW")).attrib.update({qn("w:type"): "dxa", qn("w:w"): str(width.twips)})
    shares = column_shares(table, letters=LETTERS_ACROSS[landscape])
    widths = [Length(int(width * share)) for share in shares]
    for column, across in zip(grid._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = across
    for row in cells:
        for cell, across in zip(row, widths, strict=True):
            cell.width = across


def _write_body(cells: list[list[_Cell]], table: Table, points: float) -> None:
    for word_row, row in zip(cells, printed_rows(table), strict=True):
        for word_cell, cell, column in zip(word_row, row, table.columns, strict=True):
            _write(word_cell, cell.text, column.align, points)


def _write_head(cells: list[list[_Cell]], table: Table, points: float) -> None:
    for cell, column in zip(cells[-1], table.columns, strict=True):
        _rule_below(cell)
        if len(cells) == 1 or column.group:
            _write_label(cell, column.label, column.align, points)
    if len(cells) == 2:
        _write_spanners(cells, table.columns, points)


def _write_spanners(cells: list[list[_Cell]], columns: Sequence[Column], points: float) -> None:
    """Groups over their columns; a column without one takes both rows of the head."""
    upper, lower = cells
    for spanner in spanners(columns):
        if spanner.label:
            merged = upper[spanner.start].merge(upper[spanner.stop - 1])
            _rule_below(merged)
            _write_label(merged, spanner.label, "center", points)
        else:
            column = columns[spanner.start]
            merged = upper[spanner.start].merge(lower[spanner.start])
            _write_label(merged, column.label, column.align, points)


def _write_label(cell: _Cell, text: str, align: str, points: float) -> None:
    _write(cell, text, align, points, bold=True)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM


def _write(cell: _Cell, text: str, align: str, points: float, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    # By id: to look a style up by name takes python-docx longer than all the rest of the table.
    paragraph._p.style = TEXT_STYLE_ID
    paragraph.alignment = ALIGN.get(align, WD_ALIGN_PARAGRAPH.LEFT)
    run = paragraph.add_run(printable(text))
    run.bold, run.font.size = bold or None, Pt(points)


def _rule_below(cell: _Cell) -> None:
    properties = cell._tc.get_or_add_tcPr()
    borders = element("tcBorders")
    borders.append(border("bottom", THIN))
    properties.append(borders)


def _hold_together(rows: list[_Row], cells: list[list[_Cell]], heads: int, *, has_notes: bool) -> None:
    """No row breaks; the head repeats and keeps its first row; a short table stays on one page."""
    last = len(rows) - 1
    short = last - heads < ROWS_KEPT_TOGETHER
    for at, (row, row_cells) in enumerate(zip(rows, cells, strict=True)):
        _mark_row(row, repeats=at < heads)
        keep = at < heads or (short and at < last) or (at == last and has_notes)
        for paragraph in (paragraph for cell in row_cells for paragraph in cell.paragraphs):
            paragraph.paragraph_format.keep_with_next = keep


def _mark_row(row: _Row, *, repeats: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(element("cantSplit"))
    if repeats:
        properties.append(element("tblHeader"))
