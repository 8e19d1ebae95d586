"""Results day by day: cytokines, T cells and counts, patient by patient for a few, by quartiles of the day for more."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isinf

from blastline.criteria.library import criteria_of
from blastline.derive.baseline import last_before
from blastline.derive.finding import Finding
from blastline.derive.series import ELSEWHERE, HIGHEST
from blastline.derive.stretches import COUNTS
from blastline.estimate.grade_edges import bands_of
from blastline.estimate.printing import printed_criterion, printed_unit
from blastline.estimate.quartiles import quartiles
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import finding_row, key_of
from blastline.estimate.sources import Sources
from blastline.estimate.stretches import DRAWN_DAYS, FEW_LINES
from blastline.estimate.summaries import Known, known
from blastline.normalise.records import Result
from blastline.records.schema import tests

SECTION = "time_course"
BEFORE = "before"
COUNT, SERIES = "count", "series"
# On a day with fewer patients than this nothing is summed up: it would be the course of one or two of them.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's results of one test: the last before treatment, and one of each day since, by days from 0."""

    before: tuple[Known, Result] | None
    days: dict[int, tuple[Known, Result]]


def time_course_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `time_course`, test by test, of every test that somebody has on a known day."""
    for test, described in tests().items():
        if described.series or test in COUNTS:
            courses = {patient: _course(sources, patient, test) for patient in sources.patients}
            followed = {patient: course for patient, course in courses.items() if course.days}
            if followed:
                yield from _of_test(sources, test, followed)


def _of_test(sources: Sources, test: str, followed: Mapping[str, Course]) -> Iterator[LedgerRow]:
    yield _followed(sources, test, len(followed))
    yield from _bands(sources, test)
    extremes = ("nadir", "nadir_day") if test in COUNTS else ("series_peak", "series_peak_day")
    if len(followed) <= FEW_LINES:
        for patient, course in followed.items():
            yield from _values(sources, test, patient, course)
        for section in extremes:
            found = sources.findings_of(section, tests()[test].label)
            yield from (_extreme(test, finding) for finding in found if finding.patient_id in followed)
    else:
        yield from _by_day(sources, test, list(followed.values()))
        for section in extremes:
            yield from _extremes(sources, test, section)


def _course(sources: Sources, patient: str, test: str) -> Course:
    """Of several results of one day the lowest count, or the highest of a series; of what was in the blood."""
    wanted = ("single",) if test in COUNTS else HIGHEST
    results = [r for r in sources.results(patient, test) if not r.interval.missing and r.specimen not in ELSEWHERE]
    days: dict[int, tuple[Known, Result]] = {}
    for result in [r for r in results if r.phase != BEFORE and r.statistic in wanted]:
        if result.day is not None and 0 <= result.day < DRAWN_DAYS:
            there = days.get(result.day)
            one = _known(test, result), result
            days[result.day] = one if there is None or _rather(test, one[0], there[0]) else there
    before = [(_known(test, result), result) for result in last_before(results)]
    return Course(before[0] if before else None, dict(sorted(days.items())))


def _known(test: str, result: Result) -> Known:
    return known(result.printed, result.interval, tests()[test].least, tests()[test].most)


def _rather(test: str, one: Known, other: Known) -> bool:
    if test in COUNTS:
        return (one.low, one.high) < (other.low, other.high)
    return (one.high, one.low) > (other.high, other.low)


def _row(test: str, statistic: str, text: str, label: str = "") -> LedgerRow:
    return LedgerRow(
        key=key_of(SECTION, test, statistic),
        label=f"{tests()[test].label}, {label or statistic}",
        section=SECTION,
        variable=test,
        statistic=statistic,
        text=text,
        unit=printed_unit(tests()[test].unit),
    )


def _with_ends(row: LedgerRow, low: float, high: float) -> LedgerRow:
    return replace(row, value=None if isinf(low) else low, value_possible=None if isinf(high) else high)


def _followed(sources: Sources, test: str, n: int) -> LedgerRow:
    everyone = len(sources.patients)
    return replace(
        _row(test, "patients", f"{n}/{everyone}", "patients with a result on a known day"),
        population=sources.population,
        value=float(n),
        value_possible=float(n),
        numerator=n,
        denominator=everyone,
        category=COUNT if test in COUNTS else SERIES,
        unit="",
        undecided=f"no result on a known day: {everyone - n}" if n < everyone else "",
    )


def _bands(sources: Sources, test: str) -> Iterator[LedgerRow]:
    """The values of each grade by the haematology criterion that is reported."""
    rules = criteria_of("haematology", sources.settings.criteria.haematology)
    rule = next((r for r in rules if test in r.assessed_by and r.direction != "high" and not r.entered), None)
    for band in bands_of(rule, test) if rule else ():
        text = f"from {band.low:g}" if band.high == inf else f"{band.low:g} to below {band.high:g}"
        row = _row(test, "grade", text, f"grade {band.grade} by {printed_criterion(rule.id if rule else '')}")
        yield replace(
            _with_ends(row, band.low, band.high),
            key=key_of(SECTION, test, "grade", band.grade),
            category=band.grade,
            criterion=rule.id if rule else "",
        )


def _values(sources: Sources, test: str, patient: str, course: Course) -> Iterator[LedgerRow]:
    """Each result of one patient; `category` is the day as the study counts it."""
    if course.before:
        yield _value(test, patient, BEFORE, course.before)
    for day, found in course.days.items():
        yield _value(test, patient, str(sources.printed_day(day)), found)


def _value(test: str, patient: str, day: str, found: tuple[Known, Result]) -> LedgerRow:
    value, result = found
    when = "before treatment" if day == BEFORE else f"day {day}"
    return replace(
        _with_ends(_row(test, "value", value.text, f"{when}, {patient}"), value.low, value.high),
        key=key_of(SECTION, test, patient, day),
        patient_id=patient,
        category=day,
        undecided="" if value.low == value.high else "known only within limits",
        evidence=(result.record_id,),
    )


def _extreme(test: str, finding: Finding) -> LedgerRow:
    """A patient's nadir or peak, or its day, as it was derived."""
    what = finding.section.removeprefix("series_").replace("_", " ")
    row = finding_row(SECTION, finding, label=f"{tests()[test].label}, {what}", key=(test, what))
    low, high = (float(end) if end is not None else None for end in (finding.surely, finding.possibly))
    unit = printed_unit(finding.unit)
    text = finding.text.replace(finding.unit, unit)
    return replace(row, variable=test, statistic=what, text=text, value=low, value_possible=high, unit=unit)


def _by_day(sources: Sources, test: str, courses: Sequence[Course]) -> Iterator[LedgerRow]:
    """Median and quartiles before treatment and of each day on which enough patients have a result."""
    days: defaultdict[str, list[Known]] = defaultdict(list)
    days[BEFORE] = [course.before[0] for course in courses if course.before]
    for course in courses:
        for number, (value, _) in course.days.items():
            days[str(sources.printed_day(number))].append(value)
    for when, values in sorted(days.items(), key=lambda one: -1 if one[0] == BEFORE else int(one[0])):
        if len(values) >= FEWEST:
            yield from _quartiles(test, when, "before treatment" if when == BEFORE else f"day {when}", values)


def _quartiles(
    test: str, category: str, words: str, values: Sequence[Known], unit: str | None = None
) -> list[LedgerRow]:
    rows = []
    for statistic, (low, high) in quartiles(values).items():
        row = _row(test, statistic, _printed(low, high), f"{words}, {statistic}")
        rows.append(
            replace(
                _with_ends(row, low, high),
                key=key_of(SECTION, test, category, statistic),
                category=category,
                denominator=len(values),
                unit=row.unit if unit is None else unit,
            )
        )
    return rows


def _printed(low: float, high: float) -> str:
    if low == high:
        return f"{low:.4g}"
    return f"at least {low:.4g}" if isinf(high) else f"{low:.4g} to {high:.4g}"


def _extremes(sources: Sources, test: str, section: str) -> Iterator[LedgerRow]:
    """The nadirs or peaks of a cohort, or their days, in quartiles."""
    found = [finding for finding in sources.findings_of(section, tests()[test].label) if finding.assessed]
    what = section.removeprefix("series_").replace("_", " ")
    values = [
        Known(
            finding.text,
            0.0 if finding.surely is None else float(finding.surely),
            inf if finding.possibly is None else float(finding.possibly),
        )
        for finding in found
    ]
    if len(values) >= FEWEST:
        yield from _quartiles(test, what, what, values, printed_unit(found[0].unit))
