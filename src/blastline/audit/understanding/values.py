"""Measured values in a sentence: what was measured, in whom, in which compartment; singly, in lists, as ranges."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from blastline.audit.disagreement import Quote
from blastline.audit.understanding.attributes import WHEN, attributes_of
from blastline.audit.understanding.claims import Claim, ListClaim, PatientClaim, RangeClaim
from blastline.audit.understanding.clauses import pieces
from blastline.audit.understanding.context import Context
from blastline.audit.understanding.mention import Mention
from blastline.audit.understanding.numbers import NUMBER, number_of
from blastline.audit.understanding.respectively import shared_out
from blastline.audit.understanding.series import Series
from blastline.audit.understanding.spots import Spot, compartment_of, phase_at, statistic_of, taken_of
from blastline.audit.understanding.vocabulary import variable

OF_TIME = re.compile(r"(?:year|yr|month|mo|week|wk|day)s?|[dy]|[µmu]g(?:/d(?:ay)?)?")
BESIDE = re.compile(r"\s*(?:\(\s*)?(?:of\s+|for\s+)?(?:the\s+|his\s+|her\s+|a\s+)?(?:level of\s+|proportion of\s+)?")
SHARE_OF = re.compile(r"\s*of\s")
# "CD22 was expressed by 5 % of leukaemia cells": of what there is no name for, it is a share all the same.
EXPRESSED = re.compile(
    r"(?i)\b(?:express\w*|carried|bore|positive)\b[^.;]*$|\b(?:was|were|is|are) (?:\w+ )?(?:on|by)\s*$"
)
BORNE = re.compile(r"(?i)\s*(?:expression )?(?:was|is|were) (?:\w+ )?(?:on|by|in|of)\s*")
LEADS_TO = re.compile(
    r"(?:\b(?:was|were|is|of|at|to|from|been|reached|only|level|levels|about|numbered|=)|[:=(])\s*$|"
    r"^\s*\((?:[\w-]+ ){0,2}[\w-]+[,:]\s*$|"
    r"^\s*(?:counts?|levels?|value)?\s*(?:nadirs?|peaks?)?:?\s*(?:d(?:ay)? ?\d+:?)?\s*"
    r"(?:from|range[ds]?:?|between|,)?\s*(?:from|of)?\s*$"
)
STATED = re.compile(
    r"(?i)\b(?:mean|median|average|peaks?|nadirs?|range[ds]?|ranging|between|it (?:was|had been))\b"
    r"[:,]?\s*(?:of|was|from|is|age)?\s*$"
)
# "IL-6, 10.0 pg/mL (before) vs. 15.5 pg/mL (peak)": the second number is of the same as the first.
CONTRASTED = re.compile(r"\b(?:vs\.?|versus|as against|compared (?:with|to))\s*$")
SAYS_WHERE = re.compile(r"\s*(?:on|in|of)\s+(?:the\s+)?(?:B-ALL\s+)?")
SPREAD = re.compile(rf"\s*(?:±|\+/-|,? ?\(?SD[:,]? ?=? ?)\s*({NUMBER})")
OF_A_SPREAD = re.compile(r"(?:±|\+/-|\bSD[:,=]?)\s*$")
JOINT = re.compile(r"\s*(?:,\s*and|,|;|and|/)\s*")
COURSE = re.compile(
    r"(?i)\b(?:(rose|risen|increased|climbed|went up)|fell|fallen|dropped|decreased|declined|sank) (?:\w+ )?from $"
)
CONTINUES = re.compile(
    r"(?i)\bit (?:was|had been|rose|fell|peaked)\b|^(?:It|They|These|Its|Their|The values?)\b",
)


def values_of(
    text: str, mentions: Sequence[Mention], quote: Quote, context: Context, series: Series
) -> Iterator[Claim]:
    """Claims on every measured value of the sentence that can be given to a variable."""
    named = [one for one in mentions if one.kind == "variable"]
    inherited = context.variable if CONTINUES.search(text) else ""
    patients = {one.patients for one in mentions if one.kind == "patients"}
    alone = patients.pop() if len(patients) == 1 else ()
    carried: tuple[str, ...] = ()
    statistics = tuple(one for one in mentions if one.kind == "statistic")
    for clause in pieces(text, mentions):
        carried = clause.patients if clause.subject else carried
        spot = Spot(clause, text, quote, context, series, inherited, alone or carried, statistics)
        for run in _runs(spot):
            yield from _claims(run, spot)
        for course in clause.of_kind("course"):
            yield from _course(course, spot)
    if named:
        context.variable = named[-1].name


def _runs(spot: Spot) -> Iterator[list[Mention]]:
    """Numbers that stand in one list: "28.4, 162.5 and 4.10"."""
    run: list[Mention] = []
    apart = shared_out(spot.clause, spot.text)
    for number in spot.clause.of_kind("value", "range"):
        if (OF_TIME.fullmatch(number.unit) and not _timed(spot)) or OF_A_SPREAD.search(spot.text[: number.start]):
            continue
        if run and (apart or not JOINT.fullmatch(spot.text[run[-1].end : number.start])):
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _timed(spot: Spot) -> bool:
    """Whether years or months are what was measured: an age, a follow-up."""
    named = [one.name for one in spot.clause.of_kind("variable")] + [spot.inherited]
    aged = spot.clause.of_kind("sex") or re.search(r"year-old|aged", spot.text)
    return bool(aged) or any(variable(name).get("time") for name in named if name)


def _claims(run: Sequence[Mention], spot: Spot) -> Iterator[Claim]:
    about = _variable_of(run, spot) or spot.inherited
    if not about and len(run) == 1 and run[0].unit.startswith("year") and spot.clause.of_kind("sex"):
        about = "age"
    unit = next((one.unit for one in reversed(run) if one.unit), "")
    bare = not unit and variable(about).get("unit") and len(run) == 1 and run[0].kind == "value"
    if not about or (bare and not STATED.search(spot.text[: run[0].start])):
        return  # a bare number beside "IL-6" may be anything
    who = () if _of_several(run[0], spot) else _patients(run, spot)
    who = who or (spot.alone if len(spot.alone) == 1 == len(run) and not _of_several(run[0], spot) else ())
    if len(run) > 1 and all(one.kind == "value" for one in run):
        if len(run) == 2 and not who:
            return
        yield ListClaim(about, tuple(one.low for one in run), who, spot.quote)
    elif not who:
        yield from _of_a_group(run[0], about, unit, spot)
    if len(who) == len(run):
        for patient, number in zip(who, run, strict=True):
            yield _of_a_patient(patient, number, about, unit, run, spot)


def _of_several(number: Mention, spot: Spot) -> bool:
    """Whether a median or mean, or the range of one, leads to a number before anybody is named."""
    before = [one for one in spot.clause.of_kind("patients", "statistic") if one.end <= number.start]
    named = max((one.end for one in before if one.kind == "patients"), default=-1)
    return any(one.name in ("median", "mean") for one in before if one.start > named)


def _of_a_patient(
    patient: str, number: Mention, about: str, unit: str, run: Sequence[Mention], spot: Spot
) -> PatientClaim:
    ranged = number.kind == "range"
    return PatientClaim(
        patient,
        about,
        spot.quote,
        number_of(number.low),
        number_of(number.high),
        f"{number.low}-{number.high}" if ranged else number.low,
        unit,
        statistic=taken_of(run[0], spot) or ("range" if ranged else ""),
        compartment=compartment_of(run, spot.clause, about),
        phase=phase_at(run, spot),
    )


def _course(course: Mention, spot: Spot) -> Iterator[PatientClaim]:
    """ "IL-6 of Pt 1 rose from 5.8 to 28.4": its end is a peak, its start the value before where a table has one."""
    about = _variable_of([course], spot)
    who = _patients([course], spot) or spot.alone
    way = COURSE.search(spot.text[: course.start])
    if not about or len(who) != 1 or not way or not course.unit or WHEN.search(spot.text):
        return
    held = spot.series.held.get(about, {}).get(who[0], ())
    claim = partial(
        PatientClaim,
        who[0],
        about,
        spot.quote,
        unit=course.unit,
        compartment=compartment_of([course], spot.clause, about),
    )
    if any(one.phase == "before" for one in held):
        yield claim(low=number_of(course.low), high=number_of(course.low), printed=course.low, phase="before")
    statistic = "peak" if way[1] else "lowest"
    yield claim(low=number_of(course.high), high=number_of(course.high), printed=course.high, statistic=statistic)


def _variable_of(run: Sequence[Mention], spot: Spot) -> str:
    """What stands right behind the number, else the variable before it that leads to it."""
    variables, text = spot.clause.of_kind("variable"), spot.text
    shared = shared_out(spot.clause, text)
    if shared:
        return shared.get(run[0].start, "")
    behind = [one for one in variables if one.start >= run[-1].end]
    ahead = [one for one in variables if one.end <= run[0].start]
    gap = text[ahead[-1].end : run[0].start] if ahead else ""
    beside = text[run[-1].end : behind[0].start] if behind else ""
    if behind and BESIDE.fullmatch(beside) and len(run) == 1:
        if not (run[0].unit == "%" and SHARE_OF.match(beside)):
            return behind[0].name
        # "CD19 was on 32-99 % of leukaemia cells": what stands behind is what it is a share of.
        if ahead or EXPRESSED.search(text[: run[0].start]):
            return ahead[-1].name if BORNE.fullmatch(gap) else ""
        return behind[0].name
    if not ahead:
        return ""
    # "CD19 expression in leukemia cells was 73 %": the last variable only says where.
    where = len(ahead) > 1 and SAYS_WHERE.fullmatch(text[ahead[-2].end : ahead[-1].start])
    stated = STATED.search(gap) or CONTRASTED.search(gap)
    leads = stated or (LEADS_TO.search(gap) and not re.search(r";|\.\s", gap))
    return ahead[-2 if where else -1].name if leads else ""


def _patients(run: Sequence[Mention], spot: Spot) -> tuple[str, ...]:
    """Whose values they are; a list as long as the series is in the order of its patients."""
    clause, subject, series = spot.clause, spot.clause.subject, spot.series
    excepted = [one for one in clause.of_kind("patients") if one.patients == clause.excepted]
    if excepted and 0 <= run[0].start - excepted[0].end < 4:
        return clause.excepted
    if clause.patients:
        return clause.patients
    in_order = len(run) > 2 and len(run) == series.n == len(series.patients)
    if subject is None:
        he = spot.context.spoken_of(spot.text)
        return (he,) if he and len(run) == 1 else series.patients if in_order else ()
    if in_order and subject.n == series.n:
        return series.patients
    return _described(run, spot) if subject.definite else ()


def _described(run: Sequence[Mention], spot: Spot) -> tuple[str, ...]:
    """ "These four patients with CR/CRi": those whose rows have it, if they are as many."""
    said = [attribute for _, attribute in attributes_of(spot.clause, spot.text, "", []) if attribute[0] != "event"]
    plain = [("response" if name.startswith("response") else name, held) for name, held in said]
    who = spot.series.whose(plain) if plain else None
    if who and spot.clause.subject and len(who) == spot.clause.subject.n == len(run):
        return tuple(patient for patient in spot.series.patients if patient in who)
    return ()


def _of_a_group(number: Mention, about: str, unit: str, spot: Spot) -> Iterator[RangeClaim]:
    """A range or a middle that is given of several."""
    subject = spot.clause.subject
    counted = subject is not None and subject.kind == "count" and subject.name != "all"
    # "At a median follow-up of 9 months: two patients were alive" is no median of the two.
    counted = counted and ":" not in spot.text[number.end : max(number.end, subject.start if subject else 0)]
    whole = counted and subject is not None and subject.n == spot.series.n
    claim = partial(
        RangeClaim,
        about,
        spot.quote,
        number_of(number.low),
        number_of(number.high),
        n=None,
        group=f"of {subject.n}" if counted and not whole and subject else "",
        phase=phase_at([number], spot),
        of=taken_of(number, spot),
    )
    statistic = statistic_of(number, spot)
    spread = SPREAD.match(spot.text[number.end :])
    if number.kind == "range":
        yield claim(printed=f"{number.low}-{number.high}", unit=unit, statistic="range")
    elif statistic or spread:
        printed = spread[1] if spread else ""
        yield claim(printed=number.low, unit=unit, statistic=statistic or "mean", spread=printed)
