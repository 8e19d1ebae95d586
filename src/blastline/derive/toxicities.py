"""Toxicities: grades before treatment, grades on it, what was reported beside what is derived."""

from collections.abc import Sequence

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_levels
from blastline.derive.courses import with_course
from blastline.derive.frames import Frame, Frames, derived_inputs
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.windows import Window, within

WORST_GRADE = 5
AFTER = "after_baseline"


def derive_baseline_grades(frames: Frames, criterion: Criterion) -> Lines:
    """The grade of the last state before treatment, so that a toxicity can be told from what was there already."""
    inputs = before(frames)
    levels = frames.keep(derive_levels(inputs, frames["patients"], criterion))
    return Lines("baseline_grade", criterion.term, criterion.id, levels, evidence_of(inputs, criterion))


def derive_treatment_emergence(frames: Frames, baseline: Lines) -> Lines:
    """
    Whether a reported grade is worse than the grade before treatment.

    A grade that only repeats the baseline grade is not treatment-emergent. Where the baseline grade is open, or the
    report is a range of grades, it may be undecided.
    """
    term = baseline.variable
    compared = with_reported(frames, numbered(baseline.said), term)
    worse_surely = (nw.col("grade_low") > nw.col("possibly_grade").fill_null(WORST_GRADE)).fill_null(False)
    worse_possibly = nw.col("grade_high") > nw.col("surely_grade").fill_null(0)
    judged = compared.with_columns(worse_surely=worse_surely, worse_possibly=worse_possibly.fill_null(False))
    evidence = nw.concat([baseline.evidence, _reports(frames, term)])
    return Lines("treatment_emergent", term, baseline.criterion, _emergence_words(judged), evidence)


def derive_reported_against_derived(frames: Frames, criterion: Criterion, window: Window) -> Lines:
    """The grade on treatment as derived from the records, beside the one that was reported, and how they compare."""
    inputs = during_course(frames, criterion, window)
    derived = derive_levels(inputs, frames["patients"], criterion)
    compared = with_reported(frames, numbered(derived), criterion.term)
    recorded = _on_treatment(frames, window)
    evidence = nw.concat([evidence_of(recorded, criterion), _reports(frames, criterion.term)])
    return Lines("toxicity", criterion.term, criterion.id, compared.with_columns(verdict=comparison()), evidence)


def derive_reported_grades(frames: Frames, term: str) -> Lines:
    """The grade as reported on treatment; statements of one toxicity have been made to agree before."""
    stated = with_reported(frames, frames["patients"].select("patient_id"), term)
    said = stated.with_columns(
        surely=nw.col("grade_low").cast(nw.String),
        possibly=nw.col("grade_high").cast(nw.String),
        reason=first_that_holds(
            (nw.col("reported").is_null(), "no grade reported"),
            (nw.col("grade_low") < nw.col("grade_high"), "reported as a range of grades"),
            otherwise="",
        ),
    )
    return Lines("reported_grade", term, "", said, _reports(frames, term))


def derive_overall_grade(frames: Frames, overall: str, parts: Sequence[str]) -> Lines:
    """The worst of the grades that were reported for the parts, beside the one that was reported for the whole."""
    stated = _graded(frames).filter(nw.col("term").is_in(list(parts)))
    worst = stated.group_by("patient_id").agg(
        nw.col("grade_low").max().cast(nw.Int64).alias("worst_low"),
        nw.col("grade_high").max().cast(nw.Int64).alias("worst_high"),
    )
    levels = frames["patients"].select("patient_id").join(worst, on="patient_id", how="left")
    named = levels.with_columns(
        surely=nw.col("worst_low").cast(nw.String),
        possibly=nw.col("worst_high").cast(nw.String),
        reason=first_that_holds(
            (nw.col("worst_low").is_null(), "no grade reported"),
            (nw.col("worst_low") < nw.col("worst_high"), "a part is reported as a range of grades"),
            otherwise="",
        ),
    )
    compared = with_reported(frames, numbered(named), overall).with_columns(verdict=comparison())
    evidence = nw.concat([stated.select("patient_id", "record_id"), _reports(frames, overall)])
    return Lines("overall", overall, "", compared, evidence)


def before(frames: Frames) -> Frame:
    """The last results before treatment as one assessment, whichever days they are from; it is after no baseline."""
    last = frames.inputs.filter(nw.col("baseline")).with_columns(day=nw.lit(None, dtype=nw.Int64))
    itself = (
        last.select("patient_id")
        .unique()
        .with_columns(
            day=nw.lit(None, dtype=nw.Int64),
            test=nw.lit(AFTER),
            low=nw.lit(0.0),
            high=nw.lit(0.0),
            printed=nw.lit("no"),
        )
    )
    return nw.concat([last, derived_inputs(itself).select(*last.collect_schema().names())])


def _on_treatment(frames: Frames, window: Window) -> Frame:
    """What has a day by the window; what has none by its phase; and what holds of the whole course."""
    dated = within(frames.inputs.filter(~nw.col("whole_course")), frames, window)
    undated = frames.inputs.filter((nw.col("day").is_null() & (nw.col("phase") == "during")) | nw.col("whole_course"))
    columns = frames.inputs.collect_schema().names()
    return nw.concat([dated.select(*columns), undated.select(*columns)])


def during_course(frames: Frames, criterion: Criterion, window: Window) -> Frame:
    """
    Results on treatment: single readings by day, and the worst of the whole course as one assessment.

    Nothing of the course came before that one, so CRS had not been diagnosed before it.
    """
    during = _on_treatment(frames, window).filter(nw.col("statistic").is_in(["single", "maximum"]))
    whole = during.filter(nw.col("day").is_null() & ~nw.col("whole_course")).select("patient_id").unique()
    not_before = derived_inputs(
        whole.with_columns(
            day=nw.lit(None, dtype=nw.Int64),
            test=nw.lit("crs_diagnosed_before"),
            low=nw.lit(0.0),
            high=nw.lit(0.0),
            printed=nw.lit("no"),
        )
    )
    columns = during.collect_schema().names()
    # Kept, for what is made of it asks several times; an optimiser would plan all of it each time.
    recorded = frames.keep(nw.concat([during, not_before.select(*columns)]))
    return frames.keep(with_course(recorded, frames, criterion))


def evidence_of(inputs: Frame, criterion: Criterion) -> Frame:
    # What a derivation added stands in no record of its own.
    used = inputs.filter(nw.col("test").is_in(list(criterion.needs)) & (nw.col("record_id") != ""))
    return used.select("patient_id", "record_id")


def _reports(frames: Frames, term: str) -> Frame:
    return _stated(frames, term).select("patient_id", "record_id")


def _stated(frames: Frames, term: str) -> Frame:
    return _graded(frames).filter(nw.col("term") == term)


def _graded(frames: Frames) -> Frame:
    rows = frames["adverse_events"]
    return rows.filter((nw.col("phase") == "during") & ~nw.col("grade_low").is_null())


def numbered(levels: Frame) -> Frame:
    """The names of grades as numbers, to compare them."""
    return levels.with_columns(
        surely_grade=nw.col("surely").cast(nw.Int64), possibly_grade=nw.col("possibly").cast(nw.Int64)
    )


def with_reported(frames: Frames, lines: Frame, term: str) -> Frame:
    """The lines with the reported grade: statements of one event narrow each other; of several, the worst counts."""
    ends = [nw.col("grade_low"), nw.col("grade_high")]
    events = _stated(frames, term).group_by("patient_id", "day").agg(ends[0].max(), ends[1].min())
    worst = events.group_by("patient_id").agg(*[end.max().cast(nw.Int64) for end in ends])
    low, high = nw.col("grade_low").cast(nw.String), nw.col("grade_high").cast(nw.String)
    one = nw.col("grade_low") == nw.col("grade_high")
    printed = worst.with_columns(reported=nw.when(one).then(low).otherwise(nw.concat_str(low, nw.lit("–"), high)))
    return lines.join(printed, on="patient_id", how="left")


def _emergence_words(judged: Frame) -> Frame:
    """Yes, no, or open; and in words what the reported grade adds to the baseline."""
    surely, possibly = nw.col("worse_surely"), nw.col("worse_possibly")
    reported = ~nw.col("reported").is_null()
    verdict = first_that_holds(
        (~reported, "no grade reported"),
        (nw.col("grade_high") == 0, "no toxicity reported"),
        (surely, "above the baseline grade"),
        (possibly, "may only repeat the baseline grade"),
        otherwise="only repeats the baseline grade",
    )
    return judged.with_columns(
        verdict=verdict,
        reason=nw.when(possibly & ~surely).then(_why_open()).otherwise(nw.lit("")),
        surely=nw.when(reported & surely).then(nw.lit("yes")).otherwise(nw.when(reported).then(nw.lit("no"))),
        possibly=nw.when(reported & possibly).then(nw.lit("yes")).otherwise(nw.when(reported).then(nw.lit("no"))),
    )


def _why_open() -> nw.Expr:
    """What the grade before treatment lacks, and that a range of grades was reported."""
    ranged = nw.when(nw.col("grade_low") < nw.col("grade_high")).then(nw.lit("reported as a range of grades"))
    lacking = nw.when(nw.col("reason") != "").then(nw.col("reason"))
    return nw.concat_str(lacking, ranged, separator="; ", ignore_nulls=True)


def comparison() -> nw.Expr:
    """How a reported grade stands to the derived one; where the derived one is open, whether it lies within."""
    low, high = nw.col("grade_low"), nw.col("grade_high")
    surely, possibly = nw.col("surely_grade"), nw.col("possibly_grade")
    return first_that_holds(
        (low.is_null(), "no grade reported"),
        (surely.is_null(), "nothing recorded to derive a grade from"),
        (low > possibly, "reported higher than the records allow"),
        (high < surely, "reported lower than the records require"),
        (surely == possibly, "agrees"),
        otherwise="possible, not confirmed by the records",
    )
