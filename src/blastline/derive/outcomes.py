"""Infections by onset, transplant after treatment, alive or dead: yes, no, or open for each patient."""

import narwhals as nw

from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds, yes_or_no

NO_INFECTION = "none"
TRANSPLANT = "allo-HSCT"
SPAN = ("patient_id", "day_earliest", "day_latest")


def derive_infection_onset(frames: Frames, *, organism_group: str = "") -> Lines:
    """
    Whether an infection began during treatment; with `organism_group`, one of that kind.

    An infection whose onset was not recorded may have begun during treatment, and one whose organism was not may be of
    that kind.
    """
    rows = frames["infections"].filter(nw.col("infection") != NO_INFECTION)
    of_kind: nw.Expr = nw.lit(True)
    if organism_group:
        of_kind = nw.col("organism_group") == organism_group
        rows = rows.filter(of_kind.fill_null(True))
    # The end of treatment is still treatment, as each infection says of its onset.
    began = (nw.col("phase") == "during") | (nw.col("phase") == "end")
    judged = rows.with_columns(surely=(began & of_kind).fill_null(False), possibly=began.fill_null(True))
    # A patient with no row at all was not stated to be free of infection either.
    spoken_of = _any(frames["infections"].with_columns(said=nw.lit(True)), "said")
    lines = _joined(frames, _any(judged, "surely", "possibly")).join(spoken_of, on="patient_id", how="left")
    filled = lines.with_columns(
        surely=nw.col("surely").fill_null(False),
        possibly=nw.col("possibly").fill_null(nw.col("said").is_null() & nw.lit("infections" not in frames.complete)),
    )
    name = f"{organism_group} infection" if organism_group else "infection"
    lacking = "onset or organism of an infection" if organism_group else "onset of the infection relative to treatment"
    reason = nw.when(nw.col("said").is_null()).then(nw.lit("no statement on infections"))
    said = yes_or_no(filled, yes="yes", no="no", reason=reason.otherwise(nw.lit(f"{lacking} not recorded")))
    evidence = frames["infections"].select("patient_id", "record_id")
    return Lines("infection_onset", f"{name} with onset during treatment", "", said, evidence)


def derive_therapy_after(frames: Frames, therapy: str) -> Lines:
    """Whether a therapy was given after the treatment; no statement leaves it open, one without a time too."""
    stated = frames["therapies"].filter(nw.col("therapy") == therapy)
    rows = stated.filter(nw.col("phase") == "after")
    unplaced = stated.filter(nw.col("given") & nw.col("phase").is_null()).with_columns(unplaced=nw.lit(True))
    found = _joined(frames, _any(rows, "given")).join(_any(unplaced, "unplaced"), on="patient_id", how="left")
    maybe = nw.col("unplaced").fill_null(False)
    judged = found.with_columns(
        surely=nw.col("given").fill_null(False),
        possibly=nw.col("given").fill_null("therapies" not in frames.complete) | maybe,
    )
    reason = first_that_holds(
        (maybe, f"whether {therapy} came after treatment not recorded"),
        otherwise=f"no statement on {therapy} after treatment",
    )
    evidence = nw.concat([part.select("patient_id", "record_id") for part in (rows, unplaced)])
    return Lines("after", therapy, "", yes_or_no(judged, yes="yes", no="no", reason=reason), evidence)


def derive_bridge(frames: Frames) -> Lines:
    """
    Whether the treatment led to a transplant: one followed it, with no relapse and no other therapy between.

    Where their days leave the order open, it stays open; so does a transplant that may have come before treatment, and
    a patient of whom nothing was said.
    """
    later = frames["therapies"].filter(nw.col("given") & (nw.col("phase") != "before").fill_null(True))
    transplant = nw.col("therapy") == TRANSPLANT
    relapses = frames["follow_up"].filter(nw.col("relapse"))
    between = nw.concat([rows.select(*SPAN) for rows in (later.filter(~transplant), relapses)])
    days = _joined(frames, _first_day(later.filter(transplant), "transplant"))
    days = days.join(_first_day(between, "other"), on="patient_id", how="left")
    told = _any(
        frames["therapies"].filter((nw.col("phase") == "after") & transplant).with_columns(said=nw.lit(True)), "said"
    )
    placed = later.filter(transplant & (~nw.col("phase").is_null() | (nw.col("day_earliest") >= 0).fill_null(False)))
    days = days.join(_any(placed.with_columns(placed=nw.lit(True)), "placed"), on="patient_id", how="left")
    other = nw.col("other").fill_null(False)
    first = nw.col("transplant_high") < nw.col("other_low")
    not_first = nw.col("other_high") < nw.col("transplant_low")
    done = nw.col("transplant").fill_null(False)
    judged = days.join(told, on="patient_id", how="left").with_columns(
        surely=nw.col("placed").fill_null(False) & (~other | first.fill_null(False)),
        possibly=(done & ~(other & not_first.fill_null(False)))
        | (~done & nw.col("said").is_null() & nw.lit("therapies" not in frames.complete)),
    )
    reason = first_that_holds(
        (done & nw.col("placed").is_null(), "whether the transplant came after treatment not recorded"),
        (done, "order of transplant, relapse and other therapy not recorded"),
        otherwise="no statement on transplant",
    )
    evidence = nw.concat([rows.select("patient_id", "record_id") for rows in (later, relapses)])
    return Lines("bridge", "bridge to transplant", "", yes_or_no(judged, yes="yes", no="no", reason=reason), evidence)


def _first_day(rows: Frame, name: str) -> Frame:
    """The first of several days, at both ends; a row without any day leaves them unknown."""
    days = rows.group_by("patient_id").agg(
        nw.col("day_earliest").min().alias("low"),
        nw.col("day_latest").min().alias("high"),
        nw.col("day_earliest").is_null().max().alias("undated"),
    )
    known = ~nw.col("undated")
    return days.select(
        "patient_id",
        nw.lit(True).alias(name),
        nw.when(known).then(nw.col("low")).alias(f"{name}_low"),
        nw.when(known).then(nw.col("high")).alias(f"{name}_high"),
    )


def derive_alive(frames: Frames) -> Lines:
    """Whether the patient was alive at the last contact; one without any contact may be either."""
    rows = frames["follow_up"]
    dead = _any(rows.with_columns(dead=nw.col("status") == "dead"), "dead")
    judged = _joined(frames, dead).with_columns(
        surely=(~nw.col("dead")).fill_null(False), possibly=(~nw.col("dead")).fill_null(True)
    )
    said = yes_or_no(judged, yes="yes", no="no", reason=nw.lit("no follow-up recorded"))
    return Lines("alive", "alive at last contact", "", said, rows.select("patient_id", "record_id"))


def _any(rows: Frame, *flags: str) -> Frame:
    return rows.group_by("patient_id").agg(*[nw.col(flag).max().alias(flag) for flag in flags])


def _joined(frames: Frames, by_patient: Frame) -> Frame:
    return frames["patients"].select("patient_id").join(by_patient, on="patient_id", how="left")
