"""What stands in a sentence, word for word: patients, counts, values, grades, responses, times, in their order."""

import re
from collections.abc import Iterator
from functools import cache

from blastline.audit.understanding.counts import HEDGED, counts_in
from blastline.audit.understanding.mention import Mention, denied
from blastline.audit.understanding.numbers import NUMBER, UNIT
from blastline.audit.understanding.vocabulary import document, lexicon

# What is no number of a patient: [3-5], Figure 2, Table 1A, "Transplant 2019;25:625".
CITATION = re.compile(
    r"\b(?:19|20)\d\d;\s?\d+(?:\(\w+\))?:\w+|"
    r"\[\d+(?:\s*[,-]\s*\d+)*\]|\b(?:Fig(?:ure|\.)?s?|Tables?|Suppl\w*) ?S?\d+[A-Z]?(?:(?:-|,| and ) ?S?\d+[A-Z]?)*\b"
)
# "95% CI", "95% confidence bounds": how sure an interval is, and no finding.
LEVEL = re.compile(
    r"(?<![\w.^/-])\d{2}(?:\.\d+)?\s?%[ -]?(?:(?:two-sided|confidence|credible|prediction|exact) )*"
    r"(?:CI|C\.I\.|CrI|intervals?|bounds?|limits?|confidence)(?![A-Za-z])"
)
NOT_A_PATIENT = r"(?!\d|[A-Za-z]|[.,]\d|\s?%|\s?/|\s(?:years?|days?|weeks?|months?|cycles?|out|of \d)\b)"
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
HIGHEST_GRADE = 5
LONGEST_LIST = 500


def mentions_in(text: str) -> list[Mention]:
    """All of them in their order; of two that overlap the one that is read first by the order of the readers."""
    mentions: list[Mention] = []
    taken = [(found.start(), found.end()) for skipped in (CITATION, LEVEL) for found in skipped.finditer(text)]
    for read in (_patients, _grades, _days, _ranges, counts_in, _values, _words):
        for mention in read(text):
            if all(mention.end <= start or mention.start >= end for start, end in taken):
                mentions.append(mention)
                taken.append((mention.start, mention.end))
    return sorted(mentions, key=lambda mention: mention.start)


@cache
def _patient_pattern() -> re.Pattern[str]:
    named = "|".join(document()["people"]["named"])
    one = rf"(?:(?:{named})\.?\s?(?:[Nn]o\.?\s?|#)?)"
    joined = r"\s?(?:,\s?and|,|and|&|-|to|through)\s?"
    return re.compile(rf"(?<![\w-]){one}\d{{1,4}}{NOT_A_PATIENT}(?:{joined}(?:{one}|#)?\d{{1,4}}{NOT_A_PATIENT})*")


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


# "3 pts (1, 2, 4)", "3/7 (43%); 1, 2, 4": numbers behind the patients that they name.
BARE = re.compile(
    r"(?i)\b(?P<n>\d{1,4})(?: (?:pts?|patients?|cases?|subjects?)\.? \(|/\d{1,4} \(\d{1,3}(?:\.\d+)?\s?%\); )"
    r"(?P<list>\d{1,4}(?:(?:, | ?- ?| and |, and )\d{1,4})*)(?=[).])"
)
# A list may be wrong by so many and is yet no range of ages.
AMISS = 2


def _patients(text: str) -> Iterator[Mention]:
    for found in _patient_pattern().finditer(text):
        if HEDGED.search(text[: found.start()]):
            yield Mention("limit", found.start(), found.end())
        else:
            yield Mention("patients", found.start(), found.end(), patients=patients_of(found[0]))
    for found in BARE.finditer(text):
        who, listed = patients_of(found["list"]), "," in found["list"] or " and " in found["list"]
        rising = [int(one) for one in who] == sorted({int(one) for one in who})
        if rising and abs(len(who) - int(found["n"])) <= (AMISS if listed else 0):
            yield Mention("patients", found.start("list"), found.end("list"), patients=who)


# A limit, and what a toxicity became later, are not the grade that it had.
NO_WORST = re.compile(r"(?:above|below|exceed\w*|beyond|(?:resolv|improv|decreas|recover|f[ae]ll?|down)\w* to) $")
GRADE = re.compile(
    r"\b(?:grades?|gr\.?|(?-i:G)(?=[0-5]\b))\s*(?P<more>≥|>=|>)?\s*(?P<low>\d|I{1,3}V?|IV|V)\b"
    # Not the patients of "grade 1/3 patients", nor the share of "grade 2 and 9.1%".
    r"(?:\s?(?:-|to|or|and|/(?!\d+ pat))\s?(?:grade )?(?P<high>\d|I{1,3}V?|IV|V)\b(?! pat|[.,]\d|\s?%))?"
    r"(?P<up> or (?:higher|above|more))?",
    re.IGNORECASE,
)


def _grades(text: str) -> Iterator[Mention]:
    for found in GRADE.finditer(text):
        if NO_WORST.search(text[: found.start()]):
            yield Mention("limit", found.start(), found.end())
            continue
        low = ROMAN.get(found["low"].upper()) or int(found["low"])
        high = (ROMAN.get(found["high"].upper()) or int(found["high"])) if found["high"] else low
        if found["more"] or found["up"]:
            low, high = low + (found["more"] == ">"), HIGHEST_GRADE
        yield Mention(
            "grade", found.start(), found.end(), low=str(low), high=str(high), negated=denied(text, found.start())
        )


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


DAY = re.compile(r"(?i)\bon day \w+(?: of)?|(?<=, )d(?:ay)? -?\d+\b(?! of)")


def _days(text: str) -> Iterator[Mention]:
    """ "On day 9" is a time and no value."""
    for found in DAY.finditer(text):
        yield Mention("phase", found.start(), found.end(), name="during", negated=denied(text, found.start()))


VALUE = re.compile(rf"(?<![\w.^/-])(?P<low>{NUMBER})\s?(?P<unit>{UNIT})?(?![\w^/]|[.,]\d|-\w)")


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
            yield Mention(kind, start, end, name=name, negated=denied(text, start))
