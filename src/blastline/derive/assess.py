"""A criterion on every patient: inputs side by side, each level read as surely and possibly, the worst that results."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import narwhals as nw

from blastline.criteria.as_plan import columns_of, plan_truth
from blastline.criteria.criterion import Criterion
from blastline.criteria.in_words import label
from blastline.criteria.language import names_in
from blastline.derive.frames import Frame

ASSESSMENT = ("patient_id", "day")
WORD = "choice"


def derive_levels(inputs: Frame, patients: Frame, criterion: Criterion) -> Frame:
    """
    The level of each patient by one criterion: `surely`, `possibly` and `reason`, and their ranks, 0 the highest.

    Results of one day are one assessment, those without a day are one together; a patient's level is that of the
    worst assessment. Whoever has no result that the criterion could assess has null in both, and the reason.
    """
    assessed = _with_levels(side_by_side(inputs, criterion.needs), criterion)
    worst = _worst(assessed)
    absent = f"{', '.join(label(name) for name in criterion.assessed_by)} not recorded"
    joined = patients.select("patient_id").join(worst, on="patient_id", how="left")
    return joined.with_columns(
        surely=_name(criterion, "rank_surely"),
        possibly=_name(criterion, "rank_possibly"),
        reason=nw.when(nw.col("rank_surely").is_null()).then(nw.lit(absent)).otherwise(nw.col("reason")),
    )


def side_by_side(inputs: Frame, needs: Mapping[str, str]) -> Frame:
    """One row an assessment, and for each name its columns: the ends of a number, or a word."""
    wanted = inputs.filter(nw.col("test").is_in(list(needs)))
    aggregates = [column for name, unit in needs.items() for column in _aggregates(name, unit)]
    numbers = [name for name, unit in needs.items() if unit != WORD]
    return wanted.group_by(*ASSESSMENT).agg(*aggregates).with_columns(*[c for n in numbers for c in _settled(n)])


def _aggregates(name: str, unit: str) -> list[nw.Expr]:
    """
    Statements of one result narrow each other: the highest low end, the lowest high end.

    An exact value wins. An end counts as open only where all statements leave it open, which can widen the
    interval by a point but never cuts a true value off.
    """
    here = nw.when(nw.col("test") == name)
    low, high, low_open, high_open, word, printed = columns_of(name)
    if unit == WORD:
        return [here.then(nw.col("word")).max().alias(word)]
    exact = nw.when((nw.col("test") == name) & (nw.col("low") == nw.col("high")))
    return [
        here.then(nw.col("low")).max().alias(low),
        here.then(nw.col("high")).min().alias(high),
        here.then(nw.col("low_open")).min().alias(low_open),
        here.then(nw.col("high_open")).min().alias(high_open),
        here.then(nw.col("printed")).max().alias(printed),
        exact.then(nw.col("low")).max().alias(f"{name}__exact"),
    ]


def _settled(name: str) -> list[nw.Expr]:
    low, high, low_open, high_open, *_ = columns_of(name)
    exact = nw.col(f"{name}__exact")
    inexact = exact.is_null()
    return [
        nw.when(inexact).then(nw.col(low)).otherwise(exact).alias(low),
        nw.when(inexact).then(nw.col(high)).otherwise(exact).alias(high),
        (nw.col(low_open) & inexact).alias(low_open),
        (nw.col(high_open) & inexact).alias(high_open),
    ]


def _with_levels(assessments: Frame, criterion: Criterion) -> Frame:
    plans = [plan_truth(level.when) for level in criterion.levels]
    held = assessments.filter(
        nw.any_horizontal(*[_recorded(criterion, n) for n in criterion.assessed_by], ignore_nulls=False)
    )
    flags = [plan.surely.alias(f"surely_{rank}") for rank, plan in enumerate(plans)]
    flags += [plan.possibly.alias(f"possibly_{rank}") for rank, plan in enumerate(plans)]
    ranked = held.with_columns(*flags).with_columns(
        rank_surely=_first("surely", len(plans)), rank_possibly=_first("possibly", len(plans))
    )
    return ranked.with_columns(reason=_reason(criterion))


def _first(prefix: str, count: int) -> nw.Expr:
    """The rank of the first level that holds; one past the last where none does."""
    chain: nw.Expr = nw.lit(count)
    for rank in reversed(range(count)):
        chain = nw.when(nw.col(f"{prefix}_{rank}")).then(nw.lit(rank)).otherwise(chain)
    return chain


def _recorded(criterion: Criterion, name: str) -> nw.Expr:
    low, high, _, _, word, _ = columns_of(name)
    if criterion.needs[name] == WORD:
        return ~nw.col(word).is_null()
    return ~(nw.col(low).is_null() & nw.col(high).is_null())


def _reason(criterion: Criterion) -> nw.Expr:
    """What leaves a level above the sure one open: inputs not recorded, and inputs known only within limits."""
    absent = {name: _leaves_open(criterion, name) & ~_recorded(criterion, name) for name in criterion.needs}
    names = [nw.when(missing).then(nw.lit(label(name))) for name, missing in absent.items()]
    listed = nw.concat_str(*names, separator=", ", ignore_nulls=True)
    sentence = nw.when(_any(list(absent.values()))).then(nw.concat_str(listed, nw.lit(" not recorded")))
    loose = [_known_only(criterion, name) for name, unit in criterion.needs.items() if unit != WORD]
    return nw.concat_str(sentence, *loose, separator="; ", ignore_nulls=True)


def _known_only(criterion: Criterion, name: str) -> nw.Expr:
    low, high, _, _, _, printed = columns_of(name)
    loose = _recorded(criterion, name) & ~(nw.col(low) == nw.col(high)).fill_null(False)
    text = nw.concat_str(nw.lit(f"{label(name)} known only as "), nw.col(printed), ignore_nulls=True)
    return nw.when(_leaves_open(criterion, name) & loose).then(text)


def _leaves_open(criterion: Criterion, name: str) -> nw.Expr:
    """Whether a level that mentions this input possibly holds above the one that surely does."""
    return _any(
        [
            nw.col(f"possibly_{rank}") & (nw.col("rank_surely") > rank)
            for rank, level in enumerate(criterion.levels)
            if name in names_in(level.when)
        ]
    )


def _any(flags: list[nw.Expr]) -> nw.Expr:
    return reduce(lambda a, b: a | b, flags, nw.lit(False))


def _worst(assessments: Frame) -> Frame:
    """One row a patient: the highest level that surely, and the highest that possibly, held on any day."""
    best: Any = assessments.group_by("patient_id").agg(
        nw.col("rank_surely").min().alias("worst_surely"),
        nw.col("rank_possibly").min().alias("worst_possibly"),
    )
    reached = assessments.join(best, on="patient_id", how="inner").filter(
        nw.col("rank_possibly") == nw.col("worst_possibly")
    )
    return reached.group_by("patient_id").agg(
        nw.col("worst_surely").min().alias("rank_surely"),
        nw.col("worst_possibly").min().alias("rank_possibly"),
        nw.when(nw.col("worst_surely") > nw.col("worst_possibly")).then(nw.col("reason")).min().alias("reason"),
    )


def _name(criterion: Criterion, rank: str) -> nw.Expr:
    """The name of a level from its rank; null stays null."""
    chain: nw.Expr = nw.lit(None, dtype=nw.String)
    for place, name in enumerate(criterion.level_names):
        chain = nw.when(nw.col(rank) == place).then(nw.lit(name)).otherwise(chain)
    return chain
