"""What the sentences say: each clause as claims on counts, patients, values, times and outcomes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blastline.audit.disagreement import Quote
from blastline.audit.manuscript import Sentence
from blastline.audit.understanding.attributes import REMISSION, attributes_of, phase_in, when_in, when_of
from blastline.audit.understanding.claims import (
    Attribute,
    Claim,
    CountClaim,
    OutcomeClaim,
    PatientClaim,
    TimeClaim,
    TotalClaim,
)
from blastline.audit.understanding.clauses import Clause, pieces
from blastline.audit.understanding.context import Context
from blastline.audit.understanding.heads import phase_of
from blastline.audit.understanding.mention import Mention
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.series import Series
from blastline.audit.understanding.values import values_of
from blastline.audit.understanding.vocabulary import pattern

ENROLLED = re.compile(r"(?i)^[^,;]{0,60}\b(?:were|was) (?:enrol?led|included|treated|evaluated)\b")
PEOPLE = re.compile(r"(?i)(?:patients|cases|subjects|adults|children)$")
OPENING = re.compile(r"(?i)(?:[\w ]+: )?\s*(?:in total,? |a total of |overall,? |here,? |in our study,? |only )*")
OURS = re.compile(
    r"(?i)\bwe (?:analy[sz]ed|describe|report|present|treated|studied|included|enrol?led|reviewed)"
    r"(?: on| data of)? (?:n = )?$"
)
A_PART = re.compile(
    r"(?i)\s*(?:\([^)]*\)\s*)?(?:who|in|whose|that|achieving|reaching|assessed|tested|responding|"
    r"with (?!R/R|relapsed|B-ALL|refractory))"
)
OF_HIM = re.compile(r"\s*,?\s*(?:who|whose|in whom)\b")
RESPONDERS = re.compile(r"(?i)(?<!non-)(?<!non)\bresponders\b")
IN_REMISSION: Attribute = ("response", REMISSION)
OUR_EXPERIENCE = re.compile(r"(?i)\b(?:we|our)\b[^.;]*\b(?:experience|series|cohort|population) \($")
HEADED = re.compile(r"(?:Pts|Patients|Cases|Subjects|Number of patients)[:=] ?(\d{1,4})(?=[,;.]|$)")
POINTING_BACK = re.compile(r"(?i)\bof (?:these|them|those)(?: \w+)?$")
DEMONSTRATIVE = re.compile(r"(?i)\b(?:these|this|those|such|all these)\b")


def claims_of_sentences(sentences: Sequence[Sentence], series: Series, main_therapy: str) -> Iterator[Claim]:
    """All that the running text says of this series; what it tells of the studies of others is left out."""
    context = Context()
    for at, sentence in enumerate(sentences):
        text = plainly(sentence.text)
        mentions = mentions_in(text)
        context.enter(sentence, text, mentions, series)
        if not context.theirs:
            quote = Quote(sentence.text, sentence.place)
            told = _claims_of(text, mentions, quote, at, context, series, main_therapy)
            yield from (_set_before(claim) for claim in told) if _is_before(sentence) else told


def _is_before(sentence: Sentence) -> bool:
    """Whether a heading says that what stands below it was before the treatment: "Before treatment", "Baseline"."""
    return "before" in (phase_of(sentence.heading), phase_of(sentence.place.section))


def _set_before(claim: Claim) -> Claim:
    """A count of events below such a heading; a sentence may name a time of its own."""
    of_event = isinstance(claim, CountClaim) and any(variable == "event" for variable, _ in claim.attributes)
    return replace(claim, phase="before") if isinstance(claim, CountClaim) and of_event and not claim.phase else claim


def _claims_of(
    text: str, mentions: list[Mention], quote: Quote, at: int, context: Context, series: Series, main_therapy: str
) -> Iterator[Claim]:
    yield from _totals(text, mentions, quote, main_therapy)
    before: list[Attribute] = []
    carried: tuple[str, ...] = ()
    for clause in pieces(text, mentions):
        said = attributes_of(clause, text, main_therapy, before)
        before = [attribute for _, attribute in said] or before
        who = clause.patients or (carried if clause.subject is None else ()) or _pronoun(clause, text, context)
        carried = clause.patients if clause.subject and len(clause.patients) == 1 else carried
        yield from _patient_claims(clause, said, who, quote, text)
        if clause.subject and clause.subject.kind == "count":
            yield from _counts(clause, said, quote, at, text, context, series)
        yield from _times(clause, who, quote, text)
    yield from values_of(text, mentions, quote, context, series)
    yield from _outcomes(text, mentions, quote, series)


def _pronoun(clause: Clause, text: str, context: Context) -> tuple[str, ...]:
    if clause.subject is not None:
        return ()
    patient = context.spoken_of(text) or (context.patient if "Pt" in text else "")
    return (patient,) if patient else ()


def _given(rest: str, main_therapy: str) -> bool:
    """Whether they are those who were given the treatment studied, and not once more."""
    given = re.match(
        rf"(?i)[^,;.]{{0,60}}? received (?:\w+ ){{0,4}}{main_therapy}(?! (?:maintenance|consolidation|again))", rest
    )
    return bool(main_therapy) and given is not None


def _totals(text: str, mentions: Sequence[Mention], quote: Quote, main_therapy: str) -> Iterator[TotalClaim]:
    """ "All five patients", "five patients were enrolled", "a total of five patients"; no part of them."""
    headed = HEADED.match(text)
    if headed:
        yield TotalClaim(int(headed[1]), quote)
    for mention in mentions:
        words, rest, ahead = text[mention.start : mention.end], text[mention.end :], text[: mention.start]
        if mention.kind == "count" and words.startswith("n") and OUR_EXPERIENCE.search(ahead) and mention.n:
            yield TotalClaim(mention.n, quote)
        if mention.kind != "count" or mention.other or not PEOPLE.search(words):
            continue
        everybody = mention.name == "all" and re.match(r"(?i)all (?:of )?(?:the )?\w+ patients", words)
        counted = mention.name == "" and mention.of is None
        first = OPENING.fullmatch(ahead) and (ENROLLED.match(rest) or _given(rest, main_therapy))
        ours = OURS.search(ahead) or (
            re.search(rf"(?i)\b{main_therapy} was given to (?:n = )?$", ahead) and main_therapy
        )
        whole = everybody or (counted and (first or ours))
        if mention.n and mention.n > 1 and whole and not A_PART.match(rest):
            yield TotalClaim(mention.n, quote)


def _patient_claims(
    clause: Clause, said: Sequence[tuple[Mention, Attribute]], who: Sequence[str], quote: Quote, text: str
) -> Iterator[PatientClaim]:
    """Each category of each patient who is named; events are told by their times."""
    for mention, (variable, categories) in said:
        if mention.negated or variable == "event" or mention in _of_excepted(clause):
            continue
        compartment = next((one.name for one in clause.of_kind("compartment") if variable == "mrd"), "")
        low, high = (float(mention.low), float(mention.high)) if mention.kind == "grade" else (None, None)
        for patient in who:
            yield PatientClaim(
                patient,
                variable,
                quote,
                low,
                high,
                category=categories if low is None else frozenset(),
                compartment=compartment,
                phase=phase_in(clause, text),
                when=when_of(mention, clause, text),
            )


def _of_excepted(clause: Clause) -> list[Mention]:
    """What stands behind an excepted patient is his: "except for Pt 5 (PR)", "the exception was Pt 5, who died"."""
    if not clause.excepted or clause.subject is None:
        return []
    end = next(one.end for one in clause.of_kind("patients") if one.patients == clause.excepted)
    his = OF_HIM.match(clause.text, end)
    return [one for one in clause.attributes if one.start < clause.subject.start or (his and one.start > end)]


def _counts(
    clause: Clause,
    said: Sequence[tuple[Mention, Attribute]],
    quote: Quote,
    at: int,
    text: str,
    context: Context,
    series: Series,
) -> Iterator[CountClaim]:
    subject = clause.subject
    assert subject is not None
    nobody = subject.name in ("none", "neither", "no", "not one", "not a single")
    excepted = _of_excepted(clause)
    said = [(mention, attribute) for mention, attribute in said if mention not in excepted]
    if any(mention.negated for mention, _ in said) and not nobody:
        said = []
    restricting = clause.restricting()
    main = [attribute for mention, attribute in said if mention not in restricting]
    every = [attribute for _, attribute in said]
    exhaustive = subject.definite or subject.other
    # How many there are is left open: nothing to hold against another count, but for the list of those who surely are.
    attributes = frozenset(every if (main or exhaustive) and not subject.left_open else ())
    within = clause.within
    whole = f"of {within.n}" if within and within.n else ""
    if subject.n is None and subject.name != "all":
        return
    n = subject.n
    responding = n is None and RESPONDERS.search(text[clause.start : subject.end])
    part = [attribute for mention, attribute in said if mention in restricting] if n is None and main else []
    part = [IN_REMISSION] if responding else part
    who = series.whose(part) if part else None
    # Where nobody can tell how many "all responders" are, a table of counts may.
    n = len(who) if who is not None else n
    attributes = attributes.union(part) if attributes else attributes
    if subject.name == "all" and clause.excepted:
        if (n or series.n) is None:
            return
        n = (n or series.n or 0) - len(clause.excepted)
    claim = CountClaim(
        n if n is not None else -1,
        quote,
        attributes,
        of=clause.of if clause.of is not None or not _whole_of_a_part(n, subject, restricting, series) else n,
        percent=clause.percent,
        patients=clause.listed,
        other=subject.other,
        everybody=subject.name == "all" and n is None,
        within=whole if not (main and restricting) and not part else f"{whole} restricted".strip(),
        phase=phase_in(clause, text),
        when=when_in(clause, text),
        compartment=next((one.name for one in clause.of_kind("compartment")), ""),
        sentence=at,
        bracketed=clause.bracketed,
        interval=clause.interval,
    )
    told = _pointing_back(claim, text[subject.start : subject.end], context)
    if told:
        yield told
        context.counted = claim if claim.attributes and claim.n > 0 else context.counted


def _whole_of_a_part(n: int | None, subject: Mention, restricting: Sequence[Mention], series: Series) -> bool:
    """ "All eight patients in remission", "all four responders": the whole is as many as are counted."""
    return bool(n and subject.name and (restricting or (subject.name == "all" and subject.n not in (None, series.n))))


def _pointing_back(claim: CountClaim, words: str, context: Context) -> CountClaim | None:
    """ "All of these" are those counted just before; "three of these five" are, where five were counted."""
    back = POINTING_BACK.search(words)
    before = context.counted if context.counted and claim.sentence - context.counted.sentence <= 1 else None
    if not back:
        return claim
    if before is None or before.within or (claim.of is not None and claim.of != before.n):
        return None if claim.everybody else claim
    n = before.n if claim.everybody else claim.n
    both = claim.attributes | before.attributes if claim.attributes else claim.attributes
    return replace(claim, n=n, of=before.n, everybody=False, attributes=both, within=f"of {before.n} restricted")


def _times(clause: Clause, who: Sequence[str], quote: Quote, text: str) -> Iterator[TimeClaim]:
    """When each event of the clause befell them; a clause that says no time makes no claim."""
    phase = phase_in(clause, text)
    began = [one.name for one in clause.of_kind("predicate") if one.name in ("developed", "diagnosed")]
    if not began and not clause.of_kind("event"):
        return
    if not phase:
        return
    subject = clause.subject
    n = subject.n if subject and subject.kind == "count" else None
    for event in clause.of_kind("event"):
        died = event.name == "fungal" and any(one.name == "death" for one in clause.of_kind("event"))
        if not event.negated and (who or n) and (began or died) and event.name not in ("alive", "death", "transplant"):
            yield TimeClaim(event.name, phase, quote, tuple(who), n)


def _outcomes(text: str, mentions: Sequence[Mention], quote: Quote, series: Series) -> Iterator[OutcomeClaim]:
    """That a toxicity recovered: of everybody, or but for the excepted. A hedge or another subject makes no claim."""
    topics = [one for one in mentions if one.kind == "toxicity" and not one.negated]
    predicates = [one for one in mentions if one.kind == "predicate" and one.name == "recovered"]
    if len({one.name for one in topics}) != 1 or not predicates:
        return
    clauses = list(pieces(text, mentions))
    excepted = next((clause.excepted for clause in clauses if clause.excepted), ())
    named = [one for one in mentions if one.kind == "patients"]
    if excepted and len(named) == 1:
        yield OutcomeClaim(topics[0].name, "recovered", quote, excepted)
        return
    counted = [one for one in mentions if one.kind == "count" and not (one.name == "all" or one.n == series.n)]
    pointed = DEMONSTRATIVE.search(text[: topics[0].start][-25:])
    negated = any(one.negated for one in predicates)
    if not (named or counted or pointed or negated or pattern("hedges").search(text)):
        yield OutcomeClaim(topics[0].name, "recovered", quote)
