# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Columns of cells: as trimmed text, by their distinct values, spread from source rows to ledger rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import _native
from ..errors import InputError

__all__ = ["coalesce", "coded", "constant", "each", "entries", "mask", "nulls", "plain", "text", "together"]


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


def coded(column: Any, name: str):
    """Distinct texts of a column, as ``text`` reads them, and the entry of each cell: a word is looked at once, however many cells hold it.

    Parameters
    ----------
    column : pyarrow.ChunkedArray or Array
        Of any type; a dictionary is not unpacked.
    name
        For messages.

    Returns
    -------
    words : string array
        In the order of their first cells; null stands last, where a cell is blank.
    codes : int32 array
        For each cell its position in ``words``.

    Raises
    ------
    InputError
        As ``text``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.cells import coded
    >>> words, codes = coded(pa.array(["废纸", None, " 废纸"]), "品种")
    >>> words.to_pylist(), codes.tolist()
    (['废纸', None], [0, 1, 0])
    """
    distinct, cells = _distinct(column, name)
    words = text(distinct, name).dictionary_encode()
    if words.indices.null_count or len(words.dictionary) < len(distinct):     # blanks, and texts that differ at their edges only
        cells = words.indices.take(cells)
    return _null_last(words.dictionary, cells)


def entries(column):
    """As ``coded``, of a text column that is as it should be: nothing is trimmed."""
    return _null_last(*_text_codes(column))


def _text_codes(column):
    import pyarrow as pa

    words, codes = _native.text_codes(column)
    return words, pa.array(codes, mask=codes < 0)


def _null_last(words, cells):
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if cells.null_count:
        cells, words = pc.fill_null(cells, len(words)), pa.concat_arrays([words, nulls(1)])
    return words, np.ascontiguousarray(cells.to_numpy(), np.int32)


def _distinct(column, name: str):
    """Values in the order of their first cells, and int32 positions, null where the cell is."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_dictionary(kind):
        whole = column.unify_dictionaries().combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        order = pc.unique(whole.indices).drop_null()                # words that no cell has are none of the column's
        if np.array_equal(order.to_numpy(), np.arange(len(whole.dictionary))):
            return whole.dictionary, whole.indices.cast(pa.int32())
        place = np.zeros(len(whole.dictionary), np.int32)
        place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
        return whole.dictionary.take(order), pa.array(place).take(whole.indices)
    # Zeros of both signs are equal and not one text, so floats are told apart by their bits.
    bits = {pa.float64(): pa.int64(), pa.float32(): pa.int32(), pa.float16(): pa.int16()}.get(kind)
    if isinstance(column, pa.Array):
        column = pa.chunked_array([column])
    if bits is not None:
        column = pa.chunked_array([c.view(bits) for c in column.chunks], bits)
    if _is_text(kind):
        return _text_codes(column)
    try:
        found = column.dictionary_encode().combine_chunks()
    except pa.ArrowException:
        found = text(column, name).dictionary_encode()
    if isinstance(found, pa.ChunkedArray):                          # of no chunk at all
        found = pa.array([], found.type)
    return (found.dictionary.view(kind) if bits is not None else found.dictionary), found.indices


def plain(table, words: bool = False):
    """A table with strings in one layout and dictionaries unpacked: the same values, fewer types.

    Parameters
    ----------
    table : pyarrow.Table
    words
        Dictionaries of text stay, for ``coded`` reads them without a look at each cell.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.cells import plain
    >>> plain(pa.table({"a": pa.array(["x"], pa.large_string()).dictionary_encode()})).schema.field("a").type
    DataType(string)
    """
    import pyarrow as pa

    for i, column in enumerate(table.schema):
        data = table.column(i)
        if pa.types.is_dictionary(column.type) and not (words and _is_text(column.type.value_type)):
            data = data.cast(column.type.value_type)
        if _is_text(data.type) and not pa.types.is_string(data.type):
            data = data.cast(pa.string())
        if data is not table.column(i):
            table = table.set_column(i, column.name, data)
    return table


def _is_text(kind) -> bool:
    import pyarrow as pa

    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or str(kind) == "string_view"


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
