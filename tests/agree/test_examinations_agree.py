"""What one examination tells of invented patients, MRD, CNS status, antigens of a relapse: by engines, and plainly."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import Criterion, adjudicate
from blastline.criteria.in_words import label
from blastline.criteria.library import criterion
from blastline.normalise.records import Records, Result, TidyRow
from blastline.records.interval import Interval
from blastline.settings import Settings

STEADY = settings.get_profile("steady")
MANY = 60
EXAMINED = {"mrd_at": ("tower/2017/mrd", "mrd/hemasphere_2022/response"), "cns_at": ("cns/cog/status",)}
RULES = [rule for rules in EXAMINED.values() for rule in rules]
ANTIGENS = ("CD19", "CD22")


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


MARROW_DAYS, FLUID_DAYS, CONTACT_DAYS = [-9, 0, 14, 30], [-3, 14, 30], [20, 40, 60, 90]
MRD = ["", "0.001", "0.01", "0.5", "<0.01", "<0.1", ">0.001", "0"]
MARROW, BLOOD, UNSTATED = "bone marrow", "peripheral blood", "not stated"
# Of what MRD was found and how well it was looked for: in which specimen, or in none that is named.
OF_MRD = [MARROW, MARROW, "", "", BLOOD, BLOOD, UNSTATED]
NUMBERS = {
    "mrd": ("%", ["0", "0.01", "0.5", "<0.01", "<0.1", ">0.001"], MARROW_DAYS, [BLOOD, BLOOD, BLOOD, UNSTATED, ""]),
    "mrd_sensitivity": ("1", ["0.00001", "0.0001", "0.001", "<0.001"], MARROW_DAYS, OF_MRD),
    "white_blood_cells": ("10*9/L", ["3", "12", "<5"], FLUID_DAYS, [""]),
    "red_blood_cells": ("10*12/L", ["2", "4", ">1"], FLUID_DAYS, [""]),
}
IN_WORDS = {"mrd_quantifiable": (MARROW_DAYS, OF_MRD), "clinical_cns_leukaemia": (FLUID_DAYS, [""])}
FLUID = {"white_cells": ["1", "5", "<5", "12", ""], "red_cells": ["0", "10", "4000", "<20", ""]}
TESTED = {"relapse_cd19": ["positive", "negative", "not tested", ""], "relapse_cd22": ["dim", "not tested", ""]}
KINDS = {
    "marrow_exams": rows(MARROW_DAYS, (0, 4), blasts=["3"], blasts_unit=["%"], mrd=MRD, mrd_unit=["%"], mrd_evaluable=["yes", "yes", "no", ""]),
    **{test: rows(days, (0, 4), test=[test], unit=[unit], value=known, specimen=of) for test, (unit, known, days, of) in NUMBERS.items()},
    **{test: rows(days, (0, 4), test=[test], words=["yes", "no", "no"], specimen=of) for test, (days, of) in IN_WORDS.items()},
    "csf_exams": rows(FLUID_DAYS, (0, 3), blasts_seen=["yes", "yes", "no", ""], **FLUID),
    "follow_up": rows(CONTACT_DAYS, (0, 3), status=["alive"], relapse=["yes", "yes", "no", ""], **TESTED),
}  # fmt: skip
MEASURED = [*NUMBERS, *IN_WORDS]
TABLES = ("patients", "measurements", "marrow_exams", "csf_exams", "follow_up")
# Each patient by a number of its own: cell by cell, so many would be more choices than Hypothesis makes for one batch.
STUDIES = st.lists(st.integers(0, 10**9), min_size=MANY, max_size=MANY, unique=True)


def patient_of(seed: int) -> dict[str, list[dict]]:
    chance = Random(seed)
    return {kind: draw(chance) for kind, draw in KINDS.items()}


def laid(seeds: list[int]) -> dict[str, list[dict[str, str]]]:
    """The rows by table; of the last patient nothing is known."""
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
    for number, one in enumerate([*map(patient_of, seeds), {kind: [] for kind in KINDS}]):
        measured = [row for kind in MEASURED for row in one[kind]]
        stated = one | {"patients": [{"first_dose": "2022-02-01"}], "measurements": measured}
        for name in TABLES:
            tables[name] += [{"patient_id": f"P{number}"} | row for row in stated[name]]
    return tables


STUDY = Settings.model_validate(
    {
        "study": {"title": "Invented", "cutoff": date(2023, 12, 31), "first_day": 1, "records": TABLES},
        "treatment": {"drug": "blinatumomab", "steps": [{"days": 28, "dose": "28 ug/day"}]},
        "criteria": {"mrd": EXAMINED["mrd_at"], "cns": EXAMINED["cns_at"]},
    }
)

# ---- Reading plainly ----

# A finding by patient, section, criterion, variable and part: both ends, why it is open; there is nothing reported of it.
Key = tuple[str, str, str, str, str]
Said = tuple[str | None, str | None, str, str, str]


def plainly(records: Records, patient: str) -> dict[Key, Said]:
    results = [one for one in records.results if one.patient_id == patient]
    found = relapses(patient, [row for row in records.table("follow_up") if row["patient_id"] == patient])
    looked_in = {specimen_of(one) for one in records.results if one.test == "mrd"}
    for rule in EXAMINED["mrd_at"]:
        for specimen in looked_in:
            here = [one for one in results if specimen_of(one) == specimen]
            found |= by_examination(patient, "mrd_at", criterion(rule), here, specimen)
    for rule in EXAMINED["cns_at"]:
        found |= by_examination(patient, "cns_at", criterion(rule), results)
    return found


def specimen_of(one: Result) -> str:
    """Where none is named, it is the marrow."""
    return one.specimen or MARROW


def by_examination(
    patient: str, section: str, rule: Criterion, results: list[Result], specimen: str = MARROW
) -> dict[Key, Said]:
    """The category of each day on which something was examined that the rule asks for."""
    found: dict[Key, Said] = {}
    for day in {one.day for one in results}:
        here = [one for one in results if one.day == day]
        told = {name: [one for one in here if one.test == name] for name in rule.needs}
        inputs = {name: narrowed([one.interval for one in some]) for name, some in told.items() if some}
        printed = {name: max(one.printed for one in told[name]) for name in inputs}
        mrd = [one.interval for one in here if one.test == "mrd" and (one.interval.low > 0 or one.interval.high == 0)]
        if mrd:
            inputs["mrd_detected"] = Interval.exactly(float(any(one.low > 0 for one in mrd)))
        outcome = adjudicate(rule, inputs, printed)
        if outcome.surely:
            reason = outcome.reason if outcome.surely != outcome.possibly else ""
            at = f"day {day + 1 if day >= 0 else day}{'' if specimen == MARROW else f', {specimen}'}"
            found[patient, section, rule.id, rule.term, at] = (outcome.surely, outcome.possibly, reason, "", "")
    return found


def narrowed(some: list[Interval]) -> Interval:
    """Several statements of one result leave open what all of them leave open; an exact one wins."""
    exact = [one for one in some if one.exact]
    if exact:
        return max(exact, key=lambda one: one.low)
    # Closed unless all say it is open, as the engines have it.
    opened = [all(ends) for ends in zip(*((one.low_open, one.high_open) for one in some), strict=True)]
    return Interval(max(one.low for one in some), min(one.high for one in some), *opened)


def relapses(patient: str, contacts: list[TidyRow]) -> dict[Key, Said]:
    found: dict[Key, Said] = {}
    for number, row in enumerate((row for row in contacts if row["relapse"]), 1):
        for antigen in ANTIGENS:
            value = row[f"relapse_{antigen.lower()}"]
            lacking = {None: f"{antigen} at relapse not recorded", "not tested": f"{antigen} at relapse not tested"}
            word = None if value in lacking else value
            at = (patient, "relapse_antigen", "", antigen, f"relapse {number}")
            found[at] = (word, word, lacking.get(value, ""), "", "")
    return found


# ---- Agreement ----


def test_the_engines_tell_of_each_examination_what_a_plain_reading_tells(read_rows, agrees_on_every_engine):
    @settings(STEADY, max_examples=1)
    @given(seeds=STUDIES)
    def agree(seeds):
        records = read_rows(STUDY, laid(seeds))
        agrees_on_every_engine(
            records, STUDY, (*EXAMINED, "relapse_antigen"), lambda patient: plainly(records, patient)
        )

    agree()


def test_the_invented_examinations_reach_every_category_and_every_reason(read_rows):
    reached: dict[str, set[str | None]] = {name: set() for name in (*RULES, *ANTIGENS)}
    places: set[tuple[str, str]] = set()

    @settings(STEADY, max_examples=10)
    @given(seeds=STUDIES)
    def gather(seeds):
        records = read_rows(STUDY, laid(seeds))
        assert len(records.patient_ids) > MANY * 2 / 3
        for patient in records.patient_ids:
            for (_, section, rule, variable, at), said in plainly(records, patient).items():
                places.add((section, at.partition(", ")[2]))
                reached[rule or variable] |= {*said, "open" if said[0] != said[1] else "decided"}

    gather()
    assert places == {("mrd_at", place) for place in ("", BLOOD, UNSTATED)} | {("cns_at", ""), ("relapse_antigen", "")}
    for rule in map(criterion, RULES):
        assert {*rule.level_names, "open", "decided"} <= reached[rule.id], rule.id
        told = " ".join(filter(None, reached[rule.id]))
        assert [name for name in rule.needs if label(name) not in told and name not in NEVER_OPEN] == []
    for antigen, column in zip(ANTIGENS, TESTED, strict=True):
        tested = {value for value in TESTED[column] if value and value != "not tested"}
        lacking = {f"{antigen} at relapse not recorded", f"{antigen} at relapse not tested"}
        assert reached[antigen] == {None, "", "decided", *tested, *lacking}


# Without it no fluid is judged, and a yes or a no leaves nothing open.
NEVER_OPEN = ("csf_blasts_seen",)
