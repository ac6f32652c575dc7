# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Balances as compressed rows: dense arrays, anything of scipy.sparse, and rows put together here, without SciPy being installed."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..errors import InputError

__all__ = ["Matrix", "incidence", "matrix", "stacked", "vector"]


class Matrix(NamedTuple):
    """Compressed rows: entries of row r stand at ``start[r] : start[r + 1]``."""

    columns: int
    start: Any
    column: Any
    value: Any

    @property
    def rows(self) -> int:
        """Number of balances."""
        return len(self.start) - 1


def matrix(given: Any) -> Matrix:
    """``given`` as compressed rows: a two-dimensional array, nested lists, or a scipy.sparse matrix of any layout.

    Raises
    ------
    InputError
        ``bad_matrix``.

    Examples
    --------
    >>> matrix([[1, -1, 0], [0, 1, -1]]).column.tolist()
    [0, 1, 1, 2]
    """
    import numpy as np

    if isinstance(given, Matrix):
        return given
    if hasattr(given, "tocsr"):
        rows = given.tocsr()
        if rows.dtype.kind not in "fiub":
            raise InputError(f"The balances hold {rows.dtype}.", code="bad_matrix", value=str(rows.dtype), hint="Give real numbers.")
        return Matrix(int(rows.shape[1]), rows.indptr, rows.indices, rows.data)
    try:
        dense = np.asarray(given, np.float64)
    except (TypeError, ValueError):
        dense = np.zeros(0)
    if dense.ndim != 2:
        raise InputError("The balances are no matrix.", code="bad_matrix", hint="Give a two-dimensional array or a scipy.sparse matrix, one row a balance.")
    row, column = np.nonzero(dense)
    start = np.zeros(dense.shape[0] + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=dense.shape[0]), out=start[1:])
    return Matrix(dense.shape[1], start, column, dense[row, column])


def vector(given: Any, name: str, size: int, otherwise: float | None = None):
    """``given`` as ``size`` floats in one piece, not copied where it is that already; None becomes ``otherwise``, and None inside becomes NaN.

    Raises
    ------
    InputError
        ``unequal_lengths``, ``not_a_number``.
    """
    import numpy as np

    if given is None:
        return np.full(size, otherwise, np.float64)
    try:
        out = np.asarray(given, np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name} holds something that is no number.", code="not_a_number", column=name, hint="Give numbers; NaN or None is missing.") from None
    if out.shape != (size,):
        raise InputError(f"{name} has shape {out.shape}, the balances have {size}.", code="unequal_lengths", column=name, value=list(out.shape),
                         hint="Give one value a flow (x, sd) and one a balance (c).")
    return np.ascontiguousarray(out)


def incidence(source, target, nodes: int) -> Matrix:
    """+1 where a flow enters a node, −1 where it leaves; codes below 0 are the outside.

    Examples
    --------
    >>> import numpy as np
    >>> incidence(np.array([-1, 0]), np.array([0, -1]), 1).value.tolist()
    [1.0, -1.0]
    """
    import numpy as np

    flows = len(source)
    inner_in, inner_out = np.flatnonzero((target >= 0) & (source != target)), np.flatnonzero((source >= 0) & (source != target))
    row = np.concatenate([target[inner_in], source[inner_out]])
    column = np.concatenate([inner_in, inner_out])
    value = np.concatenate([np.ones(len(inner_in)), -np.ones(len(inner_out))])
    order = np.lexsort((column, row))
    start = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=nodes), out=start[1:])
    return Matrix(flows, start, column[order], value[order])


def stacked(upper: Matrix, rows: list[list[tuple[int, float]]], columns: int | None = None) -> Matrix:
    """``upper`` with further rows of (column, value) below, over ``columns`` columns."""
    import numpy as np

    ends = upper.start[-1] + np.cumsum([len(r) for r in rows], dtype=np.int64)
    column = np.array([c for r in rows for c, _ in r], np.int64)
    value = np.array([v for r in rows for _, v in r], np.float64)
    return Matrix(columns or upper.columns, np.concatenate([np.asarray(upper.start, np.int64), ends]), np.concatenate([upper.column, column]),
                  np.concatenate([upper.value, value]))
