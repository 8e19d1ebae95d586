"""How a number stands in a manuscript: in words, as a percentage, as a median or a mean."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median, stdev

ONES = [
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
TENS = ("", "", "twenty", "thirty", "forty")


def in_words(number: int) -> str:
    """Up to forty-nine: "seven", "twenty-one"."""
    if number < len(ONES):
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] + (f"-{ONES[ones]}" if ones else "")


def rounded(value: Decimal, digits: int) -> str:
    """Half away from zero, as a person rounds."""
    return str(value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def percent(part: int, whole: int, digits: int) -> str:
    """Without its sign; 80 rather than 80.0."""
    text = rounded(Decimal(100 * part) / whole, digits)
    return text.removesuffix(".0")


def middle(values: Sequence[Decimal], digits: int | None = None) -> str:
    """The median, with as many digits as it needs; or rounded to `digits`."""
    found = Decimal(median(values))
    exact = str(found.normalize()) if found != found.to_integral() else str(found.to_integral())
    return exact if digits is None else rounded(found, digits)


def mean(values: Sequence[Decimal], digits: int) -> str:
    return rounded(sum(values, Decimal(0)) / len(values), digits)


def spread(values: Sequence[Decimal], digits: int) -> str:
    """The standard deviation of a sample."""
    return rounded(Decimal(stdev(values)), digits)


def possible_mean(text: str, n: int) -> bool:
    """Whether some whole numbers of `n` patients have this mean once rounded (Brown and Heathers, GRIM)."""
    printed = Decimal(text)
    half = Decimal(1).scaleb(printed.as_tuple().exponent) / 2
    low, high = (printed - half) * n, (printed + half) * n
    return low.to_integral(rounding="ROUND_CEILING") <= high


def joined(items: Sequence[str], last: str = " and ") -> str:
    """One; one and two; one, two and three; before the last of two there is no comma unless that is all there is."""
    if len(items) == 2 and last.strip() != ",":
        last = f" {last.strip(', ')} "
    return last.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
