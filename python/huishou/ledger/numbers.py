# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Text cells as float64, exactly as Python's ``float`` reads them, and the reason where a cell is no number."""

from __future__ import annotations

from .. import _native
from ..schema import PLACEHOLDERS

__all__ = ["BROKEN", "FINE", "MISSING", "NOT_FINITE", "parse"]

FINE, MISSING, BROKEN, NOT_FINITE = 0, 1, 2, 3

_PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
# Thousands separators are taken only where every group after the first has three digits; 1,23 may be a decimal comma and 12,3456 is a slip.
_GROUPED = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$"
_INFINITE = ("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "∞", "-∞")


def parse(column):
    """Numbers of a column and why some are none.

    Parameters
    ----------
    column : pyarrow.ChunkedArray or Array
        Text, or any number type.

    Returns
    -------
    values : float64 array
        NaN where there is no number.
    state : uint8 array
        ``FINE``, ``MISSING`` (null, NaN, blank, a placeholder such as — or n.a.), ``BROKEN`` (words, percent, badly grouped digits), ``NOT_FINITE``.

    Notes
    -----
    The text is read to the nearest double (ties to even). Underscores, hexadecimal and percent signs are refused.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.numbers import parse
    >>> parse(pa.array(["1,234.5", "１２", "—", "5%"]))[1].tolist()
    [0, 0, 1, 2]
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    kind = column.type
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        values = _numpy(pc.cast(column, pa.float64(), safe=False))
        return values, _native.cell_states(values)[0]
    if pa.types.is_null(kind):
        return np.full(len(column), np.nan), np.full(len(column), MISSING, np.uint8)
    return _text(pc.cast(column, pa.string()))


def _numpy(column):
    import numpy as np
    import pyarrow.compute as pc

    if column.null_count:
        column = pc.fill_null(column, float("nan"))
    return np.asarray(column.to_numpy(zero_copy_only=False), np.float64)


def _text(column):
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    text = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
    number = _mask(pc.match_substring_regex(text, _PLAIN))
    values = np.full(len(text), np.nan)
    state = np.zeros(len(text), np.uint8)
    if number.all():
        values = _double(text)
    else:
        values[number] = _double(text.filter(pa.array(number)))
        rest = np.flatnonzero(~number)
        values[rest], state[rest] = _others(text.take(pa.array(rest)))
    state[np.isinf(values)] = NOT_FINITE
    return values, state


def _double(text):
    # Arrow reads digits to the nearest double, like Python's float, but knows no leading plus in some releases.
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.cast(pc.utf8_ltrim(text, characters="+"), pa.float64()).to_numpy(zero_copy_only=False)


def _others(text):
    """Cells that are no plain number: placeholders, full-width or grouped digits, infinities, and what is left."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    values, state = np.full(len(text), np.nan), np.full(len(text), BROKEN, np.uint8)
    raw = pc.utf8_lower(text)
    blank = _mask(pc.is_in(raw, pa.array(PLACEHOLDERS, pa.string())))
    state[blank] = MISSING
    left = np.flatnonzero(~blank)
    if len(left) == 0:
        return values, state
    folded = pc.utf8_lower(pc.utf8_trim_whitespace(pc.utf8_normalize(text.take(pa.array(left)), "NFKC")))
    # U+2212 is the minus sign of typeset tables; NFKC leaves it.
    folded = pc.replace_substring(folded, "−", "-")
    state[left[_mask(pc.is_in(folded, pa.array(PLACEHOLDERS, pa.string())))]] = MISSING
    infinite = _mask(pc.is_in(folded, pa.array(_INFINITE, pa.string())))
    values[left[infinite]], state[left[infinite]] = np.inf, NOT_FINITE
    grouped = _mask(pc.match_substring_regex(folded, _GROUPED))
    fine = grouped | _mask(pc.match_substring_regex(folded, _PLAIN))
    if fine.any():
        digits = pc.replace_substring(folded.filter(pa.array(fine)), ",", "")
        values[left[fine]], state[left[fine]] = _double(digits), FINE
    return values, state


def _mask(column):
    import numpy as np

    return np.asarray(column.to_numpy(zero_copy_only=False), bool)
