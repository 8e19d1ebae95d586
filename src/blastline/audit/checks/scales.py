"""A scale that is named while another one is cited, and a guideline for something else."""

import re
from collections.abc import Iterator

from blastline.audit.checks.saying import disagreement, place_said
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Sentence
from blastline.audit.understanding.citations import GROUP, cited_in
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import document

NAME = "scales"
GRADED = re.compile(r"(?i)\b(?:graded|grading|grades?|assessed|defined|according to)\b")


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A scale is named and the paper of another is cited behind it, or grades follow a document that holds no grades.

    Known are the scales of the vocabulary, by words of their titles. Silent where the reference is not one of them.
    """
    references = understood.manuscript.references
    known = {number: scale for number, one in references.items() if (scale := _scale_of(one.text))}
    for sentence in understood.manuscript.sentences:
        for named, numbers in _cited_behind(sentence.text):
            cited = [(number, known[number]) for number in numbers if number in known]
            if cited and named not in [scale for _, scale in cited]:
                yield _other(named, cited[0], sentence, references)
            about = document()["scales"][named]
            if "ungraded" in about and GRADED.search(sentence.text):
                others = [references[number] for number, scale in cited if scale != named]
                message = f"Grades are said to follow {about['label']}: {about['ungraded']}."
                quotes = [_quote(sentence), *(_quote(one) for one in others)]
                yield disagreement(
                    NAME,
                    f"{named} ungraded",
                    "doubt",
                    message,
                    "It cannot be told: name the criteria by which the grades were given.",
                    quotes,
                )
    yield from _guidelines(understood)


def _cited_behind(text: str) -> Iterator[tuple[str, list[int]]]:
    """Each group of references with the scale that is named last between it and the group before."""
    at = 0
    for group in GROUP.finditer(text):
        ahead = text[at : group.start()]
        named = [(found.end(), name) for name in document()["scales"] for found in _named(name).finditer(ahead)]
        if named:
            yield max(named)[1], cited_in(group[0])
        at = group.end()


def _named(name: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(document()["scales"][name]["words"]) + r")(?!\w)")


def _scale_of(reference: str) -> str:
    for name, scale in document()["scales"].items():
        if re.search("|".join(scale["reference"]), reference, re.IGNORECASE):
            return str(name)
    return ""


def _quote(sentence: Sentence) -> Quote:
    return Quote(sentence.text, sentence.place)


def _other(named: str, cited: tuple[int, str], sentence: Sentence, references: dict[int, Sentence]) -> Disagreement:
    number, scale = cited
    scales = document()["scales"]
    where = f"is named in {place_said(_quote(sentence))}"
    message = f"{scales[named]['label']} {where}, and [{number}] is {scales[scale]['label']}, another scale."
    likelier = "It cannot be told which was used: correct the name of the scale, or the number of the reference."
    quotes = [_quote(sentence), _quote(references[number])]
    return disagreement(NAME, f"{named} {number}", "contradiction", message, likelier, quotes)


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
                    "Another guideline was meant: name the one for such a series, or leave it out.",
                    [_quote(sentence)],
                )
                break
