"""Rows of a table as columns of text, built patient by day for a whole batch at once."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from blastline.synthesise.fate import Fate, Numbers

INVENTED = "INVENTED by blastline synthesise"
# An empty cell among words.
NOTHING: Numbers = np.array(None, dtype=object)


def table(fate: Fate, who: Numbers, columns: Mapping[str, Any]) -> pa.Table:
    """One row for each of `who`, which are positions in the batch; every cell as text, an absent one null."""
    cells = {"patient_id": pa.array(fate.ids[who], pa.string())}
    cells |= {name: as_text(values, len(who)) for name, values in columns.items()}
    cells["source"] = pa.array([INVENTED] * len(who), pa.string())
    return pa.table(cells)


def as_text(values: Any, count: int) -> pa.Array:
    """Numbers as they are typed (0.4, 12), words as they are; NaN and None are empty cells."""
    if isinstance(values, str):
        return pa.array([values] * count, pa.string())
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values.cast(pa.string())
    if values.dtype.kind == "f":
        whole = values == np.floor(values)
        texts = pc.if_else(
            pa.array(whole),
            pa.array(np.where(whole, values, 0).astype("int64")).cast(pa.string()),
            pa.array(values).cast(pa.string()),
        )
        return pc.if_else(pa.array(np.isnan(values)), pa.scalar(None, pa.string()), texts)
    if values.dtype.kind == "O":
        return pa.array(values, pa.string())
    return pa.array(values).cast(pa.string())


def words(yes: Numbers, if_yes: str, if_no: str) -> Numbers:
    """One of two words for each row."""
    return np.where(yes, if_yes, if_no).astype(object)


def printed_day(day: Numbers) -> Numbers:
    """The day as the study prints it: the first dose is day 1, and the day before is day -1."""
    return np.where(day >= 0, day + 1, day)


def every_day(fate: Fate, days: Numbers) -> tuple[Numbers, Numbers]:
    """Position and day of each patient and day on which the patient was alive and still seen."""
    who, day = np.repeat(np.arange(len(fate)), len(days)), np.tile(days, len(fate))
    alive = day <= fate.last_seen[who]
    return who[alive], day[alive]
