"""What estimates are made from: the records and findings of one study, looked up by patient."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from blastline.derive.finding import Finding
from blastline.normalise.records import Records, Result, TidyRow
from blastline.settings import Settings


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything before the ledger."""

    records: Records
    findings: Sequence[Finding]
    settings: Settings

    @property
    def patients(self) -> list[str]:
        return self.records.patient_ids

    @property
    def population(self) -> str:
        """Who is counted, as the ledger names it."""
        return f"all patients (n = {len(self.patients)})"

    def printed_day(self, day: int | None) -> int | None:
        """Days from the first dose as the study prints them: its first day is 0 or 1."""
        if day is None:
            return None
        return day + self.settings.study.first_day if day >= 0 else day

    def findings_of(self, section: str, variable: str = "", criterion: str = "") -> list[Finding]:
        """The findings of one derivation, one a patient, in the order of the study."""
        return [
            finding
            for finding in self.findings
            if finding.section == section
            and variable in ("", finding.variable)
            and criterion in ("", finding.criterion)
        ]

    def rows(self, table: str, patient: str, keep: Callable[[TidyRow], bool] = lambda row: True) -> list[TidyRow]:
        """The rows of one patient in one table."""
        return [row for row in self.records.table(table) if row["patient_id"] == patient and keep(row)]

    def results(self, patient: str, test: str, **fields: str) -> list[Result]:
        """The results of one patient and test; `fields` narrow them: phase, statistic, specimen."""
        return [
            result
            for result in self.records.results
            if result.patient_id == patient
            and result.test == test
            and all(getattr(result, name) == value for name, value in fields.items())
        ]
