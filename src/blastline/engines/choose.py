"""Which engine runs the plans, by name; only the one that is asked for is loaded."""

from importlib import import_module

from blastline.engines.engine import Engine

ENGINES = {
    "duckdb": ("blastline.engines.on_duckdb", "DuckDB"),
    "polars": ("blastline.engines.on_polars", "Polars"),
}


def engine(name: str = "duckdb") -> Engine:
    """The engine of this name: "duckdb" or "polars". KeyError for another."""
    module, class_name = ENGINES[name]
    made: Engine = getattr(import_module(module), class_name)()
    return made
