"""Words that carry results and are nowhere explained: a category, a limit, a rule, a course of treatment."""

import re
from collections import defaultdict
from collections.abc import Iterator

from blastline.audit.checks.saying import disagreement, listed, places_said
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.manuscript import Sentence
from blastline.audit.sections import kind_of, tells_methods
from blastline.audit.understanding.numbers import NUMBER
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import document, label_of, lexicon, pattern

NAME = "undefined"
DEFINES = re.compile(r"(?i)\b(?:defined as|categori[sz]ed as|classified as|definitions? (?:of|were))\b")
LIMIT = re.compile(
    rf"(?i)(?:[<>≤≥]|less than|more than|at least|at most|below|above|fewer than|up to) ?(?:{NUMBER})|defined as"
)
FIXED = re.compile(r"(?i)\bfor \d+ ?d(?:ays)?\b|\bfor (?:the first|\w+) weeks?\b")
A_LIST = 3
# "CRi: as CR, without recovery", "CRi (counts not recovered)", "CRi required …".
EXPLAINS = re.compile(r"\)? ?(?:[:=,(]|(?:was|were|is|are|required|requires|means|meant|denotes)\b)")
WORST = re.compile(r"(?i)\b(?:worst|highest|maximum|most severe)\b")


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    A response category that the Methods leave out, a degree without a limit, an overall grade without its rule.

    All are doubts. Silent where the manuscript as read has no Methods, and where it defines the word anywhere.
    """
    methods = [one for one in understood.manuscript.sentences if tells_methods(one.place.section)]
    if not methods:
        return
    yield from _categories(understood, methods)
    yield from _responses(understood, methods)
    yield from _infections(understood)
    yield from _limits(understood)
    yield from _overall(understood)
    yield from _courses(understood, methods)


def _quote(sentence: Sentence) -> Quote:
    return Quote(sentence.text, sentence.place)


def _used(understood: Understood) -> dict[str, list[Quote]]:
    """Response categories of single patients and counts, by where they are used."""
    used: defaultdict[str, list[Quote]] = defaultdict(list)
    for one in understood.patients:
        if one.variable.startswith("response"):
            for category in one.category:
                used[category].append(one.quote)
    for count in understood.counts:
        for variable, categories in count.attributes:
            if variable.startswith("response") and not count.in_table:
                for category in categories:
                    used[category].append(count.quote)
    return used


def _categories(understood: Understood, methods: list[Sentence]) -> Iterator[Disagreement]:
    naming = [(one, {name for _, _, name in lexicon("responses").find(plainly(one.text))}) for one in methods]
    defining = [(one, names - {"remission"}) for one, names in naming if len(names - {"remission"}) >= A_LIST]
    defined = {name for one, names in naming for name in _explained(one, names, defining)} - {"remission"}
    if not defining:
        return
    explained = {
        name
        for table in understood.manuscript.tables
        for note in table.notes
        for _, _, name in lexicon("responses").find(note.text)
    }
    for category, quotes in _used(understood).items():
        if category not in defined | explained:
            known = listed(sorted(defined - {"remission"}))
            message = f"{category} is used in {places_said(quotes)}, and the Methods define only {known}."
            defines = [_quote(one) for one, names in defining if names]
            yield disagreement(
                NAME,
                f"category {category}",
                "doubt",
                message,
                f"{category} is missing from the Methods, or another category is meant: define it, or correct it.",
                [*defines, *quotes],
            )


def _explained(sentence: Sentence, names: set[str], defining: list[tuple[Sentence, set[str]]]) -> set[str]:
    """What a sentence of the Methods says the meaning of: a list of categories does, and a bare mention does not."""
    if sentence in [one for one, _ in defining] or DEFINES.search(sentence.text):
        return names
    text = plainly(sentence.text)
    found = lexicon("responses").find(text)
    return {name for start, end, name in found if " " in text[start:end] or EXPLAINS.match(text, end)}


def _responses(understood: Understood, methods: list[Sentence]) -> Iterator[Disagreement]:
    """Remissions without a number of blasts and without a source."""
    naming = [one for one in methods if lexicon("responses").first(plainly(one.text)) and DEFINES.search(one.text)]
    limits = [
        one
        for one in methods
        if re.search(r"(?i)blast|leuka?emi[ac] cells", one.text) and LIMIT.search(plainly(one.text))
    ]
    cited = [one for one in naming if re.search(r"\[\d+", one.text)]
    if naming and not limits and not cited:
        message = "Responses are named without a limit of blasts or counts, and without a source."
        yield disagreement(
            NAME,
            "responses",
            "doubt",
            message,
            "It cannot be told, for published limits differ: give the limits, or cite their source.",
            map(_quote, naming),
        )


def _infections(understood: Understood) -> Iterator[Disagreement]:
    told = [one for one in understood.patients if one.variable == "infection response"]
    if told:
        message = "CR and PR are used of infections, and no criteria for the response of an infection are given."
        yield disagreement(
            NAME,
            "infection response",
            "doubt",
            message,
            "They are outcomes of infections, not responses of the leukaemia: say what they mean, or use other words.",
            [one.quote for one in told],
        )


def _limits(understood: Understood) -> Iterator[Disagreement]:
    used: defaultdict[str, list[Sentence]] = defaultdict(list)
    limited: set[str] = set()
    for sentence in understood.manuscript.sentences:
        text = plainly(sentence.text)
        for found in pattern("needing_a_limit").finditer(text):
            about = _about(found[0])
            used[about].append(sentence)
            if LIMIT.search(text[max(0, found.start() - 40) : found.end() + 80]):
                limited.add(about)
    for about, sentences in used.items():
        if about not in limited:
            message = f"High or low {about} is spoken of, and no limit is given."
            what = "Give the number above or below which it was called so."
            yield disagreement(NAME, f"limit {about}", "doubt", message, what, map(_quote, sentences))


def _about(phrase: str) -> str:
    marker = re.search(r"(?i)CD\d+", phrase)
    return f"{marker[0].upper()} expression" if marker else "tumour load"


def _overall(understood: Understood) -> Iterator[Disagreement]:
    """An overall grade, where a table grades the parts."""
    for name, about in document()["toxicities"].items():
        parts = [f"{part} grade" for part in about.get("parts", ()) if f"{part} grade" in understood.series.held]
        overall = [one.quote for one in understood.patients if one.variable == f"{name} grade"]
        ruled = any(WORST.search(one.text) and "grade" in one.text for one in understood.manuscript.sentences)
        if len(parts) > 1 and overall and not ruled:
            given = f"One grade of {label_of(name)} is given per patient"
            message = f"{given}, its parts are graded apart, and no rule joins them."
            cells = [one.quote for part in parts for them in understood.series.held[part].values() for one in them]
            yield disagreement(
                NAME,
                f"overall {name}",
                "doubt",
                message,
                "The worst of the parts is usual: say in the Methods how it was made.",
                [*overall, *cells],
            )


def _courses(understood: Understood, methods: list[Sentence]) -> Iterator[Disagreement]:
    described = {_stem(found[0]) for one in methods for found in pattern("in_the_methods").finditer(one.text)}
    used: defaultdict[str, list[Quote]] = defaultdict(list)
    for sentence in understood.manuscript.sentences:
        if kind_of(sentence.place.section) == "results" or sentence.place.section.lower().startswith("result"):
            for found in pattern("in_the_methods").finditer(sentence.text):
                used[_stem(found[0])].append(_quote(sentence))
    fixed = any(FIXED.search(plainly(one.text)) for one in methods)
    for word, quotes in used.items():
        if word not in described and (word != "cycle" or fixed):
            spoken = f"{word}s" if word == "cycle" else word
            it = "them" if word == "cycle" else "it"
            message = f"The Results speak of {spoken}, and the Methods do not describe {it}."
            yield disagreement(NAME, f"course {word}", "doubt", message, f"Describe {it} in the Methods.", quotes)


def _stem(word: str) -> str:
    return word.lower().rstrip("s")
