"""The share of patients with each grade, day by day, stacked from the worst; who was not assessed is hatched on top."""

from collections.abc import Callable, Iterable, Sequence

from matplotlib.axes import Axes

from blastline.estimate.row import LedgerRow
from blastline.report.figures.grades import GRADE_COLOURS, Box, draw_boxes
from blastline.report.figures.style import BLACK, GREY, SMALL_POINTS

SHARES = (0, 50, 100)


def grades_in(rows: Iterable[LedgerRow]) -> list[int]:
    """The grades that somebody had on some day."""
    found = {(_grade(row)) for row in rows if row.category and (row.numerator_possible or 0) > 0}
    return sorted(found)


def open_on_some_day(rows: Iterable[LedgerRow]) -> bool:
    """Whether on some day more patients possibly than surely had any grade above 0."""
    return any(row.numerator_possible != row.numerator for row in rows if row.category and _grade(row) == 1)


def _grade(row: LedgerRow) -> int:
    return int(row.statistic.split()[1])


def draw_shares(
    axes: Axes,
    rows: Sequence[LedgerRow],
    x: Callable[[float], float],
    first: int,
    last: int,
    top: float,
    foot: float,
    *,
    ruler: bool = True,
) -> None:
    """
    Of all patients, day by day: those who surely had each grade; dotted, those who possibly had grade 1 or more.

    Everybody is the denominator, so that a day on which few were assessed looks like one.
    """
    everyone = next((row.denominator for row in rows if row.statistic == "patients"), None) or 1

    def y(number: float) -> float:
        return foot - number / everyone * (foot - top)

    days = _days(rows)
    boxes: dict[int, list[Box]] = {}
    unassessed: list[Box] = []
    possible: list[tuple[float, float]] = []
    for day in range(first, last + 1):
        left, width = x(day), x(day + 1) - x(day)
        at_least, maybe, assessed = days.get(day, ({}, 0, 0))
        ladder = [assessed, *[at_least.get(grade, 0) for grade in range(1, len(GRADE_COLOURS))], 0]
        for grade in range(len(GRADE_COLOURS)):
            low, high = ladder[grade + 1], ladder[grade]
            if high > low:
                boxes.setdefault(grade, []).append(Box(left, y(high), width, y(low) - y(high)))
        if assessed < everyone:
            unassessed.append(Box(left, top, width, y(assessed) - top))
        possible += [(left, y(maybe)), (left + width, y(maybe))]
        if maybe <= at_least.get(1, 0):
            possible[-2:] = [(left, float("nan")), (left + width, float("nan"))]
    draw_boxes(axes, unassessed, "white", hatched=True)
    for grade, of_grade in sorted(boxes.items()):
        draw_boxes(axes, of_grade, GRADE_COLOURS[grade])
    axes.plot(*zip(*possible, strict=True), color=BLACK, linestyle=":", linewidth=0.8)
    axes.plot([x(first)] * 2, [top, foot], color=GREY, linewidth=0.6)
    for share in SHARES if ruler else ():
        height = y(share / 100 * everyone)
        axes.text(x(first) - 0.05, height, f"{share}%", ha="right", va="center", fontsize=SMALL_POINTS)


def _days(rows: Sequence[LedgerRow]) -> dict[int, tuple[dict[int, int], int, int]]:
    """Of each day: how many surely had at least each grade, how many possibly had any, how many were assessed."""
    days: dict[int, tuple[dict[int, int], int, int]] = {}
    for row in rows:
        if row.category:
            at_least, maybe, _ = days.get(int(row.category), ({}, 0, 0))
            at_least[_grade(row)] = row.numerator or 0
            if _grade(row) == 1:
                maybe = row.numerator_possible or 0
            days[int(row.category)] = at_least, maybe, row.denominator or 0
    return days
