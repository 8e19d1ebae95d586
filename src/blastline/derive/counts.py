"""Counts day by day: one a day, a straight line between those that lie close, and where counting ends."""

from collections.abc import Callable

import narwhals as nw

from blastline.derive.frames import Frame, Frames

BY_DAY = ["day"]
# An end that is not bounded, as a number: no count is above it. An open end lies this little beside its number.
ABOVE_ANY = 1e9
BESIDE = 1e-9


def counts_by_day(frames: Frames, test: str, among: nw.Expr | None = None) -> Frame:
    """One row a patient and day with a result: `low` and `high`, the lowest of several on that day."""
    dated = ~nw.col("day").is_null() & ~nw.col("whole_course") & (nw.col("statistic") == "single")
    results = frames.inputs.filter((nw.col("test") == test) & dated)
    results = results if among is None else results.filter(among)
    low = nw.when(nw.col("low_open")).then(nw.col("low") + BESIDE).otherwise(nw.col("low")).fill_null(0)
    high = nw.when(nw.col("high_open")).then(nw.col("high") - BESIDE).otherwise(nw.col("high")).fill_null(ABOVE_ANY)
    ends = results.select("patient_id", "day", low=low, high=high)
    return ends.group_by("patient_id", "day").agg(nw.col("low").min(), nw.col("high").min())


def drawn(counts: Frame, across: int, keep: Callable[[Frame], Frame]) -> Frame:
    """The counts, and on a straight line between two of them each of at most `across` missing days."""
    following = [nw.col(name).shift(-1).over("patient_id", order_by=BY_DAY) for name in ("day", "low", "high")]
    named = dict(zip(("next_day", "next_low", "next_high"), following, strict=True))
    spaced = counts.with_columns(**named).with_columns(apart=nw.col("next_day") - nw.col("day"))
    near = keep(spaced.filter((nw.col("apart") > 1) & (nw.col("apart") <= across + 1)))
    parts = [near.filter(nw.col("apart") > days).select("patient_id", *_on_line(days)) for days in range(1, across + 1)]
    return keep(nw.concat([counts.select("patient_id", "day", "low", "high"), *parts]))


def _on_line(days: int) -> list[nw.Expr]:
    ends = [
        (nw.col(end) + (nw.col(f"next_{end}") - nw.col(end)) * days / nw.col("apart")).alias(end)
        for end in ("low", "high")
    ]
    return [(nw.col("day") + days).alias("day"), *ends]


def between(low: nw.Expr, high: nw.Expr) -> nw.Expr:
    """A count as it is printed: 0.3, 0.0–2.0, ≥1.5; an end that is open is its number."""
    lower, upper = (end.round(6).cast(nw.String) for end in (low, high))
    known = nw.when(low == high).then(lower).otherwise(nw.concat_str(lower, nw.lit("–"), upper))
    return nw.when(high < ABOVE_ANY).then(known).otherwise(nw.concat_str(nw.lit("≥"), lower))


def derive_stops(frames: Frames) -> Frame:
    """
    The day on which counting stops, from `stop_low` to `stop_high`: relapse, or the next treatment, or null for none.

    `death_low` and `death_high` are those of death. What has no day came after the last dose, and may have come on any
    day since: its latest day is null.
    """
    contacts, therapies = frames["follow_up"], frames["therapies"]
    next_treatment = therapies.filter(nw.col("given") & (nw.col("phase") != "before").fill_null(True))
    stopping = nw.concat([_days(contacts.filter(nw.col("relapse"))), _days(next_treatment)])
    stops = _first(stopping, frames, "stop")
    deaths = _first(_days(contacts.filter(nw.col("status") == "dead")), frames, "death")
    joined = frames["patients"].select("patient_id").join(stops, on="patient_id", how="left")
    return joined.join(deaths, on="patient_id", how="left")


def _days(rows: Frame) -> Frame:
    return rows.select("patient_id", "day_earliest", "day_latest")


def _first(rows: Frame, frames: Frames, name: str) -> Frame:
    last_dose = frames["doses"].group_by("patient_id").agg(nw.col("day").max().alias("last_dose"))
    known = rows.join(last_dose, on="patient_id", how="left").with_columns(
        earliest=nw.when(nw.col("day_earliest").is_null())
        .then(nw.col("last_dose").fill_null(0))
        .otherwise(nw.col("day_earliest"))
    )
    return known.group_by("patient_id").agg(
        nw.col("earliest").min().alias(f"{name}_low"), nw.col("day_latest").min().alias(f"{name}_high")
    )
