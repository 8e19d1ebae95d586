"""A statement that the paper's own numbers do not bear: no increase of a twelvefold course, a fever below its limit."""

import re
from collections.abc import Iterator

from blastline.audit.checks.saying import disagreement, listed, number_of_table
from blastline.audit.disagreement import Disagreement, Quote
from blastline.audit.understanding.citations import exhibits_in
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.understood import Understood
from blastline.audit.understanding.vocabulary import are, label_of, lexicon
from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion
from blastline.records.interval import Interval

NAME = "unsupported"
NO_INCREASE = re.compile(r"(?i)\bno (?:significant |marked |obvious )?(?:increase|rise|elevation|change)s? (?:in|of)\b")
FEVER = re.compile(r"(?i)\bfever (?:below|under|<|of less than|less than) ?(\d\d(?:\.\d)?) ?°?C")
MEASURED = re.compile(r"(?i)\b(?:observed|measured|assessed|detected|monitored|tested|determined|collected)\b")
FOLD = 2
SECTIONS = re.compile(r"(?i)method|result")


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    No increase where a patient's course doubles, a fever below the limit of fever, a method at another time than used.

    All are doubts: statistical significance, a local limit, or a course told in two places may explain them.
    """
    yield from _increases(understood)
    yield from _fevers(understood)
    yield from _measured(understood)
    yield from _pointing(understood)


def _increases(understood: Understood) -> Iterator[Disagreement]:
    for sentence in understood.manuscript.sentences:
        found = NO_INCREASE.search(plainly(sentence.text))
        name = lexicon("variables").first(plainly(sentence.text)[found.end() :]) if found else ""
        risen = [
            one
            for them in understood.series.held.get(name, {}).values()
            for one in them
            if one.statistic == "range" and one.low and one.high and one.high / one.low >= FOLD
        ]
        if risen:
            told = listed(f"Pt {one.patient} ({one.printed})" for one in risen)
            message = f"No increase of {label_of(name)} is claimed, and it at least doubled in {told}."
            quotes = [Quote(sentence.text, sentence.place), *(one.quote for one in risen)]
            yield disagreement(
                NAME,
                f"increase {name}",
                "doubt",
                message,
                "The numbers, unless a test was done: name the test, or drop the claim.",
                quotes,
            )


def _fevers(understood: Understood) -> Iterator[Disagreement]:
    for sentence in understood.manuscript.sentences:
        for found in FEVER.finditer(plainly(sentence.text)):
            below = Interval(0.0, float(found[1]), high_open=True)
            if adjudicate(criterion("ctcae/5.0/fever"), {"temperature": below}).possibly == "0":
                message = f"A fever below {found[1]} °C is spoken of, which is below the usual limit of fever."
                yield disagreement(
                    NAME,
                    f"fever {found[1]} {sentence.place.line}",
                    "doubt",
                    message,
                    "It cannot be told which: give the limit that was used, or correct the temperature.",
                    [Quote(sentence.text, sentence.place)],
                )


def _measured(understood: Understood) -> Iterator[Disagreement]:
    """Measured before treatment by one place, in it by another."""
    told: dict[str, dict[str, list[Quote]]] = {}
    for sentence in understood.manuscript.sentences:
        if not SECTIONS.search(sentence.place.section) or not MEASURED.search(sentence.text):
            continue
        mentions = mentions_in(plainly(sentence.text))
        phases = {one.name for one in mentions if one.kind == "phase"}
        if len(phases) == 1 and not any(one.kind in ("patients", "value", "count") for one in mentions):
            (phase,) = phases
            for name in {one.name for one in mentions if one.kind == "variable"}:
                told.setdefault(name, {}).setdefault(phase, []).append(Quote(sentence.text, sentence.place))
    for name, phases_of in told.items():
        if {"before", "during"} <= set(phases_of):
            what = f"{label_of(name)} {are(name, past=True)} measured before treatment"
            message = f"{what} by one sentence, and during it by another."
            yield disagreement(
                NAME,
                f"measured {name}",
                "doubt",
                message,
                "Both, if both are reported: say so in one place.",
                [*phases_of["before"], *phases_of["during"]],
            )


def _pointing(understood: Understood) -> Iterator[Disagreement]:
    """A table is pointed to for deaths or recovery, and has no column of them."""
    columns = {
        number_of_table(table.number): " ".join((*table.header, *(row[0].text for row in table.rows if row)))
        for table in understood.manuscript.tables
    }
    for what, words in {
        "death": r"(?i)\bdeaths?\b|\bdied\b|surviv|alive|status|outcome|follow",
        "recovery": r"(?i)recover|resol|days to|duration",
    }.items():
        quotes = []
        for sentence in understood.manuscript.sentences:
            end = re.search(r"\((Table \w+)\)\.?$", sentence.text.strip())
            spoken = re.search(r"\bdeaths?\b" if what == "death" else r"\brecovered\b", sentence.text)
            if end and spoken:
                numbers = [number for _, number in exhibits_in(end[1])]
                held = [
                    text
                    for number, text in columns.items()
                    if any(number.rstrip("ABCD") == one.rstrip("ABCD") for one in numbers)
                ]
                if held and not any(re.search(words, text) for text in held):
                    quotes.append(Quote(sentence.text, sentence.place))
        if quotes:
            message = f"A table is pointed to for {what}, and it has no column that tells of it."
            yield disagreement(
                NAME,
                f"pointing {what}",
                "doubt",
                message,
                "It is pointed to for the rest of the sentence; move it there, or add the column.",
                quotes,
            )
