# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""The one importer of the compiled module: hands frames to it without copies, and its numbers back as Arrow columns."""

from __future__ import annotations

import os
from typing import Any

from . import frames
from ._core import Aggregator as CoreAggregator
from ._core import Balances as CoreBalances
from ._core import (
    NumberRules,
    RateColumns,
    Routes,
    WordRules,
    avoided,
    cell_classes,
    chi_square_tail,
    draw_weights,
    factor_draws,
    factor_variance,
    first_rows,
    flow_kinds,
    group_keys,
    list_membership,
    list_reasons,
    list_scores,
    logarithms,
    monte_carlo,
    network_shape,
    rank_counts,
    rates,
    reason_names,
    review_list,
)
from ._core import cell_states as core_cell_states
from ._core import exact_sum as core_exact_sum
from ._core import mark_rows as core_mark_rows
from ._core import reconcile_batch as core_reconcile_batch
from ._core import settle_rows as core_settle_rows
from ._core import text_codes as core_text_codes
from .errors import InputError

__all__ = ["CoreAggregator", "RateColumns", "Routes", "avoided", "balances", "cell_classes", "cell_states", "chi_square_tail", "column", "draw_weights",
           "exact_sum", "factor_draws", "factor_variance", "first_rows", "flag_columns", "flow_kinds", "group_keys", "key_column", "list_membership",
           "list_reasons", "list_scores", "logarithms", "mark_rows", "monte_carlo", "network_shape", "number_rules", "rank_counts", "rates", "reason_bits",
           "reason_names", "reasons_of", "reconcile_batch", "result_table", "review_list", "settle_rows", "stream", "text_codes", "word_rules",
           "worker_count"]


def worker_count(threads: int | None) -> int:
    """Threads to use: those asked for, or as many as this process may run on.

    Raises
    ------
    InputError
        ``bad_threads``.
    """
    if threads is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if isinstance(threads, bool) or not isinstance(threads, int) or threads < 1:
        raise InputError(f"threads is {threads!r}.", code="bad_threads", value=threads, hint="Give a whole number from 1, or None for all.")
    return min(threads, 2**31)                                  # more than any machine has, within what the kernel can count


def exact_sum(values: Any) -> float:
    """See ``huishou.metrics.stats.exact_sum``."""
    import numpy as np

    array = np.asarray(np.ma.compressed(values) if isinstance(values, np.ma.MaskedArray) else values)
    if array.dtype.kind not in "fiu" or array.dtype.itemsize > 8:
        if array.size:
            raise InputError(f"Values of type {array.dtype} cannot be added.", code="value_type", value=str(array.dtype), hint="Give integers or floats.")
        return 0.0
    if array.dtype.kind in "iu" and array.dtype.itemsize == 8 and array.size and max(-int(array.min()), int(array.max())) > 2**53:
        raise InputError("The array holds an integer beyond 2**53, which a float cannot hold.", code="integer_too_large",
                         hint="Use aggregate, which adds integers of any size, or Python's sum.")
    return core_exact_sum(np.ascontiguousarray(array.ravel(), np.float64))


def cell_states(values):
    """(state of each float64 cell: 0 fine, 1 NaN, 3 infinite; how many are not fine)."""
    import numpy as np

    return core_cell_states(np.ascontiguousarray(values, np.float64), worker_count(None))


def word_rules(entry, bits) -> WordRules:
    """A text column for ``mark_rows``: the entry of each row, and the rules (uint32) that each entry breaks."""
    import numpy as np

    return WordRules(np.ascontiguousarray(entry, np.int32), np.ascontiguousarray(bits, np.uint32))


def number_rules(values, states, bits: list[int], negative: int = 0, either_sign=None) -> NumberRules:
    """A number column for ``mark_rows``.

    ``bits`` holds the rule broken in each of the five states, ``negative`` that of a fine number below zero; ``either_sign`` is (entry of each row, whether
    a row of that entry may have either sign).
    """
    import numpy as np

    rules = NumberRules(np.ascontiguousarray(values, np.float64), np.ascontiguousarray(states, np.uint8), bits, negative)
    if either_sign is not None:
        rules.either_sign(np.ascontiguousarray(either_sign[0], np.int32), np.ascontiguousarray(either_sign[1], np.uint8))
    return rules


def mark_rows(words: list[WordRules], numbers: list[NumberRules], rows) -> int:
    """Set in ``rows`` (uint32, one a row) the rules each row breaks; returns those broken anywhere."""
    return core_mark_rows(words, numbers, rows, worker_count(None))


def settle_rows(rows, outcome, rejected: int, masks: list[int]) -> list[int]:
    """A row whose ``outcome`` is not 0 loses its bits in ``rows``; any other with a bit becomes ``rejected``. Returns, for each mask, the rows that keep one
    of its bits."""
    return core_settle_rows(rows, outcome, rejected, masks, worker_count(None))


def stream(frame: Any, columns: list[str]):
    """An object with ``__arrow_c_stream__`` that gives ``columns`` of ``frame``: no copy where the frame already holds Arrow or NumPy memory.

    pandas floats keep their NaN (the kernel counts them as missing), which saves a pass over the data.

    Raises
    ------
    InputError
        As ``frames.table``.
    """
    import pyarrow as pa

    if frames.kind_of(frame) == "pandas" and not hasattr(frame, "kind"):
        frames.need_columns(list(frame.columns), columns)
        table = pa.table({name: _series(frame[name], name) for name in columns})
    else:
        table = frames.table(frame, columns)
    for field in table.schema:
        if isinstance(field.type, pa.BaseExtensionType):        # its storage may be integers that mean something else, as a period's do
            raise InputError(f"Column '{field.name}' has the type {field.type}, which is neither key nor number.", code="key_type", column=field.name,
                             hint="Cast the column to text, numbers or dates.")
    return table


def _series(series, name: str):
    import numpy as np
    import pyarrow as pa

    if series.ndim != 1:
        raise InputError(f"There are several columns '{name}'.", code="repeated_name", column=name, hint="Give each column one name.")
    try:
        if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iuf":
            return pa.array(series.to_numpy(), from_pandas=False)
        return pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise InputError(f"Column '{name}' cannot be read: {error}.", code="unreadable_column", column=name, hint="Give the column one type.") from None


def text_codes(column):
    """(distinct texts in the order of their first rows, position of each row among them as int32, -1 where it is null) of a column of plain text."""
    import pyarrow as pa

    codes, *texts = core_text_codes(pa.table({"text": column}))
    return _texts(*texts), codes


def _texts(offsets, text):
    import pyarrow as pa

    return pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(text)).cast(pa.string())


def key_column(parts):
    """A key as the kernel hands it out, as an Arrow array."""
    import numpy as np
    import pyarrow as pa

    kind, first, *rest = parts
    if kind in ("text", "decimal"):
        words = _texts(*rest)
        if kind == "decimal":
            words = _decimals(words.to_pylist())
        return pa.array(words).take(pa.array(first, mask=first < 0))
    gone = None if rest[0] is None else rest[0] == 0
    types = {"integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32(), "timestamp": pa.timestamp("ns"), "timestamp_utc": pa.timestamp("ns", tz="UTC"),
             "null": pa.null()}
    if kind == "null":
        return pa.nulls(len(first))
    if kind == "boolean":
        return pa.array(first != 0, mask=gone)
    if kind == "date":
        first = first.astype(np.int32)
    return pa.array(first, mask=gone).cast(types[kind])


def column(parts):
    """Numbers with their validity, as an Arrow array; what is not valid is null."""
    import pyarrow as pa

    numbers, valid, *scale = parts
    if scale:
        import numpy as np

        bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
        return pa.Array.from_buffers(pa.decimal128(38, scale[0]), len(numbers) // 2, [bits, pa.py_buffer(numbers)])
    return pa.array(numbers, mask=None if valid is None else valid == 0)


def _decimals(words: list[str]):
    """Numbers in plain notation as Arrow decimals of one scale, the least that holds them all."""
    from decimal import Decimal

    import pyarrow as pa

    scale = max((len(w.partition(".")[2]) for w in words), default=0)
    whole = max((len(w.partition(".")[0].lstrip("-")) for w in words), default=1)
    return pa.array([Decimal(w) for w in words], pa.decimal128(38, scale) if whole + scale <= 38 else pa.decimal256(76, scale))


def reason_bits(*names: str) -> int:
    """A set of reasons as the kernels hold it."""
    return sum(1 << reason_names.index(n) for n in names)


def reasons_of(bits: int) -> list[str]:
    """Names of a set of reasons, worst first."""
    return [name for i, name in reversed(list(enumerate(reason_names))) if bits >> i & 1]


def flag_columns(bits) -> dict[str, list[str]]:
    """``status``, the worst reason or ``ok``, and ``flags``, all of them, worst first, separated by spaces."""
    known = {int(b): reasons_of(int(b)) for b in set(bits.tolist())}
    rows = [known[b] for b in bits.tolist()]
    return {"status": [r[0] if r else "ok" for r in rows], "flags": [" ".join(r) for r in rows]}


def result_table(core: CoreAggregator, threads: int = 1):
    """Keys in order, then ``<value>_<statistic>`` as asked for and ``<value>_missing``."""
    import pyarrow as pa

    _, keys, values = core.result(threads)
    arrays = {name: key_column(parts) for name, parts in zip(core.by, keys, strict=True)}
    for (name, statistics), numbers in zip(core.values, values, strict=True):
        wanted = statistics if "missing" in statistics else [*statistics, "missing"]
        arrays |= {f"{name}_{s}": column(parts) for s, parts in zip(wanted, numbers, strict=True)}
    return pa.table(arrays)


def balances(matrix) -> CoreBalances:
    """Balances from (columns, starts of rows, column of each entry, value), as ``metrics.matrices`` reads them."""
    return CoreBalances(_matrix(matrix))


def _matrix(matrix):
    import numpy as np

    columns, start, column, value = matrix
    return columns, np.ascontiguousarray(start, np.int64), np.ascontiguousarray(column, np.int64), np.ascontiguousarray(value, np.float64)


def reconcile_batch(blocks: list[tuple], variances: bool, threads: int | None):
    """[(x, variance or None, statistic, rank)] for [(matrix, x, sd)] with x and sd of shape (periods, flows)."""
    import numpy as np

    ready = [(_matrix(m), np.ascontiguousarray(x, np.float64), np.ascontiguousarray(sd, np.float64)) for m, x, sd in blocks]
    return core_reconcile_batch(ready, variances, worker_count(threads))
