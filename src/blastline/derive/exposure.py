"""Exposure: what was infused from when to when, in cycles, against what was planned."""

from collections.abc import Sequence

import narwhals as nw

from blastline.criteria.as_plan import columns_of
from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_row_levels
from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.pauses import IN_TIME, NO_END, OPEN_END, derive_pauses
from blastline.derive.planned import RATE, Plan, PlannedStep, days_of, dose_of, plan_of
from blastline.derive.steps import derive_steps
from blastline.records.interval import TOLERANCE
from blastline.settings import Treatment

PAUSE = "interruption_days"
NEW_CYCLE = "new cycle"
# What is summed of rates; days and cycles are told without them.
OF_RATES = ("days at the planned rate", "cumulative dose", "relative dose", "relative dose intensity")


def derive_exposure(frames: Frames, treatment: Treatment, interruption: Criterion, first_day: int) -> list[Lines]:
    """
    Of each cycle and of the whole treatment: days and dose, given against planned; of each pause, what it means.

    A cycle is as the ward numbers it; where it does not, a pause that the label calls a new cycle begins one.
    """
    plan = plan_of(treatment)
    given = doses_of(frames, treatment.drug).filter(~nw.col("at_once"))
    # Kept at each step: written into one another, the steps make a plan that Spark cannot hold.
    in_cycles = frames.keep(_in_cycles(frames.keep(_stretches(given)), interruption))
    stretches = frames.keep(_on_plan(frames.keep(_placed(in_cycles)), plan))
    by_cycle = frames.keep(with_plan(_summed(stretches, ["patient_id", "cycle"]), plan))
    cycles = by_cycle.with_columns(
        at=nw.concat_str(nw.lit("cycle "), nw.col("cycle").cast(nw.String)), place=nw.col("cycle")
    )
    due = by_cycle.group_by("patient_id").agg(*[nw.col(f"due_{end}").sum() for end in ("low", "high")])
    whole = frames.keep(_summed(stretches, ["patient_id"]).join(due, on="patient_id", how="left"))
    undated = _undated(given)
    cycles = cycles.join(undated, on="patient_id", how="left")
    everyone = frames["patients"].select("patient_id").join(whole, on="patient_id", how="left")
    everyone = everyone.join(undated, on="patient_id", how="left")
    evidence = given.select("patient_id", "record_id")
    planned = dose_of(plan.first) is not None and dose_of(plan.later) is not None
    count = [nw.col("cycles"), nw.col("cycles") + nw.col("maybe")]
    return [
        *_numbers(cycles, "cycle", evidence, planned=planned, several=True),
        intensity(cycles, evidence, planned=planned),
        *_numbers(everyone, "exposure", evidence, planned=planned, several=False),
        number(everyone, "exposure", "cycles", "cycles", count, evidence),
        derive_pauses(stretches, interruption, evidence),
        *derive_steps(stretches, plan, evidence, first_day),
    ]


def derive_cycles(frames: Frames, treatment: Treatment, interruption: Criterion) -> Frame:
    """
    Each stretch with its cycle: patient_id, day, cycle, cycle_high, and first_day, that of its cycle.

    A pause of open length before it, or a dose without a day, may make it one of a later cycle, at most `cycle_high`.
    An infusion of cells begins a cycle where a stretch would.
    """
    given = doses_of(frames, treatment.drug)
    stretches = frames.keep(_in_cycles(frames.keep(_stretches(given)), interruption))
    before = nw.col("maybe").cum_sum().over("patient_id", order_by=IN_TIME) - nw.col("maybe")
    more = before + nw.col("undated").fill_null(0)
    return frames.keep(
        stretches.select(
            "patient_id",
            "day",
            "cycle",
            cycle_high=nw.when(nw.col("ward").is_null()).then(nw.col("cycle") + more).otherwise(nw.col("cycle")),
            first_day=nw.col("day").min().over("patient_id", "cycle"),
        )
    )


def doses_of(frames: Frames, drug: str) -> Frame:
    """Every dose of the drug with its rate, if it has one; cells are infused at once and have none."""
    rates = frames.inputs.filter(nw.col("test") == RATE).select(
        "record_id", nw.col("low").alias("rate_low"), nw.col("high").alias("rate_high"), rated=nw.lit(True)
    )
    given = frames["doses"].filter(nw.col("drug").str.to_lowercase() == drug.lower())
    cells = ~(nw.col("cells_low").is_null() & nw.col("cells_high").is_null())
    return given.join(rates, on="record_id", how="left").with_columns(
        nw.col("rated").fill_null(False),
        at_once=cells,
        end_day=nw.when(cells).then(nw.coalesce("end_day", "day")).otherwise(nw.col("end_day")),
    )


def _undated(given: Frame) -> Frame:
    """How many doses of each patient have no day: they may lie in any pause, or beyond the last day."""
    return given.filter(nw.col("day").is_null()).group_by("patient_id").agg(undated=nw.len().cast(nw.Int64))


def _stretches(given: Frame) -> Frame:
    """Each stretch with the day on which the next began; what it shares with the next is the next's."""
    dated = given.filter(~nw.col("day").is_null()).join(_undated(given), on="patient_id", how="left")
    followed = dated.with_columns(next_day=nw.col("day").shift(-1).over("patient_id", order_by=IN_TIME))
    least = nw.when(nw.col("end_earliest") > nw.col("day")).then(nw.col("end_earliest")).otherwise(nw.col("day"))
    # An end that was not written down lies between the first day and the day before the next stretch.
    return followed.with_columns(
        end_low=_before_next(nw.coalesce(nw.col("end_day"), least)),
        end_high=nw.coalesce(_before_next(nw.coalesce("end_day", "end_latest")), nw.col("next_day") - 1),
    ).with_columns(
        days_low=nw.col("end_low") - nw.col("day") + 1,
        days_high=nw.col("end_high") - nw.col("day") + 1,
        # A dose without a day may have filled the pause.
        pause_low=nw.when(nw.col("undated").is_null()).then(nw.col("next_day") - nw.col("end_high") - 1).otherwise(0),
        pause_high=nw.col("next_day") - nw.col("end_low") - 1,
    )


def _before_next(end: nw.Expr) -> nw.Expr:
    """The end of a stretch, or where the next began by then, the day before that."""
    return nw.when((nw.col("next_day") <= end).fill_null(False)).then(nw.col("next_day") - 1).otherwise(end)


def _in_cycles(stretches: Frame, interruption: Criterion) -> Frame:
    """The stretches with their cycle, and with what the label makes of the pause that follows."""
    low, high, low_open, high_open, _, printed = columns_of(PAUSE)
    laid = stretches.with_columns(
        nw.col("pause_low").cast(nw.Float64).alias(low),
        nw.col("pause_high").cast(nw.Float64).alias(high),
        nw.lit(False).alias(low_open),
        nw.lit(False).alias(high_open),
        nw.col("pause_high").cast(nw.String).alias(printed),
    )
    judged = derive_row_levels(laid, interruption, reasons=False).with_columns(
        renews=nw.when(nw.col("surely").str.starts_with(NEW_CYCLE)).then(nw.lit(1)).otherwise(nw.lit(0))
    )
    begun = nw.col("renews").shift(1).over("patient_id", order_by=IN_TIME).fill_null(0)
    counted = judged.with_columns(begun=begun, following=nw.col("cycle").shift(-1).over("patient_id", order_by=IN_TIME))
    told = nw.col("begun").cum_sum().over("patient_id", order_by=IN_TIME) + 1
    may_renew = nw.col("possibly").str.starts_with(NEW_CYCLE) & (nw.col("renews") == 0) & ~nw.col("next_day").is_null()
    numbered = ~nw.col("following").is_null()
    # A pause whose length is open may begin another cycle, unless the ward's number says which cycle followed.
    return counted.with_columns(
        nw.coalesce(nw.col("cycle"), told).alias("cycle"),
        maybe=nw.when(may_renew.fill_null(False) & ~numbered).then(nw.lit(1)).otherwise(nw.lit(0)),
        ward=nw.col("cycle"),
    )


def _placed(stretches: Frame) -> Frame:
    """The stretches with their first and last day of infusion in their cycle, counted from 0."""
    upto = nw.col("days_high").cum_sum().over("patient_id", "cycle", order_by=IN_TIME)
    return stretches.with_columns(first=upto - nw.col("days_high"), last=upto - 1)


def _on_plan(stretches: Frame, plan: Plan) -> Frame:
    """
    The stretches with the days that surely, and those that possibly, ran at the planned rate.

    The plan counts days of infusion: after a pause a cycle goes on where it stopped.
    """
    ends = zip(_at_rates(plan.first), _at_rates(plan.later), strict=True)
    low, high = (nw.when(nw.col("cycle") == 1).then(first).otherwise(later) for first, later in ends)
    return stretches.with_columns(on_plan_low=low, on_plan_high=high)


def _at_rates(steps: Sequence[PlannedStep]) -> tuple[nw.Expr, nw.Expr]:
    """How many days of a stretch surely, and how many possibly, ran at the rate of the step that they fall into."""
    surely: nw.Expr = nw.lit(0)
    possibly: nw.Expr = nw.lit(0)
    for step in steps:
        if step.rate is not None:
            # A rate that was converted from another unit may be a hair off the planned one.
            least, most = step.rate * (1 - TOLERANCE), step.rate * (1 + TOLERANCE)
            may_be = (nw.col("rate_low") <= most).fill_null(True) & (nw.col("rate_high") >= least).fill_null(True)
            surely = surely + _shared(step, (nw.col("rate_low") >= least) & (nw.col("rate_high") <= most))
            possibly = possibly + _shared(step, may_be)
    return surely, possibly


def _shared(step: PlannedStep, at_rate: nw.Expr) -> nw.Expr:
    """How many days of a stretch fall into this step, if it ran at the rate of the step."""
    first = nw.when(nw.col("first") > step.first).then(nw.col("first")).otherwise(nw.lit(step.first))
    last = nw.when(nw.col("last") < step.last).then(nw.col("last")).otherwise(nw.lit(step.last))
    return nw.when(at_rate & (last >= first)).then(last - first + 1).otherwise(nw.lit(0))


def _summed(stretches: Frame, by: list[str]) -> Frame:
    """
    Days, dose and limits of each cycle, or of each patient; an end that one stretch leaves open is open.

    Which days ran at the planned rate is told only where it is known how long each stretch ran.
    """
    doses = stretches.with_columns(
        dose_low=nw.col("rate_low") * nw.col("days_low"), dose_high=nw.col("rate_high") * nw.col("days_high")
    )
    summed = doses.group_by(*by).agg(
        nw.col("day").min().alias("first_day"),
        nw.col("end_low").max().alias("last_low"),
        nw.col("end_high").max().alias("last_high"),
        nw.col("days_high").is_null().max().alias("unended"),
        nw.col("dose_high").is_null().max().alias("unbounded"),
        (nw.col("days_low") == nw.col("days_high")).fill_null(False).min().alias("ended"),
        ((nw.col("days_low") != nw.col("days_high")).fill_null(True) & nw.col("end_latest").is_null())
        .max()
        .alias("no_end"),
        (~nw.col("rated")).max().alias("unrated"),
        *[nw.col(name).sum() for name in ("days_low", "days_high", "dose_low", "dose_high")],
        *[nw.col(name).sum() for name in ("on_plan_low", "on_plan_high")],
        nw.col("cycle").n_unique().alias("cycles"),
        nw.col("maybe").sum(),
    )
    told = {"last_high": ~nw.col("unended"), "days_high": ~nw.col("unended"), "dose_high": ~nw.col("unbounded")}
    told |= {"on_plan_low": nw.col("ended"), "on_plan_high": nw.col("ended")}
    return summed.with_columns(*[nw.when(known).then(nw.col(name)).alias(name) for name, known in told.items()])


def with_plan(cycles: Frame, plan: Plan) -> Frame:
    """Each cycle with the dose and the days that it was planned to have; with one more where it may have been two."""
    first, later = dose_of(plan.first), dose_of(plan.later)
    begun = nw.col("cycle") == 1
    due = nw.when(begun).then(nw.lit(first, dtype=nw.Float64)).otherwise(nw.lit(later, dtype=nw.Float64))
    days = nw.when(begun).then(nw.lit(days_of(plan.first))).otherwise(nw.lit(days_of(plan.later)))
    more = due + nw.col("maybe") * nw.lit(later, dtype=nw.Float64)
    return cycles.with_columns(due_low=due, due_high=more, due_days=days)


def _numbers(summed: Frame, section: str, evidence: Frame, *, planned: bool, several: bool) -> list[Lines]:
    share = [nw.col("dose_low") * 100 / nw.col("due_high"), nw.col("dose_high") * 100 / nw.col("due_low")]
    said = {
        ("first day", "day"): [nw.col("first_day")] * 2,
        ("last day", "day"): [nw.col("last_low"), nw.col("last_high")],
        ("days infused", "days"): [nw.col("days_low"), nw.col("days_high")],
        ("days at the planned rate", "days"): [nw.col("on_plan_low"), nw.col("on_plan_high")],
        ("cumulative dose", "µg"): [nw.col("dose_low"), nw.col("dose_high")],
        ("planned dose", "µg"): [nw.col("due_low"), nw.col("due_high")],
        ("relative dose", "%"): share,
    }
    needs_plan = () if planned else ("planned dose", "relative dose")
    return [
        number(summed, section, name, unit, ends, evidence, unplanned=name in needs_plan, several=several)
        for (name, unit), ends in said.items()
    ]


def intensity(cycles: Frame, evidence: Frame, *, planned: bool) -> Lines:
    """
    Dose by day from the first to the last day of a cycle, against the same as planned: pauses lower it.

    Of a whole treatment it would depend on how long the planned rest between cycles is, which no plan states here. What
    may have been two cycles has none.
    """
    took = {end: nw.col(f"last_{end}") - nw.col("first_day") + 1 for end in ("low", "high")}
    planned_rate = nw.col("due_low") / nw.col("due_days")
    ends = [
        nw.when(nw.col("maybe") == 0).then(nw.col(f"dose_{end}") * 100 / (took[other] * planned_rate))
        for end, other in (("low", "high"), ("high", "low"))
    ]
    return number(cycles, "cycle", "relative dose intensity", "%", ends, evidence, unplanned=not planned, several=True)


def number(
    summed: Frame,
    section: str,
    name: str,
    unit: str,
    ends: Sequence[nw.Expr],
    evidence: Frame,
    *,
    unplanned: bool = False,
    several: bool = False,
) -> Lines:
    """A number of each cycle or patient, with the reason where it is open or cannot be told."""
    undated = ~nw.col("undated").is_null()
    # A sum of no planned doses is 0, which would be a plan.
    low, high = (nw.when(~undated & ~nw.lit(unplanned)).then(end).cast(nw.Float64) for end in ends)
    reason = first_that_holds(
        (undated, "a dose has no day"),
        (nw.col("first_day").is_null(), "no infusion at a rate recorded"),
        (nw.lit(unplanned), "the plan states no rate"),
        (low == high, ""),
        (nw.col("maybe") > 0, "a pause may have begun another cycle"),
        (nw.lit(name in OF_RATES) & nw.col("unrated"), "a dose has no rate"),
        (~nw.col("ended") & nw.col("no_end"), NO_END),
        (~nw.col("ended"), OPEN_END),
        otherwise="rate of the infusion known only within limits",
    )
    return Lines(section, name, "", summed.with_columns(low=low, high=high, reason=reason), evidence, unit, several)
