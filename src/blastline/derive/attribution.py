"""When an event began: in the window or not, in which cycle, at which rate, and for how long that had run."""

import narwhals as nw

from blastline.derive.exposure import doses_of
from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.pauses import IN_TIME, NO_END, OPEN_END
from blastline.derive.windows import Window, derive_ends

IN_WINDOW, OUTSIDE, BEFORE = "in the window", "after the window", "before treatment"
WHY_OPEN = "its day is known only within limits"
NO_DAY = "its day is not recorded"
NO_CYCLE, NOT_RUN = "no cycle had begun", "no infusion ran on that day"
NO_DOSE, UNDATED = "no dose recorded", "a dose has no day"
MAY_BE_LATER = "a pause may have begun another cycle"


def derive_event_times(frames: Frames, window: Window, cycles: Frame, drug: str) -> list[Lines]:
    """
    Of each reported event whether it began in the window, its cycle, and days since the cycle and the rate began.

    An event outside the window is listed and says so; none is lost. `cycles` is what derive_cycles gives.
    """
    doses = doses_of(frames, drug)
    events = frames.keep(_with_doses(_numbered(frames), doses))
    evidence = events.select("patient_id", "record_id")
    placed = frames.keep(_in_cycles(events, cycles))
    stepped = frames.keep(_at_rate(events, doses))
    since_step, rate = _since_step(stepped), _rate(stepped)
    return [
        Lines("event_window", "time of event", "", _in_window(frames, events, window), evidence, several=True),
        Lines("event_cycle", "cycle of event", "", _cycle(placed), evidence, several=True),
        Lines(
            "event_after_cycle", "days since the cycle began", "", _since_cycle(placed), evidence, "days", several=True
        ),
        Lines("event_rate", "rate at the event", "", rate, evidence, "µg/day", several=True),
        Lines("event_after_step", "days since this rate began", "", since_step, evidence, "days", several=True),
    ]


def _numbered(frames: Frames) -> Frame:
    """Each reported event by its number, with the days that it may have begun on; grade 0 says that there was none."""
    rows = frames["adverse_events"].filter((nw.col("grade_high") > 0).fill_null(True)).with_columns(one=nw.lit(1))
    counted = rows.with_columns(place=nw.col("one").cum_sum().over("patient_id", order_by=["order"]))
    number = nw.col("place").cast(nw.String)
    named = counted.with_columns(at=nw.concat_str(nw.lit("event "), number, nw.lit(": "), nw.col("term")))
    exact = (nw.col("first") == nw.col("last")) & ~nw.col("day_earliest").is_null()
    return _narrowed(named).with_columns(day=nw.when(exact).then(nw.col("first")))


def _narrowed(events: Frame) -> Frame:
    """
    The first and the last day that each event may have begun on; its phase leaves out those that it excludes.

    One before the first dose was before it on that day too.
    """
    before = nw.col("phase") == "before"
    later = (
        nw.col("phase").is_in(["during", "end", "after"]) & (nw.col("day_earliest") < 0) & (nw.col("day_latest") >= 0)
    )
    day_before = nw.lit(-1, dtype=nw.Int64)
    not_after = [
        nw.when(nw.col(end) < 0).then(nw.col(end)).otherwise(day_before) for end in ("day_earliest", "day_latest")
    ]
    since = nw.when(later).then(nw.lit(0, dtype=nw.Int64)).otherwise(nw.col("day_earliest"))
    return events.with_columns(
        first=nw.when(before).then(not_after[0]).otherwise(since),
        last=nw.when(before).then(not_after[1]).otherwise(nw.col("day_latest")),
    )


def _with_doses(events: Frame, doses: Frame) -> Frame:
    """With how many doses of the patient have a day, and how many have none."""
    ones = {
        "dated": nw.when(~nw.col("day").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
        "undated": nw.when(nw.col("day").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
    }
    counted = doses.group_by("patient_id").agg(**{name: one.sum() for name, one in ones.items()})
    joined = events.join(counted, on="patient_id", how="left")
    return joined.with_columns(nw.col("dated").fill_null(0), nw.col("undated").fill_null(0))


def _in_window(frames: Frames, events: Frame, window: Window) -> Frame:
    """By the days that it may have begun on; without any, by its phase: treatment lasts to the last dose."""
    joined = events.join(derive_ends(frames, window), on="patient_id", how="left")
    undated = nw.col("first").is_null() | nw.col("last").is_null()
    during = undated & (nw.col("phase") == "during").fill_null(False) & nw.lit(window.after_last_dose)
    absent = undated & ~during
    words = [nw.when(during).then(nw.lit(IN_WINDOW)).otherwise(_where(nw.col(day))) for day in ("first", "last")]
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
    """The last cycle that had begun by the first day on which the event may have begun, and by the last one."""
    begun = cycles.select("patient_id", "cycle", "cycle_high", "first_day", nw.col("day").alias("begun"))
    pairs = events.select("record_id", "patient_id", "first", "last").join(begun, on="patient_id", how="inner")
    low = pairs.filter(nw.col("begun") <= nw.col("first")).group_by("record_id")
    high = pairs.filter(nw.col("begun") <= nw.col("last")).group_by("record_id")
    by_first = low.agg(nw.col("cycle").max(), nw.col("first_day").max())
    by_last = high.agg(nw.col("cycle_high").max())
    return events.join(by_first, on="record_id", how="left").join(by_last, on="record_id", how="left")


def _cycle(placed: Frame) -> Frame:
    low, high = nw.col("cycle"), nw.col("cycle_high")
    words = [nw.concat_str(nw.lit("cycle "), cycle.cast(nw.String)) for cycle in (low, high)]
    return placed.with_columns(
        surely=nw.when(~high.is_null()).then(nw.when(low.is_null()).then(nw.lit("no cycle")).otherwise(words[0])),
        possibly=nw.when(~high.is_null()).then(words[1]),
        reason=first_that_holds(*_no_cycle(), otherwise=""),
    )


def _since_cycle(placed: Frame) -> Frame:
    told = (nw.col("cycle") == nw.col("cycle_high")).fill_null(False)
    days = {"low": "first", "high": "last"}
    ends = {end: nw.when(told).then(nw.col(day) - nw.col("first_day")) for end, day in days.items()}
    open_ = nw.col("first") < nw.col("last")
    return placed.with_columns(**ends, reason=first_that_holds(*_no_cycle(), (open_, WHY_OPEN), otherwise=""))


def _no_cycle() -> list[tuple[nw.Expr, str]]:
    """Why the cycle is not told, or open."""
    differs = ~(nw.col("cycle") == nw.col("cycle_high")).fill_null(False)
    return [
        (nw.col("first").is_null(), NO_DAY),
        *[(nw.col("cycle_high").is_null() & why, words) for why, words in _without(nw.col("last"), NO_CYCLE)],
        (differs & (nw.col("first") < nw.col("last")), WHY_OPEN),
        (differs, MAY_BE_LATER),
    ]


def _at_rate(events: Frame, doses: Frame) -> Frame:
    """
    The rate at which the drug ran on the day of the event, and for how many days it had.

    An infusion without an end ended before the next one; after the last such infusion it is not known whether it ran.
    """
    dated = doses.filter(~nw.col("day").is_null())
    given = dated.with_columns(next_day=nw.col("day").shift(-1).over("patient_id", order_by=IN_TIME)).select(
        "patient_id",
        "rate_low",
        "rate_high",
        "at_once",
        nw.col("day").alias("begun"),
        nw.coalesce(nw.col("end_day"), nw.min_horizontal(nw.col("end_latest"), nw.col("next_day") - 1)).alias("ended"),
        nw.coalesce("end_day", "end_earliest").alias("sure_end"),
        part_of_end=~nw.col("end_latest").is_null(),
    )
    running = events.select("record_id", "patient_id", "day").join(given, on="patient_id", how="inner")
    now = running.filter((nw.col("begun") <= nw.col("day")) & ((nw.col("ended") >= nw.col("day")).fill_null(True)))
    since = now.with_columns(since=nw.col("day") - nw.col("begun")).with_columns(
        ran=(nw.col("since") == 0) | (nw.col("day") <= nw.col("sure_end")).fill_null(False)
    )
    # On the day of a change two stretches run; the event is put down to the one that began last.
    newest = since.group_by("record_id").agg(nw.col("since").min().alias("newest"))
    chosen = since.join(newest, on="record_id", how="inner").filter(nw.col("since") == nw.col("newest"))
    columns = chosen.group_by("record_id").agg(
        *[nw.col(name).max() for name in ("since", "rate_low", "rate_high", "ran", "at_once", "part_of_end")]
    )
    return events.join(columns, on="record_id", how="left")


def _since_step(stepped: Frame) -> Frame:
    since = nw.when(nw.col("ran")).then(nw.col("since"))
    return stepped.with_columns(low=since, high=since, reason=first_that_holds(*_not_running(), otherwise=""))


def _rate(stepped: Frame) -> Frame:
    low, high = (nw.when(nw.col("ran")).then(nw.col(end)) for end in ("rate_low", "rate_high"))
    without = nw.col("rate_low").is_null() & nw.col("rate_high").is_null()
    reason = first_that_holds(
        *_not_running(),
        (nw.col("at_once"), "cells have no rate"),
        (without, "rate of the infusion not recorded"),
        otherwise="",
    )
    return stepped.with_columns(low=low, high=high, reason=reason)


def _not_running() -> list[tuple[nw.Expr, str]]:
    return [
        (nw.col("day_earliest").is_null(), NO_DAY),
        (nw.col("day").is_null(), WHY_OPEN),
        *[(nw.col("since").is_null() & why, words) for why, words in _without(nw.col("day"), NOT_RUN)],
        (~nw.col("ran") & nw.col("part_of_end"), OPEN_END),
        (~nw.col("ran"), NO_END),
    ]


def _without(day: nw.Expr, otherwise: str) -> list[tuple[nw.Expr, str]]:
    """Why there was none by, or on, a day: before the first dose there was none; what has no day may have been one."""
    since = day >= 0
    return [
        (since & (nw.col("undated") > 0), UNDATED),
        (since & (nw.col("dated") == 0), NO_DOSE),
        (nw.lit(True), otherwise),
    ]
