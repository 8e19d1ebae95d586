"""How many patients there are in all: abstract, methods, tables and discussion have to agree."""

from collections import defaultdict
from collections.abc import Iterator

from blastline.audit.checks.saying import attributes_said, disagreement, people, places
from blastline.audit.disagreement import Disagreement
from blastline.audit.understanding.understood import Understood

NAME = "totals"


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
        message = "The series has " + ", ".join(f"{people(n)} in {places(len(set(q)))}" for n, q in told.items())
        message += f", and {listed} rows in the tables of patients." if listed else "."
        best = max(sides, key=lambda n: sides[n])
        likelier = f"{listed}: so many patients have rows." if listed else ""
        if not listed and list(sides.values()).count(sides[best]) == 1:
            likelier = f"{best}: most places say so."
        odd = [quote for n, quotes in told.items() if n != (listed or best) for quote in quotes]
        yield disagreement(NAME, "patients", "contradiction", message, likelier, [*odd, *told.get(best, [])[:2]])
    whole = understood.series.n
    for count in understood.counts:
        if whole and count.n > whole and count.attributes and not count.within.startswith("of"):
            message = f"{people(count.n)} are counted ({attributes_said(count.attributes)}) in a series of {whole}."
            yield disagreement(NAME, f"{message} {count.sentence}", "contradiction", message, "", [count.quote])
        if count.of is not None and count.n > count.of:
            message = f"{count.n} are counted of {count.of}."
            yield disagreement(NAME, f"{message} {count.sentence}", "contradiction", message, "", [count.quote])
