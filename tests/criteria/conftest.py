"""A drawn table of patients, read by a criterion in plain Python."""

from collections.abc import Callable

import pytest

from blastline.criteria.criterion import Outcome, adjudicate
from blastline.criteria.library import criterion


def _said(outcome: Outcome) -> str:
    """As tables draw it: "2", "0, possibly 4: hypotension not recorded", "not assessed: temperature not recorded"."""
    level = outcome.surely or "not assessed"
    level += f", possibly {outcome.possibly}" if outcome.possibly != outcome.surely else ""
    return f"{level}: {outcome.reason}" if outcome.reason else level


@pytest.fixture
def grade(drawn, input_from) -> Callable[..., None]:
    """
    Holds a drawn table against a criterion: the first column numbers the patients, the last says what must come out.

    `same_for_all` are inputs that every patient of the table shares.
    """

    def check(identifier: str, table: str, **same_for_all: str) -> None:
        rule, found, expected = criterion(identifier), [], []
        for row in drawn(table):
            (_, patient), *cells, (_, outcome) = row.items()
            printed = same_for_all | {name.replace(" ", "_"): cell for name, cell in cells}
            inputs = {name: input_from(rule, name, cell) for name, cell in printed.items()}
            found.append((patient, _said(adjudicate(rule, inputs, printed))))
            expected.append((patient, outcome))
        assert found == expected

    return check
