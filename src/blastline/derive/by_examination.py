"""What one examination tells on its own day: CNS status of each fluid, MRD of each marrow, antigens of a relapse."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_assessments
from blastline.derive.frames import MARROW_SPECIMEN, Frame, Frames, derived_inputs
from blastline.derive.lines import Lines, first_that_holds, on_day

ANTIGENS = {"CD19": "relapse_cd19", "CD22": "relapse_cd22"}
NOT_TESTED = "not tested"


def derive_by_examination(
    frames: Frames, criterion: Criterion, section: str, first_day: int, specimen: str | None = None
) -> Lines:
    """
    The category of each day on which the examination was done that the criterion needs.

    With `specimen`, of that alone: MRD may be gone from the marrow and be there in the blood of the same day.
    """
    dated = ~nw.col("day").is_null() & (nw.col("statistic") == "single")
    inputs = frames.inputs.filter(nw.col("test").is_in(list(criterion.needs)) & dated & ~nw.col("whole_course"))
    if specimen is not None:
        inputs = inputs.filter(_in(specimen))
    if "mrd_detected" in criterion.needs:
        columns = inputs.collect_schema().names()
        inputs = nw.concat([inputs, _detected(frames, specimen).select(*columns)])
    elsewhere = specimen not in (None, MARROW_SPECIMEN)
    at = nw.concat_str(on_day(first_day), nw.lit(f", {specimen}")) if elsewhere else on_day(first_day)
    said = derive_assessments(inputs, criterion).with_columns(at=at, place=nw.col("day"))
    used = inputs.filter(nw.col("record_id") != "").select("patient_id", "record_id")
    return Lines(section, criterion.term, criterion.id, said, used, several=True)


def _in(specimen: str) -> nw.Expr:
    """MRD of which no specimen is named is that of the marrow, as for the response at a marrow."""
    return nw.col("specimen").is_in([specimen, ""] if specimen == MARROW_SPECIMEN else [specimen])


def _detected(frames: Frames, specimen: str | None) -> Frame:
    """A share above 0 was detected, 0 was not; below a limit it may be either."""
    dated = ~nw.col("day").is_null() & (nw.col("statistic") == "single")
    known = frames.inputs.filter((nw.col("test") == "mrd") & dated & ((nw.col("low") > 0) | (nw.col("high") == 0)))
    if specimen is not None:
        known = known.filter(_in(specimen))
    yes = nw.when(nw.col("low") > 0).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
    printed = nw.when(nw.col("low") > 0).then(nw.lit("yes")).otherwise(nw.lit("no"))
    return derived_inputs(
        known.select("patient_id", "day", low=yes, high=yes, test=nw.lit("mrd_detected"), printed=printed)
    )


def derive_relapse_antigens(frames: Frames) -> list[Lines]:
    """CD19 and CD22 on the cells of each relapse, as tested; a relapse without a test says so."""
    relapses = frames["follow_up"].filter(nw.col("relapse")).with_columns(one=nw.lit(1))
    numbered = relapses.with_columns(
        place=nw.col("one").cum_sum().over("patient_id", order_by=["order"]),
    )
    evidence = relapses.select("patient_id", "record_id")
    return [_antigen(numbered, antigen, column, evidence) for antigen, column in ANTIGENS.items()]


def _antigen(relapses: Frame, antigen: str, column: str, evidence: Frame) -> Lines:
    tested = ~nw.col(column).is_null() & (nw.col(column) != NOT_TESTED)
    value = nw.when(tested).then(nw.col(column))
    reason = first_that_holds(
        (nw.col(column).is_null(), f"{antigen} at relapse not recorded"),
        (nw.col(column) == NOT_TESTED, f"{antigen} at relapse not tested"),
        otherwise="",
    )
    said = relapses.with_columns(
        at=nw.concat_str(nw.lit("relapse "), nw.col("place").cast(nw.String)),
        surely=value,
        possibly=value,
        reason=reason,
    )
    return Lines("relapse_antigen", antigen, "", said, evidence, several=True)
