"""What stands in a sentence, word for word: patients, counts, values, grades, responses, times, in their order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from blastline.audit.understanding.numbers import NUMBER, UNIT
from blastline.audit.understanding.vocabulary import document, lexicon

# What is no number of a patient: [3-5], Figure 2, Table 1A.
CITATION = re.compile(
    r"\[\d+(?:\s*[,-]\s*\d+)*\]|\b(?:Fig(?:ure|\.)?s?|Tables?|Suppl\w*) ?S?\d+[A-Z]?(?:(?:-|,| and ) ?S?\d+[A-Z]?)*\b"
)
NEGATION = re.compile(r"\b(?:not|no|without|never|failed to|neither|nor|absence of|free of|lack of)(?: \w+){0,3}[ -]*$")
NOT_A_PATIENT = r"(?!\d|[A-Za-z]|[.,]\d|\s?%|\s?/|\s(?:years?|days?|weeks?|months?|cycles?|out|of \d)\b)"
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
HIGHEST_GRADE = 5
LONGEST_LIST = 500


@dataclass(frozen=True, slots=True)
class Mention:
    """One of them: its kind, where it stands, and what of it the kind has."""

    kind: str
    start: int
    end: int
    name: str = ""
    low: str = ""
    high: str = ""
    unit: str = ""
    patients: tuple[str, ...] = ()
    n: int | None = None
    of: int | None = None
    other: bool = False
    definite: bool = False
    negated: bool = False


def mentions_in(text: str) -> list[Mention]:
    """All of them in their order; of two that overlap the one that is read first by the order of the readers."""
    found: list[Mention] = []
    taken = [(cited.start(), cited.end()) for cited in CITATION.finditer(text)]
    for read in (_patients, _grades, _days, _ranges, _counts, _values, _words):
        for mention in read(text):
            if all(mention.end <= start or mention.start >= end for start, end in taken):
                found.append(mention)
                taken.append((mention.start, mention.end))
    return sorted(found, key=lambda mention: mention.start)


@cache
def _patient_pattern() -> re.Pattern[str]:
    named = "|".join(document()["people"]["named"])
    one = rf"(?:(?:{named})\.?\s?(?:[Nn]o\.?\s?|#)?)"
    joined = r"\s?(?:,\s?and|,|and|&|-|to|through)\s?"
    return re.compile(rf"(?<![\w-]){one}\d{{1,4}}{NOT_A_PATIENT}(?:{joined}{one}?\d{{1,4}}{NOT_A_PATIENT})*")


def patients_of(text: str) -> tuple[str, ...]:
    """The numbers of "Pt 1, 3-5 and 7", each by itself, without zeros in front."""
    found: list[str] = []
    for first, joined, last in re.findall(r"(\d+)(?:\s?(-|to|through)\s?(?:[A-Za-z.]+\s?)?(\d+))?", text):
        low, high = int(first), int(last or first)
        if joined and low < high < low + LONGEST_LIST:
            found += [str(one) for one in range(low, high + 1)]
        else:
            found += [str(one) for one in ((low, high) if joined else (low,))]
    return tuple(found)


def _patients(text: str) -> Iterator[Mention]:
    for found in _patient_pattern().finditer(text):
        yield Mention("patients", found.start(), found.end(), patients=patients_of(found[0]))


GRADE = re.compile(
    r"\bgrades?\s*(?P<more>≥|>=|>)?\s*(?P<low>\d|I{1,3}V?|IV|V)\b"
    r"(?:\s?(?:-|to|or|and|/(?!\d+ pat))\s?(?:grade )?(?P<high>\d|I{1,3}V?|IV|V)\b(?! pat|[.,]\d|\s?%))?(?P<up> or (?:higher|above|more))?",
    re.IGNORECASE,
)


def _grades(text: str) -> Iterator[Mention]:
    for found in GRADE.finditer(text):
        if re.search(r"(?:above|below|exceed\w*|beyond) $", text[: found.start()]):
            yield Mention("limit", found.start(), found.end())
            continue
        low = ROMAN.get(found["low"].upper()) or int(found["low"])
        high = (ROMAN.get(found["high"].upper()) or int(found["high"])) if found["high"] else low
        if found["more"] or found["up"]:
            low, high = low + (found["more"] == ">"), HIGHEST_GRADE
        yield Mention("grade", found.start(), found.end(), low=str(low), high=str(high), negated=_negated(text, found))


RANGE = re.compile(
    rf"(?<![\w.^/-])(?P<low>{NUMBER})\s?(?P<first>{UNIT})?\s?(?P<sign>-|to|~|and)\s?(?P<high>{NUMBER})\s?(?P<unit>{UNIT})?(?![\w^/-]|\.\d)"
)


def _ranges(text: str) -> Iterator[Mention]:
    for found in RANGE.finditer(text):
        if found["sign"] == "and" and not re.search(r"(?i)between $", text[: found.start()]):
            continue
        # "from 98 % to 3 %" is a course, whose second number may well be the lower one.
        course = found["sign"] == "to" and re.search(
            r"(?<!ranged )(?<!ranging )(?<!range )\bfrom\s$", text[: found.start()]
        )
        kind = "course" if course else "range"
        yield Mention(
            kind,
            found.start(),
            found.end(),
            low=found["low"],
            high=found["high"],
            unit=found["unit"] or found["first"] or "",
        )


@cache
def _count_patterns() -> tuple[re.Pattern[str], ...]:
    numbers = "|".join(document()["numbers"])
    n, of = rf"(?P<n>\d{{1,4}}|{numbers})", rf"(?P<of>\d{{1,4}}|{numbers})"
    people = "|".join(document()["people"]["nouns"])
    between = r"(?: (?!of\b|in\b|for\b|to\b|after\b|with\b|and\b|or\b|than\b|cycles?\b|days?\b|weeks?\b|months?\b|years?\b|times?\b|lines?\b|doses?\b|(?:fe)?males?\b|(?:wo)?men\b)[\w/+-]+){0,4}?"
    lead = r"(?P<lead>(?:(?:only|all|the|these|those|other|remaining|our|both|further|another) )*)"
    verb = r"(?:were|was|had|have|entered|achieved|obtained|attained|reached|received|developed|died|experienced|showed|relapsed|survived|remained|underwent|did)"
    written = (
        rf"{lead}{n}(?: out)? of (?:the |these |all |our )*{of}(?!\s?[%/.]\d|\w)(?:{between} (?:{people}))?",
        rf"(?P<lead>)(?<![\w/.^-])(?P<n>\d{{1,4}})/(?P<of>\d{{1,4}})(?![\w/.%^-])(?:{between} (?:{people}))?",
        rf"(?P<lead>)(?P<every>all|both|none|neither|no|every|each)(?: of)?(?: the| these| our)*(?: (?P<of>\d{{1,4}}|{numbers}))?{between} (?:{people})",
        rf"(?P<lead>)(?P<percent>\d{{1,3}}(?:\.\d+)?)\s?% of (?:the |our |all |these )*{of}{between} (?:{people})",
        rf"(?P<lead>)(?P<percent>\d{{1,3}}(?:\.\d+)?)\s?%\s?(?:\(\s?(?:n\s?=\s?)?|, ){n}(?:\s?/\s?{of}|\s?\)|{between} (?:{people}))",
        rf"{lead}(?<![\w.-]){n}(?!\.\d){between} (?:{people})",
        rf"(?P<lead>(?:the|these) )?(?P<rest>other|remaining)(?: {n})?(?:{between} (?:{people})| (?={verb}\b)|(?=[,;.)]))",
        rf"{lead}(?<![\w.-]){n}(?= \((?:[Pp]t|[Pp]atient|[Cc]ase|UPN))",
        rf"{lead}(?<![\w.-]){n}(?= {verb}\b)",
        rf"(?P<lead>)(?<=\bin ){n}(?!\.\d)(?=\s*(?:[,;.)(]|and\b|$))",
        rf"{lead}(?<![\w.-]){n}(?!\.\d)(?=(?: \(\d{{1,3}}(?:\.\d+)?\s?%\))? (?:males?|females?|men|women|CRi?h?|PR|NR|SD|PD|complete|partial)\b)",
        rf"{lead}(?<![\w./-]){n}(?= \(\d{{1,3}}(?:\.\d+)?\s?%)",
        rf"(?P<lead>)(?<=/){n}(?: (?:{people}))?(?![\w/])",
        r"(?P<lead>)(?P<every>none|both|all)(?= (?:of them|were|was|had|have|entered|died|achieved|obtained|received|developed)\b)",
    )
    return tuple(re.compile(rf"(?<![A-Za-z-])(?:{way})(?![A-Za-z])", re.IGNORECASE) for way in written)


def _number(word: str | None) -> int | None:
    if word is None:
        return None
    return int(word) if word.isdigit() else int(document()["numbers"][word.lower()])


def _counts(text: str) -> Iterator[Mention]:
    for pattern in _count_patterns():
        for found in pattern.finditer(text):
            groups = found.groupdict()
            lead = f"{groups.get('lead') or ''} {groups.get('rest') or ''}".lower().split()
            n, of, every = _number(groups.get("n")), _number(groups.get("of")), (groups.get("every") or "").lower()
            if every and re.search(r"\bALL\b", found[0]):
                continue  # the leukaemia
            if every:
                every = "all" if every in ("every", "each") else every
                n = {"all": of, "both": 2}.get(every, 0)
            elif groups.get("rest") and n is None:
                # "the other patients" leaves the number open.
                n = 1 if not re.search(r"s\b", found[0].split()[-1]) and len(found[0].split()) > 1 else None
            if n is None and of is not None and groups.get("percent"):
                n = round(float(groups["percent"]) * of / 100)
            yield Mention(
                "count",
                found.start(),
                found.end(),
                n=n,
                of=None if every else of,
                name=every,
                other=bool({"other", "remaining"} & set(lead)),
                definite=bool({"the", "these", "those"} & set(lead)),
                low=groups.get("percent") or "",
            )


VALUE = re.compile(rf"(?<![\w.^/-])(?P<low>{NUMBER})\s?(?P<unit>{UNIT})?(?![\w^/]|[.,]\d|-\w)")


DAY = re.compile(r"(?i)\bon day \w+(?: of)?")


def _days(text: str) -> Iterator[Mention]:
    """ "On day 9" is a time and no value."""
    for found in DAY.finditer(text):
        yield Mention("phase", found.start(), found.end(), name="during", negated=_negated(text, found))


def _values(text: str) -> Iterator[Mention]:
    for found in VALUE.finditer(text):
        yield Mention(
            "value", found.start(), found.end(), low=found["low"], high=found["low"], unit=found["unit"] or ""
        )


WORDS = {
    "responses": "response",
    "mrd": "mrd",
    "phases": "phase",
    "toxicities": "toxicity",
    "events": "event",
    "variables": "variable",
    "compartments": "compartment",
    "therapies": "therapy",
    "predicates": "predicate",
    "statistics": "statistic",
    "sexes": "sex",
}


def _words(text: str) -> Iterator[Mention]:
    for section, kind in WORDS.items():
        for start, end, name in lexicon(section).find(text):
            yield Mention(kind, start, end, name=name, negated=bool(NEGATION.search(text[:start].lower())))


def _negated(text: str, found: re.Match[str]) -> bool:
    return bool(NEGATION.search(text[: found.start()].lower()))
