"""The ledger: every number that may be printed, one row each, found by key or by what it speaks of."""

from collections.abc import Iterable, Iterator
from typing import Any

from blastline.estimate.row import LedgerRow


class Ledger:
    """Rows in a fixed order, each under a key of its own. Tables, figures and words read this and nothing else."""

    def __init__(self, rows: Iterable[LedgerRow]) -> None:
        self.rows = tuple(rows)
        self._by_key = {row.key: row for row in self.rows}
        if len(self._by_key) != len(self.rows):
            keys = [row.key for row in self.rows]
            twice = sorted({key for key in keys if keys.count(key) > 1})
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
        return [row for row in self.rows if all(getattr(row, name) == value for name, value in wanted)]
