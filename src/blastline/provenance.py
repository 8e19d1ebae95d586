"""What a report was made from: versions, inputs by their hashes, criteria. No clock: the same input, the same bytes."""

import json
import platform
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from blastline.adapters.folder import path_of
from blastline.criteria.library import all_chosen, criterion, text_of
from blastline.settings import Settings

LIBRARIES = (
    "duckdb",
    "great-tables",
    "matplotlib",
    "narwhals",
    "pint",
    "polars",
    "python-docx",
    "scipy",
    "typst",
    "ucumvert",
)


def provenance(folder: Path, settings: Settings, engine: str, also: Sequence[Path] = ()) -> str:
    """The text of provenance.json; `also` are inputs that lie outside the folder of the study."""
    used = [rule.id for rule in all_chosen(settings.criteria)]
    own = {criterion(name).id: name for _, names in settings.criteria for name in names if name.endswith(".toml")}
    names = ["study.toml", *[path_of(folder, table).name for table in settings.study.records]]
    inputs = [*(folder / name for name in names), *also]
    facts = {
        "note": "Research software. Not for clinical decisions.",
        "study": settings.study.title,
        "invented": settings.study.invented,
        "cutoff": settings.study.cutoff.isoformat(),
        "engine": engine,
        "versions": {"blastline": version("blastline"), "python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "inputs": {path.name: _hash(path.read_bytes()) for path in inputs},
        "criteria": {rule: _hash(text_of(own.get(rule, rule)).encode()) for rule in used},
    }
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


def _hash(data: bytes) -> str:
    return f"sha256:{sha256(data).hexdigest()}"
