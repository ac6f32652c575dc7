# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""What is odd about a network, written down and not repaired."""

from __future__ import annotations

from typing import Any

from .network_balance import node_sums

__all__ = ["explain", "issues"]

_SHOWN = 20                                                     # members of a cycle or part that are named
_WORDS = {
    "orphan": ("没有任何流量的节点。", "A node without flows."),
    "no_tier": ("没有给出层级的节点。", "A node whose tier was not given."),
    "duplicate": ("同一起止点有多条记录，各自保留，未合并。", "Several rows have the same ends; each was kept, none was added to another."),
    "self_loop": ("起点即终点，不进入平衡。", "It starts where it ends, so it enters no balance."),
    "cycle": ("物料绕圈流动，周转量可能重复统计。", "Tonnes run in a circle and may be counted more than once."),
    "apart": ("与网络其余部分没有联系。", "A part that no flow joins to the rest."),
    "unmeasured": ("未测量的流量。", "A flow that was not measured."),
    "negative": ("负的流量。", "A flow below zero."),
    "no_inflow": ("没有流入记录：系统入口，不作平衡。", "No inflow on record: tonnes begin here, no balance is kept."),
    "no_outflow": ("没有流出记录：系统出口，不作平衡。", "No outflow on record: tonnes end here, no balance is kept."),
}


def explain(row: dict[str, Any], lang: str) -> str:
    """One finding in words."""
    what = row["node"] or row["flow"] or ""
    return f"{what}: {_WORDS[row['issue']][lang == 'en']} {row['detail'] or ''}".strip()


def _joined(names) -> str:
    names = [str(n) for n in names]
    return "; ".join(names[:_SHOWN]) + ("; …" if len(names) > _SHOWN else "")


def issues(net):
    """See ``Network.issues``."""
    import numpy as np
    import pyarrow as pa

    t = net._table
    rows: list[tuple[str, int | None, Any, str | None, str | None]] = []
    used = set(np.concatenate([t.source, t.target]).tolist())
    inside = [i for i in sorted(used) if i not in t.outside]
    for name in sorted((str(n) for n in (net._tier_of or {}) if n not in set(t.nodes)), key=str):
        rows.append(("orphan", None, name, None, None))
    rows += [("no_tier", None, str(t.nodes[i]), None, None) for i in inside if net._tiers[i] is None]
    rows += _flow_issues(t)
    strong: dict[int, list[Any]] = {}
    parts: dict[int, list[Any]] = {}
    for i in inside:
        strong.setdefault(int(net._strong[i]), []).append(t.nodes[i])
        parts.setdefault(int(net._part[i]), []).append(t.nodes[i])
    rows += [("cycle", None, str(m[0]), None, _joined(m)) for m in strong.values() if len(m) > 1]
    if len(parts) > 1:
        largest = max(parts, key=lambda k: (len(parts[k]), -k))
        rows += [("apart", None, str(m[0]), None, _joined(m)) for k, m in parts.items() if k != largest]
    n = node_sums(net)
    for k in np.flatnonzero(n["has_in"] != n["has_out"]):
        rows.append(("no_outflow" if n["has_in"][k] else "no_inflow", int(n["group"][k]), str(t.nodes[n["node"][k]]), None, None))
    at = pa.array([r[1] for r in rows], pa.int64())
    groups = {k: t.groups.column(k).take(at) for k in t.keys}
    text = {name: pa.array([r[i] for r in rows], pa.string()) for name, i in (("node", 2), ("flow", 3), ("detail", 4))}
    return pa.table({"issue": pa.array([r[0] for r in rows], pa.string()), **groups, **text})


def _flow_issues(t):
    import numpy as np

    def named(f):
        return f"{t.nodes[t.source[f]]} → {t.nodes[t.target[f]]}"

    rows = []
    for issue, mask in (("self_loop", t.source == t.target), ("unmeasured", np.isnan(t.mass_t)), ("negative", t.mass_t < 0.0)):
        rows += [(issue, int(t.group[f]), None, named(f), None) for f in np.flatnonzero(mask)]
    start = np.flatnonzero(~np.concatenate([[False], _repeats(t)]))
    size = np.diff(start, append=t.flows)
    rows += [("duplicate", int(t.group[f]), None, named(f), f"{n} rows") for f, n in zip(start[size > 1], size[size > 1], strict=True)]
    return rows


def _repeats(t):
    """Whether a flow, from the second one on, has the group and ends of the one before."""
    return (t.group[1:] == t.group[:-1]) & (t.source[1:] == t.source[:-1]) & (t.target[1:] == t.target[:-1])


def duplicates(t):
    """Whether another flow of the group has the same ends; flows are sorted, so neighbours tell."""
    import numpy as np

    equal = _repeats(t)
    return np.concatenate([[False], equal]) | np.concatenate([equal, [False]])
