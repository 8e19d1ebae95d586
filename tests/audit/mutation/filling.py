"""
Sentences with gaps, filled from a study: `{count}` of the patients, `{low}` of a measurement, `{response}` of one.

`[patient|patients]` takes the first where the group counts one. A list in brackets of too many patients is left out.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from blastline.estimate.proportions import clopper_pearson
from mutation.draft import Pieces, Slot
from mutation.printed import mean, middle, percent, spread
from mutation.study import Group, Patient, Study
from mutation.voice import Voice

GAP = re.compile(r"\{(\w+)(?::([\w=]+))?\}")
CHOICE = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
LIST = re.compile(r"\s*\(\{list\}\)")
LONGEST_LIST = 8
FEW = 12
TURNED_AWAY = 3
# The calendar of the invented centre, in days.
FIRST_DOSE, APART, REFERRED, ASSESSED = date(2018, 2, 5), 41, 17, 80


@dataclass
class Filler:
    """Fills the sentences of one manuscript; `cited` grows with each reference, in the order of first mention."""

    voice: Voice
    study: Study
    # What the text calls each table and figure.
    places: Mapping[str, str]
    cited: list[str] = field(default_factory=list)

    @property
    def few(self) -> bool:
        """Whether patients are told one by one."""
        return len(self.study) <= FEW

    def fill(self, template: str, about: str = "", patient: Patient | None = None) -> Pieces:
        """The sentence in pieces; `about` is the group, the measurement or the whole that its gaps tell of."""
        group = self.study.groups.get(about)
        if group:
            template = _suited(template, group)
        pieces: list[str | Slot] = []
        end = 0
        for found in GAP.finditer(template):
            pieces.append(template[end : found.start()])
            pieces += self._gap(found[1], found[2] or about, patient)
            end = found.end()
        return tuple(piece for piece in [*pieces, template[end:]] if piece not in ("",))

    def _gap(self, role: str, about: str, patient: Patient | None) -> list[str | Slot]:
        if role in PLACED:
            return PLACED[role](self, about)
        if role in OF_PATIENT and patient:
            return OF_PATIENT[role](self, patient, about)
        if about in self.study.groups:
            return OF_GROUP[role](self, about, self.study.groups[about])
        return OF_QUANTITY[role](self, about, self.study.values(about))

    # ---- What stands anywhere ----

    def cite(self, key: str) -> list[str | Slot]:
        if key not in self.cited:
            self.cited.append(key)
        return ["[", Slot(str(self.cited.index(key) + 1), "cite", key), "]"]

    def mention(self, key: str) -> list[str | Slot]:
        return [Slot(self.places[key], "mention", key)]

    def definitions(self, _: str) -> list[str | Slot]:
        """What each category of response means; each with the sign that parts it from the one before."""
        style = self.voice.style
        slots = [Slot(text, "definition", name) for name, text in style["definitions"].items()]
        return [piece for slot in slots for piece in ("; ", slot)][1:]

    def meaning(self, abbreviation: str) -> list[str | Slot]:
        return [Slot(self.voice.spelled(ABBREVIATIONS[abbreviation]), "meaning", abbreviation)]

    # ---- Parts of a whole ----

    def parts(self, whole: str) -> list[str | Slot]:
        """Every part that has patients: "grade 0 in two patients (Pt 1, 3) and grade 1 in one"."""
        told = [self._part(name) for name in self.study.parts(whole)]
        pieces: list[str | Slot] = []
        for place, one in enumerate(told):
            pieces += [] if not place else [" and " if place == len(told) - 1 else ", "]
            pieces += one
        return pieces

    def _part(self, name: str) -> Pieces:
        whole, level = name.split("=")
        template = self.voice.style["parts"].get(whole) or self.voice.style["parts"]["grade"]
        return self.fill(template.replace("{level}", level), name)


def _suited(template: str, group: Group) -> str:
    """Singular or plural, and without a list that would be too long or of nobody."""
    template = CHOICE.sub(lambda found: found[1 if len(group.members) == 1 else 2], template)
    return LIST.sub("", template) if not 0 < len(group.members) <= LONGEST_LIST else template


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fraction(filler: Filler, about: str, group: Group) -> list[str | Slot]:
    return [Slot(str(len(group.members)), "count", about), "/", Slot(str(len(group.of)), "of", about)]


def _percent(filler: Filler, about: str, group: Group) -> list[str | Slot]:
    digits = filler.voice.style["percent_digits"]
    return [Slot(percent(len(group.members), len(group.of), digits), "percent", about), "%"]


def _interval(filler: Filler, about: str, group: Group) -> list[str | Slot]:
    """The exact interval of a proportion, in per cent."""
    found = clopper_pearson(len(group.members), len(group.of))
    return [f"{100 * found.low:.1f}–{100 * found.high:.1f}"]


def _range(filler: Filler, about: str, values: list[Decimal]) -> list[str | Slot]:
    low, dash, high = filler.voice.range(str(min(values)), str(max(values)))
    return [Slot(low, "low", about)] if low == high else [Slot(low, "low", about), dash, Slot(high, "high", about)]


def _values(filler: Filler, about: str, values: list[Decimal]) -> list[str | Slot]:
    """In the order of the patients, as one list."""
    told = [Slot(str(value), "value", f"{place}.{about}") for place, value in enumerate(values, 1)]
    parted: list[str | Slot] = []
    for place, slot in enumerate(told):
        parted += [] if not place else [" and " if place == len(told) - 1 else ", "]
        parted.append(slot)
    return parted


def _unit(filler: Filler, about: str, values: list[Decimal]) -> list[str | Slot]:
    return [Slot(filler.voice.unit(about), "unit", about)]


def _median(filler: Filler, about: str, values: list[Decimal]) -> list[str | Slot]:
    return [Slot(middle(values, filler.voice.style.get("median_digits")), "median", about)]


def _words(role: str, say: Callable[[Voice, Group], str]) -> Any:
    return lambda filler, about, group: [Slot(say(filler.voice, group), role, about)]


def _of(role: str, say: Callable[[Voice, Patient], str]) -> Any:
    return lambda filler, patient, about: [Slot(say(filler.voice, patient), role, f"{patient.number}.{role}")]


def _dated(patient: Patient, day: int) -> str:
    """A day of a patient, counted from the first dose, as a date; each was treated some weeks after the one before."""
    found = FIRST_DOSE + timedelta(days=APART * patient.number + day)
    return f"{found.day} {found:%B %Y}"


PLACED: dict[str, Any] = {
    "cite": Filler.cite,
    "table": Filler.mention,
    "figure": Filler.mention,
    "definitions": Filler.definitions,
    "meaning": Filler.meaning,
    "parts": Filler.parts,
    # More than were treated, which is no contradiction.
    "screened": lambda filler, about: [filler.voice.number(len(filler.study) + TURNED_AWAY)],
    "last_name": lambda filler, about: [filler.voice.patient(len(filler.study))],
}
OF_GROUP: dict[str, Any] = {
    "count": _words("count", lambda voice, group: voice.number(len(group.members))),
    "Count": _words("count", lambda voice, group: _capital(voice.number(len(group.members)))),
    "n": _words("count", lambda voice, group: str(len(group.members))),
    "of": _words("of", lambda voice, group: str(len(group.of))),
    "whole": _words("of", lambda voice, group: voice.number(len(group.of))),
    "Whole": _words("of", lambda voice, group: _capital(voice.number(len(group.of)))),
    "list": _words("list", lambda voice, group: voice.patients(group.members)),
    "rest": _words("rest", lambda voice, group: voice.number(len(group.of) - len(group.members))),
    "others": _words("rest_list", lambda voice, group: voice.patients(sorted(set(group.of) - set(group.members)))),
    "fraction": _fraction,
    "percent": _percent,
    "interval": _interval,
}
OF_QUANTITY: dict[str, Any] = {
    "low": lambda filler, about, values: [Slot(str(min(values)), "low", about)],
    "high": lambda filler, about, values: [Slot(str(max(values)), "high", about)],
    "range": _range,
    "median": _median,
    "mean": lambda filler, about, values: [Slot(mean(values, 2), "mean", about)],
    "sd": lambda filler, about, values: [Slot(spread(values, 2), "sd", about)],
    "values": _values,
    "unit": _unit,
}
OF_PATIENT: dict[str, Any] = {
    "name": lambda filler, patient, about: [filler.voice.patient(patient.number)],
    "Name": lambda filler, patient, about: [_capital(filler.voice.patient(patient.number))],
    "response": _of("response", lambda voice, patient: patient.response),
    "crs": _of("crs", lambda voice, patient: str(patient.crs)),
    "icans": _of("icans", lambda voice, patient: str(patient.icans)),
    "man": lambda filler, patient, about: ["man" if patient.sex == "male" else "woman"],
    "He": lambda filler, patient, about: ["He" if patient.sex == "male" else "She"],
    "he": lambda filler, patient, about: ["he" if patient.sex == "male" else "she"],
    "him": lambda filler, patient, about: ["him" if patient.sex == "male" else "her"],
    "his": lambda filler, patient, about: ["his" if patient.sex == "male" else "her"],
    "referred": lambda filler, patient, about: [_dated(patient, -REFERRED).split(" ", 1)[1]],
    "started": lambda filler, patient, about: [_dated(patient, 0)],
    "assessed": lambda filler, patient, about: [_dated(patient, ASSESSED)],
    "onset": lambda filler, patient, about: [_dated(patient, patient.infection.day)],
    "marrow": _of("marrow", lambda voice, patient: patient.mrd_marrow),
    "csf": _of("csf", lambda voice, patient: patient.mrd_csf),
    "infection": lambda filler, patient, about: [patient.infection.name],
    "phase": _of("phase", lambda voice, patient: voice.style["phases"][patient.infection.phase]),
    "day": _of("day", lambda voice, patient: str(patient.infection.day).replace("-", "−")),
    "in_fluid": _of("compartment", lambda voice, patient: voice.style["in_fluid"]),
    "value": lambda filler, patient, about: [Slot(str(patient.values[about]), "value", f"{patient.number}.{about}")],
    "unit": lambda filler, patient, about: [Slot(filler.voice.unit(about), "unit", about)],
    "grade": lambda filler, patient, about: [Slot(str(patient.grades[about]), "grade", f"{patient.number}.{about}")],
}
ABBREVIATIONS = {
    "CRS": "cytokine release syndrome",
    "ICANS": "immune effector cell-associated neurotoxicity syndrome",
    "MRD": "measurable residual disease",
    "HSCT": "haematopoietic stem cell transplantation",
    "CSF": "cerebrospinal fluid",
}
