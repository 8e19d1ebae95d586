"""Who came in, who left and why, and what became of the rest: the flow of patients, drawn as CONSORT asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.report.figures.flow_box import Box, box_of, draw_arrow, draw_box, draw_line
from blastline.report.figures.style import MARGIN, PAGE_WIDTH, journal_style, sheet

SPINE_WIDTH = 3.0
SIDE_WIDTH = 2.9
STEP = 0.26  # from one box to the next
ALONGSIDE = 0.1  # between a side box and the boxes above and below it
MOST_ABREAST = 6
ABREAST = 0.15  # between outcomes side by side
TRUNK = 0.12  # at the left, for the line down to a second row of outcomes


@dataclass(slots=True)
class Flow:
    """
    Stages from first to last; `left_before[i]` left before stage i, and its last entry after them all.

    Those noted after the last stage stopped early or were lost from view; the outcomes count them all the same.
    """

    stages: list[LedgerRow] = field(default_factory=list)
    left_before: list[list[LedgerRow]] = field(default_factory=lambda: [[]])
    outcomes: list[LedgerRow] = field(default_factory=list)


def draw_flow(ledger: Ledger) -> Figure | None:
    """
    The stages as boxes on a spine, those who left beside it with the reason, the outcomes side by side below.

    A count that is not settled is printed with both ends: "n = 4, possibly 5".
    """
    rows = ledger.where(section="flow")
    if not rows:
        return None
    with journal_style():
        return _draw(_flow_of(rows))


def _flow_of(rows: Sequence[LedgerRow]) -> Flow:
    flow = Flow()
    for row in rows:
        if row.category == "stage":
            flow.stages.append(row)
            flow.left_before.append([])
        elif row.category in ("excluded", "noted"):
            flow.left_before[-1].append(row)
        elif row.category == "outcome":
            flow.outcomes.append(row)
        else:
            raise ValueError(
                f'{row.key}: a row of the flow is "stage", "excluded", "noted" or "outcome", not "{row.category}".'
            )
    return flow


def _draw(flow: Flow) -> Figure:
    beside = any(flow.left_before)
    spine = (MARGIN + SPINE_WIDTH / 2) if beside else PAGE_WIDTH / 2
    stages = [box_of([row], SPINE_WIDTH, "center") for row in flow.stages]
    asides = [box_of(rows, SIDE_WIDTH, "left") if rows else None for rows in flow.left_before]
    outcomes = _abreast(flow.outcomes)
    figure, axes = sheet(2 * MARGIN + _spine_height(stages, asides) + _outcomes_height(outcomes))
    foot = _draw_spine(axes, stages, asides, spine, goes_on=bool(outcomes))
    _draw_outcomes(axes, outcomes, spine, foot)
    return figure


def _gap(aside: Box | None, first: bool) -> float:
    """The height between two stages: room for whoever left in between."""
    if aside:
        return aside.height + 2 * ALONGSIDE
    return 0.0 if first else STEP


def _spine_height(stages: list[Box], asides: list[Box | None]) -> float:
    gaps = sum(_gap(aside, place == 0) for place, aside in enumerate(asides[: len(stages)]))
    after = _gap(asides[-1], False) if asides[-1] else 0.0
    return gaps + after + sum(stage.height for stage in stages)


def _draw_spine(axes: Axes, stages: list[Box], asides: list[Box | None], spine: float, *, goes_on: bool) -> float:
    """The stages and who left between them; what comes back is where the spine ends."""
    y = MARGIN
    for place, (stage, aside) in enumerate(zip(stages, asides, strict=False)):
        below = y + _gap(aside, place == 0)
        if below > y:
            draw_arrow(axes, (spine, y), (spine, below))
        _draw_aside(axes, aside, spine, y)
        draw_box(axes, stage, spine - SPINE_WIDTH / 2, below)
        y = below + stage.height
    return _draw_last_aside(axes, asides[-1], spine, y, goes_on=goes_on)


def _draw_last_aside(axes: Axes, aside: Box | None, spine: float, top: float, *, goes_on: bool) -> float:
    """Who left after the last stage; the spine goes on below only where there are outcomes to reach."""
    if not aside:
        return top
    _draw_aside(axes, aside, spine, top)
    foot = top + _gap(aside, False)
    draw_line(axes, (spine, top), (spine, foot if goes_on else top + ALONGSIDE + aside.height / 2))
    return foot


def _draw_aside(axes: Axes, aside: Box | None, spine: float, top: float) -> None:
    if aside:
        left = PAGE_WIDTH - MARGIN - SIDE_WIDTH
        middle = top + ALONGSIDE + aside.height / 2
        draw_arrow(axes, (spine, middle), (left, middle))
        draw_box(axes, aside, left, top + ALONGSIDE)


def _abreast(rows: Sequence[LedgerRow]) -> list[list[Box]]:
    """The outcomes as boxes of one height, in as few lines of at most six as hold them."""
    if not rows:
        return []
    lines = -(-len(rows) // MOST_ABREAST)
    in_line = -(-len(rows) // lines)
    room = PAGE_WIDTH - 2 * MARGIN - (TRUNK if lines > 1 else 0.0)
    width = min(2.2, (room + ABREAST) / in_line - ABREAST)
    boxes = [box_of([row], width, "center") for row in rows]
    return [boxes[start : start + in_line] for start in range(0, len(boxes), in_line)]


def _line_height(line: list[Box]) -> float:
    return max(box.height for box in line)


def _outcomes_height(lines: list[list[Box]]) -> float:
    return sum(_line_height(line) + 2 * STEP for line in lines)


def _draw_outcomes(axes: Axes, lines: list[list[Box]], spine: float, top: float) -> None:
    """Each line of outcomes hangs from a bar; further bars hang from the first, along the margin."""
    bar = top + STEP
    for place, line in enumerate(lines):
        centres = _centres(line, spine, MARGIN + (TRUNK if len(lines) > 1 else 0.0))
        # The spine would run through the boxes of the first line to reach those of the second.
        trunk = MARGIN if len(lines) > 1 else spine
        draw_line(axes, (min(centres[0], trunk), bar), (max(centres[-1], spine if place == 0 else trunk), bar))
        for box, centre in zip(line, centres, strict=True):
            draw_arrow(axes, (centre, bar), (centre, bar + STEP))
            draw_box(axes, box, centre - box.width / 2, bar + STEP, height=_line_height(line))
        below = bar + 2 * STEP + _line_height(line)
        if place == 0:
            draw_line(axes, (spine, top), (spine, bar))
        if line is not lines[-1]:
            draw_line(axes, (trunk, bar), (trunk, below))
        bar = below


def _centres(line: list[Box], spine: float, least: float) -> list[float]:
    """Where the boxes of a line stand: around the spine, moved to where the page holds them."""
    pitch = line[0].width + ABREAST
    width = pitch * len(line) - ABREAST
    left = max(least, min(spine - width / 2, PAGE_WIDTH - MARGIN - width))
    return [left + line[0].width / 2 + place * pitch for place in range(len(line))]
