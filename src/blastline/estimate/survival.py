"""Survival of a cohort: a curve for each endpoint, its median, shares at fixed times, and the length of follow-up."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from blastline.derive.finding import Finding
from blastline.estimate.kaplan_meier import Curve, Step, kaplan_meier, reverse_kaplan_meier
from blastline.estimate.printing import percent
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import NOT_RECORDED, key_of
from blastline.estimate.sources import Sources

SECTION = "survival"
DAYS_A_MONTH = 365.25 / 12
LANDMARKS_MONTHS = (6, 12, 24)
OVERALL = "overall survival"
NOT_REACHED = "not reached"
LATER = "with open dates as late as they may be"


@dataclass(frozen=True, slots=True)
class Followed:
    """One patient's time to an endpoint and whether the event came, where both are known at least within limits."""

    patient: str
    time: Finding
    event: Finding

    @property
    def sooner(self) -> tuple[float, bool]:
        """Days and event, every open date taken as early, and every open event taken as come."""
        return float(self.time.surely or 0), self.event.possibly == "yes"

    @property
    def later(self) -> tuple[float, bool]:
        """The same with open dates as late as they may be, and open events as not come."""
        return float(self.time.possibly or 0), self.event.surely == "yes"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint with those who are followed, those who are not and why, and its curve, twice where a date is open."""

    name: str
    followed: tuple[Followed, ...]
    lost: tuple[Finding, ...]
    sooner: Curve
    later: Curve

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The curve, and the one with open dates late where they make another."""
        return (self.sooner,) if self.sooner == self.later else (self.sooner, self.later)


def survival_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `survival`: who is followed, events, median, landmarks, every step of the curve, follow-up."""
    endpoints = endpoints_of(sources)
    for endpoint in endpoints:
        yield _followed(endpoint, sources.settings.report.few_patients)
        if endpoint.followed:
            yield _events(endpoint)
            yield _median(endpoint)
            for months in LANDMARKS_MONTHS:
                yield from _landmark(endpoint, months)
            yield from _steps(endpoint)
        if endpoint.name == OVERALL and endpoint.followed:
            yield _follow_up(endpoint)
    if not any(endpoint.followed for endpoint in endpoints):
        yield _no_times(sources)


def endpoints_of(sources: Sources) -> list[Endpoint]:
    """Every endpoint that was derived, in the order of derivation."""
    names = dict.fromkeys(finding.variable for finding in sources.findings_of("survival_time"))
    return [_endpoint(sources, name) for name in names]


def _endpoint(sources: Sources, name: str) -> Endpoint:
    events = {finding.patient_id: finding for finding in sources.findings_of("survival_event", name)}
    times = sources.findings_of("survival_time", name)
    known = [time for time in times if time.surely is not None and time.possibly is not None]
    followed = tuple(Followed(time.patient_id, time, events[time.patient_id]) for time in known)
    sooner, later = ([getattr(one, end) for one in followed] for end in ("sooner", "later"))
    lost = tuple(time for time in times if time.surely is None or time.possibly is None)
    level = sources.settings.report.level
    return Endpoint(name, followed, lost, _curve(sooner, level), _curve(later, level))


def _curve(pairs: Sequence[tuple[float, bool]], level: float, make: Callable[..., Curve] = kaplan_meier) -> Curve:
    return make([time for time, _ in pairs], [event for _, event in pairs], level)


def _row(endpoint: Endpoint, statistic: str, text: str) -> LedgerRow:
    """A number of the endpoint; it rests on everybody who is followed."""
    evidence = dict.fromkeys(record for one in endpoint.followed for record in one.time.evidence)
    return LedgerRow(
        key=key_of(SECTION, endpoint.name, statistic),
        label=f"{endpoint.name.capitalize()}, {statistic}",
        section=SECTION,
        variable=endpoint.name,
        statistic=statistic,
        text=text,
        population=f"patients followed (n = {len(endpoint.followed)})",
        patients=tuple(one.patient for one in endpoint.followed),
        findings=tuple(one.time.id for one in endpoint.followed),
        evidence=tuple(evidence),
    )


def _followed(endpoint: Endpoint, few: int) -> LedgerRow:
    """How many are in the curve; whoever is not is named with the reason, or counted where they are not few."""
    n, everyone = len(endpoint.followed), len(endpoint.followed) + len(endpoint.lost)
    why: dict[str, list[str]] = {}
    for finding in endpoint.lost:
        why.setdefault(finding.reason, []).append(finding.patient_id)
    who = {reason: ", ".join(names) if len(names) < few else f"{len(names)} patients" for reason, names in why.items()}
    told = "; ".join(f"{reason}: {names}" for reason, names in who.items())
    row = _row(endpoint, "patients", f"{n}/{everyone}")
    return replace(row, value=float(n), value_possible=float(n), numerator=n, denominator=everyone, undecided=told)


def _events(endpoint: Endpoint) -> LedgerRow:
    surely, possibly = endpoint.later.events, endpoint.sooner.events
    text = f"{surely}" if surely == possibly else f"{surely}, possibly {possibly}"
    row = _row(endpoint, "events", text)
    return replace(
        row, value=float(surely), value_possible=float(possibly), numerator=surely, numerator_possible=possibly
    )


def _median(endpoint: Endpoint, statistic: str = "median", category: str = "") -> LedgerRow:
    return replace(with_median(_row(endpoint, statistic, ""), endpoint.curves), category=category)


def with_median(row: LedgerRow, curves: Sequence[Curve]) -> LedgerRow:
    """The row with the median of a curve in months and its interval, of both curves where a date is open."""
    medians = [_months(curve.median()) for curve in curves]
    texts = [_in_months(curve.median(), curve.median_interval(), curve) for curve in curves]
    low, high = (_months(end) for end in curves[0].median_interval())
    told = _with_interval(replace(row, text=either(texts)), low, high, curves[0])
    return replace(told, value=medians[0], value_possible=medians[-1])


def _landmark(endpoint: Endpoint, months: int) -> Iterator[LedgerRow]:
    """What share is without the event at a time, as long as anybody is left to tell."""
    time = months * DAYS_A_MONTH
    steps = [curve.at(time) for curve in endpoint.curves]
    told = [step for step in steps if step is not None]
    if len(told) < len(steps):
        row = _row(endpoint, f"{months} months", "not estimable")
        yield replace(row, undecided=f"nobody is followed for {months} months")
        return
    texts = [f"{percent(step.survival)}% ({_level(endpoint.sooner)} {_shares(step)})" for step in told]
    row = _row(endpoint, f"{months} months", either(texts))
    yield replace(
        _with_interval(row, told[0].low, told[0].high, endpoint.sooner),
        value=min(step.survival for step in told),
        value_possible=max(step.survival for step in told),
        denominator=endpoint.sooner.at_risk(time),
    )


def _steps(endpoint: Endpoint) -> Iterator[LedgerRow]:
    """Every step of the curve, for whoever draws it: `category` is the day, `denominator` who is at risk before it."""
    for statistic, curve in zip(("step", "step, open dates late"), endpoint.curves, strict=False):
        # What each rests on stands once, in the row of the median, and not with thousands of steps.
        blank = replace(_row(endpoint, statistic, ""), findings=(), evidence=(), patients=())
        for number, step in enumerate(curve.steps, start=1):
            yield replace(
                _with_interval(blank, step.low, step.high, curve),
                key=key_of(SECTION, endpoint.name, statistic, str(number)),
                text=f"day {step.time:g}: {percent(step.survival)}%",
                category=f"{step.time:g}",
                value=step.survival,
                value_possible=step.survival,
                numerator=step.events,
                denominator=step.at_risk,
            )


def _follow_up(endpoint: Endpoint) -> LedgerRow:
    """How long patients were followed: the median of overall survival with death and censoring exchanged."""
    turned = replace(
        endpoint,
        sooner=_curve([one.sooner for one in endpoint.followed], endpoint.sooner.level, reverse_kaplan_meier),
        later=_curve([one.later for one in endpoint.followed], endpoint.later.level, reverse_kaplan_meier),
    )
    return replace(_median(turned, "follow-up", "reverse Kaplan-Meier"), label="Median follow-up")


def _no_times(sources: Sources) -> LedgerRow:
    """Why there is no survival time at all: no contact lies a known number of days after the first dose."""
    contacts = sources.records.table("follow_up")
    return LedgerRow(
        key=key_of(SECTION, "times"),
        label="Survival times",
        section=SECTION,
        variable="times",
        statistic="value",
        text=NOT_RECORDED,
        undecided="days from the first dose to the last contact or death are not recorded for any patient",
        evidence=tuple(contact.record_id for contact in contacts) or ("study.toml",),
    )


def _with_interval(row: LedgerRow, low: float | None, high: float | None, curve: Curve) -> LedgerRow:
    return replace(row, interval_low=low, interval_high=high, interval_level=curve.level, interval_method=curve.method)


def _in_months(median: float | None, limits: tuple[float | None, float | None], curve: Curve) -> str:
    middle = f"{_printed(median)} months" if median is not None else NOT_REACHED
    low, high = (_printed(end) for end in limits)
    return f"{middle} ({_level(curve)} {low} to {high})"


def _printed(days: float | None) -> str:
    return NOT_REACHED if days is None else f"{days / DAYS_A_MONTH:.1f}"


def _months(days: float | None) -> float | None:
    return None if days is None else days / DAYS_A_MONTH


def _level(curve: Curve) -> str:
    return f"{100 * curve.level:g}% CI"


def _shares(step: Step) -> str:
    return f"{percent(step.low)}–{percent(step.high)}%"


def either(texts: Sequence[str]) -> str:
    """One text, or two where open dates make a difference that is printed."""
    different = list(dict.fromkeys(texts))
    return different[0] if len(different) == 1 else f"{different[0]}; {different[1]} {LATER}"
