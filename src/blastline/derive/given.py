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

    A row whose days are known in part, or not at all, may be of that week. Where there is no row it stays open, unless
    the study says that its medications are complete.
    """
    asked = days.select("patient_id", "day").join(_given(frames, name), on="patient_id", how="inner")
    week_ago = nw.col("day") - WEEK
    sure = (nw.col("begun_latest") <= nw.col("day")) & (nw.col("ended_earliest") >= week_ago)
    possible = (nw.col("begun_earliest") <= nw.col("day")) & (nw.col("ended_latest") >= week_ago)
    flags = asked.select("patient_id", "day", given=sure.fill_null(False), maybe=possible.fill_null(True))
    judged = flags.group_by("patient_id", "day").agg(nw.col("given").max(), nw.col("maybe").max())
    joined = days.select("patient_id", "day").join(judged, on=["patient_id", "day"], how="left")
    given = nw.col("given").fill_null(False)
    open_ = nw.col("maybe").fill_null(False) | nw.lit("medications" not in frames.complete)
    yes = nw.when(given).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    told = joined.filter(given | ~open_).with_columns(
        test=nw.lit(name), low=yes, high=yes, printed=nw.when(given).then(nw.lit("yes")).otherwise(nw.lit("no"))
    )
    return derived_inputs(told.select("patient_id", "day", "test", "low", "high", "printed"))


def _given(frames: Frames, name: str) -> Frame:
    """The days between which each such drug began, and between which it ended; one without an end lasted a day."""
    kind, word = ASKED[name]
    named = nw.col("drug").str.to_lowercase().str.contains(word, literal=True)
    rows = frames["medications"].filter((nw.col("class") == kind) & named)
    ended = {
        f"ended_{end}": nw.when(nw.col(f"end_{end}").is_null()).then(f"day_{end}").otherwise(f"end_{end}")
        for end in ("earliest", "latest")
    }
    begun = {f"begun_{end}": nw.col(f"day_{end}") for end in ("earliest", "latest")}
    return rows.select("patient_id", **begun, **ended)
