"""Tables of the course: infections, responses and MRD, what stayed open, how ambiguous rows are read."""

from blastline.estimate.by_day import SECTION as GRADE_BY_DAY
from blastline.estimate.ledger import Ledger
from blastline.estimate.printing import printed_criterion
from blastline.estimate.row import LedgerRow
from blastline.report.cells import NR, Shown, cell_of, patient_table, patients_of
from blastline.report.document import Cell, Column, Table
from blastline.report.tables.treatment import mrd_label

# What is drawn, and not told: events without a day, and grades of each stretch of days.
DRAWN = ("course", GRADE_BY_DAY)
# As they end the keys of one episode: infection.pt-1.1.onset.
INFECTION_COLUMNS = ("organism", "diagnosed-by", "onset", "drugs", "outcome")


def infections(ledger: Ledger) -> Table:
    """One row an infection."""
    rows = [_infection(ledger, row) for row in ledger.where(section="infection", statistic="onset")]
    columns = (
        Column("Patient", width=0.7, once=True),
        Column("Infection", width=1.7),
        Column("Organism", width=1.3),
        Column("Diagnosed by", width=2.0),
        Column("Onset", width=1.3),
        Column("Drugs", width=2.0),
        Column("Outcome", width=2.0),
    )
    title = "Infections before, during and after treatment"
    return Table("infections", title, columns, tuple(rows), wide=True, by_patient=True)


def _infection(ledger: Ledger, onset: LedgerRow) -> tuple[Cell, ...]:
    episode = onset.key.removesuffix("onset")
    named = onset.variable[0].upper() + onset.variable[1:]
    cells = [cell_of(ledger[episode + column]) for column in INFECTION_COLUMNS]
    return (Cell(onset.patient_id), Cell(named), *cells)


def responses(ledger: Ledger) -> Table:
    """Response as reported, by the chosen systems, and MRD by compartment."""
    criteria = dict.fromkeys(row.criterion for row in ledger.where(section="derived_response"))
    places = dict.fromkeys(row.variable for row in ledger.where(section="mrd", statistic="category"))
    shown = [Shown(Column("As reported", "Response", width=1.0), "response", "response", "category")]
    for criterion in criteria:
        shown.append(
            Shown(
                Column(f"By {printed_criterion(criterion)}", "Response", width=1.3),
                "derived_response",
                "response",
                "",
                criterion,
            )
        )
        shown.append(
            Shown(
                Column("Comparison", "Response", width=2.0),
                "derived_response",
                "response",
                "",
                criterion,
                verdict=True,
            )
        )
    shown += [_mrd(place) for place in places]
    shown += [
        Shown(Column("allo-HSCT", "After treatment", width=0.9), "after", "allo-HSCT", "category"),
        Shown(
            Column("Alive at last contact", "After treatment", width=0.9),
            "alive",
            "alive at last contact",
            "category",
        ),
        Shown(Column("State at last contact", "After treatment", width=1.2), "follow_up", "disease_state"),
    ]
    title = "Response as reported and as derived, MRD by compartment, and what followed"
    return patient_table(ledger, shown, name="responses", title=title)


def _mrd(place: str) -> Shown:
    column = Column(mrd_label(place).removeprefix("MRD, "), "MRD as reported", width=1.3)
    return Shown(column, "mrd", place, "category")


def undecided(ledger: Ledger) -> Table:
    """What the records leave open, and what would settle it; patients with one gap are named, or counted if many."""
    gaps: dict[tuple[str, str, str], list[LedgerRow]] = {}
    for row in ledger:
        if row.undecided and row.patient_id and row.section not in DRAWN:
            gaps.setdefault((_subject(row), cell_of(row).text, row.undecided), []).append(row)
    everyone, few = len(patients_of(ledger)), int(ledger["study.few_patients"].value or 0)
    # What can be said of them is what is missing: nothing at all was recorded.
    nothing = {gap for gap in gaps if gap[1] in (NR, gap[2])}
    never = {gap: gaps[gap] for gap in gaps if gap in nothing and len(gaps[gap]) == everyone and everyone > 1}
    rows = [
        (
            Cell(subject),
            Cell(_who([row.patient_id for row in open_], few)),
            Cell(text, open_[0].key),
            Cell(missing),
        )
        for (subject, text, missing), open_ in gaps.items()
        if (subject, text, missing) not in never
    ]
    if never:
        subjects = "; ".join(subject for subject, _, _ in never)
        rows.append((Cell(subjects), Cell("all"), Cell(NR, next(iter(never.values()))[0].key), Cell("not recorded")))
    columns = (
        Column("Number or finding", width=2.8),
        Column("Patients", width=1.5),
        Column("What can be said", width=1.3),
        Column("What is missing", width=3.0),
    )
    title = "What could not be decided, and why"
    return Table("undecided", title, columns, tuple(rows), wide=True)


def _who(patients: list[str], few: int) -> str:
    return ", ".join(patients) if len(patients) < few else f"{len(patients)} patients"


def _subject(row: LedgerRow) -> str:
    return row.label.removesuffix(f", {row.patient_id}")


def readings(ledger: Ledger) -> Table:
    """Rows that could be read in more than one way, what was taken, and why."""
    rows = [
        (Cell(row.label), Cell(row.text, row.key), Cell(", ".join(row.patients)), Cell(row.category))
        for row in ledger.where(section="reading")
    ]
    columns = (
        Column("Rows as received", width=2.0),
        Column("Reading", width=1.3),
        Column("Patients", width=1.1),
        Column("Why", width=4.0),
    )
    title = "Records that can be read in more than one way, as this study reads them"
    notes = ("Tables and parts of a text that are named here are those of the source.",)
    return Table("readings", title, columns, tuple(rows), notes, wide=True)


def group_statements(ledger: Ledger) -> Table:
    """What the source states of the group, and what its own rows give."""
    rows = [
        (
            Cell(row.label),
            Cell(row.text, row.key),
            Cell(", ".join(row.patients) or "–"),
            Cell(ledger[row.variable].text if row.variable else "–", row.variable),
            Cell(row.category),
            Cell(row.population),
        )
        for row in ledger.where(section="statement")
    ]
    columns = (
        Column("Statement", width=2.2),
        Column("As stated", width=0.9),
        Column("Patients named", width=1.4),
        Column("From the rows", width=2.0),
        Column("Comparison", width=2.0),
        Column("Where in the source", width=2.4),
    )
    title = "Statements of the source on the group, held against its own rows"
    graded = any(row.variable.startswith("reported-grade.") for row in ledger.where(section="statement"))
    against = "{{ table(haematology) }} and {{ table(derived) }} hold them against the records."
    notes = (f"Grades are compared as reported; {against}",) if graded else ()
    return Table("group_statements", title, columns, tuple(rows), notes, wide=True)


CHECKED = {
    "primary": "checked against the primary",
    "secondary source": "checked against a secondary source",
    "from knowledge": "from knowledge, not yet checked",
}


def criteria(ledger: Ledger) -> Table:
    """The criteria that were used, their sources, and how far our documents of them were checked; alike ones as one."""
    alike: dict[tuple[str, str, str], list[LedgerRow]] = {}
    for row in ledger.where(section="criterion"):
        alike.setdefault((row.criterion.rpartition("/")[0], row.text, row.category), []).append(row)
    rows = [
        (Cell(_called(set_, found), found[0].key), Cell(_titles(found)), Cell(source), Cell(CHECKED[review]))
        for (set_, source, review), found in alike.items()
    ]
    columns = (
        Column("Criterion", width=2.4),
        Column("Title", width=3.4),
        Column("Source", width=2.8),
        Column("Review", width=2.0),
    )
    return Table("criteria", "Criteria chosen by the study", columns, tuple(rows), wide=True)


def _called(set_: str, found: list[LedgerRow]) -> str:
    return found[0].criterion if len(found) == 1 else set_


def _titles(found: list[LedgerRow]) -> str:
    """Each title once, by the first letter; that of a version that only repeats another is the same."""
    return "; ".join(sorted(dict.fromkeys(row.label for row in found), key=str.lower))
