"""A whole invented cohort as a study folder, written a batch of patients at a time."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.random import Generator, SeedSequence, default_rng

from blastline.errors import BlastlineError
from blastline.records.schema import tables
from blastline.synthesise.bedside import adverse_events, medications, neuro_exams, vital_signs
from blastline.synthesise.blood import measurements
from blastline.synthesise.disease import (
    csf_exams,
    disease_sites,
    doses,
    follow_up,
    infections,
    marrow_exams,
    patients,
    reported,
    therapies,
)
from blastline.synthesise.fate import Fate, fates, first_part
from blastline.synthesise.faults import with_faults
from blastline.synthesise.settings_text import settings_text
from blastline.synthesise.writing import writers
from blastline.whole_files import replacing

TABLES: dict[str, Callable[[Fate, Generator], Iterator[pa.Table]]] = {
    "patients": patients,
    "therapies": therapies,
    "doses": doses,
    "medications": medications,
    "measurements": measurements,
    "vital_signs": vital_signs,
    "neuro_exams": neuro_exams,
    "marrow_exams": marrow_exams,
    "csf_exams": csf_exams,
    "disease_sites": disease_sites,
    "adverse_events": adverse_events,
    "infections": infections,
    "follow_up": follow_up,
    "reported": reported,
}
BATCH = 1_000
# From here on a spreadsheet is no longer what one would open.
MANY = 2_000
MOST = 9_999_999


class SynthesisError(BlastlineError):
    """A cohort that cannot be written: where, why, what to do."""


def synthesise(
    folder: Path,
    count: int,
    seed: int,
    *,
    faults: bool = False,
    kind: str = "",
    say: Callable[[str], Any] = lambda _: None,
) -> None:
    """
    Write an invented cohort of `count` patients into a new folder, as CSV, or as Parquet from 2,000 patients on.

    The same seed gives the same patients, whatever their number; with `faults` their records go wrong in the ways in
    which records do, each listed in faults.tsv. The folder is complete or is not there. Raises SynthesisError where it
    holds something already, OutputError where the disk is full.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SynthesisError(f"{folder}: there is something in this folder already; name a new one.")
    if not 1 <= count <= MOST:
        raise SynthesisError(f"{count} patients cannot be invented; from 1 to {MOST:,} can.")
    if seed < 0:
        raise SynthesisError(f"the seed is {seed}; write a whole number that is not below 0.")
    chosen = kind or ("parquet" if count >= MANY else "csv")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with replacing(folder) as unfinished:
        unfinished.mkdir()
        with writers(unfinished, chosen) as write:
            for number, first in enumerate(range(0, count, BATCH)):
                say(f"Inventing patients {first + 1:,} to {min(first + BATCH, count):,} of {count:,}")
                _batch(seed, number, min(BATCH, count - first), write, faults=faults)
        (unfinished / "study.toml").write_text(settings_text(count, seed, list(TABLES)), encoding="utf-8")


def _batch(seed: int, number: int, count: int, write: Callable[[str, pa.Table], None], *, faults: bool) -> None:
    """Every table draws from a stream of its own, so that one may change without the others."""
    streams = SeedSequence([seed, number]).spawn(len(TABLES) + 2)
    numbers = np.arange(number * BATCH, (number + 1) * BATCH) + 1
    fate = fates(numbers, default_rng(streams[-1]))
    spoil = default_rng(streams[-2])
    for (name, rows), stream in zip(TABLES.items(), streams, strict=False):
        # The whole batch is drawn and cut, so that a patient is the same in a small cohort and in a large one.
        table = _joined(name, list(rows(fate, default_rng(stream))))
        table = _of_first(table, first_part(fate, count), len(fate))
        write(name, with_faults(name, table, spoil, write) if faults else table)


def _joined(name: str, parts: list[pa.Table]) -> pa.Table:
    """The parts one below the other, with the columns in the order of the data dictionary; an absent cell is null."""
    whole = pa.concat_tables(parts, promote_options="default")
    order = [column for column in tables()[name].columns if column in whole.column_names]
    return whole.select(order)


def _of_first(table: pa.Table, fate: Fate, drawn: int) -> pa.Table:
    if len(fate) == drawn:
        return table
    last = pa.scalar(str(fate.ids[-1]))
    return table.filter(pa.compute.less_equal(table["patient_id"], last))
