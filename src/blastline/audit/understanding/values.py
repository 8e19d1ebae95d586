"""Measured values in a sentence: what was measured, in whom, in which compartment; singly, in lists, as ranges."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from blastline.audit.disagreement import Quote
from blastline.audit.understanding.attributes import attributes_of, phase_in
from blastline.audit.understanding.claims import Claim, ListClaim, PatientClaim, RangeClaim
from blastline.audit.understanding.clauses import Clause, pieces
from blastline.audit.understanding.context import Context
from blastline.audit.understanding.mentions import Mention
from blastline.audit.understanding.numbers import NUMBER, number_of
from blastline.audit.understanding.series import Series
from blastline.audit.understanding.vocabulary import variable

OF_TIME = re.compile(r"(?:year|month|week|day)s?|d|[µmu]g(?:/d(?:ay)?)?")
BESIDE = re.compile(r"\s*(?:\(\s*)?(?:of\s+)?(?:the\s+|his\s+|her\s+|a\s+)?(?:level of\s+|proportion of\s+)?")
LEADS_TO = re.compile(r"(?:\b(?:was|were|is|of|at|to|reached|only|level|levels|about|numbered|=)|[:=(])\s*$")
STATED = re.compile(r"(?i)\b(?:mean|median|average|range[ds]?|ranging|between)\b[:,]?\s*(?:of|was|from|is|age)?\s*$")
SPREAD = re.compile(rf"\s*(?:±|\+/-|,? ?\(?SD:? ?=? ?)\s*({NUMBER})")
JOINT = re.compile(r"\s*(?:,\s*and|,|;|and|/)\s*")
CONTINUES = re.compile(r"^(?:It|They|These|The values?)\s+(?:was|were)\b")


def values_of(
    text: str, mentions: Sequence[Mention], quote: Quote, context: Context, series: Series
) -> Iterator[Claim]:
    """Claims on every measured value of the sentence that can be given to a variable."""
    named = [one for one in mentions if one.kind == "variable"]
    inherited = context.variable if CONTINUES.match(text) else ""
    for clause in pieces(text, mentions):
        numbers = [
            one
            for one in clause.of_kind("value", "range")
            if not (OF_TIME.fullmatch(one.unit) and not _aged(clause, inherited, text))
        ]
        run: list[Mention] = []
        for number in numbers:
            if run and not JOINT.fullmatch(text[run[-1].end : number.start]):
                yield from _run(run, clause, text, quote, context, series, inherited)
                run = []
            run.append(number)
        if run:
            yield from _run(run, clause, text, quote, context, series, inherited)
    if named:
        context.variable = named[-1].name


def _aged(clause: Clause, inherited: str, text: str) -> bool:
    """Whether years are an age: "a man of 26 years", "aged 26", "26-year-old"."""
    named = any(one.name == "age" for one in clause.of_kind("variable"))
    return named or inherited == "age" or bool(clause.of_kind("sex")) or bool(re.search(r"year-old|aged", text))


def _run(
    run: Sequence[Mention], clause: Clause, text: str, quote: Quote, context: Context, series: Series, inherited: str
) -> Iterator[Claim]:
    about = _variable_of(run, clause, text) or inherited
    if not about and len(run) == 1 and run[0].unit.startswith("year") and clause.of_kind("sex"):
        about = "age"
    if not about:
        return
    unit = next((one.unit for one in reversed(run) if one.unit), "")
    if not unit and variable(about).get("unit") and len(run) == 1 and run[0].kind == "value":
        return  # a bare number beside "IL-6" may be anything
    who = _patients(run, clause, text, context, series)
    if len(run) > 1 and all(one.kind == "value" for one in run):
        if len(run) == 2 and not who:
            return
        yield ListClaim(about, tuple(one.low for one in run), who, quote)
        if len(who) != len(run):
            return
    elif len(who) != 1:
        if not who:
            yield from _of_a_group(run[0], about, unit, clause, text, quote)
        return
    statistic = next((one.name for one in clause.of_kind("statistic") if one.start < run[0].start), "")
    for patient, number in zip(who, run, strict=True):
        yield PatientClaim(
            patient,
            about,
            quote,
            number_of(number.low),
            number_of(number.high),
            number.low if number.kind == "value" else f"{number.low}-{number.high}",
            unit,
            statistic=statistic or ("range" if number.kind == "range" else ""),
            compartment=_compartment(run, clause, about),
            phase=phase_in(clause, text),
        )


def _variable_of(run: Sequence[Mention], clause: Clause, text: str) -> str:
    """What stands right behind the number, else the variable before it that leads to it."""
    variables = clause.of_kind("variable")
    behind = [one for one in variables if one.start >= run[-1].end]
    if behind and BESIDE.fullmatch(text[run[-1].end : behind[0].start]) and len(run) == 1:
        return behind[0].name
    ahead = [one for one in variables if one.end <= run[0].start]
    if not ahead:
        return ""
    gap = text[ahead[-1].end : run[0].start]
    first = next((one for one in ahead if one.name == ahead[-1].name), ahead[-1])
    # "CD19 expression in leukemia cells was 73 %": the last variable only says where.
    if len(ahead) > 1 and re.fullmatch(
        r"\s*(?:on|in|of)\s+(?:the\s+)?(?:B-ALL\s+)?", text[ahead[-2].end : ahead[-1].start]
    ):
        first = ahead[-2]
    lead = (
        LEADS_TO.search(gap)
        or STATED.search(gap)
        or re.fullmatch(r"\s*(?:counts?|levels?|value)?\s*(?:from|range[ds]?:?|between|,)?\s*(?:from|of)?\s*", gap)
    )
    return first.name if lead and (STATED.search(gap) or not re.search(r"[;.]", gap)) else ""


def _patients(run: Sequence[Mention], clause: Clause, text: str, context: Context, series: Series) -> tuple[str, ...]:
    """Whose values they are; a list as long as the series is in the order of its patients."""
    excepted = [one for one in clause.of_kind("patients") if one.patients == clause.excepted]
    if clause.excepted and excepted and 0 <= run[0].start - excepted[0].end < 4:
        return clause.excepted
    if clause.listed or (clause.subject and clause.subject.kind == "patients"):
        return clause.patients
    if clause.subject is None:
        he = context.spoken_of(text)
        if he and len(run) == 1:
            return (he,)
        if len(run) > 2 and len(run) == series.n == len(series.patients):
            return series.patients
        return ()
    subject = clause.subject
    if subject.n == series.n and len(run) == series.n:
        return series.patients
    if subject.definite:
        said = [attribute for _, attribute in attributes_of(clause, text, "", []) if attribute[0] != "event"]
        who = (
            series.whose([(("response" if name.startswith("response") else name), held) for name, held in said])
            if said
            else None
        )
        if who and len(who) == subject.n == len(run):
            return tuple(patient for patient in series.patients if patient in who)
    return ()


def _compartment(run: Sequence[Mention], clause: Clause, about: str) -> str:
    others = [one for one in clause.of_kind("value", "range") if one.start >= run[-1].end]
    behind = [
        one
        for one in clause.of_kind("compartment")
        if one.start >= run[-1].end and not (others and one.start > others[0].start)
    ]
    ahead = [one for one in clause.of_kind("compartment") if one.end <= run[0].start]
    if behind:
        return behind[0].name
    numbered = [one for one in clause.of_kind("value", "range") if one.end <= run[0].start]
    ahead = [one for one in ahead if not (numbered and one.start < numbered[-1].end)]
    return ahead[-1].name if ahead else str(variable(about).get("compartment", ""))


def _of_a_group(
    number: Mention, about: str, unit: str, clause: Clause, text: str, quote: Quote
) -> Iterator[RangeClaim]:
    """A range or a middle that is given of several."""
    counted = clause.subject is not None and clause.subject.kind == "count" and clause.subject.name != "all"
    before = [one.name for one in clause.of_kind("statistic") if one.start < number.start]
    taken = next((name for name in before if name in ("peak", "lowest")), "")
    group = f"of {clause.subject.n}" if counted and clause.subject else ""
    low, high, phase = number_of(number.low), number_of(number.high), phase_in(clause, text)
    claim = partial(RangeClaim, about, quote, low, high, n=None, group=group, phase=phase, of=taken)
    statistic = _statistic(number, clause, text)
    spread = SPREAD.match(text[number.end :])
    if number.kind == "range":
        yield claim(f"{number.low}-{number.high}", unit, "range")
    elif statistic or spread:
        yield claim(number.low, unit, statistic or "mean", spread=spread[1] if spread else "")


def _statistic(number: Mention, clause: Clause, text: str) -> str:
    """Median or mean: the word nearest before the number, or "on average" behind it."""
    named = [one for one in clause.of_kind("statistic") if one.name in ("median", "mean")]
    ahead = [one for one in named if one.end <= number.start]
    if ahead:
        return ahead[-1].name
    behind = re.match(
        r"(?i)\s*(?:years?|%)?\s*(?:\([^)]*\)\s*)?(?:on average|in the (median|mean))", text[number.end :]
    )
    return (behind[1] or "mean").lower() if behind else ""
