"""What is graded: a reading, with the baseline of its patient where a criterion asks for it; each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame
from blastline.derive.readings import (
    DAY_UNKNOWN,
    NO_BASELINE,
    after_day_one,
    after_flagged,
    derive_baselines_by_day,
    derive_flagged_baselines,
)
from blastline.engines.engine import TEXT, Engine
from blastline.grading.columns import LaboratoryTable, distinct, key
from blastline.grading.readings import IN_MEMORY, in_memory, keys_of_readings, laid, read_readings
from blastline.normalise.laboratory import answers_of

FLAGGED, STATED, BY_DAY = "flagged", "stated", "by day"
AFTER_STATED = 1.0
BASELINE_KEYS = ("baseline_key", "after_key")


@dataclass(frozen=True, slots=True)
class Baselines:
    """
    How baselines are told, by which names their tests are written, and the baseline of each patient and test.

    `marked` and `unmarked` are what the column of flags holds for a row that is, or is not, the baseline. `by_patient`
    has of_patient, of_written, baseline_day and the number `baseline_key`; `each`, in memory, says which that is.
    """

    way: str
    written: Sequence[str]
    by_patient: Frame | None = None
    each: Frame | None = None
    marked: Sequence[str] = ()
    unmarked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """The readings of a table with the keys by which rows find them, and how baselines are told; none is known yet."""

    readings: Frame
    keys: tuple[str, ...]
    baselines: Baselines


@dataclass(frozen=True, slots=True)
class Assessments:
    """
    Every different assessment of a table, in memory.

    `frame` has one row an assessment: `row` (its number), the keys of its reading, `reading`, `baseline_key`,
    `after_key`, `n` (how many rows are it) and what it says. Where no criterion asks for a baseline, the keys of a
    reading are those of an assessment; `keys` names all that a row is joined by.
    """

    frame: Frame
    asked: Asked

    @property
    def baselines(self) -> Baselines:
        """How baselines are told, and the one of each patient and test."""
        return self.asked.baselines

    @property
    def keys(self) -> tuple[str, ...]:
        """By which a row finds its assessment."""
        return (*self.asked.keys, *(BASELINE_KEYS if self.baselines.written else ()))


def ask(here: Engine, table: LaboratoryTable, rules: Mapping[str, Sequence[Criterion]], answers: set[str]) -> Asked:
    """The readings of a table, and which of them ask for a baseline by these criteria."""
    way, marked, unmarked = _way(here, table)
    keys = keys_of_readings(table, answers, stated=way == STATED)
    readings = read_readings(here, table, keys)
    return Asked(
        readings, tuple(keys), Baselines(way, _written(readings, _asking(rules)), marked=marked, unmarked=unmarked)
    )


def assess(here: Engine, asked: Asked, rows: Frame | None) -> Assessments:
    """
    All different assessments. `rows` are those whose baseline matters, None where it does for none.

    They have patient, flag, on_day, reading, test, key_written, problem, and the value with its ends.
    """
    if rows is None:
        alone = {
            "baseline_key": nw.lit(NO_BASELINE, dtype=nw.Int64),
            "after_key": nw.lit(DAY_UNKNOWN),
            "row": nw.col("reading"),
        }
        whole = asked.readings.with_columns(after_baseline=nw.lit(None, dtype=nw.Float64), **alone)
        return Assessments(whole, asked)
    baselines = _with_baselines_of(here, rows, asked)
    told = in_memory(here, _counted(rows, baselines))
    frame = IN_MEMORY.numbered(_with_and_without(told, asked.readings, baselines))
    return Assessments(IN_MEMORY.keep(frame), replace(asked, baselines=baselines))


def said_of_readings(asked: Asked) -> Frame:
    """What a row needs of its reading to be, or to be held against, a baseline; of readings that ask, in memory."""
    mine = asked.readings.filter(nw.col(key("written")).is_in(list(asked.baselines.written)))
    ends = ("value_low", "value_high")
    keys = dict.fromkeys((*asked.keys, key("written")))
    return mine.select(*keys, "reading", "test", "problem", *ends, nw.col("value").alias("value_text"))


def _way(here: Engine, table: LaboratoryTable) -> tuple[str, list[str], list[str]]:
    """How the table tells baselines, and the texts that flag a row as one, or not."""
    if "baseline" not in table.keyed:
        return BY_DAY, [], []
    texts = [str(text) for (text,) in distinct(here, table.rows, key("baseline")) if text is not None]
    said = {text: answers_of([text.strip()])[0]["answer"] for text in texts if text.strip() not in ("", "nan", "NaN")}
    if not said:
        return BY_DAY, [], []
    # 0 and 1 may be flags, and may be results; beside a yes or a no they are flags.
    words = {text: answer for text, answer in said.items() if text.strip() not in ("0", "1")}
    if words and all(answer is not None for answer in words.values()):
        return FLAGGED, [t for t, answer in said.items() if answer], [t for t, answer in said.items() if not answer]
    return STATED, [], []


def _asking(rules: Mapping[str, Sequence[Criterion]]) -> set[str]:
    """The tests of which some criterion asks for the baseline, or whether the row comes after it."""
    return {
        rule.assessed_by[0]
        for found in rules.values()
        for rule in found
        if rule.direction and any(name.endswith("baseline") for name in rule.needs)
    }


def _written(readings: Frame, tests: set[str]) -> list[str]:
    found = readings.filter(nw.col("test").is_in(sorted(tests)))
    return sorted(text for (text,) in distinct(IN_MEMORY, found, key("written")))


def patient_of() -> nw.Expr:
    """The patient of a row; null where there is none."""
    text = nw.col(key("patient_id")).str.strip_chars()
    return nw.when((text != "").fill_null(False)).then(text)


def flag_of(baselines: Baselines) -> nw.Expr:
    """Whether a row is flagged as the baseline (1), or as none (0)."""
    if baselines.way != FLAGGED:
        return nw.lit(None, dtype=nw.Float64)
    return (
        nw.when(nw.col(key("baseline")).is_in(list(baselines.marked)))
        .then(nw.lit(1.0))
        .otherwise(nw.when(nw.col(key("baseline")).is_in(list(baselines.unmarked))).then(nw.lit(0.0)))
    )


def _with_baselines_of(here: Engine, rows: Frame, asked: Asked) -> Baselines:
    """Which baseline each patient has, under every name by which its test is written in the table."""
    way = asked.baselines.way
    if way == STATED:
        return asked.baselines
    told = here.keep(derive_flagged_baselines(rows) if way == FLAGGED else derive_baselines_by_day(rows))
    ends = [nw.col(name).max() for name in ("baseline_low", "baseline_high", "baseline")]
    different = IN_MEMORY.numbered(in_memory(here, told.group_by("baseline_text").agg(*ends)))
    each = IN_MEMORY.keep(different.rename({"row": "baseline_key"}))
    mine = asked.readings.filter(nw.col(key("written")).is_in(list(asked.baselines.written)))
    pairs = distinct(IN_MEMORY, mine, "test", key("written"))
    names = here.frame([{"test": test, "of_written": text} for test, text in pairs], {"test": TEXT, "of_written": TEXT})
    keyed = told.join(laid(here, each.select("baseline_text", "baseline_key")), on="baseline_text", how="inner")
    named = keyed.join(names, on="test", how="inner").rename({"patient": "of_patient"})
    by_patient = here.keep(named.select("of_patient", "of_written", "baseline_key", "baseline_day"))
    return replace(asked.baselines, by_patient=by_patient, each=each.drop("baseline_text"))


def with_baseline_keys(rows: Frame, baselines: Baselines) -> Frame:
    """
    `baseline_key` and `after_key`: which baseline counts for a row, and whether it comes after it.

    `rows` has on_day, flag, the key of what is written as its test, and `asking`: the patient whose baseline matters.
    """
    if baselines.by_patient is None:
        # A baseline beside a value was there before it, unless the day says otherwise.
        after = nw.when(nw.col("on_day").is_null()).then(nw.lit(AFTER_STATED)).otherwise(after_day_one())
        return rows.with_columns(baseline_key=nw.lit(NO_BASELINE, dtype=nw.Int64), after_key=after)
    mine, theirs = ["asking", key("written")], ["of_patient", "of_written"]
    joined = rows.join(baselines.by_patient, left_on=mine, right_on=theirs, how="left")
    after = after_flagged() if baselines.way == FLAGGED else after_day_one()
    return joined.with_columns(nw.col("baseline_key").fill_null(NO_BASELINE), after_key=after)


def _counted(rows: Frame, baselines: Baselines) -> Frame:
    """How often each reading occurs with each baseline, before or after it."""
    by = ("reading", "baseline_key", "after_key")
    asking = rows.with_columns(asking=nw.col("patient"))
    return with_baseline_keys(asking, baselines).group_by(*by).agg(nw.len().alias("times"))


def _with_and_without(counted: Frame, readings: Frame, baselines: Baselines) -> Frame:
    """The assessments of tests whose baseline matters, and the readings of all others."""
    others = readings.filter(~nw.col(key("written")).is_in(list(baselines.written)).fill_null(False))
    alone = others.select(
        "reading",
        nw.lit(NO_BASELINE, dtype=nw.Int64).alias("baseline_key"),
        nw.lit(DAY_UNKNOWN).alias("after_key"),
        times=nw.col("n"),
    )
    columns = (nw.col("reading").cast(nw.Int64), *BASELINE_KEYS, nw.col("times").cast(nw.Int64))
    joined = nw.concat([counted.select(*columns), alone.select(*columns)]).join(readings, on="reading", how="inner")
    after = nw.when(nw.col("after_key") != DAY_UNKNOWN).then(nw.col("after_key"))
    whole = joined.with_columns(n=nw.col("times"), after_baseline=after).drop("times")
    return _with_baselines(whole, baselines)


def _with_baselines(assessments: Frame, baselines: Baselines) -> Frame:
    """The ends of the baseline beside each assessment; where it stands beside the value they are there already."""
    if baselines.each is None:
        nothing = nw.col("baseline_low").is_null() & nw.col("baseline_high").is_null()
        return assessments.with_columns(baseline=nw.when(nothing).then(nw.lit("")).otherwise(nw.col("baseline")))
    bare = assessments.drop("baseline_low", "baseline_high", "baseline_low_open", "baseline_high_open", "baseline")
    joined = bare.join(baselines.each, on="baseline_key", how="left")
    closed = {f"baseline_{end}_open": nw.lit(False) for end in ("low", "high")}
    return joined.with_columns(nw.col("baseline").fill_null(""), **closed)
