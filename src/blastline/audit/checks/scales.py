"""A scale that is named while another one is cited, and a guideline for something else."""

import re
from collections.abc import Iterator, Sequence

from blastline.audit.checks.saying import CANNOT_BE_TOLD, disagreement
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Sentence
from blastline.audit.understanding.citations import cited_in
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import document

NAME = "scales"
GRADED = re.compile(r"(?i)\b(?:graded|grading|grades?|assessed|defined|according to)\b")


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A sentence names a scale and cites the paper of another, or grades by a document that holds no grades.

    Known are the scales of the vocabulary, by words of their titles. Silent where the reference is not one of them.
    """
    references = understood.manuscript.references
    known = {number: scale for number, one in references.items() if (scale := _scale_of(one.text))}
    scales = document()["scales"]
    for sentence in understood.manuscript.sentences:
        named = [name for name in scales if _named(name).search(sentence.text)]
        cited = [(number, known[number]) for number in cited_in(sentence.text) if number in known]
        if named and cited and not any(scale in named for _, scale in cited):
            yield _other(named, cited, sentence, references)
        for name in named:
            if "ungraded" in scales[name] and GRADED.search(sentence.text):
                others = [references[number] for number, scale in cited if scale != name]
                message = f"Grades are said to follow {scales[name]['label']}: {scales[name]['ungraded']}."
                quotes = [_quote(sentence), *(_quote(one) for one in others)]
                yield disagreement(NAME, f"{name} ungraded", "doubt", message, CANNOT_BE_TOLD, quotes)
    yield from _guidelines(understood)


def _named(name: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(document()["scales"][name]["words"]) + r")(?!\w)")


def _scale_of(reference: str) -> str:
    for name, scale in document()["scales"].items():
        if re.search("|".join(scale["reference"]), reference, re.IGNORECASE):
            return str(name)
    return ""


def _quote(sentence: Sentence) -> Quote:
    return Quote(sentence.text, sentence.place)


def _other(
    named: Sequence[str], cited: Sequence[tuple[int, str]], sentence: Sentence, references: dict[int, Sentence]
) -> Disagreement:
    label = document()["scales"][named[0]]["label"]
    number, scale = cited[0]
    message = f"{label} is named, and [{number}] is {document()['scales'][scale]['label']}, a scale of its own."
    quotes = [_quote(sentence), _quote(references[number])]
    return disagreement(
        NAME,
        f"{named[0]} {number}",
        "contradiction",
        message,
        f"{CANNOT_BE_TOLD} The scale is named in words; the reference may be what was used.",
        quotes,
    )


def _guidelines(understood: Understood) -> Iterator[Disagreement]:
    for name, guideline in document()["guidelines"].items():
        for sentence in understood.manuscript.sentences:
            if understood.series.n and re.search(rf"\b{name}\b", sentence.text):
                message = f"{name} is a guideline for {guideline['what']}, and this is a series of patients."
                yield disagreement(
                    NAME,
                    name,
                    "doubt",
                    message,
                    "Another guideline was meant; it cannot be told which.",
                    [_quote(sentence)],
                )
                break
