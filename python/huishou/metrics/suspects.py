# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Gross errors: measurements ranked by how much better the balances close without them, and taken out one after another."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from .. import _native, frames
from ..cards import card

__all__ = ["Elimination", "eliminate", "nodal", "ranked", "sidak"]

_SHOWN = 20                                                     # equivalent flows named in a cell


def sidak(alpha: float, tests: int) -> float:
    """The level of one test among many, ``1 − (1 − α)^(1/n)``, at which one of n independent tests errs with chance α (Šidák 1967, JASA 62, 626).

    Parameters
    ----------
    alpha
        Chance α that any of the tests errs, between 0 and 1.
    tests
        Number n of tests; below 1 counts as 1.

    Returns
    -------
    float
        Level of each test.

    Examples
    --------
    >>> round(sidak(0.05, 6), 6)
    0.008512
    """
    return -math.expm1(math.log1p(-alpha) / max(tests, 1))


def _name(labels: dict[str, Any], flow: int) -> str:
    return " → ".join(str(column[flow]) for name, column in labels.items() if name in ("source", "target")) or str(next(iter(labels.values()))[flow])


def ranked(labels: dict[str, Any], d, c, groups, alpha: float):
    """The table of suspects; see ``Reconciliation.suspects``."""
    import numpy as np
    import pyarrow as pa

    n = len(next(iter(labels.values())))
    d, c = d[:n], c[:n]
    tested = np.flatnonzero(~np.isnan(d) & (c > 0.0))
    glr, bias = d[tested] ** 2 / c[tested], d[tested] / c[tested]
    _, first, group = np.unique(groups[tested], return_index=True, return_inverse=True)
    # Equal ratios are ordered by position: rounding must not decide between flows that cannot be told apart.
    order = np.lexsort((tested, -glr[first][group]))
    rows = tested[order]
    level = sidak(alpha, len(first))
    tails = _native.chi_square_tail(glr[order], 1)
    size = np.bincount(group, minlength=1)
    alone = size[group[order]] == 1
    members, start = tested[np.argsort(group, kind="stable")], np.cumsum(size) - size
    named = [""] * len(rows)
    for k in np.flatnonzero(~alone):
        g = group[order[k]]
        twins = [m for m in members[start[g]:start[g] + min(size[g], _SHOWN + 1)] if m != rows[k]][:_SHOWN]
        named[k] = "; ".join(_name(labels, m) for m in twins) + ("; …" if size[g] > _SHOWN + 1 else "")
    columns = {"flow": pa.array(labels["flow"] if "flow" in labels else range(n)).take(pa.array(rows))}
    columns |= {name: pa.array(column).take(pa.array(rows)) for name, column in labels.items() if name != "flow"}
    return pa.table(columns | {"glr": glr[order], "bias_t": bias[order], "p_value": tails, "significant": tails < level, "identifiable": alone,
                               "equivalent": pa.array(named, pa.string())})


def nodal(labels: dict[str, Any], z, alpha: float):
    """The table of nodal tests; see ``Reconciliation.nodes``."""
    import numpy as np
    import pyarrow as pa

    n = len(next(iter(labels.values())))
    z = np.asarray(z)[:n]
    known = ~np.isnan(z)
    level = sidak(alpha, int(known.sum()))
    tails = _native.chi_square_tail(np.where(known, z, 0.0) ** 2, 1)
    return pa.table({**labels, "z": pa.array(z, mask=~known), "p_value": pa.array(tails, mask=~known), "significant": pa.array(tails < level, mask=~known)})


class Elimination(NamedTuple):
    """What a serial elimination ends with; made by ``Reconciliation.without_suspects``.

    Attributes
    ----------
    reconciliation : Reconciliation
        The last one, with the flows taken out as not measured.
    removed : frame
        One row a step: the flow, its likelihood ratio and bias in tonnes, its equivalents, the global test before and after.
    clean : bool
        Whether the rest passes the global test, or nothing is left to test.
    """

    reconciliation: Any
    removed: Any
    clean: bool

    _repr_html_ = card


def eliminate(reconciliation, most: int | None) -> Elimination:
    """See ``Reconciliation.without_suspects``."""
    import pyarrow as pa

    now, steps = reconciliation, []
    alpha, labels = reconciliation._alpha, reconciliation._labels
    while now.global_test.dof > 0 and (most is None or len(steps) < most):
        _, d, c = now._tested
        table = ranked({"flow": range(len(d)), **labels.flows} if "flow" not in labels.flows else {"flow": range(len(d))}, d, c, now._free.equivalent, alpha)
        if not len(table) or not table["significant"][0].as_py():
            break
        worst = table.slice(0, 1).to_pylist()[0]
        before = now.global_test.statistic
        now = _without(now, worst["flow"])
        names = {k: v[worst["flow"]] for k, v in labels.flows.items()}
        steps.append({"step": len(steps) + 1, **names, "glr": worst["glr"], "bias_t": worst["bias_t"], "identifiable": worst["identifiable"],
                      "equivalent": _named(labels.flows, now, worst, table), "statistic_before": before, "statistic_after": now.global_test.statistic,
                      "dof_after": now.global_test.dof})
    empty = {k: pa.array([], pa.array(v).type) for k, v in labels.flows.items()}
    removed = pa.Table.from_pylist(steps) if steps else pa.table({"step": pa.array([], pa.int64()), **empty})
    clean = now.global_test.dof == 0 or now.global_test.p_value >= alpha
    return Elimination(now, frames.like(reconciliation._kind, removed), clean)


def _named(labels, now, worst, table) -> str:
    if "source" in labels or not worst["equivalent"]:
        return worst["equivalent"]
    return "; ".join(str(labels["flow"][int(n)]) for n in worst["equivalent"].split("; ") if n != "…")


def _without(now, flow: int):
    """The same with one flow not measured."""
    import numpy as np

    measured, sd = now._measured.copy(), now._sd.copy()
    measured[flow] = sd[flow] = np.nan
    return now._again(measured, sd)
