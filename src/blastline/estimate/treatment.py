"""On treatment: the range of each patient's IL-6 and T cells, smallest to largest of all that was recorded."""

from collections.abc import Iterator
from itertools import chain

from blastline.estimate.printing import printed_range, printed_unit
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import patient_row, range_row
from blastline.estimate.sources import Sources
from blastline.normalise.records import Result
from blastline.records.schema import tests

SECTION = "treatment"
FOLLOWED = (
    ("interleukin_6", "peripheral blood"),
    ("interleukin_6", "cerebrospinal fluid"),
    ("cd3", "peripheral blood"),
    ("cd3_cd8", "peripheral blood"),
    ("cd3_cd4", "peripheral blood"),
)


def treatment_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `treatment`: each patient's range, their largest value, and the group's largest values."""
    for test, specimen in FOLLOWED:
        pairs = [_range_and_peak(sources, patient, test, specimen) for patient in _followed(sources, test, specimen)]
        yield from chain.from_iterable(pairs)
        peaks = [peak for _, peak in pairs]
        if peaks:
            yield range_row(peaks, label=f"Largest {_label(test, specimen)}", population=sources.population)


def _followed(sources: Sources, test: str, specimen: str) -> list[str]:
    """Everyone is followed in blood; another specimen is spoken of only where it was examined."""
    if specimen == "peripheral blood":
        return sources.patients
    return [patient for patient in sources.patients if sources.results(patient, test, specimen=specimen)]


def variable_of(test: str, specimen: str) -> str:
    """Blood is what is meant where nothing is said; another specimen is part of the name."""
    return test if specimen == "peripheral blood" else f"{test} in {specimen}"


def _label(test: str, specimen: str) -> str:
    return variable_of(test, specimen).replace(test, tests()[test].label)


def _range_and_peak(sources: Sources, patient: str, test: str, specimen: str) -> tuple[LedgerRow, LedgerRow]:
    results = [r for r in sources.results(patient, test, phase="during", specimen=specimen) if r.interval.exact]
    ordered = sorted(results, key=lambda result: result.interval.low)
    # One maximum alone is a peak; it says nothing of the smallest value.
    bounded = [r for r in ordered if r.statistic != "maximum"]
    whole = printed_range(bounded[0].printed, ordered[-1].printed) if bounded else ""
    peak = ordered[-1] if ordered else None
    return (
        _row(sources, patient, test, specimen, "range", ordered, whole, None),
        _row(sources, patient, test, specimen, "peak", ordered, peak.printed if peak else "", peak),
    )


def _row(
    sources: Sources,
    patient: str,
    test: str,
    specimen: str,
    kind: str,
    results: list[Result],
    text: str,
    peak: Result | None,
) -> LedgerRow:
    variable = f"{variable_of(test, specimen)}, {kind}"
    return patient_row(
        SECTION,
        variable,
        patient,
        text,
        label=f"{_label(test, specimen)} on treatment, {kind}",
        evidence=[result.record_id for result in results],
        value=peak.interval.low if peak else None,
        unit=printed_unit(tests()[test].unit),
    )
