"""A criterion on every patient: inputs side by side, each level read as surely and possibly, the worst that results."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import narwhals as nw

from blastline.criteria.as_plan import (
    TruthPlan,
    columns_of,
    layers_of,
    plan_interval,
    plan_leaves,
    plan_left_open,
    plan_truth,
)
from blastline.criteria.criterion import Criterion
from blastline.criteria.in_words import label
from blastline.criteria.language import Always, Node
from blastline.derive.frames import Frame

ASSESSMENT = ("patient_id", "day")
WORD = "choice"
ALSO = "; "


def derive_levels(inputs: Frame, patients: Frame, criterion: Criterion) -> Frame:
    """
    The level of each patient by one criterion: `surely`, `possibly` and `reason`, and their ranks, 0 the highest;
    `also` lists what surely holds besides, where levels overlap.

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


def derive_assessments(inputs: Frame, criterion: Criterion) -> Frame:
    """One row an assessment, that is a patient and a day: `surely`, `possibly` and `reason`, empty where decided."""
    assessed = _with_levels(side_by_side(inputs, criterion.needs), criterion)
    open_ = nw.col("rank_surely") > nw.col("rank_possibly")
    return assessed.select(
        *ASSESSMENT,
        surely=_name(criterion, "rank_surely"),
        possibly=_name(criterion, "rank_possibly"),
        reason=nw.when(open_).then(nw.col("reason")).otherwise(nw.lit("")),
    )


def derive_row_levels(rows: Frame, criterion: Criterion, *, reasons: bool = True) -> Frame:
    """
    The level of each row, which is one assessment with its inputs side by side: `surely`, `possibly`, `reason`.

    A row with nothing that the criterion could assess has null in both, and the reason. Without `reasons` there is no
    such column: to say why takes a third of a plan.
    """
    assessed = nw.any_horizontal(*[_recorded(criterion, name) for name in criterion.assessed_by], ignore_nulls=False)
    ranked, known = _ranked(rows.with_columns(assessed=assessed), criterion)
    if reasons:
        ranked = _with_reason(ranked, criterion, known).with_columns(reason=_why_of_row(criterion))
    named = {end: _name(criterion, f"rank_{end}") for end in ("surely", "possibly")}
    return ranked.with_columns(**{end: nw.when(nw.col("assessed")).then(name) for end, name in named.items()})


def _why_of_row(criterion: Criterion) -> nw.Expr:
    absent = f"{', '.join(label(name) for name in criterion.assessed_by)} not recorded"
    open_ = nw.when(nw.col("rank_surely") > nw.col("rank_possibly")).then(nw.col("reason"))
    return nw.when(~nw.col("assessed")).then(nw.lit(absent)).otherwise(open_)


def derive_values(inputs: Frame, patients: Frame, criterion: Criterion) -> Frame:
    """
    The score of each patient by one criterion, as its `low` and `high` end in the unit of the criterion.

    An end that nothing bounds is null; so are both, with `assessed` false, where nothing was recorded. It is the score
    of one assessment: results of several days are not joined here.
    """
    scored = derive_daily_values(inputs, criterion).select("patient_id", "low", "high", assessed=nw.lit(True))
    joined = patients.select("patient_id").join(scored, on="patient_id", how="left")
    return joined.with_columns(assessed=nw.col("assessed").fill_null(False))


def derive_daily_values(inputs: Frame, criterion: Criterion) -> Frame:
    """The score of each patient and day, as `low` and `high`; a day with nothing to score is absent."""
    assert criterion.value is not None
    laid = side_by_side(inputs, criterion.needs)
    held = nw.any_horizontal(*[_recorded(criterion, name) for name in criterion.assessed_by], ignore_nulls=False)
    score = plan_interval(criterion.value.formula)
    ends = {"low": score.low.cast(nw.Float64), "high": score.high.cast(nw.Float64)}
    return laid.filter(held).select(*ASSESSMENT, **ends)


def side_by_side(inputs: Frame, needs: Mapping[str, str]) -> Frame:
    """One row an assessment, and for each name its columns: the ends of a number, or a word."""
    wanted = _on_each_day(inputs.filter(nw.col("test").is_in(list(needs))))
    aggregates = [column for name, unit in needs.items() for column in _aggregates(name, unit)]
    numbers = [name for name, unit in needs.items() if unit != WORD]
    laid = wanted.group_by(*ASSESSMENT).agg(*aggregates)
    return laid.with_columns(*[c for n in numbers for c in _settled(n)]) if numbers else laid


def _on_each_day(inputs: Frame) -> Frame:
    """What is known of the whole course (nobody died of CRS) is laid beside each assessment of that patient."""
    columns = inputs.collect_schema().names()
    single = inputs.filter(~nw.col("whole_course"))
    days = single.select(*ASSESSMENT).unique()
    whole = inputs.filter(nw.col("whole_course")).drop("day").join(days, on="patient_id", how="inner")
    return nw.concat([single, whole.select(*columns)])


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
    """The assessments that the criterion can judge, with the ranks of their levels and the reason between the two."""
    held = assessments.filter(
        nw.any_horizontal(*[_recorded(criterion, n) for n in criterion.assessed_by], ignore_nulls=False)
    )
    ranked, known = _ranked(held, criterion)
    return _with_reason(ranked, criterion, known)


def _ranked(held: Frame, criterion: Criterion) -> tuple[Frame, dict[Node, TruthPlan]]:
    """The ranks of the levels that surely and possibly hold, and the columns of every condition inside them."""
    conditions = [level.when for level in criterion.levels]
    laid, known = _laid(held, plan_leaves(conditions), {})
    for layer in layers_of(conditions):
        laid, known = _laid(laid, {node: plan_truth(node, known) for node in layer}, known)
    levels = [plan_truth(condition, known) for condition in conditions]
    undecided = {f"open_{at}": plan.open for at, plan in enumerate(known.values())}
    ranked = laid.with_columns(
        **undecided,
        rank_surely=_first([level.surely for level in levels]),
        rank_possibly=_first([level.possibly for level in levels]),
    )
    told = {
        node: TruthPlan(plan.surely, plan.possibly, nw.col(f"open_{at}"))
        for at, (node, plan) in enumerate(known.items())
    }
    return ranked.with_columns(also=_also(criterion, levels)), told


def _also(criterion: Criterion, levels: Sequence[TruthPlan]) -> nw.Expr:
    """The further levels that surely hold, where the criterion says that they overlap."""
    names = [
        nw.when(plan.surely & (nw.col("rank_surely") < rank)).then(nw.lit(level.name))
        for rank, (level, plan) in enumerate(zip(criterion.levels, levels, strict=True))
        if criterion.overlapping and rank and not isinstance(level.when, Always)
    ]
    return nw.concat_str(*names, separator=ALSO, ignore_nulls=True) if names else nw.lit("")


def _laid(
    frame: Frame, plans: Mapping[Node, TruthPlan], known: Mapping[Node, TruthPlan]
) -> tuple[Frame, dict[Node, TruthPlan]]:
    """The frame with further conditions as columns, and what is known then: written out, they would be long."""
    named = {node: (f"surely_{at}", f"possibly_{at}") for at, node in enumerate(plans, start=len(known))}
    columns = [
        expression.alias(name)
        for node, plan in plans.items()
        for name, expression in zip(named[node], (plan.surely, plan.possibly), strict=True)
    ]
    there = {node: TruthPlan(nw.col(surely), nw.col(possibly)) for node, (surely, possibly) in named.items()}
    return frame.with_columns(*columns), {**known, **there}


def _first(flags: Sequence[nw.Expr]) -> nw.Expr:
    """The rank of the first level that holds; one past the last where none does."""
    chain: nw.Expr = nw.lit(len(flags))
    for rank, flag in reversed(list(enumerate(flags))):
        chain = nw.when(flag).then(nw.lit(rank)).otherwise(chain)
    return chain


def _recorded(criterion: Criterion, name: str) -> nw.Expr:
    low, high, _, _, word, _ = columns_of(name)
    if criterion.needs[name] == WORD:
        return ~nw.col(word).is_null()
    return ~(nw.col(low).is_null() & nw.col(high).is_null())


def _with_reason(ranked: Frame, criterion: Criterion, known: Mapping[Node, TruthPlan]) -> Frame:
    """What leaves a level above the sure one open: inputs not recorded, and inputs known only within limits."""
    open_ = {name: f"{name}__open" for name in criterion.needs}
    flags = _leave_open(criterion, known)
    flagged = ranked.with_columns(*[_any(flags[name]).alias(column) for name, column in open_.items()])
    absent = {name: nw.col(column) & ~_recorded(criterion, name) for name, column in open_.items()}
    names = [nw.when(missing).then(nw.lit(label(name))) for name, missing in absent.items()]
    listed = nw.concat_str(*names, separator=", ", ignore_nulls=True)
    sentence = nw.when(_any(list(absent.values()))).then(nw.concat_str(listed, nw.lit(" not recorded")))
    loose = [_known_only(criterion, name) for name, unit in criterion.needs.items() if unit != WORD]
    return flagged.with_columns(reason=nw.concat_str(sentence, *loose, separator="; ", ignore_nulls=True))


def _known_only(criterion: Criterion, name: str) -> nw.Expr:
    low, high, _, _, _, printed = columns_of(name)
    loose = _recorded(criterion, name) & ~(nw.col(low) == nw.col(high)).fill_null(False)
    text = nw.concat_str(nw.lit(f"{label(name)} known only as "), nw.col(printed), ignore_nulls=True)
    return nw.when(nw.col(f"{name}__open") & loose).then(text)


def _leave_open(criterion: Criterion, known: Mapping[Node, TruthPlan]) -> dict[str, list[nw.Expr]]:
    """For each input the levels above the sure one that it keeps from being decided."""
    flags: dict[str, list[nw.Expr]] = {name: [] for name in criterion.needs}
    for rank, level in enumerate(criterion.levels):
        below = nw.col("rank_surely") > rank
        for name, flag in plan_left_open(level.when, known).items():
            flags[name].append(flag & below)
    return flags


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
        nw.when(nw.col("rank_surely") == nw.col("worst_surely")).then(nw.col("also")).max().alias("also"),
    )


def _name(criterion: Criterion, rank: str) -> nw.Expr:
    """The name of a level from its rank; null stays null."""
    chain: nw.Expr = nw.lit(None, dtype=nw.String)
    for place, name in enumerate(criterion.level_names):
        chain = nw.when(nw.col(rank) == place).then(nw.lit(name)).otherwise(chain)
    return chain
