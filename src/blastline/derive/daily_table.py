"""Every grade of every day in one table: a row a patient, day and criterion."""

from collections.abc import Sequence

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_assessments
from blastline.derive.courses import by_day_of_the_living
from blastline.derive.daily import course_inputs, derive_daily_grades
from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import as_counted
from blastline.derive.toxicities import derive_baseline_grades, during_course
from blastline.derive.windows import Window

COLUMNS = (
    "patient_id",
    "day",
    "term",
    "criterion",
    "surely",
    "possibly",
    "emergent_surely",
    "emergent_possibly",
    "reason",
    "record_id",
)
NO_GRADES = {name: nw.lit(None, dtype=nw.Int64) for name in ("emergent_surely", "emergent_possibly")}


def derive_daily_table(
    frames: Frames, laboratory: Sequence[Criterion], syndromes: Sequence[Criterion], window: Window, first_day: int
) -> Frame:
    """One row a patient, day and criterion, for every day in the window on which the criterion could be read."""
    parts = [_of_results(frames, rule, window) for rule in laboratory]
    parts += [_of_syndrome(frames, rule, window) for rule in syndromes]
    if not parts:
        empty = frames["patients"].filter(nw.col("patient_id").is_null())
        texts = {name: nw.lit(None, dtype=nw.String) for name in COLUMNS if name not in ("patient_id", "day")}
        return empty.select("patient_id", day=nw.lit(None, dtype=nw.Int64), **texts)
    return frames.keep(
        nw.concat([frames.keep(part) for part in parts]).with_columns(day=as_counted(nw.col("day"), first_day))
    )


def _of_results(frames: Frames, rule: Criterion, window: Window) -> Frame:
    """A laboratory term: its grade, and what treatment added to it."""
    inputs = course_inputs(frames, rule, window)
    daily = derive_daily_grades(inputs, derive_baseline_grades(frames, rule).said, rule)
    single = inputs.filter((nw.col("test") == rule.assessed_by[0]) & ~nw.col("day").is_null())
    records = single.group_by("patient_id", "day").agg(nw.col("record_id").min())
    graded = daily.join(records, on=["patient_id", "day"], how="left")
    emergent = {
        f"emergent_{end}": nw.col(f"emergent_{part}").cast(nw.Int64)
        for end, part in (("surely", "low"), ("possibly", "high"))
    }
    return _named(graded.with_columns(**emergent), rule)


def _of_syndrome(frames: Frames, rule: Criterion, window: Window) -> Frame:
    """CRS or ICANS; its records are many a day, and what they say stands with its episodes."""
    inputs = by_day_of_the_living(during_course(frames, rule, window), rule)
    daily = derive_assessments(inputs, rule).filter(~nw.col("day").is_null())
    return _named(daily.with_columns(**NO_GRADES, record_id=nw.lit(None, dtype=nw.String)), rule)


def _named(daily: Frame, rule: Criterion) -> Frame:
    return daily.with_columns(term=nw.lit(rule.term), criterion=nw.lit(rule.id)).select(*COLUMNS)
