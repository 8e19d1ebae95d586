"""Rows of a table that stay as they are: each finds its assessment by what is written in it."""

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.engines.engine import Engine
from blastline.grading.assessments import (
    BASELINE_KEYS,
    Asked,
    Assessments,
    Baselines,
    flag_of,
    patient_of,
    said_of_readings,
    with_baseline_keys,
)
from blastline.grading.columns import LaboratoryTable, key
from blastline.grading.days import Days
from blastline.grading.readings import laid


def asks(baselines: Baselines) -> nw.Expr:
    """Whether the baseline matters for what is written as the test of a row."""
    return nw.col(key("written")).is_in(list(baselines.written)).fill_null(False)


def rows_that_ask(here: Engine, table: LaboratoryTable, asked: Asked, days: Days) -> Frame | None:
    """The rows whose baseline matters, with their reading, their day, and whether they are flagged."""
    if not asked.baselines.written:
        return None
    rows = table.rows.select(*[key(name) for name in table.keyed]).filter(asks(asked.baselines))
    named = here.matched(rows, laid(here, said_of_readings(asked)), asked.keys)
    named = named.with_columns(patient=patient_of(), flag=flag_of(asked.baselines))
    columns = ("patient", "flag", "on_day", "reading", "test", "problem", "value_low", "value_high", "value_text")
    return days.on(named, nw.col("patient")).select(*columns, key("written"))


def with_assessments(here: Engine, rows: Frame, found: Assessments, outcomes: Frame, days: Days) -> Frame:
    """The rows of the table with the outcome of their assessment; `outcomes` has the keys of all assessments."""
    keys, baselines = found.asked.keys, found.baselines
    if not baselines.written:
        return here.matched(rows, outcomes, keys)
    # Most rows ask for no baseline: they are spared what leads to one.
    alone = here.matched(rows.filter(~asks(baselines)), outcomes.drop(*BASELINE_KEYS), keys)
    asking = rows.filter(asks(baselines)).with_columns(asking=patient_of(), flag=flag_of(baselines))
    keyed = with_baseline_keys(days.on(asking, nw.col("asking")), baselines)
    held = here.matched(keyed, outcomes, [*keys, *BASELINE_KEYS])
    return nw.concat([alone, held.select(*alone.collect_schema().names())])
