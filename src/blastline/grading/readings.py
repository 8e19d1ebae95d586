"""Each way in which a result is written, read once: a table of millions of rows has some ten thousand of them."""

from collections.abc import Mapping, Sequence

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame
from blastline.derive.readings import readings_with_values
from blastline.engines.choose import engine
from blastline.engines.engine import NUMBER, TEXT, TRUTH, Engine
from blastline.grading.columns import LaboratoryTable, as_text, distinct, key
from blastline.normalise.laboratory import answers_of, units_of, values_of
from blastline.records.schema import tests

# Readings are few, however many rows there are; they are worked on here, and only what came out goes to the engine.
IN_MEMORY = engine("polars")
READ = ("written", "unit", "value", "lower_limit", "upper_limit", "baseline")
UNIT_KINDS = dict.fromkeys(("written", "unit", "test", "into", "problem"), TEXT) | dict.fromkeys(
    ("factor", "offset", "least", "most", "limit_low", "limit_high"), NUMBER
)
VALUE_KINDS = {"text": TEXT, "low": NUMBER, "high": NUMBER, "low_open": TRUTH, "high_open": TRUTH, "problem": TEXT}


def answerable() -> list[str]:
    """Yes-or-no inputs that a table may answer in a column of that name: symptoms, fasting."""
    return [test.name for test in tests().values() if test.kind == "yes_no" and test.name != "after_baseline"]


def asked(rules: Mapping[str, Sequence[Criterion]]) -> set[str]:
    """The yes-or-no inputs that any of the criteria asks for."""
    return {name for found in rules.values() for rule in found for name, unit in rule.needs.items() if unit == "yes_no"}


def keys_of_readings(table: LaboratoryTable, answers: set[str], *, stated: bool) -> list[str]:
    """The keys by which a row finds its reading; `stated` where a baseline stands beside each result."""
    read = [name for name in READ if name != "baseline" or stated]
    return [key(name) for name in table.keyed if name in read or name in answers]


def read_readings(here: Engine, table: LaboratoryTable, keys: Sequence[str]) -> Frame:
    """
    One row a reading: its number `reading`, its keys, how many rows have it (`n`), and what it says.

    That is test, into (the unit), the ends of value, limits and stated baseline, problem, remark, and an answer for
    each yes-or-no input that the table has. However large the table is, this frame lies in memory.
    """
    counted = table.rows.select(*keys).group_by(*keys).agg(nw.len().alias("n"))
    numbered = IN_MEMORY.keep(IN_MEMORY.numbered(in_memory(here, counted)).rename({"row": "reading"}))
    names = [name.removeprefix(key("")) for name in keys]
    absent = [nw.lit("").alias(name) for name in READ if name not in names]
    cells = numbered.with_columns(*[as_text(key(name)).alias(name) for name in names], *absent)
    units = IN_MEMORY.frame(units_of(distinct(IN_MEMORY, cells, "written", "unit")), UNIT_KINDS)
    texts = {text for name in READ[2:] for (text,) in distinct(IN_MEMORY, cells, name)}
    values = IN_MEMORY.frame(values_of(sorted(texts)), VALUE_KINDS)
    for name in names:
        if name not in READ:
            cells = _with_answer(cells, name)
    return IN_MEMORY.keep(readings_with_values(cells, units, values))


def in_memory(here: Engine, frame: Frame) -> Frame:
    """A small frame from the engine, in memory: a plan of many steps is written down there the fastest."""
    return IN_MEMORY.lay(here.arrow(frame))


def laid(here: Engine, frame: Frame) -> Frame:
    """A small frame from memory onto the engine."""
    return here.lay(IN_MEMORY.arrow(frame))


def _with_answer(cells: Frame, name: str) -> Frame:
    answers = answers_of(text for (text,) in distinct(IN_MEMORY, cells, name))
    frame = IN_MEMORY.frame(answers, {"text": TEXT, "answer": NUMBER})
    named = frame.select(nw.col("text").alias(f"{name}_text"), nw.col("answer").alias(answer_column(name)))
    return cells.join(named, left_on=name, right_on=f"{name}_text", how="left")


def answer_column(name: str) -> str:
    """The column with the answer to a yes-or-no input: 1, 0 or null."""
    return f"{name}_answer"
