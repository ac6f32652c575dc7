# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Published growth on a year earlier (同比): kept as given, with the comparable base it implies beside the figure printed a year before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..errors import InputError, UnitError
from . import numbers
from .cells import text

__all__ = ["Growth", "base", "read"]

_PERCENT = re.compile(r"[%％]|percent|百分", re.I)
_UNITS = {"percent": 100.0, "share": 1.0}


@dataclass
class Growth:
    """``share`` (NaN where no growth is given) and ``half``, half a unit of the last digit printed, both as shares, one entry a row."""

    share: Any
    half: Any


def read(table, column: str, unit: str | None = None) -> Growth:
    """The column of growth of a table.

    Raises
    ------
    InputError
        ``bad_growth``: a cell that is no number; ``bad_growth_unit``.
    UnitError
        ``unit_missing``: neither ``unit`` nor a % in name or cells says whether 5.2 is a percentage.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from huishou.ledger.growth import read
    >>> growth = read(pa.table({"同比": ["5.2%", None]}), "同比")
    >>> round(float(growth.share[0]), 9), round(float(growth.half[0]), 9)
    (0.052, 0.0005)
    """
    import numpy as np
    import pyarrow as pa

    if unit is not None and unit not in _UNITS:
        raise InputError(f"A growth is in percent or a share, not in '{unit}'.", code="bad_growth_unit", column=column, value=unit,
                         hint='Give growth_unit="percent" or "share".')
    given = text(table.column(column), column).to_pylist()
    marked = [w is not None and bool(_PERCENT.search(w)) for w in given]
    plain = [None if w is None else _PERCENT.sub("", w).strip() for w in given]
    values, state = numbers.parse(pa.array(plain, pa.string()))
    for row, (word, broken) in enumerate(zip(given, (state == numbers.BROKEN) | (state == numbers.NOT_FINITE), strict=True)):
        if broken:
            raise InputError(f"Row {row + 1}: the growth '{word}' is no number.", code="bad_growth", column=column, row=row + 1, value=word,
                             hint="Give numbers, with or without %; leave a cell blank where no growth is published.")
    if unit is None and not _PERCENT.search(column) and any(s == numbers.FINE and not m for s, m in zip(state, marked, strict=True)):
        raise UnitError(f"'{column}' does not say whether 5.2 is 5.2 % or 520 %.", code="unit_missing", column=column,
                        hint='State it: growth_unit="percent" or "share".')
    scale = np.array([100.0 if m else _UNITS[unit or "percent"] for m in marked])
    decimals = np.array([len((w or "").partition(".")[2]) if re.fullmatch(r"[^eE]*", w or "") else 15 for w in plain])
    return Growth(values / scale, 0.5 * 10.0 ** -decimals / scale)


def base(growth: Growth, row: int | None, cumulative: float | None, previous: float | None) -> dict[str, Any]:
    """Growth, comparable base and what became of the base, of one row; ``row`` None where nothing is reported.

    The base of a growth g of a figure C is C / (1 + g). A previous figure within C / (1 + g ± h) is that base within the rounding of g.

    Examples
    --------
    >>> import numpy as np
    >>> from huishou.ledger.growth import Growth, base
    >>> base(Growth(np.array([0.052]), np.array([0.0005])), 0, 105.2, 90.0)["base_status"]
    'base_revised'
    """
    import math

    out: dict[str, Any] = {"growth": None, "comparable_base": None, "previous": previous, "base_status": "no_growth"}
    if row is None or math.isnan(growth.share[row]):
        return out
    share, half = float(growth.share[row]), float(growth.half[row])
    out["growth"] = share
    if cumulative is None or math.isnan(cumulative) or share <= -1.0:
        return out | {"base_status": "no_base"}
    out["comparable_base"] = cumulative / (1.0 + share)
    if previous is None or math.isnan(previous):
        return out | {"previous": None, "base_status": "no_previous"}
    low, high = sorted((cumulative / (1.0 + share + half), cumulative / (1.0 + share - half) if share - half > -1.0 else math.inf))
    # A previous figure that stands on the edge of the rounding is inside, whatever the last bit of the quotient.
    inside = low * (1.0 - 1e-12) <= previous <= high * (1.0 + 1e-12)
    return out | {"base_status": "ok" if inside else "base_revised"}
