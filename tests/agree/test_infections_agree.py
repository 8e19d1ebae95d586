"""Infections, transplant and the last contact of invented patients: by the engines, and by going through the rows."""

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.criteria.criterion import adjudicate
from blastline.criteria.library import criterion
from blastline.normalise.records import Records, Result, TidyRow
from blastline.records.interval import Interval
from blastline.settings import Settings

STEADY = settings.get_profile("steady")
MANY = 80
MOULD = "eortc/2020/invasive_fungal_disease"
OF_EACH = ("infection", "infection_outcome", "infection_outcome_day", "infection_class")
OF_THE_PATIENT = ("infection_onset", "after", "bridge", "alive")
WHEN = {
    "before": "before treatment",
    "during": "during treatment",
    "end": "during treatment",
    "after": "after treatment",
}

# ---- Inventing patients ----


def rows(
    times: Sequence[dict[str, str]], how_many: tuple[int, int], **cells: list[str]
) -> Callable[[Random], list[dict]]:
    """So many rows at some of these times, each cell one of those known for it."""

    def draw(chance: Random) -> list[dict]:
        on = chance.sample(times, min(chance.randint(*how_many), len(times)))
        return [when | {name: chance.choice(known) for name, known in cells.items()} for when in on]

    return draw


LATER = [{"day": "40"}, {"day": "50"}, {"date": "2022-03"}, {"date": "2022-03-12"}, {"date": "2022-04"}, {}]
AFTER = [when | {"phase": "after"} for when in LATER]
OPEN = [*AFTER, {"date": "2022-03-20"}, {"day": "-40"}, {"phase": "before"}, {"date": "2022-01"}, {}, {"date": "2022"}]
ONSETS = [
    {"day": "-9"},
    {"day": "1"},
    {"day": "12"},
    {"date": "2022-02"},
    {"phase": "after"},
    {"phase": "end", "day": "30"},
    {},
]
KINDS = {
    "patients": rows([{"first_dose": "2022-02-01"}], (1, 1), diagnosis=["B-ALL", "B-ALL", ""]),
    "infections": rows(
        ONSETS,
        (0, 3),
        infection=["pneumonia", "aspergillosis", "none"],
        organism_group=["fungal", "bacterial", ""],
        drugs=["voriconazole", ""],
        lung_ct=["cavity", "none of these", "", ""],
        galactomannan_blood=["0.2", "0.7", "1.2", "<0.5", "<1.5", ""],
        galactomannan_bal=["0.3", "0.9", "<1.5", ""],
        mould_in_airway_sample=["yes", "no", ""],
        fungus_in_tissue=["none", "none", "microscopy", ""],
        outcome=["complete response", "death", ""],
        outcome_day=["60", "-2", ""],
    ),
    # What was measured of an infection needs its time, or check refuses it.
    "undated": rows([{}], (0, 1), infection=["pneumonia"], organism_group=["fungal", "bacterial", ""], drugs=["", "azole"]),
    "transplants": rows(OPEN, (0, 2), therapy=["allo-HSCT"], given=["yes", "yes", "no"]),
    "others": rows(OPEN, (0, 2), therapy=["CAR-T", "chemotherapy"], given=["yes", "no"]),
    "contacts": rows(AFTER, (0, 2), status=["alive"], relapse=["no", "no", "yes", ""]),
    "deaths": rows([{"day": "200"}, {"date": "2022-09"}, {"phase": "after"}], (0, 1), status=["dead"], relapse=["", "yes"]),
}  # fmt: skip
TABLES = ("patients", "infections", "therapies", "follow_up")
# Each patient by a number of its own: cell by cell, so many would be more choices than Hypothesis makes for one batch.
STUDIES = st.lists(st.integers(0, 10**9), min_size=MANY, max_size=MANY, unique=True)


def patient_of(seed: int) -> dict[str, list[dict]]:
    chance = Random(seed)
    return {kind: draw(chance) for kind, draw in KINDS.items()}


def laid(seeds: list[int]) -> dict[str, list[dict[str, str]]]:
    """The rows by table; of the last patient nothing is known."""
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
    nobody = {kind: [] for kind in KINDS} | {"patients": [{"first_dose": "", "diagnosis": ""}]}
    for number, one in enumerate([*map(patient_of, seeds), nobody]):
        stated = {
            "patients": one["patients"],
            "infections": one["infections"] + one["undated"],
            "therapies": one["transplants"] + one["others"],
            "follow_up": one["contacts"] + one["deaths"],
        }
        for name in TABLES:
            tables[name] += [{"patient_id": f"P{number}"} | row for row in stated[name]]
    return tables


def study(*complete: str) -> Settings:
    records = {"first_day": 1, "records": TABLES, "complete": complete}
    return Settings.model_validate(
        {
            "study": {"title": "Invented", "cutoff": date(2023, 12, 31)} | records,
            "treatment": {"drug": "blinatumomab", "steps": [{"days": 28, "dose": "28 ug/day"}]},
            "criteria": {"infection": [MOULD]},
        }
    )


# Which tables are declared complete: what has no row in them did not happen.
STUDIED = {
    "nothing complete": study(),
    "infections complete": study("infections"),
    "therapies complete": study("therapies"),
}

# ---- Reading plainly ----

# A finding by patient, section, criterion, variable and part: both ends, why it is open, what was reported, no verdict.
Key = tuple[str, str, str, str, str]
Said = tuple[str | None, str | None, str, str, str]


def plainly(records: Records, patient: str, asked: Settings) -> dict[Key, Said]:
    of = {name: [row for row in records.table(name) if row["patient_id"] == patient] for name in TABLES}
    infected = [row for row in of["infections"] if row["infection"] != "none"]
    found: dict[Key, Said] = {}
    for number, row in enumerate(infected, 1):
        told = {one.test: one for one in records.results if one.record_id == row.record_id}
        at = f"infection {number}: {row['infection']}"
        found |= {(patient, *section, at): said for section, said in of_one(row, told, of["patients"][0]).items()}
    for group in ("", "fungal"):
        name = f"{group} infection" if group else "infection"
        said = onset(infected, bool(of["infections"]), group, complete="infections" in asked.study.complete)
        found[patient, "infection_onset", "", f"{name} with onset during treatment", ""] = said
    complete = "therapies" in asked.study.complete
    found[patient, "after", "", "allo-HSCT", ""] = transplanted(of["therapies"], complete=complete)
    bridged = bridge(of["therapies"], of["follow_up"], complete=complete)
    found[patient, "bridge", "", "bridge to transplant", ""] = bridged
    found[patient, "alive", "", "alive at last contact", ""] = alive(of["follow_up"])
    return found


def of_one(row: TidyRow, told: dict[str, Result], patient: TidyRow) -> dict[tuple[str, str, str], Said]:
    """When one infection began, how and when it ended, and its class where anything was recorded of it."""
    began, ended, day = WHEN.get(row["phase"]), row["outcome"], row["outcome_day"]
    on = None if day is None else str(day + 1 if day >= 0 else day)
    found = {
        ("infection", "", "onset of infection"): (began, began, "" if began else "onset relative to treatment not recorded", row["drugs"] or "", ""),
        ("infection_outcome", "", "outcome of infection"): (ended, ended, "" if ended else "outcome not recorded", "", ""),
        ("infection_outcome_day", "", "day of the outcome"): (on, on, "" if on else "day of the outcome not recorded", "", ""),
    }  # fmt: skip
    rule = criterion(MOULD)
    inputs = {name: told[name].word or told[name].interval for name in rule.needs if name in told}
    if patient["diagnosis"]:
        inputs["haematological_malignancy"] = Interval.exactly(1.0)
    outcome = adjudicate(rule, inputs, {name: told[name].printed for name in inputs if name in told})
    if outcome.surely:
        reason = outcome.reason if outcome.surely != outcome.possibly else ""
        found["infection_class", MOULD, rule.term] = (outcome.surely, outcome.possibly, reason, "", "")
    return found


def answer(surely: bool, possibly: bool, reason: str) -> Said:
    words = ["yes" if flag else "no" for flag in (surely, possibly)]
    return (*words, reason if possibly and not surely else "", "", "")


def onset(infected: list[TidyRow], spoken_of: bool, group: str, *, complete: bool) -> Said:
    """Whether one began during treatment; what is not known of onset or organism may be so."""
    if not spoken_of:
        return answer(False, not complete, "no statement on infections")
    began = [(WHEN.get(row["phase"], "open"), row["organism_group"] or "open") for row in infected]
    surely = ("during treatment", group) in began if group else any(when == "during treatment" for when, _ in began)
    may_be = [when for when, kind in began if not group or kind in (group, "open")]
    lacking = "onset or organism of an infection" if group else "onset of the infection relative to treatment"
    return answer(surely, {"during treatment", "open"} & {*may_be} != set(), f"{lacking} not recorded")


def transplanted(therapies: list[TidyRow], *, complete: bool) -> Said:
    given_ = [row["given"] for row in therapies if row["therapy"] == "allo-HSCT" and row["phase"] == "after"]
    unplaced = any(row["given"] and row["phase"] is None for row in therapies if row["therapy"] == "allo-HSCT")
    open_ = not given_ and not complete
    untold, unsaid = "whether allo-HSCT came after treatment not recorded", "no statement on allo-HSCT after treatment"
    return answer(any(given_), any(given_) or open_ or unplaced, untold if unplaced else unsaid)


def bridge(therapies: list[TidyRow], contacts: list[TidyRow], *, complete: bool) -> Said:
    """Whether a transplant came, and came before any relapse and any other therapy; a day that lacks leaves it open."""
    later = [row for row in therapies if row["given"] and row["phase"] != "before"]
    transplants = [row for row in later if row["therapy"] == "allo-HSCT"]
    others = [row for row in later if row["therapy"] != "allo-HSCT"] + [row for row in contacts if row["relapse"]]
    asked = any(row["therapy"] == "allo-HSCT" and row["phase"] == "after" for row in therapies)
    reason = "order of transplant, relapse and other therapy not recorded"
    if not transplants:
        return answer(False, not asked and not complete, "no statement on transplant")
    # One of which neither the phase nor a day on treatment is known may be one of before.
    if not any(row["phase"] or (row["day_earliest"] is not None and row["day_earliest"] >= 0) for row in transplants):
        untold = "whether the transplant came after treatment not recorded"
        possible = not others or any(row["day_earliest"] is None for row in transplants + others)
        return answer(False, possible or _came_first(transplants, others)[1], untold)
    if not others:
        return answer(True, True, reason)
    if any(row["day_earliest"] is None for row in transplants + others):
        return answer(False, True, reason)
    return answer(*_came_first(transplants, others), reason)


def _came_first(some: list[TidyRow], others: list[TidyRow]) -> tuple[bool, bool]:
    """Whether the first of some surely, and possibly, came before the first of others."""
    first, last = (min(row["day_earliest"] for row in some), min(row["day_latest"] for row in some))
    other_first, other_last = (min(row["day_earliest"] for row in others), min(row["day_latest"] for row in others))
    return last < other_first, other_last >= first


def alive(contacts: list[TidyRow]) -> Said:
    dead = any(row["status"] == "dead" for row in contacts)
    return answer(bool(contacts) and not dead, not dead, "no follow-up recorded")


# ---- Agreement ----


@pytest.mark.parametrize("how", STUDIED)
def test_the_engines_find_the_infections_and_outcomes_that_a_plain_reading_finds(
    how, read_rows, agrees_on_every_engine
):
    asked = STUDIED[how]

    @settings(STEADY, max_examples=1)
    @given(seeds=STUDIES)
    def agree(seeds):
        records = read_rows(asked, laid(seeds))
        agrees_on_every_engine(
            records, asked, (*OF_EACH, *OF_THE_PATIENT), lambda patient: plainly(records, patient, asked)
        )

    agree()


def test_the_invented_infections_reach_every_answer_and_every_reason(read_rows):
    reached: dict[str, set[str | None]] = {name: set() for name in (*OF_EACH, *OF_THE_PATIENT)}
    unspoken: dict[str, set[tuple[str | None, str | None]]] = {how: set() for how in STUDIED}

    @settings(STEADY, max_examples=8)
    @given(seeds=STUDIES)
    def gather(seeds):
        for how, asked in STUDIED.items():
            records = read_rows(asked, laid(seeds))
            assert len(records.patient_ids) > MANY / 2
            for patient in records.patient_ids:
                for (_, section, *_), (surely, possibly, reason, *_) in plainly(records, patient, asked).items():
                    reached[section] |= {surely, f"{surely}, possibly {possibly}" * (surely != possibly), reason}
            # The last patient, of whom nothing is known.
            nobody = plainly(records, records.patient_ids[-1], asked)
            unspoken[how] |= {(section, possibly) for (_, section, *_), (_, possibly, *_) in nobody.items()}

    gather()
    for how, asked in STUDIED.items():
        free = {section for name in asked.study.complete for section in DECIDES[name]}
        assert unspoken[how] == {(section, "no" if section in free else "yes") for section in OF_THE_PATIENT}, how
    assert reached["infection"] == {"", None, *WHEN.values(), "onset relative to treatment not recorded"}
    assert reached["infection_outcome"] == {"", None, "complete response", "death", "outcome not recorded"}
    assert reached["infection_outcome_day"] == {"", None, "60", "-2", "day of the outcome not recorded"}
    levels = criterion(MOULD).level_names
    # Evidence that has no column of its own (lavage PCR, fluid of the brain) is never excluded: no class ends at possible.
    open_ones = {f"{sure}, possibly {better}" for place, sure in enumerate(levels) for better in levels[:place]}
    assert {*levels, *open_ones} - {"none, possibly possible"} <= reached["infection_class"]
    lacking = {
        "infection_onset": {
            "onset of the infection relative to treatment not recorded",
            "onset or organism of an infection not recorded",
            "no statement on infections",
        },
        "after": {
            "no statement on allo-HSCT after treatment",
            "whether allo-HSCT came after treatment not recorded",
        },
        "bridge": {
            "order of transplant, relapse and other therapy not recorded",
            "whether the transplant came after treatment not recorded",
            "no statement on transplant",
        },
        "alive": {"no follow-up recorded"},
    }
    for section, reasons in lacking.items():
        assert reached[section] == {"", "yes", "no", "no, possibly yes", *reasons}, section


# What a complete table decides of a patient who has no row in it.
DECIDES = {"infections": ("infection_onset",), "therapies": ("after", "bridge")}
