"""Infections by onset, transplant after treatment, alive or dead: yes, no, or open for each patient."""

import narwhals as nw

from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, yes_or_no

NO_INFECTION = "none"


def derive_infection_onset(frames: Frames, *, organism_group: str = "") -> Lines:
    """
    Whether an infection began during treatment; with `organism_group`, one of that kind.

    An infection whose onset was not recorded may have begun during treatment.
    """
    rows = frames["infections"].filter(nw.col("infection") != NO_INFECTION)
    if organism_group:
        rows = rows.filter(nw.col("organism_group").fill_null(organism_group) == organism_group)
    onset = nw.col("phase")
    judged = rows.with_columns(
        surely=(onset == "during").fill_null(False), possibly=(onset == "during").fill_null(True)
    )
    # A patient with no row at all was not stated to be free of infection either.
    spoken_of = _any(frames["infections"].with_columns(said=nw.lit(True)), "said")
    lines = _joined(frames, _any(judged, "surely", "possibly")).join(spoken_of, on="patient_id", how="left")
    filled = lines.with_columns(
        surely=nw.col("surely").fill_null(False),
        possibly=nw.col("possibly").fill_null(nw.col("said").is_null()),
    )
    name = f"{organism_group} infection" if organism_group else "infection"
    said = yes_or_no(filled, yes="yes", no="no", reason=f"onset of the {name} not recorded")
    evidence = frames["infections"].select("patient_id", "record_id")
    return Lines("infection_onset", f"{name} with onset during treatment", "", said, evidence)


def derive_therapy_after(frames: Frames, therapy: str) -> Lines:
    """Whether a therapy was given after the treatment; no statement leaves it open."""
    rows = frames["therapies"].filter((nw.col("therapy") == therapy) & (nw.col("phase") == "after"))
    judged = _joined(frames, _any(rows, "given")).with_columns(
        surely=nw.col("given").fill_null(False), possibly=nw.col("given").fill_null(True)
    )
    said = yes_or_no(judged, yes="yes", no="no", reason=f"no statement on {therapy} after treatment")
    return Lines("after", therapy, "", said, rows.select("patient_id", "record_id"))


def derive_alive(frames: Frames) -> Lines:
    """Whether the patient was alive at the last contact; one without any contact may be either."""
    rows = frames["follow_up"]
    dead = _any(rows.with_columns(dead=nw.col("status") == "dead"), "dead")
    judged = _joined(frames, dead).with_columns(
        surely=(~nw.col("dead")).fill_null(False), possibly=(~nw.col("dead")).fill_null(True)
    )
    said = yes_or_no(judged, yes="yes", no="no", reason="no follow-up recorded")
    return Lines("alive", "alive at last contact", "", said, rows.select("patient_id", "record_id"))


def _any(rows: Frame, *flags: str) -> Frame:
    return rows.group_by("patient_id").agg(*[nw.col(flag).max().alias(flag) for flag in flags])


def _joined(frames: Frames, by_patient: Frame) -> Frame:
    return frames["patients"].select("patient_id").join(by_patient, on="patient_id", how="left")
