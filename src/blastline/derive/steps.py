"""The rate that ran on each day beside the one planned for it, and the day on which each step up was made."""

from collections.abc import Sequence

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.derive.lines import Lines, as_counted, first_that_holds
from blastline.derive.pauses import IN_TIME, NO_END, OPEN_END
from blastline.derive.planned import Plan, PlannedStep
from blastline.records.interval import TOLERANCE

UNRATED, OPEN_RATE = "a dose has no rate", "rate of the infusion known only within limits"
NOTHING_PLANNED, NO_RATE_PLANNED = "nothing planned", "the plan states no rate"
NOT_GIVEN, UNPLACED = "not given", "on which day of the plan is open"


def derive_steps(stretches: Frame, plan: Plan, evidence: Frame, first_day: int) -> list[Lines]:
    """
    Of each cycle the rate by day beside the planned one, what of the plan was not given, and the day of each step up.

    The plan counts days of infusion; `stretches` have theirs in `first` and `last`, counted from 0. After a stretch
    whose length is open they are not known, nor is anything of a patient with a dose that has no day.
    """
    known = (nw.col("days_low") == nw.col("days_high")).fill_null(False)
    dated = stretches.filter(nw.col("undated").is_null()).with_columns(open=nw.when(known).then(0).otherwise(1))
    placed = dated.with_columns(opened=nw.col("open").cum_sum().over("patient_id", "cycle", order_by=IN_TIME))
    begun = nw.col("cycle") == 1
    by_plan = [(placed.filter(begun), plan.first), (placed.filter(~begun), plan.later)]
    parts = [part for of, steps in by_plan for part in (*_given(of, steps, first_day), *_not_given(of, steps))]
    ups = [up for of, steps in by_plan for up in _ups(of, steps)]
    by_day = Lines("rate_by_day", "rate by day", "", nw.concat(parts), evidence, "µg/day", several=True)
    return [by_day, *([Lines("step", "step", "", nw.concat(ups), evidence, "day", several=True)] if ups else [])]


def _given(stretches: Frame, steps: Sequence[PlannedStep], first_day: int) -> list[Frame]:
    """Each stretch cut where the plan has a step; beyond the plan, and where its days are open, in one piece."""
    told = stretches.filter(nw.col("opened") == 0)
    cut = [_cut(told, step.first, step.last).with_columns(verdict=_verdict(step)) for step in steps]
    beyond = told.filter(nw.col("last") > steps[-1].last)
    rest = _cut(beyond, steps[-1].last + 1, None).with_columns(verdict=nw.lit(NOTHING_PLANNED))
    # Of two from one day the first ran on none.
    untold = stretches.filter((nw.col("opened") > 0) & (nw.col("end_high") >= nw.col("day")).fill_null(True))
    untold = untold.with_columns(from_day=nw.col("day"), to_day=nw.col("end_high"), verdict=nw.lit(UNPLACED))
    return [_said(part, first_day) for part in (*cut, rest, untold)]


def _cut(stretches: Frame, first: int, last: int | None) -> Frame:
    """The calendar days of each stretch that are these days of infusion of its cycle."""
    begun = nw.when(nw.col("first") > first).then(nw.col("first")).otherwise(nw.lit(first, dtype=nw.Int64))
    within = nw.col("last") if last is None else nw.min_horizontal(nw.col("last"), nw.lit(last, dtype=nw.Int64))
    there = stretches.filter(begun <= within)
    apart = nw.col("day") - nw.col("first")
    return there.with_columns(from_day=apart + begun, to_day=apart + within)


def _verdict(step: PlannedStep) -> nw.Expr:
    if step.rate is None:
        return nw.lit(NO_RATE_PLANNED)
    least, most = step.rate * (1 - TOLERANCE), step.rate * (1 + TOLERANCE)
    planned = f"{step.rate:g} µg/day planned"
    low, high = nw.col("rate_low"), nw.col("rate_high")
    return first_that_holds(
        ((low >= least) & (high <= most), "as planned"),
        (low > most, f"above the {planned}"),
        (high < least, f"below the {planned}"),
        otherwise=planned,
    )


def _said(part: Frame, first_day: int) -> Frame:
    days = [as_counted(nw.col(day), first_day).cast(nw.String) for day in ("from_day", "to_day")]
    several = nw.when(nw.col("to_day") > nw.col("from_day")).then(nw.concat_str(days[0], nw.lit("-"), days[1]))
    when = nw.when(nw.col("to_day").is_null()).then(nw.concat_str(nw.lit("from "), days[0])).otherwise(
        nw.coalesce(several, days[0])
    )  # fmt: skip
    open_ = nw.col("open") > 0
    return part.select(
        "patient_id",
        "verdict",
        at=nw.concat_str(nw.lit("cycle "), nw.col("cycle").cast(nw.String), nw.lit(", day "), when),
        place=nw.col("from_day").cast(nw.Int64),
        low=nw.col("rate_low").cast(nw.Float64),
        high=nw.col("rate_high").cast(nw.Float64),
        reason=first_that_holds(
            (~nw.col("rated"), UNRATED),
            (~(nw.col("rate_low") == nw.col("rate_high")).fill_null(False), OPEN_RATE),
            (open_ & nw.col("end_latest").is_null(), NO_END),
            (open_, OPEN_END),
            otherwise="",
        ),
    )


def _not_given(stretches: Frame, steps: Sequence[PlannedStep]) -> list[Frame]:
    """What of each planned step came after the last day of infusion of a cycle, where that is known."""
    cycles = stretches.group_by("patient_id", "cycle").agg(
        (nw.col("last").max() + 1).alias("ran"), nw.col("opened").max(), nw.col("day").max()
    )
    ended = cycles.filter(nw.col("opened") == 0)
    return [_remaining(ended.filter(nw.col("ran") <= step.last), step) for step in steps]


def _remaining(cycles: Frame, step: PlannedStep) -> Frame:
    begun = nw.when(nw.col("ran") > step.first).then(nw.col("ran")).otherwise(nw.lit(step.first, dtype=nw.Int64))
    planned = NO_RATE_PLANNED if step.rate is None else f"{step.rate:g} µg/day planned"
    cycle, first = nw.col("cycle").cast(nw.String), (begun + 1).cast(nw.String)
    last = nw.lit(f"-{step.last + 1}")
    days = nw.when(begun < step.last).then(nw.concat_str(first, last)).otherwise(first)
    return cycles.select(
        "patient_id",
        verdict=nw.lit(f"{NOT_GIVEN}; {planned}"),
        at=nw.concat_str(nw.lit("cycle "), cycle, nw.lit(", day of infusion "), days),
        # After the last day on which anything was given in the cycle.
        place=nw.col("day").cast(nw.Int64),
        low=nw.lit(0.0).cast(nw.Float64),
        high=nw.lit(0.0).cast(nw.Float64),
        reason=nw.lit(""),
    )


def _ups(stretches: Frame, steps: Sequence[PlannedStep]) -> list[Frame]:
    """Each planned step to a rate above all before it: the day on which the infusion first ran at it, or higher."""
    found, highest = [], 0.0
    for place, step in enumerate(steps):
        if place and step.rate is not None and step.rate > highest:
            found.append(_up(stretches, step))
        highest = max(highest, step.rate or 0.0)
    return found


def _up(stretches: Frame, step: PlannedStep) -> Frame:
    least = (step.rate or 0.0) * (1 - TOLERANCE)
    may_be, is_ = (nw.col("rate_high") >= least).fill_null(True), (nw.col("rate_low") >= least).fill_null(False)
    days = stretches.group_by("patient_id", "cycle").agg(
        nw.when(may_be).then(nw.col("day")).min().alias("low"),
        nw.when(is_).then(nw.col("day")).min().alias("high"),
        nw.when(is_ & (nw.col("opened") - nw.col("open") == 0)).then(nw.col("first")).min().alias("at_day"),
        nw.when(may_be).then(nw.col("opened") - nw.col("open")).min().alias("open_before"),
    )
    decided = (nw.col("low") == nw.col("high")) & (nw.col("open_before") == 0)
    rate, planned = f"{step.rate:g} µg/day", step.first
    return days.select(
        "patient_id",
        low=nw.col("low").cast(nw.Int64),
        high=nw.col("high").cast(nw.Int64),
        at=nw.concat_str(nw.lit("cycle "), nw.col("cycle").cast(nw.String), nw.lit(f", to {rate}")),
        place=nw.col("cycle").cast(nw.Int64),
        verdict=first_that_holds(
            (decided & (nw.col("at_day") == planned), "on the planned day of infusion"),
            (decided & (nw.col("at_day") < planned), f"before the planned day of infusion, {planned + 1}"),
            (decided & (nw.col("at_day") > planned), f"after the planned day of infusion, {planned + 1}"),
            otherwise="",
        ),
        reason=first_that_holds(
            (nw.col("low").is_null(), "the rate was not reached"),
            ((nw.col("low") == nw.col("high")).fill_null(False), ""),
            otherwise=OPEN_RATE,
        ),
    )
