"""
The tables of a manuscript, in several layouts.

rows     one row for each patient
columns  one row for each characteristic, one column for each patient
summary  nobody by name: medians with ranges, counts with percentages, grades by their counts
both     one row for each patient, and below it the same characteristics of all
mixed    a summary of what was before treatment, one row for each patient of what came after
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mutation.draft import Numbering, Part, Slot, Table
from mutation.filling import ABBREVIATIONS, Filler
from mutation.study import COUNTED, GRADES, Patient

LAYOUTS = ("rows", "summary", "both", "columns", "mixed")
WIDEST = 8
NOTHING = "–"
GRADES_TABLE = "Table 4"
TITLES = {
    "baseline": "Baseline characteristics of the invented patients",
    "toxicity": "Toxicity in the invented patients",
    "outcome": "Outcomes of the invented patients",
}
NOTED = {"baseline": (), "toxicity": ("CRS", "ICANS"), "outcome": ("MRD", "HSCT", "CSF")}


@dataclass(frozen=True, slots=True)
class Column:
    """What a table says of each patient: its head, the name under which slips find it, and the cell of a patient."""

    head: str
    role: str
    cell: Callable[[Patient], str]
    quantity: str = ""


def _quantity(head: str, quantity: str) -> Column:
    return Column(head, "value", lambda patient: str(patient.values[quantity]), quantity)


def _grade(head: str, test: str) -> Column:
    return Column(head, "grade", lambda patient: str(patient.grades[test]), test)


def _infection(patient: Patient) -> str:
    """With the day of onset from the first dose."""
    found = patient.infection
    return f"{found.name} (day {str(found.day).replace('-', '−')})" if found else NOTHING


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "baseline": (
        _quantity("Age", "age"),
        Column("Sex", "sex", lambda patient: patient.sex),
        _quantity("Prior lines", "prior_lines"),
        _quantity("Marrow blasts", "blasts"),
        Column("CNS disease", "cns", lambda patient: "yes" if patient.cns else "no"),
        _quantity("IL-6 before treatment", "il6_before"),
    ),
    "toxicity": (
        _quantity("Lowest neutrophils", "neutrophils"),
        _grade("Neutropenia, grade", "neutrophils"),
        _quantity("Lowest haemoglobin", "haemoglobin"),
        _grade("Anaemia, grade", "haemoglobin"),
        _quantity("Lowest platelets", "platelets"),
        _grade("Thrombocytopenia, grade", "platelets"),
        _quantity("Peak IL-6", "il6_peak"),
        Column("CRS, grade", "crs", lambda patient: str(patient.crs)),
        Column("ICANS, grade", "icans", lambda patient: str(patient.icans)),
        Column("Infection (onset)", "infection", _infection),
    ),
    "outcome": (
        Column("Best response", "response", lambda patient: patient.response),
        Column("MRD in marrow", "marrow", lambda patient: patient.mrd_marrow or NOTHING),
        Column("MRD in CSF", "csf", lambda patient: patient.mrd_csf or NOTHING),
        Column("HSCT", "transplanted", lambda patient: "yes" if patient.transplanted else "no"),
        Column("Last status", "died", lambda patient: "died" if patient.died else "alive"),
        _quantity("Follow-up", "months"),
    ),
}
# What a summary counts: how the row is headed, and which group it is.
COUNTS = {
    "baseline": (("CNS disease", "cns"),),
    "toxicity": (("Any infection", "infected"),),
    "outcome": (
        ("CR or CRi", "remission"),
        ("CR", "response=CR"),
        ("CRi", "response=CRi"),
        ("PR", "response=PR"),
        ("NR", "response=NR"),
        ("MRD negative in marrow", "marrow=negative"),
        ("MRD negative in CSF", "csf=negative"),
        ("HSCT", "transplanted"),
        ("Died", "died"),
    ),
}


def tables_of(
    layout: str, filler: Filler, numbering: Numbering, places: Mapping[str, str]
) -> dict[str, tuple[Table, ...]]:
    """The tables that stand for baseline, toxicity and outcome."""
    make = _Maker(filler, numbering, places)
    return {key: MADE[layout](make, key) for key in COLUMNS}


@dataclass(frozen=True, slots=True)
class _Maker:
    filler: Filler
    numbering: Numbering
    places: Mapping[str, str]

    def rows(self, key: str, *, suffix: str = "") -> tuple[Table, ...]:
        columns = COLUMNS[key]
        header = (self._text(self.filler.voice.style["table_head"]), *(self._head(column) for column in columns))
        rows = tuple(
            (self._named(patient), *(self._cell(column, patient) for column in columns))
            for patient in self.filler.study.patients
        )
        return (self._table(key, header, rows, suffix),)

    def columns(self, key: str) -> tuple[Table, ...]:
        patients = self.filler.study.patients
        header = (self._text("Characteristic"), *(self._named(patient) for patient in patients))
        rows = tuple(
            (self._head(column), *(self._cell(column, patient) for patient in patients)) for column in COLUMNS[key]
        )
        return (self._table(key, header, rows),)

    def summary(self, key: str, *, suffix: str = "") -> tuple[Table, ...]:
        total = Slot(str(len(self.filler.study)), "count", "everyone")
        header = (self._text("Characteristic"), self.numbering.part("n = ", total))
        rows = [self._summary_row(column) for column in COLUMNS[key] if column.role == "value"]
        rows += [self._sexes()] if key == "baseline" else []
        rows += [row for head, group in COUNTS[key] for row in self._count_row(head, group)]
        graded = [self._grades()] if key == "toxicity" else []
        return (self._table(key, header, tuple(rows), suffix, more=bool(graded)), *graded)

    def both(self, key: str) -> tuple[Table, ...]:
        return (*self.rows(key, suffix="A"), *self.summary(key, suffix="B")) if key == "baseline" else self.rows(key)

    def _summary_row(self, column: Column) -> tuple[Part, Part]:
        head = self.numbering.part(*self._with_unit(column), ", median (range)")
        return head, self.numbering.part(*self.filler.fill("{median} ({range})", column.quantity))

    def _sexes(self) -> tuple[Part, Part]:
        cell = self.numbering.part(*self.filler.fill("{n:sex=male}/{n:sex=female}"))
        return self._text("Sex, male/female"), cell

    def _count_row(self, head: str, group: str) -> list[tuple[Part, Part]]:
        """A count with its denominator; without a row where nobody could belong."""
        if not self.filler.study.groups[group].of:
            return []
        cell = self.numbering.part(*self.filler.fill("{fraction} ({percent})", group))
        return [(self._text(f"{head}, n/N (%)"), cell)]

    def _grades(self) -> Table:
        header = (self._text("Toxicity"), *(self._text(f"Grade {grade}") for grade in GRADES))
        named = [("CRS", "crs"), ("ICANS", "icans"), ("Neutropenia", "neutrophils"), ("Anaemia", "haemoglobin")]
        named += [("Thrombocytopenia", "platelets")]
        rows = tuple(
            (self._text(head), *(self.numbering.part(*self.filler.fill("{n}", f"{name}={g}")) for g in GRADES))
            for head, name in named
        )
        title = self._text("Patients by worst grade")
        return Table(GRADES_TABLE, title, header, rows)

    def _table(self, key: str, header: Any, rows: Any, suffix: str = "", *, more: bool = False) -> Table:
        """With the notes that go with it; `more` says that another table has the grades."""
        notes = [self._meaning(short) for short in NOTED[key]]
        if key == "toxicity":
            notes.append(self._limits())
        if more:
            notes.append(self.numbering.part("Worst grades are in ", Slot(GRADES_TABLE, "mention", "grades"), "."))
        return Table(self.places[key] + suffix, self._text(TITLES[key]), header, rows, tuple(notes))

    def _meaning(self, short: str) -> Part:
        return self.numbering.part(
            f"{short}: ", Slot(self.filler.voice.spelled(ABBREVIATIONS[short]), "meaning", short), "."
        )

    def _limits(self) -> Part:
        """Where grade 0 ends depends on the laboratory."""
        told = [f"{test} {limit} {self.filler.voice.unit(test)}" for test, (_, limit) in COUNTED.items()]
        return self._text(f"Lower limits of normal: {', '.join(told)}.")

    def _text(self, text: str) -> Part:
        return self.numbering.part(self.filler.voice.spelled(text))

    def _named(self, patient: Patient) -> Part:
        name = self.filler.voice.patient(patient.number)
        return self._text(name[:1].upper() + name[1:])

    def _head(self, column: Column) -> Part:
        return self.numbering.part(*self._with_unit(column))

    def _with_unit(self, column: Column) -> list[str | Slot]:
        unit = self.filler.voice.unit(column.quantity) if column.role == "value" else ""
        head = self.filler.voice.spelled(column.head)
        return [f"{head} (", Slot(unit, "unit", column.quantity), ")"] if unit else [head]

    def _cell(self, column: Column, patient: Patient) -> Part:
        about = f"{patient.number}.{column.quantity or column.role}"
        return self.numbering.part(Slot(column.cell(patient), column.role, about))


MADE: Mapping[str, Callable[[_Maker, str], tuple[Table, ...]]] = {
    "rows": _Maker.rows,
    "summary": _Maker.summary,
    "both": _Maker.both,
    "columns": _Maker.columns,
    "mixed": lambda make, key: make.summary(key) if key == "baseline" else make.rows(key),
}
assert set(COUNTED) <= {column.quantity for column in COLUMNS["toxicity"]}
