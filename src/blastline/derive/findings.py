"""All findings of a study: every derivation as a plan, run once, gathered with its evidence."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criteria_of, criterion
from blastline.derive.by_examination import derive_by_examination, derive_relapse_antigens
from blastline.derive.counted_days import counted_tests
from blastline.derive.daily import derive_course_of_grades, derive_course_of_syndrome
from blastline.derive.eligibility import derive_eligibility
from blastline.derive.exposure import derive_cycles, derive_exposure
from blastline.derive.finding import Finding
from blastline.derive.frames import Frames, frames_of
from blastline.derive.haematotoxicity import (
    FALLING,
    derive_haematotoxicity,
    derive_nadirs,
    derive_recovery,
    is_recovery,
)
from blastline.derive.lines import ENDS, Lines, complete
from blastline.derive.marrows import MARROW, Nearness, derive_responses_by_marrow
from blastline.derive.outcomes import derive_alive, derive_infection_onset, derive_therapy_after
from blastline.derive.responses import derive_mrd, derive_reported_response, derive_response
from blastline.derive.survival import derive_survival
from blastline.derive.toxicities import (
    derive_baseline_grades,
    derive_overall_grade,
    derive_reported_against_derived,
    derive_reported_grades,
    derive_treatment_emergence,
)
from blastline.derive.windows import adverse_event_window
from blastline.engines.engine import Engine
from blastline.normalise.records import Records
from blastline.records.schema import tables
from blastline.settings import Settings

OVERALL = "haematological toxicity, overall"
INTERRUPTION = "blinatumomab/us-current/interruption"
LABORATORY = ("haematology", "chemistry", "coagulation")
REPORTED_ONLY = ("ICANS", OVERALL)


def findings(records: Records, settings: Settings, engine: Engine) -> list[Finding]:
    """Every finding of the study, by derivation and then by patient in the order of the study."""
    events = _events_graded_in(records)
    laboratory = {
        group: _spoken_of(criteria_of(group, names), names, records, events)
        for group, names in settings.criteria
        if group in LABORATORY
    }
    lines = plans(
        frames_of(records, engine, settings.study.complete),
        settings,
        laboratory,
        events,
        followed(records),
        _dated_contacts(records),
    )
    return _gathered(lines, engine, records.patient_ids, settings.study.first_day)


def followed(records: Records) -> set[str]:
    """What was measured on some day from the first dose on, so that it has a course."""
    return {result.test for result in records.results if result.day is not None and result.day >= 0}


def _dated_contacts(records: Records) -> bool:
    """Whether any contact has a day from which a survival time could be counted."""
    return any(row["day_earliest"] is not None for row in records.table("follow_up"))


def _events_graded_in(records: Records) -> list[str]:
    """Every event that was reported with a grade, whether or not a criterion grades it: none may be lost."""
    return [row["term"] for row in records.table("adverse_events") if row["grade"] is not None]


def _spoken_of(
    rules: Sequence[Criterion], named: Sequence[str], records: Records, events: Sequence[str]
) -> list[Criterion]:
    """Those that were chosen by name; of a whole set those whose term was graded or whose input was measured."""
    measured = {result.test for result in records.results}
    return [
        rule
        for rule in rules
        if not rule.entered
        if rule.id in named or rule.term in events or measured & set(rule.assessed_by)
    ]


def plans(
    frames: Frames,
    settings: Settings,
    laboratory: Mapping[str, Sequence[Criterion]],
    events: Sequence[str] = (),
    measured_by_day: Collection[str] = (),
    dated_contacts: bool = False,
) -> list[Lines]:
    """
    Every derivation that the study asks for, not yet run; `events` are reported as they were graded.

    `laboratory` are the criteria of single results, by their group.
    Courses are derived of what is in `measured_by_day`, survival times where there are `dated_contacts`.
    """
    window = adverse_event_window(settings)
    chosen = settings.criteria
    graded = [rule for rules in laboratory.values() for rule in rules]
    syndromes = [
        rule
        for group, names in (("crs", chosen.crs), ("icans", chosen.icans))
        for rule in criteria_of(group, names)
        if not rule.entered
    ]
    return [
        *derive_eligibility(frames, settings.eligibility),
        *_exposure(frames, settings),
        *[derive_reported_grades(frames, term) for term in _terms([*graded, *syndromes], events)],
        *[lines for rule in graded for lines in _against_baseline(frames, rule)],
        *[
            lines
            for rule in graded
            if set(rule.assessed_by) & set(measured_by_day)
            for lines in derive_course_of_grades(frames, rule, window)
        ],
        *_haematotoxicity(frames, settings, measured_by_day),
        derive_overall_grade(frames, OVERALL, [rule.term for rule in laboratory["haematology"]]),
        *[derive_reported_against_derived(frames, rule) for rule in syndromes],
        *[
            lines
            for rule in syndromes
            if set(rule.assessed_by) & set(measured_by_day)
            for lines in derive_course_of_syndrome(frames, rule, settings.windows.episode_gap_days)
        ],
        derive_reported_response(frames),
        *[derive_response(frames, rule) for rule in criteria_of("response", chosen.response)],
        *_by_examination(frames, settings, measured_by_day),
        *[derive_mrd(frames, place) for place in tables()["reported"].columns["compartment"].choices],
        derive_infection_onset(frames),
        derive_infection_onset(frames, organism_group="fungal"),
        derive_therapy_after(frames, "allo-HSCT"),
        derive_alive(frames),
        *(derive_survival(frames, settings.survival) if dated_contacts else []),
    ]


def _exposure(frames: Frames, settings: Settings) -> list[Lines]:
    """What was infused, where the study has a table of doses."""
    if "doses" not in settings.study.records:
        return []
    return derive_exposure(frames, settings.treatment, criterion(INTERRUPTION))


def _by_examination(frames: Frames, settings: Settings, measured_by_day: Collection[str]) -> list[Lines]:
    """Response at each marrow, MRD of each, CNS status of each fluid, antigens of each relapse."""
    chosen, first_day = settings.criteria, settings.study.first_day
    nearness = Nearness(settings.windows.marrow_counts_days, first_day)
    rules = criteria_of("response", chosen.response) if MARROW in measured_by_day else []
    cycles = derive_cycles(frames, settings.treatment, criterion(INTERRUPTION)) if rules else None
    return [
        *[lines for rule in rules if cycles for lines in derive_responses_by_marrow(frames, rule, nearness, cycles)],
        *[
            derive_by_examination(frames, rule, f"{group}_at", first_day)
            for group, names in (("mrd", chosen.mrd), ("cns", chosen.cns))
            for rule in criteria_of(group, names)
        ],
        *derive_relapse_antigens(frames),
    ]


def _haematotoxicity(frames: Frames, settings: Settings, measured_by_day: Collection[str]) -> list[Lines]:
    """Nadirs of the counts that have a course; grades and recoveries of those whose criteria were chosen."""
    window = adverse_event_window(settings)
    rules = criteria_of("haematotoxicity", settings.criteria.haematotoxicity)
    followed = [rule for rule in rules if counted_tests(rule) & set(measured_by_day)]
    recoveries = [rule for rule in followed if is_recovery(rule)]
    return [
        *derive_nadirs(frames, [name for name in FALLING if name in measured_by_day], window),
        *[derive_haematotoxicity(frames, rule) for rule in followed if rule not in recoveries],
        *[lines for rule in recoveries for lines in derive_recovery(frames, rule, window)],
    ]


def _against_baseline(frames: Frames, rule: Criterion) -> list[Lines]:
    baseline = derive_baseline_grades(frames, rule)
    return [baseline, derive_treatment_emergence(frames, baseline)]


def _terms(rules: Sequence[Criterion], events: Sequence[str]) -> list[str]:
    """What is graded, each once; two versions of one rule share a term."""
    return list(dict.fromkeys([*[rule.term for rule in rules], *REPORTED_ONLY, *events]))


def _gathered(lines: list[Lines], engine: Engine, patients: Sequence[str], first_day: int) -> list[Finding]:
    # Each plan is run for itself: joined into one, an optimiser spends longer on them than all of them take to run.
    return [finding for line in lines for finding in _run(line, engine, patients, first_day)]


def _run(lines: Lines, engine: Engine, patients: Sequence[str], first_day: int) -> list[Finding]:
    evidence: defaultdict[str, list[str]] = defaultdict(list)
    for row in engine.rows(lines.evidence):
        evidence[row["patient_id"]].append(row["record_id"])
    said: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in engine.rows(complete(lines)):
        said[row["patient_id"]].append(row)
    in_order = [row for patient in patients for row in sorted(said[patient], key=_place)]
    return [_finding(lines, row, evidence[row["patient_id"]], first_day) for row in in_order]


def _place(row: dict[str, Any]) -> tuple[int, str]:
    return row["place"] or 0, row["at"] or ""


def _finding(lines: Lines, row: dict[str, Any], evidence: list[str], first_day: int) -> Finding:
    name = "/".join(part for part in (lines.criterion, lines.variable if lines.unit else "") if part)
    ends = (
        [_as_text(row[end], lines.unit, first_day) for end in ENDS] if lines.unit else [row["surely"], row["possibly"]]
    )
    return Finding(
        id="/".join(filter(None, (lines.section, name or lines.variable, row["patient_id"], row["at"]))),
        patient_id=str(row["patient_id"]),
        section=lines.section,
        variable=lines.variable,
        criterion=lines.criterion,
        reported=row["reported"] or "",
        surely=ends[0],
        possibly=ends[1],
        reason=row["reason"] or "",
        verdict=row["verdict"] or "",
        evidence=tuple(sorted(set(evidence), key=in_source_order)),
        at=row["at"] or "",
        unit=lines.unit,
    )


def _as_text(end: float | None, unit: str, first_day: int) -> str | None:
    """A number in few digits; a day as the study counts it, which where the first dose is day 1 has no day 0."""
    if end is None:
        return None
    return f"{end + first_day if unit == 'day' and end >= 0 else end:.6g}"


def in_source_order(record_id: str) -> tuple[str, int]:
    """Record ids by table and row number: measurements:9 before measurements:10."""
    table, _, row = record_id.partition(":")
    return table, int(row)
