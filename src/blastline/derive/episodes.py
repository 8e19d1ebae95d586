"""Episodes: days with a grade joined into stretches, with onset, worst, resolution, duration, recurrence."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame
from blastline.derive.lines import Lines, first_that_holds

BY_DAY = ["day"]
OPEN_DAY = "grade of a day open"


def derive_episodes(daily: Frame, gap_days: int) -> Frame:
    """
    One row an episode: its number, first and last day, resolution, and its worst grade, each at both ends.

    `daily` has patient_id, day, surely_grade, possibly_grade. An episode lasts until the grade is 0 and stays so: a
    grade that comes back within `gap_days` of the first 0 belongs to the same episode. A day without an assessment ends
    nothing. Days whose grade is possibly above 0 belong to it; if none surely is, there may have been no episode.
    """
    stretches = _stretches(daily)
    ill = stretches.filter(nw.col("ill") == 1)
    begins = (nw.col("start") - nw.col("zero_since") > gap_days).fill_null(True)
    numbered = ill.with_columns(new=nw.when(begins).then(nw.lit(1)).otherwise(nw.lit(0))).with_columns(
        episode=nw.col("new").cum_sum().over("patient_id", order_by=["start"])
    )
    # Whatever comes first begins an episode, also where zeros came closely before it.
    first = nw.col("episode").min().over("patient_id")
    counted = numbered.with_columns(episode=nw.col("episode") - first + 1)
    return counted.group_by("patient_id", "episode").agg(
        nw.col("start").min().alias("first_possible"),
        nw.col("first_sure").min(),
        nw.col("last_sure").max(),
        nw.col("end").max().alias("last_possible"),
        nw.col("zero_after").max().alias("gone"),
        nw.col("zero_after").is_null().max().alias("unresolved"),
        nw.col("surely_grade").max(),
        nw.col("possibly_grade").max(),
    )


def _stretches(daily: Frame) -> Frame:
    """Assessments in a row that all have, or all have not, a grade; each with the first 0 before and after it."""
    flagged = daily.with_columns(ill=nw.when(nw.col("possibly_grade") > 0).then(nw.lit(1)).otherwise(nw.lit(0)))
    before = nw.col("ill").shift(1).over("patient_id", order_by=BY_DAY)
    changed = flagged.with_columns(turn=nw.when(nw.col("ill") == before).then(nw.lit(0)).otherwise(nw.lit(1)))
    islands = changed.with_columns(island=nw.col("turn").cum_sum().over("patient_id", order_by=BY_DAY))
    sure = nw.col("surely_grade") > 0
    summed = islands.group_by("patient_id", "island").agg(
        nw.col("ill").max(),
        nw.col("day").min().alias("start"),
        nw.col("day").max().alias("end"),
        nw.when(sure).then(nw.col("day")).min().alias("first_sure"),
        nw.when(sure).then(nw.col("day")).max().alias("last_sure"),
        nw.col("surely_grade").max(),
        nw.col("possibly_grade").max(),
    )
    return summed.with_columns(
        zero_since=nw.col("start").shift(1).over("patient_id", order_by=["start"]),
        zero_after=nw.col("start").shift(-1).over("patient_id", order_by=["start"]),
    )


def episode_lines(episodes: Frame, daily: Frame, patients: Frame, criterion: Criterion, evidence: Frame) -> list[Lines]:
    """Worst grade, onset, resolution and duration of each episode; and how many there were."""
    placed = episodes.with_columns(
        at=nw.concat_str(nw.lit("episode "), nw.col("episode").cast(nw.String)),
        place=nw.col("episode"),
        surely=nw.col("surely_grade").cast(nw.String),
        possibly=nw.col("possibly_grade").cast(nw.String),
        reason=nw.when(nw.col("surely_grade") < nw.col("possibly_grade")).then(nw.lit(OPEN_DAY)).otherwise(nw.lit("")),
    )
    after = nw.col("last_sure").fill_null(nw.col("first_possible") - 1) + 1
    gone = nw.when(~nw.col("unresolved")).then(nw.col("gone"))
    seen = (nw.col("last_sure") - nw.col("first_sure") + 1).fill_null(0)
    # Between the last day on which it was seen and the first on which it was gone nobody looked.
    numbers = {
        ("onset", "day"): (nw.col("first_possible"), nw.col("first_sure"), ""),
        ("resolution", "day"): (after, gone, "not seen to resolve"),
        ("duration", "days"): (seen, gone - nw.col("first_possible"), "not seen to resolve"),
    }
    lines = [Lines("episode", criterion.term, criterion.id, placed, evidence, several=True)]
    for (name, unit), (low, high, unseen) in numbers.items():
        said = placed.with_columns(low=low, high=high, reason=_why_open(low, high, unseen))
        variable = f"{criterion.term}, {name}"
        lines.append(Lines(f"episode_{name}", variable, criterion.id, said, evidence, unit, several=True))
    return [*lines, _counted(episodes, daily, patients, criterion, evidence)]


def _why_open(low: nw.Expr, high: nw.Expr, unseen: str) -> nw.Expr:
    """Why a day or a duration is open: no end in sight, perhaps no episode, an open grade, or days without a look."""
    whole = (nw.col("first_sure") == nw.col("first_possible")) & (nw.col("last_sure") == nw.col("last_possible"))
    return first_that_holds(
        (low == high, ""),
        *([(high.is_null(), unseen)] if unseen else []),
        (nw.col("first_sure").is_null(), "may not have been one"),
        (whole, "not assessed on the days between"),
        otherwise=OPEN_DAY,
    )


def _counted(episodes: Frame, daily: Frame, patients: Frame, criterion: Criterion, evidence: Frame) -> Lines:
    """
    How many episodes surely, and how many possibly; a second one is a recurrence.

    Who was not assessed on any day is not said to have had none.
    """
    sure = nw.when(nw.col("surely_grade") > 0).then(nw.lit(1)).otherwise(nw.lit(0))
    counts = episodes.group_by("patient_id").agg(sure.sum().alias("low"), nw.col("episode").max().alias("high"))
    assessed = daily.select("patient_id").unique().join(counts, on="patient_id", how="left")
    looked = assessed.with_columns(low=nw.col("low").fill_null(0), high=nw.col("high").fill_null(0))
    said = patients.select("patient_id").join(looked, on="patient_id", how="left")
    said = said.with_columns(
        reason=first_that_holds(
            (nw.col("low").is_null(), "not assessed on any day"),
            (nw.col("low") < nw.col("high"), OPEN_DAY),
            otherwise="",
        )
    )
    return Lines("episodes", f"{criterion.term}, episodes", criterion.id, said, evidence, "episodes")
