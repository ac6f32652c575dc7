# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Disclosure control: what a published table must not tell of a single firm, neither in a cell nor by taking other cells from a total.

A table with its margins is a network: grand total → row total → cell → column total → grand total, and whatever is published of it, what flows into a node
flows out. What a reader can learn of a hidden cell is how far its flow can be turned up and down along hidden arcs, which a maximum flow finds exactly.
Cells are hidden until that interval is wide enough for every sensitive one (Gusfield 1988; Willenborg and de Waal, Elements of Statistical Disclosure
Control, 2001, chapter 6). Values are not negative, and the reader knows it.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from typing import Any

from ... import frames, provenance
from ...errors import InputError
from ...results import Result

__all__ = ["FEWEST", "TOTAL", "audience_of", "dominated", "hidden_cells", "hidden_in_line", "protect"]

TOTAL = "合计 total"
FEWEST = 3                                                      # units of a published cell
_MARGIN = 1e15                                                  # hiding a margin costs more than hiding any cells


def dominated(values: Sequence[float], one: float = 0.85, two: float = 0.90) -> bool:
    """Whether one contributor holds more than ``one`` of a cell, or two more than ``two``: the others could be worked out closely.

    The (1, 85 %) and (2, 90 %) rules are common settings of the (n, k) dominance rule (Hundepool et al., Statistical Disclosure Control, 2012, 4.2).

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


class _Network:
    """Arcs of a two-way table: (tail, head, value). Node 0 feeds the rows, node 1 collects the columns."""

    def __init__(self, values: list[list[float]]):
        rows, columns = len(values), len(values[0])
        self.nodes = 2 + rows + columns
        self.arcs: list[tuple[int, int, float]] = []
        self.at: dict[tuple[int, int], int] = {}
        for i in range(rows):
            for j in range(columns):
                self._add((i, j), 2 + i, 2 + rows + j, values[i][j])
        for i in range(rows):
            self._add((i, -1), 0, 2 + i, math.fsum(values[i]))
        for j in range(columns):
            self._add((-1, j), 2 + rows + j, 1, math.fsum(r[j] for r in values))
        self._add((-1, -1), 1, 0, math.fsum(v for r in values for v in r))
        self.total = self.arcs[-1][2]

    def _add(self, key: tuple[int, int], tail: int, head: int, value: float) -> None:
        self.at[key] = len(self.arcs)
        self.arcs.append((tail, head, value))

    def widen(self, arc: int, up: bool, need: float, hidden: set[int], cost: Any) -> None:
        """Turn the flow of an arc up (or down) by ``need`` along hidden arcs, hiding the cheapest further ones where these do not suffice.

        Paths of least cost one after the other; the flow of an arc has no bound above, and 0 below.
        """
        tail, head, _ = self.arcs[arc]
        start, end = (head, tail) if up else (tail, head)
        flow: dict[int, float] = {}
        found = 0.0
        while found < need * (1 - 1e-9):
            path = self._path(start, end, arc, flow, lambda a: 0.0 if a in hidden else cost(a))
            if path is None:
                raise InputError("A small cell cannot be protected: the totals give it away.", code="cannot_protect",
                                 hint="Publish a coarser table, or fewer totals beside it.")
            step = min([need - found, *(self._left(a, d, flow) for a, d in path)])
            for a, d in path:
                flow[a] = flow.get(a, 0.0) + step * d
            hidden.update(a for a, _ in path)
            found += step

    def _left(self, a: int, direction: int, flow: dict[int, float]) -> float:
        return math.inf if direction > 0 else self.arcs[a][2] + flow.get(a, 0.0)

    def _path(self, start: int, end: int, without: int, flow: dict[int, float], cost: Any):
        """Cheapest way as [(arc, +1 with it or −1 against it)], arcs with room only; None where there is none."""
        around: dict[int, list[tuple[int, int, int]]] = {}
        for a, (tail, head, _) in enumerate(self.arcs):
            if a != without and cost(a) is not None:
                around.setdefault(tail, []).append((head, a, 1))
                around.setdefault(head, []).append((tail, a, -1))
        best, came, heap = {start: 0.0}, {}, [(0.0, start)]
        least = self.total * 1e-12
        while heap:
            spent, node = heapq.heappop(heap)
            if node == end:
                break
            if spent > best[node]:
                continue
            for other, a, d in around.get(node, ()):
                price = spent + cost(a) + 1e-9
                if self._left(a, d, flow) > least and price < best.get(other, math.inf):
                    best[other], came[other] = price, (node, a, d)
                    heapq.heappush(heap, (price, other))
        if end not in came:
            return None
        path = []
        while end != start:
            end, a, d = came[end]
            path.append((a, d))
        return path


def hidden_cells(values: list[list[float]], sensitive: set[tuple[int, int]], protection: float = 0.1, given: set[tuple[int, int]] = frozenset(),
                 fixed: set[tuple[int, int]] = frozenset(), least: float | None = None):
    """Cells to hide, the sensitive ones and those that protect them; (row, column), −1 for a margin.

    Every sensitive cell of value x keeps an interval that reaches from x − d or less, but no further than 0, to x + d or more, d = max(p x, ``least``), against
    anybody who knows the published cells and margins and that nothing is negative.

    Parameters
    ----------
    values
        Table without margins, not negative.
    sensitive
        Cells that must not be known.
    protection
        p.
    given
        Cells hidden for another reason already.
    fixed
        Cells and margins that are published elsewhere and cannot be hidden.
    least
        1 for numbers of firms, so that each may be one more or one fewer; None takes p times the smallest value of the table.

    Raises
    ------
    InputError
        ``cannot_protect`` where ``fixed`` gives a sensitive cell away.
    """
    net = _Network(values)
    hidden = {net.at[c] for c in sensitive | set(given)}
    where = {a: c for c, a in net.at.items()}
    smallest = min((v for r in values for v in r if v > 0), default=0.0)

    def cost(a: int) -> float | None:
        i, j = where[a]
        if (i, j) in fixed:
            return None
        return (_MARGIN * (2 if i == j == -1 else 1) if -1 in (i, j) else 0.0) + net.arcs[a][2] + 1.0

    if net.total > 0:
        for cell in sorted(sensitive):
            value = net.arcs[net.at[cell]][2]
            room = max(protection * value, protection * smallest if least is None else least)
            net.widen(net.at[cell], True, room, hidden, cost)
            net.widen(net.at[cell], False, min(room, value), hidden, cost)
    return {where[a] for a in hidden}


def hidden_in_line(values: list[float], units: list[int], sensitive: set[int], protection: float = 0.1) -> set[int]:
    """Cells of a table of one line to hide, its sum known: what is sensitive, and what protects it in values and in numbers of units.

    Parameters
    ----------
    values, units
        Value and number of units of each cell.
    sensitive
        Positions that must not be known.
    protection
        As ``hidden_cells``.

    Examples
    --------
    >>> from huishou.policy.enterprises.disclosure import hidden_in_line
    >>> sorted(hidden_in_line([5.0, 80.0, 20.0], [1, 9, 4], {0}))
    [0, 2]
    """
    cells = {(0, j) for j in sensitive}
    if len(sensitive) == len(values):
        return set(range(len(values)))
    fixed = {(-1, -1), (0, -1)}
    hidden = hidden_cells([values], cells, protection, fixed=fixed)
    hidden |= hidden_cells([[float(u) for u in units]], cells, 0.0, hidden & {(0, j) for j in range(len(values))}, fixed, 1.0)
    return {j for i, j in hidden if i == 0 and j >= 0}


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
        Fewest units of a published cell.
    one, two
        Dominance: a cell where one unit holds more than ``one``, or two more than ``two``, of any value is sensitive.
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
    sensitive = {c for c, firms in cells.items() if 0 < len(firms) < n or any(dominated([f[f"{v}_sum"] for f in firms], one, two) for v in values)}
    grids = [[[math.fsum(f[f"{v}_sum"] for f in cells[i, j]) for j in range(len(sides))] for i in range(len(heads))] for v in values]
    grids.append([[float(len(cells[i, j])) for j in range(len(sides))] for i in range(len(heads))])
    units = {line: {f[unit] for c, firms in cells.items() if line[0] in (-1, c[0]) and line[1] in (-1, c[1]) for f in firms} for line in _lines(heads, sides)}
    sensitive |= {line for line, who in units.items() if -1 in line and 0 < len(who) < n}
    hidden: set[tuple[int, int]] = set(sensitive)
    while True:                                                 # one pattern for all numbers: what one adds may be used by the next
        before = len(hidden)
        for grid in grids[:-1]:
            hidden = hidden_cells(grid, sensitive, protection, hidden)
        hidden = hidden_cells(grids[-1], sensitive, 0.0, hidden, least=1.0)
        if len(hidden) == before:
            break
    out = []
    for i, j in _lines(heads, sides):
        shown = (i, j) not in hidden
        own_cells = [c for c in cells if i in (-1, c[0]) and j in (-1, c[1])]
        out.append({rows: heads[i] if i >= 0 else TOTAL, columns: sides[j] if j >= 0 else TOTAL, "units": len(units[i, j]) if shown else None,
                    **{v: math.fsum(f[f"{v}_sum"] for c in own_cells for f in cells[c]) if shown else None for v in values},
                    "status": "ok" if shown else "suppressed"})
    kinds = {rows: pa.string(), columns: pa.string(), "units": pa.int64(), "status": pa.string()}
    made = pa.table({c: pa.array([r[c] for r in out], kinds.get(c, pa.float64())) for c in (rows, columns, "units", *values, "status")})
    record = provenance.record("enterprises.protect", provenance.of_input(frame, table.num_rows, [rows, columns, unit, *values]), n=n, one=one, two=two,
                               protection=protection, audience="public")
    return Result(made, frames.kind_of(frame), record, f"{', '.join(values)} by {rows} and {columns}, for the public")


def _lines(heads: list[str], sides: list[str]):
    return [(i, j) for i in [*range(len(heads)), -1] for j in [*range(len(sides)), -1]]
