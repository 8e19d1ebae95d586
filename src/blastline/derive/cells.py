"""Cells that were infused at once: on which day, and how many."""

import narwhals as nw

from blastline.derive.frames import Frames
from blastline.derive.lines import Lines, first_that_holds


def derive_cells(frames: Frames, product: str) -> list[Lines]:
    """Each infusion of the cell product studied: its day, and its cells in millions. It has no cycle and no rate."""
    cells = ~(nw.col("cells_low").is_null() & nw.col("cells_high").is_null())
    rows = frames["doses"].filter((nw.col("drug").str.to_lowercase() == product.lower()) & cells)
    counted = rows.with_columns(one=nw.lit(1)).with_columns(
        place=nw.col("one").cum_sum().over("patient_id", order_by=["order"])
    )
    named = frames.keep(counted.with_columns(at=nw.concat_str(nw.lit("infusion "), nw.col("place").cast(nw.String))))
    first, last = nw.col("day_earliest"), nw.col("day_latest")
    day = named.with_columns(
        low=first,
        high=last,
        reason=first_that_holds(
            ((first == last).fill_null(False), ""),
            (first.is_null() | last.is_null(), "day of the infusion not recorded"),
            otherwise="day of the infusion known only within limits",
        ),
    )
    open_ = ~(nw.col("cells_low") == nw.col("cells_high")).fill_null(False)
    number = named.with_columns(
        low=nw.col("cells_low"),
        high=nw.col("cells_high"),
        reason=first_that_holds((open_, "number of cells known only within limits"), otherwise=""),
    )
    evidence = named.select("patient_id", "record_id")
    return [
        Lines("infusion_day", "infusion of cells", "", day, evidence, "day", several=True),
        Lines("infused_cells", "cells infused", "", number, evidence, "10*6", several=True),
    ]
