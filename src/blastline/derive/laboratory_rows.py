"""A laboratory table made ready for grading: every number in the unit of its test, with its limits and its baseline."""

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.derive.lines import first_that_holds

NUMBERS = ("value", "lower_limit", "upper_limit", "baseline")
# How far apart a result and its limit may come by rounding where they are the same in another unit.
ROUNDING = 0.005
ON_A_LIMIT = "on a limit of normal but for rounding; in another unit it may lie on its other side"
ENDS = ("low", "high", "low_open", "high_open")


def rows_with_values(table: Frame, units: Frame, values: Frame) -> Frame:
    """
    The rows with the ends of value, lower_limit, upper_limit and baseline in the unit of their test, and their day.

    `table` has row, patient_id, written, unit, value, lower_limit, upper_limit, baseline, day and flag, all but row
    as text; `units` and `values` say what each means. What cannot be used is null; `problem` or `remark` says why.
    """
    rows = table.join(units, on=["written", "unit"], how="left")
    for name in NUMBERS:
        rows = rows.join(_named(values, name), left_on=name, right_on=f"{name}_text", how="left")
        rows = rows.with_columns(*_converted(name))
    rows = rows.join(_named(values, "day"), left_on="day", right_on="day_text", how="left")
    rows = rows.with_columns(on_day=nw.when(nw.col("day_low") == nw.col("day_high")).then(nw.col("day_low")))
    return _without_doubtful_limits(_with_problem(rows))


def _named(values: Frame, name: str) -> Frame:
    return values.select(*[nw.col(column).alias(f"{name}_{column}") for column in ("text", *ENDS, "problem")])


def _converted(name: str) -> list[nw.Expr]:
    ends = [(nw.col(f"{name}_{end}") * nw.col("factor") + nw.col("offset")).alias(f"{name}_{end}") for end in ENDS[:2]]
    return [*ends, *[nw.col(f"{name}_{end}").fill_null(False).alias(f"{name}_{end}") for end in ENDS[2:]]]


def _with_problem(rows: Frame) -> Frame:
    """The first reason for which a row cannot be graded; a value that cannot exist is one."""
    beyond = (nw.col("value_low") > nw.col("most")) | (nw.col("value_high") < nw.col("least"))
    cannot = nw.concat_str(nw.lit("the value cannot be: "), nw.col("value"), nw.lit(" "), nw.col("unit"))
    problem = (
        nw.when(nw.col("problem") != "")
        .then(nw.col("problem"))
        .otherwise(
            nw.when(nw.col("value") == "")
            .then(nw.lit("no value"))
            .otherwise(
                nw.when(nw.col("value_problem") != "")
                .then(nw.col("value_problem"))
                .otherwise(nw.when(beyond.fill_null(False)).then(cannot).otherwise(nw.lit("")))
            )
        )
    )
    return rows.with_columns(problem=problem).with_columns(
        *[nw.when(nw.col("problem") == "").then(nw.col(f"value_{end}")).alias(f"value_{end}") for end in ENDS[:2]]
    )


def _without_doubtful_limits(rows: Frame) -> Frame:
    """A limit that no laboratory can have meant, in this unit, is not used, and the row says so."""
    outside = {name: _outside(name).fill_null(False) for name in ("lower_limit", "upper_limit")}
    crossed = (nw.col("lower_limit_low") > nw.col("upper_limit_high")).fill_null(False)
    unread = (nw.col("lower_limit_problem").fill_null("") != "") & (nw.col("lower_limit") != "")
    remark = first_that_holds(
        (outside["lower_limit"] & outside["upper_limit"], "both limits of normal are in another unit; not used"),
        (outside["lower_limit"], "the lower limit of normal is in another unit; not used"),
        (outside["upper_limit"], "the upper limit of normal is in another unit; not used"),
        (crossed, "the limits of normal are exchanged; not used"),
        (unread, "the limit of normal is no number; not used"),
        (_on_a_limit(), ON_A_LIMIT),
        otherwise="",
    )
    dropped = {name: flag | crossed for name, flag in outside.items()}
    kept = [
        nw.when(~dropped[name]).then(nw.col(f"{name}_{end}")).alias(f"{name}_{end}")
        for name in dropped
        for end in ENDS[:2]
    ]
    return rows.with_columns(remark=nw.when(remark != "").then(remark)).with_columns(*kept)


def _on_a_limit() -> nw.Expr:
    """Laboratories round results and limits each for itself: in another unit the value may lie on the other side."""
    value = nw.col("value_low")
    close = [
        (value - nw.col(f"{name}_low")).abs() <= ROUNDING * nw.col(f"{name}_low").abs()
        for name in ("lower_limit", "upper_limit")
    ]
    return close[0].fill_null(False) | close[1].fill_null(False)


def _outside(name: str) -> nw.Expr:
    return (nw.col(f"{name}_high") < nw.col("limit_low")) | (nw.col(f"{name}_low") > nw.col("limit_high"))


def with_flagged_baseline(rows: Frame) -> Frame:
    """
    The baseline from the rows that are flagged as such; of several, whatever any of them may be.

    A flagged row is itself not after baseline; another is where its day says so.
    """
    flagged = rows.filter(nw.col("flag") == 1)
    baseline = flagged.group_by("patient_id", "test").agg(*_hull(), nw.col("on_day").max().alias("baseline_day"))
    later, earlier = nw.col("on_day") > nw.col("baseline_day"), nw.col("on_day") < nw.col("baseline_day")
    return _joined(rows, baseline).with_columns(
        after_baseline=nw.when(nw.col("flag") == 1)
        .then(nw.lit(0.0))
        .otherwise(nw.when(later).then(nw.lit(1.0)).otherwise(nw.when(earlier).then(nw.lit(0.0))))
    )


def with_baseline_by_day(rows: Frame) -> Frame:
    """The baseline is the last result before day 1, the day of the first dose; day 1 itself is after it."""
    before = rows.filter((nw.col("on_day") < 1) & (nw.col("problem") == ""))
    last = before.group_by("patient_id", "test").agg(nw.col("on_day").max().alias("last_day"))
    at_last = before.join(last, on=["patient_id", "test"], how="inner").filter(nw.col("on_day") == nw.col("last_day"))
    baseline = at_last.group_by("patient_id", "test").agg(*_hull())
    return _joined(rows, baseline).with_columns(after_baseline=_after_day_one())


def with_stated_baseline(rows: Frame) -> Frame:
    """A number beside the value is its baseline; the value was taken after it, unless its day says before day 1."""
    printed = (
        nw.when(nw.col("baseline_low").is_null() & nw.col("baseline_high").is_null())
        .then(nw.lit(""))
        .otherwise(nw.col("baseline"))
    )
    return rows.with_columns(baseline=printed, after_baseline=_after_day_one().fill_null(1.0))


def _after_day_one() -> nw.Expr:
    return nw.when(nw.col("on_day") >= 1).then(nw.lit(1.0)).otherwise(nw.when(nw.col("on_day") < 1).then(nw.lit(0.0)))


def _hull() -> list[nw.Expr]:
    """An end that nothing bounds in one of the rows is bounded by none."""
    unbounded = {end: nw.col(f"value_{end}").is_null().max() for end in ("low", "high")}
    return [
        nw.col("value_low").min().alias("hull_low"),
        nw.col("value_high").max().alias("hull_high"),
        unbounded["low"].alias("no_low"),
        unbounded["high"].alias("no_high"),
        nw.col("value").max().alias("hull"),
    ]


def _joined(rows: Frame, baseline: Frame) -> Frame:
    joined = rows.join(baseline, on=["patient_id", "test"], how="left")
    return joined.with_columns(
        baseline_low=nw.when(~nw.col("no_low")).then(nw.col("hull_low")),
        baseline_high=nw.when(~nw.col("no_high")).then(nw.col("hull_high")),
        baseline_low_open=nw.lit(False),
        baseline_high_open=nw.lit(False),
        baseline=nw.col("hull").fill_null(""),
    )
