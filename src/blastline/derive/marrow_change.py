"""How far the blasts in the marrow fell: the lowest share since the first dose against the one before it."""

import narwhals as nw

from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.marrows import MARROW, before_other_therapy
from blastline.derive.windows import since_first_dose
from blastline.records.schema import tests

ON_TREATMENT = ("during", "end")


def derive_marrow_change(frames: Frames) -> Lines:
    """
    The best change in per cent of the blasts before treatment: -100 where none were left.

    A marrow after another therapy does not count; one without a day counts by its phase. Blasts known only within
    limits leave the change open.
    """
    results = frames.inputs.filter((nw.col("test") == MARROW) & (nw.col("statistic") == "single"))
    least, most = tests()[MARROW].least, tests()[MARROW].most
    told = ~(nw.col("low").is_null() & nw.col("high").is_null())
    shares = results.filter(told).with_columns(low=nw.col("low").fill_null(least), high=nw.col("high").fill_null(most))
    before = shares.filter(nw.col("baseline"))
    undated = nw.col("day").is_null() & nw.col("phase").is_in(list(ON_TREATMENT))
    dated = (nw.col("day") >= 0).fill_null(False) & since_first_dose()
    since = before_other_therapy(frames, shares.filter(dated | undated))
    blasts = (
        frames["patients"]
        .select("patient_id")
        .join(_ends(before, "before"), on="patient_id", how="left")
        .join(_ends(since, "best"), on="patient_id", how="left")
    )
    none = (nw.col("before_high") == 0).fill_null(False)
    said = blasts.with_columns(
        low=_change(nw.col("best_low"), nw.col("before_high")),
        high=_change(nw.col("best_high"), nw.col("before_low")),
        reason=first_that_holds(
            (nw.col("before_low").is_null(), "no marrow blasts recorded before treatment"),
            (nw.col("best_low").is_null(), "no marrow blasts recorded since the first dose"),
            (none, "no blasts before treatment"),
            (nw.col("before_low") < nw.col("before_high"), "blasts before treatment known only within limits"),
            (nw.col("best_low") < nw.col("best_high"), "lowest blasts known only within limits"),
            otherwise="",
        ),
    )
    used = nw.concat([part.select("patient_id", "record_id") for part in (before, since)])
    return Lines("marrow_change", tests()[MARROW].label, "", said, used, "%")


def _ends(rows: Frame, name: str) -> Frame:
    return rows.group_by("patient_id").agg(
        nw.col("low").min().alias(f"{name}_low"), nw.col("high").min().alias(f"{name}_high")
    )


def _change(after: nw.Expr, before: nw.Expr) -> nw.Expr:
    return nw.when(before > 0).then((after / before - 1) * 100)
