"""Drafts whose lines are numbered in the margin, read without these numbers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from blastline.audit.reading.pieces import Line

_NUMBERED = re.compile(r"\s*(\d{1,4})(?:\s|$)")
# As many of the lines have to begin with the number that comes next; a list of references is shorter.
SHARE, FEWEST = 0.9, 30


def without_line_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines as they are, or without the numbers that count them."""
    written = [line for line in lines if line.text.strip()]
    found = [_NUMBERED.match(line.text) for line in written]
    numbers = [int(number[1]) if number else -1 for number in found]
    follow = sum(later == earlier + 1 for earlier, later in pairwise(numbers))
    if len(written) < FEWEST or follow < SHARE * (len(written) - 1):
        return list(lines)
    return [replace(line, text=_NUMBERED.sub("", line.text, count=1)) for line in lines]
