"""Infections of many patients in numbers: of each kind how many had one before, during and after treatment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from blastline.criteria.library import criterion as criterion_called
from blastline.derive.finding import Finding
from blastline.derive.infections import WHEN
from blastline.derive.outcomes import NO_INFECTION
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row, in_order
from blastline.estimate.sources import Sources
from blastline.estimate.toxicity import capital
from blastline.normalise.records import TidyRow

SECTION = "infections_counted"
EVER, FATAL = "at any time", "fatal"
ANY = "any infection"
OCCASIONS = (EVER, *dict.fromkeys(WHEN.values()))


@dataclass(frozen=True, slots=True)
class Episode:
    """An infection of a patient: its name, the kind of organism, when it began (None: not recorded), how it ended."""

    patient_id: str
    name: str
    kind: str
    began: str | None
    outcomes: tuple[str, ...]
    record_id: str


def infection_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `infections_counted`: `variable` is the infection, `group` what it stands with."""
    episodes = [_episode(row) for patient in sources.patients for row in _rows(sources, patient)]
    if not episodes or len(sources.patients) < sources.settings.report.few_patients:
        return
    yield from _counts(sources, ANY, ANY, episodes)
    for kind in dict.fromkeys(e.kind for e in episodes if e.kind):
        yield from _counts(sources, "kind", f"{kind} infection", [e for e in episodes if e.kind == kind])
    for name in dict.fromkeys(e.name for e in episodes):
        yield from _counts(sources, "name", name, [e for e in episodes if e.name == name])
    yield _fatal(sources, episodes)
    yield from _classes(sources, episodes)


def _rows(sources: Sources, patient: str) -> list[TidyRow]:
    return sources.rows("infections", patient, lambda row: row["infection"] != NO_INFECTION)


def _episode(row: TidyRow) -> Episode:
    began = WHEN[row["phase"]] if row["phase"] else None
    ended = tuple(outcome for outcome in (row["outcome"], row["later_outcome"]) if outcome)
    return Episode(row["patient_id"], row["infection"], row["organism_group"] or "", began, ended, row.record_id)


def _counts(sources: Sources, group: str, name: str, episodes: Sequence[Episode]) -> Iterator[LedgerRow]:
    """Who had it at all, and who before, during or after; an onset that was not recorded may be any of these."""
    yield _count(sources, group, name, EVER, lambda e: True, lambda e: False, episodes)
    for when in OCCASIONS[1:]:
        yield _count(sources, group, name, when, partial(_began, when), partial(_began, None), episodes)


def _began(when: str | None, episode: Episode) -> bool:
    return episode.began == when


def _fatal(sources: Sources, episodes: Sequence[Episode]) -> LedgerRow:
    """Who died of one; an outcome that was not recorded may have been that, unless the patient is known to live."""
    living = {f.patient_id for f in sources.findings_of("alive") if f.surely == "yes"}
    return _count(
        sources,
        "outcome",
        "fatal infection",
        FATAL,
        lambda e: "death" in e.outcomes,
        lambda e: not e.outcomes and e.patient_id not in living,
        episodes,
        why="outcome not recorded",
    )


def _count(
    sources: Sources,
    group: str,
    name: str,
    category: str,
    holds: Callable[[Episode], bool],
    may: Callable[[Episode], bool],
    episodes: Sequence[Episode],
    why: str = "onset relative to treatment not recorded",
) -> LedgerRow:
    had = {e.patient_id for e in episodes if holds(e)}
    open_ = {e.patient_id for e in episodes if may(e)} - had
    unsaid = _unsaid(sources)
    reasons = ((why, open_), ("no statement on infections", unsaid))
    row = count_row(
        SECTION,
        name,
        category,
        label=capital(name) if category == FATAL else f"{capital(name)}, {category}",
        surely=_in_order(sources, had),
        open_=_in_order(sources, open_ | unsaid),
        patients=sources.patients,
        population=sources.population,
        policy=sources.settings.report,
        undecided="; ".join(f"{reason}: {len(who)} patients" for reason, who in reasons if who),
        evidence=in_order([e.record_id for e in episodes]),
        assessed=True,
    )
    return replace(row, group=group)


def _in_order(sources: Sources, patients: set[str]) -> list[str]:
    return [patient for patient in sources.patients if patient in patients]


def _unsaid(sources: Sources) -> set[str]:
    """Of whom nothing was stated, who may have had any infection; in a table that is complete they had none."""
    if "infections" in sources.settings.study.complete:
        return set()
    return {patient for patient in sources.patients if not sources.rows("infections", patient)}


def _classes(sources: Sources, episodes: Sequence[Episode]) -> Iterator[LedgerRow]:
    """
    By each criterion of invasive fungal disease how many reached each class or a surer one, in any infection.

    Of an infection that may be fungal and has no signs recorded, every class is open.
    """
    fungal = {e.patient_id for e in episodes if e.kind in ("fungal", "")}
    found = sources.findings_of("infection_class")
    for name in dict.fromkeys(f.criterion for f in found):
        mine = [f for f in found if f.criterion == name]
        levels = [level for level in criterion_called(name).level_names if level != NO_INFECTION]
        for at in range(1, len(levels) + 1):
            if any(end in levels[:at] for f in mine for end in (f.surely, f.possibly)):
                unsigned = fungal - {f.patient_id for f in mine}
                yield _of_class(sources, mine, levels[:at], unsigned | _unsaid(sources))


def _of_class(sources: Sources, found: Sequence[Finding], levels: Sequence[str], unknown: set[str]) -> LedgerRow:
    first = found[0]
    had = {f.patient_id for f in found if f.surely in levels}
    may = {f.patient_id for f in found if f.possibly in levels or not f.assessed} | unknown
    named = " or ".join(part for part in (", ".join(levels[:-1]), levels[-1]) if part)
    row = count_row(
        SECTION,
        first.variable,
        named,
        label=f"{capital(first.variable)} by {printed_criterion(first.criterion)}, {named}",
        surely=_in_order(sources, had),
        open_=_in_order(sources, may - had),
        patients=sources.patients,
        population=sources.population,
        policy=sources.settings.report,
        undecided=f"signs not recorded: {len(may - had)} patients" if may - had else "",
        evidence=in_order([record for f in found for record in f.evidence]),
        assessed=True,
        criterion=first.criterion,
        findings=[f.id for f in found],
    )
    return replace(row, group="class")
