"""How the text of one cell is read: a number within limits, a count, a date that may be only a month, yes or no."""

import re
from calendar import monthrange
from datetime import date
from math import isfinite

from blastline.records.interval import Interval

# Longer than any printed number; a cell of a megabyte would otherwise be searched for hours.
LONGEST = 60
NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
PLAIN = re.compile(NUMBER)
BELOW = ("<", "below", "under", "less than")
AT_MOST = ("<=", "≤", "at most", "up to")
ABOVE = (">", "above", "over", "more than")
AT_LEAST = (">=", "≥", "at least")
WORDS = (
    "none",
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
)
YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}


LOOKS_LIKE = "a number looks like 82.5, <40, >=10 or 5.8–28.4; put words into another column"


class UnreadableCell(ValueError):
    """A cell that cannot be read; the message says what it would have to look like."""


def read_number(text: str) -> Interval:
    """
    The values that a printed number leaves open: 82.5 leaves one, "<40" all below 40, "2–3" those from 2 to 3.

    A comma is refused, because 1,200 is twelve hundred in one country and one and a fifth in another.
    """
    # Nearly all cells of a table of millions are this, and the rest of the questions cost ten times as much.
    if len(text) <= LONGEST and PLAIN.fullmatch(text):
        return Interval.exactly(_finite(text))
    text = text.replace("−", "-").strip()
    if len(text) > LONGEST:
        raise UnreadableCell(LOOKS_LIKE)
    if "," in text:
        raise UnreadableCell("write a decimal point and no thousands separator: 1.2 or 1200")
    comparator, rest = _comparator(text)
    if comparator is None and re.fullmatch(NUMBER, text):
        return Interval.exactly(_finite(text))
    if comparator is not None and re.fullmatch(NUMBER, rest):
        return _beyond(comparator, _finite(rest))
    ends = re.fullmatch(rf"({NUMBER})\s*(?:–|—|-|to)\s*({NUMBER})", text)
    if ends:
        return _between(_finite(ends[1]), _finite(ends[2]))
    raise UnreadableCell(LOOKS_LIKE)


def _finite(digits: str) -> float:
    # 1e999 would become infinity, which stands for "not recorded".
    number = float(digits)
    if not isfinite(number):
        raise UnreadableCell("no number is that large; correct the exponent")
    return number


def _comparator(text: str) -> tuple[str | None, str]:
    # Longest first: "<=" begins with "<".
    for word in sorted((*BELOW, *AT_MOST, *ABOVE, *AT_LEAST), key=len, reverse=True):
        if text.lower().startswith(word):
            return word, text[len(word) :].strip()
    return None, text


def _beyond(comparator: str, limit: float) -> Interval:
    if comparator in BELOW:
        return Interval(high=limit, high_open=True)
    if comparator in AT_MOST:
        return Interval(high=limit)
    return Interval(low=limit, low_open=comparator in ABOVE)


def _between(first: float, second: float) -> Interval:
    if first > second:
        raise UnreadableCell(
            f"the range runs backwards, from {first:g} to {second:g}; "
            "correct the cell, or say in study.toml how it is read ([[settle]])"
        )
    return Interval(first, second)


def as_printed(text: str) -> str:
    """The number as a table prints it: "below 38.0" becomes "<38.0", digits stay as they came."""
    comparator, rest = _comparator(text.strip())
    if comparator is None:
        return re.sub(rf"({NUMBER})\s*(?:–|—|-|to)\s*({NUMBER})", r"\1–\2", text.strip())
    signs = {BELOW: "<", AT_MOST: "≤", ABOVE: ">", AT_LEAST: "≥"}
    return next(sign for words, sign in signs.items() if comparator in words) + rest


def read_count(text: str) -> int:
    """A whole number in digits or words, with what was counted left off: "3 times", "two", "1"."""
    counted = re.fullmatch(r"(\w+)(?:\s+(?:times?|cycles?|days?|lines?))?", text.strip().lower())
    word = counted[1] if counted else ""
    if word in WORDS:
        return WORDS.index(word)
    if re.fullmatch(r"\d{1,6}", word):
        return int(word)
    raise UnreadableCell("a count looks like 3, three or 3 times")


def read_yes_no(text: str) -> bool:
    """Yes or no; an empty cell never comes here, for it is neither."""
    if text.lower() in YES_NO:
        return YES_NO[text.lower()]
    raise UnreadableCell("write yes or no; leave the cell empty where it is not known")


def read_date(text: str) -> tuple[date, date]:
    """First and last day that a date may mean: 2022-10 is any day of October 2022."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    if not parts:
        raise UnreadableCell("write a date as 2022-10-31, or as far as it is known: 2022-10 or 2022")
    year = int(parts[1])
    month, day = (int(part) if part else None for part in parts.groups()[1:])
    try:
        return _first_day(year, month, day), _last_day(year, month, day)
    except ValueError:
        raise UnreadableCell("there is no such day in the calendar; correct the date") from None


def _first_day(year: int, month: int | None, day: int | None) -> date:
    return date(year, 1 if month is None else month, 1 if day is None else day)


def _last_day(year: int, month: int | None, day: int | None) -> date:
    last_month = 12 if month is None else month
    return date(year, last_month, monthrange(year, last_month)[1] if day is None else day)


def read_day(text: str, first_day: int) -> int:
    """
    Days from the first dose, 0 on that day, from a study day as printed.

    Where the first dose is day 1 there is no day 0: the day before it is day -1.
    """
    text = text.replace("−", "-").strip()
    if not re.fullmatch(r"[+-]?\d{1,6}", text):
        raise UnreadableCell("a study day is a whole number of days: 10 or -3")
    day = int(text)
    if first_day == 1 and day == 0:
        raise UnreadableCell("this study counts the first dose as day 1, so there is no day 0; the day before it is -1")
    return day - 1 if first_day == 1 and day > 0 else day
