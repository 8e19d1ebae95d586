"""Days with a low count as inputs of a criterion: the longest run, all of them, or every day of the window."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.counts import counts_by_day, derive_stops, drawn
from blastline.derive.frames import Frame, Frames, derived_inputs
from blastline.records.schema import CountedDays, RankedCount, tests

LONGEST, THROUGHOUT = "longest run", "throughout"


def derive_counted_inputs(frames: Frames, criterion: Criterion) -> Frame:
    """What the criterion asks of many days, from the counts of each patient: one input a name, with both its ends."""
    rules = {name: tests()[name] for name in criterion.needs}
    parts = [derive_counted_days(frames, name) for name, test in rules.items() if test.counted]
    parts += [_ranked(frames, name, test.ranked) for name, test in rules.items() if test.ranked]
    return nw.concat(parts)


def counted_tests(criterion: Criterion) -> set[str]:
    """The tests whose counts the criterion asks for over many days."""
    rules = [tests()[name] for name in criterion.needs]
    return {rule.of for test in rules for rule in (test.counted, test.ranked, test.in_a_row) if rule}


def derive_counted_days(frames: Frames, name: str) -> Frame:
    """The days that count for this input, from its lowest to its highest number: one row a patient with a count."""
    rule = tests()[name].counted
    assert rule is not None
    # What lies farther off than a line is drawn is in no window.
    far = rule.drawn_across + 1
    inside = (nw.col("day") >= rule.first - far) & (nw.col("day") <= rule.last + far)
    counts = frames.keep(counts_by_day(frames, rule.of).filter(inside))
    windows = frames.keep(_windows(frames, counts, rule))
    inside = nw.col("day") >= rule.first
    days = drawn(counts, rule.drawn_across, frames.keep).filter(inside).join(windows, on="patient_id", how="inner")
    sure = _taken(_sure_runs(days, rule), rule, "end_high")
    possible = _taken(_possible_runs(days, windows, rule), rule, "end_low")
    joined = windows.select("patient_id")
    for end, found in (("low", sure), ("high", possible)):
        joined = joined.join(found.select("patient_id", nw.col("days").alias(end)), on="patient_id", how="left")
    ends = [nw.col(end).fill_null(0).cast(nw.Float64).alias(end) for end in ("low", "high")]
    return derived_inputs(_printed(joined.with_columns(*ends), name))


def _windows(frames: Frames, counts: Frame, rule: CountedDays | RankedCount) -> Frame:
    """
    The last day that counts, from `end_low` to `end_high`; patients without a count in the window have no row.

    After a death nothing is missing: the last count before it is the last day.
    """
    in_window = counts.filter((nw.col("day") >= rule.first) & (nw.col("day") <= rule.last))
    last = in_window.group_by("patient_id").agg(nw.col("day").max().alias("last_count"))
    joined = last.join(derive_stops(frames), on="patient_id", how="left")
    to_last = nw.lit(isinstance(rule, RankedCount) or rule.to_last_count)
    died = (nw.col("death_low") <= rule.last).fill_null(False)
    surely_died = (nw.col("death_high") <= rule.last).fill_null(False)
    stopped = joined.with_columns(
        end_low=nw.when(died | to_last).then(nw.col("last_count")).otherwise(nw.lit(rule.last, dtype=nw.Int64)),
        end_high=nw.when(surely_died | to_last).then(nw.col("last_count")).otherwise(nw.lit(rule.last, dtype=nw.Int64)),
    )
    return stopped.with_columns(
        *[
            nw.when(nw.col(f"stop_{end}") < nw.col(f"end_{end}"))
            .then(nw.col(f"stop_{end}"))
            .otherwise(nw.col(f"end_{end}"))
            .alias(f"end_{end}")
            for end in ("low", "high")
        ]
    ).select("patient_id", "end_low", "end_high")


def _sure_runs(days: Frame, rule: CountedDays) -> Frame:
    """Runs of days that are surely low, joined across short recoveries: patient_id, start, end."""
    low = days.filter((nw.col("high") < rule.bound) & (nw.col("day") <= nw.col("end_low")))
    return _runs(low, rule.joined_across + 1, "end_high")


def _possible_runs(days: Frame, windows: Frame, rule: CountedDays) -> Frame:
    """
    Runs of days that may be low: what lies between recoveries too long to be joined across.

    A day without a count may be low. The days beside the window stand for recoveries, so that no run leaves it.
    """
    high = days.filter((nw.col("low") >= rule.bound) & (nw.col("day") <= nw.col("end_high")))
    before = windows.with_columns(day=nw.lit(rule.first - 1, dtype=nw.Int64))
    after = windows.with_columns(day=nw.col("end_high") + 1).filter(nw.col("end_high") >= rule.first)
    columns = ["patient_id", "day", "end_low", "end_high"]
    recovered = _runs(nw.concat([part.select(*columns) for part in (before, high, after)]), 1, "end_low", "end_high")
    edge = (nw.col("start") < rule.first) | (nw.col("end") > nw.col("end_high"))
    long = recovered.filter(edge | (nw.col("end") - nw.col("start") + 1 > rule.joined_across))
    between = long.with_columns(before=nw.col("end").shift(1).over("patient_id", order_by=["start"]))
    runs = between.filter(nw.col("start") - nw.col("before") > 1)
    return runs.select("patient_id", "end_low", start=nw.col("before") + 1, end=nw.col("start") - 1)


def _runs(days: Frame, apart: int, *ends: str) -> Frame:
    """Days that lie at most `apart` from each other, as runs with `start` and `end`."""
    return (
        _numbered_runs(days, apart)
        .group_by("patient_id", "run")
        .agg(
            nw.col("day").min().alias("start"),
            nw.col("day").max().alias("end"),
            *[nw.col(end).max() for end in ends],
        )
    )


def _numbered_runs(days: Frame, apart: int) -> Frame:
    """The days with `run`, alike for days of one run of a patient."""
    one, by_day = nw.lit(1, dtype=nw.Int64), {"order_by": ["day"]}
    if apart == 1:
        # Days in a row are as far from the first as they are many: one window instead of two, over millions of days.
        places = days.with_columns(one=one).with_columns(place=nw.col("one").cum_sum().over("patient_id", **by_day))
        return places.with_columns(run=nw.col("day") - nw.col("place"))
    before = nw.col("day").shift(1).over("patient_id", **by_day)
    new = nw.when(nw.col("day") - before <= apart).then(one * 0).otherwise(one)
    return days.with_columns(new=new).with_columns(run=nw.col("new").cum_sum().over("patient_id", **by_day))


def _taken(runs: Frame, rule: CountedDays, until: str) -> Frame:
    """Of each patient the days that the rule takes; throughout: 1 where one run lasts to the end."""
    long = runs.with_columns(days=nw.col("end") - nw.col("start") + 1)
    if rule.take == THROUGHOUT:
        whole = (nw.col("start") <= rule.begun_by) & (nw.col("end") >= nw.col(until))
        long = long.with_columns(days=nw.when(whole).then(nw.lit(1)).otherwise(nw.lit(0)))
    days = nw.col("days").max() if rule.take in (LONGEST, THROUGHOUT) else nw.col("days").sum()
    return long.group_by("patient_id").agg(days)


def _ranked(frames: Frames, name: str, rule: RankedCount) -> Frame:
    """A count by its place from below; of one that may lie after the last day that counts, only its low end is used."""
    counts = counts_by_day(frames, rule.of).filter((nw.col("day") >= rule.first) & (nw.col("day") <= rule.last))
    joined = counts.join(_windows(frames, counts, rule), on="patient_id", how="inner")
    possible = joined.filter(nw.col("day") <= nw.col("end_high"))
    sure = joined.filter(nw.col("day") <= nw.col("end_low"))
    if rule.place == 0:
        return derived_inputs(_printed(_only_one(sure, possible), name))
    low, high = _in_place(possible, "low", rule.place), _in_place(sure, "high", rule.place)
    return derived_inputs(_printed(low.join(high, on="patient_id", how="left"), name))


def _only_one(sure: Frame, possible: Frame) -> Frame:
    fewest = sure.group_by("patient_id").agg(nw.len().alias("fewest"))
    most = possible.group_by("patient_id").agg(nw.len().alias("most")).join(fewest, on="patient_id", how="left")
    low = nw.when(nw.col("most") == 1).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    high = nw.when(nw.col("fewest").fill_null(0) <= 1).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    return most.select("patient_id", low=low, high=high)


def _in_place(counts: Frame, end: str, place: int) -> Frame:
    order = [end, "day"]
    ranked = counts.with_columns(one=nw.lit(1)).with_columns(
        place=nw.col("one").cum_sum().over("patient_id", order_by=order)
    )
    return ranked.filter(nw.col("place") == place).select("patient_id", end)


def _printed(rows: Frame, name: str) -> Frame:
    """The rows as an input of this name; how it is printed is read where its ends differ."""
    low, high = nw.col("low").cast(nw.String), nw.col("high").cast(nw.String)
    whole = tests()[name].unit == "d"
    if whole:
        low, high = (nw.col(end).cast(nw.Int64).cast(nw.String) for end in ("low", "high"))
    between = nw.when(nw.col("low") == nw.col("high")).then(low).otherwise(nw.concat_str(low, nw.lit("–"), high))
    words = nw.when(nw.col("high").is_null()).then(nw.concat_str(nw.lit("≥"), low)).otherwise(between)
    return rows.select("patient_id", "low", "high", day=nw.lit(None, dtype=nw.Int64), test=nw.lit(name), printed=words)
