"""Counts of patients, in words and figures: "four patients", "4/5", "the other four", "both", "46.2% (n=6)"."""

import re
from collections.abc import Iterator
from functools import cache

from blastline.audit.understanding.mention import Mention
from blastline.audit.understanding.vocabulary import document, number_words

LEAD = r"(?P<lead>(?:(?:only|all|the|these|those|other|remaining|our|both|further|another) )*)"
NO_LEAD = r"(?P<lead>)"
PERCENT = r"(?P<percent>\d{1,3}(?:\.\d+)?)\s?%"
# No number that is part of a word, a date, a unit or a decimal.
ALONE, NO_DECIMAL = r"(?<![\w.-])", r"(?!\.\d)"
# What stands for everybody or nobody; "every" and "each" are read as "all".
WHOLES = {
    "all": None, "every": None, "each": None, "both": 2, "none": 0, "neither": 0, "no": 0,
    "not one": 0, "not a single": 0,
}  # fmt: skip
# "2/5, possibly 3/5": a count that is left open between the two.
POSSIBLY = r"(?:possibly|perhaps|maybe|potentially|presumably|probably)"
LEFT_OPEN = re.compile(
    rf"(?i),?\s+(?:and\s+|or\s+)?{POSSIBLY}\s+(?:\d{{1,4}}(?:\s?/\s?\d{{1,4}}| of \d{{1,4}})?)(?![\d.%])"
)
HEDGED = re.compile(rf"(?i)\b{POSSIBLY}\s+$")
# Categories before which a bare number counts patients: "four CR, one CRi", "three male".
SEXES = ("male", "female", "males", "females", "men", "women")
# "SD, 1.95" is a standard deviation.
CATEGORIES = ("CR", "CRi", "CRh", "PR", "NR", "PD")
COUNTED = r"(?:males?|females?|men|women|CRi?h?|PR|NR|SD|PD|complete|partial)"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The ways in which counts are written, the fuller ones first: what one has read the next ones leave alone."""
    words = document()["people"]
    numbers = "|".join(number_words())
    n, of = rf"(?P<n>\d{{1,4}}|{numbers})", rf"(?P<of>\d{{1,4}}|{numbers})"
    verb = rf"(?:{'|'.join(words['verbs'])})"
    between = rf"(?: (?!(?:{'|'.join(words['never_between'])})\b)[\w/+-]+){{0,4}}?"
    people = rf"{between} (?:{'|'.join(words['nouns'])})"
    every = rf"(?P<every>{'|'.join(WHOLES)})"
    behind = "|".join(f"(?<={name}{sign} )" for name in CATEGORIES for sign in ",:")
    behind += "".join(f"|(?<=\\b{name}{sign})" for name in SEXES for sign in (" ", ": ", ", "))
    shares = r"(?= \(\d{1,3}(?:\.\d+)?\s?%)"
    written = (
        rf"{NO_LEAD}{PERCENT}\s?(?:\(\s?(?:n\s?=\s?)?|, ){n}(?:\s?/\s?{of}|\s?\)|{people})",
        rf"{LEAD}{n}(?: out)? of (?:the |these |all |our )*{of}(?!\s?[%/.]\d|\w)(?:{people})?",
        rf"{NO_LEAD}(?<![\w/.^-])(?P<n>\d{{1,4}})/(?P<of>\d{{1,4}})(?![\w/.%^-])(?:{people})?",
        rf"{NO_LEAD}{every}(?: of)?(?: the| these| our)*(?: {of})?{people}",
        rf"{NO_LEAD}{every} of (?:the |these |those |our )*{of}(?= {verb}\b)",
        rf"{NO_LEAD}{PERCENT} of (?:the |our |all |these )*{of}{people}",
        rf"{LEAD}{ALONE}{n}{NO_DECIMAL}{people}",
        rf"(?P<lead>(?:the|these) )?(?P<rest>other|remaining)(?: {n})?(?:{people}| (?={verb}\b)|(?=[,;.)]))",
        rf"{LEAD}{ALONE}{n}(?= \((?:[Pp]t|[Pp]atient|[Cc]ase|UPN))",
        rf"{LEAD}{ALONE}{n}(?= {verb}\b)",
        rf"{NO_LEAD}(?<=\bin )(?:n ?= ?)?{n}{NO_DECIMAL}(?=\s*(?:[,;.)(]|and\b|$))",
        rf"{NO_LEAD}\bn ?= ?{n}{NO_DECIMAL}(?=\s*(?:[,;.)]|and\b|$))",
        rf"{NO_LEAD}(?:{behind}){n}{NO_DECIMAL}(?=\s*(?:[,;.]|and\b|\((?!\d)|$))",
        rf"{LEAD}{ALONE}{n}{NO_DECIMAL}(?=(?: \(\d{{1,3}}(?:\.\d+)?\s?%\))? {COUNTED}\b)",
        rf"{LEAD}(?<![\w./-]){n}{shares}",
        rf"{NO_LEAD}(?<=/)(?!(?:19|20)\d\d){n}(?: (?:{'|'.join(words['nouns'])}))?(?![\w/])",
        rf"{NO_LEAD}{every}(?= (?:of them|{verb}|grade|gr|above|worse)\b)",
        rf"{NO_LEAD}{every}(?: {of})?(?= in (?:CR|remission)\b)",
        rf"{NO_LEAD}(?:(?<=\bin )|(?<=\bof ))(?P<every>all)(?=\s*(?:[.;]|$))",
    )
    return tuple(re.compile(rf"(?<![A-Za-z-])(?<!\bnot )(?:{way})(?![A-Za-z])", re.IGNORECASE) for way in written)


def counts_in(text: str) -> Iterator[Mention]:
    """Every count that any of the ways finds; "ALL" is the leukaemia and counts nobody."""
    for pattern in _patterns():
        for found in pattern.finditer(text):
            groups = {name: value or "" for name, value in found.groupdict().items()}
            every = groups.get("every", "").lower()
            if every and re.search(r"\bALL\b", found[0]):
                continue
            if HEDGED.search(text[: found.start()]):
                yield Mention("limit", found.start(), found.end())
                continue
            left_open = LEFT_OPEN.match(text, found.end())
            lead = f"{groups.get('lead', '')} {groups.get('rest', '')}".lower().split()
            yield Mention(
                "count",
                found.start(),
                left_open.end() if left_open else found.end(),
                name="all" if every in ("every", "each") else every,
                low=groups.get("percent", ""),
                n=_n(groups, every, found[0]),
                of=None if every else _number(groups.get("of", "")),
                other=bool({"other", "remaining"} & set(lead)),
                definite=bool({"the", "these", "those"} & set(lead)),
                left_open=left_open is not None,
            )


def _n(groups: dict[str, str], every: str, written: str) -> int | None:
    """How many; nothing where it is left open: "the other patients", "all patients"."""
    n, of = _number(groups.get("n", "")), _number(groups.get("of", ""))
    if every:
        return of if WHOLES[every] is None else WHOLES[every]
    if n is None and of is not None and groups.get("percent"):
        return round(float(groups["percent"]) * of / 100)
    one = len(written.split()) > 1 and not written.rstrip().endswith("s")
    return 1 if n is None and groups.get("rest") and one else n


def _number(word: str) -> int | None:
    if not word:
        return None
    return int(word) if word.isdigit() else number_words()[word.lower()]
