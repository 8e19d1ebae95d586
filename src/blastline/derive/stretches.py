"""The grades of a patient's days, told as stretches of days in a row with one grade: `1-3:0 4-6:2 8:1`."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame
from blastline.derive.lines import Lines, as_counted

# Counts whose grade is told day by day.
COUNTS = ("neutrophils", "platelets", "haemoglobin")
GRADES = ("surely_grade", "possibly_grade")
BY_DAY = ["day"]


def derive_stretches_of_grade(daily: Frame, criterion: Criterion, evidence: Frame, first_day: int) -> Lines:
    """
    One finding a patient with every day that was graded; a day without an assessment lies in no stretch.

    `daily` has patient_id, day, surely_grade, possibly_grade and reason.
    """
    before = {f"{name}_before": nw.col(name).shift(1).over("patient_id", order_by=BY_DAY) for name in ("day", *GRADES)}
    follows = (nw.col("day") - nw.col("day_before") == 1) & nw.all_horizontal(
        *[nw.col(grade) == nw.col(f"{grade}_before") for grade in GRADES], ignore_nulls=False
    )
    begun = daily.with_columns(**before).with_columns(new=nw.when(follows).then(nw.lit(0)).otherwise(nw.lit(1)))
    placed = begun.with_columns(place=nw.col("new").cum_sum().over("patient_id", order_by=BY_DAY))
    stretches = placed.group_by("patient_id", "place").agg(
        nw.col("day").min().alias("first"),
        nw.col("day").max().alias("last"),
        *[nw.col(grade).min() for grade in GRADES],
        nw.col("reason").min(),
    )
    first, last = (as_counted(nw.col(end), first_day).cast(nw.String) for end in ("first", "last"))
    several = nw.when(nw.col("first") < nw.col("last")).then(nw.concat_str(first, nw.lit("-"), last))
    days = stretches.with_columns(days=several.otherwise(first))
    said = days.with_columns(
        surely=nw.concat_str(nw.col("days"), nw.lit(":"), nw.col("surely_grade").cast(nw.String)),
        possibly=nw.concat_str(nw.col("days"), nw.lit(":"), nw.col("possibly_grade").cast(nw.String)),
    )
    return Lines("stretches_of_grade", criterion.term, criterion.id, said, evidence, joined=True)
