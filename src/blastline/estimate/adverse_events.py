"""Adverse events as a table prints them: of each term how many patients had any grade, and grade 3 or more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from blastline.criteria.library import all_chosen
from blastline.derive.finding import Finding
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_row
from blastline.estimate.sources import Sources
from blastline.estimate.toxicity import capital

SECTION = "adverse_event"
ANY, SEVERE = "any grade", "grade 3 or more"
FROM = {ANY: 1, SEVERE: 3}
EMERGENT = "emergent"
# What derives a grade of each patient once, and what the grade above the baseline of the same term.
DERIVED = {"worst_grade": "worst_emergent_grade", "toxicity": "", "haematotoxicity": ""}
REPORTED = "as reported"


@dataclass(frozen=True, slots=True)
class Term:
    """A term with the grades of all patients by one criterion; `emergent` are those above the baseline, if any are."""

    name: str
    group: str
    criterion: str
    grades: tuple[Finding, ...]
    emergent: tuple[Finding, ...]


def adverse_event_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `adverse_event`: by the first criterion of a term, else as reported; with its `group`."""
    for term in terms(sources):
        yield from _counts(sources, term, term.grades, "")
        if term.emergent:
            yield from _counts(sources, term, term.emergent, EMERGENT)


def terms(sources: Sources) -> Iterator[Term]:
    """Every term that is graded; one that was only reported comes last."""
    groups = {rule.id: rule.group for rule in all_chosen(sources.settings.criteria)}
    graded: set[str] = set()
    for section, emergent in DERIVED.items():
        for name, criterion in _first_criteria(sources, section).items():
            grades = [f for f in sources.findings_of(section, name, criterion) if _is_grade(f)]
            above = sources.findings_of(emergent, name, criterion) if emergent else []
            if grades and any(f.assessed for f in grades):
                graded.add(name)
                yield Term(name, groups[criterion], criterion, tuple(grades), tuple(above))
    for name in dict.fromkeys(f.variable for f in sources.findings_of("reported_grade")):
        found = sources.findings_of("reported_grade", name)
        if name not in graded and any(f.assessed for f in found):
            yield Term(name, REPORTED, "", tuple(found), ())


def _first_criteria(sources: Sources, section: str) -> dict[str, str]:
    """Of each term the criterion that the study names first, which is the one that it reports by; ICAHT has several."""
    found: dict[str, str] = {}
    for finding in sources.findings_of(section):
        found.setdefault(finding.variable, finding.criterion)
    return found


def _is_grade(finding: Finding) -> bool:
    return all(end is None or end.isdigit() for end in (finding.surely, finding.possibly))


def _counts(sources: Sources, term: Term, grades: Sequence[Finding], kind: str) -> Iterator[LedgerRow]:
    for name, least in FROM.items():
        surely = [f for f in grades if f.surely is not None and int(f.surely) >= least]
        certain = {f.patient_id for f in surely}
        open_ = [f for f in grades if f.patient_id not in certain and (not f.assessed or int(f.possibly or 9) >= least)]
        by = f" by {printed_criterion(term.criterion)}" if term.criterion else f", {REPORTED}"
        above = ", above the baseline" if kind else ""
        few = len(grades) < sources.settings.report.few_patients
        row = count_row(
            SECTION,
            term.name,
            f"{name}, {kind}" if kind else name,
            label=f"{capital(term.name)}{by}, {name}{above}",
            surely=[f.patient_id for f in surely],
            open_=[f.patient_id for f in open_],
            patients=[f.patient_id for f in grades],
            population=sources.population,
            policy=sources.settings.report,
            undecided=_why(open_, few),
            criterion=term.criterion,
            findings=[f.id for f in grades],
            # Of thousands of patients the findings name the records, each of which would stand here again and again.
            evidence=[record for f in grades for record in f.evidence] if few else [],
            assessed=True,
        )
        yield replace(row, group=term.group)


def _why(open_: Sequence[Finding], few: bool) -> str:
    """What leaves it open, by patient where they are few, else how many are open."""
    if few:
        return "; ".join(f"{f.patient_id}: {f.reason}" for f in open_)
    return f"open: {len(open_)} patients" if open_ else ""
