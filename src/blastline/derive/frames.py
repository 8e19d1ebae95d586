"""Records as frames: what normalise/ settled, laid out for plans that run on any engine."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from blastline.derive.baseline import last_before
from blastline.engines.engine import NUMBER, TEXT, TRUTH, WHOLE, Engine
from blastline.normalise.records import Records, Result, TidyRow
from blastline.records.interval import Interval
from blastline.records.schema import Column, tables

Frame = nw.LazyFrame[Any]

KINDS = {"count": WHOLE, "day": WHOLE, "yes_no": TRUTH}
INPUT_KINDS = {
    "record_id": TEXT,
    "patient_id": TEXT,
    "phase": TEXT,
    "day": WHOLE,
    "statistic": TEXT,
    "test": TEXT,
    "low": NUMBER,
    "high": NUMBER,
    "low_open": TRUTH,
    "high_open": TRUTH,
    "word": TEXT,
    "printed": TEXT,
    "specimen": TEXT,
    # The last state before treatment; what is known of the whole course and holds on each of its days.
    "baseline": TRUTH,
    "whole_course": TRUTH,
}
MARROW_SPECIMEN = "bone marrow"
# What a table examines, where its rows have no column for it.
SPECIMENS = {"marrow_exams": MARROW_SPECIMEN, "csf_exams": "cerebrospinal fluid"}
CRS = "cytokine release syndrome"
DEATHS = ("death from CRS", "death from ICANS")
MASKING = ("antipyretic", "corticosteroid", "anticytokine")


@dataclass(frozen=True, slots=True)
class Frames:
    """
    The frames that derivations start from: one a table, and `inputs` with every result in long form.

    `keep` runs a plan once on its engine and goes on from there; for what several findings are made of.
    """

    tables: dict[str, Frame]
    inputs: Frame
    keep: Callable[[Frame], Frame]
    # Tables of which the study says that what has no row in them did not happen.
    complete: frozenset[str] = frozenset()

    def __getitem__(self, table: str) -> Frame:
        return self.tables[table]


def frames_of(records: Records, engine: Engine, complete: Collection[str] = ()) -> Frames:
    """All records on an engine; a table that the study lacks is an empty frame."""
    laid = {name: _table(name, records.table(name), engine) for name in tables()}
    return Frames(laid, engine.frame(_inputs(records), INPUT_KINDS), engine.keep, frozenset(complete))


def _table(name: str, rows: list[TidyRow], engine: Engine) -> Frame:
    columns = [column for column in tables()[name].columns.values() if column.kind not in ("date", "unit")]
    kinds = {"record_id": TEXT, "order": WHOLE}
    for column in columns:
        kinds |= _kinds(column)
    days = [
        day for part, has in (("day", tables()[name].timed), ("end", tables()[name].span)) for day in _days(part) if has
    ]
    kinds |= dict.fromkeys(days, WHOLE)
    return engine.frame([_row(row, order, columns, days) for order, row in enumerate(rows)], kinds)


def _days(part: str) -> tuple[str, str]:
    """The first and the last day that a row may have begun on ("day"), or may have ended on ("end")."""
    return f"{part}_earliest", f"{part}_latest"


def _kinds(column: Column) -> dict[str, str]:
    if column.kind == "number":
        return {f"{column.name}_low": NUMBER, f"{column.name}_high": NUMBER}
    return {column.name: KINDS.get(column.kind, TEXT)}


def _row(row: TidyRow, order: int, columns: list[Column], days: list[str]) -> dict[str, Any]:
    cells: dict[str, Any] = {"record_id": row.record_id, "order": order, **{day: row[day] for day in days}}
    for column in columns:
        cells |= _cell(column, row[column.name])
    for day, part in (("day", "day"), ("end_day", "end")):
        earliest, latest = (row[end] for end in _days(part))
        if day in cells and earliest == latest:
            cells[day] = earliest  # from the date, where the row has no study day of its own
    return cells


def _cell(column: Column, value: Any) -> dict[str, Any]:
    if column.kind == "number":
        ends = value or Interval()
        return {f"{column.name}_low": _bounded(ends.low), f"{column.name}_high": _bounded(ends.high)}
    return {column.name: "/".join(sorted(value)) if isinstance(value, frozenset) else value}


def derived_inputs(rows: Frame) -> Frame:
    """Rows with patient_id, day, test, low, high and printed that a derivation adds, in the columns of all inputs."""
    return rows.with_columns(
        nw.col("day").cast(nw.Int64),
        nw.col("low").cast(nw.Float64),
        nw.col("high").cast(nw.Float64),
        record_id=nw.lit(""),
        phase=nw.lit("during"),
        statistic=nw.lit("single"),
        low_open=nw.lit(False),
        high_open=nw.lit(False),
        word=nw.lit(None, dtype=nw.String),
        specimen=nw.lit(""),
        baseline=nw.lit(False),
        whole_course=nw.lit(False),
    )


def _bounded(end: float) -> float | None:
    """An unbounded end is null in a frame: engines differ in how they order infinities."""
    return None if abs(end) == float("inf") else end


def _inputs(records: Records) -> list[dict[str, Any]]:
    last = {id(result) for result in last_before(records.results)}
    rows = [row for result in records.results for row in _with_limits(result, id(result) in last)]
    rows += [row for tidy in records.table("reported") for row in _answered(tidy)]
    rows += [_masking(tidy) for tidy in records.table("medications") if tidy["class"] in MASKING]
    return [*rows, *_judged(records), *_survived(records)]


def _with_limits(result: Result, baseline: bool) -> list[dict[str, Any]]:
    """A result, and its limits of normal as inputs of their own where they were recorded."""
    rows = [_input(result, result.test, result.interval, result.word, result.printed)]
    for suffix, limit in (("lln", result.lower_limit), ("uln", result.upper_limit)):
        if not limit.missing:
            rows.append(_input(result, f"{result.test}_{suffix}", limit, None, f"{limit.low:g}"))
    return [row | {"baseline": baseline} for row in rows]


def _input(result: Result, test: str, values: Interval, word: str | None, printed: str) -> dict[str, Any]:
    return {
        "record_id": result.record_id,
        "patient_id": result.patient_id,
        "phase": result.phase,
        "day": result.day,
        "statistic": result.statistic,
        "test": test,
        "low": _bounded(values.low),
        "high": _bounded(values.high),
        "low_open": values.low_open,
        "high_open": values.high_open,
        "word": word,
        "printed": printed,
        "specimen": result.specimen or SPECIMENS.get(result.record_id.partition(":")[0], ""),
        "baseline": False,
        "whole_course": False,
    }


def _yes_or_no(row: TidyRow, test: str, answer: bool, day: int | None = None) -> dict[str, Any]:
    value = Interval.exactly(float(answer))
    shown = "yes" if answer else "no"
    result = Result(row.record_id, row["patient_id"], test, "single", "", row["phase"] or "", day, value, None, shown)
    return _input(result, test, value, None, shown)


def _as_input(endpoint: str) -> str:
    # ICANS is one of several neurotoxicities; the criteria of all of them ask for the same death.
    return endpoint.replace("ICANS", "neurotoxicity").lower().replace(" ", "_")


def _answered(row: TidyRow) -> list[dict[str, Any]]:
    """An endpoint answered with yes or no is an input of the whole course: `death from CRS` becomes death_from_crs."""
    if row["value"] not in (frozenset({"yes"}), frozenset({"no"})):
        return []
    return [_yes_or_no(row, _as_input(row["endpoint"]), row["value"] == frozenset({"yes"})) | {"whole_course": True}]


def _judged(records: Records) -> list[dict[str, Any]]:
    """Who reports CRS of grade 1 or more has put the fever down to it; a statement on the cause itself wins."""
    told = {result.patient_id for result in records.results if result.test == "fever_other_cause"}
    return [
        _yes_or_no(row, "fever_other_cause", False) | {"whole_course": True}
        for row in records.table("adverse_events")
        if row["term"] == CRS and row["phase"] == "during" and row["patient_id"] not in told
        if row["grade"] is not None and row["grade"].low >= 1
    ]


def _survived(records: Records) -> list[dict[str, Any]]:
    """Who was alive at the end of treatment or later died of nothing during it; an answer on death itself wins."""
    told = {(row["patient_id"], row["endpoint"]) for row in records.table("reported")}
    return [
        _yes_or_no(row, _as_input(death), False) | {"whole_course": True}
        for row in records.table("follow_up")
        if row["status"] == "alive" and row["phase"] in ("end", "after")
        for death in DEATHS
        if (row["patient_id"], death) not in told
    ]


def _masking(row: TidyRow) -> dict[str, Any]:
    """A drug that lowers a fever was given; where no such drug is recorded, that leaves it open."""
    day = row["day_earliest"] if row["day_earliest"] == row["day_latest"] else row["day"]
    return _yes_or_no(row, "masking_drug", True, day)
