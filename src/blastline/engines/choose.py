"""Which engine runs the plans, by name; only the one that is asked for is loaded."""

from importlib import import_module
from importlib.util import find_spec

from blastline.engines.engine import Engine, EngineError

ENGINES = {
    "duckdb": ("blastline.engines.on_duckdb", "DuckDB"),
    "polars": ("blastline.engines.on_polars", "Polars"),
    "spark": ("blastline.engines.on_spark", "Spark"),
}
# What must be there for an engine that does not come with the plain installation.
EXTRAS = {"spark": "pyspark"}


def engine(name: str = "duckdb") -> Engine:
    """
    The engine of this name: "duckdb", "polars" or "spark". KeyError for another.

    EngineError where what it runs on is not installed or does not start.
    """
    module, class_name = ENGINES[name]
    if name in EXTRAS and find_spec(EXTRAS[name]) is None:
        raise EngineError(f'the engine {name} is not installed; install it with: pip install "blastline[{name}]"')
    made: Engine = getattr(import_module(module), class_name)()
    return made
