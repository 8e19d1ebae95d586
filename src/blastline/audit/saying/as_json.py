"""The disagreements as a list for other programs."""

from collections.abc import Iterable
from typing import Any

from blastline.audit.disagreement import Disagreement


def as_json(disagreements: Iterable[Disagreement]) -> list[dict[str, Any]]:
    """
    A list of {id, check, severity, message, likelier, places}.

    Each place is {quote, section, line, page, table, row, column, ledger_key}.
    """
    return [one.as_json() for one in disagreements]
