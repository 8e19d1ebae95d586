"""A sentence in pieces that each say one thing of one subject: who it is, and what holds of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from blastline.audit.understanding.mention import Mention

BOUNDARY = re.compile(r"[,;:]|\b(?:and|while|whereas|but|or|than)\b")
HARD = re.compile(r";|\b(?:while|whereas)\b")
NEXT = re.compile(r"(?:,|;|, and|, while|, whereas)\s*$")
EXCEPT = re.compile(
    r"\b(?:except(?: for)?|apart from|other than|excluding|with the exception of|"
    r"(?:the|one) (?:only |sole )?exceptions? (?:was|were|being)|"
    r"(?:all|every|each|everybody)\b[^,;.]{0,30}\bbut(?: for)?)(?: the)?\s*$",
    re.IGNORECASE,
)
# "Five of the nine patients (Pt 1, …), or 56%": the same count once more.
OR = re.compile(r",\s*(?:or|i\.e\.,?|that is,?|that is in|which is|corresponding to|(?:for |giving )?a rate of)\s*$")
INTERVAL = re.compile(r"(?:\b(?:CI|CrI)|\b(?:interval|bounds|limits))[:,]?\s*$")
# "Of five patients", and "of those with a value (4/5)": what follows counts a part of these.
WHOLE = re.compile(
    r"(?:^|[,;(] ?)(?:of|among|amongst|out of)\s*$"
    r"|(?:^|[,;] ?)(?:of|among|amongst) (?:those|patients)\b[^,;()]{0,80}\(\s*$",
    re.IGNORECASE,
)
ATTRIBUTES = ("grade", "response", "mrd", "event", "sex")
VERB = re.compile(
    r"\b(?:were|was|had|have|has|achieved|obtained|attained|reached|received|developed|died|experienced|showed|"
    r"relapsed|survived|remained|underwent|occurred)\b"
)


@dataclass(slots=True)
class Clause:
    """
    Mentions of one piece. `subject` is a count or named patients; `listed` those named beside a count.

    It is read up to `read_to`: what belongs to a count, as its percentage does, is no mention of its own.
    """

    text: str
    start: int
    read_to: int = 0
    mentions: list[Mention] = field(default_factory=list)
    subject: Mention | None = None
    listed: tuple[str, ...] = ()
    of: int | None = None
    percent: str = ""
    interval: tuple[str, str] | None = None
    excepted: tuple[str, ...] = ()
    within: Mention | None = None
    bracketed: int | None = None

    def of_kind(self, *kinds: str) -> list[Mention]:
        """Its mentions of these kinds, in their order."""
        return [mention for mention in self.mentions if mention.kind in kinds]

    @property
    def attributes(self) -> list[Mention]:
        """What is said of the subject."""
        return self.of_kind(*ATTRIBUTES)

    @property
    def patients(self) -> tuple[str, ...]:
        """Those whom it names: as subject, or beside the count that is."""
        return self.listed or (self.subject.patients if self.subject else ())

    def restricting(self) -> list[Mention]:
        """The attributes that say which patients are counted, not what the count found: "three patients with CR …"."""
        if self.subject is None:
            return []
        # "Of five in CR, two …" narrows the whole; "of five responders, MRD was undetectable in two" does not.
        found = [
            one
            for one in self.attributes
            if self.within
            and self.within.end <= one.start < self.subject.start
            and "," not in self.text[self.within.end : one.start]
        ]
        at = self.subject.end
        for mention in [one for one in self.attributes if one.start > self.subject.start]:
            gap = re.sub(r"\([^)]*\)?", "", self.text[at : mention.start])
            opened = re.match(r"\s*,?\s*(?:who|that|whose|having)\b", gap) or (
                re.match(r"\s*(?:with|in)\b", gap) and not VERB.search(gap)
            )
            joined = bool(found) and re.match(r"\s*(?:[,/]|and\b|or\b|with\b)", gap) and not VERB.search(gap)
            if not (opened and at == self.subject.end) and not joined:
                break
            found.append(mention)
            at = mention.end
        return found


def clauses_of(text: str, mentions: Sequence[Mention]) -> list[Clause]:
    """The sentence cut before each new subject, or before each new finding where findings stand before subjects."""
    found = [Clause(text, 0)]
    for mention in mentions:
        clause = found[-1]
        if _opens(clause, mention, text[max(clause.read_to, clause.start) : mention.start]):
            clause = Clause(text, mention.start)
            found.append(clause)
        _take(clause, mention, text)
        clause.read_to = mention.end
    return found


def _opens(clause: Clause, mention: Mention, gap: str) -> bool:
    if not clause.mentions or (mention.kind == "patients" and _beside(clause, mention, gap)):
        return False
    if HARD.search(gap) and (clause.subject or clause.attributes) and text_ahead(mention):
        return True
    counted = clause.subject is not None and clause.subject.kind == "count" == mention.kind
    if counted and not clause.attributes and re.search(r"[,:]", gap) and _closed(gap):
        return True
    # "… grade 3 in one patient, and ICANS was grade 0 in four": another toxicity, another finding.
    if mention.kind == "toxicity" and clause.subject and clause.of_kind("grade") and NEXT.search(gap) and _closed(gap):
        return True
    if not BOUNDARY.search(gap) or clause.subject is None or not (clause.attributes or clause.of_kind("value")):
        return False
    found = clause.attributes or clause.of_kind("value")
    subject_first = clause.subject.start < min(one.start for one in found)
    if mention.kind in ("count", "patients", "toxicity", "variable"):
        return _closed(gap) and subject_first
    return mention.kind in ("grade", "response", "sex") and not subject_first


def _beside(clause: Clause, mention: Mention, gap: str) -> bool:
    """Whether patients are named beside what stands before them: in its brackets, as its exception, as bare numbers."""
    opened = not _closed(clause.text[clause.start : mention.start])
    return opened or bool(EXCEPT.search(gap)) or clause.text[mention.start].isdigit()


def _closed(gap: str) -> bool:
    return gap.count("(") <= gap.count(")")


def text_ahead(mention: Mention) -> bool:
    """Whether a mention can stand at the head of a piece."""
    return mention.kind in ("count", "patients", *ATTRIBUTES, "toxicity", "variable")


def _take(clause: Clause, mention: Mention, text: str) -> None:
    before = text[: mention.start]
    bracketed = before.rfind("(") > before.rfind(")")
    clause.mentions.append(mention)
    if mention.kind == "patients":
        _take_patients(clause, mention, before, bracketed)
    elif mention.kind == "count":
        if WHOLE.search(before) and clause.subject is None:
            clause.within, clause.of = mention, mention.n
        elif clause.subject is None or (
            clause.subject.kind == "patients" and not bracketed and not clause.listed and clause.excepted
        ):
            clause.subject, clause.percent = mention, mention.low
            clause.of = mention.of if mention.of is not None else clause.of
        elif bracketed and mention.of is not None and clause.subject.kind == "count":
            clause.of = clause.of or mention.of
            clause.bracketed = mention.n
            clause.percent = clause.percent or mention.low
    elif (
        mention.kind == "value" and mention.unit == "%" and not clause.percent and clause.subject and OR.search(before)
    ):
        clause.percent = mention.low
        clause.mentions.pop()
    elif bracketed and mention.kind == "value" and mention.unit == "%" and not clause.percent and clause.subject:
        if re.search(r"[(;,\d]\s*$", before) and not clause.of_kind("variable"):
            clause.percent = mention.low
            clause.mentions.pop()
    elif mention.kind == "range" and INTERVAL.search(before):
        clause.mentions.pop()
        if not _of_a_value(clause):
            clause.interval = (mention.low, mention.high)


def _of_a_value(clause: Clause) -> bool:
    """Whether an interval is that of a value behind the count: "26 died; median survival 8 months (95% CI 4 to 13)"."""
    counted = clause.subject.start if clause.subject else -1
    return any(one.start > counted for one in clause.of_kind("value"))


def _take_patients(clause: Clause, mention: Mention, before: str, bracketed: bool) -> None:
    if EXCEPT.search(before):
        clause.excepted = mention.patients
    elif clause.subject is None:
        clause.subject = mention
    elif clause.subject.kind == "count" and not clause.listed and (bracketed or re.search(r"[,;:-]\s?$", before)):
        clause.listed = mention.patients
    elif clause.subject.kind == "count" and not clause.listed and not clause.attributes:
        clause.listed = ()


def pieces(text: str, mentions: Sequence[Mention]) -> Iterator[Clause]:
    """Its clauses that hold anything."""
    return (clause for clause in clauses_of(text, mentions) if clause.mentions)
