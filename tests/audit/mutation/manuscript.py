"""A clean manuscript: a study, told in a voice, with its tables in a layout, to be written in a format."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from numpy.random import Generator, default_rng

from mutation.draft import Draft, Numbering, Section
from mutation.filling import Filler
from mutation.layouts import LAYOUTS, WIDEST, tables_of
from mutation.study import draw_study
from mutation.telling import told
from mutation.voice import VOICES, voice
from mutation.writing import FORMATS

REFERENCES = tomllib.loads((Path(__file__).parent / "references.toml").read_text(encoding="utf-8"))
PLACES = {"baseline": "Table 1", "toxicity": "Table 2", "outcome": "Table 3", "course": "Figure 1"}
SMALLEST, SMALL, LARGEST = 3, 12, 40
HOW_OFTEN_SMALL = 0.7


@dataclass(frozen=True, slots=True)
class Plan:
    """Which voice, layout and format a manuscript has, and from what its patients are drawn."""

    seed: int
    number: int

    @property
    def voice(self) -> str:
        return VOICES[self.number % len(VOICES)]

    @property
    def layout(self) -> str:
        # A step further in each round, so that every voice meets every layout.
        return LAYOUTS[(self.number % len(VOICES) + self.number // len(VOICES)) % len(LAYOUTS)]

    @property
    def format(self) -> str:
        return FORMATS[self.number % len(FORMATS)]

    @property
    def quarters(self) -> bool:
        """Whether the text of the PDF prints "=" as a quarter sign."""
        return self.number % 2 == 1

    def draw(self) -> Generator:
        return default_rng([self.seed, self.number])


def draft_of(plan: Plan) -> Draft:
    """The manuscript with this plan; always the same for the same plan."""
    draw = plan.draw()
    study = draw_study(draw, _size(draw, plan.layout))
    numbering = Numbering()
    filler = Filler(voice(plan.voice), study, PLACES)
    tables = tables_of(plan.layout, filler, numbering, PLACES)
    title = numbering.part(*filler.fill(filler.voice.style["title"]))
    sections = tuple(
        Section(numbering.part(heading), 2, told(filler, numbering, entries, tables))
        for heading, entries in filler.voice.sections.items()
    )
    references = tuple(numbering.part(REFERENCES[key]) for key in filler.cited)
    return Draft(study, plan.voice, plan.layout, title, sections, references, tuple(filler.cited))


def _size(draw: Generator, layout: str) -> int:
    """Small series are the more frequent; a table with a column for each patient has room for few."""
    most = WIDEST if layout == "columns" else SMALL if draw.random() < HOW_OFTEN_SMALL else LARGEST
    return int(draw.integers(SMALLEST, most + 1))
