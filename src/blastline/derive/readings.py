"""Readings of a laboratory table: each way in which a result is written, in the unit of its test; and baselines."""

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.derive.lines import first_that_holds

NUMBERS = ("value", "lower_limit", "upper_limit", "baseline")
# How far apart a result and its limit may come by rounding where they are the same in another unit.
ROUNDING = 0.005
ON_A_LIMIT = "on a limit of normal but for rounding; in another unit it may lie on its other side"
ENDS = ("low", "high", "low_open", "high_open")
NO_BASELINE = 0
DAY_UNKNOWN = -1.0


def readings_with_values(readings: Frame, units: Frame, values: Frame) -> Frame:
    """
    The readings with the ends of value, lower_limit, upper_limit and baseline in the unit of their test.

    `readings` has written, unit, value, lower_limit, upper_limit and baseline as text; `units` and `values` say what
    each means. What cannot be used is null; `problem` or `remark` says why.
    """
    read = readings.join(units, on=["written", "unit"], how="left")
    for name in NUMBERS:
        read = read.join(_named(values, name), left_on=name, right_on=f"{name}_text", how="left")
        read = read.with_columns(*_converted(name))
    return _without_doubtful_limits(_with_problem(read))


def _named(values: Frame, name: str) -> Frame:
    return values.select(*[nw.col(column).alias(f"{name}_{column}") for column in ("text", *ENDS, "problem")])


def _converted(name: str) -> list[nw.Expr]:
    ends = [(nw.col(f"{name}_{end}") * nw.col("factor") + nw.col("offset")).alias(f"{name}_{end}") for end in ENDS[:2]]
    return [*ends, *[nw.col(f"{name}_{end}").fill_null(False).alias(f"{name}_{end}") for end in ENDS[2:]]]


def _with_problem(read: Frame) -> Frame:
    """The first reason for which a result cannot be graded; a value that cannot exist is one."""
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
    return read.with_columns(problem=problem).with_columns(
        *[nw.when(nw.col("problem") == "").then(nw.col(f"value_{end}")).alias(f"value_{end}") for end in ENDS[:2]]
    )


def _without_doubtful_limits(read: Frame) -> Frame:
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
    return read.with_columns(remark=nw.when(remark != "").then(remark)).with_columns(*kept)


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


def derive_flagged_baselines(rows: Frame) -> Frame:
    """
    The baseline of each patient and test from the rows flagged as such; of several, whatever any of them may be.

    `rows` has patient (null where it is not known), test, on_day, flag, problem and the ends of the value;
    `baseline_day` is the day of the last.
    """
    flagged = rows.filter((nw.col("flag") == 1) & ~nw.col("patient").is_null())
    return _hulls(flagged, nw.col("on_day").max().alias("baseline_day"))


def derive_baselines_by_day(rows: Frame) -> Frame:
    """The baseline of each patient and test is the last result before day 1, the day of the first dose."""
    known = (nw.col("problem") == "") & ~nw.col("patient").is_null()
    before = rows.filter((nw.col("on_day") < 1) & known)
    last = before.group_by("patient", "test").agg(nw.col("on_day").max().alias("last_day"))
    at_last = before.join(last, on=["patient", "test"], how="inner").filter(nw.col("on_day") == nw.col("last_day"))
    return _hulls(at_last, nw.col("on_day").max().alias("baseline_day"))


def _hulls(rows: Frame, *more: nw.Expr) -> Frame:
    """One row a patient and test; an end that nothing bounds in one of the rows is bounded by none."""
    hulls = rows.group_by("patient", "test").agg(
        nw.col("value_low").min().alias("hull_low"),
        nw.col("value_high").max().alias("hull_high"),
        nw.col("value_low").is_null().max().alias("no_low"),
        nw.col("value_high").is_null().max().alias("no_high"),
        nw.col("value_text").max().alias("baseline"),
        *more,
    )
    ends = {
        end: nw.when(~nw.col(f"no_{part}")).then(nw.col(f"hull_{part}"))
        for part in ("low", "high")
        for end in (f"baseline_{part}",)
    }
    # One text tells two baselines apart, so that rows can be joined on it.
    told = [nw.col(end).cast(nw.String).fill_null("") for end in ends]
    named = hulls.with_columns(**ends).with_columns(
        baseline_text=nw.concat_str(*told, nw.col("baseline"), separator=" ", ignore_nulls=True)
    )
    return named.select("patient", "test", "baseline_text", *ends, "baseline", "baseline_day")


def after_day_one() -> nw.Expr:
    """Whether a row comes after the baseline: 1 from day 1 on, 0 before it, DAY_UNKNOWN where the day is not known."""
    return (
        nw.when(nw.col("on_day") >= 1)
        .then(nw.lit(1.0))
        .otherwise(nw.when(nw.col("on_day") < 1).then(nw.lit(0.0)).otherwise(nw.lit(DAY_UNKNOWN)))
    )


def after_flagged() -> nw.Expr:
    """The same where baselines are flagged: a flagged row is not after it, another is where its day says so."""
    later, earlier = nw.col("on_day") > nw.col("baseline_day"), nw.col("on_day") < nw.col("baseline_day")
    by_day = nw.when(later).then(nw.lit(1.0)).otherwise(nw.when(earlier).then(nw.lit(0.0)))
    return nw.when(nw.col("flag") == 1).then(nw.lit(0.0)).otherwise(by_day).fill_null(DAY_UNKNOWN)
