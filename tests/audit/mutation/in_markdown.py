"""A manuscript in Markdown: a line for each paragraph and each row of a table."""

from collections.abc import Sequence

from mutation.draft import Draft, Part, Table
from mutation.lines import Lines, sentences


def in_markdown(draft: Draft) -> Lines:
    """The lines of the source."""
    out = Lines()
    out.add(f"# {draft.title.text}", [draft.title])
    for section in draft.sections:
        out.add("")
        out.add(f"{'#' * section.level} {section.heading.text}", [section.heading])
        for block in section.blocks:
            out.add("")
            if isinstance(block, Table):
                _markdown_table(out, block)
            else:
                out.add(sentences(block), block)
    out.add("")
    out.add("## References")
    out.add("")
    for number, part in enumerate(draft.references, 1):
        out.add(f"{number}. {part.text}", [part])
    return out


def _markdown_table(out: Lines, table: Table) -> None:
    out.add(f"**{table.name}.** {table.title.text}", [table.title])
    out.add("")
    out.add(_bars(table.header), table.header)
    out.add("|" + "---|" * len(table.header))
    for row in table.rows:
        out.add(_bars(row), row)
    if table.notes:
        out.add("")
        out.add(sentences(table.notes), table.notes)


def _bars(parts: Sequence[Part]) -> str:
    return "| " + " | ".join(part.text for part in parts) + " |"
