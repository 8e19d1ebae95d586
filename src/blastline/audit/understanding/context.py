"""What a sentence takes from those before it: of whom it speaks, of which variable, and whose study."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from blastline.audit.manuscript import Sentence
from blastline.audit.understanding.claims import CountClaim
from blastline.audit.understanding.mention import Mention
from blastline.audit.understanding.series import Series
from blastline.audit.understanding.vocabulary import pattern

PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Tt]his patient|[Tt]he patient|[Tt]his case)\b(?! agreed)")
CITED = re.compile(r"\[\d+(?:\s*[,-]\s*\d+)*\]")
LARGEST = 10**9
OF_OTHERS = re.compile(r"(?i)introduction|discussion|background|conclusion")


@dataclass(slots=True)
class Context:
    """Carried from sentence to sentence; a new section starts it anew."""

    section: str = ""
    patient: str = ""
    variable: str = ""
    theirs: bool = False
    counted: CountClaim | None = None
    # The paragraph, whom alone it tells of, and whether this sentence may go on doing so.
    paragraph: int = 0
    about: str = ""
    goes_on: bool = False

    def enter(self, sentence: Sentence, text: str, mentions: Sequence[Mention], series: Series) -> None:
        """Take note of a sentence before it is read."""
        if sentence.place.section != self.section:
            self.section, self.patient, self.variable, self.counted = sentence.place.section, "", "", None
            self.theirs = "introduction" in self.section.lower()
        self._whose(text, mentions, series)
        self._of_whom(sentence, mentions)
        named = [mention for mention in mentions if mention.kind == "patients"]
        if len(named) == 1 and len(named[0].patients) == 1:
            self.patient = named[0].patients[0]
        elif named or any(mention.kind == "count" for mention in mentions):
            self.patient = ""

    def _of_whom(self, sentence: Sentence, mentions: Sequence[Mention]) -> None:
        """A paragraph that opens with a patient is about him: "Case 3. A man of 53 …. The marrow held 70 % blasts."."""
        named = [mention for mention in mentions if mention.kind == "patients"]
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.about = sentence.paragraph, ""
            if sentence.paragraph and named and named[0].start == 0 and len(named[0].patients) == 1:
                self.about = named[0].patients[0]
        several = any(one.kind == "count" or one.name in ("median", "mean") for one in mentions)
        others = {patient for one in named for patient in one.patients} - {self.about}
        self.goes_on = bool(self.about) and not several and not others

    def _whose(self, text: str, mentions: Sequence[Mention], series: Series) -> None:
        if not OF_OTHERS.search(self.section):
            # "Remissions of 81 % (61/75) [1]" are of a larger series than this one.
            larger = any(one.kind == "count" and (one.of or 0) > (series.n or LARGEST) for one in mentions)
            self.theirs = larger and bool(CITED.search(text))
            return
        whole = any(
            (mention.definite and mention.n == series.n) or (series.n and mention.of == series.n)
            for mention in mentions
            if mention.kind == "count"
        )
        whole = whole or (
            any(mention.name == "all" for mention in mentions if mention.kind == "count") and not CITED.search(text)
        )
        named = any(mention.kind == "patients" for mention in mentions)
        if named or whole or pattern("others", "ours").search(text):
            self.theirs = False
        elif CITED.search(text) or pattern("others", "theirs").search(text):
            self.theirs = True

    def spoken_of(self, text: str) -> str:
        """The patient of "he", "her" or "this patient", or whom the paragraph is about."""
        if PRONOUN.search(text):
            return self.patient
        return self.about if self.goes_on else ""
