"""Pauses within a cycle, and what the label makes of their length."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame
from blastline.derive.lines import Lines, first_that_holds

IN_TIME = ["day", "order"]
NO_END = "end of the infusion not recorded"
OPEN_END = "end of the infusion known only within limits"
NEW_CYCLE = "new cycle"
MAY_BE_NEW = "may have begun a new cycle"


def derive_pauses(stretches: Frame, interruption: Criterion, evidence: Frame) -> Lines:
    """
    Each pause, in days, and whether the label lets the cycle go on; why it stopped stands as reported.

    What lies between two cycles that the ward numbers is planned rest, and no pause.
    """
    rest = (nw.col("following") > nw.col("cycle")).fill_null(False) & ~nw.col("ward").is_null()
    paused = stretches.filter((nw.col("pause_high") > 0) & ~rest).with_columns(one=nw.lit(1))
    numbered = paused.with_columns(place=nw.col("one").cum_sum().over("patient_id", order_by=IN_TIME))
    kept_number = (nw.col("following") == nw.col("ward")).fill_null(False)
    new = nw.col("surely").str.starts_with(NEW_CYCLE).fill_null(False)
    differs = nw.concat_str(nw.col("surely"), nw.lit("; the ward gave it the number of the same cycle"))
    may_be_new = nw.col("possibly").str.starts_with(NEW_CYCLE).fill_null(False) & ~new & nw.col("following").is_null()
    said = numbered.with_columns(
        at=nw.concat_str(nw.lit("pause "), nw.col("place").cast(nw.String)),
        low=nw.col("pause_low"),
        high=nw.col("pause_high"),
        verdict=nw.when(new & kept_number)
        .then(differs)
        .otherwise(nw.when(may_be_new).then(nw.lit(MAY_BE_NEW)).otherwise(nw.col("surely"))),
        reported=nw.col("stopped"),
        reason=first_that_holds(
            (nw.col("pause_low") == nw.col("pause_high"), ""),
            (~nw.col("undated").is_null(), "a dose has no day"),
            (nw.col("end_latest").is_null(), NO_END),
            otherwise=OPEN_END,
        ),
    )
    return Lines("pause", "pause", interruption.id, said, evidence, "days", several=True)
