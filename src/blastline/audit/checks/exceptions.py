"""Everybody against an exception: recovered in all, and except for one."""

import re
from collections.abc import Iterator

from blastline.audit.checks.saying import disagreement, patients_said, two_places
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import label_of

NAME = "exceptions"
SATISFIED = re.compile(
    r"(?i)\b(?:satisfactory|good|excellent|favou?rable) (?:clinical )?(?:efficacy|responses?|outcomes?) (?:of|in|for)\b"
)
REMISSIONS = frozenset({"CR", "CRi", "CRh"})


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A toxicity that is said to have recovered without exception, where another place excepts a patient.

    A sentence with a hedge ("mostly"), with named patients or a count, or on "these events" is no statement on all.
    A good response of everybody, where fewer responded, is a doubt.
    """
    for excepting in [one for one in understood.outcomes if one.excepted]:
        for general in understood.outcomes:
            if not general.excepted and general.topic == excepting.topic:
                what = label_of(general.topic)
                but = patients_said(excepting.excepted)
                here, there = two_places(general.quote, excepting.quote)
                message = f"{what} recovered without exception in {here}, and except for {but} in {there}."
                likelier = f"Except for {but}, which is the more specific; name the exception in both places."
                yield disagreement(NAME, what, "contradiction", message, likelier, [general.quote, excepting.quote])
    yield from _satisfied(understood)


def _satisfied(understood: Understood) -> Iterator[Disagreement]:
    whole = understood.series.n
    remitted = [
        one
        for one in understood.counts
        if one.n >= 0
        and not one.in_table
        and not one.within
        and any(name == "response" and held <= REMISSIONS for name, held in one.attributes)
    ]
    most = max((one.n for one in remitted), default=whole)
    if whole is None or most is None or most >= whole:
        return
    for sentence in understood.manuscript.sentences:
        text = plainly(sentence.text)
        found = SATISFIED.search(text)
        counted = [one for one in mentions_in(text) if one.kind == "count" and one.n == whole] if found else []
        if found and any(one.start >= found.start() for one in counted):
            message = f"The response of all {whole} patients is called good, and {most} of {whole} had a remission."
            quotes = [Quote(sentence.text, sentence.place), *(one.quote for one in remitted)]
            yield disagreement(
                NAME,
                f"response {sentence.place.line}",
                "doubt",
                message,
                f"{most} of {whole}, for they are counted; say of whom the response was good.",
                quotes,
            )
