"""A manuscript with all that it was understood to say."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from blastline.audit.manuscript import Manuscript
from blastline.audit.understanding.claims import (
    Attribute,
    Claim,
    CountClaim,
    ListClaim,
    OutcomeClaim,
    PatientClaim,
    RangeClaim,
    TimeClaim,
    TotalClaim,
)
from blastline.audit.understanding.patient_tables import claims_of_patients, patient_cells
from blastline.audit.understanding.plain import plainly
from blastline.audit.understanding.prose import claims_of_sentences
from blastline.audit.understanding.series import Series, series_of
from blastline.audit.understanding.summary_tables import claims_of_summary
from blastline.audit.understanding.vocabulary import lexicon


@dataclass(frozen=True)
class Understood:
    """The claims in the order of the text, tables first, and the series that they are about."""

    manuscript: Manuscript
    series: Series
    claims: tuple[Claim, ...]
    main_therapy: str

    @cached_property
    def counts(self) -> list[CountClaim]:
        """How many patients, by tables and text."""
        return [claim for claim in self.claims if isinstance(claim, CountClaim)]

    @cached_property
    def by_attributes(self) -> dict[frozenset[Attribute], list[CountClaim]]:
        """The same by what is counted."""
        found: defaultdict[frozenset[Attribute], list[CountClaim]] = defaultdict(list)
        for claim in self.counts:
            found[claim.attributes].append(claim)
        return dict(found)

    @cached_property
    def counted_in(self) -> dict[int, list[int]]:
        """How many were counted, by the sentence that counts them."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for claim in self.counts:
            found[claim.sentence].append(claim.n)
        return dict(found)

    @cached_property
    def patients(self) -> list[PatientClaim]:
        """Values and categories of single patients."""
        return [claim for claim in self.claims if isinstance(claim, PatientClaim)]

    @cached_property
    def by_patient(self) -> dict[tuple[str, str], list[PatientClaim]]:
        """The same by patient and variable."""
        found: defaultdict[tuple[str, str], list[PatientClaim]] = defaultdict(list)
        for claim in self.patients:
            found[claim.patient, claim.variable].append(claim)
        return dict(found)

    @cached_property
    def ranges(self) -> list[RangeClaim]:
        """Ranges and middles of groups."""
        return [claim for claim in self.claims if isinstance(claim, RangeClaim)]

    @cached_property
    def lists(self) -> list[ListClaim]:
        """Values in the order of patients."""
        return [claim for claim in self.claims if isinstance(claim, ListClaim)]

    @cached_property
    def times(self) -> list[TimeClaim]:
        """What befell whom when."""
        return [claim for claim in self.claims if isinstance(claim, TimeClaim)]

    @cached_property
    def outcomes(self) -> list[OutcomeClaim]:
        """What became of toxicities."""
        return [claim for claim in self.claims if isinstance(claim, OutcomeClaim)]

    @cached_property
    def totals(self) -> list[TotalClaim]:
        """How many patients there are in all."""
        return [claim for claim in self.claims if isinstance(claim, TotalClaim)]


def understand(manuscript: Manuscript) -> Understood:
    """All claims of a manuscript: of its tables, which say who the patients are, then of its sentences."""
    main = main_therapy(manuscript)
    told: list[Claim] = []
    for table in manuscript.tables:
        cells = patient_cells(table)
        told += claims_of_patients(table, cells, main) if cells else claims_of_summary(table, main)
    series = series_of(told)
    told += claims_of_sentences(manuscript.sentences, series, main)
    return Understood(manuscript, series, tuple(told), main)


def main_therapy(manuscript: Manuscript) -> str:
    """The treatment studied: the first that the title names, else the one that the text names most."""
    first = lexicon("therapies").first(plainly(manuscript.title))
    if first:
        return first
    named = Counter(name for one in manuscript.sentences for _, _, name in lexicon("therapies").find(one.text))
    return named.most_common(1)[0][0] if named else ""
