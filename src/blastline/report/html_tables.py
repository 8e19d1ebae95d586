"""Tables of the web page: three ruled lines, spanners, and numbers that say where they come from."""

import re
from collections.abc import Mapping

import polars as pl
from great_tables import GT, html
from great_tables._text import BaseText
from markupsafe import Markup, escape

from blastline.report.document import Cell, Table
from blastline.report.layout import caption, column_shares, printable, printed_rows, spanners

# Letters on one line of a table as wide as the page; only shares come of it, the browser does the rest.
LETTERS_ACROSS = {False: 105, True: 190}

# Every table brings eighty rules of its own, with colours and boxes; the page has one style for all of them.
_OWN_STYLE = re.compile(r"<style>.*?</style>", flags=re.DOTALL)


# A line broken at these hyphens (CAR-T, IL-6) would leave a letter or two behind.
_SHORT_END = re.compile(r"\b\w+(?:-\w+)*-\w{1,2}\b")


def number_markup(text: str, key: str, evidence: Mapping[str, str]) -> Markup:
    """The text as HTML; where it was read from the ledger, a tooltip names the row and what that rests on."""
    if not key:
        return escape(printable(text))
    origin = f"{key}: {evidence[key]}" if evidence.get(key) else key
    return Markup('<span class="number" title="{}">{}</span>').format(printable(origin), printable(text))


def table_markup(table: Table, table_id: str, evidence: Mapping[str, str]) -> Markup:
    """The table as HTML under a fixed id; Great Tables would otherwise draw a random one on each run."""
    styled = _with_notes(_with_spanners(_with_labels(_body(table, table_id, evidence), table), table), table)
    return Markup(_OWN_STYLE.sub("", styled.as_raw_html()))


def caption_markup(table: Table) -> Markup:
    number, title = caption(table)
    return Markup('<span class="caption"><b>{}</b> {}</span>').format(printable(number), printable(title))


def _body(table: Table, table_id: str, evidence: Mapping[str, str]) -> GT:
    columns = {
        _name(at): [_cell_markup(row[at], evidence) for row in printed_rows(table)] for at in range(len(table.columns))
    }
    # The cells are escaped by then; without a formatter of our own they would be escaped again.
    return GT(pl.DataFrame(columns), id=table_id).fmt(fns=lambda markup: markup)


def _cell_markup(cell: Cell, evidence: Mapping[str, str]) -> str:
    markup = number_markup(cell.text, cell.key, evidence)
    # A tooltip is an attribute, where no element may stand.
    return str(markup) if cell.key else str(unbroken(markup))


def unbroken(text: str) -> Markup:
    """The text with words such as CAR-T held together."""
    # As plain text: Markup would escape the elements that are put in.
    return Markup(_SHORT_END.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))


def _name(at: int) -> str:
    return f"c{at}"


def _with_labels(gt: GT, table: Table) -> GT:
    labels: dict[str, str | BaseText] = {_name(at): _label(column.label) for at, column in enumerate(table.columns)}
    shares = column_shares(table, letters=LETTERS_ACROSS[table.wide])
    widths = {_name(at): f"{100 * share:.1f}%" for at, share in enumerate(shares)}
    gt = gt.cols_label(cases=labels).cols_width(cases=widths).tab_header(html(str(caption_markup(table))))
    for at, column in enumerate(table.columns):
        gt = gt.cols_align(column.align, columns=_name(at))
    # Widths are wishes here: a browser that may not widen a column cuts off its words.
    return gt.tab_options(table_layout="auto")


def _label(text: str) -> BaseText:
    return html(str(unbroken(printable(text))))


def _with_spanners(gt: GT, table: Table) -> GT:
    for spanner in spanners(table.columns):
        if spanner.label:
            gt = gt.tab_spanner(
                _label(spanner.label),
                columns=[_name(at) for at in range(spanner.start, spanner.stop)],
                id=f"spanner-{spanner.start}",
                gather=False,
            )
    return gt


def _with_notes(gt: GT, table: Table) -> GT:
    for note in table.notes:
        gt = gt.tab_source_note(html(str(escape(printable(note)))))
    return gt
