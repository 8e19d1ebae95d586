"""Cytokines and cells as series: the state before treatment, the peak on it with its day, and how many times higher."""

from collections.abc import Sequence

import narwhals as nw

from blastline.criteria.in_words import label
from blastline.derive.frames import SPECIMENS, Frame, Frames
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.windows import Window, within
from blastline.records.schema import tests

HIGHEST = ("single", "maximum", "peak")
# The cerebrospinal fluid and the marrow have courses of their own, which no peak of the blood may be read from.
ELSEWHERE = tuple(SPECIMENS.values())
WITHIN_LIMITS = "values known only within limits"


def derive_series(frames: Frames, measured: Sequence[str], window: Window) -> list[Lines]:
    """Of each test four lines a patient: baseline, peak, the day of the peak, fold change."""
    return [lines for test in measured for lines in _of_test(frames, test, window)]


def _of_test(frames: Frames, test: str, window: Window) -> list[Lines]:
    """
    The peak is the largest value on treatment, whatever the source calls a peak.

    A maximum without a day takes part in the peak; the day of the peak is then open.
    """
    in_blood = ~nw.col("specimen").is_in(ELSEWHERE)
    results = frames.inputs.filter((nw.col("test") == test) & in_blood)
    course = frames.keep(_on_treatment(results, frames, window))
    said = frames.keep(_with_fold(_with_peak(frames, results, course)))
    name, unit = tests()[test].label, tests()[test].unit
    absent = nw.col("peak_low").is_null() & nw.col("peak_high").is_null()
    without = nw.col("before_low").is_null() & nw.col("before_high").is_null()
    on_treatment = f"no {label(test)} recorded on treatment"
    before = f"no {label(test)} recorded before treatment"
    numbers = {
        "baseline": (unit, "before_low", "before_high", first_that_holds((without, before), otherwise="")),
        "peak": (unit, "peak_low", "peak_high", first_that_holds((absent, on_treatment), otherwise="")),
        "peak_day": (
            "day",
            "day_low",
            "day_high",
            first_that_holds(
                (absent, on_treatment),
                (nw.col("undated"), "the largest value may be one without a day"),
                (nw.col("day_low") < nw.col("day_high"), WITHIN_LIMITS),
                otherwise="",
            ),
        ),
        "fold_change": (
            "times",
            "fold_low",
            "fold_high",
            first_that_holds(
                (absent, on_treatment),
                (without, before),
                (nw.col("before_high") == 0, "none before treatment"),
                (nw.col("fold_low").is_null() & nw.col("fold_high").is_null(), WITHIN_LIMITS),
                otherwise="",
            ),
        ),
    }
    used = nw.concat([part.select("patient_id", "record_id") for part in (course, results.filter(nw.col("baseline")))])
    return [
        Lines(
            f"series_{section}",
            name if section != "fold_change" else f"{name}, peak over baseline",
            "",
            said.with_columns(nw.col(low).alias("low"), nw.col(high).alias("high"), reason=reason),
            used,
            unit_shown,
        )
        for section, (unit_shown, low, high, reason) in numbers.items()
    ]


def _on_treatment(results: Frame, frames: Frames, window: Window) -> Frame:
    highest = results.filter(nw.col("statistic").is_in(list(HIGHEST)) & ~nw.col("whole_course"))
    dated = within(highest.filter(~nw.col("day").is_null()), frames, window)
    undated = highest.filter(nw.col("day").is_null() & (nw.col("phase") == "during"))
    return nw.concat([dated, undated.select(*dated.collect_schema().names())])


def _with_peak(frames: Frames, results: Frame, course: Frame) -> Frame:
    """
    Both ends of the largest value, and the days that may have had it.

    An end that a value leaves open is open in the peak as well.
    """
    peaks = course.group_by("patient_id").agg(
        nw.col("low").max().alias("peak_low"),
        nw.col("high").max().alias("highest"),
        nw.col("high").is_null().max().alias("unbounded"),
    )
    joined = course.join(peaks, on="patient_id", how="inner")
    may_be = nw.col("unbounded") & nw.col("high").is_null() | (nw.col("high") >= nw.col("peak_low")).fill_null(True)
    is_ = ~nw.col("unbounded") & (nw.col("low") == nw.col("highest")) & (nw.col("peak_low") == nw.col("highest"))
    days = joined.group_by("patient_id").agg(
        nw.when(may_be).then(nw.col("day")).min().alias("first"),
        nw.when(may_be).then(nw.col("day")).max().alias("last"),
        nw.when(is_).then(nw.col("day")).min().alias("known"),
        (may_be & nw.col("day").is_null()).max().alias("undated"),
    )
    before = _before(results.filter(nw.col("baseline")))
    everyone = frames["patients"].select("patient_id")
    for part in (peaks, days, before):
        everyone = everyone.join(part, on="patient_id", how="left")
    undated = nw.col("undated").fill_null(False)
    last = nw.when(nw.col("known").is_null()).then(nw.col("last")).otherwise(nw.col("known"))
    return everyone.with_columns(
        undated=undated,
        peak_high=nw.when(~nw.col("unbounded")).then(nw.col("highest")),
        day_low=nw.when(~undated).then(nw.col("first")),
        day_high=nw.when(~undated).then(last),
    )


def _before(results: Frame) -> Frame:
    """
    The state before treatment: what all statements of its day leave possible.

    Two that cannot both be true, one of them of a specimen that is not stated, leave everything between them open.
    """
    low, high = nw.col("low"), nw.col("high")
    stated = results.group_by("patient_id").agg(
        low.max().alias("before_low"),
        high.min().alias("before_high"),
        low.min().alias("least"),
        high.max().alias("most"),
        low.is_null().max().alias("no_least"),
        high.is_null().max().alias("no_most"),
    )
    apart = (nw.col("before_low") > nw.col("before_high")).fill_null(False)
    least, most = nw.when(~nw.col("no_least")).then(nw.col("least")), nw.when(~nw.col("no_most")).then(nw.col("most"))
    return stated.select(
        "patient_id",
        before_low=nw.when(apart).then(least).otherwise(nw.col("before_low")),
        before_high=nw.when(apart).then(most).otherwise(nw.col("before_high")),
    )


def _with_fold(said: Frame) -> Frame:
    low = nw.when(nw.col("before_high") > 0).then(nw.col("peak_low") / nw.col("before_high"))
    high = nw.when(nw.col("before_low") > 0).then(nw.col("peak_high") / nw.col("before_low"))
    return said.with_columns(fold_low=low, fold_high=high)
