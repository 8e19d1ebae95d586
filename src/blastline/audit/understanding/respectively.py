"""Who gets which number where a sentence shares them out: "ANC and PLT fell to 0.9 and 60 ×10^9/L, respectively"."""

import re
from collections.abc import Mapping

from blastline.audit.understanding.clauses import Clause

SHARED_OUT = re.compile(r"(?i)\brespectively\b|\b(?:in this|in that) order\b")
A_PAIR = 2


def shared_out(clause: Clause, text: str) -> Mapping[int, str]:
    """The variable of each number by where the number begins; nothing where it is not one number for each."""
    numbers = clause.of_kind("value", "range")
    if len(numbers) < A_PAIR or not SHARED_OUT.search(text, numbers[-1].end):
        return {}
    named = [one for one in clause.of_kind("variable") if one.end <= numbers[0].start]
    names = list(dict.fromkeys(one.name for one in named))
    if len(names) != len(numbers):
        return {}
    return {number.start: name for number, name in zip(numbers, names, strict=True)}
