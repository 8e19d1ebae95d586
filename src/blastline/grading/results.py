"""All results of a table in whole numbers: which patient, which reading, on which day. They are gone through often."""

from collections.abc import Collection
from dataclasses import dataclass

import narwhals as nw

from blastline.derive.frames import Frame
from blastline.engines.engine import Engine
from blastline.grading.assessments import FLAGGED, Asked, flag_of, patient_of, said_of_readings
from blastline.grading.columns import LaboratoryTable, key
from blastline.grading.days import Days
from blastline.grading.readings import laid

AS_WRITTEN = key("patient_id")
# The number of whoever has no name in the table: nobody knows whose results they are, and they have no baseline.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Results:
    """
    `frame` has patient (a number), reading, on_day (1 is the day of the first dose, null an unknown one) and flag.

    `patients` has the number and the patient_id of each; `nameless` counts the rows that name none.
    """

    frame: Frame
    patients: Frame
    nameless: int


def read_results(here: Engine, table: LaboratoryTable, asked: Asked, days: Days, tests: Collection[str]) -> Results:
    """Every row of these tests once; the flag is null where the table does not flag baselines."""
    written = table.rows.select(AS_WRITTEN).group_by(AS_WRITTEN).agg(nw.len().alias("n"))
    names = here.keep(written.select(AS_WRITTEN, "n", patient_id=nw.col(AS_WRITTEN).str.strip_chars().fill_null("")))
    different = here.numbered(names.select("patient_id").group_by("patient_id").agg(nw.len().alias("n")).drop("n"))
    number = nw.when(nw.col("patient_id") == "").then(nw.lit(NOBODY)).otherwise(nw.col("row"))
    patients = here.keep(different.select("patient_id", patient=number.cast(nw.Int32)))
    numbers = here.keep(names.join(patients, on="patient_id", how="inner").select(AS_WRITTEN, "patient"))
    wanted = asked.readings.filter(nw.col("test").is_in(sorted(tests)))
    readings = laid(here, wanted.select(*asked.keys, "reading"))
    rows = table.rows.select(*[key(name) for name in table.keyed])
    on_days = days.on(rows, patient_of()).with_columns(flag=flag_of(asked.baselines))
    named = here.matched(on_days, readings, asked.keys)
    found = here.matched(named, numbers, [AS_WRITTEN])
    small = [nw.col("patient"), *[nw.col(name).cast(nw.Int32) for name in ("reading", "on_day")]]
    flagged = ["flag"] if asked.baselines.way == FLAGGED else []
    (nobody,) = here.rows(names.filter(nw.col("patient_id") == "").select(nw.col("n").sum()))
    named = patients.filter(nw.col("patient") != NOBODY)
    return Results(here.keep(found.select(*small, *flagged)), named, int(nobody["n"] or 0))


def results_that_ask(here: Engine, results: Results, asked: Asked) -> Frame | None:
    """The results whose baseline matters, with what their reading says: not kept, for whole numbers are soon joined."""
    if not asked.baselines.written:
        return None
    said = said_of_readings(asked).select(
        nw.col("reading").cast(nw.Int32), key("written"), "test", "problem", "value_low", "value_high", "value_text"
    )
    rows = results.frame.join(laid(here, said), on="reading", how="inner")
    flag = [] if asked.baselines.way == FLAGGED else [nw.lit(None, dtype=nw.Float64).alias("flag")]
    named = nw.when(nw.col("patient") != NOBODY).then(nw.col("patient"))
    return rows.with_columns(*flag, patient=named)
