"""What the phenotype of neutrophil recovery asks besides days: was there a fall, and a second one after a recovery."""

import narwhals as nw

from blastline.derive.counts import BY_DAY, between, counts_by_day
from blastline.derive.frames import Frame, Frames, derived_inputs

SECOND_FALL, FROM, TO = "second_fall_after_day_21", "second_fall_from", "second_fall_to"
FELL = "neutropenia_after_infusion"
DAY_21, SEVERE = 21, 0.5
# Below every count: a null would end what is gathered before it, at the first count that is no recovery.
NO_RISE = -1.0


def derive_fall_inputs(frames: Frames, counted: Frame) -> Frame:
    """
    Each count after day 21 as a second fall: from the highest count of a recovery before it, to it.

    A recovery is a count above an earlier one. Who has no count after day 21 may have fallen then.
    """
    counts = counts_by_day(frames, "neutrophils").filter(nw.col("day") >= 0)
    falls = frames.keep(_second_falls(counts))
    counted_ones = counted.select("patient_id").unique()
    seen = falls.select("patient_id", seen=nw.lit(True)).unique()
    unseen = counted_ones.join(seen, on="patient_id", how="left").filter(nw.col("seen").is_null())
    columns = ["patient_id", "day", "test", "low", "high", "printed"]
    days = nw.concat(
        [falls.select("patient_id", "day"), unseen.select("patient_id", day=nw.lit(DAY_21 + 1, dtype=nw.Int64))]
    )
    parts = [_answered(falls), _named(falls, FROM, "from"), _named(falls, TO, "to"), _fell(frames, counts, days)]
    return derived_inputs(nw.concat([part.select(*columns) for part in parts]))


def _second_falls(counts: Frame) -> Frame:
    """Counts after day 21 with the highest count of a recovery before each, at both ends; null where there was none."""

    def before(column: str, how: str) -> nw.Expr:
        shifted = nw.col(column).shift(1).over("patient_id", order_by=BY_DAY)
        return shifted if how == "shift" else getattr(nw.col(column), how)().over("patient_id", order_by=BY_DAY)

    lowest = counts.with_columns(least_low=before("low", "cum_min"), least_high=before("high", "cum_min"))
    earlier = lowest.with_columns(earlier_low=before("least_low", "shift"), earlier_high=before("least_high", "shift"))
    risen = earlier.with_columns(
        risen_low=nw.when(nw.col("earlier_high") < nw.col("low")).then(nw.col("low")).otherwise(nw.lit(NO_RISE)),
        risen_high=nw.when(nw.col("earlier_low") < nw.col("high")).then(nw.col("high")).otherwise(nw.lit(NO_RISE)),
    )
    top = risen.with_columns(top_low=before("risen_low", "cum_max"), top_high=before("risen_high", "cum_max"))
    peaks = top.with_columns(peak_low=before("top_low", "shift"), peak_high=before("top_high", "shift"))
    peaks = peaks.with_columns(
        from_low=nw.when(nw.col("peak_low") > NO_RISE).then("peak_low"),
        from_high=nw.when(nw.col("peak_high") > NO_RISE).then("peak_high"),
    )
    return peaks.filter(nw.col("day") > DAY_21).with_columns(to_low=nw.col("low"), to_high=nw.col("high"))


def _answered(falls: Frame) -> Frame:
    """Without a recovery before it there is no second fall."""
    low = nw.when(nw.col("from_low").is_null()).then(nw.lit(0.0)).otherwise(nw.lit(1.0))
    high = nw.when(nw.col("from_high").is_null()).then(nw.lit(0.0)).otherwise(nw.lit(1.0))
    return falls.with_columns(test=nw.lit(SECOND_FALL), low=low, high=high, printed=nw.lit("open"))


def _named(falls: Frame, name: str, part: str) -> Frame:
    known = falls.filter(~nw.col(f"{part}_high").is_null())
    low, high = nw.col(f"{part}_low").fill_null(0.0), nw.col(f"{part}_high")
    return known.with_columns(low=low, high=high, test=nw.lit(name), printed=between(low, high))


def _fell(frames: Frames, counts: Frame, days: Frame) -> Frame:
    """Whether there was neutropenia: surely with a count below 0.5, surely not with none below its limit of normal."""
    limits = frames.inputs.filter(nw.col("test") == "neutrophils_lln").group_by("patient_id")
    lowest = counts.group_by("patient_id").agg(nw.col("low").min(), nw.col("high").min())
    joined = lowest.join(limits.agg(nw.col("high").max().alias("limit")), on="patient_id", how="left")
    normal = (nw.col("low") >= nw.col("limit")).fill_null(False)
    told = joined.select(
        "patient_id",
        low=nw.when(nw.col("high") < SEVERE).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        high=nw.when(normal).then(nw.lit(0.0)).otherwise(nw.lit(1.0)),
    )
    return (
        days.unique().join(told, on="patient_id", how="inner").with_columns(test=nw.lit(FELL), printed=nw.lit("open"))
    )
