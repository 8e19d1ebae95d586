"""Responses at invented marrows, and what else one examination tells: by the engines, and by going through them."""

import math
from collections.abc import Callable, Iterable
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import Criterion, adjudicate
from blastline.criteria.library import criterion
from blastline.derive.findings import findings
from blastline.engines.choose import ENGINES, EXTRAS, engine
from blastline.normalise.records import Records, Result, TidyRow
from blastline.records.interval import Interval
from blastline.settings import Settings

# The same patients on every run; a failing batch is shown as it is.
STEADY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
MANY = 60
# One asks for an earlier remission and for blood before treatment, the other for a week without transfusion.
SYSTEMS = ("tower/2017/response", "eliana/2018/response")
EXAMINED = {"mrd_at": ("tower/2017/mrd", "mrd/hemasphere_2022/response"), "cns_at": ("cns/cog/status",)}
SECTIONS = ("response_at", "best_response", "response_by_cycle", "first_remission", *EXAMINED, "relapse_antigen")
OF_THE_MARROW = ("marrow_blasts", "trilineage_haematopoiesis", "mrd", "mrd_evaluable", "mrd_detected")
BEFORE = {"marrow_blasts_before": "marrow_blasts", "blood_blasts_before": "blood_blasts"}
GIVEN = {"transfusion_past_week": "transfusion", "growth_factor_past_week": "G-CSF"}
FIRST_DOSE = date(2022, 2, 1)


# ---- Inventing patients ----


def rows(days: Iterable[int], how_many: tuple[int, int], **cells: list[str]) -> st.SearchStrategy[list[dict]]:
    """So many rows on some of these days, each cell one of those known for it; a day may hold two."""
    choices = st.fixed_dictionaries({name: st.sampled_from(known) for name, known in cells.items()})
    row = st.builds(lambda day, told: told | day, st.sampled_from([as_studied(day) for day in days]), choices)
    return st.lists(row, min_size=how_many[0], max_size=how_many[1])


def as_studied(day: int) -> dict[str, str]:
    return {"day": str(day + 1 if day >= 0 else day), "phase": "before" if day < 0 else "during"}


MARROW_DAYS = [-9, -3, *range(14, 64, 4)]
NEAR = [-5, -2, *range(10, 66, 2)]
COUNTS = {
    "neutrophils": ["0.4", "0.9", "1.2", "2.0", "<0.5", "<1.5", ">1", "0.8–1.4"],
    "platelets": ["20", "60", "100", "150", "<50", "<120", ">90"],
    "blood_blasts": ["0", "0.2", "4", "8", ">5"],
    "white_blood_cells": ["3", "12"],
}
KINDS = {
    "marrow_exams": rows(MARROW_DAYS, (1, 4), blasts=["2", "4", "5", "15", "30", "80", "<5", "<10", ">20", ""], mrd=["", "", "0.001", "0.01", "0.5", "<0.01", "<0.1", "0"], mrd_evaluable=["yes", "yes", "no", ""]),
    **{test: rows(NEAR, (1, 5), test=[test], value=values) for test, values in COUNTS.items()},
    "words": rows(NEAR, (2, 6), test=["circulating_blasts"], words=["no", "no", "no", "yes"]),
    "dry taps": rows(MARROW_DAYS, (0, 1), test=["marrow_blasts"], words=["dry tap"]),
    "disease_sites": rows(NEAR, (2, 6), site=["nodes", "testis"], present=["no"] * 5 + ["yes"]),
    "csf_exams": rows(NEAR, (0, 2), blasts_seen=["yes", "no", ""], white_cells=["1", "5", "<5", "12", ""], red_cells=["0", "10", "400", ""]),
    "medications": rows(NEAR, (0, 3), drug=["platelets", "red cells", "filgrastim", "paracetamol"], end=["", "", "+5", "2022", "undated"]),
    "reported": rows(MARROW_DAYS[2:], (0, 2), endpoint=["response"], value=["CR", "CRi", "CR/CRi", "NR", "relapse", "PR"]),
    "follow_up": rows(NEAR[2:], (0, 3), status=["alive"], relapse=["yes", "yes", "no", ""], relapse_cd19=["positive", "negative", "not tested", ""], relapse_cd22=["dim", "not tested", ""]),
    "doses": st.lists(st.sampled_from([0, 12, 30, 44]), max_size=3, unique=True).map(sorted),
}  # fmt: skip
STUDIES = st.lists(st.fixed_dictionaries(KINDS), min_size=MANY, max_size=MANY).filter(
    lambda found: any(one["medications"] for one in found)
)
CLASSES = {"platelets": "transfusion", "red cells": "transfusion", "filgrastim": "G-CSF", "paracetamol": "antipyretic"}
TABLES = ("patients", "doses", "medications", "measurements", "marrow_exams", "csf_exams", "disease_sites", "follow_up", "reported")  # fmt: skip


def laid(found: list[dict[str, list]]) -> dict[str, list[dict[str, str]]]:
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
    for number, one in enumerate([*found, {name: [] for name in KINDS}]):
        measured = [row | {"unit": "10*9/L"} for test in COUNTS for row in one[test]] + one["words"] + one["dry taps"]
        stated = one | {
            "patients": [{"first_dose": FIRST_DOSE.isoformat()}],
            "measurements": measured,
            "marrow_exams": [row | {"blasts_unit": "%", "mrd_unit": "%"} for row in one["marrow_exams"]],
            "medications": [lasting(row) for row in one["medications"]],
            "doses": [dose(day, cycle) for cycle, day in enumerate(one["doses"], 1)],
        }
        for name in TABLES:
            tables[name] += [{"patient_id": f"P{number}"} | row for row in stated[name]]
    return tables


def lasting(row: dict[str, str]) -> dict[str, str]:
    """The end of a drug as a day, as a year, or not stated; or nothing of its days."""
    cells = {"drug": row["drug"], "class": CLASSES[row["drug"]], "phase": row["phase"]}
    if row["end"] == "undated":
        return cells
    ends = {"2022": {"end_date": "2022"}, "+5": {"end_day": str(int(row["day"]) + 5 + (-6 < int(row["day"]) < 0))}}
    return cells | {"day": row["day"]} | ends.get(row["end"], {})


def dose(day: int, cycle: int) -> dict[str, str]:
    return {"drug": "blinatumomab", "dose": "28", "dose_unit": "ug/day", "cycle": str(cycle)} | as_studied(day)


def study(complete: bool, days: int) -> Settings:
    return Settings.model_validate(
        {
            "study": {"title": "Invented", "cutoff": date(2023, 12, 31), "first_day": 1, "records": TABLES, "complete": ["medications"] * complete},
            "treatment": {"drug": "blinatumomab", "steps": [{"days": 28, "dose": "28 ug/day"}]},
            "criteria": {"response": SYSTEMS, "mrd": EXAMINED["mrd_at"], "cns": EXAMINED["cns_at"]},
            "windows": {"marrow_counts_days": days},
        }
    )  # fmt: skip


STUDIED = {"medications complete, 7 days": (True, 7), "medications open, 3 days": (False, 3)}

# ---- Reading plainly ----

# A finding by section, criterion, variable and part: both ends, why it is open, what was reported and how it compares.
Key = tuple[str, str, str, str]
Said = tuple[str | None, str | None, str, str, str]


def plainly(records: Records, patient: str, asked: Settings) -> dict[Key, Said]:
    """Every finding of one patient that rests on a marrow, another examination or a relapse."""
    results = [one for one in records.results if one.patient_id == patient and one.statistic == "single"]
    rows = {name: [row for row in records.table(name) if row["patient_id"] == patient] for name in TABLES}
    found: dict[Key, Said] = {}
    for system in SYSTEMS:
        found |= by_system(criterion(system), results, rows, asked)
    for section, rules in EXAMINED.items():
        for rule in rules:
            found |= by_examination(section, criterion(rule), results)
    return found | relapses(rows["follow_up"])


def by_system(rule: Criterion, results: list[Result], rows: dict[str, list[TidyRow]], asked: Settings) -> dict[Key, Said]:
    days = sorted({one.day for one in results if one.test == "marrow_blasts" and one.day is not None and one.day >= 0})
    sure, possible = 0.0, 0.0
    at: dict[int, tuple[str, str, str]] = {}
    for day in days:
        told = {name: statements(name, day, results, rows, asked) for name in rule.needs}
        told["in_remission_before"] = [(Interval(sure, possible), {(0, 0): "no", (1, 1): "yes"}.get((sure, possible), "open to both"))]
        outcome = judged(rule, told)
        if outcome.surely:
            at[day] = (outcome.surely, outcome.possibly, outcome.reason)
            sure, possible = max(sure, outcome.surely.startswith("CR")), max(possible, outcome.possibly.startswith("CR"))
    named = (rule.id, rule.term)
    found = {("response_at", *named, f"day {day + 1}"): beside_report(day, said, rows["reported"], asked) for day, said in at.items()}
    found["best_response", *named, ""] = best(list(at.values()), rule) or (None, None, "no marrow on a known day since the first dose", "", "")
    cycles: dict[int, list[tuple[str, str, str]]] = {}
    for day, said in at.items():
        begun = [row["cycle"] for row in rows["doses"] if row["day_earliest"] < day]
        if begun:
            cycles.setdefault(max(begun), []).append(said)
    found |= {("response_by_cycle", *named, f"cycle {cycle}"): best(some, rule) for cycle, some in cycles.items()}
    return found | {("first_remission", rule.id, f"{rule.term}, first remission", ""): first_remission(at)}


def statements(name: str, day: int, results: list[Result], rows: dict[str, list[TidyRow]], asked: Settings) -> list[tuple[Interval, str]]:
    """What was recorded of one input of a marrow, each as the values that it leaves open and as printed."""
    if name in BEFORE:
        before = [one for one in results if one.test == BEFORE[name] and one.phase == "before"]
        last = max((one.day for one in before if one.day is not None), default=None)
        return [(one.interval, one.printed) for one in before if one.day == last]
    if name in GIVEN:
        return given_past_week(GIVEN[name], day, rows["medications"], "medications" in asked.study.complete)
    window = 0 if name in OF_THE_MARROW else asked.windows.marrow_counts_days
    near = [one for one in results if one.test == name and one.day is not None and abs(one.day - day) <= window]
    if not near:
        return []
    nearest = min(near, key=lambda one: (abs(one.day - day), one.day)).day
    return [(one.interval, one.printed) for one in near if one.day == nearest]


def given_past_week(kind: str, day: int, medications: list[TidyRow], complete: bool) -> list[tuple[Interval, str]]:
    """Given in the eight days up to a day, or not; no statement where it is open."""
    surely, possibly = False, not complete
    for row in medications:
        if row["class"] == kind:
            begun = (row["day_earliest"], row["day_latest"])
            if begun[0] is None:
                possibly = True
                continue
            ended = (row["end_earliest"], row["end_latest"]) if row["end_latest"] is not None else begun
            surely |= begun[1] <= day and ended[0] >= day - 7
            possibly |= begun[0] <= day and ended[1] >= day - 7
    if surely or not possibly:
        return [(Interval.exactly(float(surely)), "yes" if surely else "no")]
    return []


def judged(rule: Criterion, told: dict[str, list[tuple[Interval, str]]]):
    """One assessment: several statements of an input leave open what all of them leave open; an exact one wins."""
    inputs, printed = {}, {}
    for name, some in told.items():
        some = [(interval, text) for interval, text in some if not interval.missing]
        if name in rule.needs and some:
            exact = [interval for interval, _ in some if interval.exact]
            inputs[name] = max(exact, key=lambda one: one.low) if exact else narrowed([interval for interval, _ in some])
            printed[name] = max(text for _, text in some)
    return adjudicate(rule, inputs, printed)


def narrowed(some: list[Interval]) -> Interval:
    return Interval(
        max(one.low for one in some),
        min(one.high for one in some),
        all(one.low_open for one in some if math.isfinite(one.low)),
        all(one.high_open for one in some if math.isfinite(one.high)),
    )


def beside_report(day: int, said: tuple[str, str, str], reported: list[TidyRow], asked: Settings) -> Said:
    """The category beside the report nearest to its marrow; of two as near the earlier, of one day one that is not open."""
    surely, possibly, reason = said
    reason = reason if surely != possibly else ""
    near = [row for row in reported if row["day_earliest"] is not None and abs(row["day_earliest"] - day) <= asked.windows.marrow_counts_days]
    if not near:
        return surely, possibly, reason, "", "no response reported"
    nearest = min(near, key=lambda row: (abs(row["day_earliest"] - day), row["day_earliest"]))["day_earliest"]
    values = ["/".join(sorted(row["value"])) for row in near if row["day_earliest"] == nearest]
    word = max(values, key=lambda value: ("/" not in value, value))
    verdict = "not confirmed by the records" if surely != possibly else "agrees" if word == surely else "differs"
    return surely, possibly, reason, word, verdict


def best(some: list[tuple[str, str, str]], rule: Criterion) -> Said | None:
    """The best that some marrow surely, and some marrow possibly, shows; the reason is of one that may be the best."""
    if not some:
        return None
    order = sorted(rule.level_names, key=lambda name: name in ("PD", "relapse"))
    surely = min((one[0] for one in some), key=order.index)
    possibly = min((one[1] for one in some), key=order.index)
    reason = min(reason if sure != possible else "" for sure, possible, reason in some if possible == possibly)
    return surely, possibly, reason if surely != possibly else "", "", ""


def first_remission(at: dict[int, tuple[str, str, str]]) -> Said:
    low = min((day for day, said in at.items() if said[1].startswith("CR")), default=None)
    high = min((day for day, said in at.items() if said[0].startswith("CR")), default=None)
    if low is None:
        return None, None, "no marrow in remission", "", ""
    if high is None:
        return str(low + 1), None, "none is surely in remission", "", ""
    return str(low + 1), str(high + 1), "an earlier marrow may have been in remission" if low < high else "", "", ""


def by_examination(section: str, rule: Criterion, results: list[Result]) -> dict[Key, Said]:
    """The category of each day on which something was examined that the rule asks for."""
    found: dict[Key, Said] = {}
    for day in {one.day for one in results if one.day is not None}:
        here = [one for one in results if one.day == day]
        told = {name: [(one.interval, one.printed) for one in here if one.test == name] for name in rule.needs}
        detected = [one.interval for one in here if one.test == "mrd" and (one.interval.low > 0 or one.interval.high == 0)]
        told["mrd_detected"] = [(Interval.exactly(float(one.low > 0)), "yes" if one.low > 0 else "no") for one in detected]
        outcome = judged(rule, told)
        if outcome.surely:
            reason = outcome.reason if outcome.surely != outcome.possibly else ""
            at = f"day {day + 1 if day >= 0 else day}"
            found[section, rule.id, rule.term, at] = (outcome.surely, outcome.possibly, reason, "", "")
    return found


def relapses(contacts: list[TidyRow]) -> dict[Key, Said]:
    found: dict[Key, Said] = {}
    for number, row in enumerate((row for row in contacts if row["relapse"]), 1):
        for antigen in ("CD19", "CD22"):
            value = row[f"relapse_{antigen.lower()}"]
            lacking = {None: f"{antigen} at relapse not recorded", "not tested": f"{antigen} at relapse not tested"}
            word = None if value in lacking else value
            found["relapse_antigen", "", antigen, f"relapse {number}"] = (word, word, lacking.get(value, ""), "", "")
    return found


# ---- Agreement ----


@pytest.mark.parametrize("how", STUDIED)
def test_the_engines_find_the_responses_that_a_plain_reading_finds(how, read_rows):
    asked = study(*STUDIED[how])

    @settings(STEADY, max_examples=1)
    @given(found=STUDIES)
    def agree(found):
        records = read_rows(asked, laid(found))
        expected = {(patient, *key): said for patient in records.patient_ids for key, said in plainly(records, patient, asked).items()}
        for name in sorted(set(ENGINES) - set(EXTRAS)):
            said = by_engine(name, records, asked)
            assert said.keys() == expected.keys(), name
            assert [(key, said[key], expected[key]) for key in said if said[key] != expected[key]] == [], name

    agree()


def by_engine(name: str, records: Records, asked: Settings) -> dict[tuple[str, str, str, str, str], Said]:
    return {
        (f.patient_id, f.section, f.criterion, f.variable, f.at): (f.surely, f.possibly, f.reason, f.reported, f.verdict)
        for f in findings(records, asked, engine(name))
        if f.section in SECTIONS
    }
