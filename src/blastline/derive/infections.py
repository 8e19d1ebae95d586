"""Each infection: when it began, by which class it counts as mould disease, what was given, how and when it ended."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_assessments
from blastline.derive.frames import Frame, Frames, derived_inputs
from blastline.derive.lines import Lines, first_that_holds
from blastline.derive.outcomes import NO_INFECTION

WHEN = {
    "before": "before treatment",
    "during": "during treatment",
    "end": "during treatment",
    "after": "after treatment",
}
MALIGNANCY = "haematological_malignancy"


def derive_infections(frames: Frames) -> list[Lines]:
    """Of each infection its onset relative to treatment, the drugs reported, and its outcome with its day."""
    rows = frames.keep(_numbered(frames))
    evidence = rows.select("patient_id", "record_id")
    onset = first_that_holds(*[(nw.col("phase") == phase, words) for phase, words in WHEN.items()], otherwise="")
    known = ~nw.col("phase").is_null()
    began = rows.with_columns(
        surely=nw.when(known).then(onset),
        possibly=nw.when(known).then(onset),
        reason=first_that_holds((~known, "onset relative to treatment not recorded"), otherwise=""),
        reported=nw.col("drugs"),
    )
    ended = rows.with_columns(
        surely=nw.col("outcome"),
        possibly=nw.col("outcome"),
        reason=first_that_holds((nw.col("outcome").is_null(), "outcome not recorded"), otherwise=""),
    )
    day = nw.col("outcome_day")
    on = rows.with_columns(
        low=day, high=day, reason=first_that_holds((day.is_null(), "day of the outcome not recorded"), otherwise="")
    )
    return [
        Lines("infection", "onset of infection", "", began, evidence, several=True),
        Lines("infection_outcome", "outcome of infection", "", ended, evidence, several=True),
        Lines("infection_outcome_day", "day of the outcome", "", on, evidence, "day", several=True),
    ]


def _numbered(frames: Frames) -> Frame:
    rows = frames["infections"].filter(nw.col("infection") != NO_INFECTION).with_columns(one=nw.lit(1))
    counted = rows.with_columns(place=nw.col("one").cum_sum().over("patient_id", order_by=["order"]))
    number = nw.col("place").cast(nw.String)
    return counted.with_columns(at=nw.concat_str(nw.lit("infection "), number, nw.lit(": "), nw.col("infection")))


def derive_mould_class(frames: Frames, criterion: Criterion) -> Lines:
    """The class of each infection that anything was recorded of which the criterion asks for."""
    rows = frames.keep(_numbered(frames))
    columns = frames.inputs.collect_schema().names()
    told = frames.inputs.filter(nw.col("test").is_in(list(criterion.needs)))
    # The number of the infection takes the place of the day: one infection is one assessment.
    here = told.drop("day").join(
        rows.select("record_id", nw.col("place").cast(nw.Int64).alias("day")), on="record_id", how="inner"
    )
    inputs = nw.concat([here.select(*columns), _malignancy(frames, here).select(*columns)])
    named = rows.select("patient_id", "at", "place", nw.col("place").cast(nw.Int64).alias("day"))
    said = derive_assessments(inputs, criterion).join(named, on=["patient_id", "day"], how="inner")
    return Lines(
        "infection_class", criterion.term, criterion.id, said, here.select("patient_id", "record_id"), several=True
    )


def _malignancy(frames: Frames, infections: Frame) -> Frame:
    """Whoever has a diagnosis in a study of leukaemia has a host factor."""
    diagnosed = frames["patients"].filter(~nw.col("diagnosis").is_null()).select("patient_id")
    days = infections.select("patient_id", "day").unique().join(diagnosed, on="patient_id", how="inner")
    return derived_inputs(
        days.with_columns(test=nw.lit(MALIGNANCY), low=nw.lit(1.0), high=nw.lit(1.0), printed=nw.lit("yes"))
    )
