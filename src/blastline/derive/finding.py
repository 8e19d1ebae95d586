"""A finding: one derived fact about one patient, with its criterion, its reason and its evidence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What was derived, as the level that surely holds and the highest that possibly holds.

    Both None: nothing was recorded that could be assessed. `reported` is what the investigator wrote of the same
    thing, and `verdict` how the two compare. `evidence` are the record ids that it rests on.
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
            return "not assessed"
        if self.decided:
            return str(self.surely)
        # A grade that surely holds is a result; the least response is none: "NR, possibly CR" would be read as NR.
        response = self.section == "response"
        return f"open: {self.surely} to {self.possibly}" if response else f"{self.surely}, possibly {self.possibly}"
