"""Response at each marrow: with the counts nearest to it, and what was given before; the best, by cycle, the first."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.assess import derive_assessments
from blastline.derive.frames import MARROW_SPECIMEN, Frame, Frames, derived_inputs
from blastline.derive.given import ASKED, given_past_week
from blastline.derive.lines import Lines, first_that_holds, on_day
from blastline.derive.responses import comparison, reported_word
from blastline.derive.windows import since_first_dose

MARROW = "marrow_blasts"
OF_THE_MARROW = ("trilineage_haematopoiesis", "mrd", "mrd_evaluable", "mrd_detected")
BEFORE = {"marrow_blasts_before": MARROW, "blood_blasts_before": "blood_blasts"}
EARLIER_REMISSION = "in_remission_before"
REMISSION = "CR"
NO_MARROW = "no marrow on a known day since the first dose"
# Worse than no response, though a rule may have to ask for them before it.
WORST = ("PD", "relapse")
ENDS = ("low", "high")


@dataclass(frozen=True, slots=True)
class Nearness:
    """Within how many days of a marrow another result counts for it, and the number of the first day of the study."""

    days: int
    first_day: int


@dataclass(frozen=True, slots=True)
class AssessedMarrows:
    """The category at each marrow by one criterion; `ours` are those before another therapy; what they rest on."""

    criterion: Criterion
    each: Frame
    ours: Frame
    evidence: Frame


def assess_marrows(frames: Frames, criterion: Criterion, nearness: Nearness) -> AssessedMarrows:
    """The category at each marrow since the first dose."""
    marrows = frames.keep(_dated_marrows(frames))
    inputs = frames.keep(inputs_of_marrows(frames, criterion, nearness, marrows))
    found = frames.keep(_ranked(_assessed(inputs, criterion), criterion))
    evidence = inputs.filter(nw.col("record_id") != "").select("patient_id", "record_id").unique()
    return AssessedMarrows(criterion, found, frames.keep(before_other_therapy(frames, found)), evidence)


def derive_responses_by_marrow(
    frames: Frames, assessed: AssessedMarrows, nearness: Nearness, cycles: Frame
) -> list[Lines]:
    """
    The category at each marrow since the first dose, the best of all and of each cycle, and the first remission.

    A marrow after another therapy, or after a transplant, is listed, and counts for none of the others. `cycles` has
    patient_id, cycle and first_day; a marrow belongs to the last cycle that began before it.
    """
    criterion, ours, evidence = assessed.criterion, assessed.ours, assessed.evidence
    return [
        _at_each(frames, criterion, nearness, assessed.each, evidence),
        _best(frames, criterion, ours, evidence),
        _by_cycle(frames, criterion, ours, cycles, evidence),
        _first_remission(frames, criterion, ours, evidence),
    ]


def before_other_therapy(frames: Frames, found: Frame) -> Frame:
    """Without the marrows that surely came after another therapy had begun: its response is not this treatment's."""
    later = frames["therapies"].filter(nw.col("given") & (nw.col("phase") != "before").fill_null(True))
    begun = later.group_by("patient_id").agg(nw.col("day_latest").min().alias("other_begun"))
    joined = found.join(begun, on="patient_id", how="left")
    return joined.filter((nw.col("day") <= nw.col("other_begun")).fill_null(True)).drop("other_begun")


def derived_remissions(frames: Frames, by_marrow: Sequence[AssessedMarrows]) -> Frame | None:
    """By the first system: the days between which remission was reached; `assessed` where a marrow tells at all."""
    if not by_marrow:
        return None
    days = _remission_days(by_marrow[0].ours)
    return frames.keep(days.with_columns(assessed=nw.lit(True)))


def _dated_marrows(frames: Frames) -> Frame:
    dated = (nw.col("day") >= 0) & ~nw.col("whole_course") & (nw.col("statistic") == "single")
    return (
        frames.inputs.filter((nw.col("test") == MARROW) & dated & since_first_dose())
        .select("patient_id", "day")
        .unique()
    )


def inputs_of_marrows(frames: Frames, criterion: Criterion, nearness: Nearness, marrows: Frame) -> Frame:
    """Everything that the criterion asks of each marrow, on the day of the marrow."""
    tests = [name for name in criterion.needs if name not in (*BEFORE, *ASKED, EARLIER_REMISSION)]
    columns = frames.inputs.collect_schema().names()
    parts = [
        _of_marrow(derive_nearest(frames, marrows, [name for name in tests if name in (MARROW, *OF_THE_MARROW)], 0)),
        derive_nearest(
            frames, marrows, [name for name in tests if name not in (MARROW, *OF_THE_MARROW)], nearness.days
        ),
        *[_before(frames, name, test) for name, test in BEFORE.items() if name in criterion.needs],
        *[given_past_week(frames, marrows, name) for name in ASKED if name in criterion.needs],
    ]
    return nw.concat([part.select(*columns) for part in parts])


def _of_marrow(results: Frame) -> Frame:
    """MRD of the blood says nothing of the marrow of the same day."""
    return results.filter(nw.col("specimen").is_in([MARROW_SPECIMEN, "not stated", ""]))


def derive_nearest(frames: Frames, marrows: Frame, tests: Sequence[str], days: int) -> Frame:
    """Of each test the result that lies nearest to each marrow; of two that lie as near, the earlier."""
    dated = (nw.col("statistic") == "single") & ~nw.col("day").is_null() & ~nw.col("whole_course")
    results = frames.inputs.filter(nw.col("test").is_in(list(tests)) & dated)
    # One row a marrow and day around it: an equality join, where a join on a range would compare every pair.
    around = [
        marrows.select(
            "patient_id",
            nw.col("day").alias("marrow_day"),
            (nw.col("day") + apart).alias("day"),
            nw.lit(2 * abs(apart) + (apart > 0)).alias("farness"),
        )
        for apart in range(-days, days + 1)
    ]
    near = results.join(nw.concat(around), on=["patient_id", "day"], how="inner")
    least = near.with_columns(least=nw.col("farness").min().over("patient_id", "marrow_day", "test"))
    return least.filter(nw.col("farness") == nw.col("least")).with_columns(day=nw.col("marrow_day"))


def _before(frames: Frames, name: str, test: str) -> Frame:
    last = frames.inputs.filter(nw.col("baseline") & (nw.col("test") == test))
    return last.with_columns(test=nw.lit(name), whole_course=nw.lit(True))


def _assessed(inputs: Frame, criterion: Criterion) -> Frame:
    """The category at each marrow; where it asks whether there was a remission before, of the earlier marrows."""
    first = derive_assessments(inputs, criterion)
    if EARLIER_REMISSION not in criterion.needs:
        return first
    columns = inputs.collect_schema().names()
    return derive_assessments(nw.concat([inputs, _in_remission_before(first).select(*columns)]), criterion)


def _in_remission_before(assessed: Frame) -> Frame:
    """Whether an earlier marrow surely, or possibly, showed a remission; no category of remission asks for that."""
    flags = {
        end: nw.when(nw.col(word).str.starts_with(REMISSION)).then(nw.lit(1.0)).otherwise(nw.lit(0.0))
        for end, word in (("now_low", "surely"), ("now_high", "possibly"))
    }
    rows = assessed.with_columns(**flags)
    so_far = rows.with_columns(
        *[nw.col(f"now_{end}").cum_max().over("patient_id", order_by=["day"]).alias(f"upto_{end}") for end in ENDS]
    )
    earlier = so_far.with_columns(
        *[nw.col(f"upto_{end}").shift(1).over("patient_id", order_by=["day"]).fill_null(0.0).alias(end) for end in ENDS]
    )
    low = nw.col("low") == nw.col("high")
    said = nw.when(low & (nw.col("low") == 1)).then(nw.lit("yes")).otherwise(nw.when(low).then(nw.lit("no")))
    return derived_inputs(
        earlier.select(
            "patient_id", "day", *ENDS, test=nw.lit(EARLIER_REMISSION), printed=said.fill_null("open to both")
        )
    )


def from_best(criterion: Criterion) -> list[str]:
    """The categories from the best to the worst."""
    names = criterion.level_names
    return [name for name in names if name not in WORST] + [name for name in WORST if name in names]


def _ranked(assessed: Frame, criterion: Criterion) -> Frame:
    """With the place of both categories from the best, to compare them."""
    order = from_best(criterion)
    return assessed.with_columns(sure_place=_place("surely", order), possible_place=_place("possibly", order))


def _place(column: str, order: Sequence[str]) -> nw.Expr:
    chain: nw.Expr = nw.lit(len(order))
    for place, name in reversed(list(enumerate(order))):
        chain = nw.when(nw.col(column) == name).then(nw.lit(place)).otherwise(chain)
    return chain


def _at_each(frames: Frames, criterion: Criterion, nearness: Nearness, found: Frame, evidence: Frame) -> Lines:
    """At each marrow, beside what was reported nearest to it within as many days; of two as near, the earlier."""
    rows = frames["reported"].filter((nw.col("endpoint") == "response") & ~nw.col("day").is_null())
    apart = nw.col("day") - nw.col("marrow_day")
    near = rows.join(found.select("patient_id", marrow_day=nw.col("day")), on="patient_id", how="inner").filter(
        apart.abs() <= nearness.days
    )
    far = near.with_columns(farness=nw.when(apart > 0).then(2 * apart + 1).otherwise(-2 * apart))
    least = far.with_columns(least=nw.col("farness").min().over("patient_id", "marrow_day"))
    nearest = least.filter(nw.col("farness") == nw.col("least"))
    reported = reported_word(nearest, "marrow_day").select("patient_id", "reported", day=nw.col("marrow_day"))
    said = found.join(reported, on=["patient_id", "day"], how="left").with_columns(verdict=comparison())
    placed = said.with_columns(at=on_day(nearness.first_day), place=nw.col("day"))
    return Lines("response_at", criterion.term, criterion.id, placed, evidence, several=True)


def _best(frames: Frames, criterion: Criterion, found: Frame, evidence: Frame) -> Lines:
    best = _best_of(found, criterion, "patient_id")
    everyone = frames["patients"].select("patient_id").join(best, on="patient_id", how="left")
    absent = nw.when(nw.col("surely").is_null()).then(nw.lit(NO_MARROW))
    said = everyone.with_columns(reason=absent.otherwise(nw.col("reason")))
    return Lines("best_response", criterion.term, criterion.id, said, evidence)


def _best_of(found: Frame, criterion: Criterion, *by: str) -> Frame:
    """The best category of several marrows, surely and possibly; open where one that may be better is."""
    best = found.group_by(*by).agg(nw.col("sure_place").min(), nw.col("possible_place").min())
    wanted = best.select(*by, nw.col("possible_place").alias("reached"))
    # Progression stands before no response in a rule and after it here, so that one that is decided may be as good.
    open_ones = (nw.col("possible_place") == nw.col("reached")) & (nw.col("reason") != "")
    reasons = found.join(wanted, on=list(by), how="inner").filter(open_ones)
    why = reasons.group_by(*by).agg(nw.col("reason").min().alias("why"))
    order = from_best(criterion)
    open_ = nw.col("sure_place") != nw.col("possible_place")
    return best.join(why, on=list(by), how="left").with_columns(
        surely=_named("sure_place", order),
        possibly=_named("possible_place", order),
        reason=nw.when(open_).then(nw.col("why")).otherwise(nw.lit("")),
    )


def _named(column: str, order: Sequence[str]) -> nw.Expr:
    chain: nw.Expr = nw.lit(None, dtype=nw.String)
    for place, name in enumerate(order):
        chain = nw.when(nw.col(column) == place).then(nw.lit(name)).otherwise(chain)
    return chain


def _by_cycle(frames: Frames, criterion: Criterion, found: Frame, cycles: Frame, evidence: Frame) -> Lines:
    begun = found.select("patient_id", "day").join(cycles, on="patient_id", how="inner")
    last = begun.filter(nw.col("first_day") < nw.col("day")).group_by("patient_id", "day")
    placed = found.join(last.agg(nw.col("cycle").max()), on=["patient_id", "day"], how="inner")
    best = _best_of(placed, criterion, "patient_id", "cycle").with_columns(
        at=nw.concat_str(nw.lit("cycle "), nw.col("cycle").cast(nw.String)), place=nw.col("cycle")
    )
    return Lines("response_by_cycle", criterion.term, criterion.id, best, evidence, several=True)


def _remission_days(found: Frame) -> Frame:
    """One row a patient with a marrow: from the first that may be in remission to the first that is; null for none."""
    sure = nw.col("surely").str.starts_with(REMISSION).fill_null(False)
    possible = nw.col("possibly").str.starts_with(REMISSION).fill_null(False)
    return found.group_by("patient_id").agg(
        nw.when(possible).then(nw.col("day")).min().alias("low"), nw.when(sure).then(nw.col("day")).min().alias("high")
    )


def _first_remission(frames: Frames, criterion: Criterion, found: Frame, evidence: Frame) -> Lines:
    """The day of the first marrow in remission: from the first that may be one to the first that is."""
    days = _remission_days(found)
    said = frames["patients"].select("patient_id").join(days, on="patient_id", how="left")
    assessed = found.select("patient_id", assessed=nw.lit(True)).unique()
    said = said.join(assessed, on="patient_id", how="left")
    reason = first_that_holds(
        (nw.col("assessed").is_null(), NO_MARROW),
        (nw.col("low").is_null(), "no marrow in remission"),
        (nw.col("high").is_null(), "none is surely in remission"),
        (nw.col("low") < nw.col("high"), "an earlier marrow may have been in remission"),
        otherwise="",
    )
    variable = f"{criterion.term}, first remission"
    return Lines("first_remission", variable, criterion.id, said.with_columns(reason=reason), evidence, "day")
