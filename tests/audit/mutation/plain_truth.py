"""
Whether a printed fact is true of the patients: counted again one by one, by other means than those that printed it.

It shares with the writers only the patients and the names of the slots, so that tests can hold the one against the other.
"""

import re
from collections.abc import Callable, Iterator

import numpy as np

from mutation.draft import Draft, Part, Slot
from mutation.study import Patient
from mutation.voice import voice

WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {"twenty": 20, "thirty": 30, "forty": 40}
# The first words of each work, by the key under which it is cited.
WORKS = {
    "astct": "Santomasso",
    "lee": "Gardner",
    "ctcae": "CTCAE",
    "eln": "ELN",
    "tower": "Kantarjian H",
    "topp": "Topp",
}
LAST_DAY_ON_TREATMENT = 28


def untrue(draft: Draft) -> Iterator[tuple[Part, Slot]]:
    """Every printed fact that is not so."""
    for part in draft.parts():
        for slot in part.slots():
            if not TRUE[slot.role](draft, slot):
                yield part, slot


def number(text: str) -> float:
    """A number in words or in figures."""
    word = text.casefold()
    if re.fullmatch(r"[−\d.]+", word):
        return float(word.replace("−", "-"))
    return sum(WORDS[each] for each in word.split("-"))


def member(patient: Patient, about: str) -> bool:
    """Whether a patient belongs to a group, by the name of the group."""
    name, _, level = about.partition("=")
    if level:
        told = {"sex": patient.sex, "response": patient.response, "crs": str(patient.crs), "icans": str(patient.icans)}
        told |= {"marrow": patient.mrd_marrow, "csf": patient.mrd_csf}
        told |= {test: str(grade) for test, grade in patient.grades.items()}
        return told[name] == level
    if name.startswith("infected_"):
        return patient.infection is not None and _phase(patient.infection.day) == name.removeprefix("infected_")
    return {
        "everyone": True,
        "cns": patient.cns,
        "remission": patient.response[:2] == "CR",
        "infected": patient.infection is not None,
        "died": patient.died,
        "alive": not patient.died,
        "any_crs": patient.crs >= 1,
        "any_icans": patient.icans >= 1,
        "transplanted": patient.transplanted,
    }[name]


def members(draft: Draft, about: str) -> list[int]:
    return [patient.number for patient in draft.study.patients if member(patient, about)]


def parent(draft: Draft, about: str) -> list[int]:
    """Those who could belong: of what is only looked for in some, those."""
    of = {"marrow": "remission", "transplanted": "remission", "csf": "cns"}
    return members(draft, of.get(about.partition("=")[0], "everyone"))


def _phase(day: int) -> str:
    return "before" if day < 0 else "during" if day < LAST_DAY_ON_TREATMENT else "after"


def _values(draft: Draft, about: str) -> list[float]:
    return [float(patient.values[about]) for patient in draft.study.patients]


def _near(draft: Draft, slot: Slot, exact: float) -> bool:
    """Whether it is the number, to the last figure that is printed."""
    digits = len(slot.text.partition(".")[2])
    return abs(number(slot.text) - exact) <= 0.5 * 10**-digits + 1e-9


def _numbers(draft: Draft, slot: Slot) -> list[int]:
    """The patients that a list names, with those between the ends of a dash."""
    told: list[int] = []
    for low, high in re.findall(r"(\d+)(?:–\D*(\d+))?", slot.text):
        told += range(int(low), int(high or low) + 1)
    return told


def _of_patient(say: Callable[[Draft, Patient], str]) -> Callable[[Draft, Slot], bool]:
    return lambda draft, slot: slot.text == say(draft, draft.study.patients[int(slot.about.split(".")[0]) - 1])


def _cited(draft: Draft, slot: Slot) -> bool:
    place = int(slot.text) - 1
    return place < len(draft.references) and WORKS.get(slot.about, "Maude") in draft.references[place].text


def _there(draft: Draft, slot: Slot) -> bool:
    """Whether there is a table, or a caption, that is called so or begins so."""
    if slot.text.startswith("Table"):
        return any(table.name.startswith(slot.text) for table in draft.tables())
    return any(part.text.startswith(f"{slot.text}.") for part in draft.sentences())


def _same_meaning(draft: Draft, slot: Slot) -> bool:
    return MEANT[slot.about] in slot.text


# The word by which the right meaning is known.
MEANT = {"CRS": "release", "ICANS": "effector", "MRD": "residual", "HSCT": "stem", "CSF": "spinal"}

TRUE: dict[str, Callable[[Draft, Slot], bool]] = {
    "count": lambda draft, slot: number(slot.text) == len(members(draft, slot.about)),
    "of": lambda draft, slot: number(slot.text) == len(parent(draft, slot.about)),
    "list": lambda draft, slot: _numbers(draft, slot) == members(draft, slot.about),
    "rest": lambda draft, slot: number(slot.text) + len(members(draft, slot.about)) == len(parent(draft, slot.about)),
    "rest_list": lambda draft, slot: (
        sorted(_numbers(draft, slot) + members(draft, slot.about)) == parent(draft, slot.about)
    ),
    "percent": lambda draft, slot: _near(
        draft, slot, 100 * len(members(draft, slot.about)) / len(parent(draft, slot.about))
    ),
    "low": lambda draft, slot: number(slot.text) == min(_values(draft, slot.about)),
    "high": lambda draft, slot: number(slot.text) == max(_values(draft, slot.about)),
    "median": lambda draft, slot: _near(draft, slot, float(np.median(_values(draft, slot.about)))),
    "mean": lambda draft, slot: _near(draft, slot, float(np.mean(_values(draft, slot.about)))),
    "sd": lambda draft, slot: _near(draft, slot, float(np.std(_values(draft, slot.about), ddof=1))),
    "unit": lambda draft, slot: slot.text == voice(draft.voice).style["units"][slot.about],
    "value": lambda draft, slot: _of_patient(lambda _, p: str(p.values[slot.about.split(".")[1]]))(draft, slot),
    "grade": lambda draft, slot: _of_patient(lambda _, p: str(p.grades[slot.about.split(".")[1]]))(draft, slot),
    "response": _of_patient(lambda _, patient: patient.response),
    "sex": _of_patient(lambda _, patient: patient.sex),
    "crs": _of_patient(lambda _, patient: str(patient.crs)),
    "icans": _of_patient(lambda _, patient: str(patient.icans)),
    "marrow": _of_patient(lambda _, patient: patient.mrd_marrow or "–"),
    "csf": _of_patient(lambda _, patient: patient.mrd_csf or "–"),
    "cns": _of_patient(lambda _, patient: "yes" if patient.cns else "no"),
    "transplanted": _of_patient(lambda _, patient: "yes" if patient.transplanted else "no"),
    "died": _of_patient(lambda _, patient: "died" if patient.died else "alive"),
    "day": _of_patient(lambda _, patient: str(patient.infection.day).replace("-", "−")),
    "infection": _of_patient(
        lambda _, p: f"{p.infection.name} (day {str(p.infection.day).replace('-', '−')})" if p.infection else "–"
    ),
    "phase": _of_patient(lambda draft, p: voice(draft.voice).style["phases"][_phase(p.infection.day)]),
    "compartment": lambda draft, slot: "fluid" in slot.text or "CSF" in slot.text,
    "cite": _cited,
    "mention": _there,
    "definition": lambda draft, slot: slot.about in slot.text,
    "meaning": _same_meaning,
}
