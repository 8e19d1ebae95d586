"""Toxicities: grades as reported, grades before treatment, what is treatment-emergent, CRS by the chosen scales."""

from collections.abc import Iterator, Sequence

from blastline.derive.finding import Finding
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_of_findings, count_row, finding_row, within
from blastline.estimate.sources import Sources

GRADES = ("0", "1", "2", "3", "4", "5")


def toxicity_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of sections `reported_grade`, `baseline_grade`, `treatment_emergent`, `overall` and `toxicity`."""
    yield from _reported(sources)
    for section, label in (
        ("baseline_grade", "before treatment"),
        ("treatment_emergent", "treatment-emergent"),
    ):
        for criterion in _criteria(sources, section):
            found = sources.findings_of(section, criterion=criterion)
            yield from [finding_row(section, f, label=f"{_named(f)}, {label}") for f in found]
    for criterion in _criteria(sources, "treatment_emergent"):
        found = sources.findings_of("treatment_emergent", criterion=criterion)
        yield _emergent_count(sources, found)
        yield from _verdicts(sources, "treatment_emergent", found)
    for finding in sources.findings_of("overall"):
        yield finding_row("overall", finding, label=f"{capital(finding.variable)}, worst of its parts as reported")
    yield from _verdicts(sources, "overall", sources.findings_of("overall"))
    for criterion in _criteria(sources, "toxicity"):
        yield from _derived(sources, sources.findings_of("toxicity", criterion=criterion))


def _criteria(sources: Sources, section: str) -> list[str]:
    return list(dict.fromkeys(finding.criterion for finding in sources.findings_of(section)))


def _named(finding: Finding) -> str:
    return f"{capital(finding.variable)} ({printed_criterion(finding.criterion)})"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reported(sources: Sources) -> Iterator[LedgerRow]:
    """Each reported grade, how many patients had each, and how many had any."""
    terms = dict.fromkeys(finding.variable for finding in sources.findings_of("reported_grade"))
    for term in terms:
        found = sources.findings_of("reported_grade", term)
        yield from [finding_row("reported_grade", f, label=f"{capital(term)}, grade as reported") for f in found]
        for grade in GRADES:
            if any(f.assessed and within(grade, f) for f in found):
                yield _grade_count(sources, found, grade)
        yield _any_grade(sources, found)


def _grade_count(sources: Sources, found: Sequence[Finding], grade: str) -> LedgerRow:
    return count_of_findings(
        "reported_grade",
        found,
        grade,
        variable=found[0].variable,
        label=f"{capital(found[0].variable)}, reported grade {grade}",
        population=sources.population,
        policy=sources.settings.report,
    )


def _any_grade(sources: Sources, found: Sequence[Finding]) -> LedgerRow:
    with_any = [f.patient_id for f in found if f.assessed and f.surely != "0"]
    open_ = [f for f in found if f.patient_id not in with_any and f.possibly != "0"]
    return count_row(
        "reported_grade",
        found[0].variable,
        "any",
        label=f"{capital(found[0].variable)}, reported grade 1 or more",
        surely=with_any,
        open_=[f.patient_id for f in open_],
        patients=sources.patients,
        population=sources.population,
        policy=sources.settings.report,
        undecided="; ".join(f"{f.patient_id}: {f.reason}" for f in open_),
        findings=[f.id for f in found],
        evidence=[record for f in found for record in f.evidence],
    )


def _emergent_count(sources: Sources, found: Sequence[Finding]) -> LedgerRow:
    return count_of_findings(
        "treatment_emergent",
        found,
        "yes",
        variable=found[0].variable,
        label=f"{capital(found[0].variable)}, reported grade above the baseline grade",
        population=sources.population,
        policy=sources.settings.report,
    )


def _derived(sources: Sources, found: Sequence[Finding]) -> Iterator[LedgerRow]:
    """The derived grade of each patient beside the reported one, and how many surely and possibly had any."""
    criterion, term = found[0].criterion, found[0].variable
    yield from _verdicts(sources, "toxicity", found)
    yield from [finding_row("toxicity", f, label=f"{capital(term)} by {printed_criterion(criterion)}") for f in found]
    surely = [f.patient_id for f in found if f.assessed and f.surely != "0"]
    possibly = [f.patient_id for f in found if not f.assessed or f.possibly != "0"]
    open_ = [patient for patient in possibly if patient not in surely]
    yield count_row(
        "toxicity",
        term,
        "any",
        label=f"{capital(term)} of any grade by {printed_criterion(criterion)}",
        surely=surely,
        open_=open_,
        patients=sources.patients,
        population=sources.population,
        policy=sources.settings.report,
        undecided="; ".join(f"{f.patient_id}: {f.reason}" for f in found if f.patient_id in open_),
        criterion=criterion,
        findings=[f.id for f in found],
        evidence=[record for f in found for record in f.evidence],
    )


def _verdicts(sources: Sources, section: str, found: Sequence[Finding]) -> Iterator[LedgerRow]:
    """How many patients each comparison was made of: agrees, reported higher, only repeats the baseline grade."""
    for verdict in dict.fromkeys(f.verdict for f in found if f.verdict):
        yield count_row(
            section,
            found[0].variable,
            verdict,
            label=f"{capital(found[0].variable)}: {verdict}",
            surely=[f.patient_id for f in found if f.verdict == verdict],
            open_=[],
            patients=sources.patients,
            population=sources.population,
            policy=sources.settings.report,
            criterion=found[0].criterion,
            findings=[f.id for f in found],
            evidence=[record for f in found for record in f.evidence],
        )
