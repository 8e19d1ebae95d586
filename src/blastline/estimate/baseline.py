"""Before treatment: each patient's characteristics, and the group's ranges, medians and counts from the same rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from blastline.derive.baseline import last_before
from blastline.estimate.printing import printed_unit
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED, count_row, patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.summaries import known, median_row, range_row, within
from blastline.normalise.records import Result, TidyRow
from blastline.records.interval import Interval
from blastline.records.schema import tests

SECTION = "baseline"
MEASURED = (
    "age",
    "marrow_blasts",
    "csf_blasts",
    "cd19_on_blasts",
    "cd22_on_blasts",
    "neutrophils",
    "haemoglobin",
    "platelets",
    "cd3",
    "cd3_cd8",
    "cd3_cd4",
)


@dataclass(frozen=True, slots=True)
class Characteristic:
    """
    One thing said of a patient in the records: where it stands and how it is read; `counted` are summary levels.

    `without` is what no row says of a patient where the study has all therapies.
    """

    variable: str
    label: str
    rows: Callable[[Sources, str], list[TidyRow]]
    column: str
    counted: tuple[str, ...] = ()
    unit: str = ""
    without: str = ""


def _patient(sources: Sources, patient: str) -> list[TidyRow]:
    return sources.rows("patients", patient)


def _before(therapy: str) -> Callable[[Sources, str], list[TidyRow]]:
    def rows(sources: Sources, patient: str) -> list[TidyRow]:
        return sources.rows("therapies", patient, lambda r: r["therapy"] == therapy and r["phase"] == "before")

    return rows


CHARACTERISTICS = (
    Characteristic("sex", "Sex", _patient, "sex", ("male", "female")),
    Characteristic("philadelphia", "Philadelphia chromosome", _patient, "philadelphia", ("yes",)),
    Characteristic("prior_lines", "Prior lines, CAR-T included", _patient, "prior_lines"),
    Characteristic("prior_allo_hsct", "Prior allo-HSCT", _before("allo-HSCT"), "given", ("yes",), without="no"),
    Characteristic("prior_car_t", "Prior CAR-T infusions", _before("CAR-T"), "times"),
    Characteristic("car_t_response", "Response to CAR-T", _before("CAR-T"), "response", ("CR", "NR")),
    Characteristic("months_from_car_t", "Months from CAR-T", _before("CAR-T"), "months_to_treatment", unit="months"),
    Characteristic("intrathecal", "Intrathecal injections before", _before("intrathecal chemotherapy"), "times"),
)


def baseline_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `baseline`: first the patients', then the group's, characteristic by characteristic."""
    for test in MEASURED:
        values = [_measured(sources, patient, test) for patient in sources.patients]
        yield from values
        yield from _numeric_summary(values, tests()[test].label, sources)
    for characteristic in CHARACTERISTICS:
        values = [stated(sources, patient, characteristic) for patient in sources.patients]
        yield from values
        yield from _summaries(values, characteristic, sources)


def _measured(sources: Sources, patient: str, test: str) -> LedgerRow:
    results = last_before(sources.results(patient, test))
    exact = next((result for result in results if result.interval.exact), None)
    shown = exact or next(iter(results), None)
    row = patient_row(
        SECTION,
        test,
        patient,
        shown.printed if shown else "",
        label=tests()[test].label,
        evidence=[result.record_id for result in results],
        unit=printed_unit(tests()[test].unit),
        undecided="" if exact or not shown else "no exact number recorded",
    )
    return _with_number(row, shown) if shown and not shown.interval.missing else row


def _with_number(row: LedgerRow, result: Result) -> LedgerRow:
    test = tests()[result.test]
    value = known(row.text, result.interval, test.least, test.most)
    return within(row, value.low, value.high)


def stated(sources: Sources, patient: str, characteristic: Characteristic) -> LedgerRow:
    """What the records say of one patient and characteristic; without a record it is not recorded."""
    rows = [row for row in characteristic.rows(sources, patient) if row[characteristic.column] is not None]
    cells = [row[characteristic.column] for row in rows]
    number = _number(cells)
    complete = "therapies" in sources.settings.study.complete
    return patient_row(
        SECTION,
        characteristic.variable,
        patient,
        _words(cells) if rows or not complete else characteristic.without,
        label=characteristic.label,
        evidence=[row.record_id for row in rows],
        statistic="category" if characteristic.counted else "value",
        value=None if characteristic.counted else number,
        unit=characteristic.unit,
    )


def _number(cells: Sequence[object]) -> float | None:
    """Counts of several courses add up, and the time from the last of them is the shortest; words are no number."""
    times = [cell.low for cell in cells if isinstance(cell, Interval) and cell.exact]
    counts = [cell for cell in cells if isinstance(cell, int) and not isinstance(cell, bool)]
    if times:
        return min(times)
    return float(sum(counts)) if counts else None


def _words(cells: Sequence[object]) -> str:
    number = _number(cells)
    if number is not None:
        return f"{number:g}"
    return ", ".join(dict.fromkeys(_word(cell) for cell in cells))


def _word(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "/".join(sorted(cell)) if isinstance(cell, frozenset) else str(cell)


def _summaries(values: Sequence[LedgerRow], characteristic: Characteristic, sources: Sources) -> Iterator[LedgerRow]:
    if not characteristic.counted:
        yield from _numeric_summary(values, characteristic.label, sources)
    for level in characteristic.counted:
        absent = [row.patient_id for row in values if row.text == NOT_RECORDED]
        yield count_row(
            SECTION,
            characteristic.variable,
            level,
            label=f"{characteristic.label}: {level}",
            surely=[row.patient_id for row in values if row.text == level],
            open_=absent,
            patients=sources.patients,
            population=sources.population,
            policy=sources.settings.report,
            undecided=f"not recorded: {', '.join(absent)}" if absent else "",
            evidence=[record for row in values for record in row.evidence],
        )


def _numeric_summary(values: Sequence[LedgerRow], label: str, sources: Sources) -> Iterator[LedgerRow]:
    if values:
        yield range_row(values, label=label, population=sources.population)
        yield median_row(values, label=label, population=sources.population, level=sources.settings.report.level)
