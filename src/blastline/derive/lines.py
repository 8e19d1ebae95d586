"""What every derivation hands over: lines of patients in one shape, with the record ids that they rest on."""

from dataclasses import dataclass

import narwhals as nw

from blastline.derive.frames import Frame

# What a line says of its patient, all in words, so that findings of every kind can stand in one list.
SAID = ("patient_id", "at", "place", "reported", "surely", "possibly", "reason", "verdict")
# What a line in numbers has in place of words; the place orders the lines of one patient.
ENDS = ("low", "high")


@dataclass(frozen=True, slots=True)
class Lines:
    """
    One derivation over all patients: what it is about, and a plan for its lines.

    `said` has patient_id, surely, possibly, reason, and may have reported and verdict. `evidence` has patient_id and
    record_id, one row a record. Lines with a `unit` have numbers, `low` and `high`, for surely and possibly. Where
    `several`, a patient may have any number of lines, told apart by `at` and in the order of `place`; else one. Where
    `joined`, they are parts of one sentence, in the order of `place`.
    """

    section: str
    variable: str
    criterion: str
    said: Frame
    evidence: Frame
    unit: str = ""
    several: bool = False
    joined: bool = False


def yes_or_no(judged: Frame, *, yes: str, no: str, reason: nw.Expr) -> Frame:
    """Two truth columns, `surely` and `possibly`, as words; `reason`, in words, stands where the two differ."""
    return judged.with_columns(
        reason=nw.when(nw.col("possibly") & ~nw.col("surely")).then(reason).otherwise(nw.lit("")),
        surely=nw.when(nw.col("surely")).then(nw.lit(yes)).otherwise(nw.lit(no)),
        possibly=nw.when(nw.col("possibly")).then(nw.lit(yes)).otherwise(nw.lit(no)),
    )


def first_that_holds(*cases: tuple[nw.Expr, str], otherwise: str) -> nw.Expr:
    """The words of the first condition that holds; a null condition does not."""
    chain: nw.Expr = nw.lit(otherwise)
    for condition, words in reversed(cases):
        chain = nw.when(condition).then(nw.lit(words)).otherwise(chain)
    return chain


def on_day(first_day: int) -> nw.Expr:
    """The column `day` in words, as the study counts: where the first dose is day 1, there is no day 0."""
    return nw.concat_str(nw.lit("day "), as_counted(nw.col("day"), first_day).cast(nw.String))


def as_counted(day: nw.Expr, first_day: int) -> nw.Expr:
    """A day from the first dose as the study counts it."""
    return nw.when(day >= 0).then(day + first_day).otherwise(day)


def complete(lines: Lines) -> Frame:
    """Exactly the columns of SAID, and of ENDS where the lines are numbers; what a derivation does not say is empty."""
    there = lines.said.collect_schema().names()
    absent = [nw.lit(None, dtype=nw.String).alias(name) for name in SAID if name not in there]
    whole = lines.said.with_columns(*absent) if absent else lines.said
    ends = [nw.col(end).cast(nw.Float64) for end in ENDS] if lines.unit else []
    return whole.select(*[nw.col(name) for name in SAID if name != "place"], nw.col("place").cast(nw.Int64), *ends)
