"""A manuscript of one's own: Markdown whose numbers, tables and figures come from the ledger."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from blastline.errors import Problem, StudyError, near, quoted
from blastline.estimate.ledger import Ledger
from blastline.report.build import TABLES, evidence_of, filled_tables, footer_of, places_of
from blastline.report.document import Block, Document, Figure, Heading, Notice, Run, Table
from blastline.report.drawing import FIGURES, figures_of
from blastline.report.folder import RENDERERS, Say, renderer, write_checklists
from blastline.report.markdown import Slot, alone, blocks_of, slots_of, unread
from blastline.report.place import MARK, complete_or_absent
from blastline.report.prose import Places, filled, referring
from blastline.settings import StudySection

WORDS = ("patients", "why", "table", "figure")
EXHIBITS: Mapping[str, Sequence[str]] = {"table": tuple(TABLES), "figure": tuple(FIGURES)}
SLOT = re.compile(r"(?:(\w+)\(([^()\s]+)\)|([^()\s]+))")
# All that a folder with a manuscript may hold.
WRITTEN = ("checklists", "figures", "numbers.csv", *(f"manuscript.{name}" for name in RENDERERS))
# A manuscript is read whole; no text of a paper is as long.
LONGEST_BYTES = 20_000_000

Exhibit: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A text under the name of its file, by which messages speak of it."""

    name: str
    text: str

    def asks(self) -> Iterator[tuple[str, str, Slot]]:
        """Every slot as what it asks for ("" for a number) and of what; ("?", …) where it cannot be read."""
        for slot in slots_of(self.text):
            found = SLOT.fullmatch(slot.text)
            yield (found[1] or "", found[2] or found[3], slot) if found else ("?", slot.text, slot)

    @property
    def placed(self) -> list[Exhibit]:
        """The tables and figures that stand in it, in the order of their first place."""
        found = (SLOT.fullmatch(slot.text) for slot in alone(self.text))
        return list(dict.fromkeys((f[1], f[2]) for f in found if f and f[1] in EXHIBITS))


def read_manuscript(path: Path) -> Manuscript:
    """The text of a Markdown file. StudyError where there is none, where it is no text, or of no length for a paper."""
    remedy = "Name a Markdown file (.md): plain text with {{ key }} where a number of the ledger is to stand."
    if not path.is_file():
        raise StudyError([Problem(str(path), "there is no such file.", remedy)])
    if path.stat().st_size > LONGEST_BYTES:
        raise StudyError([Problem(str(path), f"it is longer than {LONGEST_BYTES // 1_000_000} MB.", remedy)])
    try:
        return Manuscript(path.name, path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise StudyError([Problem(str(path), "it is no text in UTF-8.", remedy)]) from None


def write_manuscript(
    manuscript: Manuscript,
    ledger: Ledger,
    study: StudySection,
    provenance: str,
    out: Path,
    formats: Sequence[str] = tuple(RENDERERS),
    say: Say = lambda _: None,
) -> None:
    """
    The manuscript in each format, its figures, and the list of its numbers, in the folder `out`.

    StudyError with every slot that cannot be filled; OutputError where `out` holds anything else.
    """
    problems = list(problems_of(manuscript, ledger))
    if problems:
        raise StudyError(problems)
    with complete_or_absent(out, WRITTEN) as folder:
        say("Drawing figures")
        document = document_of(manuscript, ledger, study, folder / "figures")
        for name in formats:
            say(f"Writing manuscript.{name}")
            renderer(name)(document, folder / f"manuscript.{name}")
        write_checklists(ledger, document, folder / "checklists", invented=study.invented)
        _write_numbers(manuscript, ledger, folder / "numbers.csv", invented=study.invented)
        (folder / MARK).write_text(provenance, encoding="utf-8")


def document_of(manuscript: Manuscript, ledger: Ledger, study: StudySection, figures: Path) -> Document:
    """The manuscript with its numbers; tables and figures are numbered by their place in it."""
    exhibits = _exhibits(manuscript, ledger, figures)
    places = places_of(
        {name: block for (_, name), block in exhibits.items() if isinstance(block, Table)},
        {name: block for (_, name), block in exhibits.items() if isinstance(block, Figure)},
    )
    blocks = blocks_of(
        manuscript.text,
        lambda text, _: filled(ledger, places, *_asked(text)),
        lambda text, _: _placed(text, exhibits, places),
    )
    title = next((block.text for block in blocks if isinstance(block, Heading) and block.level == 1), manuscript.name)
    body = [block for block in blocks if not (isinstance(block, Heading) and block.text == title and block.level == 1)]
    front = (Notice(ledger["study.invented"].label + ": " + ledger["study.invented"].text),) if study.invented else ()
    return Document(title, "", (*front, *body), footer_of(study), evidence_of(ledger))


def _asked(text: str) -> tuple[str, str]:
    found = SLOT.fullmatch(text)
    assert found is not None  # problems_of has read every slot
    return found[1] or "", found[2] or found[3]


def _placed(text: str, exhibits: Mapping[Exhibit, Table | Figure], places: Places) -> Block | None:
    exhibit = exhibits.get(_asked(text))
    return replace(exhibit, notes=referring(places, exhibit.notes)) if isinstance(exhibit, Table) else exhibit


def _exhibits(manuscript: Manuscript, ledger: Ledger, folder: Path) -> dict[Exhibit, Table | Figure]:
    """What the manuscript places, numbered in its order."""
    made = filled_tables(ledger)
    tables = [name for kind, name in manuscript.placed if kind == "table"]
    figures = [name for kind, name in manuscript.placed if kind == "figure"]
    numbered = {name: replace(made[name], number=f"Table {at}") for at, name in enumerate(tables, start=1)}
    drawn = figures_of(ledger, folder, figures)
    return {("table", name): numbered[name] for name in tables} | {("figure", name): drawn[name] for name in figures}


def problems_of(manuscript: Manuscript, ledger: Ledger) -> Iterator[Problem]:
    """Every slot that cannot be filled, with its line, and what was probably meant; in the order of the lines."""
    found = [*_unread(manuscript), *_unfilled(manuscript, ledger)]
    yield from (problem for _, problem in sorted(found, key=lambda pair: pair[0]))


def _unread(manuscript: Manuscript) -> Iterator[tuple[int, Problem]]:
    for line, what in unread(manuscript.text):
        remedy = "Close it with }}, or take it out." if "closed" in what else _PICTURES
        yield line, Problem(_at(manuscript, line), f"there is {what}.", remedy)


def _unfilled(manuscript: Manuscript, ledger: Ledger) -> Iterator[tuple[int, Problem]]:
    asked = {name for kind, name, _ in manuscript.asks() if kind == "figure"} & set(FIGURES)
    there = {"table": set(filled_tables(ledger)), "figure": {name for name in asked if FIGURES[name].draw(ledger)}}
    for kind, name, slot in manuscript.asks():
        yield from ((slot.line, problem) for problem in _problems(manuscript, ledger, there, kind, name, slot))


_PICTURES = "Take it out: the figures of the study are placed by {{ figure(NAME) }} on a line of their own."


def _problems(
    manuscript: Manuscript, ledger: Ledger, there: Mapping[str, set[str]], kind: str, name: str, slot: Slot
) -> Iterator[Problem]:
    place = _at(manuscript, slot.line)
    if kind == "?":
        yield Problem(place, f"{quoted(slot.text)} is no key.", "Write {{ key }} or {{ patients(key) }}.")
    elif kind in EXHIBITS:
        yield from _exhibit_problems(manuscript, there, kind, name, place)
    elif kind and kind not in WORDS:
        yield Problem(place, f"no word is called {quoted(kind)}.", near(kind, WORDS))
    elif name not in ledger:
        yield Problem(place, f"no number is called {quoted(name)}.", _near_keys(name, ledger))
    elif kind == "why" and not ledger[name].undecided:
        yield Problem(place, f"nothing leaves {quoted(name)} open.", "Take it out: why(key) says what is missing.")


def _exhibit_problems(
    manuscript: Manuscript, there: Mapping[str, set[str]], kind: str, name: str, place: str
) -> Iterator[Problem]:
    if name not in EXHIBITS[kind]:
        yield Problem(place, f"no {kind} is called {quoted(name)}.", near(name, EXHIBITS[kind]))
    elif name not in there[kind]:
        yield Problem(place, f"the records hold nothing for the {kind} {quoted(name)}.", "Take it out.")
    elif (kind, name) not in manuscript.placed:
        remedy = f"Put {{{{ {kind}({name}) }}}} on a line of its own where it is to stand."
        yield Problem(place, f"the {kind} {quoted(name)} is named, and stands nowhere.", remedy)


def _near_keys(name: str, ledger: Ledger) -> str:
    return f"{near(name, [row.key for row in ledger])} All keys stand in ledger.csv of a report."


def _at(manuscript: Manuscript, line: int) -> str:
    return f"{manuscript.name}, line {line}"


def _write_numbers(manuscript: Manuscript, ledger: Ledger, path: Path, *, invented: bool) -> None:
    """Every number that the text prints: where it stands, its key, and what it rests on."""
    about: Callable[[str], str] = evidence_of(ledger).__getitem__
    numbers = [(slot.line, kind, key) for kind, key, slot in manuscript.asks() if kind not in EXHIBITS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["line", "key", "asked for", "printed", "rests on", *(["INVENTED DATA"] if invented else [])])
        for line, kind, key in numbers:
            printed: Run = filled(ledger, {}, kind, key)
            row = [str(line), key, kind or "number", printed.text, about(key)]
            writer.writerow([*row, *(["invented"] if invented else [])])
