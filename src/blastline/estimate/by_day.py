"""Grades day by day: each patient's course, and how many had at least each grade on each day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import all_chosen
from blastline.derive.finding import Finding
from blastline.derive.stretches import COUNTS
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import key_of
from blastline.estimate.sources import Sources
from blastline.estimate.stretches import DRAWN_DAYS, FEW_LINES, MOST_ROWS, Stretch, days_of, stretches_of, told
from blastline.estimate.toxicity import capital

SECTION = "grade_by_day"


def grade_by_day_rows(sources: Sources) -> Iterator[LedgerRow]:
    """
    Rows of section `grade_by_day`, by the scale that is reported of each toxicity.

    Thousands of patients have no rows of their own here; their courses stand with the findings.
    """
    for found in _by_term(sources):
        courses = {finding: stretches_of(finding) for finding in found}
        yield _graded(sources, found)
        if len(sources.patients) <= MOST_ROWS:
            yield from (_course(finding, stretches) for finding, stretches in courses.items())
        if len(sources.patients) > FEW_LINES:
            yield from _shares(found[0], list(courses.values()), sources.settings.study.first_day)


def _by_term(sources: Sources) -> list[list[Finding]]:
    """The findings of each toxicity by the first scale of it: syndromes, then the counts in their order."""
    scales: dict[str, dict[str, list[Finding]]] = {}
    for finding in sources.findings_of("stretches_of_grade"):
        scales.setdefault(finding.variable, {}).setdefault(finding.criterion, []).append(finding)
    first = [next(iter(of_term.values())) for of_term in scales.values()]
    places = {rule.id: _place(rule) for rule in all_chosen(sources.settings.criteria)}
    return sorted(first, key=lambda found: places[found[0].criterion])


def _place(rule: Criterion) -> int:
    return max((COUNTS.index(test) + 1 for test in rule.assessed_by if test in COUNTS), default=0)


def _row(finding: Finding, statistic: str, text: str) -> LedgerRow:
    return LedgerRow(
        key=key_of(SECTION, finding.criterion, statistic),
        label=f"{capital(finding.variable)} by day by {printed_criterion(finding.criterion)}",
        section=SECTION,
        variable=finding.variable,
        statistic=statistic,
        text=text,
        criterion=finding.criterion,
    )


def _graded(sources: Sources, found: Sequence[Finding]) -> LedgerRow:
    """How many were graded on any day at all."""
    n, everyone = len(found), len(sources.patients)
    return replace(
        _row(found[0], "patients", f"{n}/{everyone}"),
        population=sources.population,
        value=float(n),
        value_possible=float(n),
        numerator=n,
        denominator=everyone,
        undecided=f"not graded on any day: {everyone - n}" if n < everyone else "",
        findings=tuple(finding.id for finding in found),
    )


def _course(finding: Finding, stretches: Sequence[Stretch]) -> LedgerRow:
    return replace(
        _row(finding, "course", told(stretches)),
        key=key_of(SECTION, finding.criterion, finding.patient_id),
        label=f"{capital(finding.variable)} by day by {printed_criterion(finding.criterion)}, {finding.patient_id}",
        patient_id=finding.patient_id,
        undecided=finding.reason,
        findings=(finding.id,),
        evidence=finding.evidence,
    )


def _shares(finding: Finding, courses: Sequence[Sequence[Stretch]], first_day: int) -> Iterator[LedgerRow]:
    """Of those graded on a day, how many surely, and how many possibly, had at least each grade that occurs."""
    days = _tallied(courses, first_day + DRAWN_DAYS - 1)
    highest = max((int(high) for tally in days.values() for _, high in tally), default=0)
    for day, tally in sorted(days.items()):
        assessed = sum(tally.values())
        for grade in range(1, highest + 1):
            surely = sum(number for (low, _), number in tally.items() if int(low) >= grade)
            possibly = sum(number for (_, high), number in tally.items() if int(high) >= grade)
            text = f"{surely}/{assessed}" + (f", possibly {possibly}/{assessed}" if possibly > surely else "")
            yield replace(
                _row(finding, f"grade {grade} or more", text),
                key=key_of(SECTION, finding.criterion, f"grade {grade} or more", f"day {day}"),
                label=f"{capital(finding.variable)}, grade {grade} or more on day {day}",
                category=str(day),
                value=float(surely),
                value_possible=float(possibly),
                numerator=surely,
                numerator_possible=possibly,
                denominator=assessed,
            )


def _tallied(courses: Sequence[Sequence[Stretch]], until: int) -> dict[int, Counter[tuple[str, str]]]:
    """On each day how many had each pair of a sure and a possible grade."""
    days: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for course in courses:
        for stretch in course:
            for day in days_of(stretch, until):
                days[day][stretch.surely, stretch.possibly] += 1
    return days
