"""What a row or column of a table is about, by its head."""

import re
from dataclasses import dataclass

from blastline.audit.understanding.claims import Attribute
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.numbers import UNIT
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.vocabulary import heads, lexicon, variable

WORDS_OF_A_HEAD = 6
AT_RESPONSE = re.compile(r"(?i)\bat (?:the )?(?:time of )?(?:best |first )?(?:response|remission|CR)\b")
IN_UNITS = re.compile(rf"[(\[,]\s*({UNIT})\s*[)\]]?|\s({UNIT})$")


@dataclass(frozen=True, slots=True)
class Head:
    """What a column or row is about: its variable, unit, and what its cells hold (number, grade, response, event)."""

    variable: str
    unit: str
    kind: str
    compartment: str = ""
    options: tuple[str, ...] = ()
    statistic: str = ""
    phase: str = ""


def head_of(text: str, main_therapy: str) -> Head:
    """What stands under "Hematological toxicity Grade: Neutrophil", "Efficacy of CAR-T" or "Sex, male/female"."""
    plain = plainly(text)
    found = IN_UNITS.search(plain)
    unit = (found[1] or found[2]) if found else ""
    options = re.search(r",\s*(?!n/N)([^,/(]+)/([^,/(]+)$", plain)
    named = tuple(option.strip() for option in options.groups()) if options else ()
    bare = re.sub(r"\([^)]*\)", "", plain[: options.start()] if options else plain)
    bare = re.sub(r",? *\bn(?:/N)?\b *,?$", "", bare.strip(" ,:")).strip(" ,:")
    compartment = lexicon("compartments").first(plain)
    if re.search(r"(?i)\bgrade", plain):
        about = lexicon("toxicities").first(plain.split(":")[-1]) or heads().first(plain.split(":")[-1])
        about = about or lexicon("toxicities").first(plain) or heads().first(plain)
        return Head(f"{about} grade" if about else bare.lower(), "", "grade", options=named)
    # "Platelets at response" are platelets.
    if re.search(r"(?i)response|efficacy|outcome of|remission", AT_RESPONSE.sub("", plain)):
        therapy = lexicon("therapies").first(plain)
        name = "response" if therapy in ("", main_therapy) else f"response to {therapy}"
        return Head(name, "", "response", options=named)
    if re.search(r"(?i)\bMRD|residual disease", plain):
        return Head("mrd", "", "mrd", compartment, named)
    if re.search(r"(?i)\b(?:sex|gender)\b", plain):
        return Head("sex", "", "sex", options=named)
    if re.search(r"(?i)infection", plain):
        return Head("infection", "", "event", options=named)
    befallen = _event_of(bare)
    if befallen:
        return Head(befallen, "", "happened", options=named)
    # "Leukaemia cells in marrow: CD19" is of CD19.
    known = heads().first(bare.split(": ")[-1]) or heads().first(bare)
    statistic = lexicon("statistics").first(bare)
    statistic = statistic if statistic in ("peak", "lowest") else ""
    phase = phase_of(bare) if known else ""
    return Head(known or _tidied(bare), unit, "number", compartment, named, statistic, phase)


def _event_of(bare: str) -> str:
    """A column that says of each patient whether something befell him; what came before the series is another thing."""
    if re.search(r"(?i)\b(?:prior|previous|previously|before|earlier|past|history)\b", bare):
        return ""
    if re.fullmatch(r"(?i)(?:last |survival |vital )?status|outcome", bare):
        return "status"
    found = [name for _, _, name in lexicon("events").find(bare)]
    return f"event {found[0]}" if found and len(bare.split()) <= WORDS_OF_A_HEAD else ""


def _tidied(bare: str) -> str:
    """A head that the vocabulary does not know, so that "Prior lines" and "prior lines, n" are one."""
    return re.sub(
        r"[^a-z0-9+ ]+", " ", re.sub(r"(?i),? *(?:n|no|number|median|range|mean|%|years?)\b *", " ", bare.lower())
    ).strip()


def phase_of(title: str) -> str:
    """The time of which a table speaks, by its title."""
    return next((name for _, _, name in lexicon("phases").find(plainly(title))), "")


def attribute_of(head: Head, option: str) -> Attribute | None:
    """What a count under this head counts: "male" under sex, "CR" under response, "yes" under anything."""
    name = option.strip()
    response = lexicon("responses").find(name)
    categories = frozenset(found for _, _, found in response)
    if categories:
        return (head.variable if head.variable.startswith("response") else "response", categories)
    sex = lexicon("sexes").first(name)
    if sex:
        return ("sex", frozenset({sex}))
    residual = lexicon("mrd").first(name)
    if residual:
        return ("mrd", frozenset({residual}))
    grade = next((mention for mention in mentions_in(name) if mention.kind == "grade"), None)
    about = next((mention.name for mention in mentions_in(name) if mention.kind == "toxicity"), "")
    variable_ = f"{about} grade" if about else head.variable
    if grade and variable_.endswith(" grade"):
        return (variable_, frozenset(str(one) for one in range(int(grade.low), int(grade.high) + 1)))
    if head.kind == "happened" and head.variable.startswith("event ") and not head.options:
        return ("event", frozenset({head.variable.removeprefix("event ")}))
    if head.kind == "event" and not head.options:
        befallen = [event for _, _, event in lexicon("events").find(name)]
        return ("event", frozenset(befallen)) if len(befallen) == 1 else None
    if name.lower() in ("yes", "no"):
        return (head.variable, frozenset({name.lower()}))
    return None


def whole_numbered(name: str) -> bool:
    """Whether a variable counts whole things, so that its mean over few patients can be checked."""
    return bool(variable(name).get("whole"))
