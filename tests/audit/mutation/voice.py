"""One way of writing: how patients are named, how numbers are printed, and which sentences say what."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mutation.printed import in_words, joined

FOLDER = Path(__file__).parent / "voices"
VOICES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
# How many consecutive patients are worth a dash.
RUN = 3
NINE = 9


@dataclass(frozen=True, slots=True)
class Voice:
    """What a file of `voices/` says; `sections` holds the sentences of each, by heading."""

    name: str
    style: Mapping[str, Any]
    sections: Mapping[str, Sequence[Mapping[str, Any]]]

    def patient(self, number: int) -> str:
        """The name of one patient."""
        return self.style["first"].format(number)

    def patients(self, numbers: Sequence[int]) -> str:
        """A list of patients, as this voice writes it: "Pt 1, 3, 4", "patients 1–3 and 5"."""
        runs = _runs(numbers) if self.style["runs"] else [(number, number) for number in numbers]
        if len(numbers) == 1:
            return str(self.style.get("alone", self.style["first"])).format(numbers[0])
        begin, go_on = self.style["several"], self.style["next"]
        told = [self._run(low, high, go_on if place else begin) for place, (low, high) in enumerate(runs)]
        return joined(told, self.style["last"])

    def _run(self, low: int, high: int, name: str) -> str:
        return name.format(low) if low == high else f"{name.format(low)}–{self.style['next'].format(high)}"

    def number(self, count: int) -> str:
        """A count in running text."""
        if self.style["numbers"] == "words" or (self.style["numbers"] == "words to nine" and count <= NINE):
            return in_words(count)
        return str(count)

    def spelled(self, text: str) -> str:
        """Words that every voice shares, as this one spells them: "Anemia"."""
        for british, mine in self.style.get("spelling", {}).items():
            text = text.replace(british, mine)
        return text

    def unit(self, quantity: str) -> str:
        return str(self.style["units"].get(quantity, ""))

    def range(self, low: str, high: str) -> tuple[str, str, str]:
        """The two ends and what stands between them."""
        return low, str(self.style["dash"]), high


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Patients one after the other as (first, last); two neighbours stay apart."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return [one for low, high in runs for one in _apart(low, high)]


def _apart(low: int, high: int) -> list[tuple[int, int]]:
    return [(low, high)] if high - low + 1 >= RUN else [(number, number) for number in range(low, high + 1)]


@cache
def voice(name: str) -> Voice:
    """The voice of this name."""
    read = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Voice(name, read["style"], read["sections"])
