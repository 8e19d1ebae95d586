"""Survival by how a transplant is handled: through it, ended by it, with it as an event, and as an exposure in time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from blastline.derive.finding import Finding
from blastline.estimate import cox
from blastline.estimate.cox import HazardRatio, Stretch, hazard_ratio
from blastline.estimate.kaplan_meier import Curve, kaplan_meier
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import key_of
from blastline.estimate.sources import Sources
from blastline.estimate.survival import either, with_median

SECTION = "transplant_handling"
ENDPOINTS = ("overall survival", "event-free survival", "relapse-free survival")
IGNORED, CENSORED, EVENT = "observed through it", "censored at it", "an event itself"
EXPOSURE = "hazard after it"


@dataclass(frozen=True, slots=True)
class Course:
    """A patient's time and event through any transplant, and the days to it, by one reading of open dates."""

    patient: str
    time: float
    event: bool
    transplant: float | None

    @property
    def censored(self) -> tuple[float, bool]:
        """With the observation ended by the transplant; an event on its day came first."""
        return (self.time, self.event) if self._first is None else (self._first, False)

    @property
    def as_event(self) -> tuple[float, bool]:
        """With the transplant as one of the events."""
        return (self.time, self.event) if self._first is None else (self._first, True)

    @property
    def _first(self) -> float | None:
        """The transplant, where it came before the time ended."""
        return self.transplant if self.transplant is not None and self.transplant < self.time else None

    @property
    def stretches(self) -> list[Stretch]:
        """The time before a transplant, and after it. Whoever failed on the first day was at risk of it."""
        if self._first is None:
            return [Stretch(-inf, self.time, False, self.event)]
        return [Stretch(-inf, self._first, False, False), Stretch(self._first, self.time, True, self.event)]


def transplant_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `transplant_handling`, of each endpoint in which anybody who is followed was transplanted."""
    for name in ENDPOINTS:
        readings, lost = courses(sources, name)
        if readings and any(course.transplant is not None for course in readings[0]):
            yield from _rows(name, readings, lost, sources)


def courses(sources: Sources, endpoint: str) -> tuple[list[list[Course]], list[str]]:
    """The courses by both readings, the sooner first, and who is left out because a transplant has no day."""
    section = "through_transplant" if sources.findings_of("time_through_transplant", endpoint) else ""
    times = sources.findings_of(f"time_{section}" if section else "survival_time", endpoint)
    events = {
        f.patient_id: f for f in sources.findings_of(f"event_{section}" if section else "survival_event", endpoint)
    }
    days = {f.patient_id: f for f in sources.findings_of("time_to_transplant", endpoint)}
    known = [f for f in times if f.surely is not None and f.possibly is not None]
    lost = [f.patient_id for f in known if "without a day" in days[f.patient_id].reason]
    kept = [f for f in known if f.patient_id not in set(lost)]
    ends = [[_course(f, events[f.patient_id], days[f.patient_id], late=late) for f in kept] for late in (False, True)]
    return (ends if kept else []), lost


def _course(time: Finding, event: Finding, transplant: Finding, *, late: bool) -> Course:
    length, happened = (time.possibly, event.surely) if late else (time.surely, event.possibly)
    day = transplant.possibly if late else transplant.surely
    return Course(time.patient_id, float(length or 0), happened == "yes", None if day is None else float(day))


def _rows(name: str, readings: list[list[Course]], lost: list[str], sources: Sources) -> Iterator[LedgerRow]:
    evidence = [record for f in sources.findings_of("time_to_transplant", name) for record in f.evidence]
    handled = {
        IGNORED: [[(c.time, c.event) for c in reading] for reading in readings],
        CENSORED: [[c.censored for c in reading] for reading in readings],
        EVENT: [[c.as_event for c in reading] for reading in readings],
    }
    blank = LedgerRow(
        key="",
        label="",
        section=SECTION,
        variable=name,
        statistic="",
        text="",
        population=f"patients followed (n = {len(readings[0])})",
        denominator=len(readings[0]),
        undecided=f"a transplant has no day: {', '.join(lost)}" if lost else "",
        evidence=tuple(dict.fromkeys(evidence)),
    )
    yield _transplanted(blank, readings[0])
    for how, pairs in handled.items():
        curves = [
            kaplan_meier([t for t, _ in some], [e for _, e in some], sources.settings.report.level) for some in pairs
        ]
        yield _events(blank, how, curves)
        yield _median(blank, how, curves)
    yield _exposure(blank, readings, sources)


def _named(blank: LedgerRow, how: str, statistic: str, text: str) -> LedgerRow:
    key = key_of(SECTION, blank.variable, how, statistic)
    label = f"{blank.variable.capitalize()}, transplant {how}, {statistic}"
    return replace(blank, key=key, label=label, category=how, statistic=statistic, text=text)


def _transplanted(blank: LedgerRow, reading: Sequence[Course]) -> LedgerRow:
    who = tuple(course.patient for course in reading if course.transplant is not None)
    row = _named(blank, "", "transplanted", f"{len(who)}/{len(reading)}")
    label = f"{blank.variable.capitalize()}, transplanted of those followed"
    return replace(
        row, label=label, numerator=len(who), value=float(len(who)), value_possible=float(len(who)), patients=who
    )


def _events(blank: LedgerRow, how: str, curves: Sequence[Curve]) -> LedgerRow:
    low, high = sorted(curve.events for curve in curves)
    row = _named(blank, how, "events", f"{low}" if low == high else f"{low}, possibly {high}")
    return replace(row, value=float(low), value_possible=float(high), numerator=low, numerator_possible=high)


def _median(blank: LedgerRow, how: str, curves: Sequence[Curve]) -> LedgerRow:
    different = curves if curves[0] != curves[1] else curves[:1]
    return with_median(_named(blank, how, "median", ""), different)


def _exposure(blank: LedgerRow, readings: Sequence[Sequence[Course]], sources: Sources) -> LedgerRow:
    """The hazard after the transplant against that before it or without; of a few patients it is not estimated."""
    n, few = len(readings[0]), sources.settings.report.few_patients
    if n < few:
        row = _named(blank, EXPOSURE, "hazard ratio", "not estimated")
        return replace(row, undecided=f"{n} patients; a hazard ratio is estimated from {few} on")
    level = sources.settings.report.level
    found = [hazard_ratio([s for c in reading for s in c.stretches], level) for reading in readings]
    told = [ratio for ratio in found if ratio is not None]
    if len(told) < len(found):
        row = _named(blank, EXPOSURE, "hazard ratio", "not estimable")
        return replace(row, undecided="at no event patients with and without a transplant were both followed")
    return with_ratio(_named(blank, EXPOSURE, "hazard ratio", either([printed_ratio(ratio) for ratio in told])), told)


def printed_ratio(found: HazardRatio) -> str:
    """A hazard ratio with its interval: "0.42 (95% CI 0.11 to 1.34)"."""
    return f"{found.ratio:.2f} ({100 * found.level:g}% CI {found.low:.2f} to {found.high:.2f})"


def with_ratio(row: LedgerRow, found: Sequence[HazardRatio]) -> LedgerRow:
    """The row with a hazard ratio; of two readings both ratios, and the ends between which both intervals lie."""
    ratios = [ratio.ratio for ratio in found]
    return replace(
        row,
        value=min(ratios),
        value_possible=max(ratios),
        numerator=found[0].events_exposed + found[0].events_others,
        interval_low=min(ratio.low for ratio in found),
        interval_high=max(ratio.high for ratio in found),
        interval_level=found[0].level,
        interval_method=cox.METHOD,
    )
