"""Every result of a study side by side in the unit of its test, whichever table it stood in."""

import re
from collections.abc import Iterable
from math import floor, log10

from blastline.errors import Problem, quoted
from blastline.normalise.cells import NUMBER, UnreadableCell, as_printed, read_yes_no
from blastline.normalise.records import Result, TidyRow
from blastline.normalise.units import Conversion, UnknownUnit, conversion, spelt
from blastline.records.interval import Interval, close
from blastline.records.received import ReceivedRow
from blastline.records.schema import Column, TableSchema, TestSchema, tests

SAY_PHASE = "Say in phase whether it was before, during, at the end of, or after treatment."


def results_of(schema: TableSchema, row: TidyRow, received: ReceivedRow) -> tuple[list[Result], list[Problem]]:
    """The results that one row states, and those that could not be brought into their unit."""
    results: list[Result] = []
    problems: list[Problem] = []
    for column in _measuring(schema):
        test = _test_in(schema, row, column)
        if test is None:
            continue
        try:
            results += _results(schema, row, received, column, test)
        except UnknownUnit as error:
            what = f"{test.label} is {quoted(received.cells.get(column.name, ''))}: {error}."
            remedy = f"Correct the cell in the column {quoted(schema.unit_column_of(column.name))}."
            problems.append(Problem(f"{row.place} ({row['patient_id']})", what, remedy))
        except UnreadableCell as error:
            what = f"{test.label} is answered in words, and here it is {quoted(_told(row, received))}."
            problems.append(
                Problem(f"{row.place} ({row['patient_id']})", what, f"{str(error)[0].upper()}{str(error)[1:]}.")
            )
    return results, problems


def _measuring(schema: TableSchema) -> Iterable[Column]:
    """The columns that may hold a result; in `measurements`, which has the most rows, only one."""
    return [schema.columns["value"]] if schema.name == "measurements" else schema.columns.values()


def _test_in(schema: TableSchema, row: TidyRow, column: Column) -> TestSchema | None:
    """What a cell measures: named by the row in `measurements`, by the column elsewhere; None if it is empty."""
    if schema.name == "measurements":
        stated = row["value"] is not None or row["words"] is not None
        return tests()[row["test"]] if stated and row["test"] else None
    return tests()[column.test] if column.test and row[column.name] is not None else None


def _results(
    schema: TableSchema, row: TidyRow, received: ReceivedRow, column: Column, test: TestSchema
) -> list[Result]:
    if schema.name == "measurements" and test.kind != "number":
        answer = _answer(row, test)
        word = answer if isinstance(answer, str) else None
        return [_result(row, test, _statistic(row), _yes_no(answer), word, "")]
    if test.kind != "number" or row[column.name] is None:
        return [_result(row, test, _statistic(row), _yes_no(row[column.name]), _word(row, column), "")]
    change = _conversion(schema, received, column, test)
    cell = row[column.name]
    interval = cell if isinstance(cell, Interval) else Interval.exactly(float(cell))
    limits = {name: _limit(row, name, change) for name in ("lower_limit", "upper_limit")}
    return [
        _result(row, test, statistic, part.scaled(change.factor, change.offset), None, printed, **limits)
        for statistic, part, printed in _parts(row, interval, received.cells[column.name], change)
    ]


def _answer(row: TidyRow, test: TestSchema) -> bool | str:
    """A question that a row of `measurements` answers in its words."""
    words = row["words"] or ""
    if test.kind == "yes_no":
        return read_yes_no(words)
    if words not in test.choices:
        raise UnreadableCell(f"write one of {', '.join(test.choices)} in the column {quoted('words')}")
    return words


def _told(row: TidyRow, received: ReceivedRow) -> str:
    return row["words"] or received.cells.get("value", "")


def _conversion(schema: TableSchema, received: ReceivedRow, column: Column, test: TestSchema) -> Conversion:
    unit_column = schema.unit_column_of(column.name)
    if not unit_column:
        return Conversion()
    printed = received.cells.get(unit_column, "")
    if not printed:
        raise UnknownUnit(f"no unit is given; {quoted(spelt(test.unit))} would be one")
    return conversion(printed, test.unit, test.molar_mass, test.valence)


def _statistic(row: TidyRow) -> str:
    """A peak is the largest value of a course, by definition, so it stands beside other maxima."""
    stated = row["statistic"] or "single"
    return "maximum" if stated == "peak" else stated


def _parts(row: TidyRow, interval: Interval, text: str, change: Conversion) -> list[tuple[str, Interval, str]]:
    """A range states two numbers, its minimum and its maximum; every other row states one."""
    if _statistic(row) != "range":
        return [(_statistic(row), interval, _printed(text, change))]
    ends = as_printed(text).split("–")
    low, high = Interval.exactly(interval.low), Interval.exactly(interval.high)
    return [
        ("minimum", low, _printed(ends[0], change)),
        ("maximum", high, _printed(ends[-1], change)),
    ]


def _printed(text: str, change: Conversion) -> str:
    """As received where the unit stayed, else with each number converted and as many digits as came."""
    if change == Conversion():
        return as_printed(text)
    return re.sub(NUMBER, lambda number: _converted(number[0], change), as_printed(text))


def _converted(number: str, change: Conversion) -> str:
    """The number in the other unit with as many digits as it came with, never as a power of ten."""
    # The zeros of 1100 only hold its place: in another power of ten it is 1.1.
    held = number if "." in number or not _power_of_ten(change) else number.rstrip("0")
    digits = len(held.replace(".", "").lstrip("0")) or 1
    converted = float(f"{float(number) * change.factor + change.offset:.{digits - 1}e}")
    before_point = floor(log10(abs(converted))) + 1 if converted else 1
    return f"{converted:.{max(0, digits - before_point)}f}"


def _power_of_ten(change: Conversion) -> bool:
    return change.offset == 0 and change.factor > 0 and close(log10(change.factor), round(log10(change.factor)))


def _limit(row: TidyRow, name: str, change: Conversion) -> Interval:
    return row[name].scaled(change.factor, change.offset) if row[name] is not None else Interval()


def _yes_no(cell: object) -> Interval:
    """Yes is 1 and no is 0, so that conditions read them as they read numbers."""
    return Interval.exactly(float(cell)) if isinstance(cell, bool) else Interval()


def _word(row: TidyRow, column: Column) -> str | None:
    cell = row[column.name]
    return cell if isinstance(cell, str) else row["words"]


def _result(
    row: TidyRow,
    test: TestSchema,
    statistic: str,
    interval: Interval,
    word: str | None,
    printed: str,
    lower_limit: Interval = Interval(),
    upper_limit: Interval = Interval(),
) -> Result:
    phase = "before" if row.table == "patients" else row["phase"] or ""
    return Result(
        record_id=row.record_id,
        patient_id=row["patient_id"],
        test=test.name,
        statistic=statistic,
        specimen=row["specimen"] or row["site"] or "",
        phase=phase,
        day=row["day_earliest"] if row["day_earliest"] == row["day_latest"] else None,
        interval=interval,
        word=word,
        printed=printed or word or ("yes" if interval.low == 1 else "no"),
        lower_limit=lower_limit,
        upper_limit=upper_limit,
        date=row["date"],
    )


def without_phase(row: TidyRow) -> list[Problem]:
    """A graded event, or an endpoint, that no analysis could use, because nothing says when it was."""
    told = {"adverse_events": row["grade"] is not None, "reported": True}.get(row.table, False)
    if not told or row["phase"] or row["patient_id"] is None:
        return []
    about = row["term"] or row["endpoint"] or "This row"
    what = f"{about} has neither a phase nor a day or date that tells its phase."
    return [Problem(f"{row.place} ({row['patient_id']})", what, SAY_PHASE)]


def without_time(result: Result, place: str) -> list[Problem]:
    """A result that no analysis could use, because nothing says when it was taken."""
    if result.phase:
        return []
    what = f"{tests()[result.test].label} has neither a phase nor a day or date that tells its phase."
    return [Problem(f"{place} ({result.patient_id})", what, SAY_PHASE)]


def impossible(result: Result, place: str) -> list[Problem]:
    """A value that cannot exist: a share above 100 %, a count below 0."""
    test = tests()[result.test]
    if result.interval.missing or (result.interval.high >= test.least and result.interval.low <= test.most):
        return []
    limits = f"{test.least:g} to {test.most:g}" if test.most < float("inf") else f"{test.least:g} or more"
    what = f"{test.label} is {quoted(result.printed)}, which cannot be (it is {limits} {spelt(test.unit)})."
    return [Problem(f"{place} ({result.patient_id})", what, "Correct the value or its unit.")]
