"""Every derivation that a study asks for, as plans that have not run."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criteria_of, criterion
from blastline.derive.attribution import derive_event_times
from blastline.derive.by_examination import derive_by_examination, derive_relapse_antigens
from blastline.derive.cells import derive_cells
from blastline.derive.counted_days import counted_tests
from blastline.derive.daily import derive_course_of_grades, derive_course_of_syndrome
from blastline.derive.eligibility import derive_eligibility
from blastline.derive.exposure import derive_cycles, derive_exposure
from blastline.derive.frames import Frame, Frames
from blastline.derive.haematotoxicity import (
    FALLING,
    derive_haematotoxicity,
    derive_nadirs,
    derive_recovery,
    is_recovery,
)
from blastline.derive.infections import derive_infections, derive_mould_class
from blastline.derive.lines import Lines
from blastline.derive.marrow_change import derive_marrow_change
from blastline.derive.marrows import (
    MARROW,
    AssessedMarrows,
    Nearness,
    assess_marrows,
    derive_responses_by_marrow,
    derived_remissions,
)
from blastline.derive.outcomes import (
    TRANSPLANT,
    derive_alive,
    derive_bridge,
    derive_infection_onset,
    derive_therapy_after,
)
from blastline.derive.responses import derive_mrd, derive_reported_response, derive_response
from blastline.derive.series import derive_series
from blastline.derive.stretches import COUNTS
from blastline.derive.survival import derive_survival
from blastline.derive.toxicities import (
    derive_baseline_grades,
    derive_overall_grade,
    derive_reported_against_derived,
    derive_reported_grades,
    derive_treatment_emergence,
)
from blastline.derive.windows import adverse_event_window
from blastline.records.schema import tables, tests
from blastline.settings import Settings

OVERALL = "haematological toxicity, overall"
INTERRUPTION = "blinatumomab/us-current/interruption"
LABORATORY = ("haematology", "chemistry", "coagulation")
MOULD = {"fungus_in_tissue"}
REPORTED_ONLY = ("ICANS", OVERALL)


def plans(
    frames: Frames,
    settings: Settings,
    laboratory: Mapping[str, Sequence[Criterion]],
    events: Sequence[str] = (),
    measured: Collection[str] = (),
    measured_by_day: Collection[str] = (),
    dated_contacts: bool = False,
    mrd_specimens: Collection[str] = (),
) -> Iterator[Lines]:
    """
    Every derivation that the study asks for, not yet run; `events` are reported as they were graded.

    Each is to be run before the next is asked for: to plan one may change what DuckDB knows, which then reads all plans
    that have not run once more.

    `laboratory` are the criteria of single results, by their group.
    Courses are derived of what is in `measured_by_day`, survival times where there are `dated_contacts`, MRD of each of
    the `mrd_specimens`.
    """
    window = adverse_event_window(settings)
    chosen = settings.criteria
    cycles = derive_cycles(frames, settings.treatment, criterion(INTERRUPTION))
    graded = [rule for rules in laboratory.values() for rule in rules]
    syndromes = syndromes_of(settings)
    nearness = Nearness(settings.windows.marrow_counts_days, settings.study.first_day)
    systems = criteria_of("response", chosen.response) if MARROW in measured_by_day else []
    by_marrow = [assess_marrows(frames, rule, nearness) for rule in systems]
    yield from derive_eligibility(frames, settings.eligibility)
    yield from _exposure(frames, settings)
    for term in _terms([*graded, *syndromes], events):
        yield derive_reported_grades(frames, term)
    yield from _once_alike(graded, lambda rule: _against_baseline(frames, rule))
    yield from _courses_of_grades(frames, settings, graded, measured_by_day)
    yield from _haematotoxicity(frames, settings, measured_by_day)
    yield derive_overall_grade(frames, OVERALL, [rule.term for rule in laboratory["haematology"]])
    yield from _syndromes(frames, settings, syndromes, measured_by_day)
    yield derive_reported_response(frames)
    for rule in criteria_of("response", chosen.response):
        yield derive_response(frames, rule)
    yield from _responses_by_marrow(frames, settings, cycles, by_marrow)
    if MARROW in measured:
        yield derive_marrow_change(frames)
    yield from _by_examination(frames, settings, mrd_specimens)
    yield from derive_series(
        frames, [name for name, test in tests().items() if test.series and name in measured], window
    )
    yield from derive_event_times(frames, window, cycles, settings.treatment.drug)
    for place in tables()["reported"].columns["compartment"].choices:
        yield derive_mrd(frames, place)
    yield from _infections(frames, settings)
    yield derive_therapy_after(frames, TRANSPLANT)
    yield derive_bridge(frames)
    yield derive_alive(frames)
    if dated_contacts:
        yield from derive_survival(frames, settings.survival, derived_remissions(frames, by_marrow))


def syndromes_of(settings: Settings) -> list[Criterion]:
    """The scales of CRS and ICANS that the study chose and that records can be graded by."""
    chosen = settings.criteria
    return [
        rule
        for group, names in (("crs", chosen.crs), ("icans", chosen.icans))
        for rule in criteria_of(group, names)
        if not rule.entered
    ]


def _syndromes(
    frames: Frames, settings: Settings, rules: Sequence[Criterion], measured_by_day: Collection[str]
) -> Iterator[Lines]:
    """CRS and ICANS beside what was reported, and their course where it was followed."""
    window = adverse_event_window(settings)
    for rule in rules:
        yield derive_reported_against_derived(frames, rule, window)
    for rule in rules:
        if set(rule.assessed_by) & set(measured_by_day):
            yield from derive_course_of_syndrome(
                frames, rule, window, settings.windows.episode_gap_days, settings.study.first_day
            )


def _infections(frames: Frames, settings: Settings) -> Iterator[Lines]:
    """Infections one by one, and what the chosen definitions call them."""
    yield derive_infection_onset(frames)
    yield derive_infection_onset(frames, organism_group="fungal")
    yield from derive_infections(frames)
    for rule in criteria_of("infection", settings.criteria.infection):
        if rule.entered:
            continue
        if MOULD & set(rule.assessed_by):
            yield derive_mould_class(frames, rule)
        else:
            yield derive_by_examination(frames, rule, "infection_at", settings.study.first_day)


def _exposure(frames: Frames, settings: Settings) -> list[Lines]:
    """What was infused, where the study has a table of doses."""
    if "doses" not in settings.study.records:
        return []
    return [
        *derive_exposure(frames, settings.treatment, criterion(INTERRUPTION), settings.study.first_day),
        *derive_cells(frames, settings.treatment.drug),
    ]


def _responses_by_marrow(
    frames: Frames, settings: Settings, cycles: Frame, by_marrow: Sequence[AssessedMarrows]
) -> list[Lines]:
    nearness = Nearness(settings.windows.marrow_counts_days, settings.study.first_day)
    return [lines for one in by_marrow for lines in derive_responses_by_marrow(frames, one, nearness, cycles)]


def _by_examination(frames: Frames, settings: Settings, mrd_specimens: Collection[str]) -> list[Lines]:
    """MRD of each specimen, CNS status of each fluid, antigens of each relapse."""
    chosen, first_day = settings.criteria, settings.study.first_day
    return [
        *[
            derive_by_examination(frames, rule, "mrd_at", first_day, specimen)
            for rule in criteria_of("mrd", chosen.mrd)
            for specimen in sorted(mrd_specimens)
        ],
        *[derive_by_examination(frames, rule, "cns_at", first_day) for rule in criteria_of("cns", chosen.cns)],
        *derive_relapse_antigens(frames),
    ]


def _courses_of_grades(
    frames: Frames, settings: Settings, graded: Sequence[Criterion], measured_by_day: Collection[str]
) -> Iterator[Lines]:
    """The course of every term; day by day only that of a cytopenia, by the scale that the study reports."""
    window, first_day = adverse_event_window(settings), settings.study.first_day
    followed = [rule for rule in graded if set(rule.assessed_by) & set(measured_by_day)]
    courses = _once_alike(followed, lambda rule: derive_course_of_grades(frames, rule, window, first_day))
    reported = {rule.term: rule.id for rule in reversed(followed) if set(rule.assessed_by) & set(COUNTS)}
    yield from (lines for lines in courses if not lines.joined or reported.get(lines.variable) == lines.criterion)


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


def _once_alike(rules: Sequence[Criterion], derive: Callable[[Criterion], list[Lines]]) -> Iterator[Lines]:
    """The lines of each criterion; what several versions say alike of one term is planned, and run, once."""
    known: dict[object, list[Lines]] = {}
    for rule in rules:
        if (rule.term, rule.reads_as) not in known:
            known[rule.term, rule.reads_as] = derive(rule)
        yield from (replace(lines, criterion=rule.id) for lines in known[rule.term, rule.reads_as])


def _terms(rules: Sequence[Criterion], events: Sequence[str]) -> list[str]:
    """What is graded, each once; two versions of one rule share a term."""
    return list(dict.fromkeys([*[rule.term for rule in rules], *REPORTED_ONLY, *events]))
