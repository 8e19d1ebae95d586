"""Survival times of invented patients: by the engines, and by a reading of the same rules, patient by patient."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blastline.normalise.records import Records, TidyRow
from blastline.settings import Settings, Survival

STEADY = settings.get_profile("steady")
MANY = 100
REMISSION = {"CR", "CRh", "CRi"}
ENDPOINTS = {
    "overall survival": ("death",),
    "event-free survival": ("no remission", "relapse", "death"),
    "relapse-free survival": ("relapse", "death"),
    "duration of response": ("relapse",),
}
UNTOLD, UNASSESSED = "no contact says whether there was a relapse", "no response reported, and none derived"
FROM_REMISSION = ("relapse-free survival", "duration of response")
SWITCHES = [
    dict(zip(("transplant", "new_therapy"), how, strict=True)) for how in product(("ignore", "censor"), repeat=2)
]
TABLES = ("patients", "follow_up", "reported", "therapies")
SECTIONS = ("survival_event", "survival_time")
# The same as if no transplant had ended the observation, where the study lets one end it.
THROUGH = dict(zip(SECTIONS, ("event_through_transplant", "time_through_transplant"), strict=True))
TO_TRANSPLANT = "time_to_transplant"


# ---- Inventing patients ----


@st.composite
def times(draw: st.DrawFn, earliest: int, latest: int) -> dict[str, str]:
    """A study day, a date, a month, a year, or nothing."""
    # On few days, so that two things fall on one.
    day = 5 * draw(st.integers(earliest // 5, latest // 5))
    calendar = (date(2022, 2, 1) + timedelta(days=day)).isoformat()
    how = draw(st.sampled_from(["day"] * 4 + ["date"] * 4 + ["month"] * 6 + ["year", "none"]))
    return {
        "day": {"day": str(day + 1 if day >= 0 else day)},
        "date": {"date": calendar},
        "month": {"date": calendar[:7]},
        "year": {"date": calendar[:4]},
        "none": {},
    }[how]


def rows(days: tuple[int, int], how_many: tuple[int, int], **cells: list[str]) -> st.SearchStrategy[list[dict]]:
    choices = st.fixed_dictionaries({name: st.sampled_from(known) for name, known in cells.items()})
    row = st.builds(lambda when, told: told | when, times(*days), choices)
    return st.lists(row, min_size=how_many[0], max_size=how_many[1])


RESPONSES = ["CR", "CR", "CRh", "CRi", "CRi", "CR/CRi", "CRi/PR", "PR", "NR"]
KINDS = {
    "alive": rows((0, 120), (1, 3), status=["alive"], phase=["after"], relapse=["no", "no", "yes", ""]),
    "dead": rows((60, 150), (0, 1), status=["dead"], phase=["after"], relapse=["no", "no", "", "yes"]),
    "reported": rows((10, 60), (0, 3), endpoint=["response"], value=RESPONSES, phase=["end"]),
    "mrd": rows((10, 60), (0, 1), endpoint=["MRD"], value=["negative"], phase=["end"]),
    "therapies": rows(
        (-20, 110),
        (0, 2),
        therapy=["allo-HSCT", "chemotherapy", "CAR-T"],
        given=["yes", "yes", "yes", "no"],
        phase=["after", "after", "", "before"],
    ),
}
FIRST_DOSES = st.sampled_from(["2022-02-01"] * 6 + ["2022-02", ""]).map(lambda when: [{"first_dose": when}])
PATIENTS = st.fixed_dictionaries({"patients": FIRST_DOSES} | KINDS)
# The simplest batch, which Hypothesis tries first, holds nothing that could be got wrong.
STUDIES = st.lists(PATIENTS, min_size=MANY, max_size=MANY).filter(lambda found: any(one["dead"] for one in found))

IN_MAY = {"phase": "after", "status": "alive", "date": "2022-05", "relapse": "yes"}
ON_MAY_1, IN_JUNE = IN_MAY | {"date": "2022-05-01"}, IN_MAY | {"date": "2022-06"}
CR = {"endpoint": "response", "value": "CR", "phase": "end", "date": "2022-03-01"}
LATER = [{"therapy": therapy, "given": "yes", "phase": "after"} for therapy in ("allo-HSCT", "CAR-T")]
MAY_1 = [therapy | {"date": "2022-05-01"} for therapy in LATER]
WELL, DIED = (
    IN_MAY | {"date": "2022-04-20", "relapse": "no"},
    IN_MAY
    | {
        "date": "2022-05-10",
        "status": "dead",
        "relapse": "",
    },
)
# Of the first nothing is known; few invented patients die in the month of their relapse, or have it on such a day.
HARD: list[dict[str, list[dict[str, str]]]] = [
    {},
    {"alive": [IN_MAY], "reported": [CR], "dead": [IN_MAY | {"date": "2022-05-10", "status": "dead", "relapse": ""}]},
    {"alive": [IN_MAY], "reported": [CR], "therapies": MAY_1},
    {"alive": [IN_MAY, IN_JUNE], "reported": [CR], "therapies": MAY_1},
    {"alive": [ON_MAY_1, IN_JUNE], "reported": [CR], "therapies": MAY_1},
    {"alive": [IN_MAY], "reported": [CR], "therapies": LATER},
    *({"alive": [WELL], "reported": [CR], "dead": [DIED], "therapies": [one | {"date": "2022-05"}]} for one in LATER),
]


def laid(found: list[dict[str, list[dict]]]) -> dict[str, list[dict[str, str]]]:
    """The rows by table, each with its patient; what a patient states twice of one time is stated once."""
    tables: dict[str, list[dict[str, str]]] = {name: [] for name in TABLES}
    nothing: dict[str, list[dict]] = {name: [] for name in KINDS} | {"patients": [{"first_dose": "2022-02-01"}]}
    for number, one in enumerate([*found, *(nothing | hard for hard in HARD)]):
        contacts = {(row.get("day"), row.get("date")): row for row in one["alive"] + one["dead"]}
        stated = one | {"follow_up": list(contacts.values()), "reported": one["reported"] + one["mrd"]}
        for name in TABLES:
            tables[name] += [{"patient_id": f"P{number}"} | row for row in stated[name]]
    return tables


def study(handling: dict[str, str]) -> Settings:
    return Settings.model_validate(
        {
            "study": {"title": "Invented", "cutoff": date(2022, 12, 31), "first_day": 1, "records": TABLES},
            "treatment": {"drug": "blinatumomab", "steps": [{"days": 28, "dose": "28 ug/day"}]},
            "survival": handling,
        }
    )


# ---- Reading plainly ----

Span = tuple[int, int]
# A finding by patient, section, criterion, variable and part: both ends, why it is open, nothing, and what ended the time.
Key = tuple[str, str, str, str, str]
Said = tuple[str | None, str | None, str, str, str]


def plainly(records: Records, patient: str, handling: Survival) -> dict[Key, Said]:
    """Every survival finding of one patient."""
    found = survival(records, patient, handling)
    if handling.transplant == "censor":
        through = survival(records, patient, handling.model_copy(update={"transplant": "ignore"}))
        found |= {(who, THROUGH[section], *rest): one for (who, section, *rest), one in through.items()}
    _, said, later = of_patient(records, patient)
    transplants = [row for row in later if row["therapy"] == "allo-HSCT"]
    for endpoint in ENDPOINTS:
        start = first([row for row in said if is_remission(row)]) if endpoint in FROM_REMISSION else (0, 0)
        found[patient, TO_TRANSPLANT, "", endpoint, ""] = to_transplant(start, transplants)
    return found


def to_transplant(start: Span | None, transplants: list[TidyRow]) -> Said:
    """From the start of a time to the first transplant."""
    when = first(transplants)
    if len(spans(transplants)) < len(transplants):
        return None, None, "a transplant was recorded without a day", "", ""
    if when is None:
        return None, None, "no transplant recorded", "", ""
    if start is None:
        return None, None, "no remission reported on a known day", "", ""
    return str(max(0, when[0] - start[1])), str(max(0, when[1] - start[0])), "", "", ""


def of_patient(records: Records, patient: str) -> tuple[list[TidyRow], list[TidyRow], list[TidyRow]]:
    """Contacts, responses, and therapies that were given after the treatment began."""
    contacts, said, therapies = (
        [row for row in records.table(name) if row["patient_id"] == patient]
        for name in ("follow_up", "reported", "therapies")
    )
    said = [row for row in said if row["endpoint"] == "response"]
    return contacts, said, [row for row in therapies if row["given"] and row["phase"] != "before"]


def survival(records: Records, patient: str, handling: Survival) -> dict[Key, Said]:
    """The time to each endpoint and its event."""
    contacts, said, later = of_patient(records, patient)
    ending = {
        name: [row for row in later if (row["therapy"] == "allo-HSCT") == (name == "transplant")]
        for name, how in (("transplant", handling.transplant), ("new therapy", handling.new_therapy))
        if how == "censor"
    }
    ended = censoring(contacts, ending)
    found: dict[Key, Said] = {}
    for endpoint, events in ENDPOINTS.items():
        start = first([row for row in said if is_remission(row)]) if endpoint in FROM_REMISSION else (0, 0)
        event = first_event(events, contacts, said)
        hole = undated(events, contacts, said, ending) or nowhere(start, event, ended)
        died = "death" not in events and bool(dead(contacts))
        both = [(None, None, hole, "", "")] * 2 if hole else happened(start, event, ended, died=died)
        if "no remission" in events and not hole and not said:
            both = [(*one[:2], UNASSESSED, *one[3:]) for one in both]
        if hole == UNTOLD and "no remission" in events and not unclear(said) and is_sure(event, ended):
            # A death is an event at the latest also where nobody told of a relapse.
            remissions = first([row for row in said if is_remission(row)])
            low = str(min(event[1][0], remissions[0] if remissions else 0))
            both = [("yes", "yes", hole, "", event[0]), (low, str(event[1][1]), hole, "", event[0])]
        found |= {(patient, section, "", endpoint, ""): one for section, one in zip(SECTIONS, both, strict=True)}
    return found


def is_remission(row: TidyRow) -> bool:
    return len(row["value"]) == 1 and row["value"] <= REMISSION


def spans(some: list[TidyRow]) -> list[Span]:
    """Between which days each was; a year that began before the treatment counts from its first day."""
    return [(max(0, row["day_earliest"]), row["day_latest"]) for row in some if row["day_earliest"] is not None]


def first(some: list[TidyRow]) -> Span | None:
    """Between which days the first of them was."""
    return (min(low for low, _ in spans(some)), min(high for _, high in spans(some))) if spans(some) else None


def dead(contacts: list[TidyRow]) -> list[TidyRow]:
    return [row for row in contacts if row["status"] == "dead"]


def relapsed(contacts: list[TidyRow]) -> list[TidyRow]:
    return [row for row in contacts if row["relapse"]]


def first_event(events: tuple[str, ...], contacts: list[TidyRow], said: list[TidyRow]) -> tuple[str, Span] | None:
    """Which event may have come first of all, and between which days the first of them came."""
    failed = bool(said) and not spans([row for row in said if is_remission(row)])
    days = {
        "no remission": (0, 0) if failed else None,
        "relapse": first(relapsed(contacts)),
        "death": first(dead(contacts)),
    }
    found = first_of({name: days[name] for name in events})
    if found and "no remission" in events and not said:
        return "no remission, relapse or death", (0, found[1][1])
    return found


def first_of(days: dict[str, Span | None]) -> tuple[str, Span] | None:
    """Which of several may have come first, and between which days the first of them came."""
    known = {name: span for name, span in days.items() if span}
    if not known:
        return None
    sooner = min(known, key=lambda name: known[name][0])
    return sooner, (known[sooner][0], min(high for _, high in known.values()))


def censoring(contacts: list[TidyRow], ending: dict[str, list[TidyRow]]) -> tuple[str, Span] | None:
    """The last contact, or what ends the observation and may have come before it."""
    if not spans(contacts):
        return None
    last = ("last contact", (max(low for low, _ in spans(contacts)), max(high for _, high in spans(contacts))))
    ended = first_of({name: first(some) for name, some in ending.items()})
    return ended if ended and ended[1][0] < last[1][1] else last


def undated(
    events: tuple[str, ...], contacts: list[TidyRow], said: list[TidyRow], ending: dict[str, list[TidyRow]]
) -> str:
    """What was recorded without the day, or left out, so that nothing can be said."""
    endings = dead(contacts) + (relapsed(contacts) if "relapse" in events else [])
    if len(spans(endings)) < len(endings):
        return "a death or relapse was recorded without a day"
    if any(len(spans(some)) < len(some) for some in ending.values()):
        return "a therapy that ends the observation was recorded without a day"
    if "relapse" in events and contacts and all(row["relapse"] is None for row in contacts):
        return UNTOLD
    if "no remission" in events and unclear(said):
        return "a response that may be a remission has no day"
    # These studies ask for no response system, so that none is derived from marrows.
    if "no remission" in events and not said and not spans(relapsed(contacts) + dead(contacts)):
        return UNASSESSED
    return ""


def unclear(said: list[TidyRow]) -> bool:
    """Whether a response without a day, or one such as CR/PR, may be the only remission."""
    maybe = [row for row in said if row["value"] & REMISSION and not (is_remission(row) and spans([row]))]
    return bool(maybe) and not spans([row for row in said if is_remission(row)])


def is_sure(event: tuple[str, Span] | None, ended: tuple[str, Span] | None) -> bool:
    # An event that was recorded was not after the last contact.
    return event is not None and (ended is None or ended[0] == "last contact" or event[1][1] <= ended[1][0])


def nowhere(start: Span | None, event: tuple[str, Span] | None, ended: tuple[str, Span] | None) -> str:
    """Why there is no time from the start to the end."""
    if start and event and event[1][1] < start[0]:
        return "the event lies before the remission; check their dates"
    if start and ended and ended[0] != "last contact" and ended[1][1] < start[0]:
        return "the observation ended before the remission"
    if start is None:
        return "no remission reported on a known day"
    return "" if event or ended else "no follow-up with a day recorded"


def happened(start: Span, event: tuple[str, Span] | None, ended: tuple[str, Span] | None, *, died: bool) -> list[Said]:
    """Whether the event came before the observation ended, and the time to the one or the other."""
    ended_by = ended and ("death" if died and ended[0] == "last contact" else ended[0])
    surely = is_sure(event, ended)
    possibly = surely or (event is not None and event[1][0] <= ended[1][1])
    reason = "the event may have come before or after censoring" if possibly and not surely else ""
    why = event[0] if surely else f"{event[0]}, or censored: {ended_by}" if possibly else f"censored: {ended_by}"
    until = [event[1]] if surely else [event[1], ended[1]] if possibly else [ended[1]]
    low = max(0, min(low for low, _ in until) - start[1])
    high = max(0, max(high for _, high in until) - start[0])
    yes = ["yes" if flag else "no" for flag in (surely, possibly)]
    return [(*yes, reason, "", why), (str(low), str(high), reason, "", why)]


# ---- Agreement ----


@pytest.mark.parametrize("handling", SWITCHES, ids=lambda how: "-".join(how.values()))
def test_the_engines_find_the_survival_that_a_plain_reading_finds(handling, read_rows, agrees_on_every_engine):
    asked = study(handling)

    @settings(STEADY, max_examples=1)
    @given(found=STUDIES)
    def agree(found):
        records = read_rows(asked, laid(found))
        sections = (*SECTIONS, TO_TRANSPLANT, *(THROUGH.values() if asked.survival.transplant == "censor" else ()))
        agrees_on_every_engine(records, asked, sections, lambda patient: plainly(records, patient, asked.survival))

    agree()


def test_the_invented_patients_reach_every_end_of_every_survival_time(read_rows):
    reached: dict[str, set[str]] = {name: set() for name in ENDPOINTS}
    transplants: set[str] = set()

    @settings(STEADY, max_examples=15)
    @given(found=STUDIES, handling=st.sampled_from(SWITCHES))
    def gather(found, handling):
        asked = study(handling)
        records = read_rows(asked, laid(found))
        assert len(records.patient_ids) > MANY / 2
        for patient in records.patient_ids:
            for (_, section, _, endpoint, _), (surely, possibly, reason, _, verdict) in plainly(
                records, patient, asked.survival
            ).items():
                where = transplants if section == TO_TRANSPLANT else reached[endpoint]
                where |= {reason, verdict, "open" if surely != possibly else "decided"}

    gather()
    why = {"a transplant was recorded without a day", "no transplant recorded", "no remission reported on a known day"}
    assert transplants == {"", "open", "decided", *why}
    for endpoint, events in ENDPOINTS.items():
        assert reached[endpoint] == {"", "open", "decided", *reasons(endpoint), *ends(events)}, endpoint


def reasons(endpoint: str) -> set[str]:
    """No event lies before the first dose, and survival needs neither remission nor relapse."""
    every = {
        "a death or relapse was recorded without a day",
        "a therapy that ends the observation was recorded without a day",
        "no follow-up with a day recorded",
        "the event may have come before or after censoring",
    }
    of_relapse = {"no contact says whether there was a relapse"} if endpoint != "overall survival" else set()
    failed = {"a response that may be a remission has no day", "no response reported, and none derived"}
    failed = failed if endpoint == "event-free survival" else set()
    late = {
        "no remission reported on a known day",
        "the event lies before the remission; check their dates",
        "the observation ended before the remission",
    }
    return every | of_relapse | failed | (late if endpoint in FROM_REMISSION else set())


def ends(events: tuple[str, ...]) -> set[str]:
    """No remission is on the day of the first dose, surely before any censoring; the last contact leaves none open."""
    censored = {f"censored: {why}" for why in ("last contact", "transplant", "new therapy")}
    censored |= {"censored: death"} if events == ("relapse",) else set()
    either = {f"{event}, or censored: {why}" for event in events for why in ("transplant", "new therapy")}
    told = {*events, *censored, *(why for why in either if not why.startswith("no remission"))}
    if "no remission" not in events:
        return told
    unassessed = "no remission, relapse or death"
    return told | {unassessed, *(f"{unassessed}, or censored: {why}" for why in ("transplant", "new therapy"))}
