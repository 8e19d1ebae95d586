"""The whole flow on one page: a study folder is opened, its stages are run, its results are held."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blastline.adapters.folder import read_folder
from blastline.chosen import problems_of_criteria
from blastline.errors import Problem, StudyError
from blastline.normalise.records import Records
from blastline.normalise.tidy import normalise
from blastline.settings import Settings, read_settings
from blastline.whole_files import refuse_file, replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from blastline.derive.finding import Finding
    from blastline.estimate.ledger import Ledger
    from blastline.report.document import Table


@dataclass(frozen=True)
class Study:
    """A study folder that has been read: its settings, and where it lies."""

    folder: Path
    settings: Settings

    @cached_property
    def _read(self) -> tuple[Records, list[Problem]]:
        received, problems = read_folder(self.folder, self.settings.study.records)
        problems = problems_of_criteria(self.settings, self.folder / "study.toml") + problems
        if problems:
            # Rows of a file that could not be read would be missed everywhere; what follows from that is not shown.
            return Records(received), problems
        return normalise(received, self.settings)

    def check(self) -> list[Problem]:
        """Every problem of the study, each with its place, value and what to do; none where it is ready."""
        return self._read[1]

    def records(self) -> Records:
        """The normalised records. Raises StudyError with every problem where there is one."""
        records, problems = self._read
        if problems:
            raise StudyError(problems)
        return records

    def run(self, engine: str = "duckdb", say: Callable[[str], object] = lambda _: None) -> Run:
        """
        The stages from records to ledger, on "duckdb", "polars" or "spark"; all give the same ledger.

        `say` is told which stage begins. Raises StudyError with every problem where there is one.
        """
        from blastline.derive.findings import findings
        from blastline.engines.choose import engine as engine_called
        from blastline.estimate.build import ledger_of

        say("Reading records")
        records = self.records()
        say(f"Deriving findings of {len(records.patient_ids):,} patients")
        found = findings(records, self.settings, engine_called(engine))
        say("Estimating numbers")
        return Run(self, engine, records, found, ledger_of(records, found, self.settings))

    def daily_grades(self, engine: str = "duckdb") -> Any:
        """
        The grade of each patient on each day, as a frame of the engine: a DuckDB relation, or a frame of Polars, Spark.

        Columns as in derive.findings.daily_grades. Raises StudyError with every problem where there is one.
        """
        from blastline.derive.findings import daily_grades
        from blastline.engines.choose import engine as engine_called

        return daily_grades(self.records(), self.settings, engine_called(engine)).to_native()

    def write_daily_grades(self, out: Path, engine: str = "duckdb") -> None:
        """The same as a file, CSV or Parquet, complete or absent. Raises OutputError where it cannot be written."""
        from blastline.derive.findings import daily_grades
        from blastline.engines.choose import engine as engine_called

        study = self.settings.study
        refuse_file(out, [self.folder / f"{name}{ending}" for name in study.records for ending in (".csv", ".parquet")])
        here = engine_called(engine)
        grades = daily_grades(self.records(), self.settings, here)
        with replacing(out) as unfinished:
            here.write(grades.sort("patient_id", "term", "criterion", "day"), unfinished)


@dataclass(frozen=True)
class Run:
    """What a study came to: records, findings, ledger. Tables, figures and files are made from the ledger alone."""

    study: Study
    engine: str
    records: Records
    findings: list[Finding]
    ledger: Ledger

    def table(self, name: str) -> Table:
        """A table of the report: "baseline", "treatment", "responses" …; KeyError for another name."""
        from blastline.report.build import table_of

        return table_of(self.ledger, name)

    def figure(self, name: str) -> Figure | None:
        """
        A matplotlib figure of the report: "flow", "expression", "swimmer" …; KeyError for another name.

        None where the study has nothing to draw.
        """
        from blastline.report.drawing import FIGURES

        return FIGURES[name].draw(self.ledger)

    def explain(self, key: str) -> str:
        """Where a number or a finding comes from, in words. Raises UnknownKeyError for an unknown key."""
        from blastline.explain import explain

        return explain(key, self.ledger, self.findings, self.records)

    def write(self, out: Path, **how: Any) -> None:
        """
        The report as a folder, complete or absent; `how` is what report.folder.write_report takes: formats, say, draw.

        Raises OutputError where it cannot be written.
        """
        from blastline.provenance import provenance
        from blastline.report.folder import write_report

        made_from = provenance(self.study.folder, self.study.settings, self.engine)
        write_report(self.ledger, self.study.settings.study, made_from, out, **how)

    def write_manuscript(self, manuscript: Path, out: Path, **how: Any) -> None:
        """
        A manuscript of one's own (Markdown) with numbers, tables and figures of this study, as a folder.

        `how` is what report.manuscript.write_manuscript takes: formats, say. Raises StudyError with every slot that
        cannot be filled, OutputError where it cannot be written.
        """
        from blastline.provenance import provenance
        from blastline.report.manuscript import read_manuscript, write_manuscript

        text = read_manuscript(manuscript)
        made_from = provenance(self.study.folder, self.study.settings, self.engine, [manuscript])
        write_manuscript(text, self.ledger, self.study.settings.study, made_from, out, **how)


def open_study(folder: str | Path) -> Study:
    """
    A study folder, ready to check or run.

    Raises StudyError where study.toml is missing or wrong; the records themselves are read when they are needed.
    """
    path = Path(folder)
    return Study(path, read_settings(path / "study.toml"))
