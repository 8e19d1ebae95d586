"""How a check says what it found: the shape of a disagreement, who agrees with whom, and words for both."""

import re
from collections.abc import Iterable, Sequence

from blastline.audit.disagreement import Disagreement, Quote, Severity
from blastline.audit.sections import plain_name
from blastline.audit.understanding.claims import Attribute
from blastline.audit.understanding.vocabulary import label_of, toxicity_label

CANNOT_BE_TOLD = "It cannot be told which is right: look it up in the records, and correct the other."
ANY_GRADE = frozenset("12345")
MOST_PLACES = 12
# A longer heading is no name of a place that a sentence can hold.
SHORT = 40
# What befell patients, where the name of it is no noun.
BEFALLEN = {"alive": "survival", "cns_disease": "CNS disease", "transplant": "transplantation"}


def disagreement(
    check: str, about: str, severity: Severity, message: str, likelier: str, quotes: Iterable[Quote]
) -> Disagreement:
    """One of them; its id is the check and what it is about, and a place is named once."""
    slug = re.sub(r"[^a-z0-9]+", "-", about.lower()).strip("-")
    places = tuple(dict.fromkeys(quotes))[:MOST_PLACES]
    return Disagreement(f"{check}:{slug}", check, severity, message, likelier or CANNOT_BE_TOLD, places)


def patients_said(patients: Sequence[str]) -> str:
    """ "Pt 3", or "Pt 1, 3, 4"."""
    return f"Pt {', '.join(patients)}" if patients else "nobody"


def categories_said(categories: Iterable[str]) -> str:
    """ "CR/CRi", or "grade 2/3" without its word."""
    return "/".join(sorted(categories))


def attribute_said(attribute: Attribute) -> str:
    """What is counted, as ids name it: "grade of CRS 0", "response CR/CRi", "MRD negative"."""
    variable, categories = attribute
    if variable == "event":
        return categories_said(label_of(name) for name in categories)
    if variable == "mrd":
        return f"MRD {categories_said(categories)}"
    return f"{label_of(variable)} {categories_said(categories)}"


def attribute_told(attribute: Attribute) -> str:
    """The same as a sentence says it: "CRS of grade 1", "CR/CRi", "negative MRD", "male sex"."""
    variable, categories = attribute
    held = categories_said(categories)
    if variable == "event":
        return categories_said(BEFALLEN.get(name, label_of(name)) for name in categories)
    if variable.endswith(" grade"):
        grade = "any grade" if categories == ANY_GRADE else f"grade {held}"
        return f"{toxicity_label(variable.removesuffix(' grade'))} of {grade}"
    if variable in ("mrd", "sex"):
        return f"{held} {label_of(variable)}"
    return held if variable == "response" else f"{label_of(variable)} {held}"


def attributes_told(attributes: Iterable[Attribute]) -> str:
    """All of it at once, as a sentence says it."""
    return " with ".join(sorted(attribute_told(attribute) for attribute in attributes))


def attributes_said(attributes: Iterable[Attribute]) -> str:
    """All that is counted at once."""
    return " with ".join(sorted(attribute_said(attribute) for attribute in attributes))


def table_said(quote: Quote) -> str:
    """ "Table 2": readers give the number with or without its word."""
    return f"Table {number_of_table(quote.place.table)}"


def place_said(quote: Quote) -> str:
    """Where a quote stands, as a sentence says it: "Table 2", "the Results", "“Patients and methods”", "the text"."""
    if quote.place.table:
        return table_said(quote)
    section = plain_name(quote.place.section)
    if not section or len(section) > SHORT:
        return "the text"
    return f"“{section}”" if " " in section else f"the {section}"


def two_places(first: Quote, second: Quote) -> tuple[str, str]:
    """The places of both; where they are one, the second is another sentence of it."""
    here, there = place_said(first), place_said(second)
    return here, f"another sentence of {there}" if here == there and not second.place.table else there


def places_said(quotes: Iterable[Quote]) -> str:
    """All of them, each once: "the Abstract, the Results and Table 2"."""
    return listed(dict.fromkeys(place_said(quote) for quote in quotes))


def listed(words: Iterable[str], last: str = " and ") -> str:
    """ "one", "one and two", "one, two and three"."""
    *front, end = words
    return f"{', '.join(front)}{last}{end}" if front else end


def counted(n: int) -> str:
    """ "1 patient is", "4 patients are"."""
    return f"{people(n)} {'is' if n == 1 else 'are'}"


def number_of_table(table: str) -> str:
    """ "1A" of "Table 1A"."""
    return re.sub(r"(?i)^table\s*", "", table).strip(" .:")


def people(n: int) -> str:
    """ "1 patient", "4 patients"."""
    return f"{n} patient" if n == 1 else f"{n} patients"


def places(n: int) -> str:
    """ "1 place", "3 places"."""
    return f"{n} place" if n == 1 else f"{n} places"
