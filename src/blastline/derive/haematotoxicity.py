"""Cytopenia over time: its grade by the days that it lasted, the nadir with its day, the recovery with its day."""

from collections.abc import Sequence

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.criteria.in_words import label
from blastline.derive.assess import derive_assessments, derive_levels
from blastline.derive.counted_days import counted_tests, derive_counted_inputs
from blastline.derive.counts import ABOVE_ANY, BY_DAY, between, counts_by_day, drawn
from blastline.derive.frames import Frame, Frames, derived_inputs
from blastline.derive.given import ASKED, given_past_week
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.phenotype import SECOND_FALL, derive_fall_inputs
from blastline.derive.windows import Window, on_days_of, since_first_dose
from blastline.records.schema import CountsInARow, tests

NO_FALL = "no fall"
# Counts whose fall is an effect of the treatment, and whose lowest value is asked for.
FALLING = ("neutrophils", "platelets", "haemoglobin", "lymphocytes", "white_blood_cells")


def is_recovery(criterion: Criterion) -> bool:
    """Whether the criterion asks for counts in a row after the nadir."""
    return any(tests()[name].in_a_row for name in criterion.assessed_by)


def derive_haematotoxicity(frames: Frames, criterion: Criterion) -> Lines:
    """The grade or the phenotype of each patient, from the counts of all its days."""
    inputs = derive_counted_inputs(frames, criterion)
    if SECOND_FALL in criterion.needs:
        columns = inputs.collect_schema().names()
        falls = derive_fall_inputs(frames, inputs)
        inputs = nw.concat([inputs.with_columns(whole_course=nw.lit(True)), falls.select(*columns)])
    levels = derive_levels(inputs, frames["patients"], criterion)
    return Lines("haematotoxicity", criterion.term, criterion.id, levels, _evidence(frames, counted_tests(criterion)))


def derive_nadirs(frames: Frames, counted: Sequence[str], window: Window) -> list[Lines]:
    """The lowest count on a day in the window, and the first day that had it."""
    lines = []
    for test in counted:
        nadir, evidence = _nadir(frames, test, window), _evidence(frames, {test})
        absent = nw.lit(f"no {label(test)} recorded on a day in the window")
        reason = nw.when(nw.col("nadir_high").is_null()).then(absent).otherwise(nw.lit(""))
        said = {
            tests()[test].unit: [nw.col("nadir_low"), nw.when(nw.col("nadir_high") < ABOVE_ANY).then("nadir_high")],
            "day": [nw.col("day_low"), nw.col("day_high")],
        }
        lines += [
            Lines(
                "nadir_day" if unit == "day" else "nadir",
                tests()[test].label,
                "",
                nadir.with_columns(low=low, high=high, reason=reason),
                evidence,
                unit,
            )
            for unit, (low, high) in said.items()
        ]
    return lines


def _nadir(frames: Frames, test: str, window: Window) -> Frame:
    """One row a patient: the lowest count of the window at both ends, and the days that may have had it."""
    counts = on_days_of(counts_by_day(frames, test, since_first_dose()), frames, window)
    lowest = counts.group_by("patient_id").agg(
        nw.col("low").min().alias("nadir_low"), nw.col("high").min().alias("nadir_high")
    )
    joined = counts.join(lowest, on="patient_id", how="inner")
    may_be = nw.col("low") <= nw.col("nadir_high")
    known = (nw.col("nadir_low") == nw.col("nadir_high")) & (nw.col("high") == nw.col("nadir_high"))
    days = joined.group_by("patient_id").agg(
        nw.when(may_be).then(nw.col("day")).min().alias("day_low"),
        nw.when(known).then(nw.col("day")).min().alias("known_day"),
        nw.when(may_be).then(nw.col("day")).max().alias("last_day"),
    )
    placed = days.with_columns(
        day_high=nw.when(nw.col("known_day").is_null()).then(nw.col("last_day")).otherwise(nw.col("known_day"))
    )
    everyone = frames["patients"].select("patient_id").join(lowest, on="patient_id", how="left")
    return everyone.join(placed, on="patient_id", how="left")


def derive_recovery(frames: Frames, criterion: Criterion, window: Window) -> list[Lines]:
    """Whether the counts recovered after their nadir, and the first day of the recovery."""
    (name,) = criterion.assessed_by
    rule = tests()[name].in_a_row
    assert rule is not None
    nadir = frames.keep(_nadir(frames, rule.of, window))
    days = _assessed(frames, criterion, name, _in_a_row(frames, rule))
    recovered = criterion.level_names[0]
    after = days.join(nadir, on="patient_id", how="inner")
    sure, possible = nw.col("surely") == recovered, nw.col("possibly") == recovered
    first = after.group_by("patient_id").agg(
        nw.when(possible & (nw.col("day") > nw.col("day_low"))).then(nw.col("day")).min().alias("low"),
        nw.when(sure & (nw.col("day") > nw.col("day_high"))).then(nw.col("day")).min().alias("high"),
    )
    fall = _fall(frames, criterion, name, nadir).select(
        "patient_id", nw.col("surely").alias("at_least"), nw.col("possibly").alias("at_most")
    )
    joined = nadir.join(first, on="patient_id", how="left").join(fall, on="patient_id", how="left")
    said = frames.keep(_recovery_words(joined, criterion, rule.of))
    evidence, term = _evidence(frames, {rule.of}), criterion.term
    return [
        Lines("recovery", term, criterion.id, said, evidence),
        Lines("recovery_day", term, criterion.id, said.with_columns(reason=nw.col("why")), evidence, "day"),
    ]


def _in_a_row(frames: Frames, rule: CountsInARow) -> Frame:
    """
    The lowest of so many counts in a row, from each count on; with fewer after it, it may be any lower one.

    Where days in a row are asked for, a day without a count may have had any.
    """
    counts = counts_by_day(frames, rule.of)
    series = drawn(counts, rule.drawn_across, frames.keep) if rule.daily else counts
    low, high = nw.col("low"), nw.col("high")
    for place in range(1, rule.counts):
        day, lower, upper = (
            nw.col(c).shift(-place).over("patient_id", order_by=BY_DAY) for c in ("day", "low", "high")
        )
        near = (day - nw.col("day") < rule.counts).fill_null(False) if rule.daily else ~day.is_null()
        in_row = (day - nw.col("day") == place).fill_null(False) if rule.daily else ~day.is_null()
        low = nw.when(in_row & (lower < low)).then(lower).otherwise(nw.when(in_row).then(low).otherwise(nw.lit(0.0)))
        high = nw.when(near & (upper < high)).then(upper).otherwise(high)
    return series.select("patient_id", "day", low=low, high=high)


def _assessed(frames: Frames, criterion: Criterion, name: str, rows: Frame) -> Frame:
    counts = derived_inputs(rows.with_columns(test=nw.lit(name), printed=between(nw.col("low"), nw.col("high"))))
    parts = [counts, *[given_past_week(frames, rows, asked) for asked in ASKED if asked in criterion.needs]]
    columns = counts.collect_schema().names()
    return frames.keep(derive_assessments(nw.concat([part.select(*columns) for part in parts]), criterion))


def _fall(frames: Frames, criterion: Criterion, name: str, nadir: Frame) -> Frame:
    """The nadir held against the same limit: a count that would be a recovery is no fall."""
    held = nadir.filter(~nw.col("nadir_high").is_null())
    rows = held.select("patient_id", nw.col("day_low").alias("day"), low="nadir_low", high="nadir_high")
    none = [
        derived_inputs(rows.with_columns(test=nw.lit(asked), low=nw.lit(0.0), high=nw.lit(0.0), printed=nw.lit("no")))
        for asked in ASKED
        if asked in criterion.needs
    ]
    counts = derived_inputs(rows.with_columns(test=nw.lit(name), printed=between(nw.col("low"), nw.col("high"))))
    columns = counts.collect_schema().names()
    return derive_assessments(nw.concat([part.select(*columns) for part in (counts, *none)]), criterion)


def _recovery_words(joined: Frame, criterion: Criterion, test: str) -> Frame:
    recovered, not_yet = criterion.level_names
    absent, no_fall = nw.col("nadir_high").is_null(), nw.col("at_least") == recovered
    may_not_have_fallen = (nw.col("at_most") == recovered) & ~no_fall
    sure, possible = ~nw.col("high").is_null(), ~nw.col("low").is_null()
    lacking = "fewer counts after the nadir than a recovery needs, or a transfusion not excluded"
    surely = first_that_holds((no_fall, NO_FALL), (sure, recovered), otherwise=not_yet)
    possibly = first_that_holds((no_fall | may_not_have_fallen, NO_FALL), (possible, recovered), otherwise=not_yet)
    day = {end: nw.when(~no_fall & ~absent).then(nw.col(end)).alias(end) for end in ("low", "high")}
    reason = first_that_holds(
        (absent, f"no {label(test)} recorded on a day in the window"),
        (may_not_have_fallen, f"{label(test)} known only within limits"),
        (~no_fall & possible & ~sure, lacking),
        otherwise="",
    )
    why = first_that_holds(
        (absent, f"no {label(test)} recorded on a day in the window"),
        (no_fall, "no fall to recover from"),
        (~possible, "not seen to recover"),
        (~sure | (nw.col("low") < nw.col("high")), lacking),
        otherwise="",
    )
    return joined.with_columns(
        *day.values(),
        surely=nw.when(~absent).then(surely),
        possibly=nw.when(~absent).then(possibly),
        reason=reason,
        why=why,
    )


def _evidence(frames: Frames, counted: set[str]) -> Frame:
    used = frames.inputs.filter(nw.col("test").is_in(sorted(counted)) & ~nw.col("day").is_null())
    return used.select("patient_id", "record_id")
