"""All findings of a study: every derivation as a plan, run once, gathered with its evidence."""

from collections import defaultdict
from collections.abc import Sequence

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criteria_of
from blastline.derive.eligibility import derive_eligibility
from blastline.derive.finding import Finding
from blastline.derive.frames import Frames, frames_of
from blastline.derive.lines import Lines, complete
from blastline.derive.outcomes import derive_alive, derive_infection_onset, derive_therapy_after
from blastline.derive.responses import derive_mrd, derive_reported_response, derive_response
from blastline.derive.toxicities import (
    derive_baseline_grades,
    derive_overall_grade,
    derive_reported_against_derived,
    derive_reported_grades,
    derive_treatment_emergence,
)
from blastline.engines.engine import Engine
from blastline.normalise.records import Records
from blastline.records.schema import tables
from blastline.settings import Settings

OVERALL = "haematological toxicity, overall"
REPORTED_ONLY = ("ICANS", OVERALL)


def findings(records: Records, settings: Settings, engine: Engine) -> list[Finding]:
    """Every finding of the study, by derivation and then by patient in the order of the study."""
    events = _events_graded_in(records)
    haematology = _spoken_of(criteria_of("haematology", settings.criteria.haematology), settings, records, events)
    lines = plans(frames_of(records, engine), settings, haematology, events)
    return _gathered(lines, engine, records.patient_ids)


def _events_graded_in(records: Records) -> list[str]:
    """Every event that was reported with a grade, whether or not a criterion grades it: none may be lost."""
    return [row["term"] for row in records.table("adverse_events") if row["grade"] is not None]


def _spoken_of(
    rules: Sequence[Criterion], settings: Settings, records: Records, events: Sequence[str]
) -> list[Criterion]:
    """Those that were chosen by name; of a whole set those whose term was graded or whose input was measured."""
    measured = {result.test for result in records.results}
    return [
        rule
        for rule in rules
        if not rule.entered
        if rule.id in settings.criteria.haematology or rule.term in events or measured & set(rule.assessed_by)
    ]


def plans(
    frames: Frames, settings: Settings, haematology: Sequence[Criterion], events: Sequence[str] = ()
) -> list[Lines]:
    """Every derivation that the study asks for, not yet run; `events` are reported as they were graded."""
    chosen = settings.criteria
    crs = criteria_of("crs", chosen.crs)
    return [
        *derive_eligibility(frames, settings.eligibility),
        *[derive_reported_grades(frames, term) for term in _terms([*haematology, *crs], events)],
        *[lines for rule in haematology for lines in _against_baseline(frames, rule)],
        derive_overall_grade(frames, OVERALL, [rule.term for rule in haematology]),
        *[derive_reported_against_derived(frames, rule) for rule in crs],
        derive_reported_response(frames),
        *[derive_response(frames, rule) for rule in criteria_of("response", chosen.response)],
        *[derive_mrd(frames, place) for place in tables()["reported"].columns["compartment"].choices],
        derive_infection_onset(frames),
        derive_infection_onset(frames, organism_group="fungal"),
        derive_therapy_after(frames, "allo-HSCT"),
        derive_alive(frames),
    ]


def _against_baseline(frames: Frames, rule: Criterion) -> list[Lines]:
    baseline = derive_baseline_grades(frames, rule)
    return [baseline, derive_treatment_emergence(frames, baseline)]


def _terms(rules: Sequence[Criterion], events: Sequence[str]) -> list[str]:
    """What is graded, each once; two versions of one rule share a term."""
    return list(dict.fromkeys([*[rule.term for rule in rules], *REPORTED_ONLY, *events]))


def _gathered(lines: list[Lines], engine: Engine, patients: Sequence[str]) -> list[Finding]:
    # Each plan is run for itself: joined into one, an optimiser spends longer on them than all of them take to run.
    return [finding for line in lines for finding in _run(line, engine, patients)]


def _run(lines: Lines, engine: Engine, patients: Sequence[str]) -> list[Finding]:
    evidence: defaultdict[str, list[str]] = defaultdict(list)
    for row in engine.rows(lines.evidence):
        evidence[row["patient_id"]].append(row["record_id"])
    said = {row["patient_id"]: row for row in engine.rows(complete(lines.said))}
    return [_finding(lines, said[patient], evidence[patient]) for patient in patients]


def _finding(lines: Lines, row: dict[str, str | None], evidence: list[str]) -> Finding:
    name = lines.criterion or lines.variable
    return Finding(
        id=f"{lines.section}/{name}/{row['patient_id']}",
        patient_id=str(row["patient_id"]),
        section=lines.section,
        variable=lines.variable,
        criterion=lines.criterion,
        reported=row["reported"] or "",
        surely=row["surely"],
        possibly=row["possibly"],
        reason=row["reason"] or "",
        verdict=row["verdict"] or "",
        evidence=tuple(sorted(set(evidence), key=in_source_order)),
    )


def in_source_order(record_id: str) -> tuple[str, int]:
    """Record ids by table and row number: measurements:9 before measurements:10."""
    table, _, row = record_id.partition(":")
    return table, int(row)
