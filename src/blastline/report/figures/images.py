"""The pictures of a study side by side, each with its letter, its patient, and what is seen."""

from pathlib import Path
from string import ascii_uppercase
from textwrap import wrap
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from blastline.estimate.images import SECTION
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.figures.style import BODY_POINTS, GREY, MARGIN, PAGE_WIDTH, SMALL_POINTS, journal_style, sheet

ACROSS, MOST = 3, 12
GAP, LETTER, LINE, LETTERS_A_LINE = 0.12, 0.2, 0.13, 40
# As wide as a third of a page needs at 300 dpi, and no wider: a report of many scans would not be mailed.
POINTS = 640


def draw_images(ledger: Ledger) -> Figure | None:
    """The first twelve pictures, three beside each other; None where the study has none, or nobody may be named."""
    rows = ledger.where(section=SECTION)[:MOST]
    if not rows or ledger.folder is None:
        return None
    width = (PAGE_WIDTH - 2 * MARGIN - (ACROSS - 1) * GAP) / ACROSS
    pictures = [_picture(ledger.folder / row.variable) for row in rows]
    lines = [range(start, min(start + ACROSS, len(rows))) for start in range(0, len(rows), ACROSS)]
    captions = [_caption(row) for row in rows]
    tall = [max(width * pictures[at].shape[0] / pictures[at].shape[1] for at in line) for line in lines]
    below = [LINE * max(len(captions[at]) for at in line) + GAP for line in lines]
    with journal_style():
        figure, axes = sheet(MARGIN + sum(LETTER + high + low for high, low in zip(tall, below, strict=True)) + MARGIN)
        top = MARGIN
        for line, high, low in zip(lines, tall, below, strict=True):
            for place, at in enumerate(line):
                left = MARGIN + place * (width + GAP)
                _draw(axes, ascii_uppercase[at], pictures[at], captions[at], rows[at].key, (left, top + LETTER, width))
            top += LETTER + high + low
    return figure


def _picture(path: Path) -> "np.ndarray[Any, Any]":
    """The points alone: whatever else the file tells, such as a name, stays behind."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
        picture.thumbnail((POINTS, POINTS))
        return np.asarray(picture)


def _caption(row: LedgerRow) -> list[str]:
    return wrap(f"{row.patient_id}. {row.text}", LETTERS_A_LINE)


def _draw(
    axes: Axes,
    letter: str,
    picture: "np.ndarray[Any, Any]",
    caption: list[str],
    key: str,
    place: tuple[float, float, float],
) -> None:
    left, top, width = place
    high = width * picture.shape[0] / picture.shape[1]
    axes.text(left, top - 0.06, letter, ha="left", va="bottom", fontsize=BODY_POINTS + 1, weight="bold")
    limits = axes.get_xlim(), axes.get_ylim()
    extent = (left, left + width, top + high, top)
    axes.imshow(picture, extent=extent, aspect="auto", interpolation="antialiased").set_gid(key)
    # A picture draws the axes around itself, and the sheet is larger than one.
    axes.set(xlim=limits[0], ylim=limits[1])
    for number, words in enumerate(caption):
        y = top + high + 0.06 + number * LINE
        axes.text(left, y, words, ha="left", va="top", fontsize=SMALL_POINTS, color=GREY)
