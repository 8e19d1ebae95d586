"""Statements of the source on the group, held against its own rows."""

import pytest

from blastline.errors import StudyError
from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow
from blastline.estimate.sources import Sources
from blastline.estimate.statements import statement_rows
from blastline.normalise.records import Records, TidyRow
from blastline.records.received import Received

LEDGER = Ledger(
    [
        LedgerRow(
            key="crs.count",
            label="CRS",
            section="s",
            variable="v",
            statistic="count",
            text="1/5, possibly 2/5",
            value=1.0,
            value_possible=2.0,
            numerator=1,
            numerator_possible=2,
            denominator=5,
            patients=("Pt 1",),
            patients_possible=("Pt 2",),
        ),
        LedgerRow("cd4.range", "CD4", "s", "v", "range", "37–50", value=37.0, value_possible=50.0),
        LedgerRow("months.range", "Months", "s", "v", "range", "not recorded"),
    ]
)


def verdict(key: str, value: str, patients: str | None = None) -> str:
    cells = {"about": "x", "key": key, "value": value, "patients": patients, "source": "page 3"}
    stated = TidyRow("group_statements:2", "group_statements", "group_statements.csv, row 2", cells)
    records = Records(Received(), {"group_statements": [stated], "patients": []})
    (row,) = statement_rows(Sources(records, [], settings=None), LEDGER)  # type: ignore[arg-type]
    return row.category


@pytest.mark.parametrize(
    ("key", "value", "patients", "said"),
    [
        ("crs.count", "one", None, "possible: the rows give 1, possibly 2"),
        ("crs.count", "two", "Pt 1, Pt 2", "possible: the rows give 1, possibly 2"),
        ("crs.count", "3", None, "differs: the rows give 1, possibly 2"),
        (
            "crs.count",
            "1/5, 20%",
            "Pt 3",
            "possible: the rows give 1, possibly 2; names other patients: the rows give Pt 1",
        ),
        ("cd4.range", "37–50", None, "agrees"),
        ("cd4.range", "32–50", None, "differs: the rows give 37–50"),
        ("months.range", "1–18", None, "not recorded by patient"),
        ("", "two", None, "no number to hold it against"),
    ],
)
def test_a_statement_is_compared_with_both_ends_of_its_number(key, value, patients, said):
    assert verdict(key, value, patients) == said


def test_a_key_that_the_ledger_lacks_names_the_row_and_near_keys():
    with pytest.raises(StudyError, match=r'row 2: no number of the ledger is called "crs.cuont"') as caught:
        verdict("crs.cuont", "one")
    assert 'Did you mean "crs.count"?' in str(caught.value)


def test_a_count_that_is_no_count_names_the_row():
    with pytest.raises(StudyError, match=r'row 2: value is "several"'):
        verdict("crs.count", "several")
