"""A time word against a time: "developed during therapy" of two, one of whom was diagnosed before."""

import re
from collections import defaultdict
from collections.abc import Iterator

from blastline.audit.checks.saying import disagreement, patients_said, people
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.understanding.claims import TimeClaim
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import kinds_of, label_of

NAME = "time-word"
DAY = re.compile(r"(?:\bon |\(|, )d(?:ay)? (-?\d+)\b(?! of)")
BEGAN = re.compile(r"(?i)\b(?:began|onset|developed|diagnosed|had|acquired|occurred|started)\b")
WITHIN = ("during", "end")


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    More patients are said to have had something during the treatment than the times of the single patients leave.

    So too "before treatment" beside a day of treatment. A time that is not told of a patient may be any. Silent where
    no patient is told to have had it at another time, and on one patient with the same event at two times: a second
    episode.
    """
    yield from _days(understood)
    yield from _controlled(understood)
    single = [claim for claim in understood.times if claim.patients and claim.n is None]
    for counted in [claim for claim in understood.times if claim.n and not claim.patients]:
        cases: defaultdict[str, set[str]] = defaultdict(set)
        theirs = [one for one in single if counted.event in kinds_of(one.event)]
        for claim in theirs:
            for patient in claim.patients:
                cases[patient].add("during" if claim.phase in WITHIN else claim.phase)
        when = "during" if counted.phase in WITHIN else counted.phase
        fitting = [patient for patient, phases in cases.items() if when in phases]
        other = [patient for patient in cases if patient not in fitting]
        if other and len(fitting) < (counted.n or 0) <= len(cases):
            yield _said(counted, theirs, when, fitting, other)


def _controlled(understood: Understood) -> Iterator[Disagreement]:
    """Infections that were controlled during treatment, one of which had only a partial response at its end."""
    partial = [
        one
        for one in understood.patients
        if one.variable == "infection response" and one.category == {"PR"} and one.phase in WITHIN
    ]
    for sentence in understood.manuscript.sentences if partial else ():
        mentions = mentions_in(plainly(sentence.text))
        events = {one.name for one in mentions if one.kind == "event"}
        controlled = any(one.kind == "predicate" and one.name == "recovered" for one in mentions)
        if not controlled or not any(one.kind == "phase" and one.name == "during" for one in mentions):
            continue
        for one in partial:
            theirs = {mention.name for mention in mentions_in(plainly(one.quote.quote)) if mention.kind == "event"}
            if theirs & events:
                theirs_ = f"that of Pt {one.patient} had only PR at its end"
                message = f"An infection was controlled during treatment, and {theirs_}."
                quotes = [Quote(sentence.text, sentence.place), one.quote]
                likelier = "The time of the patient, unless PR counts as control: say which."
                yield disagreement(NAME, f"controlled {one.patient}", "doubt", message, likelier, quotes)


def _days(understood: Understood) -> Iterator[Disagreement]:
    """ "Before treatment, on day 9", and "during treatment, on day -12"."""
    for sentence in understood.manuscript.sentences:
        text = plainly(sentence.text)
        day = DAY.search(text)
        if not day or not BEGAN.search(text):
            continue
        mentions = mentions_in(text)
        phases = {
            one.name
            for one in mentions
            if one.kind == "phase" and not one.negated and DAY.search(text[max(0, one.start - 2) : one.end + 1]) is None
        }
        events = [one for one in mentions if one.kind == "event"]
        number = int(day[1])
        if len(phases) != 1 or not events:
            continue
        (phase,) = phases
        if (phase == "before" and number > 0) or (phase in ("during", "after") and number < 0):
            placed = f"{label_of(events[0].name)} is placed {phase} treatment"
            message = f"{placed}, and on day {number}, which is not {phase} it."
            likelier = f"Day {number}, for a day is more exact than a word; look it up, and correct one of the two."
            yield disagreement(
                NAME,
                f"day {number} {phase} {sentence.place.line}",
                "contradiction",
                message,
                likelier,
                [Quote(sentence.text, sentence.place)],
            )


def _said(counted: TimeClaim, theirs: list[TimeClaim], when: str, fitting: list[str], other: list[str]) -> Disagreement:
    what = label_of(counted.event)
    phases = {patient: "/".join(sorted({one.phase for one in theirs if patient in one.patients})) for patient in other}
    times = ", ".join(f"Pt {patient} {phase}" for patient, phase in phases.items())
    told = f"{people(counted.n or 0)} had {what} {when} treatment"
    only = f"only {patients_said(fitting)}" if fitting else "nobody"
    message = f"{told}; by the time that is told of each, {only} had it then ({times})."
    likelier = f"{len(fitting)} {when} treatment, for the time of each patient is the more specific; correct the count."
    return disagreement(
        NAME,
        f"{what} {when} {counted.quote.place.line}",
        "contradiction",
        message,
        likelier,
        [counted.quote, *(one.quote for one in theirs)],
    )
