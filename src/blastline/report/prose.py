"""
Sentences that print numbers by key: `{{ key }}` is what the ledger prints, `{{ patients(key) }}` whom it counts.

`{{ why(key) }}` is what leaves it open; `{{ cited(key) }}` is a method with the numbers of its references.
`{{ given(key) }}` prints nothing: the sentence is for studies that have it.
`{{ table(name) }}` and `{{ figure(name) }}` are what the text calls them ("Table 3"), in a report that has them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from blastline.errors import UnknownKeyError, near, quoted
from blastline.estimate.ledger import Ledger
from blastline.estimate.methods import CITED, REFERENCE
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED
from blastline.estimate.suppress import NOT_PRINTED
from blastline.report.document import Paragraph, Run

# What each table and figure of a report is called: "table(responses)" is Table 6.
Places: TypeAlias = Mapping[str, str]

SLOT = re.compile(r"\{\{\s*(?:(patients|why|cited|table|figure)\(([^)\s]+)\)|([^}\s]+))\s*\}\}")
PLACED = ("table", "figure")
NAMED = re.compile(r"\{\{\s*((?:table|figure)\(\w+\))\s*\}\}")
# Whom a count counts, in brackets behind it.
WHO = re.compile(r"\s*\(\{\{\s*patients\(([^)\s]+)\)\s*\}\}\)")
GIVEN = re.compile(r"\{\{\s*given\(([^)\s]+)\)\s*\}\}\s*")


def paragraph(ledger: Ledger, places: Places, sentences: Sequence[str]) -> Paragraph:
    """The sentences as one paragraph, every number a run of its own that knows its key."""
    runs: list[Run] = []
    for sentence in sentences:
        runs += [*_runs(ledger, places, _named(ledger, _plain(sentence))), Run(" ")]
    return Paragraph(tuple(runs[:-1]))


def said(ledger: Ledger, places: Places, sentences: Sequence[str]) -> str:
    """Those of the sentences that can be said, as plain text."""
    runs = paragraph(ledger, places, [sentence for sentence in sentences if can_say(ledger, places, sentence)]).runs
    return "".join(run.text for run in runs)


def referring(places: Places, notes: Sequence[str]) -> tuple[str, ...]:
    """Notes with the tables and figures that they name; one that names what the report lacks is left out."""
    there = [note for note in notes if all(found[1] in places for found in NAMED.finditer(note))]
    return tuple(NAMED.sub(lambda found: places[found[1]], note) for note in there)


def can_say(ledger: Ledger, places: Places, sentence: str) -> bool:
    """
    Whether the ledger has every number that the sentence prints, and the report every table that it names.

    A number that was not recorded is none.
    """
    if not all(_known(ledger, places, "", found[1]) for found in GIVEN.finditer(sentence)):
        return False
    slots = SLOT.finditer(_plain(sentence))
    return all(_known(ledger, places, found[1] or "", found[2] or found[3]) for found in slots)


def _known(ledger: Ledger, places: Places, what: str, key: str) -> bool:
    if what in PLACED:
        return f"{what}({key})" in places
    return key in ledger and (what == "why" or ledger[key].text not in (NOT_RECORDED, NOT_PRINTED))


def _plain(sentence: str) -> str:
    return GIVEN.sub("", sentence)


def _named(ledger: Ledger, sentence: str) -> str:
    """Without the brackets that would name nobody: the count before them has been told already."""
    return WHO.sub(lambda found: found[0] if names_them(row_of(ledger, found[1]), _few(ledger)) else "", sentence)


def _few(ledger: Ledger) -> int:
    return int(ledger["study.few_patients"].value or 0)


def names_them(row: LedgerRow, few: int) -> bool:
    """Whether those who are counted are named: there are some, and fewer than `few`."""
    return 0 < len(row.patients) + len(row.patients_possible) < few


def _runs(ledger: Ledger, places: Places, sentence: str) -> list[Run]:
    runs: list[Run] = []
    end = 0
    for found in SLOT.finditer(sentence):
        runs.append(Run(sentence[end : found.start()]))
        runs.append(filled(ledger, places, found[1] or "", found[2] or found[3]))
        end = found.end()
    return [run for run in [*runs, Run(sentence[end:])] if run.text]


def filled(ledger: Ledger, places: Places, what: str, key: str) -> Run:
    """
    What stands in place of a slot: a number, or with `what` whom it counts (patients), or what leaves it open (why).

    A method is followed by its references (cited).

    With "table" or "figure" it is what the text calls the one of that name. UnknownKeyError names near keys.
    """
    if what in PLACED:
        return Run(places[f"{what}({key})"])
    row = row_of(ledger, key)
    if what == "patients":
        return Run(patients(row, few=_few(ledger)), key)
    if what == "cited":
        return Run(f"{row.text} [{', '.join(references_of(ledger, row))}]", key)
    return Run(row.undecided if what == "why" else _with_unit(row), key)


def references_of(ledger: Ledger, method: LedgerRow) -> list[str]:
    """The numbers of the references that a method is cited by; none for what is no method."""
    references = ledger.where(section=REFERENCE)
    return [row.variable for row in references if method.variable in row.category.split(CITED)]


def _with_unit(row: LedgerRow) -> str:
    """The number with its unit; a range of fewer than all patients says of how many."""
    few = f" (n = {row.denominator})" if row.statistic == "range" and NOT_RECORDED in row.undecided else ""
    if not row.unit or (row.value is None and row.value_possible is None):
        return row.text + few
    return f"{row.text}{'' if row.unit == '%' else ' '}{row.unit}{few}"


def row_of(ledger: Ledger, key: str) -> LedgerRow:
    """The row under a key; UnknownKeyError names near ones."""
    if key not in ledger:
        raise UnknownKeyError(f"no number is called {quoted(key)}. {near(key, [row.key for row in ledger])}")
    return ledger[key]


def patients(row: LedgerRow, few: int) -> str:
    """
    Who is counted: by name below `few` patients ("Pt 1, Pt 4; possibly Pt 3"), by number from there on.

    Where nobody may be named it is the count.
    """
    counted, open_ = row.patients, row.patients_possible
    if row.numerator and not (counted or open_):
        return row.text
    if len(counted) + len(open_) >= few:
        return f"{len(counted)} patients" + (f", possibly {len(counted) + len(open_)}" if open_ else "")
    surely = ", ".join(counted) or "none"
    return f"{surely}; possibly {', '.join(open_)}" if open_ else surely
