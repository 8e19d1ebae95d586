"""What an audit says: two or more places of a manuscript that cannot both be right, or that leave a reader in doubt."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from blastline.audit.manuscript import Place

Severity = Literal["contradiction", "doubt", "wording"]
SEVERITIES: tuple[Severity, ...] = ("contradiction", "doubt", "wording")


@dataclass(frozen=True, slots=True)
class Quote:
    """What stands in one place, word for word; `ledger_key` where the other side is a number of the study."""

    quote: str
    place: Place
    ledger_key: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the list of an audit holds it: {quote, section, line, page, table, row, column, ledger_key}."""
        return {"quote": self.quote, **asdict(self.place), "ledger_key": self.ledger_key}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """
    Something that disagrees: what, in words, by which check, how grave, which side is likelier and why.

    `likelier` says that it cannot be told where it cannot. `id` is stable: the check, and what it is about.
    """

    id: str
    check: str
    severity: Severity
    message: str
    likelier: str
    places: tuple[Quote, ...]

    @property
    def sentence(self) -> str:
        """The message as a sentence begins: "Platelets of Pt 2 …"."""
        return self.message[:1].upper() + self.message[1:]

    def as_json(self) -> dict[str, Any]:
        """{id, check, severity, message, likelier, places}."""
        return {
            "id": self.id,
            "check": self.check,
            "severity": self.severity,
            "message": self.message,
            "likelier": self.likelier,
            "places": [place.as_json() for place in self.places],
        }
