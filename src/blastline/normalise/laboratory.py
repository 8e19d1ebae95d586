"""What the cells of a laboratory table mean, each different text once, however many rows there are."""

from collections.abc import Iterable
from typing import Any

from blastline.errors import closest, quoted
from blastline.normalise.cells import UnreadableCell, read_date, read_number, read_yes_no
from blastline.normalise.units import UnknownUnit, conversion, spelt
from blastline.records.interval import Interval
from blastline.records.schema import TestSchema, tests

Row = dict[str, Any]
# Codes of laboratories and of SDTM are about as long.
SHORT = 8


def values_of(texts: Iterable[str]) -> list[Row]:
    """Each text as the values that it leaves open; `problem` says why one cannot be read, and leaves all open."""
    return [_value(text) for text in texts]


def _value(text: str) -> Row:
    try:
        found, problem = read_number(text), ""
    except UnreadableCell:
        found, problem = Interval(), f"{quoted(text)} is no number"
    ends = {"low": _bounded(found.low), "high": _bounded(found.high)}
    return {"text": text, **ends, "low_open": found.low_open, "high_open": found.high_open, "problem": problem}


def _bounded(end: float) -> float | None:
    return None if abs(end) == float("inf") else end


def units_of(pairs: Iterable[tuple[str, str]]) -> list[Row]:
    """
    For each test and unit as written: the name of the test, how to get to its unit, and where its limits may lie.

    `problem` says why a row of them cannot be graded: a test that is not known, a unit that cannot be converted.
    """
    return [_unit(written, unit) for written, unit in pairs]


def _unit(written: str, unit: str) -> Row:
    here: Row = {"written": written, "unit": unit, "test": "", "factor": None, "offset": None, "into": ""}
    here |= {"least": None, "most": None, "limit_low": None, "limit_high": None, "problem": ""}
    test = _test(written)
    if test is None:
        return here | {"problem": f"the test {quoted(written)} is not known{_perhaps(written)}"}
    here |= {"test": test.name, "into": spelt(test.unit), "least": _bounded(test.least), "most": _bounded(test.most)}
    if test.limits:
        here |= {"limit_low": test.limits[0], "limit_high": test.limits[1]}
    try:
        change = conversion(unit, test.unit, test.molar_mass, test.valence) if unit or test.unit != "1" else None
    except UnknownUnit as error:
        return here | {"problem": str(error) if unit else f"no unit is given; {quoted(spelt(test.unit))} would be one"}
    return here | {"factor": change.factor if change else 1.0, "offset": change.offset if change else 0.0}


def _perhaps(written: str) -> str:
    """What was probably meant; a short code is like too many names for a guess."""
    meant = closest(written, list(tests())) if len(written) > SHORT else []
    return f"; did you mean {' or '.join(map(quoted, meant))}?" if meant else ""


def _test(written: str) -> TestSchema | None:
    """The test by its name here, or by its code in SDTM or LOINC; capitals do not matter."""
    if written.lower() in tests():
        return tests()[written.lower()]
    return next((test for test in tests().values() if written.upper() in (test.sdtm, test.loinc) and written), None)


def answers_of(texts: Iterable[str]) -> list[Row]:
    """Each text as yes (1) or no (0); None where it is neither."""
    return [{"text": text, "answer": _answer(text)} for text in texts]


def _answer(text: str) -> float | None:
    try:
        return float(read_yes_no(text))
    except UnreadableCell:
        return None


def dates_of(texts: Iterable[str]) -> list[Row]:
    """Each date or date and time as the number of its day; None where the day is not known to the full."""
    return [{"text": text, "day_number": _day_number(text)} for text in texts]


def _day_number(text: str) -> float | None:
    try:
        first, last = read_date(text[:10])
    except UnreadableCell:
        return None
    return float(first.toordinal()) if first == last else None
