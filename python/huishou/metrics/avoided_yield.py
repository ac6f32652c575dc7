# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Shares of the counted tonnes that arrive where the factor is weighed, group by group."""

from __future__ import annotations

from typing import Any

from .. import _native, frames
from ..errors import InputError
from .cells import Cells
from .checks import share

__all__ = ["refuse_without", "yields"]


def yields(found: Cells, given: Any) -> tuple[list[float], dict[int, str]]:
    """One share a group, or none at all; and the groups that have none, by their keys: an error only where rows are counted there.

    Raises
    ------
    InputError
        ``no_yield``, ``bad_share``.
    """
    if given is None:
        return [], {}
    groups = [_native.key_column(k).to_pylist() for k in _native.group_keys(found.core, found.by)]
    names = found.keys[:found.by]
    count = len(groups[0]) if groups else 1
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return [share(given, "yield_")] * count, {}
    table = frames.table(given)
    if "rate" not in table.column_names:
        raise InputError("yield_ has no column 'rate'.", code="no_yield", column="yield_",
                         hint="Give a number between 0 and 1, or the result of recovery_rate.")
    shared = [n for n in names if n in table.column_names]
    known = {tuple(r[n] for n in shared): r["rate"] for r in table.to_pylist()}
    if len(known) != table.num_rows:
        raise InputError("yield_ has several rows for one group.", code="no_yield", column="yield_",
                         hint=f"Compute it by no more than {', '.join(names) or 'nothing'}.")
    out: list[float] = []
    without: dict[int, str] = {}
    for i in range(count):
        key = tuple(groups[names.index(n)][i] for n in shared)
        if known.get(key) is None:
            without[i] = ", ".join(f"{n} = {v}" for n, v in zip(shared, key, strict=True)) or "the whole"
        out.append(0.0 if i in without else share(known[key], "yield_"))
    return out, without


def refuse_without(without: dict[int, str], groups: list[int]) -> None:
    """Refuses counted groups that have no yield.

    Raises
    ------
    InputError
        ``no_yield``.
    """
    for group in groups:
        if group in without:
            raise InputError(f"There is no yield for {without[group]}.", code="no_yield", column="yield_", value=without[group],
                             hint="Compute the yield by the same columns, or filter the rows to groups that have one.")
