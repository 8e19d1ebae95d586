"""Frames of the user's own: which engine works on them, and how the answer becomes a frame of the same kind."""

from collections.abc import Callable
from typing import Any

import narwhals as nw

from blastline.engines.choose import engine
from blastline.engines.engine import Engine, EngineError

Back = Callable[[nw.LazyFrame[Any]], Any]


def taken(frame: Any) -> tuple[Engine, nw.LazyFrame[Any], Back]:
    """
    The engine for a frame of pandas, PyArrow, Polars, DuckDB or Spark; its rows as text; and the way back to its kind.

    pandas and PyArrow are worked on by Polars. EngineError for anything else.
    """
    try:
        known = nw.from_native(frame)
    except TypeError:
        kind = type(frame).__name__
        raise EngineError(f"a {kind} is no frame of pandas, PyArrow, Polars, DuckDB or Spark") from None
    if known.implementation.is_duckdb():
        here = engine("duckdb")
        return here, here.take(frame), lambda answer: answer.to_native()
    if known.implementation.is_pyspark():
        here = engine("spark")
        return here, here.take(frame), lambda answer: answer.to_native()
    here = engine("polars")
    if isinstance(known, nw.LazyFrame):
        return here, here.take(known.to_native()), lambda answer: answer.to_native()
    return here, here.take(known.to_polars().lazy()), _backs(known.implementation)


def _backs(kind: nw.Implementation) -> Back:
    """From Polars' answer to the library that the frame came from."""
    if kind.is_pandas():
        return lambda answer: answer.collect().to_pandas()
    if kind.is_pyarrow():
        return lambda answer: answer.collect().to_arrow()
    return lambda answer: answer.collect().to_native()


def of_engine(frame: Any) -> Any:
    """A second frame of the same kind, as its engine takes it: of pandas, PyArrow and Polars a lazy frame of Polars."""
    known = nw.from_native(frame)
    return known.to_native() if isinstance(known, nw.LazyFrame) else known.to_polars().lazy()
