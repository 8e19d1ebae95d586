"""The ledger: every number that may be printed, one row each, found by key or by what it speaks of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from blastline.estimate.row import LedgerRow


class Ledger:
    """
    Rows in a fixed order, each under a key of its own. Tables, figures and words read this and nothing else.

    `folder` is where the pictures lie that rows name.
    """

    def __init__(self, rows: Iterable[LedgerRow], folder: Path | None = None) -> None:
        self.folder = folder
        self.rows = tuple(rows)
        self._by_key = {row.key: row for row in self.rows}
        if len(self._by_key) != len(self.rows):
            twice = sorted(key for key, n in Counter(row.key for row in self.rows).items() if n > 1)
            raise ValueError(f"two ledger rows under one key: {', '.join(twice)}")

    def __iter__(self) -> Iterator[LedgerRow]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def __getitem__(self, key: str) -> LedgerRow:
        return self._by_key[key]

    def where(self, **fields: Any) -> list[LedgerRow]:
        """The rows whose fields have these values, in ledger order: `where(section="course", patient_id="Pt 1")`."""
        wanted = fields.items()
        return [row for row in self._near(fields) if all(getattr(row, name) == value for name, value in wanted)]

    def _near(self, fields: dict[str, Any]) -> Iterable[LedgerRow]:
        """Some of the rows, with all that can be wanted among them: a table asks once for each of its cells."""
        if "section" not in fields:
            return self.rows
        by = next((name for name in ("patient_id", "variable") if name in fields), "section")
        return self._index[by].get((fields["section"], fields[by]), ())

    @cached_property
    def _index(self) -> dict[str, dict[tuple[str, str], list[LedgerRow]]]:
        """By what a row is looked up within its section, the rows in their order."""
        index = {
            by: defaultdict[tuple[str, str], list[LedgerRow]](list) for by in ("section", "patient_id", "variable")
        }
        for row in self.rows:
            for by, found in index.items():
                found[row.section, getattr(row, by)].append(row)
        return {by: dict(found) for by, found in index.items()}
