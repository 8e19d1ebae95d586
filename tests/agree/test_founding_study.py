"""The founding study gives the same findings and the same ledger whichever engine it runs on."""

from pathlib import Path

import pytest

from blastline.study import Run, open_study

STUDY = Path(__file__).parents[2] / "studies" / "salvage-blinatumomab"


@pytest.fixture(scope="module")
def runs() -> tuple[Run, Run]:
    study = open_study(STUDY)
    return study.run("duckdb"), study.run("polars")


def test_every_finding_is_the_same_on_duckdb_and_on_polars(runs):
    on_duckdb, on_polars = runs
    assert len(on_duckdb.findings) > 100
    assert on_duckdb.findings == on_polars.findings


def test_every_row_of_the_ledger_is_the_same_on_duckdb_and_on_polars(runs):
    on_duckdb, on_polars = runs
    assert len(on_duckdb.ledger) > 300
    assert on_duckdb.ledger.rows == on_polars.ledger.rows
