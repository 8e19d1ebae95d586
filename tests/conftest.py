"""What tests of every purpose share: tables drawn as text, studies written from them, inputs read from their cells."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from blastline.criteria.criterion import Criterion
from blastline.criteria.plainly import Input
from blastline.engines.choose import ENGINES, EXTRAS
from blastline.normalise.cells import read_number, read_yes_no
from blastline.records.interval import Interval
from blastline.study import Run, Study, open_study

FOUNDING = Path(__file__).parents[1] / "studies" / "salvage-blinatumomab"
SETTINGS = """
[study]
title = "A study"
cutoff = 2022-10-31
first_day = {first_day}
records = [{records}]
complete = [{complete}]
[treatment]
drug = "blinatumomab"
steps = [{steps}]
"""
# Modules come one after the other; more would only fill the memory.
MOST_REMEMBERED = 24
ONE_STEP = '{ days = 28, dose = "28 ug/day" }'


def _rows(table: str) -> list[dict[str, str]]:
    lines = [line for line in table.splitlines() if line.strip(" -+|")]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.fixture(params=sorted(set(ENGINES) - set(EXTRAS)))
def engine_name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def drawn() -> Callable[[str], list[dict[str, str]]]:
    """The rows of a drawn table: cells between bars, a header, a ruler that is not read."""
    return _rows


@pytest.fixture
def input_from() -> Callable[[Criterion, str, str], Input]:
    """A cell as the input of a criterion: a number within limits, yes or no, a word; empty is not recorded."""

    def read(criterion: Criterion, name: str, cell: str) -> Input:
        kind = criterion.needs[name]
        if not cell or kind == "choice":
            return cell or None
        return Interval.exactly(float(read_yes_no(cell))) if kind == "yes_no" else read_number(cell)

    return read


@pytest.fixture(scope="session")
def founding_run() -> Run:
    return open_study(FOUNDING).run()


class Remembered(Study):
    """
    A study whose run is remembered by what its folder holds: a module asks one drawn study one question a test.

    A run changes nothing that it was made from, and nothing in it can be changed. It is made on Polars, which plans a
    small study in a quarter of the time; that all engines say the same is asked in tests/agree.
    """

    runs: ClassVar[OrderedDict[tuple[object, ...], Run]] = OrderedDict()

    def run(self, engine: str = "polars", say: Callable[[str], object] = lambda _: None) -> Run:
        files = sorted(path for path in self.folder.iterdir() if path.is_file())
        key = (engine, *((path.name, path.read_bytes()) for path in files))
        if key not in self.runs:
            self.runs[key] = super().run(engine, say)
            if len(self.runs) > MOST_REMEMBERED:
                self.runs.popitem(last=False)
        return replace(self.runs[key], study=self)


@pytest.fixture
def study_of(tmp_path: Path) -> Callable[..., Study]:
    """A study folder with one drawn table a record type; `patients` may be left out, Pt 1 is then alone in it."""

    def build(
        settings: str = "", *, first_day: int = 1, steps: str = ONE_STEP, complete: str = "", **tables: str
    ) -> Study:
        folder = tmp_path / f"study-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for name, table in ({"patients": "patient\nPt 1"} | tables).items():
            (folder / f"{name}.csv").write_text(_csv(table), encoding="utf-8")
        records = ", ".join(f'"{path.stem}"' for path in sorted(folder.glob("*.csv")))
        text = SETTINGS.format(first_day=first_day, records=records, steps=steps, complete=complete) + settings
        (folder / "study.toml").write_text(text, encoding="utf-8")
        opened = open_study(folder)
        return Remembered(opened.folder, opened.settings)

    return build


@pytest.fixture
def said() -> Callable[..., dict[str, str]]:
    """What the findings of one section say of each patient, with the reason where they are open."""

    def read(run: Run, section: str, variable: str = "") -> dict[str, str]:
        found = [f for f in run.findings if f.section == section and variable in ("", f.variable)]
        return {f.patient_id: f.text + (f": {f.reason}" if f.reason else "") for f in found}

    return read


def _csv(table: str) -> str:
    rows = _rows(table)
    columns = ["patient_id" if name == "patient" else name.replace(" ", "_") for name in rows[0]]
    return "\n".join([",".join(columns), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)])
