"""A manuscript in Word, with headings, paragraphs and tables."""

from pathlib import Path

from docx import Document

from mutation.draft import Draft, Table
from mutation.lines import Lines, sentences


def in_blocks(draft: Draft) -> Lines:
    """Paragraphs and tables in their order, each a line; a row has the line of its table."""
    out = Lines()
    out.add(draft.title.text, [draft.title])
    for section in draft.sections:
        out.add(section.heading.text, [section.heading])
        for block in section.blocks:
            if isinstance(block, Table):
                out.add(f"{block.name}. {block.title.text}", [block.title])
                out.add("\n".join("\t".join(part.text for part in row) for row in (block.header, *block.rows)))
                for row in (block.header, *block.rows):
                    for part in row:
                        out.at_this_line(part.id)
                if block.notes:
                    out.add(sentences(block.notes), block.notes)
            else:
                out.add(sentences(block), block)
    out.add("References")
    for number, part in enumerate(draft.references, 1):
        out.add(f"[{number}] {part.text}", [part])
    return out


def write_word(draft: Draft, path: Path) -> None:
    """The manuscript as a file of Word."""
    document = Document()
    document.add_heading(draft.title.text, 0)
    for section in draft.sections:
        document.add_heading(section.heading.text, section.level - 1)
        for block in section.blocks:
            if isinstance(block, Table):
                _word_table(document, block)
            else:
                document.add_paragraph(sentences(block))
    document.add_heading("References", 1)
    for number, part in enumerate(draft.references, 1):
        document.add_paragraph(f"[{number}] {part.text}")
    document.save(str(path))


def _word_table(document: Document, table: Table) -> None:
    document.add_paragraph(f"{table.name}. {table.title.text}")
    grid = document.add_table(rows=0, cols=len(table.header))
    for row in (table.header, *table.rows):
        for cell, part in zip(grid.add_row().cells, row, strict=True):
            cell.text = part.text
    if table.notes:
        document.add_paragraph(sentences(table.notes))
