"""Response as each system derives it from the marrows: the best, by cycle, and the day of the first remission."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criterion as criterion_called
from blastline.derive.finding import Finding
from blastline.derive.marrows import REMISSION, from_best
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row, in_order, key_of, patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.summaries import median_row, range_row, within

SECTION = "derived_response_at"
BEST, REMITTED, FIRST = "best", "any remission", "first remission"


def response_by_cycle_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `derived_response_at`: `group` is the occasion, `category` the response that is counted."""
    for name in dict.fromkeys(f.criterion for f in sources.findings_of("best_response")):
        rule = criterion_called(name)
        best = sources.findings_of("best_response", criterion=name)
        if any(f.assessed for f in best):
            yield from _occasion(sources, rule, BEST, best)
            yield from _by_cycle(sources, rule)
            yield from _first_remission(sources, rule)


def _by_cycle(sources: Sources, rule: Criterion) -> Iterator[LedgerRow]:
    found = sources.findings_of("response_by_cycle", criterion=rule.id)
    cycles = sorted({f.at for f in found}, key=lambda at: int(at.split()[-1]))
    for cycle in cycles:
        yield from _occasion(sources, rule, cycle, [f for f in found if f.at == cycle])


def _occasion(sources: Sources, rule: Criterion, occasion: str, found: Sequence[Finding]) -> Iterator[LedgerRow]:
    """How many had, or may have had, any remission, and each category that occurs at either end."""
    order = from_best(rule)
    remission = [name for name in order if name.startswith(REMISSION)]
    yield _count(sources, rule, occasion, REMITTED, found, remission)
    for name in order:
        if any(_open(f, [name], order) or _sure(f, [name], order) for f in found if f.assessed):
            yield _count(sources, rule, occasion, name, found, [name])


def _count(
    sources: Sources, rule: Criterion, occasion: str, category: str, found: Sequence[Finding], names: Sequence[str]
) -> LedgerRow:
    order = from_best(rule)
    open_ = [f for f in found if _open(f, names, order)]
    few = len(found) < sources.settings.report.few_patients
    everyone = occasion == BEST
    row = count_row(
        SECTION,
        rule.term,
        f"{occasion} {category}",
        label=f"Response by {printed_criterion(rule.id)}, {occasion}: {category}",
        surely=[f.patient_id for f in found if _sure(f, names, order)],
        open_=[f.patient_id for f in open_],
        patients=[f.patient_id for f in found],
        population=sources.population if everyone else f"patients with a marrow in {occasion} (n = {len(found)})",
        policy=sources.settings.report,
        undecided="; ".join(f"{f.patient_id}: {f.reason}" for f in open_) if few else _how_many(open_),
        criterion=rule.id,
        findings=[f.id for f in found],
        evidence=in_order([record for f in found for record in f.evidence]) if few else [],
        assessed=True,
    )
    return replace(row, group=occasion, category=category)


def _how_many(open_: Sequence[Finding]) -> str:
    return f"open: {len(open_)} patients" if open_ else ""


def _between(finding: Finding, order: Sequence[str]) -> Sequence[str]:
    """Every category that is not ruled out: those from the best that is possible to the least that is sure."""
    if finding.surely is None or finding.possibly is None:
        return order
    ends = sorted((order.index(finding.surely), order.index(finding.possibly)))
    return order[ends[0] : ends[1] + 1]


def _sure(finding: Finding, names: Sequence[str], order: Sequence[str]) -> bool:
    return set(_between(finding, order)) <= set(names)


def _open(finding: Finding, names: Sequence[str], order: Sequence[str]) -> bool:
    left = set(_between(finding, order))
    return bool(left & set(names)) and not left <= set(names)


def _first_remission(sources: Sources, rule: Criterion) -> Iterator[LedgerRow]:
    """The day of the first marrow in remission, of those who surely had one; the others have no day to wait for."""
    found = sources.findings_of(FIRST.replace(" ", "_"), criterion=rule.id)
    had = [f for f in found if f.surely is not None and f.possibly is not None]
    if not had:
        return
    label = f"First remission by {printed_criterion(rule.id)}, day"
    each = [_day(f, label) for f in had]
    population = f"patients surely in remission (n = {len(had)})"
    summaries = (
        median_row(each, label=label, population=population, level=sources.settings.report.level),
        range_row(each, label=label, population=population),
    )
    for row in summaries:
        yield replace(row, key=key_of(SECTION, rule.id, FIRST, row.statistic), criterion=rule.id, group=FIRST)


def _day(finding: Finding, label: str) -> LedgerRow:
    low, high = float(finding.surely or -inf), float(finding.possibly or inf)
    text = finding.text.removeprefix("day ").replace(" to ", "–")
    row = patient_row(SECTION, FIRST, finding.patient_id, text, label=label, evidence=finding.evidence)
    return within(row, low, high)
