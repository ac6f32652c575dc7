# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""From listed firms to the frame: how many firms each one that answered stands for."""

from __future__ import annotations

from typing import Any

from ... import frames
from ...errors import InputError
from .tally import read

__all__ = ["frame_weights"]


def frame_weights(items: Any, frame: Any, by: Any):
    """Items with ``weight``: firms of the frame in a cell over firms of the cell that answered.

    Parameters
    ----------
    items
        As ``tally``; columns of ``by``.
    frame
        One row a firm of the frame (all recyclers of the province, filed or surveyed), with the columns of ``by``; or a row a cell with ``firms``,
        their number.
    by
        Column or columns that make the cells: region, size. The fewer, the fuller the cells.

    Returns
    -------
    frame
        The items with ``weight``; firms that were silent have that of their cell too, and enter no share.

    Raises
    ------
    InputError
        ``missing_column``; ``unknown_cell`` where items are of a cell the frame has not; ``empty_cell`` where nobody of a cell of the frame answered: the
        answer would speak of fewer firms than it says.

    Notes
    -----
    Weights by cell make a list speak for the frame only as far as listed firms answer as others of their cell do: a list on recommendation is no sample.

    Examples
    --------
    >>> from huishou import demands
    >>> items = {"enterprise": ["A", "B", "C"], "size": ["S", "S", "L"], "code": ["D01", "D02", "D01"]}
    >>> demands.frame_weights(items, {"size": ["S", "L"], "firms": [900, 100]}, "size")["weight"].tolist()
    [450.0, 450.0, 100.0]
    """
    import pyarrow as pa

    by = [by] if isinstance(by, str) else list(by)
    kind, given = frames.kind_of(items), frames.table(items)
    rows, _ = read(given, by)
    table = frames.table(frame)
    frames.need_columns(table.column_names, by)
    counted = "firms" in table.column_names
    sizes: dict[tuple, float] = {}
    for row in table.select([*by, *(["firms"] if counted else [])]).to_pylist():
        key = tuple(row[b] for b in by)
        sizes[key] = sizes.get(key, 0.0) + (row["firms"] if counted else 1.0)
    answered: dict[tuple, set[str]] = {}
    for n, row in enumerate(rows, 1):
        key = tuple(row[b] for b in by)
        if not sizes.get(key, 0.0) > 0:
            raise InputError(f"The frame has no firms of {key}.", code="unknown_cell", column=by[0], row=n, value=str(key), hint="Name cells alike in both.")
        if row["code"] is not None:
            answered.setdefault(key, set()).add(row["enterprise"])
    empty = sorted((str(k) for k, size in sizes.items() if size > 0 and k not in answered))
    if empty:
        raise InputError(f"Nobody of {empty[0]} answered, nor of {len(empty) - 1} other cells of the frame.", code="empty_cell", value=empty[0],
                         hint="Join cells, or leave them out of the frame and say so.")
    weight = [sizes[k] / len(answered[k]) for k in (tuple(r[b] for b in by) for r in rows)]
    given = given.drop_columns(["weight"]) if "weight" in given.column_names else given
    return frames.like(kind, given.append_column("weight", pa.array(weight)))
