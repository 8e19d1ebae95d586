"""Episodes of CRS and ICANS of all patients: how many, from which day, for how long, and what was given for them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from blastline.derive.finding import Finding
from blastline.estimate.numbers import patient_number
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row, key_of
from blastline.estimate.sources import Sources
from blastline.estimate.summaries import median_row, range_row
from blastline.estimate.toxicity import capital

SECTION = "syndrome"
FIRST = "episode 1"
HAD, AGAIN = "an episode", "a second episode"
# What of a first episode is a number, by the findings that hold it.
NUMBERS = {"onset": "day on which the first began", "duration": "duration of the first"}


def syndrome_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `syndrome`: by each scale, `group` is the syndrome; nobody with an episode gives no row."""
    counted = sources.findings_of("episodes")
    for criterion in dict.fromkeys(f.criterion for f in counted):
        episodes = [f for f in counted if f.criterion == criterion]
        if any(f.possibly not in (None, "0") for f in episodes):
            yield from _of_scale(sources, criterion, episodes)


def _of_scale(sources: Sources, criterion: str, episodes: Sequence[Finding]) -> Iterator[LedgerRow]:
    term = episodes[0].variable.removesuffix(", episodes")
    for what, least in ((HAD, 1), (AGAIN, 2)):
        yield _count(sources, term, criterion, what, episodes, _at_least(least))
    for name, words in NUMBERS.items():
        yield from _number(sources, term, criterion, name, words)
    given = sources.findings_of("episode_drug", criterion=criterion)
    had = [f for f in episodes if f.possibly not in (None, "0")]
    for drug in sorted({f.at.partition(": ")[2] for f in given}):
        yield _drug(sources, term, criterion, drug, given, had)


def _at_least(least: int) -> Callable[[Finding], tuple[bool, bool]]:
    """Whether a patient surely, and whether possibly, had so many episodes; who was not assessed may have had any."""

    def ends(finding: Finding) -> tuple[bool, bool]:
        sure = finding.surely is not None and int(finding.surely) >= least
        return sure, finding.possibly is None or int(finding.possibly) >= least

    return ends


def _count(
    sources: Sources,
    term: str,
    criterion: str,
    what: str,
    found: Sequence[Finding],
    ends: Callable[[Finding], tuple[bool, bool]],
) -> LedgerRow:
    sure = [f.patient_id for f in found if ends(f)[0]]
    open_ = [f for f in found if ends(f)[1] and f.patient_id not in sure]
    return _of(
        sources, term, criterion, what, sure, [f.patient_id for f in open_], found, found, _open(sources, open_, found)
    )


def _open(sources: Sources, open_: Sequence[Finding], of: Sequence[Finding]) -> str:
    if len(of) < sources.settings.report.few_patients:
        return "; ".join(f"{f.patient_id}: {f.reason}" for f in open_)
    return f"open: {len(open_)} patients" if open_ else ""


def _of(
    sources: Sources,
    term: str,
    criterion: str,
    what: str,
    sure: Sequence[str],
    open_: Sequence[str],
    of: Sequence[Finding],
    rests_on: Sequence[Finding],
    why: str,
) -> LedgerRow:
    row = count_row(
        SECTION,
        term,
        what,
        label=f"{capital(term)} by {printed_criterion(criterion)}: {what}",
        surely=sure,
        open_=open_,
        patients=[f.patient_id for f in of],
        population=sources.population if of is rests_on else f"patients with an episode (n = {len(of)})",
        policy=sources.settings.report,
        undecided=why,
        criterion=criterion,
        findings=[f.id for f in rests_on],
        assessed=True,
    )
    return replace(row, group=term)


def _drug(
    sources: Sources, term: str, criterion: str, drug: str, given: Sequence[Finding], had: Sequence[Finding]
) -> LedgerRow:
    """Of those with an episode who was given it for one; without an indication it may have been for something else."""
    mine = [f for f in given if f.at.partition(": ")[2] == drug]
    sure = {f.patient_id for f in mine if f.decided}
    may = {f.patient_id for f in mine} - sure
    return _of(
        sources,
        term,
        criterion,
        f"given {drug} for it",
        [f.patient_id for f in had if f.patient_id in sure],
        [f.patient_id for f in had if f.patient_id in may],
        had,
        mine,
        f"indication not recorded: {len(may)} patients" if may else "",
    )


def _number(sources: Sources, term: str, criterion: str, name: str, words: str) -> Iterator[LedgerRow]:
    """The median of all first episodes, open ends among them; the range of those that are known to the day."""
    found = [f for f in sources.findings_of(f"episode_{name}", criterion=criterion) if f.at == FIRST]
    label = f"{capital(term)} by {printed_criterion(criterion)}: {words}"
    each = [patient_number(SECTION, label, f) for f in found if f.assessed]
    exact = [row for row in each if row.value is not None and row.value == row.value_possible]
    if not exact:
        return
    population = f"patients with an episode (n = {len(each)})"
    summaries = (
        median_row(each, label=label, population=population, level=sources.settings.report.level),
        range_row(exact, label=label, population=f"patients with an episode known to the day (n = {len(exact)})"),
    )
    for row in summaries:
        key = key_of(SECTION, criterion, name, row.statistic)
        yield replace(row, key=key, criterion=criterion, group=term, variable=f"{term}, {name}")
