"""Rows of a table that stay as they are: each finds its assessment by what is written in it."""

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.derive.readings import DAY_UNKNOWN, NO_BASELINE
from blastline.engines.engine import Engine
from blastline.grading.assessments import (
    Asked,
    Assessments,
    flag_of,
    patient_of,
    said_of_readings,
    with_baseline_keys,
)
from blastline.grading.columns import LaboratoryTable, key
from blastline.grading.days import Days
from blastline.grading.readings import laid

TOLD_BY = ("day", "date")


def rows_that_ask(here: Engine, table: LaboratoryTable, asked: Asked, days: Days) -> Frame | None:
    """The rows whose baseline matters, with their reading, their day, and whether they are flagged."""
    written = asked.baselines.written
    if not written:
        return None
    rows = table.rows.select(*[key(name) for name in table.keyed]).filter(nw.col(key("written")).is_in(list(written)))
    named = here.matched(rows, laid(here, said_of_readings(asked)), asked.keys)
    named = named.with_columns(patient=patient_of(), flag=flag_of(asked.baselines))
    columns = ("patient", "flag", "on_day", "reading", "test", "problem", "value_low", "value_high", "value_text")
    return here.keep(days.on(named, nw.col("patient")).select(*columns, key("written")))


def located(rows: Frame, found: Assessments, days: Days) -> Frame:
    """The rows of the table with all keys of their assessment."""
    if not found.baselines.written:
        return rows
    mine = nw.col(key("written")).is_in(list(found.baselines.written))
    # What nobody asks for is null, and is joined with nothing: that costs nothing.
    spared = [nw.when(mine).then(nw.col(key(name))).alias(key(name)) for name in TOLD_BY if name in days.told_by]
    asking = rows.with_columns(*spared, asking=nw.when(mine).then(patient_of()), flag=flag_of(found.baselines))
    keyed = with_baseline_keys(days.on(asking, nw.col("asking")), found.baselines)
    # Of other tests the baseline does not matter, though some patient may have one.
    return keyed.with_columns(
        nw.when(mine).then(nw.col("baseline_key")).otherwise(nw.lit(NO_BASELINE, dtype=nw.Int64)).alias("baseline_key"),
        nw.when(mine).then(nw.col("after_key")).otherwise(nw.lit(DAY_UNKNOWN)).alias("after_key"),
    )
