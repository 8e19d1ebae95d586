"""On treatment: the range of each patient's IL-6 and T cells, smallest to largest of all that was recorded."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from blastline.estimate.printing import printed_range, printed_unit
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.summaries import Known, known, largest, range_row, smallest, within
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
    found = sources.results(patient, test, phase="during", specimen=specimen)
    results = [result for result in found if not result.interval.missing]
    whole = _row(sources, patient, test, specimen, "range", results, _range(results))
    # A minimum alone says nothing of the largest value.
    high = _values([result for result in results if result.statistic != "minimum"])
    if not high:
        return whole, _row(sources, patient, test, specimen, "peak", results, "")
    text, least, most = largest(high)
    peak = _row(sources, patient, test, specimen, "peak", results, text)
    return whole, replace(within(peak, least, most), undecided="" if least == most else "known only within limits")


def _range(results: list[Result]) -> str:
    """From the smallest to the largest; of one extreme alone, "up to 28.4" or "from 5.8"."""
    low = _values([result for result in results if result.statistic != "maximum"])
    high = _values([result for result in results if result.statistic != "minimum"])
    if low and high:
        return printed_range(smallest(low)[0], largest(high)[0])
    if high:
        return f"up to {largest(high)[0]}"
    return f"from {smallest(low)[0]}" if low else ""


def _values(results: list[Result]) -> list[Known]:
    return [known(r.printed, r.interval, tests()[r.test].least, tests()[r.test].most) for r in results]


def _row(
    sources: Sources, patient: str, test: str, specimen: str, kind: str, results: list[Result], text: str
) -> LedgerRow:
    return patient_row(
        SECTION,
        f"{variable_of(test, specimen)}, {kind}",
        patient,
        text,
        label=f"{_label(test, specimen)} on treatment, {kind}",
        evidence=[result.record_id for result in results],
        unit=printed_unit(tests()[test].unit),
    )
