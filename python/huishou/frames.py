# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Frames in, frames out: pandas, polars, pyarrow, DuckDB relations, Arrow streams and dicts of arrays.

Inside the package every frame is a ``pyarrow.Table``; this module is the only place that knows the others.
A result goes back as the kind that came in (``like``); where nothing came in, ``default_kind`` decides.
"""

from __future__ import annotations

import importlib.util
import sys
from typing import Any

from .errors import InputError

__all__ = ["KINDS", "default_kind", "kind_of", "like", "names", "need_columns", "table", "to"]

KINDS = ("pandas", "polars", "pyarrow", "dict")


def default_kind() -> str:
    """The kind handed out when no frame came in: pandas if installed, else polars, else a dict of arrays.

    Returns
    -------
    str
        ``"pandas"``, ``"polars"`` or ``"dict"``.

    Examples
    --------
    >>> default_kind() in KINDS
    True
    """
    for name in ("pandas", "polars"):
        if importlib.util.find_spec(name) is not None:
            return name
    return "dict"


def _is(module: str, *names: str):
    loaded = sys.modules.get(module)
    return tuple(getattr(loaded, n) for n in names if hasattr(loaded, n)) if loaded else ()


def kind_of(frame: Any) -> str:
    """One of ``KINDS``, the kind in which an answer about ``frame`` is handed back.

    Parameters
    ----------
    frame
        pandas, polars, pyarrow, DuckDB relation, anything with ``__arrow_c_stream__``, or a dict of arrays.

    Returns
    -------
    str
        ``"pyarrow"`` for Arrow streams and DuckDB relations; a ``Result`` or ``Ledger`` says of which kind its input was.

    Raises
    ------
    InputError
        ``not_a_frame``.

    Examples
    --------
    >>> kind_of({"mass_t": [1.0]})
    'dict'
    """
    if isinstance(frame, dict):
        return "dict"
    if isinstance(frame, _is("pandas", "DataFrame")):
        return "pandas"
    if isinstance(frame, _is("polars", "DataFrame", "LazyFrame")):
        return "polars"
    # Our own tables say of which kind they came. A pandas frame may have a column of that name, so it is asked last.
    kind = getattr(frame, "kind", None)
    if isinstance(kind, str) and kind in KINDS:
        return kind
    if hasattr(frame, "__arrow_c_stream__") or isinstance(frame, _is("pyarrow", "Table", "RecordBatch")):
        return "pyarrow"
    raise InputError(f"A {type(frame).__name__} is not a frame huishou can read.", code="not_a_frame", value=type(frame).__name__,
                     hint="Pass a pandas, polars or pyarrow frame, a DuckDB relation, or a dict of equally long arrays.")


def table(frame: Any, columns: list[str] | None = None):
    """``frame`` as a ``pyarrow.Table``, only ``columns`` (all when None) and in that order.

    Parameters
    ----------
    frame
        pandas, polars, pyarrow, DuckDB relation, anything with ``__arrow_c_stream__``, or a dict of arrays.
    columns
        Column names; None takes all.

    Returns
    -------
    pyarrow.Table
        One row a row of ``frame``; NaN of a pandas frame comes as null.

    Raises
    ------
    InputError
        ``not_a_frame``, ``not_a_column``, ``missing_column``, ``unequal_lengths``, ``unreadable_column``, ``unreadable_stream``.

    Examples
    --------
    >>> table({"region": ["浙江"], "mass_t": [1.5]}, ["mass_t"]).to_pydict()
    {'mass_t': [1.5]}
    """
    import pyarrow as pa

    kind_of(frame)
    readable = (dict, pa.Table, pa.RecordBatch, *_is("pandas", "DataFrame"), *_is("polars", "DataFrame", "LazyFrame"))
    if not isinstance(frame, readable) and not hasattr(frame, "to_arrow"):
        frame = _read(frame)
    known = names(frame)
    if columns is not None:
        need_columns(known, columns)
    if isinstance(frame, dict):
        if not all(isinstance(n, str) for n in known):
            raise InputError("Column names must be text.", code="not_a_column", hint="Rename the columns.")
        chosen = {n: _array(n, frame[n]) for n in (columns if columns is not None else known)}
        lengths = {n: len(a) for n, a in chosen.items()}
        if len(set(lengths.values())) > 1:
            raise InputError(f"Columns differ in length: {lengths}.", code="unequal_lengths", value=lengths, hint="Give every column one value a row.")
        return pa.table(chosen)
    if isinstance(frame, _is("pandas", "DataFrame")):
        part = frame if columns is None else frame[list(columns)]
        try:
            return pa.Table.from_pandas(part, preserve_index=False).replace_schema_metadata(None)
        except _UNREADABLE + (pa.ArrowException,) as error:
            raise InputError(f"A column cannot be read: {_line(error)}.", code="unreadable_column", hint="Give each column one name and one type.") from None
    if isinstance(frame, _is("polars", "LazyFrame")):
        frame = frame.collect()
    if isinstance(frame, _is("polars", "DataFrame")):
        whole = _exported(frame if columns is None else frame.select(columns))
    elif isinstance(frame, pa.RecordBatch):
        whole = pa.Table.from_batches([frame])
    elif isinstance(frame, pa.Table):
        whole = frame
    else:
        whole = frame.to_arrow()
    return whole if columns is None else whole.select(list(columns))


def need_columns(names: list, columns: list[str]) -> None:
    """Refuse a column that is not among ``names``.

    Parameters
    ----------
    names
        Columns there are.
    columns
        Columns wanted; the first that is absent is named in the error.

    Raises
    ------
    InputError
        ``missing_column``.

    Examples
    --------
    >>> need_columns(["region", "mass_t"], ["mass"])
    Traceback (most recent call last):
    ...
    huishou.errors.InputError: There is no column 'mass'. Columns are: region, mass_t.
    """
    for name in columns:
        if name not in names:
            raise InputError(f"There is no column '{name}'.", code="missing_column", column=name, hint=f"Columns are: {', '.join(map(str, names))}.")


def names(frame: Any) -> list[str]:
    """Column names of any frame.

    Parameters
    ----------
    frame
        pandas, polars, pyarrow, DuckDB relation, anything with ``__arrow_c_stream__``, or a dict of arrays.

    Returns
    -------
    list of str
        In the order of the frame.

    Examples
    --------
    >>> names({"region": ["浙江"], "mass_t": [1.5]})
    ['region', 'mass_t']
    """
    if isinstance(frame, dict):
        return list(frame)
    if isinstance(frame, _is("polars", "LazyFrame")):
        return list(frame.collect_schema().names())
    if isinstance(frame, _is("pandas", "DataFrame")) or isinstance(frame, _is("polars", "DataFrame")):
        return list(frame.columns)
    if hasattr(frame, "column_names"):
        return list(frame.column_names)
    return list(frame.columns)


def _read(stream: Any):
    # Once only: a reader that was read has no rows left. Its producer may raise anything.
    import pyarrow as pa

    try:
        return pa.table(stream)
    except Exception as error:
        raise InputError(f"The frame could not be read: {_line(error)}.", code="unreadable_stream", hint="Convert it to a pyarrow table first.") from error


def _exported(frame: Any):
    """A polars frame as a table; its own crash, as on a name with a zero byte, is no ordinary exception."""
    try:
        return frame.to_arrow()
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise InputError(f"The frame could not be read: {_line(error)}.", code="unreadable_stream",
                         hint="Rename columns with odd characters, or convert it to a pyarrow table first.") from None


def _array(name: str, values: Any):
    import pyarrow as pa

    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values
    if getattr(values, "ndim", 1) != 1:
        raise InputError(f"Column '{name}' has {values.ndim} dimensions.", code="not_a_column", column=name, hint="Give one-dimensional arrays.")
    if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
        raise InputError(f"Column '{name}' is a single value.", code="not_a_column", column=name, value=values, hint="Give an array with one value a row.")
    try:
        return pa.array(values)
    except _UNREADABLE + (pa.ArrowException,) as error:
        raise InputError(f"Column '{name}' cannot be read: {_line(error)}.", code="unreadable_column", column=name, hint="Give the column one type.") from None


# What Arrow's conversion of Python objects raises besides its own errors: Decimal("Infinity"), an integer beyond 64 bits, objects of a foreign class.
_UNREADABLE = (TypeError, ValueError, OverflowError, AttributeError)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__


def like(kind: str, arrow):
    """A ``pyarrow.Table`` handed out as ``kind`` (one of ``KINDS``).

    Parameters
    ----------
    kind
        ``"pandas"``, ``"polars"``, ``"pyarrow"`` or ``"dict"``.
    arrow
        ``pyarrow.Table``.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame, pyarrow.Table or dict
        The dict holds one NumPy array a column; of numbers, null is NaN there and in pandas.

    Raises
    ------
    InputError
        ``unknown_kind``.
    MissingExtraError
        ``missing_package``: pandas or polars is not installed.

    Examples
    --------
    >>> import pyarrow as pa
    >>> like("dict", pa.table({"mass_t": [1.5, None]}))
    {'mass_t': array([1.5, nan])}
    """
    if kind == "pyarrow":
        return arrow
    if kind == "dict":
        return {n: arrow.column(n).to_numpy(zero_copy_only=False) for n in arrow.column_names}
    if kind == "pandas":
        _need("pandas")
        return arrow.to_pandas()
    if kind == "polars":
        return _need("polars").from_arrow(arrow)
    raise InputError(f"'{kind}' is not a kind of frame.", code="unknown_kind", value=kind, hint=f"Choose one of {', '.join(KINDS)}.")


def to(kind: str, frame: Any):
    """Any frame as ``kind``: ``"pandas"``, ``"polars"``, ``"pyarrow"`` or ``"dict"``.

    Parameters
    ----------
    kind
        ``"pandas"``, ``"polars"``, ``"pyarrow"`` or ``"dict"``.
    frame
        pandas, polars, pyarrow, DuckDB relation, anything with ``__arrow_c_stream__``, or a dict of arrays.

    Returns
    -------
    pandas.DataFrame, polars.DataFrame, pyarrow.Table or dict
        ``frame`` itself where it is of that kind; a dict is always made anew.

    Raises
    ------
    InputError
        As ``table`` and ``like``.
    MissingExtraError
        As ``like``.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.frames.to("dict", hs.frames.to("pyarrow", {"a": [1, 2]}))
    {'a': array([1, 2])}
    """
    native = {"pandas": ("DataFrame",), "polars": ("DataFrame",), "pyarrow": ("Table",)}.get(kind)
    if native and isinstance(frame, _is(kind, *native)):
        return frame
    return like(kind, table(frame))


def _need(name: str):
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        from .errors import MissingExtraError

        raise MissingExtraError(f"{name} is not installed.", code="missing_package", value=name, hint=f"Install it with: pip install {name}") from None
