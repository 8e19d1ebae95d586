"""Rows of text become rows of typed cells; whatever cannot be read becomes a problem with its place."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

from blastline.errors import LONGEST, Problem, near, quoted
from blastline.normalise.cells import (
    UnreadableCell,
    read_count,
    read_date,
    read_day,
    read_number,
    read_yes_no,
)
from blastline.normalise.names import slug
from blastline.normalise.records import TidyRow
from blastline.records.interval import Interval
from blastline.records.received import ReceivedRow
from blastline.records.schema import Column, TableSchema, answers, event_names, tests

# Reads the text of a cell; the row is there for the one kind that is read by what another cell says.
Reader: TypeAlias = Callable[[str, ReceivedRow], Any]


class RowReader:
    """Reads the rows of one table; `problems` grows with what could not be read."""

    def __init__(self, schema: TableSchema, patients: list[str], first_day: int) -> None:
        self.schema = schema
        self.patients = dict.fromkeys(patients)
        self.alike = {slug(patient): patient for patient in patients}
        self.first_day = first_day
        self.problems: list[Problem] = []
        self._readers = {name: self._reader(column) for name, column in schema.columns.items()}

    def read(self, row: ReceivedRow) -> TidyRow:
        """The row with typed cells; a cell that cannot be read is None and leaves a problem."""
        cells = {name: self._cell(row, self.schema.columns[name], text) for name, text in row.cells.items()}
        return TidyRow(row.record_id, row.table, str(row.place), cells)

    def _cell(self, row: ReceivedRow, column: Column, text: str) -> Any:
        if not text:
            if column.required:
                self._problem(row, column, f"{column.name} is empty.", f"Fill it in: {column.meaning}.")
            return None
        try:
            return self._readers[column.name](text, row)
        except UnreadableCell as error:
            self._problem(row, column, f"{column.name} is {quoted(text)}.", _sentence(str(error)))
            return None

    def _reader(self, column: Column) -> Reader:
        """How the cells of a column are read, chosen once for all rows."""
        known = _by_lower_case(tests() if column.kind == "test" else column.choices)
        readers: dict[str, Reader] = {
            "number": lambda text, _: _within(read_number(text), column),
            "count": lambda text, _: read_count(text),
            "yes_no": lambda text, _: read_yes_no(text),
            "date": lambda text, _: read_date(text),
            "day": lambda text, _: read_day(text, self.first_day),
            "id": lambda text, _: self._patient(text),
            "event": lambda text, _: _event(text),
            "test": lambda text, _: _one_of(text, known),
            "choice": lambda text, _: _one_of(text, known),
            "answer": lambda text, row: _answer(text, column.answers or row.cells.get(column.answers_by, "")),
        }
        return readers.get(column.kind, lambda text, _: text)

    def _patient(self, text: str) -> str:
        if self.schema.name == "patients":
            return _id(text)
        if text in self.patients:
            return text
        if slug(text) in self.alike:
            meant = quoted(self.alike[slug(text)])
            raise UnreadableCell(f"in patients.csv it is {meant}; write it alike, to the last sign and space")
        hint = near(text, list(self.patients))
        raise UnreadableCell(f"no such patient stands in patients.csv; correct the id, or add the patient. {hint}")

    def _problem(self, row: ReceivedRow, column: Column, what: str, remedy: str) -> None:
        whom = " ".join(row.cells.get("patient_id", "").split())
        self.problems.append(Problem(f"{row.place}{f' ({whom})' if whom else ''}", what, remedy))


def _id(text: str) -> str:
    """An id that can be typed again, and that a ledger key can be made of."""
    if not text.isprintable():
        sign = next(letter for letter in text if not letter.isprintable())
        raise UnreadableCell(f"it holds an invisible sign or a line break (U+{ord(sign):04X}); type it again")
    if not slug(text):
        raise UnreadableCell("an id needs a letter or a digit")
    return text


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith(('.', '?')) else '.'}"


def _within(number: Interval, column: Column) -> Interval:
    if number.high < column.least or number.low > column.most:
        raise UnreadableCell(f"it goes from {column.least:g} to {column.most:g}")
    return number


def _by_lower_case(words: Iterable[str]) -> dict[str, str]:
    return {word.lower(): word for word in words}


def _one_of(text: str, known: Mapping[str, str]) -> str:
    """The known word, however its letters are cased."""
    if text.lower() not in known:
        raise UnreadableCell(near(text, list(known.values())))
    return known[text.lower()]


def _event(text: str) -> str:
    """
    The term of an adverse event; one that is not known keeps its own words.

    One letter off a known name is refused: reported under its own name it would be missed under the known one.
    """
    name = " ".join(text.split())
    if name.lower() in event_names():
        return event_names()[name.lower()]
    meant = get_close_matches(name.lower()[:LONGEST], list(event_names()), n=1, cutoff=0.92)
    if meant:
        raise UnreadableCell(f"did you mean {quoted(meant[0])}? Correct it, or choose words that are less alike")
    return name


def _answer(text: str, question: str) -> frozenset[str] | None:
    """The answers that a cell leaves open: CR/CRi leaves two; None where the question is not known, which is told."""
    known = _by_lower_case(answers().get(question, ()))
    if not known:
        return None
    return frozenset(_one_of(part.strip(), known) for part in text.split("/"))
