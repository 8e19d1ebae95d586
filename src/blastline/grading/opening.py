"""A laboratory table as it is opened: its columns, its days, its readings, and the criteria that it is graded by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criteria_in
from blastline.derive.frames import Frame
from blastline.engines.engine import Engine
from blastline.grading.assessments import Asked, ask
from blastline.grading.columns import LaboratoryTable, laboratory_table, refuse_names_that_are_taken
from blastline.grading.days import Days, read_days
from blastline.grading.grades import columns_of_set, used_columns
from blastline.grading.readings import answerable, asked

Rules = Mapping[str, Sequence[Criterion]]


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of a table before anything is graded; `written` are the columns that grading adds to its rows."""

    table: LaboratoryTable
    days: Days
    rules: Rules
    asked: Asked
    written: tuple[str, ...]


def open_table(
    here: Engine,
    frame: Frame,
    criteria: Sequence[str],
    mapping: str,
    called: tuple[str, str],
    doses: Frame | None,
) -> Opened:
    """The table under our names, read once. `called` is what messages call it, and the table of first doses."""
    rules = {name: criteria_in(name) for name in criteria}
    answers = asked(rules) & set(answerable())
    table = laboratory_table(frame, mapping, sorted(answers), called[0])
    written = [*used_columns(), *[column for name, found in rules.items() for column in columns_of_set(name, found)]]
    refuse_names_that_are_taken(table, written, called[0])
    days = read_days(here, table, doses, called[1])
    return Opened(table, days, rules, ask(here, table, rules, answers), tuple(written))
