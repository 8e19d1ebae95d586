"""What every derivation hands over: one line a patient, in one shape, with the record ids that it rests on."""

from dataclasses import dataclass

import narwhals as nw

from blastline.derive.frames import Frame

# What a line says of its patient, all in words, so that findings of every kind can stand in one list.
SAID = ("patient_id", "reported", "surely", "possibly", "reason", "verdict")


@dataclass(frozen=True, slots=True)
class Lines:
    """
    One derivation over all patients: what it is about, and a plan for its lines.

    `said` has patient_id, surely, possibly, reason, and may have reported and verdict. `evidence` has patient_id and
    record_id, one row a record.
    """

    section: str
    variable: str
    criterion: str
    said: Frame
    evidence: Frame


def yes_or_no(judged: Frame, *, yes: str, no: str, reason: str) -> Frame:
    """Two truth columns, `surely` and `possibly`, as words; `reason` stands where the two differ."""
    return judged.with_columns(
        reason=nw.when(nw.col("possibly") & ~nw.col("surely")).then(nw.lit(reason)).otherwise(nw.lit("")),
        surely=nw.when(nw.col("surely")).then(nw.lit(yes)).otherwise(nw.lit(no)),
        possibly=nw.when(nw.col("possibly")).then(nw.lit(yes)).otherwise(nw.lit(no)),
    )


def first_that_holds(*cases: tuple[nw.Expr, str], otherwise: str) -> nw.Expr:
    """The words of the first condition that holds; a null condition does not."""
    chain: nw.Expr = nw.lit(otherwise)
    for condition, words in reversed(cases):
        chain = nw.when(condition).then(nw.lit(words)).otherwise(chain)
    return chain


def complete(lines: Frame) -> Frame:
    """Exactly the columns of SAID, as text; what a derivation does not say is empty."""
    absent = [nw.lit(None, dtype=nw.String).alias(name) for name in SAID if name not in lines.collect_schema().names()]
    return (lines.with_columns(*absent) if absent else lines).select(*SAID)
