"""Which days belong to the treatment: the window in which an event or a result is counted as one on treatment."""

from dataclasses import dataclass

import narwhals as nw

from blastline.derive.frames import Frame, Frames
from blastline.settings import Settings


@dataclass(frozen=True, slots=True)
class Window:
    """From the first dose to `days` after the last dose, or to `days` days counted from the first."""

    days: int
    after_last_dose: bool
    drug: str
    planned_days: int


def adverse_event_window(settings: Settings) -> Window:
    """The window of adverse events, as study.toml sets it."""
    chosen = settings.windows.adverse_events
    treatment = settings.treatment
    return Window(chosen.days, chosen.since == "last dose", treatment.drug, treatment.planned_days)


def derive_ends(frames: Frames, window: Window) -> Frame:
    """
    The last day of each patient that lies in the window.

    Without doses treatment is taken to have lasted as planned. A dose whose end was not written down counts for its
    first day.
    """
    given = frames["doses"].filter(nw.col("drug").str.to_lowercase() == window.drug.lower())
    ended = given.with_columns(
        last=nw.when(nw.col("end_day").is_null()).then(nw.col("day")).otherwise(nw.col("end_day"))
    )
    last = ended.group_by("patient_id").agg(nw.col("last").max().alias("last_dose"))
    joined = frames["patients"].select("patient_id").join(last, on="patient_id", how="left")
    dose = nw.col("last_dose").fill_null(window.planned_days - 1)
    return joined.select(
        "patient_id", last_day=dose + window.days if window.after_last_dose else nw.lit(window.days - 1)
    )


def within(rows: Frame, frames: Frames, window: Window) -> Frame:
    """
    The rows whose day lies in the window; the day of the first dose is in it.

    A row of that day that says it was before the first dose is not: it is the state that treatment began with.
    """
    return on_days_of(rows.filter(since_first_dose()), frames, window)


def on_days_of(rows: Frame, frames: Frames, window: Window) -> Frame:
    """The rows whose day lies in the window, whatever else they say."""
    joined = rows.join(derive_ends(frames, window), on="patient_id", how="inner")
    return joined.filter((nw.col("day") >= 0) & (nw.col("day") <= nw.col("last_day"))).drop("last_day")


def since_first_dose() -> nw.Expr:
    """Whether a row may be from after the first dose, by what it says itself."""
    return (nw.col("phase") != "before").fill_null(True)
