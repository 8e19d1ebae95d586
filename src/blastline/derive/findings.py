"""All findings of a study: every derivation as a plan, run once, gathered with its evidence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import narwhals as nw

from blastline.criteria.criterion import Criterion
from blastline.criteria.library import criteria_of
from blastline.derive.daily_table import derive_daily_table
from blastline.derive.finding import Finding
from blastline.derive.frames import MARROW_SPECIMEN, SPECIMENS, Frame, frames_of
from blastline.derive.lines import ENDS, Lines, complete
from blastline.derive.plans import LABORATORY, plans, syndromes_of
from blastline.derive.windows import adverse_event_window
from blastline.engines.engine import Engine
from blastline.normalise.records import Records
from blastline.settings import Settings


def findings(records: Records, settings: Settings, engine: Engine) -> list[Finding]:
    """Every finding of the study, by derivation and then by patient in the order of the study."""
    events = _events_graded_in(records)
    laboratory = laboratory_rules(records, settings, events)
    lines = plans(
        frames_of(records, engine, settings.study.complete),
        settings,
        laboratory,
        events,
        measured_in(records),
        followed(records),
        _dated_contacts(records),
        mrd_specimens(records),
    )
    return _gathered(lines, engine, records.patient_ids, settings.study.first_day)


def daily_grades(records: Records, settings: Settings, engine: Engine) -> Frame:
    """
    The grade of every patient on every day with a result: laboratory terms, CRS and ICANS by every chosen scale.

    A frame of the engine with patient_id, day (as the study counts), term, criterion, surely, possibly, the grade above
    baseline at both ends (laboratory terms), reason, and the record of the result (laboratory terms). Rows of invented
    patients say so in a column of their own.
    """
    rules = laboratory_rules(records, settings, _events_graded_in(records))
    by_day = followed(records)
    laboratory = [rule for found in rules.values() for rule in found if set(rule.assessed_by) & by_day]
    syndromes = [rule for rule in syndromes_of(settings) if set(rule.assessed_by) & by_day]
    frames = frames_of(records, engine, settings.study.complete)
    window = adverse_event_window(settings)
    graded = derive_daily_table(frames, laboratory, syndromes, window, settings.study.first_day)
    return graded.with_columns(nw.lit("invented").alias("INVENTED DATA")) if settings.study.invented else graded


def laboratory_rules(records: Records, settings: Settings, events: Sequence[str]) -> dict[str, list[Criterion]]:
    """The criteria of single results that the study chose, by their group."""
    return {
        group: _spoken_of(criteria_of(group, names), names, records, events)
        for group, names in settings.criteria
        if group in LABORATORY
    }


def measured_in(records: Records) -> set[str]:
    """What was measured at all."""
    return {result.test for result in records.results}


def followed(records: Records) -> set[str]:
    """What was measured on some day from the first dose on, so that it has a course."""
    return {result.test for result in records.results if result.day is not None and result.day >= 0}


def mrd_specimens(records: Records) -> set[str]:
    """In what MRD was looked for; where no row says so, in the marrow."""
    return {
        result.specimen or SPECIMENS.get(result.record_id.partition(":")[0], MARROW_SPECIMEN)
        for result in records.results
        if result.test == "mrd"
    }


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
    measured = measured_in(records)
    return [
        rule
        for rule in rules
        if not rule.entered
        if rule.id in named or rule.term in events or measured & set(rule.assessed_by)
    ]


def _gathered(lines: Iterable[Lines], engine: Engine, patients: Sequence[str], first_day: int) -> list[Finding]:
    # Each plan is run for itself: joined into one, an optimiser spends longer on them than all of them take to run.
    ran: dict[tuple[int, str], list[dict[str, Any]]] = {}
    held: list[Lines] = []

    def rows(frame: Frame, what: str, plan: Callable[[], Frame]) -> list[dict[str, Any]]:
        """What versions that grade alike share is run once; `held` keeps its frames, so that no id is used again."""
        if (id(frame), what) not in ran:
            ran[id(frame), what] = engine.rows(plan())
        return ran[id(frame), what]

    found: list[Finding] = []
    for line in lines:
        held.append(line)
        evidence = rows(line.evidence, "evidence", lambda line=line: line.evidence)  # type: ignore[misc]
        said = rows(line.said, line.unit and "numbers", lambda line=line: complete(line))  # type: ignore[misc]
        found += _of_lines(line, evidence, said, patients, first_day)
    return found


def _of_lines(
    lines: Lines,
    evidence_rows: list[dict[str, Any]],
    said_rows: list[dict[str, Any]],
    patients: Sequence[str],
    first_day: int,
) -> list[Finding]:
    evidence: defaultdict[str, list[str]] = defaultdict(list)
    for row in evidence_rows:
        evidence[row["patient_id"]].append(row["record_id"])
    said: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in said_rows:
        said[row["patient_id"]].append(row)
    in_order = [sorted(said[patient], key=_place) for patient in patients if patient in said]
    told = [row for rows in in_order for row in ([_joined(rows)] if lines.joined else rows)]
    return [_finding(lines, row, evidence[row["patient_id"]], first_day) for row in told]


def _joined(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The lines of one patient as one."""
    reasons = dict.fromkeys(row["reason"] for row in rows if row["reason"])
    ends = {end: " ".join(row[end] for row in rows) for end in ("surely", "possibly")}
    return {**rows[0], **ends, "reason": "; ".join(reasons)}


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
