"""The pictures of a study: whose they are, what was taken when, and what is seen."""

from collections.abc import Iterator

from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import patient_row
from blastline.estimate.sources import Sources
from blastline.normalise.records import TidyRow

SECTION = "image"
PHASES = {
    "before": "before treatment",
    "during": "on treatment",
    "end": "at the end of treatment",
    "after": "after treatment",
}


def image_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of section `image`: `text` is the caption, `variable` the file in the study folder."""
    for patient in sources.patients:
        for number, row in enumerate(sources.rows("images", patient), start=1):
            yield patient_row(
                SECTION,
                row["file"],
                patient,
                _caption(sources, row),
                label=f"Image {number}",
                evidence=[row.record_id],
                statistic="file",
                number=number,
            )


def _caption(sources: Sources, row: TidyRow) -> str:
    day = sources.printed_day(row["day"])
    when = f"day {day}" if day is not None else PHASES.get(row["phase"] or "", "")
    told = ", ".join(part for part in (row["modality"], when) if part)
    return f"{told}: {row['finding']}" if row["finding"] else told
