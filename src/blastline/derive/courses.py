"""What a criterion asks of each day and no sheet holds: the ICE score, CRS diagnosed before, fever masked."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criterion as criterion_called
from blastline.derive.assess import derive_assessments, derive_daily_values
from blastline.derive.frames import MASKING, Frame, Frames, derived_inputs

SCORES = {"ice_score": "astct/2019/ice", "capd_score": "astct/2019/capd"}
EARLIER, MASKED = "crs_diagnosed_before", "masking_drug"
DEATH = "death_from_"
FACTS = ("age",)


def with_course(inputs: Frame, frames: Frames, criterion: Criterion) -> Frame:
    """The inputs with everything that the course itself tells of each day."""
    parts = [inputs, _facts(frames, criterion)]
    parts += [_scores(inputs, name, rule) for name, rule in SCORES.items() if name in criterion.needs]
    columns = inputs.collect_schema().names()
    joined = nw.concat([part.select(*columns) for part in parts])
    return _with_earlier_diagnosis(joined, frames, criterion) if EARLIER in criterion.needs else joined


def _facts(frames: Frames, criterion: Criterion) -> Frame:
    """What was true before treatment and stays so: the age, for a scale that has two tables by it."""
    wanted = [name for name in FACTS if name in criterion.needs]
    facts = frames.inputs.filter(nw.col("baseline") & nw.col("test").is_in(wanted))
    return facts.with_columns(whole_course=nw.lit(True))


def _scores(inputs: Frame, name: str, rule: str) -> Frame:
    """A score from its items, on days when the items were recorded and the sum was not."""
    scored = derive_daily_values(inputs, criterion_called(rule)).with_columns(test=nw.lit(name))
    summed = inputs.filter(nw.col("test") == name).select("patient_id", "day", told=nw.lit(True))
    left = scored.join(summed, on=["patient_id", "day"], how="left").filter(nw.col("told").is_null())
    return derived_inputs(left.with_columns(printed=_printed()))


def _printed() -> nw.Expr:
    low, high = nw.col("low").cast(nw.Int64).cast(nw.String), nw.col("high").cast(nw.Int64).cast(nw.String)
    return nw.when(nw.col("low") == nw.col("high")).then(low).otherwise(nw.concat_str(low, nw.lit("–"), high))


def _with_earlier_diagnosis(inputs: Frame, frames: Frames, criterion: Criterion) -> Frame:
    """
    Each day with whether CRS had been diagnosed on a day before it, and whether a drug given since may hide fever.

    Nothing came before the first day on which the criterion alone finds CRS. A drug that was given before that day only
    (as premedication) hides nothing; where no such drug is recorded it stays open.
    """
    columns = inputs.collect_schema().names()
    undated = nw.col("day").is_null()
    told = inputs.filter((nw.col("test") != MASKED) | undated).filter((nw.col("test") != EARLIER) | undated)
    kept = frames.keep(told)
    days = kept.filter(~undated).select("patient_id", "day").unique()
    never = _answered(days, EARLIER, yes=False)
    living = by_day_of_the_living(nw.concat([kept, never.select(*columns)]), criterion)
    dated = frames.keep(days.join(_onset(living, criterion), on="patient_id", how="left"))
    free = frames.keep(_free_days(kept, days, criterion))
    parts = [kept, derived_inputs(_earlier(dated)), derived_inputs(_masked(dated, free, frames))]
    return nw.concat([part.select(*columns) for part in parts])


def _free_days(inputs: Frame, days: Frame, criterion: Criterion) -> Frame:
    """The days without any sign, even if a drug hid the fever: the CRS that was treated has gone."""
    columns = inputs.collect_schema().names()
    hidden = [_answered(days, name, yes=True).select(*columns) for name in (EARLIER, MASKED)]
    daily = derive_assessments(by_day_of_the_living(nw.concat([inputs, *hidden]), criterion), criterion)
    return daily.filter(nw.col("possibly") == "0").select("patient_id", free_day=nw.col("day"))


def _answered(days: Frame, test: str, *, yes: bool) -> Frame:
    ends = nw.lit(1.0 if yes else 0.0)
    return derived_inputs(
        days.with_columns(test=nw.lit(test), low=ends, high=ends, printed=nw.lit("yes" if yes else "no"))
    )


def by_day_of_the_living(inputs: Frame, criterion: Criterion) -> Frame:
    """
    What each day tells alone: without the assessment of a whole course, and as of somebody who is alive.

    Death is the worst of the course and of no single day; it is counted where the course is graded as a whole.
    """
    columns = inputs.collect_schema().names()
    deaths = [name for name in criterion.needs if name.startswith(DEATH)]
    dated = inputs.filter((~nw.col("day").is_null() | nw.col("whole_course")) & ~nw.col("test").is_in(deaths))
    days = dated.filter(~nw.col("whole_course")).select("patient_id", "day").unique()
    return nw.concat([dated, *[_answered(days, name, yes=False).select(*columns) for name in deaths]])


def _onset(inputs: Frame, criterion: Criterion) -> Frame:
    """The first day that surely has a grade, and the first that possibly has one."""
    daily = derive_assessments(inputs, criterion)
    return daily.group_by("patient_id").agg(
        nw.when(nw.col("surely") != "0").then(nw.col("day")).min().alias("sure_onset"),
        nw.when(nw.col("possibly") != "0").then(nw.col("day")).min().alias("possible_onset"),
    )


def _earlier(dated: Frame) -> Frame:
    surely = (nw.col("sure_onset") < nw.col("day")).fill_null(False)
    possibly = (nw.col("possible_onset") < nw.col("day")).fill_null(False)
    return dated.with_columns(
        test=nw.lit(EARLIER),
        low=nw.when(surely).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        high=nw.when(possibly).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        printed=nw.when(surely).then(nw.lit("yes")).otherwise(nw.lit("open")),
    )


def _masked(dated: Frame, free: Frame, frames: Frames) -> Frame:
    """
    The days by which a masking drug had surely been given since CRS was diagnosed.

    It hides the fever of that CRS: once a day has passed without any sign, only while the drug is still being given.
    """
    drugs = frames["medications"].filter(nw.col("class").is_in(list(MASKING)) & ~nw.col("day").is_null())
    ran = drugs.select(
        "patient_id",
        nw.col("day").alias("given"),
        nw.when(nw.col("end_day").is_null()).then(nw.col("day")).otherwise(nw.col("end_day")).alias("ended"),
    )
    since = dated.join(_until_free(ran, dated, free), on="patient_id", how="inner").filter(
        (nw.col("given") <= nw.col("day"))
        & (nw.col("ended") >= nw.col("sure_onset"))
        & ((nw.col("day") < nw.col("gone")).fill_null(True) | (nw.col("day") <= nw.col("ended")))
    )
    days = since.select("patient_id", "day").unique()
    given = days.with_columns(test=nw.lit(MASKED), low=nw.lit(1.0), high=nw.lit(1.0), printed=nw.lit("yes"))
    return nw.concat([given, _not_masked(dated, days, frames)]) if "medications" in frames.complete else given


def _until_free(ran: Frame, dated: Frame, free: Frame) -> Frame:
    """Each drug with the first day without any sign after it was given and CRS had begun; null where there is none."""
    onset = dated.group_by("patient_id").agg(nw.col("sure_onset").min())
    after = (
        ran.join(onset, on="patient_id", how="inner")
        .join(free, on="patient_id", how="inner")
        .filter((nw.col("free_day") > nw.col("given")) & (nw.col("free_day") > nw.col("sure_onset")))
    )
    gone = after.group_by("patient_id", "given", "ended").agg(nw.col("free_day").min().alias("gone"))
    return ran.join(gone, on=["patient_id", "given", "ended"], how="left")


def _not_masked(dated: Frame, masked: Frame, frames: Frames) -> Frame:
    """Where the study says that its medications are complete: the days on which no drug masked a fever."""
    undated = frames["medications"].filter(nw.col("class").is_in(list(MASKING)) & nw.col("day").is_null())
    open_ = undated.select("patient_id", undated=nw.lit(True)).unique()
    told = masked.with_columns(masked=nw.lit(True))
    days = dated.select("patient_id", "day").join(told, on=["patient_id", "day"], how="left")
    left = days.join(open_, on="patient_id", how="left").filter(
        nw.col("masked").is_null() & nw.col("undated").is_null()
    )
    return left.select(
        "patient_id", "day", test=nw.lit(MASKED), low=nw.lit(0.0), high=nw.lit(0.0), printed=nw.lit("no")
    )
