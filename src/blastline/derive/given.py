"""Whether a supportive drug or a transfusion had been given in the week before a day."""

import narwhals as nw

from blastline.derive.frames import Frame, Frames, derived_inputs

WEEK = 7
# What each input asks for: the class of the medication, and a word that the drug's own name must have.
ASKED = {
    "platelet_transfusion_past_week": ("transfusion", "platelet"),
    "transfusion_past_week": ("transfusion", ""),
    "growth_factor_past_week": ("G-CSF", ""),
}


def given_past_week(frames: Frames, days: Frame, name: str) -> Frame:
    """
    One input a patient and day of `days`: given on that day or in the 7 days before it, or not.

    A row without a day may be of that week. Where there is no row it stays open, unless the study says that its
    medications are complete.
    """
    kind, word = ASKED[name]
    rows = frames["medications"].filter(nw.col("class") == kind)
    named = nw.col("drug").str.to_lowercase().str.contains(word, literal=True)
    dated = rows.filter(named & ~nw.col("day").is_null()).select(
        "patient_id",
        nw.col("day").alias("given"),
        nw.when(nw.col("end_day").is_null()).then(nw.col("day")).otherwise(nw.col("end_day")).alias("ended"),
    )
    in_week = (nw.col("given") <= nw.col("day")) & (nw.col("ended") >= nw.col("day") - WEEK)
    yes = days.select("patient_id", "day").join(dated, on="patient_id", how="inner").filter(in_week)
    undated = rows.filter(nw.col("day").is_null()).select("patient_id", maybe=nw.lit(True)).unique()
    asked = days.select("patient_id", "day").join(
        yes.select("patient_id", "day", given=nw.lit(1.0)).unique(), on=["patient_id", "day"], how="left"
    )
    joined = asked.join(undated, on="patient_id", how="left")
    open_ = nw.col("maybe").fill_null(False) | nw.lit("medications" not in frames.complete)
    told = joined.filter(~nw.col("given").is_null() | ~open_).with_columns(
        test=nw.lit(name),
        low=nw.col("given").fill_null(0.0),
        high=nw.col("given").fill_null(0.0),
        printed=nw.when(nw.col("given").is_null()).then(nw.lit("no")).otherwise(nw.lit("yes")),
    )
    return derived_inputs(told.select("patient_id", "day", "test", "low", "high", "printed"))
