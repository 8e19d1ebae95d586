"""Frames of the user's own: which engine works on them, and how the answer becomes a frame of the same kind."""

from collections.abc import Callable
from typing import Any

import narwhals as nw

from blastline.engines.choose import engine
from blastline.engines.engine import Engine, EngineError

Back = Callable[[nw.LazyFrame[Any]], Any]
# What pandas calls a column of things that are not of one kind.
MIXED = ("mixed", "mixed-integer")


def taken(frame: Any) -> tuple[Engine, nw.LazyFrame[Any], Back]:
    """
    The engine for a frame of pandas, PyArrow, Polars, DuckDB or Spark; its rows; and the way back to its kind.

    pandas and PyArrow are worked on by Polars. EngineError for anything else, and where two columns have one name.
    """
    known = _known(frame)
    if known.implementation.is_duckdb():
        here = engine("duckdb")
        return here, here.take(frame), lambda answer: answer.to_native()
    if known.implementation.is_pyspark():
        here = engine("spark")
        return here, here.take(frame), lambda answer: answer.to_native()
    here = engine("polars")
    if isinstance(known, nw.LazyFrame):
        return here, here.take(known.to_native()), lambda answer: answer.to_native()
    return here, here.take(_in_polars(known)), _backs(known)


def _known(frame: Any) -> Any:
    try:
        return nw.from_native(frame)
    except TypeError:
        kind = type(frame).__name__
        raise EngineError(f"a {kind} is no frame of pandas, PyArrow, Polars, DuckDB or Spark") from None
    except nw.exceptions.DuplicateError:
        twice = next(name for at, name in enumerate(frame.columns) if name in list(frame.columns)[:at])
        raise EngineError(f'the frame has two columns "{twice}"; rename or drop one of them') from None


def _backs(known: nw.DataFrame[Any]) -> Back:
    """From Polars' answer to the library that the frame came from."""
    if known.implementation.is_pandas():
        return lambda answer: _beside(known, answer.collect().to_pandas())
    if known.implementation.is_pyarrow():
        return lambda answer: answer.collect().to_arrow()
    return lambda answer: answer.collect().to_native()


def _beside(known: nw.DataFrame[Any], found: Any) -> Any:
    """
    What was found beside the frame of pandas, whose own columns, kinds and index stay as they are.

    With an index of its own, the answer would be laid beside other rows in the next join of the user's.
    """
    frame, pandas = known.to_native(), known.implementation.to_native_namespace()
    return pandas.concat([frame, found.iloc[:, len(frame.columns) :].set_axis(frame.index)], axis=1)


def of_engine(frame: Any) -> Any:
    """A second frame of the same kind, as its engine takes it: of pandas, PyArrow and Polars a lazy frame of Polars."""
    known = _known(frame)
    return known.to_native() if isinstance(known, nw.LazyFrame) else _in_polars(known)


def _in_polars(known: nw.DataFrame[Any]) -> Any:
    if known.implementation.is_pandas():
        known = nw.from_native(_as_one_kind(known.to_native(), known.implementation.to_native_namespace()))
    return known.to_polars().lazy()


def _as_one_kind(frame: Any, pandas: Any) -> Any:
    """Numbers beside "<5" in one column, as a spreadsheet is read, are text: Arrow has no column of both."""
    whole = frame.copy(deep=False)
    for name in frame.columns[frame.dtypes == "object"]:
        if pandas.api.types.infer_dtype(frame[name], skipna=True) in MIXED:
            whole[name] = frame[name].map(str, na_action="ignore")
    return whole
