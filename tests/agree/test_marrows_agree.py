"""Responses at invented marrows: by the engines, and by going through the marrows of each patient."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import Criterion, Outcome, adjudicate
from blastline.criteria.in_words import label
from blastline.criteria.library import criterion
from blastline.normalise.records import Records, Result, TidyRow
from blastline.records.interval import Interval
from blastline.settings import Settings

STEADY = settings.get_profile("steady")
MANY = 60
# One asks for an earlier remission and for blood before treatment, the other for a week without transfusion.
SYSTEMS = ("tower/2017/response", "eliana/2018/response")
SECTIONS = ("response_at", "best_response", "response_by_cycle", "first_remission")
BEFORE = {"marrow_blasts_before": "marrow_blasts", "blood_blasts_before": "blood_blasts"}
GIVEN = {"transfusion_past_week": "transfusion", "growth_factor_past_week": "G-CSF"}


# ---- Inventing patients ----


def rows(
    days: Sequence[int], how_many: tuple[int, int], one_a_day: bool = True, **cells: list[str]
) -> Callable[[Random], list[dict]]:
    """So many rows on some of these days, each cell one of those known for it."""

    def draw(chance: Random) -> list[dict]:
        number = chance.randint(*how_many)
        on = chance.sample(days, min(number, len(days))) if one_a_day else chance.choices(days, k=number)
        return [as_studied(day) | {name: chance.choice(known) for name, known in cells.items()} for day in on]

    return draw


def as_studied(day: int) -> dict[str, str]:
    return {"day": str(day + 1 if day >= 0 else day), "phase": "before" if day < 0 else "during"}


MARROW_DAYS = [-9, -3, 14, 18, 30, 40, 44, 52]
NEAR = [-5, -2, 0, 12, 14, 16, 18, 20, 28, 30, 32, 36, 38, 42, 44, 46, 52, 58]
COUNTS = {
    "neutrophils": ("10*9/L", ["0.4", "0.6", "1.2", "2.0", "3", "<1.5", ">1", "0.8–1.4"]),
    "platelets": ("10*9/L", ["20", "60", "100", "150", "200", "<50", "<120", ">90"]),
    "blood_blasts": ("10*9/L", ["0", "0.2", "4", "8", "12", ">5"]),
    "days_remission_confirmed": ("d", ["10", "28", "40", ">=20"]),
}
BLASTS = ["1", "2", "4", "5", "15", "24", "30", "80", "<5", "<10", ">20", ""]
DRUGS = {"platelets": "transfusion", "red cells": "transfusion", "filgrastim": "G-CSF", "paracetamol": "antipyretic"}
LASTED = ["", "", "+5", "2022", "undated"]
KINDS = {
    "marrow_exams": rows(MARROW_DAYS, (2, 6), blasts=BLASTS, blasts_unit=["%"]),
    **{test: rows(NEAR, (3, 7), test=[test], unit=[unit], value=known) for test, (unit, known) in COUNTS.items()},
    "again": rows(NEAR, (2, 6), test=["neutrophils"], unit=["10*9/L"], value=["<9", ">0.1"]),
    "circulating": rows(NEAR, (4, 9), test=["circulating_blasts"], words=["no", "no", "no", "no", "yes"]),
    "dry taps": rows([16, 33], (0, 1), test=["marrow_blasts"], words=["dry tap"]),
    "nodes": rows(NEAR, (4, 9), site=["nodes"], present=["no"] * 7 + ["yes"]),
    "testis": rows(NEAR, (0, 5), site=["testis"], present=["no"] * 7 + ["yes"]),
    "medications": rows([*NEAR, 7, 23, 37], (0, 3), one_a_day=False, drug=list(DRUGS), end=LASTED),
    "reported": rows(
        [14, 17, 21, 30, 33, 37, 44], (0, 3), endpoint=["response"], value=["CR", "CRi", "CR/CRi", "NR", "PR"]
    ),
    "therapies": rows(
        [-20, 16, 30, 36, 44, 50],
        (0, 2),
        therapy=["allo-HSCT", "chemotherapy", "CAR-T"],
        given=["yes", "yes", "yes", "no"],
        when=["day", "day", "month", "month, before", "undated", "no phase"],
    ),
    "doses": rows([0, 12, 30, 44], (0, 3), drug=["blinatumomab"], dose=["28"], dose_unit=["ug/day"]),
}
MEASURED = [*COUNTS, "again", "circulating", "dry taps"]
TABLES = ("patients", "doses", "medications", "measurements", "marrow_exams", "disease_sites", "reported", "therapies")
# Each patient by a number of its own: cell by cell, so many would be more choices than Hypothesis makes for one batch.
STUDIES = st.lists(st.integers(0, 10**9), min_size=MANY, max_size=MANY, unique=True)


def patient_of(seed: int) -> dict[str, list[dict]]:
    chance = Random(seed)
    return {kind: draw(chance) for kind, draw in KINDS.items()}


def laid(seeds: list[int]) -> dict[str, list[dict[str, str]]]:
    """The rows by table; of the last patient nothing is known."""
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
    for number, one in enumerate([*map(patient_of, seeds), {kind: [] for kind in KINDS}]):
        cycles = sorted(one["doses"], key=lambda row: int(row["day"]))
        stated = one | {
            "patients": [{"first_dose": "2022-02-01"}],
            "measurements": [row for kind in MEASURED for row in one[kind]],
            "disease_sites": one["nodes"] + one["testis"],
            "medications": [lasting(row) for row in one["medications"]],
            "therapies": [known_of(row) for row in one["therapies"]],
            "doses": [row | {"cycle": str(cycle)} for cycle, row in enumerate(cycles, 1)],
        }
        for name in TABLES:
            tables[name] += [{"patient_id": f"P{number}"} | row for row in stated[name]]
    return tables


def lasting(row: dict[str, str]) -> dict[str, str]:
    """The end of a drug as a day, as a year, or not stated; or nothing of its days."""
    day, cells = int(row["day"]), {"drug": row["drug"], "class": DRUGS[row["drug"]], "phase": row["phase"]}
    ends = {"2022": {"end_date": "2022"}, "+5": {"end_day": str(day + 5 + (-6 < day < 0))}}
    return cells if row["end"] == "undated" else cells | {"day": row["day"]} | ends.get(row["end"], {})


def known_of(row: dict[str, str]) -> dict[str, str]:
    """A therapy on a day, in a month, before or after the treatment; or nothing of its days, or of its phase."""
    cells = {"therapy": row["therapy"], "given": row["given"]}
    after = {"phase": "before" if int(row["day"]) < 0 else "after"}
    month = {"date": (date(2022, 2, 1) + timedelta(days=int(row["day"]))).isoformat()[:7]}
    when = {
        "day": after | {"day": row["day"]},
        "month": after | month,
        # Its month holds days after the first dose; the phase says that it was before.
        "month, before": {"phase": "before", "date": "2022-02"},
        "undated": after,
        "no phase": month,
    }
    return cells | when[row["when"]]


def study(systems: tuple[str, ...], complete: bool, days: int) -> Settings:
    records = {"first_day": 1, "records": TABLES, "complete": ["medications"] * complete}
    return Settings.model_validate(
        {
            "study": {"title": "Invented", "cutoff": date(2023, 12, 31)} | records,
            "treatment": {"drug": "blinatumomab", "steps": [{"days": 28, "dose": "28 ug/day"}]},
            "criteria": {"response": systems},
            "windows": {"marrow_counts_days": days},
        }
    )


STUDIED = {
    "two systems, 3 days": study(SYSTEMS, complete=False, days=3),
    "medications complete, 7 days": study(SYSTEMS[1:], complete=True, days=7),
}

# ---- Reading plainly ----

# A finding by patient, section, criterion, variable and part: both ends, why it is open, what was reported, the verdict.
Key = tuple[str, str, str, str, str]
Said = tuple[str | None, str | None, str, str, str]
# The category of a marrow: both ends and why it is open; and the statements of an input, with how each was printed.
Category = tuple[str, str, str]
Rows = dict[str, list[TidyRow]]
Stated = list[tuple[Interval, str]]
NO_MARROW = (None, None, "no marrow on a known day since the first dose", "", "")


def plainly(records: Records, patient: str, asked: Settings) -> dict[Key, Said]:
    """Every finding of one patient that rests on a marrow."""
    results = [one for one in records.results if one.patient_id == patient and one.statistic == "single"]
    rows = {name: [row for row in records.table(name) if row["patient_id"] == patient] for name in TABLES}
    found: dict[Key, Said] = {}
    for rule in map(criterion, asked.criteria.response):
        at = by_marrow(rule, results, rows, asked)
        ours = {day: said for day, said in at.items() if not after_other_therapy(day, rows["therapies"])}
        cycles: dict[int, list[Category]] = {}
        for day, said in at.items():
            found[patient, "response_at", rule.id, rule.term, f"day {day + 1}"] = beside(
                day, said, rows["reported"], asked
            )
            begun = [row["cycle"] for row in rows["doses"] if row["day_earliest"] < day]
            if begun and day in ours:
                cycles.setdefault(max(begun), []).append(said)
        for cycle, some in cycles.items():
            found[patient, "response_by_cycle", rule.id, rule.term, f"cycle {cycle}"] = best(some, rule)
        found[patient, "best_response", rule.id, rule.term, ""] = best(list(ours.values()), rule) if ours else NO_MARROW
        found[patient, "first_remission", rule.id, f"{rule.term}, first remission", ""] = first_remission(ours)
    return found


def after_other_therapy(day: int, therapies: list[TidyRow]) -> bool:
    """Whether another therapy had surely begun before that day; one before the treatment is no other."""
    others = [row for row in therapies if row["given"] and row["phase"] != "before" and row["day_latest"] is not None]
    return any(row["day_latest"] < day for row in others)


def by_marrow(rule: Criterion, results: list[Result], rows: Rows, asked: Settings) -> dict[int, Category]:
    """The category at each marrow, one after the other; those before it say whether there was a remission."""
    days = {one.day for one in results if one.test == "marrow_blasts" and one.day is not None and one.day >= 0}
    at: dict[int, Category] = {}
    for day in sorted(days):
        told = {name: statements(name, day, results, rows, asked) for name in rule.needs}
        before = [any(said[end].startswith("CR") for said in at.values()) for end in (0, 1)]
        word = ("yes" if before[0] else "no") if before[0] == before[1] else "open to both"
        told["in_remission_before"] = [(Interval(*map(float, before)), word)]
        outcome = judged(rule, told)
        if outcome.surely:
            at[day] = (outcome.surely, outcome.possibly, outcome.reason if outcome.surely != outcome.possibly else "")
    return at


def statements(name: str, day: int, results: list[Result], rows: Rows, asked: Settings) -> Stated:
    """What was recorded of one input of a marrow, each as the values that it leaves open and as printed."""
    if name in BEFORE:
        before = [one for one in results if one.test == BEFORE[name] and one.phase == "before"]
        last = max((one.day for one in before if one.day is not None), default=None)
        return [(one.interval, one.printed) for one in before if one.day == last]
    if name in GIVEN:
        return given_past_week(GIVEN[name], day, rows["medications"], "medications" in asked.study.complete)
    window = 0 if name == "marrow_blasts" else asked.windows.marrow_counts_days
    near = [one for one in results if one.test == name and one.day is not None and abs(one.day - day) <= window]
    nearest = min((one.day for one in near), key=lambda found: (abs(found - day), found), default=None)
    return [(one.interval, one.printed) for one in near if one.day == nearest]


def given_past_week(kind: str, day: int, medications: list[TidyRow], complete: bool) -> Stated:
    """Given in the eight days up to a day, or not; no statement where it is open."""
    surely, possibly = False, not complete
    for row in medications:
        begun = (row["day_earliest"], row["day_latest"])
        ended = begun if row["end_latest"] is None else (row["end_earliest"], row["end_latest"])
        if row["class"] == kind:
            undated = begun[0] is None
            surely |= not undated and begun[1] <= day and ended[0] >= day - 7
            possibly |= undated or (begun[0] <= day and ended[1] >= day - 7)
    return [(Interval.exactly(float(surely)), "yes" if surely else "no")] if surely or not possibly else []


def judged(rule: Criterion, told: dict[str, Stated]) -> Outcome:
    """One assessment: several statements of an input leave open what all of them leave open; an exact one wins."""
    recorded = {name: [one for one in some if not one[0].missing] for name, some in told.items() if name in rule.needs}
    inputs = {name: narrowed([interval for interval, _ in some]) for name, some in recorded.items() if some}
    return adjudicate(rule, inputs, {name: max(text for _, text in recorded[name]) for name in inputs})


def narrowed(some: list[Interval]) -> Interval:
    exact = [one for one in some if one.exact]
    if exact:
        return max(exact, key=lambda one: one.low)
    # Closed unless all say it is open, as the engines have it: ">1" and "<9" together may be 1, a point too many.
    opened = [all(ends) for ends in zip(*((one.low_open, one.high_open) for one in some), strict=True)]
    return Interval(max(one.low for one in some), min(one.high for one in some), *opened)


def beside(day: int, said: Category, reported: list[TidyRow], asked: Settings) -> Said:
    """The category beside the report nearest to its marrow; of two as near the earlier."""
    days = sorted(
        (abs(row["day_earliest"] - day), row["day_earliest"], "/".join(sorted(row["value"]))) for row in reported
    )
    if not days or days[0][0] > asked.windows.marrow_counts_days:
        return *said, "", "no response reported"
    word = days[0][2]
    verdict = "not confirmed by the records" if said[0] != said[1] else "agrees" if word == said[0] else "differs"
    return *said, word, verdict


def best(some: list[Category], rule: Criterion) -> Said:
    """The best that some marrow surely, and some marrow possibly, shows; the reason is of one that may be the best."""
    # Progression and relapse stand before no response in the rule and after it here, so that either may be the surer.
    order = sorted(rule.level_names, key=lambda name: name in ("PD", "relapse"))
    surely = min((one[0] for one in some), key=order.index)
    possibly = min((one[1] for one in some), key=order.index)
    why = [reason for sure, possible, reason in some if possible == possibly != sure]
    return surely, possibly, min(why) if surely != possibly else "", "", ""


def first_remission(at: dict[int, Category]) -> Said:
    if not at:
        return NO_MARROW
    low, high = (
        min((day + 1 for day, said in at.items() if said[end].startswith("CR")), default=None) for end in (1, 0)
    )
    if low is None:
        return None, None, "no marrow in remission", "", ""
    if high is None:
        return str(low), None, "none is surely in remission", "", ""
    return str(low), str(high), "an earlier marrow may have been in remission" if low < high else "", "", ""


# ---- Agreement ----


@pytest.mark.parametrize("how", STUDIED)
def test_the_engines_find_the_responses_that_a_plain_reading_finds(how, read_rows, agrees_on_every_engine):
    asked = STUDIED[how]

    @settings(STEADY, max_examples=1)
    @given(seeds=STUDIES)
    def agree(seeds):
        records = read_rows(asked, laid(seeds))
        agrees_on_every_engine(records, asked, SECTIONS, lambda patient: plainly(records, patient, asked))

    agree()


def test_the_invented_marrows_reach_every_category_and_every_reason(read_rows):
    reached: dict[str, set[str | None]] = {name: set() for name in (*SECTIONS, *SYSTEMS)}
    left_out = dict.fromkeys((*SECTIONS[1:], "every marrow"), False)

    @settings(STEADY, max_examples=4)
    @given(seeds=STUDIES)
    def gather(seeds):
        for asked in STUDIED.values():
            records = read_rows(asked, laid(seeds))
            for patient in records.patient_ids:
                for (_, section, rule, *_), said in plainly(records, patient, asked).items():
                    reached[section] |= {*said[2:], "open" if said[0] != said[1] else "decided"}
                    reached[rule] |= {*said[:3]} if section == "response_at" else set()
                for place, told in with_and_without_therapies(records, patient, asked).items():
                    left_out[place] |= told

    gather()
    assert all(left_out.values()), left_out
    for section, words in WORDS.items():
        assert words | {"", "open", "decided"} <= reached[section], section
    for rule in map(criterion, SYSTEMS):
        assert set(rule.level_names) <= reached[rule.id], rule.id
        told = " ".join(filter(None, reached[rule.id]))
        # A marrow without its own cells is not judged; whether there was a remission before is known within limits.
        absent = [name for name in rule.needs if name not in ("marrow_blasts", "in_remission_before")]
        assert [name for name in absent if not re.search(f"{label(name)}(, [a-z0-9, ]*)? not recorded", told)] == []
        loose = ("marrow_blasts", "neutrophils", "platelets")
        assert [name for name in loose if f"{label(name)} known only as" not in told] == []


def with_and_without_therapies(records: Records, patient: str, asked: Settings) -> dict[str, bool]:
    """Whether other therapies take the best response, a cycle, the first remission, or every marrow from this one."""
    free = plainly(replace(records, rows=records.rows | {"therapies": []}), patient, asked)
    said = plainly(records, patient, asked)
    changed = {key[1] for key, told in free.items() if said.get(key) != told}
    assert "response_at" not in changed
    whole = any(said[key] == NO_MARROW != told for key, told in free.items() if key[1] == "best_response")
    return {section: section in changed for section in SECTIONS[1:]} | {"every marrow": whole}


WORDS = {
    "response_at": {"agrees", "differs", "not confirmed by the records", "no response reported"},
    "best_response": {"no marrow on a known day since the first dose"},
    "response_by_cycle": set(),
    "first_remission": {"none is surely in remission", "an earlier marrow may have been in remission"},
}
