"""The infusion below a figure of counts: a bar a patient with pauses in its cycles, or the share on it day by day."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from blastline.estimate.row import LedgerRow
from blastline.estimate.stretches import read_stretches
from blastline.report.figures.course_panel import Panel
from blastline.report.figures.grades import HATCH, Box, draw_boxes
from blastline.report.figures.legend import LINE_WIDTH, Entry
from blastline.report.figures.style import BLACK, BLUE, GREY, SMALL_POINTS

ROW_HEIGHT, SHARE_HEIGHT, TITLE_HEIGHT = 0.11, 0.3, 0.18
BAR = 0.07


def infusion_height(rows: Sequence[LedgerRow]) -> float:
    """Inches that the strip takes up."""
    patients = [row for row in rows if row.statistic == "days"]
    if not rows:
        return 0.0
    return TITLE_HEIGHT + (ROW_HEIGHT * len(patients) if patients else SHARE_HEIGHT) + 0.1


def infusion_entries(rows: Sequence[LedgerRow]) -> list[Entry]:
    """The legend of the bars."""
    if not any(row.statistic == "days" for row in rows):
        return []
    return [_entry("on the infusion", hollow=False), *([_entry("pause within a cycle", hollow=True)] * _paused(rows))]


def _paused(rows: Sequence[LedgerRow]) -> bool:
    """Whether any cycle has a day without an infusion."""
    days = {row.patient_id: read_stretches(row.text) for row in rows if row.statistic == "days"}
    cycles = [
        (row.patient_id, cycle) for row in rows if row.statistic == "cycles" for cycle in read_stretches(row.text)
    ]
    return any(
        not any(bar.first <= cycle.first and cycle.last <= bar.last for bar in days.get(patient, []))
        for patient, cycle in cycles
    )


def _entry(words: str, *, hollow: bool) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        _bar(axes, x - LINE_WIDTH / 2, y, LINE_WIDTH, hollow=hollow)

    return Entry(words, draw, LINE_WIDTH)


def draw_infusion(axes: Axes, rows: Sequence[LedgerRow], labels: Mapping[str, str], panel: Panel, top: float) -> None:
    """Under the panel, along its days."""
    if not rows:
        return
    axes.text(panel.left, top + 0.08, "Infusion", ha="left", va="center", fontsize=SMALL_POINTS, weight="bold")
    begin = top + TITLE_HEIGHT
    if any(row.statistic == "days" for row in rows):
        _draw_bars(axes, rows, labels, panel, begin)
    else:
        _draw_share(axes, rows, panel, begin)


def _draw_bars(axes: Axes, rows: Sequence[LedgerRow], labels: Mapping[str, str], panel: Panel, top: float) -> None:
    cycles = {row.patient_id: read_stretches(row.text) for row in rows if row.statistic == "cycles"}
    for place, row in enumerate(row for row in rows if row.statistic == "days"):
        y = top + (place + 0.5) * ROW_HEIGHT
        name = labels.get(row.patient_id, row.patient_id)
        axes.text(panel.left - 0.06, y, name, ha="right", va="center_baseline", fontsize=SMALL_POINTS)
        for hollow, stretches in ((True, cycles.get(row.patient_id, [])), (False, read_stretches(row.text))):
            for stretch in stretches:
                left = panel.edge(stretch.first)
                right = panel.edge(stretch.last + 1)
                if stretch.first <= panel.last:
                    _bar(axes, left, y, right - left, hollow=hollow, key="" if hollow else row.key)


def _bar(axes: Axes, left: float, y: float, width: float, *, hollow: bool, key: str = "") -> None:
    axes.add_patch(
        Rectangle(
            (left, y - BAR / 2),
            width,
            BAR,
            facecolor="white" if hollow else BLUE,
            edgecolor=GREY if hollow else "none",
            hatch=HATCH if hollow else None,
            linewidth=0.5 if hollow else 0,
            gid=key or None,
            zorder=1 if hollow else 2,
        )
    )


def _draw_share(axes: Axes, rows: Sequence[LedgerRow], panel: Panel, top: float) -> None:
    foot = top + SHARE_HEIGHT
    boxes = []
    for row in rows:
        day = int(row.category)
        if day <= panel.last:
            height = (row.numerator or 0) / (row.denominator or 1) * SHARE_HEIGHT
            left = panel.edge(day)
            boxes.append(Box(left, foot - height, panel.edge(day + 1) - left, height))
    draw_boxes(axes, boxes, BLUE)
    axes.plot([panel.left, panel.right], [foot, foot], color=BLACK, linewidth=0.6)
    for share, y in (("100%", top), ("0%", foot)):
        axes.text(panel.left - 0.06, y, share, ha="right", va="center", fontsize=SMALL_POINTS)
