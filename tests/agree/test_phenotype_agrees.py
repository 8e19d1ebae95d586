"""The phenotype of invented courses of neutrophils: by the engines, and by going through the counts one by one."""

import math
from datetime import date
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import Criterion, Outcome, adjudicate
from blastline.criteria.in_words import label
from blastline.criteria.library import criterion
from blastline.normalise.records import Records, TidyRow
from blastline.records.interval import Interval
from blastline.settings import Settings

STEADY = settings.get_profile("steady")
MANY = 80
PHENOTYPE = "recovery/rejeski_2021/phenotype"
TABLES = ("patients", "doses", "measurements", "follow_up", "therapies")
# No count is above this; one "<40" lies so little below 40.
ANY, BESIDE = 1e9, 1e-9
STUDY = Settings.model_validate(
    {
        "study": {"title": "Invented", "cutoff": date(2023, 12, 31), "first_day": 1, "records": TABLES},
        "treatment": {"drug": "blinatumomab", "steps": [{"days": 28, "dose": "28 ug/day"}]},
        "criteria": {"haematotoxicity": [PHENOTYPE]},
    }
)
STUDIES = st.lists(st.integers(0, 10**9), min_size=MANY, max_size=MANY, unique=True)

# ---- Inventing patients ----


def course(chance: Random) -> list[dict[str, str]]:
    """Neutrophils that fall and rise again, once or twice, on some days; many are known only within limits."""
    falls = [
        (chance.randint(0, 12), chance.choice([0, 0, 5, 12, 22])),
        (chance.randint(24, 40), chance.choice([0, 0, 8])),
    ]
    usual, limit = chance.choice([[2], [2, 3], [0.6, 2, 4], [0.25, 0.5, 2]]), chance.choice(["", "1.8"])
    loose, rows = chance.choice([0, 0.2, 0.9]), []
    days = range(-3, chance.choice([22, 75, 75]))
    for day in sorted(chance.sample(days, int(len(days) * chance.choice([0, 0.1, 0.4, 0.9])))):
        low = any(first <= day < first + days for first, days in falls)
        value = chance.choice([0.2, 0.4, 0.5, 0.75] if low else usual)
        loosely = [f"<{value:g}", f">{value:g}", f"{value / 2:g}–{value:g}"]
        told = chance.choice(loosely) if chance.random() < loose else f"{value:g}"
        rows.append({"value": told, "lower_limit": limit} | on(day))
        if chance.random() < loose / 2:
            rows.append({"value": f"{value / 4:g}–{value * 2:g}", "lower_limit": ""} | on(day))
    return [row | {"test": "neutrophils", "unit": "10*9/L"} for row in rows]


def on(day: int) -> dict[str, str]:
    return {"day": str(day + 1 if day >= 0 else day), "phase": "before" if day < 0 else "during"}


def patient_of(seed: int) -> dict[str, list[dict[str, str]]]:
    chance = Random(seed)
    ended = [{"day": str(chance.randint(10, 80))}, {"date": "2022-03"}, {"date": "2022-04"}, {}]
    relapsed, dead, treated = (chance.random() < often for often in (0.3, 0.2, 0.1))
    dose = {"drug": "blinatumomab", "dose": "28", "dose_unit": "ug/day", "cycle": "1"} | on(chance.randint(0, 30))
    contact, after = {"status": "alive", "relapse": "yes"}, {"phase": "after"}
    return {
        "patients": [{"first_dose": "2022-02-01"}],
        "measurements": course(chance),
        "doses": [dose] * chance.randint(0, 1),
        "follow_up": [contact | after | chance.choice(ended)] * relapsed
        + [{"status": "dead", "relapse": ""} | after | chance.choice(ended)] * dead,
        "therapies": [{"therapy": "CAR-T", "given": "yes"} | after | chance.choice(ended)] * treated,
    }


def hard() -> list[dict[str, list[dict[str, str]]]]:
    """Never low, and nothing known after the relapse; no rise before a fall; a fall on day 21, or 22; limits that differ."""
    relapse = {"status": "alive", "relapse": "yes", "phase": "after", "day": "22"}
    falls = [["2", "0.4"] + ["3"] * days + ["0.6"] + ["3"] * 38 for days in (19, 20)]
    courses = [["2"] * 20, ["2"] * 24 + ["0.6"] * 36, *falls]
    count = {"test": "neutrophils", "unit": "10*9/L"}
    lost, level, early, late = [
        [count | {"value": value, "lower_limit": ("1.8", "2.2")[day % 2]} | on(day) for day, value in enumerate(course)]
        for course in courses
    ]
    lost = [row | {"lower_limit": "1.8"} for row in lost]
    normal = [row | {"value": "2"} for row in level]
    return [
        {"measurements": lost, "follow_up": [relapse]},
        *({"measurements": some} for some in (level, early, late, normal)),
    ]


def laid(seeds: list[int]) -> dict[str, list[dict[str, str]]]:
    """The rows by table; of the last patient nothing is known."""
    nobody: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES} | {"patients": [{"first_dose": ""}]}
    everyone = [*map(patient_of, seeds), *(nobody | one for one in hard()), nobody]
    return {
        name: [{"patient_id": f"P{number}"} | row for number, one in enumerate(everyone) for row in one[name]]
        for name in TABLES
    }


# ---- Reading plainly ----

# A finding by patient, section, criterion, variable and part: both ends, and why it is open.
Key = tuple[str, str, str, str, str]
Said = tuple[str | None, str | None, str, str, str]
Ends = tuple[float, float]


def plainly(records: Records, patient: str) -> dict[Key, Said]:
    of = {name: [row for row in records.table(name) if row["patient_id"] == patient] for name in TABLES}
    counts = counts_of(records, patient)
    limits = [one.lower_limit for one in records.results if one.patient_id == patient]
    said = phenotype(counts, [one.high for one in limits if not one.missing], longest_run(counts, of))
    return {(patient, "haematotoxicity", PHENOTYPE, criterion(PHENOTYPE).term, ""): said}


def counts_of(records: Records, patient: str) -> dict[int, Ends]:
    """The lowest count of each day in the order of the days, between two ends."""
    days: dict[int, Ends] = {}
    for one in records.results:
        if one.patient_id == patient and one.test == "neutrophils" and one.day is not None:
            low = 0.0 if math.isinf(one.interval.low) else one.interval.low + BESIDE * one.interval.low_open
            high = ANY if math.isinf(one.interval.high) else one.interval.high - BESIDE * one.interval.high_open
            known = days.get(one.day, (low, high))
            days[one.day] = (min(known[0], low), min(known[1], high))
    return dict(sorted(days.items()))


def on_lines(counts: dict[int, Ends]) -> dict[int, Ends]:
    """The counts, and on a straight line between two of them each of at most seven missing days."""
    series = dict(counts)
    for (before, one), (after, other) in pairwise(counts.items()):
        if after - before <= 8:
            for day in range(before + 1, after):
                series[day] = tuple(
                    a + (b - a) * (day - before) / (after - before) for a, b in zip(one, other, strict=True)
                )
    return dict(sorted(series.items()))


def longest_run(counts: dict[int, Ends], of: dict[str, list[TidyRow]]) -> Ends | None:
    """The longest run of days with neutrophils below 0.5 to day 60; after relapse, next treatment and death none count."""
    known = [day for day in counts if 0 <= day <= 60]
    if not known:
        return None
    undated = max((row["day_earliest"] for row in of["doses"]), default=0)
    series, ends = on_lines(counts), [60, 60]
    dead = [row for row in of["follow_up"] if row["status"] == "dead"]
    stopped = [row for row in of["follow_up"] if row["relapse"]] + of["therapies"]
    for end, day in enumerate(("day_earliest", "day_latest")):
        missing = undated if end == 0 else ANY
        if min((missing if row[day] is None else row[day] for row in dead), default=ANY) <= 60:
            ends[end] = max(known)
        ends[end] = min([ends[end], *(missing if row[day] is None else row[day] for row in stopped)])
    runs, run = [0, 0], [0, 0]
    for day in range(61):
        low = (day in series and series[day][1] < 0.5 and day <= ends[0], (day not in series or series[day][0] < 0.5) and day <= ends[1])  # fmt: skip
        run = [run[end] + 1 if low[end] else 0 for end in (0, 1)]
        runs = [max(runs[end], run[end]) for end in (0, 1)]
    return float(runs[0]), float(runs[1])


def phenotype(counts: dict[int, Ends], limits: list[float], run: Ends | None) -> Said:
    """The phenotype at each count after day 21, the worst of them all."""
    rule = criterion(PHENOTYPE)
    after = {day: ends for day, ends in counts.items() if day >= 0}
    names = {"days_neutrophils_below_0_5": run}
    if after:
        low, high = min(low for low, _ in after.values()), min(high for _, high in after.values())
        names["neutropenia_after_infusion"] = (float(high < 0.5), 0.0 if limits and low >= max(limits) else 1.0)
    asked = [names | second_fall(day, after) for day in after if day > 21] or [names]
    found = [judged(rule, one) for one in asked]
    order = rule.level_names
    if found[0].surely is None:
        return None, None, found[0].reason, "", ""
    surely, possibly = (min((getattr(one, end) for one in found), key=order.index) for end in ("surely", "possibly"))
    reason = min(one.reason for one in found if one.possibly == possibly)
    return surely, possibly, reason if surely != possibly else "", "", ""


def second_fall(day: int, counts: dict[int, Ends]) -> dict[str, Ends | None]:
    """From the highest count of a recovery before a day to its count; a recovery is a count above an earlier one."""
    before = [ends for earlier, ends in counts.items() if earlier < day]
    sure = [low for at, (low, _) in enumerate(before) if any(high < low for _, high in before[:at])]
    possible = [high for at, (_, high) in enumerate(before) if any(low < high for low, _ in before[:at])]
    asked = {"second_fall_after_day_21": (float(bool(sure)), float(bool(possible))), "second_fall_to": counts[day]}
    return asked | ({"second_fall_from": (max(sure, default=0.0), max(possible))} if possible else {})


def judged(rule: Criterion, asked: dict[str, Ends | None]) -> Outcome:
    inputs = {name: Interval(*ends) for name, ends in asked.items() if ends}
    printed = {name: as_printed(*ends) for name, ends in asked.items() if ends}
    printed |= {"second_fall_after_day_21": "open", "neutropenia_after_infusion": "open"}
    if asked["days_neutrophils_below_0_5"]:
        printed["days_neutrophils_below_0_5"] = "{:.0f}–{:.0f}".format(*asked["days_neutrophils_below_0_5"])
    return adjudicate(rule, inputs, printed)


def as_printed(low: float, high: float) -> str:
    low, upper = round(low, 6), round(high, 6)
    return f"≥{low}" if high == ANY else f"{low}" if low == high else f"{low}–{upper}"


# ---- Agreement ----


def test_the_engines_find_the_phenotype_that_a_plain_reading_finds(read_rows, agrees_on_every_engine):
    @settings(STEADY, max_examples=1)
    @given(seeds=STUDIES)
    def agree(seeds):
        records = read_rows(STUDY, laid(seeds))
        agrees_on_every_engine(records, STUDY, ("haematotoxicity",), lambda patient: plainly(records, patient))

    agree()


def test_the_invented_courses_reach_every_phenotype_and_every_reason(read_rows):
    reached: set[tuple[str | None, str | None]] = set()
    told: set[str] = set()

    @settings(STEADY, max_examples=8)
    @given(seeds=STUDIES)
    def gather(seeds):
        records = read_rows(STUDY, laid(seeds))
        assert len(records.patient_ids) > MANY * 2 / 3
        for patient in records.patient_ids:
            for surely, possibly, reason, *_ in plainly(records, patient).values():
                reached.add((surely, possibly))
                told.update(reason.split("; "))

    gather()
    rule = criterion(PHENOTYPE)
    order = rule.level_names
    both = {(sure, better) for place, sure in enumerate(order) for better in order[: place + 1]}
    assert reached == {(None, None), *both}
    words = " | ".join(told)
    assert [name for name in rule.needs if f"{label(name)} known only as" not in words] == []
    assert any("second fall of neutrophils after day 21" in why and "not recorded" in why for why in told)
