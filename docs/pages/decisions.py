"""The list of decisions: every page of docs/decisions by the groups and the order of its index."""

import re
from pathlib import Path

from pages.markdown import listed

GROUP = re.compile(r"```\{toctree\}\n:caption: (.+?)\n:maxdepth: 1\n:hidden:\n\n(.*?)\n```", re.DOTALL)


def decision_pages(docs: Path) -> dict[str, str]:
    """The links that the index shows, which a reader of the repository can follow too."""
    folder = docs / "decisions"
    groups = GROUP.findall((folder / "index.md").read_text(encoding="utf-8"))
    return {"decisions": "\n".join(_group(folder, caption, names.split()) for caption, names in groups)}


def _group(folder: Path, caption: str, names: list[str]) -> str:
    return f"**{caption}**\n\n" + listed(f"[{_title(folder / f'{name}.md')}]({name}.md)" for name in names)


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
