"""How a check says what it found: the shape of a disagreement, who agrees with whom, and words for both."""

import re
from collections.abc import Iterable, Sequence

from blastline.audit.disagreement import Disagreement, Quote, Severity
from blastline.audit.understanding.claims import Attribute
from blastline.audit.understanding.vocabulary import label_of

CANNOT_BE_TOLD = "It cannot be told."
MOST_PLACES = 12


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
    """What is counted, in words: "CRS grade 0", "response CR/CRi", "MRD negative"."""
    variable, categories = attribute
    if variable == "event":
        return categories_said(label_of(name) for name in categories)
    if variable == "mrd":
        return f"MRD {categories_said(categories)}"
    return f"{label_of(variable)} {categories_said(categories)}"


def attributes_said(attributes: Iterable[Attribute]) -> str:
    """All that is counted at once."""
    return " with ".join(sorted(attribute_said(attribute) for attribute in attributes))


def table_said(quote: Quote) -> str:
    """ "Table 2": readers give the number with or without its word."""
    return f"Table {number_of_table(quote.place.table)}"


def number_of_table(table: str) -> str:
    """ "1A" of "Table 1A"."""
    return re.sub(r"(?i)^table\s*", "", table).strip(" .:")


def people(n: int) -> str:
    """ "1 patient", "4 patients"."""
    return f"{n} patient" if n == 1 else f"{n} patients"


def places(n: int) -> str:
    """ "1 place", "3 places"."""
    return f"{n} place" if n == 1 else f"{n} places"
