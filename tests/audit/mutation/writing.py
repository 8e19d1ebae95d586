"""A manuscript as a file in one of the formats, and the lines on which each of its parts stands."""

from pathlib import Path

from mutation.draft import Draft
from mutation.in_html import in_html
from mutation.in_markdown import in_markdown
from mutation.in_pdf_text import in_pdf_text
from mutation.in_word import in_blocks, write_word
from mutation.lines import Lines

SUFFIX = {"markdown": ".md", "pdf text": ".txt", "docx": ".docx", "html": ".html"}
FORMATS = tuple(SUFFIX)


def written(draft: Draft, format_: str, *, quarters: bool = False) -> Lines:
    """The lines of a manuscript in a format; `quarters` is for the text of a PDF."""
    if format_ == "pdf text":
        return in_pdf_text(draft, quarters=quarters)
    return {"markdown": in_markdown, "docx": in_blocks, "html": in_html}[format_](draft)


def write(draft: Draft, format_: str, path: Path, *, quarters: bool = False) -> Lines:
    """The manuscript as a file, and where its parts stand in it."""
    found = written(draft, format_, quarters=quarters)
    if format_ == "docx":
        write_word(draft, path)
    else:
        path.write_text(found.text, encoding="utf-8")
    return found
