"""Invented laboratory results: counts day by day, chemistry, cytokines, T cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.random import Generator

from blastline.synthesise.disease import marrow_days
from blastline.synthesise.fate import NEVER, Fate, Numbers
from blastline.synthesise.rows import as_text, every_day, printed_day, table

COUNTED = np.array([-3, -1, *range(29), *range(35, 127, 7)])
CHEMISTRY = np.array([-1, 1, 3, 7, 14, 21, 28])
CYTOKINES = np.array([-1, 0, 1, 2, 3, 5, 7])
T_CELLS = np.array([-1, 7, 14, 28])
MISSING = 0.08
WHITE = "white_blood_cells"
# From this day on the counts of a remission are back, or not; and what low platelets then do not exceed.
BACK, LOW_PLATELETS = 24, 85.0
# The values of a test, for patients by position and their days.
Curve = Callable[[Fate, Numbers, Numbers, Generator], Numbers]


@dataclass(frozen=True, slots=True)
class Blood:
    """A test: on which days, in which unit, its limits, and the unit that some hospitals use with its factor."""

    test: str
    days: Numbers
    unit: str
    decimals: int
    lower: float | None = None
    upper: float | None = None
    other_unit: str = ""
    factor: float = 1.0
    below: float = 0.0


TESTS = (
    Blood("neutrophils", COUNTED, "×10^9/L", 2, 1.8, None, "/uL", 1000, 0.1),
    Blood("platelets", COUNTED, "×10^9/L", 0, 150, None),
    Blood("haemoglobin", COUNTED, "g/L", 0, 120, None, "g/dL", 0.1),
    Blood("lymphocytes", COUNTED, "×10^9/L", 2, 1.0, None, "", 1, 0.05),
    Blood("white_blood_cells", COUNTED, "×10^9/L", 2, 4.0, None, "", 1, 0.1),
    Blood("alanine_aminotransferase", CHEMISTRY, "U/L", 0, None, 45),
    Blood("bilirubin", CHEMISTRY, "umol/L", 0, None, 21),
    Blood("creatinine", CHEMISTRY, "umol/L", 0, None, 104),
    Blood("interleukin_6", CYTOKINES, "pg/mL", 1, None, 7, "", 1, 1.5),
    Blood("c_reactive_protein", CYTOKINES, "mg/L", 0, None, 5),
    Blood("cd3", T_CELLS, "%", 0),
)


def measurements(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """Every result of a batch, test by test; some days are missing, some results are below what the method sees."""
    drawn: dict[str, Numbers] = {}
    for blood in TESTS:
        who, day = every_day(fate, blood.days)
        values = _white(drawn, draw) if blood.test == WHITE else CURVES[blood.test](fate, who, day, draw)
        drawn[blood.test] = values
        away = _away(fate, who, day, draw)
        there = (draw.random(len(who)) >= MISSING) & ~away
        yield _table(fate, blood, who[there], day[there], values[there])
    yield from _beside_marrows(fate, draw)


def _beside_marrows(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """Leukaemia cells in blood on the day of each marrow, and no sign of any in the nervous system."""
    for kind, who, day in marrow_days(fate):
        free = fate.responder[who] & (kind not in ("before", "relapse"))
        cells = np.where(free, 0.0, np.round(draw.gamma(0.7, 2.5, len(who)), 1))
        found = {"statistic": "single", "day": printed_day(day), "value": cells, "unit": "×10^9/L"}
        yield table(fate, who, {"test": "blood_blasts", **found})
    everyone = np.arange(len(fate))
    nothing = {"statistic": "single", "day": np.full(len(fate), -3), "words": "no"}
    yield table(fate, everyone, {"test": "clinical_cns_leukaemia", **nothing})
    yield from _antigens(fate, draw)


def _antigens(fate: Fate, draw: Generator) -> Iterator[pa.Table]:
    """CD19 by flow cytometry before treatment, and on the cells of a relapse where those were tested."""
    share = {"positive": (75, 100), "dim": (25, 75), "negative": (0, 5)}
    before = np.flatnonzero(draw.random(len(fate)) < 0.7)
    yield _cd19(fate, before, np.full(len(before), -3), np.round(draw.uniform(80, 100, len(before)), 1))
    for state, (low, high) in share.items():
        who = np.flatnonzero((fate.relapse < NEVER) & (fate.cd19_at_relapse == state))
        yield _cd19(fate, who, fate.relapse[who], np.round(draw.uniform(low, high, len(who)), 1))


def _cd19(fate: Fate, who: Numbers, day: Numbers, values: Numbers) -> pa.Table:
    found = {"statistic": "single", "day": printed_day(day), "value": values, "unit": "%"}
    return table(fate, who, {"test": "cd19_on_blasts", **found})


def _white(drawn: dict[str, Numbers], draw: Generator) -> Numbers:
    """White cells are neutrophils, lymphocytes and some more, on the same days."""
    both = drawn["neutrophils"] + drawn["lymphocytes"]
    white: Numbers = both * (1 + draw.uniform(0.04, 0.25, len(both)))
    return white


def _away(fate: Fate, who: Numbers, day: Numbers, draw: Generator) -> Numbers:
    """A tenth of the patients go home for some days on which nobody draws blood."""
    home = np.where(draw.random(len(fate)) < 0.1, draw.integers(12, 20, len(fate)), NEVER)
    return (day >= home[who]) & (day < home[who] + 10)


def _table(fate: Fate, blood: Blood, who: Numbers, day: Numbers, values: Numbers) -> pa.Table:
    other = fate.other_units[who] & bool(blood.other_unit)
    factor = np.where(other, blood.factor, 1.0)
    # A count by the microlitre is printed whole, haemoglobin by the decilitre with a decimal more.
    moved = np.round(np.log10(factor)).astype(int)
    digits = np.power(10.0, (blood.decimals - moved).clip(0))
    printed = as_text(np.round(values * factor * digits) / digits, len(who))
    if blood.below:
        seen = pa.array(values >= blood.below)
        printed = pc.if_else(seen, printed, as_text(np.round(blood.below * factor, 2), len(who)))
        printed = pc.if_else(seen, printed, pc.binary_join_element_wise(pa.scalar("<"), printed, ""))
    return table(
        fate,
        who,
        {
            "test": blood.test,
            "statistic": "single",
            "day": printed_day(day),
            "value": printed,
            "unit": np.where(other, blood.other_unit, blood.unit).astype(object),
            "lower_limit": _limit(blood.lower, factor),
            "upper_limit": _limit(blood.upper, factor),
        },
    )


def _limit(limit: float | None, factor: Numbers) -> Numbers:
    return np.full(len(factor), np.nan) if limit is None else np.round(limit * factor, 2)


def _noise(draw: Generator, count: int, spread: float) -> Numbers:
    return np.exp(draw.normal(0, spread, count))


def _dip(day: Numbers, centre: Numbers, width: Numbers, depth: Numbers) -> Numbers:
    """A fall and a recovery, as the share that is left."""
    return 1 - depth * np.exp(-(((day - centre) / width) ** 2))


def _counts(normal: float, spread: float, deepest: float, enough: float, too_few: float = np.inf) -> Curve:
    """A count that falls and comes back; in a remission to `enough` or more, in one without recovery to `too_few`."""

    def curve(fate: Fate, who: Numbers, day: Numbers, draw: Generator) -> Numbers:
        before = normal * _noise(draw, len(fate), spread) * np.where(fate.blasts > 60, 0.6, 1.0)
        centre = np.where(fate.aplastic, 20, draw.uniform(6, 14, len(fate)))
        width = np.where(fate.aplastic, 14, draw.uniform(3, 8, len(fate)))
        depth = np.where(fate.aplastic, deepest, draw.uniform(0.2, deepest, len(fate)))
        fallen = before[who] * _dip(day, centre[who], width[who], depth[who])
        failing = (day > fate.relapse[who]) | (~fate.responder[who] & (day > 60))
        level = np.maximum(fallen * np.where(failing, 0.4, 1.0) * _noise(draw, len(who), 0.12), 0.01)
        late = (day >= BACK) & ~failing
        level = np.where(
            late & fate.recovered[who], np.maximum(level, enough * draw.uniform(1.1, 1.9, len(who))), level
        )
        short = late & fate.responder[who] & ~fate.recovered[who]
        return np.where(short, np.minimum(level, too_few * draw.uniform(0.4, 1, len(who))), level)

    return curve


def _haemoglobin(fate: Fate, who: Numbers, day: Numbers, draw: Generator) -> Numbers:
    before = draw.normal(98, 14, len(fate))
    return (before[who] + 15 * (day > 35) * fate.responder[who] + draw.normal(0, 4, len(who))).clip(45, 170)


def _around(normal: float, spread: float, rise: float) -> Curve:
    def curve(fate: Fate, who: Numbers, day: Numbers, draw: Generator) -> Numbers:
        raised = 1 + rise * fate.crs[who] * np.exp(-(((day - 4) / 4.0) ** 2))
        level: Numbers = normal * _noise(draw, len(fate), spread)[who] * raised * _noise(draw, len(who), 0.1)
        return level

    return curve


def _cytokine(normal: float, times: float, most: float) -> Curve:
    def curve(fate: Fate, who: Numbers, day: Numbers, draw: Generator) -> Numbers:
        peak = 1 + times * np.where(fate.crs[who] > 0, 4.0 ** fate.crs[who], 0.5)
        course = np.exp(-(((day - fate.onset[who] - 1) / 2.0) ** 2)) * (day >= 0)
        level: Numbers = normal * _noise(draw, len(fate), 0.5)[who] * (1 + peak * course) * _noise(draw, len(who), 0.2)
        return np.minimum(level, most)

    return curve


def _share(fate: Fate, who: Numbers, day: Numbers, draw: Generator) -> Numbers:
    return (draw.uniform(20, 70, len(fate))[who] + 0.5 * day.clip(0, 28) + draw.normal(0, 3, len(who))).clip(1, 99)


CURVES: dict[str, Curve] = {
    "neutrophils": _counts(2.6, 0.4, 0.97, 1.1),
    "platelets": _counts(120, 0.5, 0.9, 105, LOW_PLATELETS),
    "haemoglobin": _haemoglobin,
    "lymphocytes": _counts(1.1, 0.5, 0.95, 0.4),
    "alanine_aminotransferase": _around(28, 0.4, 1.2),
    "bilirubin": _around(10, 0.3, 0.4),
    "creatinine": _around(72, 0.2, 0.1),
    "interleukin_6": _cytokine(6, 6.0, 50_000),
    "c_reactive_protein": _cytokine(8, 2.0, 420),
    "cd3": _share,
}
