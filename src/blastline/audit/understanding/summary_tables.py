"""A table with one characteristic per row: ranges, middles and counts of everybody, or of each group."""

import re
from collections.abc import Iterator
from functools import partial

from blastline.audit.disagreement import Quote
from blastline.audit.manuscript import TextCell, TextTable
from blastline.audit.understanding.claims import Claim, CountClaim, RangeClaim, TotalClaim
from blastline.audit.understanding.heads import Head, attribute_of, head_of, phase_of
from blastline.audit.understanding.mentions import mentions_in
from blastline.audit.understanding.numbers import NUMBER, ends_of, number_of
from blastline.audit.understanding.plain import plainly

SIZE = re.compile(r"(?i)\bn ?= ?(\d+)")
COUNT = re.compile(r"(\d+)(?:\s*/\s*(\d+))?\s*(?:\(\s*(\d+(?:\.\d+)?)\s*%?\s*\))?")
SPREAD = re.compile(rf"({NUMBER})\s*(?:±|\+/-|\(SD:? ?)\s*({NUMBER})\)?")
BRACKETED = re.compile(rf"({NUMBER})\s*[(\[]\s*(?:range:? ?)?({NUMBER})\s*(?:-|to|,)\s*({NUMBER})\s*[)\]]")
# "5 (5)" under "median (range)" is a range of one value, and no 5 %.
MIDDLE = re.compile(r"(?i)\b(?:median|mean|range)\b")
QUARTILES = re.compile(r"(?i)IQR|interquartile|quartile|95|CI\b|Q1")


def claims_of_summary(table: TextTable, main_therapy: str) -> Iterator[Claim]:
    """Ranges, middles and counts by characteristic; of several columns each is a group of its own."""
    phase = phase_of(table.title)
    sizes = [int(found[1]) if (found := SIZE.search(plainly(head))) else None for head in table.header]
    several = len([head for head in table.header[1:] if head.strip()]) > 1
    under = ""
    for row in table.rows:
        if not row:
            continue
        label = plainly(row[0].text)
        if not any(cell.text.strip() for cell in row[1:]):
            under = label
            continue
        for at, cell in list(enumerate(row))[1:]:
            size = sizes[at] if at < len(sizes) else None
            group = plainly(table.header[at]) if several and at < len(table.header) else ""
            if re.match(r"(?i)(?:all|total|overall)\b", group):
                group = ""
            if re.fullmatch(r"(?i)p(?:[ -]?values?)?", group):
                continue
            graded = re.fullmatch(r"(?i)(?:grade )?(\d)(?: ?- ?(\d))?", group)
            toxicity = next((one.name for one in mentions_in(label) if one.kind == "toxicity"), "")
            if graded and toxicity:
                yield from _of_grade(toxicity, graded, cell)
                continue
            yield from _summary_cell(head_of(label, main_therapy), label, under, cell, size, group, phase)
    for head, size in zip(table.header, sizes, strict=True):
        if size and not several:
            yield TotalClaim(size, Quote(head, table.place))


def _of_grade(toxicity: str, graded: re.Match[str], cell: TextCell) -> Iterator[CountClaim]:
    """A cell where toxicities head the rows and grades the columns."""
    count = COUNT.fullmatch(plainly(cell.text))
    if count:
        low, high = int(graded[1]), int(graded[2] or graded[1])
        holds = (f"{toxicity} grade", frozenset(str(one) for one in range(low, high + 1)))
        of = int(count[2]) if count[2] else None
        quote = Quote(cell.text, cell.place)
        yield CountClaim(int(count[1]), quote, frozenset({holds}), of, percent=count[3] or "", in_table=True)


def _summary_cell(
    head: Head, label: str, under: str, cell: TextCell, size: int | None, group: str, phase: str
) -> Iterator[Claim]:
    text, quote = plainly(cell.text), Quote(cell.text, cell.place)
    counting = partial(CountClaim, within=group, phase=phase, in_table=True)
    parts = re.fullmatch(r"(\d+)\s*/\s*(\d+)", text)
    if parts and head.options:
        for n, option in zip(parts.groups(), head.options, strict=True):
            holds = attribute_of(head, option)
            if holds:
                yield counting(int(n), quote, frozenset({holds}), of=size)
        return
    yield from _numbers(head, label, text, quote, size, group, head.phase or phase)
    count = COUNT.fullmatch(text)
    if count and (count[3] or count[2]) and not MIDDLE.search(label):
        holds = attribute_of(head_of(under, ""), label) or attribute_of(head, re.sub(r"(?i),? *n? *\(%\)", "", label))
        of = int(count[2]) if count[2] else size
        held = frozenset({holds} if holds else ())
        # What befell patients has no time of its own in a table of characteristics.
        when = "" if head.kind == "happened" else phase
        yield counting(
            int(count[1]), quote, held, of=of, percent=count[3] or "", phase=when, compartment=head.compartment
        )


def _numbers(
    head: Head, label: str, text: str, quote: Quote, size: int | None, group: str, phase: str
) -> Iterator[RangeClaim]:
    """A range, a median with its range, or a mean with its standard deviation."""

    def claim(statistic: str, low: str, high: str, spread: str = "") -> RangeClaim:
        printed = low if low == high and statistic != "range" else f"{low}-{high}"
        ends = number_of(low), number_of(high)
        return RangeClaim(
            head.variable, quote, *ends, printed, head.unit, statistic, size, group, phase, spread, head.statistic, True
        )

    ends, spread, bracketed = ends_of(text), SPREAD.fullmatch(text), BRACKETED.fullmatch(text)
    if ends and not head.options and not QUARTILES.search(label):
        yield claim("range", *ends)
    elif spread:
        yield claim("mean", spread[1], spread[1], spread[2])
    elif bracketed:
        yield claim("mean" if re.search(r"(?i)\bmean\b", label) else "median", bracketed[1], bracketed[1])
        if not QUARTILES.search(label):
            yield claim("range", bracketed[2], bracketed[3])
