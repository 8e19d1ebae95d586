"""Response: what was reported, beside what a response system derives from marrow and counts; MRD by compartment."""

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_levels
from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds
from blastline.records.schema import answers

AT_RESPONSE = "end"


def derive_response(frames: Frames, criterion: Criterion) -> Lines:
    """The category at the end of treatment by one response system, beside the reported one, and how they compare."""
    inputs = _at_response(frames)
    derived = derive_levels(inputs, frames["patients"], criterion)
    rows = _stated(frames, "response")
    compared = derived.join(reported_word(rows), on="patient_id", how="left").with_columns(verdict=comparison())
    used = inputs.filter(nw.col("test").is_in(list(criterion.needs))).select("patient_id", "record_id")
    evidence = nw.concat([used, rows.select("patient_id", "record_id")])
    return Lines("response", criterion.term, criterion.id, compared, evidence)


def derive_reported_response(frames: Frames) -> Lines:
    """The response as reported at the end of treatment; a statement that names one category wins over CR/CRi."""
    rows = _stated(frames, "response")
    return Lines(
        "reported_response", "response", "", _as_said(frames, rows, "response"), rows.select("patient_id", "record_id")
    )


def derive_mrd(frames: Frames, compartment: str) -> Lines:
    """MRD as reported in one compartment."""
    rows = _stated(frames, "MRD").filter(nw.col("compartment").fill_null("not stated") == compartment)
    return Lines("mrd", compartment, "", _as_said(frames, rows, "MRD"), rows.select("patient_id", "record_id"))


def _as_said(frames: Frames, rows: Frame, question: str) -> Frame:
    """CR/CRi leaves two answers open: the less of them surely, the better of them possibly."""
    stated = frames["patients"].select("patient_id").join(reported_word(rows), on="patient_id", how="left")
    known = answers()[question]
    return stated.with_columns(
        surely=_first_named(tuple(reversed(known))),
        possibly=_first_named(known),
        reason=first_that_holds(
            (nw.col("reported").is_null(), "not reported"),
            (nw.col("reported").str.contains("/", literal=True), "reported as either"),
            otherwise="",
        ),
    )


def _first_named(known: tuple[str, ...]) -> nw.Expr:
    """The first of the known answers that the statement names; null where there is no statement."""
    stated = nw.concat_str(nw.lit("/"), nw.col("reported"), nw.lit("/"))
    chain: nw.Expr = nw.lit(None, dtype=nw.String)
    for answer in reversed(known):
        chain = nw.when(stated.str.contains(f"/{answer}/", literal=True)).then(nw.lit(answer)).otherwise(chain)
    return chain


def _stated(frames: Frames, endpoint: str) -> Frame:
    return frames["reported"].filter((nw.col("endpoint") == endpoint) & (nw.col("phase") == AT_RESPONSE))


def reported_word(rows: Frame, *by: str) -> Frame:
    """
    One word a patient, or a patient and what else is named.

    Statements have been made to agree, so those that name one category name the same.
    """
    open_ = nw.col("value").str.contains("/", literal=True)
    stated = rows.group_by("patient_id", *by).agg(
        nw.when(~open_).then(nw.col("value")).max().alias("one"), nw.col("value").max().alias("any_of")
    )
    one = nw.when(nw.col("one").is_null()).then(nw.col("any_of")).otherwise(nw.col("one"))
    return stated.with_columns(reported=one).select("patient_id", *by, "reported")


def _at_response(frames: Frames) -> Frame:
    """Results at the end of treatment, with the marrow before it as an input of its own."""
    single = frames.inputs.filter(nw.col("statistic") == "single")
    end = single.filter(nw.col("phase") == AT_RESPONSE).with_columns(day=nw.lit(None, dtype=nw.Int64))
    before = single.filter(nw.col("baseline") & (nw.col("test") == "marrow_blasts"))
    renamed = before.with_columns(test=nw.lit("marrow_blasts_before"), day=nw.lit(None, dtype=nw.Int64))
    columns = single.collect_schema().names()
    return nw.concat([end.select(*columns), renamed.select(*columns)])


def comparison() -> nw.Expr:
    """How a reported category stands to the derived one, by name."""
    reported, surely, possibly = nw.col("reported"), nw.col("surely"), nw.col("possibly")
    decided = surely == possibly
    return first_that_holds(
        (reported.is_null(), "no response reported"),
        (surely.is_null(), "nothing recorded to derive a response from"),
        (decided & (surely == reported), "agrees"),
        (decided, "differs"),
        otherwise="not confirmed by the records",
    )
