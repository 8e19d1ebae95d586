"""The worst grade of each patient and test from graded rows of any number, and what treatment added to it."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from blastline.derive.frames import Frame

ENDS = ("surely", "possibly")
# No grade is higher; where the grade before treatment is not known, it may have been this.
HIGHEST = 5
MAY_BE = "_may_be"


def derive_worst(worst: Frame, before: Frame, graded: Sequence[str]) -> Frame:
    """
    One row a patient and test: of each grade in `graded` the worst on treatment, and the worst above baseline.

    `worst` has patient, test and both ends of the worst grade on treatment; `before` has the graded rows before it. The
    grade above baseline is 0 where it does not exceed the one of the last day before treatment; it stands in
    `…_emergent_surely` and `…_emergent_possibly`. What was not graded is null.
    """
    joined = worst.join(_last(before, graded), on=["patient", "test"], how="left")
    return joined.with_columns(*[part for name in graded for part in _settled(name)]).select(
        "patient", "test", *[f"{name}{kind}_{end}" for name in graded for kind in ("", "_emergent") for end in ENDS]
    )


def derive_worst_on_treatment(rows: Frame, columns: Mapping[str, str], *, some_unknown: bool) -> Frame:
    """
    The worst of the days from 1 on (day 1 is that of the first dose); every patient and test of `rows` has a row.

    A result on a day that is not known may be one on treatment: it takes part in what is possible. `columns` names for
    each end of a grade the column that holds it; several may be held by one, and are then summed up once.
    """
    on = (nw.col("on_day") >= 1).fill_null(False)
    may_be = (nw.col("on_day") >= 1).fill_null(True)
    wanted = {column: _held(column, held, some_unknown=some_unknown) for column, held in columns.items()}
    sums = {
        name: nw.when(may_be if name.endswith(MAY_BE) else on).then(nw.col(name.removesuffix(MAY_BE))).max()
        for name in dict.fromkeys(wanted.values())
    }
    summed = rows.group_by("patient", "test").agg(*[total.alias(name) for name, total in sums.items()])
    return summed.select("patient", "test", **{column: nw.col(name) for column, name in wanted.items()})


def _held(column: str, held: str, *, some_unknown: bool) -> str:
    """What is possible differs from what is sure where some day is not known."""
    return f"{held}{MAY_BE}" if some_unknown and column.endswith(ENDS[1]) else held


def _last(before: Frame, graded: Sequence[str]) -> Frame:
    """The grades of the last day before treatment: the worst where that day has several."""
    early = before.filter(nw.col("on_day") < 1)
    last = early.group_by("patient", "test").agg(nw.col("on_day").max().alias("last_day"))
    at_last = early.join(last, on=["patient", "test"], how="inner").filter(nw.col("on_day") == nw.col("last_day"))
    return at_last.group_by("patient", "test").agg(
        *[nw.col(f"{name}_{end}").max().alias(f"{name}_before_{end}") for name in graded for end in ENDS]
    )


def _settled(name: str) -> list[nw.Expr]:
    """Where only results of an unknown day were graded, the patient may have had no grade on treatment: surely 0."""
    possible = nw.col(f"{name}_possibly")
    low = nw.when(~possible.is_null()).then(nw.col(f"{name}_surely").fill_null(0))
    before_low = nw.col(f"{name}_before_surely").fill_null(0)
    before_high = nw.col(f"{name}_before_possibly").fill_null(HIGHEST)
    emergent_low = nw.when(low > before_high).then(low).otherwise(nw.lit(0))
    emergent_high = nw.when(possible > before_low).then(possible).otherwise(nw.lit(0))
    known = ~possible.is_null()
    return [
        low.alias(f"{name}_surely"),
        nw.when(known).then(emergent_low).alias(f"{name}_emergent_surely"),
        nw.when(known).then(emergent_high).alias(f"{name}_emergent_possibly"),
    ]
