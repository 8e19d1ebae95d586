"""
Writes every page and part of a page that shows what the product holds or says: nothing there is typed by hand.

A part stands between `<!-- from NAME -->` and `<!-- end -->`, so that the page can be read as it is in the repository.

    python docs/generate.py            writes them; `make docs` does so through conf.py
    python docs/generate.py --check    writes nothing; exit 1 where a page is not what would be written now
"""

import re
import sys
from pathlib import Path

from pages.criteria import criteria_pages
from pages.decisions import decision_pages
from pages.dictionary import dictionary_pages
from pages.grading import grading_pages
from pages.keys import key_pages
from pages.markdown import MADE
from pages.output import output_pages

DOCS = Path(__file__).parent
# Every file in this is written here, so one that nobody writes any more is taken away.
WHOLE = "criteria/scales"
PART = re.compile(r"(<!-- from (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
SHOWN_AS = {".txt": "text", ".toml": "toml"}


def pages() -> dict[str, str]:
    """The text of every page that holds something generated, by its path below docs/."""
    parts = {**dictionary_pages(), **key_pages(), **output_pages(DOCS), **decision_pages(DOCS), **grading_pages(DOCS)}
    return criteria_pages() | _filled(parts)


def _filled(parts: dict[str, str]) -> dict[str, str]:
    """Every page that has parts, with what they are now."""
    texts = {path.relative_to(DOCS).as_posix(): path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")}
    return {
        name: PART.sub(lambda found: found[1] + _part(found[2], parts) + found[3], text)
        for name, text in texts.items()
        if "<!-- from " in text and "_build" not in name
    }


def _part(name: str, parts: dict[str, str]) -> str:
    """A part as the page shows it: output and settings in a block of their own."""
    text = parts[name] if name in parts else (DOCS / name).read_text(encoding="utf-8")
    suffix = Path(name).suffix
    body = text.replace(MADE, "").strip("\n")
    return f"\n{body}\n\n" if suffix not in SHOWN_AS else f"\n```{SHOWN_AS[suffix]}\n{body}\n```\n\n"


def stale(written: dict[str, str]) -> list[str]:
    """The files that are not what would be written now, or that nothing writes any more."""
    changed = [name for name, text in written.items() if _on_disk(name) != text]
    return sorted(changed + [name for name in _there() if name not in written])


def write(written: dict[str, str]) -> None:
    """The files, where they differ: Sphinx then reads again only what changed."""
    for name in stale(written):
        path = DOCS / name
        if name in written:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written[name], encoding="utf-8", newline="\n")
        else:
            path.unlink()


def _on_disk(name: str) -> str | None:
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _there() -> list[str]:
    return [path.relative_to(DOCS).as_posix() for path in (DOCS / WHOLE).glob("*.*")]


if __name__ == "__main__":
    made = pages()
    if "--check" in sys.argv:
        if old := stale(made):
            sys.exit(f"Not up to date in docs/: {', '.join(old)}\nRun make docs, and look at what changed.")
    else:
        write(made)
