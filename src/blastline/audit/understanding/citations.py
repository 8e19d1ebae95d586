"""What a text points to: references in brackets, tables and figures."""

import re
from collections.abc import Iterator

GROUP = re.compile(r"\[(\d+(?:\s*[,;–-]\s*\d+)*)\]")
EXHIBIT = re.compile(r"\b(Tables?|Fig(?:ure|\.)?s?)\s?((?:S?\d+[A-Za-z]?)(?:(?:\s?[-–,]\s?|\s?and\s)S?\d+[A-Za-z]?)*)")
LONGEST = 300


def cited_in(text: str) -> list[int]:
    """The numbers of the references: [3–5,8] are 3, 4, 5 and 8."""
    found: list[int] = []
    for group in GROUP.finditer(text):
        for part in re.split(r"[,;]", group[1]):
            ends = [int(end) for end in re.split(r"[–-]", part)]
            found += range(ends[0], min(ends[-1], ends[0] + LONGEST) + 1)
    return found


def exhibits_in(text: str) -> Iterator[tuple[str, str]]:
    """("table", "1A") for each table and figure that is pointed to; of "Tables 1-3" each."""
    for found in EXHIBIT.finditer(text):
        kind = "table" if found[1].startswith("T") else "figure"
        for part in re.split(r",|and", found[2]):
            ends = re.split(r"[-–]", part.strip())
            if len(ends) == 2 and all(end.strip().isdigit() for end in ends):
                yield from (
                    (kind, str(one)) for one in range(int(ends[0]), min(int(ends[1]), int(ends[0]) + LONGEST) + 1)
                )
            else:
                yield from ((kind, end.strip()) for end in ends)
