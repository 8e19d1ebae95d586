"""Response: each patient's, reported and derived; MRD by compartment; how many responded, with exact intervals."""

from collections.abc import Iterator, Sequence

from blastline.derive.finding import Finding
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_of_findings, count_row, finding_row, within
from blastline.estimate.sources import Sources
from blastline.records.schema import answers

# Which reported categories count as a complete response of any kind, and which of them needs full counts.
COMPLETE = ("CR", "CRh", "CRi")


def response_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of sections `response` and `mrd`."""
    reported = sources.findings_of("reported_response")
    yield from [finding_row("response", f, label="Response as reported") for f in reported]
    yield from _counts(sources, reported)
    for criterion in dict.fromkeys(f.criterion for f in sources.findings_of("response")):
        found = sources.findings_of("response", criterion=criterion)
        yield from [
            finding_row("derived_response", f, label=f"Response by {printed_criterion(criterion)}") for f in found
        ]
    yield from _mrd(sources)


def _counts(sources: Sources, reported: Sequence[Finding]) -> Iterator[LedgerRow]:
    yield _complete(sources, reported)
    for category in [answer for answer in answers()["response"] if any(within(answer, f) for f in reported)]:
        yield count_of_findings(
            "response",
            reported,
            category,
            variable="response",
            label=f"Reported response {category}",
            population=sources.population,
            policy=sources.settings.report,
        )


def _complete(sources: Sources, reported: Sequence[Finding]) -> LedgerRow:
    return complete_row(
        sources,
        reported,
        section="response",
        variable="response",
        category="CR or CRi",
        label="Reported response CR or CRi",
        population=sources.population,
    )


def complete_row(
    sources: Sources,
    reported: Sequence[Finding],
    *,
    section: str,
    variable: str,
    category: str,
    label: str,
    population: str,
) -> LedgerRow:
    """How many of these patients had CR with or without full counts: CR/CRi is one whichever it is, CR/PR may be."""
    named = {f.patient_id: set(f.reported.split("/")) for f in reported}
    surely = [patient for patient, said in named.items() if said <= set(COMPLETE)]
    unknown = [f.patient_id for f in reported if not f.assessed]
    either = [patient for patient, said in named.items() if said & set(COMPLETE) and patient not in surely]
    return count_row(
        section,
        variable,
        category,
        label=label,
        surely=surely,
        open_=[patient for patient in named if patient in {*unknown, *either}],
        patients=list(named),
        population=population,
        policy=sources.settings.report,
        undecided="; ".join(
            f"{why}: {', '.join(names)}"
            for why, names in (("no response reported", unknown), ("reported as either", either))
            if names
        ),
        findings=[f.id for f in reported],
        evidence=[record for f in reported for record in f.evidence],
    )


def _mrd(sources: Sources) -> Iterator[LedgerRow]:
    """MRD as reported in each compartment that anything was said of, and how many were negative there."""
    for place in dict.fromkeys(f.variable for f in sources.findings_of("mrd")):
        found = sources.findings_of("mrd", place)
        if not any(f.assessed for f in found):
            continue
        yield from [finding_row("mrd", f, label=f"MRD, {_in(place)}") for f in found]
        yield count_of_findings(
            "mrd",
            [f for f in found if f.assessed],
            "negative",
            variable=place,
            label=f"MRD negative, {_in(place)}",
            population="patients with MRD reported",
            policy=sources.settings.report,
        )


def _in(place: str) -> str:
    return "compartment not stated" if place == "not stated" else place
