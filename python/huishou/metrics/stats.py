# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Exact, order-free statistics by group: the same rows give the same bits on any number of threads, in any chunking, in any order.

Sums are the correctly rounded true sums (``math.fsum`` to the last bit); variance and mean are quotients of exact numbers, rounded once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from .. import _native, frames
from ..cards import card
from ..errors import InputError, StateError
from ..provenance import of_input, record
from ..results import Result
from . import row_groups

__all__ = ["Aggregator", "aggregate", "exact_sum"]


def exact_sum(array: Any) -> float:
    """The correctly rounded sum of finite numbers, whatever their order.

    Parameters
    ----------
    array
        Integers or floats of any shape, up to 64 bits. NaN counts as missing and enters nothing.

    Returns
    -------
    float
        ``math.fsum`` to the last bit; ``0.0`` for no values.

    Raises
    ------
    InputError
        ``infinite_value``, ``overflow`` (the true sum is no double), ``value_type``, ``integer_too_large``.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.exact_sum([0.1] * 10), hs.exact_sum([1.0, 1e300, -1e300])
    (1.0, 1.0)
    """
    return _native.exact_sum(array)


def _names(given: Any) -> list[str] | None:
    # A single text would fall into its letters; a generator can be read once only.
    if isinstance(given, str) or not isinstance(given, Iterable):
        return None
    names = list(given)
    return names if all(isinstance(name, str) for name in names) else None


def _checked(by: Any, values: Any) -> tuple[list[str], list[tuple[str, list[str]]]]:
    keys = _names(by)
    if keys is None:
        raise InputError(f"by is {by!r}.", code="bad_by", value=by, hint='Give a list of column names, for example by=["region"].')
    if not isinstance(values, dict):
        raise InputError(f"values is a {type(values).__name__}.", code="bad_values", hint='Give a dict, for example values={"mass_t": ["count", "sum"]}.')
    chosen = []
    for name, given in values.items():
        statistics = _names(given)
        if statistics is None:
            raise InputError(f"The statistics of '{name}' are {given!r}.", code="bad_values", column=str(name),
                             hint='Give a list, for example ["count", "sum"].')
        chosen.append((str(name), statistics))
    return keys, chosen


class Aggregator:
    """A mergeable state of grouped statistics.

    Parameters
    ----------
    by
        Key columns: integers, strings, categories, booleans, dates, timestamps or decimals. Null keys form a group of their own. Empty: one group.
    values
        Column -> statistics: ``count sum mean var min max`` and quantiles ``q01`` to ``q99``. ``var`` is the sample variance (n − 1).
        A quantile is the midpoint of a logarithmic bin around the order statistic of rank ⌈q n⌉: relative error at most 1/256.
    threads
        None for all cores. Never changes a bit of the result.

    Raises
    ------
    InputError
        ``bad_by``, ``bad_values``, ``no_values``, ``no_statistic``, ``unknown_statistic``, ``repeated_name``, ``bad_threads``.

    Notes
    -----
    NaN and null are counted in ``<value>_missing`` and enter nothing else. A sum of integers is int64; sums and extrema of decimals are decimals of the
    column's scale, and columns of another scale or type are refused beside them. Merging is exact, so any tree of merges gives the
    state of all rows; ``digest`` names the multiset of rows.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"site": ["a", "b", "a"], "mass_t": [0.1, 2.0, 0.2]}
    >>> one = hs.Aggregator(by=["site"], values={"mass_t": ["sum"]}); one.update(rows)
    >>> two = hs.Aggregator(by=["site"], values={"mass_t": ["sum"]}); two.update({k: v[::-1] for k, v in rows.items()})
    >>> one.digest() == two.digest()
    True
    """

    __slots__ = ("_core", "_kind", "_rows", "_threads")

    def __init__(self, by: list[str], values: dict[str, list[str]], threads: int | None = None):
        self._core = _native.CoreAggregator(*_checked(by, values))
        self._threads = _native.worker_count(threads)
        self._kind: str | None = None
        self._rows = 0

    @property
    def by(self) -> list[str]:
        """Key columns."""
        return self._core.by

    @property
    def values(self) -> dict[str, list[str]]:
        """Value columns and their statistics."""
        return dict(self._core.values)

    def update(self, frame: Any) -> None:
        """Add rows; all of them, or, when it raises, none.

        Parameters
        ----------
        frame
            As for ``aggregate``.

        Raises
        ------
        InputError
            ``missing_column``, ``key_type``, ``value_type``, ``float_key``, ``key_kinds_differ``, ``value_kinds_differ``, ``infinite_value`` (with column and
            row), ``integer_too_large``.
        """
        if row_groups.are_paths(frame):
            self.merge(_of_files(frame, self.by, self.values, self._threads))
            return
        rows = self._stream(frame)
        self._core.update(rows, self._threads)
        self._rows += rows.num_rows

    def _absorb(self, frame: Any) -> None:
        # For owners that throw the whole state away on an error.
        rows = self._stream(frame)
        self._core.absorb(rows, self._threads)
        self._rows += rows.num_rows

    def _stream(self, frame: Any):
        if self._kind is None:
            self._kind = frames.kind_of(frame)
        return _native.stream(frame, [*self._core.by, *(name for name, _ in self._core.values)])

    def merge(self, other: Aggregator) -> None:
        """Add the rows of another state.

        Parameters
        ----------
        other
            State with the same keys, values and statistics; it stays as it is.

        Raises
        ------
        StateError
            ``unlike_states``: other keys, values or statistics.
        InputError
            ``key_kinds_differ``.
        """
        self._core.merge(self._other(other))
        self._rows += other._rows
        self._kind = self._kind or other._kind

    def subtract(self, other: Aggregator) -> None:
        """Take rows back: the state is that of the remaining rows, to the bit. Groups without rows vanish.

        Parameters
        ----------
        other
            State of the rows to take back; it stays as it is.

        Raises
        ------
        StateError
            ``not_subtractable`` with min or max among the statistics; ``negative_count``, ``foreign_rows`` where rows were never added. Nothing changes then.
        """
        self._core.subtract(self._other(other))
        self._rows -= other._rows

    def _other(self, other: Any):
        if not isinstance(other, Aggregator):
            raise StateError(f"A {type(other).__name__} is no Aggregator.", code="unlike_states", hint="Merge Aggregators only.")
        return other._core

    def __iadd__(self, other: Aggregator) -> Aggregator:
        self.merge(other)
        return self

    def __isub__(self, other: Aggregator) -> Aggregator:
        self.subtract(other)
        return self

    def __add__(self, other: Aggregator) -> Aggregator:
        total = self.copy()
        total.merge(other)
        return total

    def copy(self) -> Aggregator:
        """An equal state that shares nothing."""
        out = self._from_core(self._core.copy(), self._threads, self._kind)
        out._rows = self._rows
        return out

    @classmethod
    def _from_core(cls, core, threads: int, kind: str | None) -> Aggregator:
        out = cls.__new__(cls)
        out._core, out._threads, out._kind, out._rows = core, threads, kind, 0
        return out

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Aggregator) and self.digest() == other.digest()

    __hash__ = None                                             # a state changes

    def to_bytes(self) -> bytes:
        """The state as bytes: versioned, little-endian, with a checksum; the same on every machine."""
        return self._core.to_bytes()

    @classmethod
    def from_bytes(cls, data: bytes, threads: int | None = None) -> Aggregator:
        """A state from its bytes.

        Parameters
        ----------
        data
            What ``to_bytes`` gave.
        threads
            As for ``Aggregator``.

        Returns
        -------
        Aggregator
            Equal to the one the bytes came from.

        Raises
        ------
        InputError
            ``broken_bytes``, ``unknown_version``.
        """
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise InputError(f"A {type(data).__name__} holds no bytes.", code="broken_bytes", hint="Give what to_bytes returned.")
        return cls._from_core(_native.CoreAggregator.from_bytes(bytes(data)), _native.worker_count(threads), None)

    def __getstate__(self):
        return self.to_bytes(), self._threads, self._kind

    def __setstate__(self, state):
        data, self._threads, self._kind = state
        self._core = _native.CoreAggregator.from_bytes(data)
        self._rows = 0

    def digest(self) -> str:
        """sha256 of the canonical state: equal for equal rows, however they came."""
        return hashlib.sha256(self._core.canonical()).hexdigest()

    def result(self) -> Result:
        """The statistics as a table: keys, then ``<value>_<statistic>`` and ``<value>_missing``; groups in the order of the keys, null last.

        A mean, variance, extremum or quantile of no values is missing; so is the variance of one.

        Raises
        ------
        InputError
            ``integer_overflow``: the sum of an integer column does not fit 64 bits. ``decimal_overflow``: that of a decimal column has more than
            38 digits. ``overflow``: a sum or variance lies beyond the largest double.
        """
        return Result(_native.result_table(self._core, self._threads), self._kind or frames.default_kind(),
                      record("aggregate", {"digest": self.digest()}, by=self.by, values=self.values), "exact statistics by group")

    def __len__(self) -> int:
        return self._core.groups()

    def __repr__(self) -> str:
        values = "; ".join(" ".join([name, *statistics]) for name, statistics in self._core.values)
        return f"<Aggregator by {', '.join(self.by) or 'nothing'}: {values}>"

    _repr_html_ = card


def aggregate(frame: Any, by: list[str], values: dict[str, list[str]], threads: int | None = None, progress: bool | None = None) -> Result:
    """Exact statistics by group.

    Parameters
    ----------
    frame
        pandas, polars, pyarrow, DuckDB relation, anything with ``__arrow_c_stream__``, a dict of arrays, or a ``Ledger``; or Parquet files by path, pattern
        or list, which are read one row group a thread at a time and never held whole.
    by, values, threads
        As for ``Aggregator``.
    progress
        A bar while files are read; None shows it on a terminal only.

    Returns
    -------
    Result
        One row a group.

    Raises
    ------
    InputError
        As ``Aggregator``, ``Aggregator.update`` and ``Aggregator.result``; for files also ``source_not_found``, ``source_is_folder``, ``unknown_format``,
        ``unreadable_source``, with the file and row group in the message.

    Examples
    --------
    >>> import huishou as hs
    >>> hs.aggregate({"site": ["a", "b", "a"], "mass_t": [0.1, 2.0, 0.2]}, by=["site"], values={"mass_t": ["count", "sum"]}).frame()["mass_t_sum"]
    array([0.3, 2. ])
    """
    if row_groups.are_paths(frame):
        agg = _of_files(frame, by, values, threads, progress)
    else:
        agg = Aggregator(by, values, threads)
        agg._absorb(frame)
    inputs = of_input(frame, agg._rows, [*agg.by, *agg.values])
    return Result(_native.result_table(agg._core, agg._threads), agg._kind, record("aggregate", inputs, by=agg.by, values=agg.values),
                  "exact statistics by group")


def _of_files(source: Any, by: list[str], values: dict[str, list[str]], threads: int | None, progress: bool | None = None) -> Aggregator:
    count = _native.worker_count(threads)
    states = [Aggregator(by, values, 1) for _ in range(count)]
    read = row_groups.feed(source, [*states[0].by, *states[0].values], states, lambda state, table: state._core.absorb(table, 1), progress)
    total = states[0]
    for other in states[1:]:
        total.merge(other)
    total._threads, total._kind, total._rows = count, frames.default_kind(), read["rows"]
    return total
