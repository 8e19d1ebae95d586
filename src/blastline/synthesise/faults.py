"""The ways in which real records go wrong, put into invented ones, with a list of where."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from blastline.synthesise.rows import INVENTED

SHARE = 0.002


def with_faults(name: str, rows: pa.Table, draw: Generator, write: Callable[[str, pa.Table], None]) -> pa.Table:
    """The rows with a few spoilt cells; every one is written to the table `faults` with what was done to it."""
    for column, kind, change in FAULTS.get(name, ()):
        hit = draw.random(len(rows)) < SHARE
        if not hit.any():
            # Also a small cohort has one of each.
            hit[draw.integers(0, len(rows))] = len(rows) > 0
        cells = np.array(rows[column].to_pylist(), dtype=object)
        hit &= np.array([cell is not None and change(cell) != cell for cell in cells], dtype=bool)
        spoilt = np.array([change(cell) if bad else cell for cell, bad in zip(cells, hit, strict=True)], dtype=object)
        ids = rows["patient_id"].to_pylist()
        found = np.flatnonzero(hit)
        write("faults", _listed(name, column, kind, [ids[at] for at in found], cells[found], spoilt[found]))
        rows = rows.set_column(rows.column_names.index(column), column, pa.array(spoilt, pa.string()))
    return rows


def _listed(table: str, column: str, kind: str, ids: list[str], was: object, now: object) -> pa.Table:
    count = len(ids)
    cells = {
        "patient_id": ids,
        "table": [table] * count,
        "column": [column] * count,
        "fault": [kind] * count,
        "was": list(was),  # type: ignore[call-overload]
        "is": list(now),  # type: ignore[call-overload]
        "source": [INVENTED] * count,
    }
    return pa.table({name: pa.array(values, pa.string()) for name, values in cells.items()})


def _another_unit(unit: str) -> str:
    """Counts with the unit of cells per µL: a thousandfold off."""
    return {"×10^9/L": "/uL", "g/L": "mg/dL"}.get(unit, unit)


FAULTS: dict[str, tuple[tuple[str, str, Callable[[str], str]], ...]] = {
    "measurements": (
        ("unit", "unit of another size", _another_unit),
        ("value", "comma for a point", lambda cell: cell.replace(".", ",")),
        ("test", "misspelt test", lambda cell: cell.replace("platelets", "plateletts")),
    ),
    "vital_signs": (("temperature", "point left out", lambda cell: cell.replace(".", "")),),
    "patients": (("sex", "word that is not known", lambda _: "w"),),
    "follow_up": (("status", "empty cell", lambda _: ""),),
}
