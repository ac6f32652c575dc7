# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Published factors as random variables: each has one stream of draws, named by pack and factor id, however many rows use it."""

from __future__ import annotations

import hashlib
import math
from typing import Any

from .. import _native
from ..errors import InputError
from .avoided_call import Call
from .factor_match import extra
from .methods import Used

__all__ = ["draw", "shares", "stream"]

_NAMES = ("mean", "sd", "low", "high", "net_mean", "net_low", "net_high")


def stream(pack: str, factor: str) -> int:
    """The stream of a factor: 64 bits of a stable hash of its pack and id, so that no position and no order can change its draws.

    Examples
    --------
    >>> stream("cn", "a") == stream("cn", "a") != stream("cn", "b")
    True
    """
    return int.from_bytes(hashlib.sha256(f"{pack}\0{factor}".encode()).digest()[:8], "little")


def _variable(row: dict[str, Any], call: Call) -> tuple | None:
    """What the kernel draws, or None where a range has no distribution."""
    if call.indicator != "co2e":
        return stream(call.pack.id, row["factor_id"]), "constant", extra(row, f"{call.indicator}_per_t"), 0.0, 0.0, 0.0, False
    point, low, high, sd = (row[n] for n in ("factor_co2e_per_t", "low", "high", "sd"))
    name = row["distribution"]
    if name is None:
        if point is not None:
            name = "constant"
        elif call.ranges == "uniform":
            name = "uniform"
        else:
            return None
    bounds = (low, high) if low is not None else (0.0, 0.0)
    return stream(call.pack.id, row["factor_id"]), name, point or 0.0, *bounds, sd or 0.0, low is not None


def draw(answer: dict[str, Any], used: list[Used], call: Call, threads: int) -> dict[str, Any]:
    """``mean, sd, low, high, net_mean, net_low, net_high`` of every row; null where a factor cannot be drawn.

    Raises
    ------
    InputError
        ``bad_draws``, ``bounds_too_narrow``.
    """
    import numpy as np

    if call.draws < 2:
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
    numbers = _native.monte_carlo(offsets, answer["factors"][keep], masses, factors, [v for _, v in variables.values()], call.draws, call.seed,
                                  call.level, threads)
    return {n: _native.column(c) for n, c in zip(_NAMES, numbers, strict=True)}


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
