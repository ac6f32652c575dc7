# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Published factors as random variables: each has one stream of draws, named by pack and factor id, however many rows use it."""

from __future__ import annotations

import math
from typing import Any

from .. import _native
from ..errors import InputError
from .avoided_call import Call
from .factor_match import extra
from .factor_variable import spread, stream
from .methods import Used
from .settling import settled

__all__ = ["draw", "shares"]

_NAMES = ("mean", "sd", "low", "high", "net_mean", "net_low", "net_high")


def _variable(row: dict[str, Any], call: Call) -> tuple | None:
    """What the kernel draws, or None where a range has no distribution."""
    own = stream(call.pack.id, row["factor_id"])
    if call.indicator != "co2e":
        return own, "constant", extra(row, f"{call.indicator}_per_t"), 0.0, 0.0, 0.0, False, [], []
    name = row["distribution"]
    if name is None:
        if row["factor_co2e_per_t"] is not None:
            name = "constant"
        elif call.ranges == "uniform":
            name = "uniform"
        else:
            return None
    return own, *spread(row, name)


def correlated(correlation: dict[tuple[str, str], float], places: dict[str, int]) -> tuple[list[int], list[float]]:
    """Positions of the variables that go together, and their correlations row after row; factors that no row uses are left out.

    Examples
    --------
    >>> correlated({("b", "a"): 0.5, ("a", "z"): 0.9}, {"a": 0, "b": 1})
    ([0, 1], [1.0, 0.5, 0.5, 1.0])
    """
    known = {frozenset(pair): r for pair, r in correlation.items() if all(f in places for f in pair)}
    names = sorted({f for pair in known for f in pair})
    return [places[n] for n in names], [1.0 if a == b else known.get(frozenset((a, b)), 0.0) for a in names for b in names]


def _moved(before: dict[str, Any], now: dict[str, Any]) -> float:
    """How far any bound of any row has moved, as a share of its interval."""
    import pyarrow.compute as pc

    shares = []
    for side in ("", "net_"):
        width = pc.subtract(now[f"{side}high"], now[f"{side}low"])
        width = pc.if_else(pc.greater(width, 0.0), width, None)
        shares += [pc.max(pc.divide(pc.abs(pc.subtract(now[n], before[n])), width)).as_py() for n in (f"{side}low", f"{side}high")]
    return max((x for x in shares if x is not None), default=0.0)


def draw(answer: dict[str, Any], used: list[Used], call: Call, threads: int) -> tuple[dict[str, Any], int]:
    """``mean, sd, low, high, net_mean, net_low, net_high`` of every row, null where a factor cannot be drawn, and the number of draws.

    Raises
    ------
    InputError
        ``bad_draws``, ``bounds_too_narrow``, ``bad_correlation``, ``bounded_correlation``.
    """
    import numpy as np

    if call.draws == 1:
        raise InputError("One draw is no distribution.", code="bad_draws", value=call.draws, hint="Give at least 2; 10,000 is usual.")
    variables: dict[str, tuple[int, tuple]] = {}
    factors: list[tuple[list[tuple[int, float]], list[tuple[int, float]], float]] = []
    for one in used:
        made = [_variable(p.row, call) for p in one.parts]
        sides: tuple[list, list] = ([], [])
        if None not in made:
            for part, variable in zip(one.parts, made, strict=True):
                sides[part.induced].append((variables.setdefault(part.row["factor_id"], (len(variables), variable))[0], part.weight))
        apart = extra(one.parts[0].row, "induced_co2e_per_t") if one.parts and call.indicator == "co2e" else None
        factors.append((*sides, float(apart or 0.0)))
    matched = np.array([u.matched for u in used] or [True])
    keep = matched[answer["factors"]] if len(answer["factors"]) else np.zeros(0, bool)
    offsets = np.concatenate([[0], np.cumsum(keep)]).astype(np.int64)[answer["offsets"]]
    masses = answer["masses"][keep] * (1.0 - call.otherwise_recovered)
    def spreads(count: int):
        numbers = _native.monte_carlo(offsets, answer["factors"][keep], masses, factors, [v for _, v in variables.values()], together, count, call.seed,
                                      call.level, threads)
        return {n: _native.column(c) for n, c in zip(_NAMES, numbers, strict=True)}

    together = correlated(call.correlation, {factor: place for factor, (place, _) in variables.items()})
    return (settled(spreads, _moved) if call.draws == "stable" else (spreads(call.draws), call.draws))


def shares(rows: list[tuple[dict[str, Any], list[tuple[Used, float]], Call]], keys: list[str]):
    """First-order shares of the variance of every row's avoided emissions, by published factor."""
    import pyarrow as pa

    out: list[dict[str, Any]] = []
    for key, row, call in rows:
        weights: dict[str, float] = {}
        own: dict[str, float] = {}
        for one, mass in row:
            for part in one.parts:
                made = _variable(part.row, call)
                if made is not None and not part.induced:
                    name = part.row["factor_id"]
                    weights[name] = weights.get(name, 0.0) + part.weight * mass * (1.0 - call.otherwise_recovered)
                    own[name] = _native.factor_variance(made)
        variances = {f: w * w * own[f] for f, w in weights.items()}
        total = math.fsum(variances.values())
        ranked = sorted(variances.items(), key=lambda p: (-p[1], p[0]))
        out += [key | {"factor": f, "sd_co2e_t": math.sqrt(v), "share": v / total if total > 0 else None} for f, v in ranked]
    names = [*keys, "factor", "sd_co2e_t", "share"]
    return pa.table({n: pa.array([r[n] for r in out], pa.float64() if n in ("sd_co2e_t", "share") else None) for n in names})
