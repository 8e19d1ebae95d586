"""The report as a PDF, typeset by Typst with the fonts that it brings along."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from jinja2 import Environment, PackageLoader, StrictUndefined

from blastline.report.document import Block, Document, Figure, Heading, Item, Paragraph, Quote, Run, Table
from blastline.report.layout import (
    MARGIN,
    Spanner,
    Stretch,
    breadth,
    breakable,
    caption,
    column_shares,
    file_title,
    is_behind_figures,
    printable,
    printed_rows,
    spanners,
    stretches,
)

# A clock would make each run another file. 2000-01-01 in seconds: nobody takes it for a real date.
TIMESTAMP = 946_684_800
# Letters on one line of a table: upright at 9 pt, and turned at 8 pt.
LETTERS_ACROSS = {False: 100, True: 180}
# A row that may not break would run off the page if one of its cells were taller than a page.
LINES_KEPT_TOGETHER = 20


def render_pdf(document: Document, path: Path) -> None:
    """
    Write the document to `path` as a PDF, its figures from their SVG.

    Text in a figure must be drawn as outlines: system fonts are not looked at, so that every machine sets
    the same page.
    """
    _set(document, path, format="pdf")


def render_pages(document: Document, folder: Path, ppi: float) -> list[Path]:
    """The pages of the PDF as pictures, `page-1.png` and so on, at `ppi` pixels an inch."""
    _set(document, folder / "page-{p}.png", format="png", ppi=ppi)
    return sorted(folder.glob("page-*.png"), key=lambda page: int(page.stem.removeprefix("page-")))


def _set(document: Document, path: Path, **how: Any) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        source = _source(document, _copied_figures(document, root))
        (root / "report.typ").write_text(source, encoding="utf-8")
        typst.compile(root / "report.typ", path, root=root, ignore_system_fonts=True, timestamp=TIMESTAMP, **how)


def _copied_figures(document: Document, root: Path) -> dict[Path, str]:
    """Typst reads only files below its root, so each drawing is copied there under a plain name."""
    drawings = [block.svg for block in document.blocks if isinstance(block, Figure)]
    names = {drawing: f"figure-{at}.svg" for at, drawing in enumerate(dict.fromkeys(drawings), start=1)}
    for drawing, name in names.items():
        shutil.copyfile(drawing, root / name)
    return names


def _source(document: Document, figures: Mapping[Path, str]) -> str:
    parts = [_part(stretch, figures) for stretch in stretches(document.blocks)]
    template = _environment().get_template("report.typ.j2")
    return template.render(document=document, file_title=file_title(document), parts=parts)


def _environment() -> Environment:
    # What autoescape is to HTML, `finalize` is here: no text reaches Typst but as a quoted literal.
    return Environment(
        loader=PackageLoader("blastline.report"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=typst_literal,
    )


def typst_literal(value: object) -> str:
    """
    The value written so that Typst reads it back unchanged: text, numbers, truth, and lists of these.

    Text is quoted, never marked up: inside quotes only the quote and the backslash mean anything.
    """
    match value:
        case str():
            return _quoted(value)
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case Mapping():
            # Names are quoted too, since Typst has words of its own, such as `none`.
            pairs = "".join(f"{_quoted(name)}: {typst_literal(item)}, " for name, item in value.items())
            return f"({pairs or ':'})"
        case Sequence():
            return f"({''.join(f'{typst_literal(item)}, ' for item in value)})"
        case _:
            raise TypeError(f"no way to write {value!r} in Typst; text, numbers, truth and lists are known")


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def _quoted(text: str) -> str:
    return f'"{printable(text).translate(_ESCAPES)}"'


def _part(stretch: Stretch, figures: Mapping[Path, str]) -> dict[str, object]:
    blocks = [_block(block, figures, stretch.landscape) for block in stretch.blocks]
    return {"landscape": stretch.landscape, "blocks": blocks}


def _block(block: Block, figures: Mapping[Path, str], landscape: bool) -> dict[str, object]:
    kind = type(block).__name__.lower()
    match block:
        case Table():
            return {"kind": kind, "table": _table(block, landscape)}
        case Figure():
            return {"kind": kind, "figure": _figure(block, figures[block.svg])}
        case Heading():
            return {"kind": kind, "block": block, "behind": is_behind_figures(block)}
        case Paragraph() | Quote() | Item():
            return {"kind": kind, "block": block, "words": [_run(run) for run in block.runs]}
        case _:
            return {"kind": kind, "block": block}


def _run(run: Run) -> dict[str, object]:
    """The arguments of `styled` in the template."""
    return {"words": run.text, "bold": run.bold, "italic": run.italic, "target": run.link}


def _figure(figure: Figure, file: str) -> dict[str, object]:
    """The arguments of `journal-figure` in the template."""
    number, title = caption(figure)
    return {
        "file": file,
        "alt": figure.alt,
        "width-cm": figure.width_cm,
        "number": number,
        "title": title,
        "words": figure.caption,
    }


def _table(table: Table, landscape: bool) -> dict[str, object]:
    """The arguments of `journal-table` in the template."""
    number, title = caption(table)
    letters = LETTERS_ACROSS[landscape]
    shares = column_shares(table, letters=letters)
    texts = [[cell.text for cell in row] for row in printed_rows(table)]
    return {
        "number": number,
        "title": title,
        "shares": shares,
        "aligns": [column.align for column in table.columns],
        "labels": _fitted([column.label for column in table.columns], shares, letters),
        "spanners": [_spanner(spanner) for spanner in spanners(table.columns)],
        "rows": [_fitted(row, shares, letters) for row in texts],
        "notes": [breakable(note, letters=letters) for note in table.notes],
        "size": 8 if landscape else 9,
        "breakable": any(_lines(row, shares, letters) > LINES_KEPT_TOGETHER for row in texts),
    }


def _spanner(spanner: Spanner) -> dict[str, object]:
    return {"label": spanner.label, "start": spanner.start, "stop": spanner.stop}


def _rooms(shares: Sequence[float], letters: int) -> list[float]:
    """How many letters stand side by side in each column."""
    return [max(share * letters - MARGIN, 1.0) for share in shares]


def _fitted(texts: Sequence[str], shares: Sequence[float], letters: int) -> list[str]:
    """The texts of one row, each able to break where its column is narrower than one of its words."""
    pairs = zip(texts, _rooms(shares, letters), strict=True)
    return [breakable(text, letters=room) for text, room in pairs]


def _lines(texts: Sequence[str], shares: Sequence[float], letters: int) -> float:
    """About how many lines the tallest cell of a row takes."""
    pairs = zip(texts, _rooms(shares, letters), strict=True)
    return max((text.count("\n") + 1.2 * breadth(text) / room for text, room in pairs), default=0)
