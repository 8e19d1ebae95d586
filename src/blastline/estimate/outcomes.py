"""Infections episode by episode, how many began on treatment; transplant afterwards; alive or dead."""

from collections.abc import Iterator

from blastline.derive.outcomes import NO_INFECTION
from blastline.estimate.row import LedgerRow
from blastline.estimate.rows import count_of_findings, finding_row, patient_row
from blastline.estimate.sources import Sources
from blastline.estimate.toxicity import capital
from blastline.normalise.records import TidyRow

COUNTED = ("infection_onset", "after", "alive")
COLUMNS = ("abbreviation", "organism", "diagnosed_by", "onset", "drugs", "outcome")


def outcome_rows(sources: Sources) -> Iterator[LedgerRow]:
    """Rows of sections `infection`, `infection_onset`, `after`, `alive` and `follow_up`."""
    for patient in sources.patients:
        yield from _infections(sources, patient)
    for section in COUNTED:
        for variable in dict.fromkeys(f.variable for f in sources.findings_of(section)):
            found = sources.findings_of(section, variable)
            yield from [finding_row(section, f, label=capital(variable)) for f in found]
            yield count_of_findings(
                section,
                found,
                "yes",
                variable=variable,
                label=capital(variable),
                population=sources.population,
                policy=sources.settings.report,
            )
    for patient in sources.patients:
        yield from _follow_up(sources, patient)


def _infections(sources: Sources, patient: str) -> Iterator[LedgerRow]:
    """The episodes of one patient; `variable` is the infection, `statistic` the column of the table."""
    rows = sources.rows("infections", patient)
    yield _abbreviations(patient, rows)
    for number, row in enumerate(rows, start=1):
        if row["infection"] != NO_INFECTION:
            cells = (
                _spelled(row),
                row["organism"],
                row["diagnosed_by"],
                _onset(sources, row),
                _drugs(sources, row),
                _outcome(sources, row),
            )
            for column, (text, records) in zip(COLUMNS, map(_with_record(row), cells), strict=True):
                yield patient_row(
                    "infection",
                    row["infection"],
                    patient,
                    text,
                    label=f"{capital(row['infection'])}, {column.replace('_', ' ')}",
                    evidence=records,
                    statistic=column,
                    number=number,
                )


def _with_record(row: TidyRow):  # type: ignore[no-untyped-def]
    """A cell that came from elsewhere brings its own record ids; any other rests on the row of the infection."""
    return lambda cell: cell if isinstance(cell, tuple) else (cell or "", [row.record_id])


def _abbreviations(patient: str, rows: list[TidyRow]) -> LedgerRow:
    """What a table prints of a patient's infections up to the end of treatment: abbreviations, none, or nothing."""
    until_end = [row for row in rows if row["phase"] != "after"]
    names = ["none" if r["infection"] == NO_INFECTION else r["abbreviation"] or r["infection"] for r in until_end]
    return patient_row(
        "infections",
        "infections",
        patient,
        ", ".join(names),
        label="Infections up to the end of treatment",
        evidence=[row.record_id for row in until_end],
        statistic="category",
    )


def _spelled(row: TidyRow) -> str:
    """The abbreviation with what it stands for, for the notes of tables that print it alone."""
    return f"{row['abbreviation']}: {row['infection']}" if row["abbreviation"] else row["infection"]


def _onset(sources: Sources, row: TidyRow) -> str:
    phase = {
        "before": "before treatment",
        "during": "during treatment",
        "end": "at its end",
        "after": "after treatment",
    }
    if row["phase"] is None:
        return ""
    day = sources.printed_day(row["day"])
    return phase[row["phase"]] + (f", day {day}" if day is not None else "")


def _drugs(sources: Sources, row: TidyRow) -> tuple[str, list[str]]:
    """
    What was given for this infection, with its routes; a drug given by two routes is named once.

    Where no drug names the infection as its indication, it is what the row of the infection says.
    """
    given = sources.rows("medications", row["patient_id"], lambda m: m["indication"] == row["infection"])
    routes: dict[str, list[str]] = {}
    for drug in given:
        routes.setdefault(drug["drug"], []).append(drug["route"] or "route not recorded")
    named = [f"{drug} ({', '.join(ways)})" for drug, ways in routes.items()]
    return "; ".join(named) or row["drugs"] or "", [drug.record_id for drug in given] or [row.record_id]


def _outcome(sources: Sources, row: TidyRow) -> str:
    """The first outcome and a later one, each with its time in the words of the source, else by its day."""
    day, days = sources.printed_day(row["outcome_day"]), row["later_outcome_days_after_treatment"]
    when = row["outcome_time"] or (f"day {day}" if day is not None else "")
    later = f"{days} days after treatment" if days is not None else ""
    stated = [(row["outcome"], when), (row["later_outcome"], later)]
    return "; ".join(f"{outcome} ({time})" if time else outcome for outcome, time in stated if outcome)


def _follow_up(sources: Sources, patient: str) -> Iterator[LedgerRow]:
    """The last contact in words: state of the leukaemia, or cause and time of death."""
    row = sources.last_contact(patient)
    for column, label in (
        ("status", "Alive or dead"),
        ("disease_state", "State of the leukaemia"),
        ("cause_of_death", "Cause of death"),
        ("death_time", "Time of death"),
    ):
        if row is not None and row[column] is not None:
            yield patient_row(
                "follow_up",
                column,
                patient,
                row[column],
                label=label,
                evidence=[row.record_id],
                statistic="category",
            )
