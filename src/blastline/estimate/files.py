"""The ledger as files: CSV for people, Parquet for programs; the same rows always give the same bytes."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import polars as pl

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow

# A cell of a spreadsheet holds 32,767 letters, and an id of a finding may have a hundred.
LONGEST_LIST = 200
KINDS: dict[str, Any] = {"str": pl.String, "float": pl.Float64, "int": pl.Int64}


def write_ledger(ledger: Ledger, folder: Path) -> None:
    """
    `ledger.csv` and `ledger.parquet`, one row a number, lists joined with "; ".

    A list of thousands is cut short in the CSV, which a spreadsheet could not open; Parquet has it whole.
    """
    whole = pl.DataFrame([_flat(row, None) for row in ledger], schema=_schema(), orient="row")
    whole.write_parquet(folder / "ledger.parquet", compression="zstd", statistics=False)
    short = pl.DataFrame([_flat(row, LONGEST_LIST) for row in ledger], schema=_schema(), orient="row")
    short.write_csv(folder / "ledger.csv")


def _flat(row: LedgerRow, longest: int | None) -> dict[str, Any]:
    return {name: _joined(value, longest) if isinstance(value, tuple) else value for name, value in asdict(row).items()}


def _joined(values: tuple[str, ...], longest: int | None) -> str:
    if longest is None or len(values) <= longest:
        return "; ".join(values)
    return f"{'; '.join(values[:longest])}; and {len(values) - longest} more in ledger.parquet"


def _schema() -> dict[str, Any]:
    return {
        field.name: KINDS.get(str(getattr(field.type, "__name__", field.type)).split(" ")[0], pl.String)
        for field in fields(LedgerRow)
    }
