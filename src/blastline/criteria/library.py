"""The documents that come with Blastline, and those of one's own; each is read once."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blastline.criteria.criterion import Criterion
from blastline.criteria.examples import check_examples
from blastline.criteria.exclusive import check_exclusive
from blastline.criteria.reading import read
from blastline.errors import CriterionError, near, quoted

if TYPE_CHECKING:
    from blastline.settings import Criteria


@cache
def criterion(identifier: str) -> Criterion:
    """
    The criterion with this id, such as `ctcae/5.0/anemia`, or in this file of one's own (.toml).

    Those of the library were proved by their examples before they came; one's own are proved as they are read.
    """
    if not _own(identifier):
        return read(text_of(identifier), identifier, document)
    found = read_criterion(text_of(identifier), Path(identifier).name)
    if found.id in criterion_ids():
        where = Path(identifier).name
        raise CriterionError(f"{where}: the id {quoted(found.id)} is one of the library's; choose another")
    return found


def _own(identifier: str) -> bool:
    return identifier.endswith(".toml")


def read_criterion(text: str, where: str) -> Criterion:
    """
    A criterion from a document of one's own, proved as those of the library are.

    CriterionError says where the fault stands, in `where`.
    """
    found = read(text, where, document)
    try:
        prove(found)
    except CriterionError as error:
        raise CriterionError(f"{where}: {error}") from None
    return found


def prove(found: Criterion) -> None:
    """CriterionError unless its examples come out as stated and show what they must, and no two categories overlap."""
    check_examples(found)
    check_exclusive(found)


@cache
def criterion_ids() -> list[str]:
    """The ids of all criteria that come with Blastline."""
    return sorted(_ids(files("blastline.criteria") / "documents", ""))


def _ids(folder: Traversable, above: str) -> list[str]:
    found: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _ids(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(".toml"):
            found.append(above + entry.name.removesuffix(".toml"))
    return found


def criteria_in(prefix: str) -> list[Criterion]:
    """The criteria of a set such as `ctcae/4.03`, or the one with exactly this id."""
    return [criterion(name) for name in ids_in(prefix)]


def ids_in(prefix: str) -> list[str]:
    """The ids of a set, or the one id, or the one file; CriterionError names near ones."""
    if _own(prefix):
        return [prefix]
    ids = [name for name in criterion_ids() if name == prefix or name.startswith(f"{prefix}/")]
    if not ids:
        raise CriterionError(f"no criterion or set of criteria is called {quoted(prefix)}. {near(prefix, choices())}")
    return ids


def _text_of_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CriterionError(f"{path.name}: it cannot be read ({error.__class__.__name__})") from None


def choices() -> list[str]:
    """What may be chosen: whole sets of one version, and single criteria; a publisher alone would mix versions."""
    return sorted({name.rsplit("/", 1)[0] for name in criterion_ids()} | set(criterion_ids()))


def criteria_of(group: str, chosen: Sequence[str]) -> list[Criterion]:
    """What a study chose of one group, in its order: of a whole set such as `ctcae/5.0` those of the group."""
    ids = [name for prefix in chosen for name in ids_in(prefix) if group_of(name) == group]
    return [criterion(name) for name in ids]


def all_chosen(chosen: "Criteria") -> list[Criterion]:
    """Everything that a study chose, group by group."""
    return [rule for group in type(chosen).model_fields for rule in criteria_of(group, getattr(chosen, group))]


@cache
def group_of(identifier: str) -> str:
    """What a criterion belongs to, without reading more of it than that."""
    found = document(identifier)
    return str(found["group"] if "group" in found else document(found["same_as"])["group"])


@cache
def document(identifier: str) -> Mapping[str, Any]:
    """The document of a criterion as it lies in the library, or in a file of one's own, not yet checked."""
    return tomllib.loads(text_of(identifier))


def text_of(identifier: str) -> str:
    """The text of a document; CriterionError where there is none."""
    if _own(identifier):
        return _text_of_file(Path(identifier))
    path = files("blastline.criteria") / "documents" / f"{identifier}.toml"
    if not path.is_file():
        raise CriterionError(f"no criterion is called {quoted(identifier)}. {near(identifier, criterion_ids())}")
    return path.read_text(encoding="utf-8")
