"""What the lanes of dated courses are drawn with, and the legend of what occurs in them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from matplotlib.axes import Axes

from blastline.estimate.row import LedgerRow
from blastline.estimate.stretches import read_stretches
from blastline.report.figures.grades import Box, draw_boxes, grade_number
from blastline.report.figures.legend import Entry
from blastline.report.figures.marks import Mark, draw_mark
from blastline.report.figures.style import BLACK, GREEN, ORANGE, SKY_BLUE, VERMILLION

Drawn: TypeAlias = tuple[LedgerRow, LedgerRow | None, Sequence[LedgerRow], Mapping[str, LedgerRow]]

NO_STATE, RELAPSED = "", "after relapse"
# The neighbours of most courses, CR, CRi, NR and relapse, differ in grey too.
BODY_COLOURS = {
    "CR": "#3E8E75",
    "CRh": "#7DBFA9",
    "CRi": "#B5E0D0",
    "MLFS": "#BFD9E8",
    "PR": "#E9D9A8",
    "NR": "#E0AF95",
    "PD": "#C98F7A",
    RELAPSED: "#A07FA2",
    NO_STATE: "#EDEDED",
}
INFUSION = "#0B2E4F"
SYNDROMES = {"cytokine release syndrome": "CRS", "ICANS": "ICANS"}
SYNDROME_COLOURS = {1: "#F7D68B", 2: ORANGE, 3: VERMILLION, 4: "#8A2300"}

TRANSPLANT = Mark("*", SKY_BLUE, "Transplant", scale=1.5)
RELAPSE = Mark("h", VERMILLION, "Relapse", scale=1.2)
ANTIGEN_OPEN = Mark("p", ORANGE, "Relapse, CD19 dim, mixed or not tested", scale=1.2)
DEATH = Mark("X", BLACK, "Death", scale=1.15)
MRD = {
    "negative": Mark("v", GREEN, "MRD negative", scale=0.75),
    "positive": Mark("^", ORANGE, "MRD positive", scale=0.75),
}
ONGOING = Mark(">", BLACK, "Alive at last contact", scale=0.8)


def mark_of(row: LedgerRow) -> tuple[Mark | None, bool]:
    """The symbol of a row, and whether it is filled; a response has none, it colours the lane."""
    if row.variable == "end":
        return {"dead": DEATH, "alive": ONGOING}.get(row.category), True
    if row.variable == "relapse":
        tested = row.category in ("positive", "negative")
        return (RELAPSE if tested else ANTIGEN_OPEN), row.category != "negative"
    if row.variable == "mrd":
        return MRD.get(row.category), True
    return (TRANSPLANT if row.variable == "transplant" else None), True


def timeline_entries(lanes: Iterable[Drawn]) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """Three groups of what occurs: colours of the lane; infusion and toxicities; symbols."""
    lanes = list(lanes)
    events = [row for end, _, rows, _ in lanes for row in (*rows, end)]
    return _states(events), _strips(lanes), _symbols(events)


def _states(events: Sequence[LedgerRow]) -> list[Entry]:
    found = {row.category for row in events if row.variable == "response"}
    words = {state: state for state in BODY_COLOURS if state in found}
    words |= {state: state for state in sorted(found - BODY_COLOURS.keys())}
    if any(row.variable == "relapse" for row in events):
        words[RELAPSED] = "after relapse"
    words[NO_STATE] = "no response recorded yet"
    return [_box(word, BODY_COLOURS.get(state, "#8C8C8C")) for state, word in words.items()]


def _strips(lanes: Sequence[Drawn]) -> list[Entry]:
    entries = [_box("on the infusion", INFUSION)] if any(infusion for _, infusion, _, _ in lanes) else []
    grades = [
        (grade_number(stretch.surely), grade_number(stretch.possibly))
        for _, _, _, rows in lanes
        for row in rows.values()
        for stretch in read_stretches(row.text)
    ]
    for grade in sorted({min(surely, 4) for surely, _ in grades if surely}):
        entries.append(_box(f"grade {grade}" if grade < 4 else "grade 4 or 5", SYNDROME_COLOURS[grade]))
    if any(possibly and not surely for surely, possibly in grades):
        entries.append(_box("possibly a grade", "", hatched=True))
    if any(possibly for _, possibly in grades):
        entries.append(Entry("(CRS along the upper edge, ICANS along the lower)", lambda axes, x, y: None, 0.0))
    return entries


def _symbols(events: Sequence[LedgerRow]) -> list[Entry]:
    entries: dict[str, Entry] = {}
    for row in events:
        mark, filled = mark_of(row)
        if mark is not None:
            words = f"{mark.words}, CD19 {row.category}" if mark is RELAPSE else mark.words
            entries.setdefault(words, _symbol(words, mark, filled=filled))
    return [entries[words] for words in sorted(entries)]


def _symbol(words: str, mark: Mark, *, filled: bool) -> Entry:
    return Entry(words, lambda axes, x, y: draw_mark(axes, mark, x, y, filled=filled))


def _box(words: str, colour: str, *, hatched: bool = False) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        draw_boxes(axes, [Box(x - 0.1, y - 0.045, 0.2, 0.09)], colour, hatched=hatched)

    return Entry(words, draw, 0.2)
