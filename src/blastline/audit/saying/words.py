"""Places, severities and counts in people's words."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from blastline.audit.disagreement import SEVERITIES, Disagreement, Quote, Severity
from blastline.audit.manuscript import Place

PLURALS: dict[Severity, str] = {"contradiction": "contradictions", "doubt": "doubts", "wording": "wordings"}
NOTHING = "Nothing disagrees."
NOT_CLINICAL = "Research software. Not for clinical decisions."


def place_in_words(place: Place, line_is: str = "line") -> str:
    """Where to look: "Results, line 151", "Table 2, row Pt 3, column Response", "Discussion, page 7"."""
    if place.table:
        parts = [place.table, place.row and f"row {place.row}", place.column and f"column {place.column}"]
        if place.page:
            parts.append(f"page {place.page}")
        return printable(", ".join(part for part in parts if part))
    # The lines of a page count for nobody: a PDF prints no numbers beside them.
    at = f"page {place.page}" if place.page else place.line and f"{line_is} {place.line}"
    return printable(", ".join(str(part) for part in (place.section, at) if part)) or "the text"


def quote_place(quote: Quote, line_is: str = "line") -> str:
    """Where a quote stands; a number of the study is named by its key."""
    return f"the study, {quote.ledger_key}" if quote.ledger_key else place_in_words(quote.place, line_is)


def counted(disagreements: Sequence[Disagreement]) -> str:
    """ "2 contradictions, 1 doubt", or that nothing disagrees."""
    found = Counter(one.severity for one in disagreements)
    told = [f"{found[name]} {name if found[name] == 1 else PLURALS[name]}" for name in SEVERITIES if found[name]]
    return ", ".join(told) or NOTHING


def printable(text: str) -> str:
    """A text whose signs all print: what would steer a terminal, or turn the direction of a line, becomes a space."""
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs") else sign for sign in text)
