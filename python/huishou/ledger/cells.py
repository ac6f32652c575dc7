# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Columns of cells: as trimmed text, by their distinct values, spread from source rows to ledger rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import InputError

__all__ = ["coalesce", "constant", "each", "mask", "nulls", "text", "together"]


def text(column: Any, name: str):
    """A column as text, trimmed at both ends, null where nothing stands (null, NaN, blank).

    Raises
    ------
    InputError
        ``unreadable_column``: lists, structures, bytes that are no UTF-8.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.cells import text
    >>> text(pa.array([" 废纸 ", "　", None]), "品种").to_pylist(), text(pa.array([2023.0]), "年份").to_pylist()
    (['废纸', None, None], ['2023'])
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    try:
        if pa.types.is_floating(column.type):
            column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
        out = pc.utf8_trim_whitespace(pc.cast(column, pa.string()))
    except pa.ArrowException:
        raise InputError(f"The column '{name}' holds {column.type}, which is neither text nor a number.", code="unreadable_column", column=name,
                         hint="Give the column one value a cell.") from None
    return pc.if_else(pc.equal(out, ""), pa.scalar(None, pa.string()), out)


def each(column, function: Callable[[str], Any], type=None):
    """``function`` of each cell of a text column, called once for each distinct text; null stays null."""
    import pyarrow as pa

    coded = column.dictionary_encode()
    answers = pa.array([function(w) for w in coded.dictionary.to_pylist()], type or pa.string())
    return answers.take(coded.indices)


def nulls(length: int):
    """A text column without any content."""
    import pyarrow as pa

    return pa.nulls(length, pa.string())


def constant(word: str, length: int):
    """One word in every cell."""
    import pyarrow as pa

    return pa.repeat(pa.scalar(word, pa.string()), length)


def coalesce(first, second):
    """The cells of ``first``, and those of ``second`` where it has none; either may be None."""
    import pyarrow.compute as pc

    if first is None or second is None:
        return second if first is None else first
    return pc.coalesce(first, second)


def mask(column):
    """A boolean column as a numpy array, null as False."""
    import numpy as np
    import pyarrow.compute as pc

    return np.asarray(pc.fill_null(column, False).to_numpy(zero_copy_only=False), bool)


def together(columns: list, length: int):
    """One int64 a row, equal where all ``columns`` of text are (null is equal to null).

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.cells import together
    >>> codes = together([pa.array(["a", "a", "b", "a"]), pa.array(["x", None, "x", "x"])], 4)
    >>> bool(codes[0] == codes[3]), len(set(codes.tolist()))
    (True, 3)
    """
    import numpy as np

    out, size = np.zeros(length, np.int64), 1
    for column in columns:
        coded = column.dictionary_encode()
        radix = len(coded.dictionary) + 1
        # Mixed radix while the product fits an integer; then the combinations in use are numbered anew.
        if size * radix >= 2**62:
            found, out = np.unique(out, return_inverse=True)
            size = len(found)
        if radix > 1:
            out, size = out.reshape(-1) * radix + np.asarray(coded.indices.fill_null(-1)) + 1, size * radix
    return out.reshape(-1)
