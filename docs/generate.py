"""
Writes every page and part of a page that shows what the product holds or says: nothing there is typed by hand.

    python docs/generate.py            writes them; `make docs` does so through conf.py
    python docs/generate.py --check    writes nothing; exit 1 where a page is not what would be written now
"""

import sys
from pathlib import Path

from pages.criteria import criteria_pages
from pages.dictionary import dictionary_pages
from pages.keys import key_pages
from pages.output import output_pages

DOCS = Path(__file__).parent
# Every file in these is written here, so one that nobody writes any more is taken away.
FOLDERS = ("generated", "criteria/scales")


def pages() -> dict[str, str]:
    """The text of every generated file, by its path below docs/."""
    return {**criteria_pages(), **dictionary_pages(), **key_pages(), **output_pages(DOCS)}


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
    return [path.relative_to(DOCS).as_posix() for folder in FOLDERS for path in (DOCS / folder).glob("*.*")]


if __name__ == "__main__":
    made = pages()
    if "--check" in sys.argv:
        if old := stale(made):
            sys.exit(f"Not up to date in docs/: {', '.join(old)}\nRun make docs, and look at what changed.")
    else:
        write(made)
