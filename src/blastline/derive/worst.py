"""The worst grade of each patient and test from graded rows of any number, and what treatment added to it."""

from collections.abc import Sequence

import narwhals as nw

from blastline.derive.frames import Frame

ENDS = ("surely", "possibly")
# No grade is higher; where the grade before treatment is not known, it may have been this.
HIGHEST = 5


def derive_worst(rows: Frame, graded: Sequence[str]) -> Frame:
    """
    One row a patient and test: of each grade in `graded` the worst on treatment, and the worst above baseline.

    `rows` has patient, test, on_day (1 is the day of the first dose) and both ends of each grade. A result on a day
    that is not known may be one on treatment: it takes part in what is possible. The grade above baseline is 0 where
    it does not exceed the one of the last day before treatment; it stands in `…_emergent_surely` and
    `…_emergent_possibly`. What was not graded is null.
    """
    joined = _on_treatment(rows, graded).join(_last(rows, graded), on=["patient", "test"], how="left")
    return joined.with_columns(*[part for name in graded for part in _settled(name)]).select(
        "patient", "test", *[f"{name}{kind}_{end}" for name in graded for kind in ("", "_emergent") for end in ENDS]
    )


def _on_treatment(rows: Frame, graded: Sequence[str]) -> Frame:
    """The worst of the days from 1 on, also where there is none: every patient and test has a row."""
    counts = {"surely": (nw.col("on_day") >= 1).fill_null(False), "possibly": (nw.col("on_day") >= 1).fill_null(True)}
    worst = {
        f"{name}_{end}": nw.when(counted).then(nw.col(f"{name}_{end}")).max()
        for name in graded
        for end, counted in counts.items()
    }
    return rows.group_by("patient", "test").agg(**worst)


def _last(rows: Frame, graded: Sequence[str]) -> Frame:
    """The grades of the last day before treatment: the worst where that day has several."""
    early = rows.filter(nw.col("on_day") < 1)
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
