"""Tables and blocks as Markdown."""

from collections.abc import Iterable, Sequence

MADE = "<!-- Written by docs/generate.py. Changes made here are lost. -->\n\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; what a cell holds is shown as it is."""
    lines = [_line(head), _line(["---"] * len(head)), *[_line([*map(cell, row)]) for row in rows]]
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """A cell of a table: a bar would end it, a line break too, and `<40` is not the start of a tag."""
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;") if "`" not in text else text


def code(text: str) -> str:
    """Text in the letters of a program; no mark inside it means anything."""
    return f"`{text}`"


def listed(items: Iterable[str]) -> str:
    return "".join(f"- {item}\n" for item in items)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
