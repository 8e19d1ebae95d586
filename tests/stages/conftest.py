"""A small report with one of everything, and a report of one block, for the tests of the printed forms."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from blastline.report.document import (
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Notice,
    Paragraph,
    Run,
    Table,
)

# What a record may hold, and what HTML, XML or Typst would read as its own if it were let through.
NASTY = "# $ * _ @ < > [ ] \\ \"` `` ~ // /* & ' #panic() <script> https://x.y @cite\n= a\n- b\n+ c\n/ d: e"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10"/></svg>'


def rows(*lines: str) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(Cell(text.strip()) for text in line.split("|")) for line in lines)


BASELINE = Table(
    name="baseline",
    title="Before the first dose",
    columns=(
        Column("Patient"),
        Column("CD3+ T cells (%)", group="Peripheral blood T cells", align="right"),
        Column("CD3+CD8+ T cells (%)", group="Peripheral blood T cells", align="right"),
        Column("Prior lines", width=2),
    ),
    rows=rows("Pt 1 | 71.2 | 38.0 | VDCLP <4 cycles> & FLAG-IDA", "Pt 2 | 12.4 | 5.1 | CAR-T"),
    notes=("CAR-T, chimeric antigen receptor T cells.",),
    wide=True,
    number="Table 1",
)
TOXICITY = Table(
    name="toxicity",
    title="Worst grade",
    columns=(Column("Toxicity"), Column("Grade ≥ 3", align="right")),
    rows=((Cell("ICANS"), Cell("1/5", "icans.grade_3")),),
    number="Table 2",
)
DEVIATIONS = Table("deviations", "Deviations", (Column("Patient"), Column("Deviation")), (), number="Table 3")


@pytest.fixture
def nasty() -> str:
    return NASTY


@pytest.fixture
def figure(tmp_path: Path) -> Figure:
    svg, png = tmp_path / "course.svg", tmp_path / "course.png"
    svg.write_text(SVG)
    png.write_bytes(base64.b64decode(PIXEL))
    alt = 'Five bars; the "longest" is Pt 3'
    return Figure("course", "Figure 1", "Course of each patient", "Bars are days.", alt, svg, png, 3.0)


@pytest.fixture
def sample_document(figure: Figure) -> Document:
    return Document(
        title="Blinatumomab after CAR-T",
        subtitle="Five adults",
        blocks=(
            Notice("Not for clinical decisions."),
            Heading("Patients"),
            Paragraph((Run("Of five patients, "), Run("4", "response.cr_or_cri"), Run(" reached CR or CRi."))),
            Heading("Characteristics", 3),
            BASELINE,
            Heading("Safety"),
            TOXICITY,
            figure,
            DEVIATIONS,
        ),
        footer="Blastline · invented patients",
        evidence={
            "response.cr_or_cri": 'Pt 1 to Pt 4 by "eln/2024"',
            "icans.grade_3": "adverse_events.csv, row 7",
        },
    )


@pytest.fixture
def report_of() -> Callable[..., Document]:
    """A report that holds only these blocks."""

    def build(*blocks: Block) -> Document:
        return Document("A report", "", blocks, "", {})

    return build
