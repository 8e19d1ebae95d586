"""Relapse against death without one: cumulative incidence from remission, each keeping the other from happening."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from blastline.derive.finding import Finding
from blastline.estimate.competing_risks import CENSORED, METHOD, Incidence, at, cumulative_incidence
from blastline.estimate.printing import percent
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import key_of
from blastline.estimate.sources import Sources
from blastline.estimate.survival import DAYS_A_MONTH, LANDMARKS_MONTHS, Endpoint, either, endpoints_of

SECTION = "cumulative_incidence"
FROM_REMISSION = "relapse-free survival"
RELAPSE, DEATH = "relapse", "death"
LABELS = {RELAPSE: "Relapse", DEATH: "Death without relapse"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The times and what ended them, with open dates early or late."""

    times: tuple[float, ...]
    causes: tuple[str, ...]

    def of(self, cause: str) -> tuple[Incidence, ...]:
        """The steps of a cause; none where nobody had it."""
        return cumulative_incidence(self.times, self.causes).get(cause, ())


def relapse_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `cumulative_incidence`: of each cause its events, shares at fixed times, and every step."""
    for endpoint in endpoints_of(sources):
        if endpoint.name == FROM_REMISSION and endpoint.followed:
            yield from _rows(endpoint, sources.settings.report.level)


def _rows(endpoint: Endpoint, level: float) -> Iterator[LedgerRow]:
    sooner, later = readings_of(endpoint)
    for cause in (RELAPSE, DEATH):
        yield _events(endpoint, cause, sooner, later)
        for months in LANDMARKS_MONTHS:
            yield _share(endpoint, cause, months, (sooner, later), level)
        yield from _steps(endpoint, cause, sooner, level)


def readings_of(endpoint: Endpoint) -> tuple[Reading, Reading]:
    """What ended each time from remission, with open dates early, and late."""
    return _reading(endpoint, late=False), _reading(endpoint, late=True)


def _reading(endpoint: Endpoint, *, late: bool) -> Reading:
    ends = [one.later if late else one.sooner for one in endpoint.followed]
    causes = (
        _cause(one.event) if happened else CENSORED for one, (_, happened) in zip(endpoint.followed, ends, strict=True)
    )
    return Reading(tuple(time for time, _ in ends), tuple(causes))


def _cause(event: Finding) -> str:
    """What ended the time, as the derivation says it; one that may have been censored is told before the comma."""
    return event.verdict.partition(",")[0]


def _row(endpoint: Endpoint, cause: str, statistic: str, text: str) -> LedgerRow:
    evidence = dict.fromkeys(record for one in endpoint.followed for record in one.time.evidence)
    return LedgerRow(
        key=key_of(SECTION, LABELS[cause], statistic),
        label=f"{LABELS[cause]}, {statistic}",
        section=SECTION,
        variable=LABELS[cause],
        statistic=statistic,
        text=text,
        population=f"patients in remission who are followed (n = {len(endpoint.followed)})",
        denominator=len(endpoint.followed),
        findings=tuple(one.event.id for one in endpoint.followed),
        evidence=tuple(evidence),
    )


def _events(endpoint: Endpoint, cause: str, sooner: Reading, later: Reading) -> LedgerRow:
    low, high = sorted((later.causes.count(cause), sooner.causes.count(cause)))
    row = _row(endpoint, cause, "events", f"{low}" if low == high else f"{low}, possibly {high}")
    who = tuple(one.patient for one, what in zip(endpoint.followed, later.causes, strict=True) if what == cause)
    return replace(
        row, value=float(low), value_possible=float(high), numerator=low, numerator_possible=high, patients=who
    )


def _share(endpoint: Endpoint, cause: str, months: int, readings: tuple[Reading, Reading], level: float) -> LedgerRow:
    """What share has had it by then, as long as anybody is left to tell, by both readings where they differ."""
    time, statistic = months * DAYS_A_MONTH, f"{months} months"
    if max(readings[0].times) < time:
        told = f"nobody is followed for {months} months"
        return replace(_row(endpoint, cause, statistic, "not estimable"), undecided=told)
    found = [at(reading.of(cause), time) for reading in readings]
    row = _row(endpoint, cause, statistic, either([_printed(share, level) for share in found]))
    shares, lows, highs = zip(*found, strict=True)
    return replace(
        row,
        value=min(shares),
        value_possible=max(shares),
        # Of two readings the bounds of both: an interval of one of them would be too narrow for what is printed.
        interval_low=min(lows),
        interval_high=max(highs),
        interval_level=level,
        interval_method=METHOD,
    )


def _printed(found: tuple[float, float, float], level: float) -> str:
    share, low, high = found
    # Before the first of its events there is nothing that an interval could be made of.
    if not share:
        return "0%"
    return f"{percent(share)}% ({percent(level)}% CI {percent(low)}–{percent(high)}%)"


def _steps(endpoint: Endpoint, cause: str, reading: Reading, level: float) -> Iterator[LedgerRow]:
    """Every step for whoever draws it: `category` is the day, `denominator` who is at risk before it."""
    blank = replace(_row(endpoint, cause, "step", ""), findings=(), evidence=())
    for number, step in enumerate((s for s in reading.of(cause) if s.events), start=1):
        yield replace(
            blank,
            key=key_of(SECTION, LABELS[cause], "step", str(number)),
            text=f"day {step.time:g}: {percent(step.share)}%",
            category=f"{step.time:g}",
            value=step.share,
            value_possible=step.share,
            numerator=step.events,
            denominator=step.at_risk,
            interval_low=step.low,
            interval_high=step.high,
            interval_level=level,
            interval_method=METHOD,
        )
