"""How the documentation is built: offline, and strictly (a broken link inside it is an error)."""

import tomllib
from pathlib import Path

_pyproject = Path(__file__).parent.parent / "pyproject.toml"

project = "Blastline"
author = "The Blastline authors"
release = version = tomllib.loads(_pyproject.read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
templates_path = ["_templates"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist"]
# Headings can be linked to (`page.md#heading`), and such links are checked.
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"Blastline {release}"
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
