"""The ledger as files: CSV for people, Parquet for programs; the same rows always give the same bytes."""

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import polars as pl

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow

KINDS: dict[str, Any] = {"str": pl.String, "float": pl.Float64, "int": pl.Int64}


def write_ledger(ledger: Ledger, folder: Path) -> None:
    """`ledger.csv` and `ledger.parquet`, one row a number, lists joined with "; "."""
    frame = pl.DataFrame([_flat(row) for row in ledger], schema=_schema(), orient="row")
    frame.write_csv(folder / "ledger.csv")
    frame.write_parquet(folder / "ledger.parquet", compression="zstd", statistics=False)


def _flat(row: LedgerRow) -> dict[str, Any]:
    return {name: "; ".join(value) if isinstance(value, tuple) else value for name, value in asdict(row).items()}


def _schema() -> dict[str, Any]:
    return {
        field.name: KINDS.get(str(getattr(field.type, "__name__", field.type)).split(" ")[0], pl.String)
        for field in fields(LedgerRow)
    }
