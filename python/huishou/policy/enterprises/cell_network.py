# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Which cells of a table with margins to hide, so that sensitive ones cannot be worked out of the rest.

A table with its margins is a network: grand total → row total → cell → column total → grand total, and whatever is published of it, what flows into a node
flows out. What a reader can learn of a hidden cell is how far its flow can be turned up and down along hidden arcs, which a maximum flow finds exactly.
Cells are hidden until that interval is wide enough for every sensitive one (Gusfield 1988; Willenborg and de Waal, Elements of Statistical Disclosure
Control, 2001, chapter 6). Values are not negative, and the reader knows it.
"""

from __future__ import annotations

import heapq
import math
from typing import Any

from ...errors import InputError

__all__ = ["hidden_cells", "hidden_in_line"]

_MARGIN = 1e15                                                  # hiding a margin costs more than hiding any cells


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

    Returns
    -------
    set of (int, int)
        Row and column of every hidden cell, those of ``sensitive`` and ``given`` among them; −1 for a margin.

    Raises
    ------
    InputError
        ``cannot_protect`` where ``fixed`` gives a sensitive cell away.

    Examples
    --------
    >>> from huishou import enterprises
    >>> sorted(enterprises.hidden_cells([[1.0, 9.0, 8.0], [7.0, 6.0, 5.0]], {(0, 0)}))
    [(0, 0), (0, 2), (1, 0), (1, 2)]
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
    >>> from huishou.policy.enterprises.cell_network import hidden_in_line
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
