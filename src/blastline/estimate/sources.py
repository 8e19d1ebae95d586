"""What estimates are made from: the records and findings of one study, looked up by patient."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from blastline.derive.eligibility import NOT_MET
from blastline.derive.finding import Finding
from blastline.normalise.records import Records, Result, TidyRow
from blastline.records.received import ReceivedRow
from blastline.settings import Settings

ELIGIBILITY = "eligibility"


@dataclass(frozen=True)
class Sources:
    """Everything before the ledger. Whoever surely fails a rule of eligibility is counted in the flow alone."""

    records: Records
    findings: Sequence[Finding]
    settings: Settings

    @property
    def recorded(self) -> list[str]:
        """Every patient in the records, in the order of the study."""
        return self.records.patient_ids

    @cached_property
    def patients(self) -> list[str]:
        """Who is analysed: everyone who was, or may have been, eligible."""
        failed = {f.patient_id for f in self.findings if f.section == ELIGIBILITY and f.possibly == NOT_MET}
        return [patient for patient in self.recorded if patient not in failed]

    @cached_property
    def population(self) -> str:
        """Who is counted, as the ledger names it."""
        everyone = len(self.patients) == len(self.recorded)
        analysed = set(self.patients)
        judged = [f for f in self.findings_of(ELIGIBILITY) if f.patient_id in analysed]
        open_ = "" if all(f.decided for f in judged) else " or possibly eligible"
        return f"{'all' if everyone else f'eligible{open_}'} patients (n = {len(self.patients)})"

    def printed_day(self, day: int | None) -> int | None:
        """Days from the first dose as the study prints them: its first day is 0 or 1."""
        if day is None:
            return None
        return day + self.settings.study.first_day if day >= 0 else day

    def findings_of(self, section: str, variable: str = "", criterion: str = "") -> list[Finding]:
        """The findings of one derivation, one a patient who is analysed (or judged), in the order of the study."""
        return [
            finding
            for finding in self._findings[section]
            if variable in ("", finding.variable) and criterion in ("", finding.criterion)
        ]

    def findings_by_patient(self, section: str) -> defaultdict[str, list[Finding]]:
        """The findings of one section, sorted once by patient: thousands of patients are not searched for each."""
        if section not in self._of_patients:
            for finding in self._findings[section]:
                self._of_patients[section][finding.patient_id].append(finding)
        return self._of_patients[section]

    @cached_property
    def _of_patients(self) -> defaultdict[str, defaultdict[str, list[Finding]]]:
        return defaultdict(lambda: defaultdict(list))

    @cached_property
    def received(self) -> dict[str, ReceivedRow]:
        """The rows as they came, by their record ids."""
        return self.records.received.by_id()

    def rows(self, table: str, patient: str, keep: Callable[[TidyRow], bool] = lambda row: True) -> list[TidyRow]:
        """The rows of one patient in one table."""
        return [row for row in self._rows[table, patient] if keep(row)]

    def results(self, patient: str, test: str, **fields: str) -> list[Result]:
        """The results of one patient and test; `fields` narrow them: phase, statistic, specimen."""
        found = self._results[patient, test]
        return [r for r in found if all(getattr(r, name) == value for name, value in fields.items())]

    def last_contact(self, patient: str) -> TidyRow | None:
        """A patient's last contact: a death, or else the latest by day; without days, the last row of the file."""
        contacts = self._rows["follow_up", patient]
        deaths = [row for row in contacts if row["status"] == "dead"]
        in_time = sorted(deaths or contacts, key=lambda row: -1 if row["day_latest"] is None else row["day_latest"])
        return in_time[-1] if in_time else None

    @cached_property
    def _findings(self) -> defaultdict[str, list[Finding]]:
        sorted_, analysed = defaultdict[str, list[Finding]](list), set(self.patients)
        for finding in self.findings:
            if finding.section == ELIGIBILITY or finding.patient_id in analysed:
                sorted_[finding.section].append(finding)
        return sorted_

    @cached_property
    def _rows(self) -> defaultdict[tuple[str, str], list[TidyRow]]:
        sorted_: defaultdict[tuple[str, str], list[TidyRow]] = defaultdict(list)
        for table, rows in self.records.rows.items():
            for row in rows:
                sorted_[table, row["patient_id"]].append(row)
        return sorted_

    @cached_property
    def _results(self) -> defaultdict[tuple[str, str], list[Result]]:
        sorted_: defaultdict[tuple[str, str], list[Result]] = defaultdict(list)
        for result in self.records.results:
            sorted_[result.patient_id, result.test].append(result)
        return sorted_
