"""Survival times: from the first dose or the remission to an event, or to the day on which nothing more was known."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import narwhals as nw

from blastline.derive.frames import Frame, Frames
from blastline.derive.lines import Lines, first_that_holds
from blastline.settings import Survival

REMISSION = ("CR", "CRh", "CRi")
TRANSPLANT = "allo-HSCT"
LAST_CONTACT = "last contact"
# What ended the time of a patient in whom no response was assessed before a relapse or a death.
ONE_OF_THEM = "no remission, relapse or death"
# The sections of what is derived as if no transplant had ended the observation.
THROUGH = {"survival_event": "event_through_transplant", "survival_time": "time_through_transplant"}
ENDS = ("low", "high")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A survival time: what it is called, whether it begins with remission, and which events end it."""

    name: str
    from_remission: bool
    events: tuple[str, ...]


ENDPOINTS = (
    Endpoint("overall survival", False, ("death",)),
    Endpoint("event-free survival", False, ("no remission", "relapse", "death")),
    Endpoint("relapse-free survival", True, ("relapse", "death")),
    Endpoint("duration of response", True, ("relapse",)),
)


def derive_survival(frames: Frames, handling: Survival, remissions: Frame | None = None) -> list[Lines]:
    """
    Of each endpoint whether its event happened, and its time in days; the reason says what ended the time.

    A date that is known only as a month leaves the time open between two numbers, and where the event may have come
    before or after the day of censoring, the event too. Duration of response ends with relapse alone; a death without
    one censors it. Whoever has no reported response is taken by the derived one: `remissions` has patient_id, low and
    high (the days between which remission was reached) and assessed. Where a transplant ends the observation, the same
    is derived through it as well, so that both can stand side by side.
    """
    chosen = _handled(frames, handling, remissions)
    if handling.transplant == "ignore":
        return chosen
    through = _handled(frames, handling.model_copy(update={"transplant": "ignore"}), remissions)
    return [*chosen, *(replace(lines, section=THROUGH[lines.section]) for lines in through if lines.section in THROUGH)]


def _handled(frames: Frames, handling: Survival, remissions: Frame | None) -> list[Lines]:
    course = frames.keep(_with_derived(_course(frames, handling), remissions))
    evidence = _evidence(frames)
    return [lines for endpoint in ENDPOINTS for lines in _endpoint(course, endpoint, evidence)]


def _course(frames: Frames, handling: Survival) -> Frame:
    """One row a patient: the days of death, relapse, remission, last contact and what censors, each with both ends."""
    contacts, therapies, reported = frames["follow_up"], frames["therapies"], frames["reported"]
    later = therapies.filter(nw.col("given") & (nw.col("phase") != "before").fill_null(True))
    transplant = nw.col("therapy") == TRANSPLANT
    said = reported.filter(nw.col("endpoint") == "response")
    course = frames["patients"].select("patient_id")
    found = {
        "death": _first(contacts.filter(nw.col("status") == "dead")),
        "relapse": _first(contacts.filter(nw.col("relapse"))),
        "remission": _first(said.filter(nw.col("value").is_in(list(REMISSION)))),
        "contact": _last(contacts),
        "transplant": _first(later.filter(transplant)),
        "new therapy": _first(later.filter(~transplant)),
    }
    for name, days in found.items():
        # A year may have begun before the treatment; what is counted here cannot have.
        low = nw.when(nw.col("low") < 0).then(nw.lit(0)).otherwise(nw.col("low"))
        named = days.select("patient_id", low.alias(f"{name}_low"), nw.col("high").alias(f"{name}_high"))
        course = course.join(named, on="patient_id", how="left")
    for flags in (_responded(said), _told(contacts), _given_undated(later)):
        course = course.join(flags, on="patient_id", how="left")
    return _with_censoring(course, handling)


def _with_derived(course: Frame, remissions: Frame | None) -> Frame:
    """What was reported stands; without a report, the first remission that the marrows show, or that there is none."""
    if remissions is None:
        return course
    named = remissions.select(
        "patient_id", "assessed", nw.col("low").alias("seen_low"), nw.col("high").alias("seen_high")
    )
    joined = course.join(named, on="patient_id", how="left")
    mine = nw.col("answers").is_null() & nw.col("assessed").fill_null(False)
    known = mine & ~nw.col("seen_high").is_null()
    return joined.with_columns(
        remission_low=nw.when(known).then(nw.col("seen_low")).otherwise(nw.col("remission_low")),
        remission_high=nw.when(known).then(nw.col("seen_high")).otherwise(nw.col("remission_high")),
        remission_open=nw.when(mine & nw.col("seen_high").is_null() & ~nw.col("seen_low").is_null())
        .then(nw.lit(True))
        .otherwise(nw.col("remission_open")),
        answers=nw.when(mine).then(nw.lit(1)).otherwise(nw.col("answers")),
    )


def _responded(said: Frame) -> Frame:
    """Whether a response was reported, and whether one on no known day, or CR/PR, may have been a remission."""
    named = nw.concat_str(nw.lit("/"), nw.col("value"), nw.lit("/"))
    may_be = nw.any_horizontal(
        *[named.str.contains(f"/{word}/", literal=True) for word in REMISSION], ignore_nulls=True
    )
    placed = nw.col("value").is_in(list(REMISSION)) & ~nw.col("day_earliest").is_null()
    return said.group_by("patient_id").agg(nw.len().alias("answers"), (may_be & ~placed).max().alias("remission_open"))


def _told(contacts: Frame) -> Frame:
    """Whether any contact says anything of relapse, and whether a death, or a relapse, has no day."""
    undated = nw.col("day_earliest").is_null()
    return contacts.group_by("patient_id").agg(
        (~nw.col("relapse").is_null()).max().alias("relapse_told"),
        ((nw.col("status") == "dead") & undated).max().alias("undated_death"),
        (nw.col("relapse").fill_null(False) & undated).max().alias("undated_relapse"),
    )


def _given_undated(later: Frame) -> Frame:
    """Whether a transplant, or another therapy, has no day: it may have been on each."""
    undated, transplant = nw.col("day_earliest").is_null(), nw.col("therapy") == TRANSPLANT
    return later.group_by("patient_id").agg(
        (undated & transplant).max().alias("transplant_undated"),
        (undated & ~transplant).max().alias("new therapy_undated"),
    )


def _first(rows: Frame) -> Frame:
    """The first of several days of one kind; a row without any day may have been on each, and is left out."""
    return rows.group_by("patient_id").agg(
        nw.col("day_earliest").min().alias("low"), nw.col("day_latest").min().alias("high")
    )


def _last(rows: Frame) -> Frame:
    return rows.group_by("patient_id").agg(
        nw.col("day_earliest").max().alias("low"), nw.col("day_latest").max().alias("high")
    )


def _with_censoring(course: Frame, handling: Survival) -> Frame:
    """The day of censoring: the last contact, or what study.toml lets end the observation and may have come before."""
    named = [("transplant", handling.transplant), ("new therapy", handling.new_therapy)]
    ending = [name for name, how in named if how == "censor"]
    undated = [nw.col(f"{name}_undated").fill_null(False) for name in ending]
    rows = _first_of(course, "ended", {name: _days(name) for name in ending})
    before = (nw.col("ended_low") < nw.col("contact_high")).fill_null(False)
    return rows.with_columns(
        **{f"censor_{end}": nw.when(before).then(f"ended_{end}").otherwise(f"contact_{end}") for end in ENDS},
        censored_by=nw.when(before).then(nw.col("ended")).otherwise(nw.lit(LAST_CONTACT)),
        undated_end=nw.any_horizontal(nw.lit(False), *undated, ignore_nulls=False),
    )


def _first_of(rows: Frame, what: str, days: Mapping[str, tuple[nw.Expr, nw.Expr]]) -> Frame:
    """
    Which of several may have come first, and between which days the first of them came.

    The first came no later than any: whoever died on day 45 did not relapse on day 58.
    """
    nothing = nw.lit(None, dtype=nw.Int64)
    rows = rows.with_columns(nw.lit("").alias(what), nothing.alias(f"{what}_low"), nothing.alias(f"{what}_high"))
    for name, (low, high) in days.items():
        first, sooner = _below(low, f"{what}_low"), _below(high, f"{what}_high")
        rows = rows.with_columns(
            nw.when(first).then(nw.lit(name)).otherwise(nw.col(what)).alias(what),
            nw.when(first).then(low).otherwise(nw.col(f"{what}_low")).alias(f"{what}_low"),
            nw.when(sooner).then(high).otherwise(nw.col(f"{what}_high")).alias(f"{what}_high"),
        )
    return rows


def _below(day: nw.Expr, known: str) -> nw.Expr:
    """Whether a day is below one that may not be known yet."""
    return (~day.is_null() & (nw.col(known).is_null() | (day < nw.col(known)))).fill_null(False)


def _endpoint(course: Frame, endpoint: Endpoint, evidence: Frame) -> list[Lines]:
    begun = course.with_columns(start_low=_start(endpoint, "low"), start_high=_start(endpoint, "high"))
    judged = _judged(_with_event(begun, endpoint))
    surely, possibly = nw.col("surely_event"), nw.col("possibly_event")
    of_relapse = nw.lit("relapse" in endpoint.events)
    undated = nw.col("undated_death").fill_null(False) | (nw.col("undated_relapse").fill_null(False) & of_relapse)
    untold = ~nw.col("relapse_told").fill_null(True) & of_relapse
    unclear = nw.col("remission_open").fill_null(False) & nw.lit("no remission" in endpoint.events)
    unclear = unclear & nw.col("remission_low").is_null()
    unassessed = _unassessed(endpoint)
    backwards = (nw.col("event_high") < nw.col("start_low")).fill_null(False)
    by_therapy = nw.col("censored_by") != LAST_CONTACT
    too_late = (by_therapy & (nw.col("censor_high") < nw.col("start_low"))).fill_null(False)
    ended_undated = nw.col("undated_end")
    # A death is an event also where no contact tells of relapse; only how much sooner one came is then not known.
    at_the_latest = untold & surely & ~nw.col("event_high").is_null() & nw.lit("no remission" in endpoint.events)
    hole = undated | ended_undated | (untold & ~at_the_latest) | unclear | backwards | too_late
    hole = hole | (unassessed & nw.col("event_high").is_null())
    known = ~nw.col("start_low").is_null() & (~nw.col("censor_low").is_null() | possibly) & ~hole
    reason = first_that_holds(
        (undated, "a death or relapse was recorded without a day"),
        (ended_undated, "a therapy that ends the observation was recorded without a day"),
        (untold, "no contact says whether there was a relapse"),
        (unclear, "a response that may be a remission has no day"),
        (unassessed, "no response reported, and none derived"),
        (backwards, "the event lies before the remission; check their dates"),
        (too_late, "the observation ended before the remission"),
        (nw.col("start_low").is_null(), "no remission reported on a known day"),
        (~known, "no follow-up with a day recorded"),
        (possibly & ~surely, "the event may have come before or after censoring"),
        otherwise="",
    )
    died = ~by_therapy & ~nw.col("death_low").is_null() & nw.lit("death" not in endpoint.events)
    censored_by = nw.when(died).then(nw.lit("death")).otherwise(nw.col("censored_by"))
    censored = nw.concat_str(nw.lit("censored: "), censored_by)
    either = nw.concat_str(nw.col("event"), nw.lit(", or "), censored)
    ended = nw.when(surely).then(nw.col("event")).otherwise(nw.when(possibly).then(either).otherwise(censored))
    said = judged.with_columns(
        surely=nw.when(known & surely).then(nw.lit("yes")).otherwise(nw.when(known).then(nw.lit("no"))),
        possibly=nw.when(known & possibly).then(nw.lit("yes")).otherwise(nw.when(known).then(nw.lit("no"))),
        verdict=nw.when(known).then(ended).otherwise(nw.lit("")),
        reason=reason,
        low=nw.when(known).then(nw.when(at_the_latest).then(_soonest()).otherwise(_span("low"))),
        high=nw.when(known).then(_span("high")),
    )
    return [
        Lines("survival_event", endpoint.name, "", said, evidence),
        Lines("survival_time", endpoint.name, "", said, evidence, "days"),
        Lines("time_to_transplant", endpoint.name, "", _to_transplant(begun), evidence, "days"),
    ]


def _to_transplant(begun: Frame) -> Frame:
    """Days from the start of the time to a transplant after treatment; none, or none on a known day, is told."""
    undated = nw.col("transplant_undated").fill_null(False)
    known = ~undated & ~nw.col("transplant_low").is_null() & ~nw.col("start_low").is_null()
    sooner, later = nw.col("transplant_low") - nw.col("start_high"), nw.col("transplant_high") - nw.col("start_low")
    ends = {
        name: nw.when(known).then(nw.when(length < 0).then(nw.lit(0)).otherwise(length))
        for name, length in (("low", sooner), ("high", later))
    }
    reason = first_that_holds(
        (undated, "a transplant was recorded without a day"),
        (nw.col("transplant_low").is_null(), "no transplant recorded"),
        (nw.col("start_low").is_null(), "no remission reported on a known day"),
        otherwise="",
    )
    return begun.with_columns(**ends, reason=reason)


def _start(endpoint: Endpoint, end: str) -> nw.Expr:
    return nw.col(f"remission_{end}") if endpoint.from_remission else nw.lit(0)


def _with_event(course: Frame, endpoint: Endpoint) -> Frame:
    """The first of the events of this endpoint: its day, at both ends, and which of them may have come first."""
    first = _first_of(course, "event", {name: _days(name) for name in endpoint.events})
    return first.with_columns(event=nw.when(_unassessed(endpoint)).then(nw.lit(ONE_OF_THEM)).otherwise(nw.col("event")))


def _unassessed(endpoint: Endpoint) -> nw.Expr:
    return nw.col("answers").is_null() & nw.lit("no remission" in endpoint.events)


def _days(name: str) -> tuple[nw.Expr, nw.Expr]:
    """
    Who was assessed and never in remission failed with the first dose, as event-free survival is defined.

    Who was not assessed may have failed then; a relapse or a death is an event at the latest.
    """
    if name != "no remission":
        return nw.col(f"{name}_low"), nw.col(f"{name}_high")
    unassessed = nw.col("answers").is_null()
    failed = nw.col("remission_low").is_null() & ~unassessed
    return nw.when(failed | unassessed).then(nw.lit(0)), nw.when(failed).then(nw.lit(0))


def _judged(rows: Frame) -> Frame:
    """
    Whether the event came before the observation ended; on the day itself it did.

    An event that was recorded was not after the last contact, however little of its date is known.
    """
    there = ~nw.col("event_low").is_null()
    free = nw.col("censor_low").is_null() | (nw.col("censored_by") == LAST_CONTACT)
    return rows.with_columns(
        surely_event=(there & (free | (nw.col("event_high") <= nw.col("censor_low")))).fill_null(False),
        possibly_event=(there & (free | (nw.col("event_low") <= nw.col("censor_high")))).fill_null(False),
    )


def _span(end: str) -> nw.Expr:
    """From the start to the event or to censoring; where the event is open, from the shorter to the longer of both."""
    start = nw.col("start_high") if end == "low" else nw.col("start_low")
    event, censor = nw.col(f"event_{end}"), nw.col(f"censor_{end}")
    shorter = (event < censor) if end == "low" else (event > censor)
    either = nw.when(shorter).then(event).otherwise(censor)
    until = nw.when(nw.col("surely_event")).then(event).otherwise(
        nw.when(nw.col("possibly_event")).then(either).otherwise(censor)
    )  # fmt: skip
    length = until - start
    # Remission and relapse that are both known as one month may have come in either order on paper only.
    return nw.when(length < 0).then(nw.lit(0)).otherwise(length)


def _soonest() -> nw.Expr:
    """The first day of what may have come before the event: a relapse after the remission, or that there was none."""
    remission, event = nw.col("remission_low").fill_null(0), nw.col("event_low")
    return nw.when(remission < event).then(remission).otherwise(event)


def _evidence(frames: Frames) -> Frame:
    responses = frames["reported"].filter(nw.col("endpoint") == "response")
    later = frames["therapies"].filter((nw.col("phase") != "before").fill_null(True))
    return nw.concat([rows.select("patient_id", "record_id") for rows in (frames["follow_up"], responses, later)])
