"""Grades of single laboratory results: every row by every criterion that its test meets, as plans on any engine."""

from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw

from blastline.criteria.as_plan import columns_of
from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_row_levels
from blastline.derive.frames import Frame

# What a row holds of its sample, by the suffix of the input that it becomes.
PARTS = {"": "value", "_lln": "lower_limit", "_uln": "upper_limit", "_baseline": "baseline"}
ENDS = ("low", "high", "low_open", "high_open")
GRADED = ("row", "surely", "possibly", "reason")


def met_by(criteria: Sequence[Criterion], tests: set[str]) -> Iterator[tuple[Criterion, str]]:
    """Each criterion that grades a laboratory test, with that test, where the table has any of it."""
    for criterion in criteria:
        if criterion.levels and criterion.direction and criterion.assessed_by[0] in tests:
            yield criterion, criterion.assessed_by[0]


def derive_row_grades(
    rows: Frame, criterion: Criterion, test: str, answers: Mapping[str, str], *, reasons: bool = True
) -> Frame:
    """
    One row a result of this test: what the criterion says of it, surely and possibly, and why it is open.

    `rows` has a number `row`, `test`, `problem`, and for value, lower_limit, upper_limit and baseline their ends in the
    unit of the test. `answers` names the columns that answer a yes-or-no input; what has none is not recorded. Without
    `reasons` that column is null.
    """
    # Only what is asked goes on: a plan over many columns takes longer to write down than to run.
    mine = rows.filter(nw.col("test") == test)
    laid = mine.select("row", "problem", "remark", *_inputs(criterion, test, answers))
    said = derive_row_levels(laid, criterion, reasons=reasons)
    if not reasons:
        return said.with_columns(reason=nw.lit(None, dtype=nw.String)).select(*GRADED)
    unusable = nw.when(nw.col("problem") != "").then(nw.col("problem"))
    doubts = nw.concat_str(unusable, nw.col("reason"), nw.col("remark"), separator="; ", ignore_nulls=True)
    return said.with_columns(
        reason=nw.when(nw.col("problem") != "").then(nw.col("problem")).otherwise(doubts),
    ).select(*GRADED)


def _inputs(criterion: Criterion, test: str, answers: Mapping[str, str]) -> Iterator[nw.Expr]:
    """The columns in which a frame holds the inputs of the criterion."""
    for name, unit in criterion.needs.items():
        part = PARTS.get(name.removeprefix(test)) if name.startswith(test) else None
        if part is None:
            yield from _answered(name, answers.get(name, "")) if unit == "yes_no" else _nothing(name)
            continue
        for column, end in zip(columns_of(name), ENDS, strict=False):
            yield nw.col(f"{part}_{end}").alias(column)
        yield nw.col(part).alias(columns_of(name)[5])


def _answered(name: str, column: str) -> Iterator[nw.Expr]:
    """A yes or no that the table answers in a column of its own; without one it is not recorded."""
    answer = nw.col(column) if column else nw.lit(None, dtype=nw.Float64)
    low, high, low_open, high_open, _, printed = columns_of(name)
    yield from (answer.alias(low), answer.alias(high))
    yield from (nw.lit(False).alias(low_open), nw.lit(False).alias(high_open))
    yield nw.lit(None, dtype=nw.String).alias(printed)


def _nothing(name: str) -> Iterator[nw.Expr]:
    low, high, low_open, high_open, word, printed = columns_of(name)
    yield from (nw.lit(None, dtype=nw.Float64).alias(end) for end in (low, high))
    yield from (nw.lit(False).alias(end) for end in (low_open, high_open))
    yield from (nw.lit(None, dtype=nw.String).alias(text) for text in (word, printed))
