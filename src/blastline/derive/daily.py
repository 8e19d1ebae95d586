"""Grades day by day: every result on treatment by a criterion, the worst of them, and what treatment added."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_assessments
from blastline.derive.courses import by_day_of_the_living
from blastline.derive.episodes import derive_episodes, episode_lines
from blastline.derive.frames import Frame, Frames, derived_inputs
from blastline.derive.lines import Lines
from blastline.derive.stretches import derive_stretches_of_grade
from blastline.derive.surroundings import derive_confounders, derive_drugs_for
from blastline.derive.toxicities import (
    AFTER,
    WORST_GRADE,
    comparison,
    derive_baseline_grades,
    during_course,
    evidence_of,
    numbered,
    with_reported,
)
from blastline.derive.windows import Window, within

BASELINE = "_baseline"


def course_inputs(frames: Frames, criterion: Criterion, window: Window) -> Frame:
    """Single results of the days in the window, beside what holds on each of them: the baseline, what was judged."""
    wanted = frames.inputs.filter(nw.col("test").is_in(list(criterion.needs)))
    days = within(wanted.filter((nw.col("statistic") == "single") & ~nw.col("whole_course")), frames, window)
    columns = frames.inputs.collect_schema().names()
    parts = [days, wanted.filter(nw.col("whole_course")), *_baselines(frames, criterion), *_after(frames, criterion)]
    return nw.concat([part.select(*columns) for part in parts])


def _baselines(frames: Frames, criterion: Criterion) -> list[Frame]:
    """The last result before treatment, as an input of every day on it."""
    tests = [name.removesuffix(BASELINE) for name in criterion.needs if name.endswith(BASELINE) and name != AFTER]
    if not tests:
        return []
    last = frames.inputs.filter(nw.col("baseline") & nw.col("test").is_in(tests))
    return [last.with_columns(test=nw.concat_str(nw.col("test"), nw.lit(BASELINE)), whole_course=nw.lit(True))]


def _after(frames: Frames, criterion: Criterion) -> list[Frame]:
    """Every day from the first dose on is after the baseline."""
    if AFTER not in criterion.needs:
        return []
    patients = frames["patients"].select("patient_id")
    rows = patients.with_columns(
        day=nw.lit(None, dtype=nw.Int64), test=nw.lit(AFTER), low=nw.lit(1.0), high=nw.lit(1.0), printed=nw.lit("yes")
    )
    return [derived_inputs(rows).with_columns(whole_course=nw.lit(True))]


def derive_daily_grades(inputs: Frame, baseline: Frame, criterion: Criterion) -> Frame:
    """
    One row a patient and day: the grade, surely and possibly, and the grade above the one before treatment.

    A grade that the patient already had before treatment is 0 above baseline. `baseline` has patient_id, surely and
    possibly; where a patient's is not known, it may have been any.
    """
    before = numbered(baseline).select(
        "patient_id",
        nw.col("surely_grade").fill_null(0).alias("before_low"),
        nw.col("possibly_grade").fill_null(WORST_GRADE).alias("before_high"),
    )
    daily = numbered(derive_assessments(inputs, criterion)).join(before, on="patient_id", how="left")
    low, high = nw.col("surely_grade"), nw.col("possibly_grade")
    return daily.with_columns(
        emergent_low=nw.when(low > nw.col("before_high")).then(low).otherwise(nw.lit(0)),
        emergent_high=nw.when(high > nw.col("before_low")).then(high).otherwise(nw.lit(0)),
    )


def derive_course_of_grades(frames: Frames, criterion: Criterion, window: Window, first_day: int) -> list[Lines]:
    """The worst grade beside the reported one; the worst above baseline; the day that reached the worst; every day."""
    baseline = derive_baseline_grades(frames, criterion)
    inputs = frames.keep(course_inputs(frames, criterion, window))
    daily = frames.keep(derive_daily_grades(inputs, baseline.said, criterion))
    evidence = nw.concat([evidence_of(inputs, criterion), baseline.evidence]).unique()
    worst = frames.keep(_worst(frames, daily, criterion))
    compared = with_reported(frames, worst, criterion.term).with_columns(verdict=comparison())
    emergent = _emergent(worst, baseline.said)
    term, rule = criterion.term, criterion.id
    return [
        Lines("worst_grade", term, rule, compared, evidence),
        Lines("worst_emergent_grade", term, rule, emergent, evidence),
        Lines("worst_day", term, rule, _first_days(worst, daily), evidence, "day"),
        derive_stretches_of_grade(daily, criterion, evidence, first_day),
    ]


def derive_course_of_syndrome(
    frames: Frames, criterion: Criterion, window: Window, gap_days: int, first_day: int
) -> list[Lines]:
    """The episodes of CRS or ICANS, from its grade on each day; what was given, what else explains them; every day."""
    inputs = by_day_of_the_living(during_course(frames, criterion, window), criterion)
    daily = frames.keep(numbered(derive_assessments(inputs, criterion)))
    episodes = frames.keep(derive_episodes(daily, gap_days))
    evidence = evidence_of(inputs, criterion)
    return [
        *episode_lines(episodes, daily, frames["patients"], criterion, evidence),
        *derive_drugs_for(frames, episodes, criterion),
        *derive_confounders(frames, episodes, criterion),
        derive_stretches_of_grade(daily, criterion, evidence, first_day),
    ]


def _worst(frames: Frames, daily: Frame, criterion: Criterion) -> Frame:
    """One row a patient: the highest grade of any day, at each end, and why the two differ."""
    worst = daily.group_by("patient_id").agg(
        *[nw.col(name).max() for name in ("surely_grade", "possibly_grade", "emergent_low", "emergent_high")]
    )
    highest = worst.select("patient_id", nw.col("possibly_grade").alias("highest"))
    reached = daily.join(highest, on="patient_id", how="inner").filter(nw.col("possibly_grade") == nw.col("highest"))
    reasons = reached.group_by("patient_id").agg(nw.col("reason").min().alias("why"))
    joined = frames["patients"].select("patient_id").join(worst, on="patient_id", how="left")
    absent = nw.lit(f"no {criterion.assessed_by[0].replace('_', ' ')} recorded on a day in the window")
    open_ = nw.col("surely_grade") < nw.col("possibly_grade")
    return joined.join(reasons, on="patient_id", how="left").with_columns(
        surely=nw.col("surely_grade").cast(nw.String),
        possibly=nw.col("possibly_grade").cast(nw.String),
        reason=nw.when(nw.col("surely_grade").is_null())
        .then(absent)
        .otherwise(nw.when(open_).then(nw.col("why")).otherwise(nw.lit(""))),
    )


def _emergent(worst: Frame, baseline: Frame) -> Frame:
    """The worst grade above baseline; where the worst is decided and this is not, the baseline leaves it open."""
    before = nw.concat_str(nw.lit("before treatment: "), nw.col("reason"))
    joined = worst.join(baseline.select("patient_id", before=before), on="patient_id", how="left")
    open_ = nw.col("emergent_low") < nw.col("emergent_high")
    decided = nw.col("surely_grade") == nw.col("possibly_grade")
    return joined.with_columns(
        surely=nw.col("emergent_low").cast(nw.String),
        possibly=nw.col("emergent_high").cast(nw.String),
        reason=nw.when(open_ & decided)
        .then(nw.col("before"))
        .otherwise(nw.when(open_ | nw.col("surely_grade").is_null()).then(nw.col("reason")).otherwise(nw.lit(""))),
    )


def _first_days(worst: Frame, daily: Frame) -> Frame:
    """
    The first day with the worst grade; where the worst is open, from the first that may have been the worst on.

    A patient whose worst grade is 0 has no such day.
    """
    ends = worst.select(
        "patient_id", nw.col("surely_grade").alias("worst_low"), nw.col("possibly_grade").alias("worst_high"), "reason"
    )
    of_day = daily.select("patient_id", "day", "surely_grade", "possibly_grade", nw.col("reason").alias("why_day"))
    reached = of_day.join(ends, on="patient_id", how="inner")
    may_be = nw.col("possibly_grade") >= nw.col("worst_low")
    is_ = (nw.col("surely_grade") == nw.col("worst_high")) & (nw.col("worst_low") == nw.col("worst_high"))
    days = (
        reached.filter(nw.col("worst_high") > 0)
        .group_by("patient_id")
        .agg(
            nw.when(may_be).then(nw.col("day")).min().alias("low"),
            nw.when(is_).then(nw.col("day")).min().alias("sure"),
            nw.when(may_be).then(nw.col("day")).max().alias("last"),
        )
    )
    chosen = days.with_columns(high=nw.when(nw.col("sure").is_null()).then(nw.col("last")).otherwise(nw.col("sure")))
    joined = worst.select("patient_id", "reason", "possibly_grade").join(chosen, on="patient_id", how="left")
    # Where the worst grade is decided and its day is not, it is the first day that may have had it that is open.
    first = of_day.select("patient_id", nw.col("day").alias("low"), "why_day")
    told = joined.join(first, on=["patient_id", "low"], how="left")
    why = nw.when((nw.col("reason") == "") & (nw.col("low") < nw.col("high"))).then(nw.col("why_day"))
    return told.with_columns(
        reason=nw.when(nw.col("possibly_grade") == 0)
        .then(nw.lit("no grade above 0"))
        .otherwise(nw.coalesce(why, nw.col("reason")))
    )
