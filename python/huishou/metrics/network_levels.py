# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Stock levels: what lay at a node when a period ended is what lay there when the next one began, so levels bind periods together."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from ..ledger.periods import earlier

__all__ = ["Levels"]

Moment = tuple[str, Any]                                        # ("end" or "start", period)


class Levels:
    """Levels of nodes as variables beside the flows, and the balances ``end − start = flows to stock − flows from stock``.

    Parameters
    ----------
    table
        The flows.
    given
        Rows ``node, mass_t, sd_t``, group columns, and ``when`` (``"end"`` of the period, or ``"start"``).
    variable
        Makes a variable from a value and its standard deviation; returns its place.
    rows
        Where balances are put, as lists of (place, coefficient).
    """

    def __init__(self, table, given: list[dict[str, Any]], variable, rows: list[list[tuple[int, float]]]):
        self._t, self._variable = table, variable
        self._dated = "period" in table.keys
        self._groups = table.groups.select(table.keys).to_pylist() if table.keys else [{}]
        self._moves = _moves(table)
        self._level: dict[tuple[Any, Any, Moment], tuple[float, float]] = {}
        for row in given:
            self._read(row)
        self._place: dict[tuple[Any, Any, Moment], int] = {}
        for node, material in sorted({key[:2] for key in self._level}, key=str):
            self._bind(node, material, rows)
        for (node, material, moment) in self._level.keys() - self._place.keys():
            where = " ".join(str(w) for w in (material, *moment) if w is not None)
            raise InputError(f"The level of {node} ({where}) meets no flow to or from stock.", code="no_stock_flow", column="node", value=str(node),
                             hint="Name node, period and material as the flows do; a change of stock nobody measured stands in the table with missing tonnes.")

    def _read(self, row: dict[str, Any]) -> None:
        when = row.get("when") or "end"
        if when not in ("start", "end"):
            raise InputError(f"A level is of the {when!r} of a period.", code="bad_when", column="when", value=str(when), hint="Give start or end.")
        value, sd = row["mass_t"], row.get("sd_t")
        if value is not None and sd is None:
            raise InputError("A level has no standard deviation.", code="no_sd", column="sd_t", hint="Give sd_t in tonnes; 0 is exact.")
        period = row.get("period") if self._dated else None
        key = (row["node"], row.get("material") if "material" in self._t.keys else None, self._start(period) if when == "start" else ("end", period))
        if key in self._level:
            raise InputError(f"Two levels of {row['node']} are of the same moment.", code="repeated_level", column="node", value=str(row["node"]),
                             hint="The end of a period is the start of the next; give one of both.")
        self._level[key] = (float("nan"), float("nan")) if value is None else (float(value), float(sd))

    @staticmethod
    def _start(period: Any) -> Moment:
        before = earlier(period, 1) if isinstance(period, (int, str)) else None
        return ("start", period) if before is None else ("end", before)

    def _at(self, node: Any, material: Any, moment: Moment) -> int:
        key = (node, material, moment)
        if key not in self._place:
            self._place[key] = self._variable(*self._level.get(key, (float("nan"), float("nan"))))
        return self._place[key]

    def _bind(self, node: Any, material: Any, rows: list[list[tuple[int, float]]]) -> None:
        for group, moves in self._moves.get(node, {}).items():
            where = self._groups[group]
            if where.get("material") == material:
                period = where.get("period")
                ends = (self._at(node, material, self._start(period)), 1.0), (self._at(node, material, ("end", period)), -1.0)
                rows.append([*moves, *ends])

    def labels(self) -> tuple[dict[str, list[Any]], list[int]]:
        """Columns that name the levels, and their places."""
        out: dict[str, list[Any]] = {"node": [], "material": [], "period": [], "when": []}
        periods = {where.get("period") for where in self._groups}
        following = {self._start(p): p for p in periods}
        for node, material, (when, period) in self._place:
            if period not in periods:
                when, period = "start", following[when, period]  # the moment by a period that the flows have
            for column, value in zip(out.values(), (node, material, period, when), strict=True):
                column.append(value)
        kept = {k: v for k, v in out.items() if k in ("node", "when") or k in self._t.keys}
        return kept, list(self._place.values())


def _moves(t) -> dict[Any, dict[int, list[tuple[int, float]]]]:
    """Flows to stock (+1) and from it (−1) of each node, by group."""
    import numpy as np

    out: dict[Any, dict[int, list[tuple[int, float]]]] = {}
    for f in np.flatnonzero((t.stock >= 0) & (t.source != t.target) & ((t.source == t.stock) | (t.target == t.stock))).tolist():
        to = t.target[f] == t.stock
        node = t.nodes[t.source[f] if to else t.target[f]]
        out.setdefault(node, {}).setdefault(int(t.group[f]), []).append((f, 1.0 if to else -1.0))
    return out
