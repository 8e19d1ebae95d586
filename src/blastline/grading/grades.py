"""The grades of every assessment, one set of criteria beside the other: what is low, what is high, why it is open."""

import re
from collections.abc import Iterator, Mapping, Sequence

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.derive.frames import Frame
from blastline.derive.laboratory import derive_row_grades, met_by
from blastline.grading.columns import distinct
from blastline.grading.readings import IN_MEMORY, answer_column, answerable

DIRECTIONS = ("low", "high")
ENDS = ("surely", "possibly")
USED = ("value", "lower_limit", "upper_limit", "baseline")


def prefix(chosen: str) -> str:
    """How the columns of a set begin: those of ctcae/5.0 with ctcae_5_0."""
    return re.sub(r"\W+", "_", chosen)


def directions(rules: Sequence[Criterion]) -> list[str]:
    """Whether a set grades what is too low, what is too high, or both."""
    return [direction for direction in DIRECTIONS if any(rule.direction == direction for rule in rules)]


def columns_of_set(chosen: str, rules: Sequence[Criterion]) -> list[str]:
    """The columns that a set writes: for each direction the criterion and both ends of the grade, and the reason."""
    graded = [f"{prefix(chosen)}_{direction}{end}" for direction in directions(rules) for end in ("", *_ENDINGS)]
    return [*graded, f"{prefix(chosen)}_reason"]


_ENDINGS = tuple(f"_{end}" for end in ENDS)


def used_columns() -> list[str]:
    """What of a row was used, in which unit."""
    return ["unit_used", *[f"{name}_used" for name in USED]]


def derive_grades(assessments: Frame, rules: Mapping[str, Sequence[Criterion]], *, reasons: bool = True) -> Frame:
    """The assessments with the columns of every set, and with what was used; reasons where they are asked for."""
    there = {test for (test,) in distinct(IN_MEMORY, assessments, "test")}
    graded = assessments.with_columns(*_used())
    by_rule = _once(assessments, [pair for found in rules.values() for pair in met_by(found, there)], reasons=reasons)
    for chosen, found in rules.items():
        mine = {pair[0].id: by_rule[pair[0].reads_as] for pair in met_by(found, there)}
        of_set = _of_set(assessments, chosen, found, list(met_by(found, there)), mine)
        graded = IN_MEMORY.keep(graded.join(of_set, on="row", how="left"))
    return graded


def _once(assessments: Frame, met: Sequence[tuple[Criterion, str]], *, reasons: bool) -> dict[object, Frame]:
    """What each different rule says; most terms are graded alike by several versions."""
    # One plan a rule: joined into one, an optimiser spends longer on them than all of them take to run.
    answers = dict(_answers(assessments))
    different = {rule.reads_as: (rule, test) for rule, test in met}
    return {
        known: IN_MEMORY.keep(derive_row_grades(assessments, rule, test, answers, reasons=reasons))
        for known, (rule, test) in different.items()
    }


def _used() -> list[nw.Expr]:
    """The number that was used; empty where it is known only within limits, for then the input says it."""
    numbers = [
        nw.when(nw.col(f"{name}_low") == nw.col(f"{name}_high"))
        .then(nw.col(f"{name}_low").round(6))
        .alias(f"{name}_used")
        for name in USED
    ]
    return [nw.col("into").alias("unit_used"), *numbers]


def _of_set(
    assessments: Frame,
    chosen: str,
    rules: Sequence[Criterion],
    met: Sequence[tuple[Criterion, str]],
    by_rule: Mapping[str, Frame],
) -> Frame:
    """One row an assessment: `row`, and the columns of the set."""
    wide = assessments.select("row", "test", "problem")
    for direction in directions(rules):
        kind = kind_of_grades(rules, direction)
        mine = [
            by_rule[rule.id].with_columns(criterion=nw.lit(rule.id)) for rule, _ in met if rule.direction == direction
        ]
        wide = wide.join(_of_direction(assessments, f"{prefix(chosen)}_{direction}", kind, mine), on="row", how="left")
    graded = nw.col("test").is_in(sorted({test for _, test in met})) if met else nw.lit(False)
    absent = nw.concat_str(nw.lit(f"no criterion of {chosen} grades "), nw.col("test"))
    reasons = [nw.col(f"{prefix(chosen)}_{direction}_reason") for direction in directions(rules)]
    told = nw.when(nw.col("problem") != "").then(nw.col("problem")).otherwise(nw.when(~graded).then(absent))
    reason = nw.when(told.is_null()).then(_joined(reasons)).otherwise(told)
    named = wide.with_columns(nw.when(reason != "").then(reason).alias(f"{prefix(chosen)}_reason"))
    return IN_MEMORY.keep(named.select("row", *columns_of_set(chosen, rules)))


def _joined(reasons: Sequence[nw.Expr]) -> nw.Expr:
    """Why low and high are open, each reason once."""
    filled = [reason.fill_null("") for reason in reasons]
    if len(filled) == 1:
        return filled[0]
    low, high = filled
    both = nw.concat_str(low, nw.lit("; "), high)
    only_one = nw.when((high == "") | (low == high)).then(low)
    return only_one.otherwise(nw.when(low == "").then(high).otherwise(both))


def _of_direction(assessments: Frame, start: str, kind: type[nw.Int8] | type[nw.String], parts: list[Frame]) -> Frame:
    """What is low, or what is high, of every assessment that a criterion of the set grades."""
    absent = {name: nw.lit(None, dtype=nw.String) for name in ("criterion", *ENDS, "reason")}
    graded = nw.concat(parts) if parts else assessments.filter(nw.col("row") < 0).select("row", **absent)
    ends = [nw.col(end).cast(kind).alias(f"{start}_{end}") for end in ENDS]
    named = graded.select("row", nw.col("criterion").alias(start), *ends, nw.col("reason").alias(f"{start}_reason"))
    return named


def kind_of_grades(rules: Sequence[Criterion], direction: str) -> type[nw.Int8] | type[nw.String]:
    """Grades are whole numbers, unless a criterion of one's own names its levels in words."""
    names = [name for rule in rules if rule.direction == direction for name in rule.level_names]
    return nw.Int8 if all(name.isdigit() for name in names) else nw.String


def _answers(assessments: Frame) -> Iterator[tuple[str, str]]:
    """The yes-or-no inputs that the table answers, and the column of each."""
    there = assessments.collect_schema().names()
    yield "after_baseline", "after_baseline"
    yield from ((name, answer_column(name)) for name in answerable() if answer_column(name) in there)
