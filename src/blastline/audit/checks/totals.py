"""How many patients there are in all: abstract, methods, tables and discussion have to agree."""

from collections import defaultdict
from collections.abc import Iterator

from blastline.audit.checks.saying import (
    attributes_said,
    attributes_told,
    counted,
    disagreement,
    people,
    place_said,
    places_said,
)
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.understood import Understood

NAME = "totals"
TOO_MANY = "It cannot be told which: the count is too high, or the whole too small; count them again and correct one."


def check(understood: Understood) -> Iterator[Disagreement]:
    """
    The series has another number of patients in another place, or more patients in a category than patients.

    Read are "all five patients", "five patients were enrolled", "n = 5", and the rows of a table of patients.
    """
    told = defaultdict(list)
    for claim in understood.totals:
        told[claim.n].append(claim.quote)
    listed = len(understood.series.patients)
    sides = {n: len(set(quotes)) + (2 if n == listed else 0) for n, quotes in told.items()}
    if len(sides) > 1 or (sides and listed and listed not in sides):
        message = "The series has " + " and ".join(f"{people(n)} in {places_said(q)}" for n, q in told.items())
        message += f", and {listed} rows in the tables of patients." if listed else "."
        best = max(sides, key=lambda n: sides[n])
        likelier = (
            f"{listed}, for so many patients have rows; correct the other number, or say who has no row."
            if listed
            else ""
        )
        if not listed and list(sides.values()).count(sides[best]) == 1:
            likelier = f"{best}, which most places say; correct the other."
        odd = [quote for n, quotes in told.items() if n != (listed or best) for quote in quotes]
        yield disagreement(NAME, "patients", "contradiction", message, likelier, [*odd, *told.get(best, [])[:2]])
    whole = understood.series.n
    for count in understood.counts:
        beyond = count.of is not None and count.n > count.of  # another check says so
        if whole and count.n > whole and count.attributes and not count.within.startswith("of") and not beyond:
            about = f"{people(count.n)} are counted ({attributes_said(count.attributes)}) in a series of {whole}."
            what = attributes_told(count.attributes)
            message = f"{counted(count.n)} counted ({what}) in {place_said(count.quote)}, in a series of {whole}."
            yield disagreement(NAME, f"{about} {count.sentence}", "contradiction", message, TOO_MANY, [count.quote])
