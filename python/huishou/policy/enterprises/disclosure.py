# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Disclosure control: what a published table must not tell of a single firm, neither in a cell nor by taking other cells from a total."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...results import Result
from .cell_network import hidden_cells

__all__ = ["FEWEST", "TOTAL", "audience_of", "dominated", "protect"]

TOTAL = "合计 total"
FEWEST = 3                                                      # units of a published cell


def dominated(values: Sequence[float], one: float = 0.85, two: float = 0.90) -> bool:
    """Whether one contributor holds more than ``one`` of a cell, or two more than ``two``: the others could be worked out closely.

    The (1, 85 %) and (2, 90 %) rules are common settings of the (n, k) dominance rule (Hundepool et al., Statistical Disclosure Control, 2012, 4.2).

    Parameters
    ----------
    values
        What each contributor holds; values of 0 or below count as nothing.
    one, two
        Shares of the whole (0–1) that one, and the two largest together, may hold.

    Returns
    -------
    bool
        False where nobody holds anything.

    Examples
    --------
    >>> from huishou import enterprises
    >>> enterprises.dominated([90.0, 5.0, 5.0]), enterprises.dominated([40.0, 35.0, 25.0])
    (True, False)
    """
    top = sorted((v for v in values if v > 0), reverse=True)
    total = math.fsum(top)
    return total > 0 and (top[0] > one * total or math.fsum(top[:2]) > two * total)


def audience_of(audience: str) -> bool:
    """Whether a table is for the public.

    Raises
    ------
    InputError
        ``bad_audience``.
    """
    if audience not in ("own", "public"):
        raise InputError(f"'{audience}' is no audience.", code="bad_audience", value=audience, hint='Choose "own" or "public".')
    return audience == "public"


def protect(frame: Any, rows: str, columns: str, values: Any = "mass_t", unit: str = "enterprise", n: int = FEWEST, one: float = 0.85, two: float = 0.90,
            protection: float = 0.1) -> Result:
    """A two-way table with totals that tells nothing of a single firm.

    Parameters
    ----------
    frame
        One row a contribution: ``rows``, ``columns``, ``unit``, and the numbers of ``values``, not negative.
    rows, columns
        The two ways of the table. For a one-way table give a column that holds one value.
    values
        Column or columns published together; one pattern of hidden cells protects all of them, and the number of firms.
    unit
        Who must not be known; contributions of one unit to a cell count as one.
    n
        Fewest units of a published cell or margin.
    one, two
        Dominance: a cell or margin where one unit holds more than ``one``, or two more than ``two``, of any value is sensitive.
    protection
        Share of a sensitive cell's value that stays uncertain on both sides.

    Returns
    -------
    Result
        ``rows, columns, units, <values>…, status``: cells and margins in long form; ``status`` is ``ok`` or ``suppressed`` with every number blank. Whether a
        cell is hidden itself or to protect another is not said: it would help to undo it.

    Raises
    ------
    InputError
        ``missing_column``, ``missing_value``, ``negative_value``.

    Notes
    -----
    Units that appear in several cells of a line, and readers who are contributors themselves, are met by n and dominance only. Tables linked by other columns
    (three ways, province and city) are to be protected together: publish one of them.

    Examples
    --------
    >>> import huishou as hs
    >>> rows = {"enterprise": list("ABCDEFGHIJ"), "region": ["浙江"] * 6 + ["江苏"] * 4, "category": list("pppppg") + list("gggp"), "mass_t": [5.0] * 10}
    >>> [r["status"] for r in hs.enterprises.protect(rows, "region", "category").rows()]
    ['suppressed', 'suppressed', 'ok', 'suppressed', 'suppressed', 'ok', 'ok', 'ok', 'ok']
    """
    import numpy as np
    import pyarrow as pa

    from ...metrics.stats import aggregate
    from .facts import numbers

    values = [values] if isinstance(values, str) else list(values)
    table = frames.table(frame)
    frames.need_columns(table.column_names, [rows, columns, unit, *values])
    for name in values:
        x = numbers(table, name)
        if not (x >= 0).all():
            raise InputError(f"'{name}' holds a value that is missing or negative.", code="negative_value" if (x < 0).any() else "missing_value", column=name,
                             row=int(np.flatnonzero(~(x >= 0))[0]) + 1, hint="Leave out rows without a number; net figures need another protection.")
    for name in (rows, columns, unit):
        if table.column(name).null_count:
            raise InputError(f"'{name}' has blanks.", code="missing_value", column=name, hint="Name the group, for example 不详.")
    own = aggregate(table, by=[rows, columns, unit], values={v: ["sum"] for v in values}).rows()
    heads, sides = sorted({r[rows] for r in own}), sorted({r[columns] for r in own})
    cells: dict[tuple[int, int], list[dict[str, Any]]] = {(i, j): [] for i in range(len(heads)) for j in range(len(sides))}
    for r in own:
        cells[heads.index(r[rows]), sides.index(r[columns])].append(r)
    grids = [[[math.fsum(f[f"{v}_sum"] for f in cells[i, j]) for j in range(len(sides))] for i in range(len(heads))] for v in values]
    grids.append([[float(len(cells[i, j])) for j in range(len(sides))] for i in range(len(heads))])
    inside = {line: [f for (i, j), firms in cells.items() if line[0] in (-1, i) and line[1] in (-1, j) for f in firms] for line in _lines(heads, sides)}
    units = {line: {f[unit] for f in firms} for line, firms in inside.items()}
    sensitive = {line for line, who in units.items() if 0 < len(who) < n or any(dominated(_by_unit(inside[line], unit, v), one, two) for v in values)}
    hidden: set[tuple[int, int]] = set(sensitive)
    for grid in grids[:-1]:                                     # one pattern for all numbers: hiding more for one never tells more of another
        hidden = hidden_cells(grid, sensitive, protection, hidden)
    hidden = hidden_cells(grids[-1], sensitive, 0.0, hidden, least=1.0)
    out = []
    for i, j in _lines(heads, sides):
        shown = (i, j) not in hidden
        out.append({rows: str(heads[i]) if i >= 0 else TOTAL, columns: str(sides[j]) if j >= 0 else TOTAL, "units": len(units[i, j]) if shown else None,
                    **{v: math.fsum(f[f"{v}_sum"] for f in inside[i, j]) if shown else None for v in values},
                    "status": "ok" if shown else "suppressed"})
    kinds = {rows: pa.string(), columns: pa.string(), "units": pa.int64(), "status": pa.string()}
    made = pa.table({c: pa.array([r[c] for r in out], kinds.get(c, pa.float64())) for c in (rows, columns, "units", *values, "status")})
    record = provenance.record("enterprises.protect", provenance.of_input(frame, table.num_rows, [rows, columns, unit, *values]), n=n, one=one, two=two,
                               protection=protection, audience="public")
    return Result(made, frames.kind_of(frame), record, f"{', '.join(values)} by {rows} and {columns}, for the public")


def _lines(heads: list[str], sides: list[str]):
    return [(i, j) for i in [*range(len(heads)), -1] for j in [*range(len(sides)), -1]]


def _by_unit(contributions: list[dict[str, Any]], unit: str, value: str) -> list[float]:
    """What each unit holds of a cell or margin, several cells of one unit together."""
    own: dict[Any, list[float]] = {}
    for c in contributions:
        own.setdefault(c[unit], []).append(c[f"{value}_sum"])
    return [math.fsum(v) for v in own.values()]
