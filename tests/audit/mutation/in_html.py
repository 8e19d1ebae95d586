"""A manuscript as a web page: a line for each paragraph and each row of a table."""

from collections.abc import Sequence
from html import escape

from mutation.draft import Draft, Part, Table
from mutation.lines import Lines, sentences


def in_html(draft: Draft) -> Lines:
    """The lines of the source."""
    out = Lines()
    out.add("<!doctype html>")
    out.add(f'<html lang="en"><head><meta charset="utf-8"><title>{escape(draft.title.text)}</title></head><body>')
    out.add(_marked("h1", draft.title.text), [draft.title])
    for section in draft.sections:
        out.add(_marked(f"h{section.level}", section.heading.text), [section.heading])
        for block in section.blocks:
            if isinstance(block, Table):
                _table(out, block)
            else:
                out.add(_marked("p", sentences(block)), block)
    out.add("<h2>References</h2>")
    out.add("<ol>")
    for part in draft.references:
        out.add(_marked("li", part.text), [part])
    out.add("</ol>")
    out.add("</body></html>")
    return out


def _table(out: Lines, table: Table) -> None:
    out.add("<table>")
    out.add(_marked("caption", f"{table.name}. {table.title.text}"), [table.title])
    out.add(_row("th", table.header), table.header)
    for row in table.rows:
        out.add(_row("td", row), row)
    out.add("</table>")
    if table.notes:
        out.add(_marked("p", sentences(table.notes)), table.notes)


def _row(cell: str, parts: Sequence[Part]) -> str:
    return "<tr>" + "".join(_marked(cell, part.text) for part in parts) + "</tr>"


def _marked(tag: str, text: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>"
