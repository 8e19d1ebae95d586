"""The infusion by day: each patient's days on it and cycles, or how many were on it on each day."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import in_order, key_of
from blastline.estimate.sources import Sources
from blastline.estimate.stretches import DRAWN_DAYS, FEW_LINES, Stretch, days_of, told
from blastline.normalise.records import TidyRow

SECTION = "infusion"


def infusion_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `infusion`: the days of each of a few patients, or how many were infused on each day."""
    doses = {patient: known_doses(sources, patient) for patient in sources.patients}
    known = {patient: rows for patient, rows in doses.items() if rows}
    if not known:
        return
    if len(sources.patients) <= FEW_LINES:
        cycles = _cycles(sources)
        for patient, rows in known.items():
            yield _days(sources, patient, rows)
            if patient in cycles:
                yield replace(
                    _row("cycles", told(cycles[patient]), f"Cycles, {patient}"),
                    key=key_of(SECTION, "cycles", patient),
                    patient_id=patient,
                )
    else:
        yield from _by_day(sources, list(known.values()))


def known_doses(sources: Sources, patient: str) -> list[TidyRow]:
    """The stretches of the study's drug whose first and last day are known."""
    drug = sources.settings.treatment.drug.lower()
    rows = sources.rows("doses", patient, lambda row: (row["drug"] or "").lower() == drug)
    return [row for row in rows if row["day"] is not None and (row["end_day"] is not None or row["cells"] is not None)]


def stretches_of_doses(sources: Sources, rows: Sequence[TidyRow]) -> list[Stretch]:
    """Days on the infusion, of whatever rate; stretches that touch are one."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted((row["day"], _end(row)) for row in rows):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    printed = [(sources.printed_day(first), sources.printed_day(last)) for first, last in joined]
    return [Stretch(first, last) for first, last in printed if first is not None and last is not None]


def _end(row: TidyRow) -> int:
    """Cells are infused at once."""
    return int(row["day"] if row["end_day"] is None else row["end_day"])


def _cycles(sources: Sources) -> dict[str, list[Stretch]]:
    """From the first to the last day of each cycle, where both are known: a gap inside is a pause."""
    ends: dict[tuple[str, str], dict[str, str]] = {}
    for finding in sources.findings_of("cycle"):
        if finding.variable in ("first day", "last day") and finding.decided:
            ends.setdefault((finding.patient_id, finding.at), {})[finding.variable] = str(finding.surely)
    cycles: dict[str, list[Stretch]] = {}
    for (patient, _), days in ends.items():
        if len(days) == len(("first", "last")):
            cycles.setdefault(patient, []).append(Stretch(int(days["first day"]), int(days["last day"])))
    return cycles


def _row(statistic: str, text: str, label: str) -> LedgerRow:
    return LedgerRow(key_of(SECTION, statistic), label, SECTION, SECTION, statistic, text)


def _days(sources: Sources, patient: str, rows: Sequence[TidyRow]) -> LedgerRow:
    return replace(
        _row("days", told(stretches_of_doses(sources, rows)), f"Days on the infusion, {patient}"),
        key=key_of(SECTION, "days", patient),
        patient_id=patient,
        evidence=in_order([row.record_id for row in rows]),
    )


def _by_day(sources: Sources, doses: Sequence[Sequence[TidyRow]]) -> Iterator[LedgerRow]:
    until = sources.settings.study.first_day + DRAWN_DAYS - 1
    infused = Counter(
        day for rows in doses for stretch in stretches_of_doses(sources, rows) for day in days_of(stretch, until)
    )
    everyone = len(sources.patients)
    for day, number in sorted(infused.items()):
        yield replace(
            _row("infused", f"{number}/{everyone}", f"On the infusion on day {day}"),
            key=key_of(SECTION, "infused", f"day {day}"),
            category=str(day),
            population=sources.population,
            value=float(number),
            value_possible=float(number),
            numerator=number,
            denominator=everyone,
        )
