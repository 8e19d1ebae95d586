"""Episodes of CRS and ICANS, by the engines and by a reading that walks from one examined day to the next."""

import random
from dataclasses import dataclass, field
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion
from blastline.criteria.plainly import Input
from blastline.engines.choose import ENGINES, EXTRAS
from blastline.records.interval import Interval
from blastline.records.schema import tests as known_tests

STEADY = settings.get_profile("steady")
SEEDS = st.integers(1, 10**9)
MANY = 50
CRS, ICANS, ICE = criterion("astct/2019/crs"), criterion("astct/2019/icans"), criterion("astct/2019/ice")
SECTIONS = ("episode", "episode_onset", "episode_resolution", "episode_duration", "episodes")
YES, NO = Interval.exactly(1), Interval.exactly(0)
MASKING = ("antipyretic", "corticosteroid", "anticytokine")
TEMPERATURES = {
    **{f"{value:g}": Interval.exactly(value) for value in (36.5, 37.9, 38.0, 39.5)},
    "<38": Interval(high=38, high_open=True),
    "<38.5": Interval(high=38.5, high_open=True),
    ">37.5": Interval(low=37.5, low_open=True),
    "37.5–38.5": Interval(37.5, 38.5),
}
NOT_SEEN, NO_GRADE, BETWEEN = "not seen to resolve", "grade of a day open", "not assessed on the days between"
NONE_MAYBE, NOBODY_LOOKED = "may not have been one", "not assessed on any day"
# A day of each examined patient: inputs by name, and the cells in which they are written.
Facts = dict[str, Input]
# A day with the lowest and the highest grade that it may have.
Daily = list[tuple[int, int, int]]


# ---- Inventing patients ----


@dataclass
class Patient:
    """What was seen on each day, and the drugs that can hide a fever: class, first day and last day."""

    signs: dict[int, Facts] = field(default_factory=dict)
    exams: dict[int, Facts] = field(default_factory=dict)
    drugs: list[tuple[str, int | None, int | None]] = field(default_factory=list)
    reported_crs: bool = False
    died_of_crs: bool = False
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def invented(chance: random.Random) -> Patient:
    patient = Patient(reported_crs=chance.random() < 0.3, died_of_crs=chance.random() < 0.1)
    told = chance.random() < 0.6
    kept = {name: chance.choice([0.5, 0.95, 1]) for name in (*CRS.needs, *ICANS.needs, *ICE.needs)}
    for day in sorted(chance.sample(range(28), chance.choice([0, 3, 8, 14, 20]))):
        _seen(chance, patient, day, kept, told=told)
    for day in sorted(chance.sample(range(28), chance.choice([0, 2, 5, 9]))):
        _examined(chance, patient, day, kept)
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        day = chance.choice([None, -1, 2, 6, 12])
        end = None if day is None else chance.choice([None, day + 3])
        patient.drugs.append((chance.choice([*MASKING, "antibacterial"]), day, end))
    _without_a_day(chance, patient)
    return patient


def _seen(chance: random.Random, patient: Patient, day: int, kept: dict[str, float], *, told: bool) -> None:
    """The signs of a day, in one row or in two."""
    cells = {"temperature": chance.choice([*TEMPERATURES, "36.5", "36.5", "39.5", "39.5"])}
    cells |= {"hypotension": _yes(chance, 0.3), "vasopressin": _yes(chance, 0.05)}
    cells |= {"vasopressors": chance.choice(["0"] * 6 + ["1", "2"]), "fever_other_cause": _yes(chance, 0.2)}
    cells["oxygen_device"] = chance.choice(["none"] * 9 + list(known_tests()["oxygen_device"].choices))
    cells["oxygen_flow"] = chance.choice(["2", "6", "8"])
    cells = {name: cell for name, cell in cells.items() if chance.random() < kept[name]}
    if not told:
        cells.pop("fever_other_cause", "")
    patient.signs[day] = {name: _read(name, cell) for name, cell in cells.items()}
    if "temperature" in cells:
        cells["temperature_unit"] = "Cel"
    names = sorted(cells)
    parts = [names] if chance.random() < 0.8 else [names[::2], names[1::2]]
    if "temperature" in cells:
        parts = [sorted({*part, "temperature_unit"}) if "temperature" in part else part for part in parts]
    for part in parts:
        _row(patient, "vital_signs", day, {name: cells[name] for name in part})


def _examined(chance: random.Random, patient: Patient, day: int, kept: dict[str, float]) -> None:
    """The items of the ICE score, or their sum, or both; and the signs beside it."""
    well = chance.random() < 0.5
    items = {name: _yes(chance, 1 if well else 0.6) for name in ICE.needs}
    cells = items if chance.random() < 0.7 else {}
    if not cells or chance.random() < 0.1:
        cells = cells | {"ice_score": "10" if well else chance.choice(["0", "2", "5", "7", "9"])}
    for name in ("consciousness", "seizure", "brain_oedema"):
        choices = known_tests()[name].choices
        cells[name] = choices[0] if well or chance.random() < 0.8 else chance.choice(choices)
    cells |= {"focal_weakness": _yes(chance, 0.03), "raised_pressure_signs": _yes(chance, 0.03)}
    cells["seizure_minutes"] = chance.choice(["1", "5", "8"])
    cells = {name: cell for name, cell in cells.items() if chance.random() < kept[name]}
    patient.exams[day] = {name: _read(name, cell) for name, cell in cells.items()}
    _row(patient, "neuro_exams", day, cells)


def _without_a_day(chance: random.Random, patient: Patient) -> None:
    """What is of no single day: drugs, a reading before treatment, the worst of the course, the investigator's word."""
    for number, (kind, day, end) in enumerate(patient.drugs):
        _row(patient, "medications", day, {"drug": f"drug {number}", "class": kind, "end_day": _as_study_day(end)})
    if chance.random() < 0.2:
        _row(patient, "vital_signs", -2, {"temperature": "40", "temperature_unit": "Cel"})
        _row(patient, "vital_signs", None, {"statistic": "maximum", "temperature": "40", "temperature_unit": "Cel"})
    if patient.reported_crs:
        _row(patient, "adverse_events", None, {"term": "CRS", "grade": "2"})
    if patient.died_of_crs:
        _row(patient, "follow_up", 28, {"status": "dead", "cause_of_death": "CRS"})
        _row(patient, "reported", None, {"endpoint": "death from CRS", "value": "yes"})


def _row(patient: Patient, table: str, day: int | None, cells: dict[str, str]) -> None:
    phase = "before" if day is not None and day < 0 else "during"
    patient.rows.setdefault(table, []).append({"day": _as_study_day(day), "phase": phase} | cells)


def _as_study_day(day: int | None) -> str:
    return "" if day is None else str(day + (day >= 0))


def _yes(chance: random.Random, share: float) -> str:
    return "yes" if chance.random() < share else "no"


def _read(name: str, cell: str) -> Input:
    if name == "temperature":
        return TEMPERATURES[cell]
    kind = known_tests()[name].kind
    return cell if kind == "choice" else Interval.exactly(float({"yes": 1, "no": 0}.get(cell, cell)))


# ---- Reading them plainly ----


def daily_crs(patient: Patient, *, drugs_complete: bool) -> Daily:
    """Each day on its own first, for the day on which CRS was diagnosed; then again, knowing that."""
    signs = dict(patient.signs)
    if patient.reported_crs and not any("fever_other_cause" in facts for facts in signs.values()):
        # Who reports CRS has put the fever down to it.
        signs = {day: facts | {"fever_other_cause": NO} for day, facts in signs.items()}
    alive = {"death_from_crs": NO}
    alone = _graded(CRS, {day: facts | alive | {"crs_diagnosed_before": NO} for day, facts in signs.items()})
    surely = next((day for day, low, _ in alone if low > 0), None)
    possibly = next((day for day, _, high in alone if high > 0), None)
    told = {}
    for day, facts in signs.items():
        before = (float(onset is not None and onset < day) for onset in (surely, possibly))
        told[day] = facts | alive | {"crs_diagnosed_before": Interval(*before)}
        told[day]["masking_drug"] = _masked(patient, day, surely, drugs_complete=drugs_complete)
    return _graded(CRS, told)


def _masked(patient: Patient, day: int, onset: int | None, *, drugs_complete: bool) -> Input:
    """Whether a drug that was given since the onset hides a fever; none recorded leaves it open."""
    drugs = [(begun, begun if ended is None else ended) for kind, begun, ended in patient.drugs if kind in MASKING]
    if onset is not None and any(begun is not None and begun <= day and ended >= onset for begun, ended in drugs):
        return YES
    return NO if drugs_complete and all(begun is not None for begun, _ in drugs) else None


def daily_icans(patient: Patient) -> Daily:
    return _graded(
        ICANS, {day: _scored(facts) | {"death_from_neurotoxicity": NO} for day, facts in patient.exams.items()}
    )


def _scored(facts: Facts) -> Facts:
    """The ICE score as it was summed, or else from those of its items that were recorded."""
    items = [facts[name] for name in ICE.needs if name in facts]
    if "ice_score" in facts or not items:
        return facts
    met = sum(item == YES for item in items)
    return facts | {"ice_score": Interval(met, met + len(ICE.needs) - len(items))}


def _graded(rule, days: dict[int, Facts]) -> Daily:
    """The days that could be assessed, with both ends of their grade."""
    outcomes = [(day, adjudicate(rule, facts)) for day, facts in sorted(days.items())]
    return [(day, int(out.surely), int(out.possibly)) for day, out in outcomes if out.surely is not None]


def episodes(daily: Daily, gap: int) -> list[tuple[Daily, int | None]]:
    """The days of each episode, and the day on which it was gone: the first grade 0 that lasted longer than the gap."""
    found: list[tuple[Daily, int | None]] = []
    for day, low, high in daily:
        if high == 0:
            if found and found[-1][1] is None:
                found[-1] = found[-1][0], day
        elif not found or (found[-1][1] is not None and day - found[-1][1] > gap):
            found.append(([(day, low, high)], None))
        else:
            found[-1] = [*found[-1][0], (day, low, high)], None
    return found


def plainly(daily: Daily, gap: int, number) -> dict[tuple[str, str], tuple[str, str]]:
    """Each finding by section and episode: its text and its reason."""
    found = episodes(daily, gap)
    said = {}
    for at, (days, gone) in enumerate(found, start=1):
        name = f"episode {at}"
        low, high = max(low for _, low, _ in days), max(high for _, _, high in days)
        said["episode", name] = (str(low), "") if low == high else (f"{low}, possibly {high}", NO_GRADE)
        first, sure = days[0][0], [day for day, low, _ in days if low > 0]
        seen = sure[-1] - sure[0] + 1 if sure else 0
        longest = None if gone is None else gone - first
        whole = bool(sure) and (sure[0], sure[-1]) == (first, days[-1][0])
        numbers = {
            "onset": (first, sure[0] if sure else None, "day"),
            "resolution": (sure[-1] + 1 if sure else first, gone, "day"),
            "duration": (seen, longest, "days"),
        }
        for what, (least, most, unit) in numbers.items():
            why = "" if least == most else _why(what, most, sure, whole=whole)
            said[f"episode_{what}", name] = number(least, most, unit), why
    least = sum(any(low > 0 for _, low, _ in days) for days, _ in found)
    counted = (least, len(found)) if daily else (None, None)
    why = NOBODY_LOOKED if not daily else NO_GRADE if least < len(found) else ""
    return said | {("episodes", ""): (number(*counted, "episodes"), why)}


def _why(what: str, most: int | None, sure: list[int], *, whole: bool) -> str:
    if what != "onset" and most is None:
        return NOT_SEEN
    return NONE_MAYBE if not sure else BETWEEN if whole else NO_GRADE


# ---- Agreement ----


def batch(seed: int) -> dict[str, Patient]:
    chance = random.Random(seed)
    return {f"P{count}": invented(chance) for count in range(MANY)}


def read(patient: Patient, gap: int, complete: bool, number) -> dict[str, dict]:
    crs = plainly(daily_crs(patient, drugs_complete=complete), gap, number)
    return {CRS.id: crs, ICANS.id: plainly(daily_icans(patient), gap, number)}


# The gap within an episode; whether the table of drugs is complete.
@pytest.mark.parametrize(("gap", "complete"), [(1, True), (3, False)])
@pytest.mark.parametrize("name", sorted(set(ENGINES) - set(EXTRAS)))
@settings(STEADY, max_examples=1)
@given(seed=SEEDS)
def test_the_engines_find_the_episodes_that_a_plain_reading_finds(
    name, gap, complete, seed, findings_on, study_settings, number
):
    patients = batch(seed)
    said = findings_on(name, *study(gap, complete, patients, study_settings))
    for patient, found in patients.items():
        for rule, expected in read(found, gap, complete, number).items():
            here = {
                (k[0], k[4]): v[:2] for k, v in said.items() if k[0] in SECTIONS and k[1] == rule and k[3] == patient
            }
            assert here == expected, (rule, gap, complete, found)


def study(gap: int, complete: bool, patients: dict[str, Patient], study_settings) -> tuple[dict, dict]:
    tables = ("vital_signs", "neuro_exams", "medications", "adverse_events", "follow_up", "reported")
    rows = {
        table: [{"patient_id": name} | row for name, patient in patients.items() for row in patient.rows.get(table, [])]
        for table in tables
    }
    chosen = {"criteria": {"crs": [CRS.id], "icans": [ICANS.id]}, "windows": {"episode_gap_days": gap}}
    told = study_settings(tables, study={"complete": ["medications"] if complete else []}, **chosen)
    return told, {"patients": [{"patient_id": name} for name in patients]} | rows


def test_the_invented_courses_reach_every_section_and_reason(number):
    kinds, grades, numbers = set(), set(), set()
    for seed, gap in product(range(3), (0, 1, 3)):
        for patient in batch(seed).values():
            for rule, said in read(patient, gap, gap == 1, number).items():
                for (section, at), (text, why) in said.items():
                    kinds.add((section, why))
                    numbers.add(at)
                    grades |= {(rule, text)} if section == "episode" else set()
    assert {(rule, grade) for rule in (CRS.id, ICANS.id) for grade in "1234"} <= grades
    assert {"episode 1", "episode 2", "episode 3"} <= numbers
    decided = {(section, "") for section in SECTIONS}
    open_ = {("episode", NO_GRADE), ("episode_onset", NO_GRADE), ("episode_onset", NONE_MAYBE), ("episodes", NO_GRADE)}
    for section in ("episode_resolution", "episode_duration"):
        open_ |= {(section, why) for why in (NOT_SEEN, NO_GRADE, BETWEEN, NONE_MAYBE)}
    assert kinds == decided | open_ | {("episodes", NOBODY_LOOKED)}
