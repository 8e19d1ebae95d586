"""Subgroups that the study chose: responses in each, survival against the largest, relapse between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from blastline.estimate.baseline import CHARACTERISTICS, Characteristic, stated
from blastline.estimate.cox import Stretch, hazard_ratio
from blastline.estimate.gray import Compared, gray_test
from blastline.estimate.relapse import RELAPSE, Reading, readings_of
from blastline.estimate.response import complete_row
from blastline.estimate.response_test import response_test
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED, in_order, key_of
from blastline.estimate.sources import Sources
from blastline.estimate.survival import Endpoint, either, endpoints_of
from blastline.estimate.testing import are_made
from blastline.estimate.transplant import printed_ratio, with_ratio

SECTION, RESPONSE, HAZARD, TEST = "subgroup", "subgroup_response", "subgroup_hazard", "subgroup_test"
COMPARED = ("overall survival", "event-free survival")
FROM_REMISSION = "relapse-free survival"
REFERENCE = "reference"
TESTED = f"{RELAPSE}, Gray's test"


@dataclass(frozen=True, slots=True)
class Grouping:
    """A characteristic with its groups of patients, the largest first, and whoever is in none of them."""

    characteristic: Characteristic
    groups: dict[str, frozenset[str]]
    unknown: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The largest group: what the others are held against is best known there."""
        return next(iter(self.groups))


def subgroup_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of sections `subgroup` and those that begin with it; none where the study names no subgroups."""
    groupings = [_grouping(sources, name) for name in sources.settings.report.subgroups]
    known = [grouping for grouping in groupings if grouping.groups]
    endpoints = {endpoint.name: endpoint for endpoint in endpoints_of(sources)} if known else {}
    rows = [row for grouping in known for row in _rows(sources, grouping, endpoints)]
    for statistic, some in (("chosen", known), ("not recorded", [g for g in groupings if not g.groups])):
        if some:
            yield _told(statistic, ", ".join(_lower(g.characteristic.label) for g in some), some)
    # What Methods may say: that any ratio was estimated, and that anything was tested.
    for statistic, section in (("hazard ratios", HAZARD), ("tests", TEST)):
        estimated = sum(row.section == section and row.interval_method != "" for row in rows)
        if estimated:
            yield _told(statistic, f"{estimated}", known)
    yield from (_unknown(grouping, sources) for grouping in known if grouping.unknown)
    yield from rows


def labels() -> dict[str, str]:
    """What each characteristic is called."""
    return {one.variable: one.label for one in CHARACTERISTICS}


def _lower(label: str) -> str:
    """As within a sentence, where the first word is not a name."""
    return label if label.startswith("Philadelphia") else label[0].lower() + label[1:]


def _told(statistic: str, text: str, groupings: Sequence[Grouping]) -> LedgerRow:
    return LedgerRow(
        key=key_of(SECTION, statistic),
        label=f"Subgroups, {statistic}",
        section=SECTION,
        variable="subgroups",
        statistic=statistic,
        text=text,
        evidence=in_order([record for grouping in groupings for record in grouping.evidence]) or ("study.toml",),
    )


def _unknown(grouping: Grouping, sources: Sources) -> LedgerRow:
    """How many are in no group, because nothing is recorded of them."""
    label, n = grouping.characteristic.label, len(grouping.unknown)
    row = _told("in no group", f"{_lower(label)} {n}/{len(sources.patients)}", [grouping])
    return replace(
        row,
        key=key_of(SECTION, grouping.characteristic.variable, "in no group"),
        label=f"{label}: in no group",
        variable=grouping.characteristic.variable,
        value=float(n),
        value_possible=float(n),
        numerator=n,
        denominator=len(sources.patients),
        patients=grouping.unknown,
    )


def _grouping(sources: Sources, name: str) -> Grouping:
    characteristic = next(one for one in CHARACTERISTICS if one.variable == name)
    cells = [stated(sources, patient, characteristic) for patient in sources.patients]
    groups: dict[str, list[str]] = {level: [] for level in characteristic.counted}
    for cell in cells:
        groups.setdefault(cell.text, []).append(cell.patient_id)
    unknown = tuple(groups.pop(NOT_RECORDED, ()))
    largest_first = sorted(groups.items(), key=lambda group: -len(group[1]))
    kept = {level: frozenset(patients) for level, patients in largest_first if patients}
    return Grouping(characteristic, kept, unknown, in_order([record for cell in cells for record in cell.evidence]))


def _rows(sources: Sources, grouping: Grouping, endpoints: dict[str, Endpoint]) -> Iterator[LedgerRow]:
    reported = sources.findings_of("reported_response")
    for level, patients in grouping.groups.items():
        row = complete_row(
            sources,
            [finding for finding in reported if finding.patient_id in patients],
            section=RESPONSE,
            variable=grouping.characteristic.variable,
            category=level,
            label=f"{grouping.characteristic.label} {level}: reported response CR or CRi",
            population=f"{grouping.characteristic.label} {level} (n = {len(patients)})",
        )
        row = replace(row, evidence=in_order([*row.evidence, *grouping.evidence]))
        yield row
        if level == grouping.reference:
            first = row
        elif are_made(sources):
            yield response_test(sources, row, first)
        for name in COMPARED:
            if name in endpoints and endpoints[name].followed:
                yield from _hazards(sources, grouping, level, endpoints[name])
    asked = sources.settings.report.tests
    if asked and FROM_REMISSION in endpoints and endpoints[FROM_REMISSION].followed:
        yield _test(sources, grouping, endpoints[FROM_REMISSION])


def _row(grouping: Grouping, section: str, level: str, name: str, statistic: str, text: str) -> LedgerRow:
    characteristic = grouping.characteristic
    unknown = f"not recorded: {len(grouping.unknown)} patients" if grouping.unknown else ""
    return LedgerRow(
        key=key_of(section, characteristic.variable, level, name, statistic),
        label=f"{' '.join(part for part in (characteristic.label, level) if part)}: {name}, {statistic}",
        section=section,
        variable=characteristic.variable,
        statistic=f"{name}, {statistic}",
        text=text,
        category=level,
        undecided=unknown,
        evidence=grouping.evidence,
    )


def _hazards(sources: Sources, grouping: Grouping, level: str, endpoint: Endpoint) -> Iterator[LedgerRow]:
    """Events of those of the group who are followed, and their hazard against that of the largest group."""
    mine, others = grouping.groups[level], grouping.groups[grouping.reference]
    followed = [one for one in endpoint.followed if one.patient in mine]
    low, high = (sum(end) for end in ([f.later[1] for f in followed], [f.sooner[1] for f in followed]))
    text = f"{low}/{len(followed)}" if low == high else f"{low}/{len(followed)}, possibly {high}/{len(followed)}"
    yield replace(
        _row(grouping, HAZARD, level, endpoint.name, "events", text),
        value=float(low),
        value_possible=float(high),
        numerator=low,
        numerator_possible=high,
        denominator=len(followed),
        patients=tuple(one.patient for one in followed),
        findings=tuple(one.event.id for one in followed),
    )
    if level == grouping.reference:
        yield _row(grouping, HAZARD, level, endpoint.name, "hazard ratio", REFERENCE)
        return
    compared = [one for one in endpoint.followed if one.patient in mine or one.patient in others]
    # Whoever failed on the first day was at risk of it, so that every stretch begins before.
    readings = [
        [Stretch(-inf, *_swapped(getattr(one, end), exposed=one.patient in mine)) for one in compared]
        for end in ("sooner", "later")
    ]
    yield _ratio(sources, _row(grouping, HAZARD, level, endpoint.name, "hazard ratio", ""), readings)


def _swapped(end: tuple[float, bool], *, exposed: bool) -> tuple[float, bool, bool]:
    time, event = end
    return time, exposed, event


def _ratio(sources: Sources, row: LedgerRow, readings: Sequence[Sequence[Stretch]]) -> LedgerRow:
    n, policy = len(readings[0]), sources.settings.report
    row = replace(row, denominator=n)
    if n < policy.few_patients:
        told = f"{n} patients; a hazard ratio is estimated from {policy.few_patients} on"
        return replace(row, text="not estimated", undecided=told)
    found = [hazard_ratio(reading, policy.level) for reading in readings]
    ratios = [ratio for ratio in found if ratio is not None]
    if len(ratios) < len(found):
        return replace(row, text="not estimable", undecided="at no event patients of both groups were followed")
    return with_ratio(replace(row, text=either([printed_ratio(ratio) for ratio in ratios])), ratios)


def _test(sources: Sources, grouping: Grouping, endpoint: Endpoint) -> LedgerRow:
    """Gray's test of relapse from remission between the groups, by both readings of open dates."""
    row = _row(grouping, TEST, "", RELAPSE, "Gray's test", "")
    position = {one.patient: at for at, one in enumerate(endpoint.followed)}
    there = [[position[p] for p in patients if p in position] for patients in grouping.groups.values()]
    members = [sorted(group) for group in there if group]
    n, few = sum(map(len, members)), sources.settings.report.few_patients
    row = replace(row, denominator=n)
    if n < few:
        return replace(row, text="not tested", undecided=f"{n} patients in remission; tested from {few} on")
    readings = readings_of(endpoint)
    if len(members) < 2:
        return replace(row, text="not tested", undecided="all in remission are of one group")
    if not all(RELAPSE in [r.causes[at] for group in members for at in group] for r in readings):
        return replace(row, text="not tested", undecided="nobody in remission surely relapsed")
    found = [_compared(reading, members) for reading in readings]
    told = [compared for compared in found if compared is not None]
    if len(told) < len(found):
        apart = "the groups were too seldom followed together when one relapsed"
        return replace(row, text="not tested", undecided=apart)
    return _with_test(row, told)


def _compared(reading: Reading, members: Sequence[Sequence[int]]) -> Compared | None:
    groups = [([reading.times[at] for at in group], [reading.causes[at] for at in group]) for group in members]
    return gray_test(groups, RELAPSE)


def _with_test(row: LedgerRow, found: Sequence[Compared]) -> LedgerRow:
    values = [compared.p for compared in found]
    text = either([f"p = {p:.3f}" if p >= 0.001 else "p < 0.001" for p in values])
    return replace(row, text=text, value=min(values), value_possible=max(values), interval_method="Gray")
