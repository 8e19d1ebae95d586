"""Numbers as they are printed: with decimals that say how finely, and two ways of rounding to them."""

import re
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)"
UNIT = (
    r"%|×10\^\d+ ?/ ?[Ll]|/[µu]L|/mm\^?3|[Gg]/d?[Ll]|mg/d?[Ll]|[npµu]g/m?d?[Ll]|[IU]?U/m?[Ll]|mmol/[Ll]|µmol/[Ll]|°C|℃|"
    r"years?|yrs?|y(?![\w-])|months?|mos?(?![\w-])|weeks?|wks?|days?|[µmu]g/d(?:ay)?|[µmu]g|d(?![\w-])"
)


def number_of(printed: str) -> float:
    """The number that is printed."""
    return float(printed.replace(",", ""))


def decimals_of(printed: str) -> int:
    """How many digits stand behind the point."""
    return len(printed.partition(".")[2])


def same_number(first: str, second: str) -> bool:
    """Whether two printed numbers are one, where one of them may be rounded further than the other."""
    fine, coarse = sorted((first.replace(",", ""), second.replace(",", "")), key=decimals_of, reverse=True)
    return Decimal(coarse) in rounded(Fraction(Decimal(fine)), decimals_of(coarse))


def rounded(value: Fraction, decimals: int) -> set[Decimal]:
    """`value` to so many decimals by both conventions: half up, and half to even."""
    step = Decimal(1).scaleb(-decimals)
    # Twelve digits more than are printed keep thirds apart from halves.
    finer = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-decimals - 12))
    return {finer.quantize(step, rounding=way) for way in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


def is_percent_of(printed: str, n: int, of: int) -> bool:
    """Whether n of so many is the percentage that is printed, by either way of rounding."""
    return of > 0 and Decimal(printed) in rounded(Fraction(100 * n, of), decimals_of(printed))


def ends_of(text: str) -> tuple[str, str] | None:
    """The two ends of "4.37-12.72" or "4 to 12", as printed and in the order in which they stand."""
    found = re.fullmatch(rf"({NUMBER})\s*(?:{UNIT})?\s*(?:-|to|~|,)\s*({NUMBER})\s*(?:{UNIT})?", text.strip())
    return (found[1], found[2]) if found else None
