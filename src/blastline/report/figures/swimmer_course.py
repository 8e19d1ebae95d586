"""Each patient's course as the ledger tells it: events by phase, in their known order, and how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass

from blastline.estimate.ledger import Ledger
from blastline.estimate.row import LedgerRow

PHASES = ("before", "during", "end", "after")
STUDY_DAY = "day"


@dataclass(frozen=True, slots=True)
class Cycle:
    """The planned days of the first cycle, as study days."""

    first: int
    last: int

    def holds(self, row: LedgerRow) -> bool:
        """Whether the event has a recorded study day that lies in this cycle."""
        return row.unit in ("", STUDY_DAY) and row.value is not None and self.first <= row.value <= self.last


@dataclass(frozen=True, slots=True)
class Course:
    """
    One patient's events, by the panel that they stand in.

    `end` holds what was found at the end of treatment, and what happened during treatment but after the
    first cycle. A death is the last event of its panel; being alive at last contact is how the lane ends.
    """

    patient: str
    before: tuple[LedgerRow, ...]
    cycle: tuple[LedgerRow, ...]
    end: tuple[LedgerRow, ...]
    after: tuple[LedgerRow, ...]
    death: LedgerRow | None
    alive: LedgerRow | None

    def panels(self) -> dict[str, tuple[LedgerRow, ...]]:
        return {"before": self.before, "cycle": self.cycle, "end": self.end, "after": self.after}

    def events(self) -> tuple[LedgerRow, ...]:
        return self.before + self.cycle + self.end + self.after


def planned_cycle(ledger: Ledger) -> Cycle:
    """The planned first cycle, from the study's first day and its number of planned days."""
    first, days = ledger["study.first_day"].value, ledger["study.planned_days"].value
    if first is None or not days:
        raise ValueError("The swimmer figure needs the planned days of a cycle; set [treatment] steps in study.toml.")
    return Cycle(int(first), int(first + days) - 1)


def courses(rows: Sequence[LedgerRow], cycle: Cycle) -> list[Course]:
    """One course a patient, in ledger order. Raises ValueError for what cannot have happened."""
    by_patient: dict[str, list[LedgerRow]] = {}
    for row in rows:
        by_patient.setdefault(row.patient_id, []).append(row)
    return [_course(patient, events, cycle) for patient, events in by_patient.items()]


def _course(patient: str, rows: list[LedgerRow], cycle: Cycle) -> Course:
    death = next((row for row in rows if row.variable == "death"), None)
    alive = next((row for row in rows if row.variable == "alive"), None)
    _check_phases(rows)
    _check_nothing_follows(death, rows)
    # However the ledger lists what came with a death, nothing is drawn to the right of it.
    events = sorted((row for row in rows if row.variable != "alive"), key=lambda row: row is death)
    panels: dict[str, list[LedgerRow]] = {"before": [], "cycle": [], "end": [], "after": []}
    for row in events:
        panels[_panel_of(row, panels["end"], cycle)].append(row)
    parts = {name: tuple(rows) for name, rows in panels.items()}
    return Course(patient, **parts, death=death, alive=alive)


def _panel_of(row: LedgerRow, ended: list[LedgerRow], cycle: Cycle) -> str:
    if row.phase != "during":
        return row.phase
    if row.value is not None:
        return "cycle" if cycle.holds(row) else "end"
    # "2 cycles" has no place among the days of the first; nor has what the ledger lists after it.
    return "end" if row.variable == "cycle" or any(other.variable == "cycle" for other in ended) else "cycle"


def _check_phases(rows: Sequence[LedgerRow]) -> None:
    for row in rows:
        if row.phase not in PHASES:
            raise ValueError(f'{row.patient_id}: "{row.label}" is in phase "{row.phase}"; known: {", ".join(PHASES)}.')


def _check_nothing_follows(death: LedgerRow | None, rows: Sequence[LedgerRow]) -> None:
    for row in rows:
        if death and row is not death and _follows(row, death):
            raise ValueError(
                f'{row.patient_id}: "{row.label}" ({_when(row)}) comes after death ({_when(death)}). '
                "Correct the day or the phase of one of them."
            )


def _follows(row: LedgerRow, death: LedgerRow) -> bool:
    """Whether an event surely lies after death: a later phase, a later day, or being alive at last contact."""
    later_phase = PHASES.index(row.phase) > PHASES.index(death.phase)
    days_agree = row.unit == death.unit and row.value is not None and death.value is not None
    later_day = days_agree and row.value > death.value  # type: ignore[operator]
    return row.variable == "alive" or later_phase or later_day


def _when(row: LedgerRow) -> str:
    return f"{row.phase} treatment, {row.text}" if row.phase != "end" else f"end of treatment, {row.text}"
