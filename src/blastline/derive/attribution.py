"""When an event began: in the window or not, in which cycle, at which rate, and for how long that had run."""

import narwhals as nw

from blastline.derive.exposure import RATE
from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.pauses import IN_TIME, NO_END
from blastline.derive.windows import Window, derive_ends

IN_WINDOW, OUTSIDE, BEFORE = "in the window", "after the window", "before treatment"
WHY_OPEN = "its day is known only within limits"
NO_DAY = "its day is not recorded"


def derive_event_times(frames: Frames, window: Window, cycles: Frame, drug: str) -> list[Lines]:
    """
    Of each reported event whether it began in the window, its cycle, and days since the cycle and the rate began.

    An event outside the window is listed and says so; none is lost.
    """
    events = frames.keep(_numbered(frames))
    evidence = events.select("patient_id", "record_id")
    placed = frames.keep(_in_cycles(events, cycles))
    stepped = frames.keep(_at_rate(frames, events, drug))
    cycle = nw.concat_str(nw.lit("cycle "), nw.col("cycle").cast(nw.String))
    no_cycle = first_that_holds(
        (nw.col("day").is_null(), NO_DAY), (nw.col("cycle").is_null(), "no cycle had begun"), otherwise=""
    )
    in_cycle = placed.with_columns(
        surely=nw.when(~nw.col("cycle").is_null()).then(cycle),
        possibly=nw.when(~nw.col("cycle").is_null()).then(cycle),
        reason=no_cycle,
    )
    since_cycle = placed.with_columns(
        low=nw.col("day") - nw.col("first_day"), high=nw.col("day") - nw.col("first_day"), reason=no_cycle
    )
    since_step, rate = _since_step(stepped), _rate(stepped)
    return [
        Lines("event_window", "time of event", "", _in_window(frames, events, window), evidence, several=True),
        Lines("event_cycle", "cycle of event", "", in_cycle, evidence, several=True),
        Lines("event_after_cycle", "days since the cycle began", "", since_cycle, evidence, "days", several=True),
        Lines("event_rate", "rate at the event", "", rate, evidence, "µg/day", several=True),
        Lines("event_after_step", "days since this rate began", "", since_step, evidence, "days", several=True),
    ]


def _numbered(frames: Frames) -> Frame:
    """Each reported event by its number; grade 0 says that there was none."""
    rows = frames["adverse_events"].filter((nw.col("grade_high") > 0).fill_null(True)).with_columns(one=nw.lit(1))
    counted = rows.with_columns(place=nw.col("one").cum_sum().over("patient_id", order_by=["order"]))
    number = nw.col("place").cast(nw.String)
    return counted.with_columns(at=nw.concat_str(nw.lit("event "), number, nw.lit(": "), nw.col("term")))


def _in_window(frames: Frames, events: Frame, window: Window) -> Frame:
    """By its day, or the days that it may have begun on, which its phase narrows; without any, by a phase before."""
    joined = events.join(derive_ends(frames, window), on="patient_id", how="left")
    before = nw.col("phase") == "before"
    later = (
        nw.col("phase").is_in(["during", "end", "after"]) & (nw.col("day_earliest") < 0) & (nw.col("day_latest") >= 0)
    )
    first = (
        nw.when(before)
        .then(nw.col("day_earliest").fill_null(-1))
        .otherwise(nw.when(later).then(nw.lit(0, dtype=nw.Int64)).otherwise(nw.col("day_earliest")))
    )
    sooner = before & (nw.col("day_earliest") < 0).fill_null(True) & (nw.col("day_latest") >= 0).fill_null(True)
    last = nw.when(sooner).then(nw.lit(-1, dtype=nw.Int64)).otherwise(nw.col("day_latest"))
    absent = first.is_null() | last.is_null()
    words = [_where(first), _where(last)]
    return joined.with_columns(
        surely=nw.when(~absent).then(words[0]),
        possibly=nw.when(~absent).then(words[1]),
        reason=nw.when(absent)
        .then(nw.lit(NO_DAY))
        .otherwise(nw.when(words[0] != words[1]).then(nw.lit(WHY_OPEN)).otherwise(nw.lit(""))),
    )


def _where(day: nw.Expr) -> nw.Expr:
    inside = nw.when(day <= nw.col("last_day")).then(nw.lit(IN_WINDOW)).otherwise(nw.lit(OUTSIDE))
    return nw.when(day < 0).then(nw.lit(BEFORE)).otherwise(inside)


def _in_cycles(events: Frame, cycles: Frame) -> Frame:
    """The last cycle that had begun by the day of the event."""
    begun = events.select("record_id", "patient_id", "day").join(cycles, on="patient_id", how="inner")
    last = begun.filter(nw.col("first_day") <= nw.col("day")).group_by("record_id")
    of_event = last.agg(nw.col("cycle").max(), nw.col("first_day").max())
    return events.join(of_event, on="record_id", how="left")


def _at_rate(frames: Frames, events: Frame, drug: str) -> Frame:
    """
    The rate at which the drug ran on the day of the event, and for how many days it had.

    An infusion without an end ended before the next one; after the last such infusion it is not known whether it ran.
    """
    rates = frames.inputs.filter(nw.col("test") == RATE).select(
        nw.col("record_id").alias("dose_id"), nw.col("low").alias("rate_low"), nw.col("high").alias("rate_high")
    )
    given = (
        frames["doses"]
        .filter((nw.col("drug").str.to_lowercase() == drug.lower()) & ~nw.col("day").is_null())
        .with_columns(next_day=nw.col("day").shift(-1).over("patient_id", order_by=IN_TIME))
        .select(
            nw.col("record_id").alias("dose_id"),
            "patient_id",
            nw.col("day").alias("begun"),
            nw.coalesce("end_day", nw.col("next_day") - 1).alias("ended"),
            end_told=~nw.col("end_day").is_null(),
        )
    )
    running = events.select("record_id", "patient_id", "day").join(given, on="patient_id", how="inner")
    now = running.filter(
        (nw.col("begun") <= nw.col("day")) & ((nw.col("ended") >= nw.col("day")).fill_null(True))
    ).join(rates, on="dose_id", how="left")
    since = now.with_columns(since=nw.col("day") - nw.col("begun")).with_columns(
        ran=nw.col("end_told") | (nw.col("since") == 0)
    )
    # On the day of a change two stretches run; the event is put down to the one that began last.
    newest = since.group_by("record_id").agg(nw.col("since").min().alias("newest"))
    chosen = since.join(newest, on="record_id", how="inner").filter(nw.col("since") == nw.col("newest"))
    columns = chosen.group_by("record_id").agg(
        *[nw.col(name).max() for name in ("since", "rate_low", "rate_high", "ran")]
    )
    return events.join(columns, on="record_id", how="left")


def _since_step(stepped: Frame) -> Frame:
    since = nw.when(nw.col("ran")).then(nw.col("since"))
    return stepped.with_columns(low=since, high=since, reason=first_that_holds(*_not_running(), otherwise=""))


def _rate(stepped: Frame) -> Frame:
    low, high = (nw.when(nw.col("ran")).then(nw.col(end)) for end in ("rate_low", "rate_high"))
    without = nw.col("rate_low").is_null() & nw.col("rate_high").is_null()
    reason = first_that_holds(*_not_running(), (without, "rate of the infusion not recorded"), otherwise="")
    return stepped.with_columns(low=low, high=high, reason=reason)


def _not_running() -> list[tuple[nw.Expr, str]]:
    return [
        (nw.col("day").is_null(), NO_DAY),
        (nw.col("since").is_null(), "no infusion ran on that day"),
        (~nw.col("ran"), NO_END),
    ]
