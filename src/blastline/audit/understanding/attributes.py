"""What a clause says of its subject: response, MRD, grade of which toxicity, event, and when."""

import re
from collections.abc import Sequence

from blastline.audit.understanding.claims import Attribute
from blastline.audit.understanding.clauses import Clause
from blastline.audit.understanding.mention import Mention
from blastline.audit.understanding.respectively import shared_out
from blastline.audit.understanding.vocabulary import variable

# "CR of his pneumonia" is no response of the leukaemia.
OF_THE = re.compile(r"^\s*(?:\([^)]*\)\s*)?of\s+(?:his|her|the|their)\s*$")
WHEN = re.compile(
    r"(?i)\b(?:after|within|at|by|on|for)\s+(?:the\s+)?(?:end of\s+)?"
    r"(?:(?:day|week|month|cycle|course)s?\s+\w+|\w+[ -](?:cycles?|courses?|weeks?|months?|days?|years?))|"
    r"\b(?:\d+ ?d|\w+ (?:days|weeks|months)) after\b"
)
NEAR = 60
A_PAIR = 2
# What "in remission" says where its kind is left out.
SEEN = re.compile(
    r"(?i)\b(?:seen|occurred|developed|experienced|observed|recorded|had|noted|encountered|documented|reported"
    r"|any gr?(?:ade)?)\b"
)
# "CRS in four patients", "CRS, any grade: 4 pts".
BESIDE = re.compile(r"(?:,? (?:of )?any grade)?(?: in|:) |,? \(")
NOT_ANY = re.compile(
    r"(?i)\b(?:severe|high-grade|serious|related|died|deaths?|recover\w*|resolv\w*|treated|received)\b|\bno\b"
)
REMISSION = frozenset({"CR", "CRi"})
MAIN = re.compile(r"(?i)^[^,;.]{0,45}?\b(?:therapy|treatment|infusion|dose|cycle \d)")


def attributes_of(
    clause: Clause, text: str, main_therapy: str, before: Sequence[Attribute]
) -> list[tuple[Mention, Attribute]]:
    """Each as its first mention; "CR/CRi" is one. A grade without a toxicity takes that of the clause before."""
    found: list[tuple[Mention, Attribute]] = []
    last_response: Mention | None = None
    for mention in clause.attributes:
        if mention.kind == "response":
            gap = text[last_response.end : mention.start] if last_response else "."
            if re.fullmatch(r"\s*(?:/|or|and/or|\+|plus)\s*", gap) or (gap == " (" and found[-1][1][1] == REMISSION):
                first, (variable, categories) = found[-1]
                found[-1] = (first, (variable, categories | _kinds(mention)))
            else:
                found.append((mention, (_response_to(clause, mention, text, main_therapy), _kinds(mention))))
            last_response = mention
            continue
        last_response = None
        if mention.kind == "mrd":
            found.append((mention, ("mrd", frozenset({mention.name}))))
        elif mention.kind == "sex":
            found.append((mention, ("sex", frozenset({mention.name}))))
        elif mention.kind == "event":
            found.append((mention, ("event", frozenset({mention.name}))))
        else:
            grades = frozenset(str(one) for one in range(int(mention.low), int(mention.high) + 1))
            about = _toxicity_of(clause, mention, text) or ("" if clause.of_kind("variable") else _inherited(before))
            if about:
                found.append((mention, (about, grades)))
    return list(dict.fromkeys(found)) or _any_grade(clause, text)


def _any_grade(clause: Clause, text: str) -> list[tuple[Mention, Attribute]]:
    """ "CRS was seen in four patients": of any grade but 0. Severe ones are another matter."""
    toxicities = [one for one in clause.of_kind("toxicity") if not one.negated]
    counted = clause.subject is not None and clause.subject.kind == "count"
    if len(toxicities) != 1 or not counted or clause.of_kind("value", "variable", "event", "range"):
        return []
    assert clause.subject is not None
    beside = BESIDE.fullmatch(text[toxicities[0].end : clause.subject.start])
    if not (beside or SEEN.search(text[clause.start :])) or NOT_ANY.search(text):
        return []
    return [(toxicities[0], (f"{toxicities[0].name} grade", frozenset("12345")))]


def _kinds(mention: Mention) -> frozenset[str]:
    return REMISSION if mention.name == "remission" else frozenset({mention.name})


def _response_to(clause: Clause, mention: Mention, text: str, main_therapy: str) -> str:
    """ "response" to the treatment studied, "response to car_t", or "infection response"."""
    infections = [
        one
        for one in clause.of_kind("event")
        if one.name not in ("alive", "death", "transplant", "relapse", "cns_disease")
    ]
    if any(
        OF_THE.match(text[one.end : event.start])
        for event in infections
        for one in clause.of_kind("response")
        if one.end < event.start
    ):
        return "infection response"
    therapies = [one for one in clause.of_kind("therapy") if one.name != "chemotherapy"]
    near = [one for one in therapies if 0 <= one.start - mention.end < NEAR]
    closest = near[0] if near else None
    if closest and closest.name != main_therapy and main_therapy not in {one.name for one in therapies}:
        return f"response to {closest.name}"
    return "response"


def _toxicity_of(clause: Clause, grade: Mention, text: str) -> str:
    """The toxicity that a grade is of: the next one unless another grade stands between, else the one before."""
    toxicities = clause.of_kind("toxicity")
    following = [one for one in toxicities if one.start >= grade.end]
    if following:
        between = text[grade.end : following[0].start]
        if re.fullmatch(r"\s*(?:of\s+|for\s+)?(?:the\s+)?(?:(?!and|or|in|while)\w+\s+)?", between):
            return f"{following[0].name} grade"
    shared = shared_out(clause, text)
    if shared:
        # The grade in brackets behind a number is of what the number is of.
        owner = [name for at, name in shared.items() if at < grade.start]
        return f"{owner[-1]} grade" if owner and variable(owner[-1]).get("criterion") else ""
    measured = [
        one for one in clause.of_kind("variable") if one.end <= grade.start and variable(one.name).get("criterion")
    ]
    if measured and text[: grade.start].endswith("(") and len(text[measured[-1].end : grade.start]) < NEAR:
        return f"{measured[-1].name} grade"
    preceding = [one for one in toxicities if one.end <= grade.start]
    return f"{preceding[-1].name} grade" if preceding else ""


def _inherited(before: Sequence[Attribute]) -> str:
    grades = [variable for variable, _ in before if variable.endswith(" grade")]
    return grades[-1] if grades else ""


def phase_in(clause: Clause, text: str) -> str:
    """Before, during, at the end of or after the treatment; a time that hangs on something else is none of these."""
    found = ""
    for mention in clause.of_kind("phase"):
        rest = text[mention.end :]
        if mention.name == "before" and re.match(r"(?i)\s+the end of", rest):
            found = found or "during"
        elif mention.name in ("after", "before"):
            if re.match(r"(?i)\s+(?:\w+\s+){0,3}(?:anti-CD19|CAR)", rest) or re.match(
                r"(?i)\s+(?:\w+|\d+) (?:cycles?|courses?)", rest
            ):
                continue
            transplanted = re.match(r"(?i)\s+(?:allo|HSCT|transplant)", rest)
            if MAIN.match(rest) or mention.name == "before" or transplanted:
                found = found or mention.name
        else:
            found = found or mention.name
    return found


def when_in(clause: Clause, text: str) -> str:
    """The moment that is named: "after two cycles", "40d after", in small letters."""
    end = clause.mentions[-1].end + NEAR if clause.mentions else len(text)
    stretch = text[clause.start : end]
    found = WHEN.search(stretch)
    return found[0].lower() if found else ""


def when_of(mention: Mention, clause: Clause, text: str) -> str:
    """The moment behind one of several attributes: "NR after cycle 1 and PR after cycle 2"."""
    following = next((one.start for one in clause.attributes if one.start >= mention.end), None)
    if following is None or len(clause.of_kind("response")) < A_PAIR:
        behind = WHEN.search(text[mention.end : mention.end + NEAR])
        return behind[0].lower() if behind else when_in(clause, text)
    behind = WHEN.search(text[mention.end : following])
    return behind[0].lower() if behind else ""
