"""A finding: one derived fact about one patient, with its criterion, its reason and its evidence."""

from dataclasses import dataclass

RESPONSES = ("response", "response_at", "best_response", "response_by_cycle")
NOT_ASSESSED = "not assessed"
COUNTED = ("days", "cycles", "episodes")


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What was derived, as the level that surely holds and the highest that possibly holds.

    Both None: nothing was recorded that could be assessed. `reported` is what the investigator wrote of the same
    thing, and `verdict` how the two compare. `evidence` are the record ids that it rests on. `at` says of which part
    of the course it speaks ("cycle 2", "day 5", "episode 1"), where there are several. With a `unit` the two ends are
    the lowest and the highest number that it may be.
    """

    id: str
    patient_id: str
    section: str
    variable: str
    criterion: str
    reported: str
    surely: str | None
    possibly: str | None
    reason: str
    verdict: str
    evidence: tuple[str, ...]
    at: str = ""
    unit: str = ""

    @property
    def assessed(self) -> bool:
        return self.surely is not None or self.possibly is not None

    @property
    def decided(self) -> bool:
        return self.assessed and self.surely == self.possibly

    @property
    def text(self) -> str:
        """As a table prints it: "2", "0, possibly 4", "open: NR to CR", "not assessed"."""
        if not self.assessed:
            return NOT_ASSESSED
        if self.unit:
            return self._number()
        if self.decided:
            return str(self.surely)
        # A grade that surely holds is a result; the least response is none: "NR, possibly CR" would be read as NR.
        response = self.section in RESPONSES
        return f"open: {self.surely} to {self.possibly}" if response else f"{self.surely}, possibly {self.possibly}"

    def _number(self) -> str:
        """As a number with its unit: "12 µg", "3 to 5 days", "at least 3 days", "day 8"."""
        low, high = self.surely, self.possibly
        if self.unit == "day":
            return _days(low, high)
        between = str(low) if low == high else f"{low} to {high}"
        if low is None or high is None:
            between = f"at most {high}" if low is None else f"at least {low}"
        one = between.removeprefix("at least ").removeprefix("at most ") == "1"
        unit = self.unit[:-1] if one and self.unit in COUNTED else self.unit
        return f"{between} {unit}"


def _days(low: str | None, high: str | None) -> str:
    if low is None or high is None:
        return f"day {high} or earlier" if low is None else f"day {low} or later"
    return f"day {low}" if low == high else f"day {low} to {high}"
