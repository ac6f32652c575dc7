# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Balances of a network: exact sums by node, trade within tiers, flows between tiers."""

from __future__ import annotations

from typing import Any

from ..errors import InputError
from .stats import aggregate

__all__ = ["balance", "breaks", "explain", "links", "node_sums", "turnover"]


def _sums(group, node, values, extra=None) -> dict[tuple[int, ...], tuple[float, int]]:
    """Exact sums and missing counts by (group, node)."""
    import pyarrow as pa

    columns = {"group": pa.array(group), "node": pa.array(node), "mass_t": pa.array(values)}
    by = ["group", "node"]
    if extra is not None:
        columns["other"] = pa.array(extra)
        by.append("other")
    found = aggregate(pa.table(columns), by=by, values={"mass_t": ["sum"]}).to_arrow()
    keys = zip(*(found.column(k).to_pylist() for k in by), strict=True)
    return dict(zip(keys, zip(found.column("mass_t_sum").to_pylist(), found.column("mass_t_missing").to_pylist(), strict=True), strict=True))


def node_sums(net) -> list[dict[str, Any]]:
    """One row a group and node: inflow, outflow, stock change and residual in tonnes (None where a flow is missing), ``has_in``, ``has_out``."""
    import numpy as np

    t = net._table
    to_stock, from_stock = t.target == t.stock, t.source == t.stock
    plain = ~to_stock & ~from_stock & (t.source != t.target)
    inner_source, inner_target = t.inner(t.source), t.inner(t.target)
    enters, leaves = plain & (inner_target >= 0), plain & (inner_source >= 0)
    added, taken = to_stock & (inner_source >= 0), from_stock & (inner_target >= 0)

    def gathered(*parts):
        group = np.concatenate([t.group[m] for m, _, _ in parts])
        node = np.concatenate([codes[m] for m, codes, _ in parts])
        return _sums(group, node.astype(np.int64), np.concatenate([sign * t.mass_t[m] for m, _, sign in parts]))

    inflow, outflow = gathered((enters, t.target, 1.0)), gathered((leaves, t.source, 1.0))
    stock = gathered((added, t.source, 1.0), (taken, t.target, -1.0))
    residual = gathered((enters, t.target, 1.0), (leaves, t.source, -1.0), (added, t.source, -1.0), (taken, t.target, 1.0))
    # Withdrawals from stock come in as inflow does, additions go out.
    comes = set(zip(t.group[enters | taken].tolist(), t.target[enters | taken].tolist(), strict=True))
    goes = set(zip(t.group[leaves | added].tolist(), t.source[leaves | added].tolist(), strict=True))
    loops = {(int(g), int(s)) for g, s in zip(t.group[t.source == t.target], t.source[t.source == t.target], strict=True) if int(s) not in t.outside}
    rows = []
    for key in sorted(set(residual) | loops):
        parts = [inflow.get(key), outflow.get(key), stock.get(key)]
        numbers = [0.0 if p is None else None if p[1] else p[0] for p in parts]
        rows.append({"group": key[0], "node": key[1], "inflow_t": numbers[0], "outflow_t": numbers[1], "stock_change_t": numbers[2],
                     "residual_t": None if None in numbers else residual[key][0] if key in residual else 0.0,
                     "has_in": key in comes, "has_out": key in goes})
    return rows


def _table(net, rows: list[dict[str, Any]], columns: dict[str, Any]):
    import pyarrow as pa

    t = net._table
    at = pa.array([r["group"] for r in rows], pa.int64())
    out = {k: t.groups.column(k).take(at) for k in t.keys}
    return pa.table(out | {name: pa.array([r[name] for r in rows], kind) if not callable(kind) else kind(rows) for name, kind in columns.items()})


def _rows(net) -> list[dict[str, Any]]:
    rows = node_sums(net)
    total: dict[int, float] = {}
    for r in rows:
        border = not (r["has_in"] and r["has_out"])
        loop_only = not r["has_in"] and not r["has_out"]
        r["closure"] = None
        if border and not loop_only:
            r["status"] = "no_outflow" if r["has_in"] else "no_inflow"
            r["residual_t"] = None
        elif r["residual_t"] is None:
            r["status"] = "unmeasured"
        else:
            out = r["outflow_t"] + r["stock_change_t"]
            r["closure"] = out / r["inflow_t"] if r["inflow_t"] > 0.0 else None
            r["status"] = "gt_one" if r["residual_t"] < 0.0 else "ok"
        if r["residual_t"] is not None:
            total[r["group"]] = total.get(r["group"], 0.0) + abs(r["residual_t"])
    for r in rows:
        whole = total.get(r["group"], 0.0)
        r["share"] = abs(r["residual_t"]) / whole if r["residual_t"] is not None and whole > 0.0 else None
    return rows


def _columns(net) -> dict[str, Any]:
    import pyarrow as pa

    t = net._table
    number = pa.float64()
    return {"node": lambda rows: t.names([r["node"] for r in rows]), "tier": lambda rows: pa.array([net._tiers[r["node"]] for r in rows], pa.string()),
            "inflow_t": number, "outflow_t": number, "stock_change_t": number, "residual_t": number, "closure": number, "share": number, "status": pa.string()}


def balance(net):
    """See ``Network.balance``."""
    return _table(net, _rows(net), _columns(net))


def breaks(net):
    """See ``Network.breaks``."""
    rows = [r for r in _rows(net) if r["residual_t"]]
    rows.sort(key=lambda r: (r["group"], -abs(r["residual_t"]), r["node"]))
    return _table(net, rows, _columns(net))


def explain(row: dict[str, Any], lang: str) -> str:
    """One node's balance in words."""
    zh, node = lang == "zh", row["node"]
    sums = f"{row['inflow_t'] or 0.0:,.6g} − {row['outflow_t'] or 0.0:,.6g} − {row['stock_change_t'] or 0.0:,.6g}"
    words = {
        "no_inflow": ("没有流入记录：作为系统入口，不作平衡。", "No inflow is on record: tonnes begin here, so there is no balance."),
        "no_outflow": ("没有流出记录：作为系统出口，不作平衡。", "No outflow is on record: tonnes end here, so there is no balance."),
        "unmeasured": ("有流量未测量，差额无法计算。", "A flow was not measured, so the difference is not known."),
        "gt_one": ("流出大于流入：可能是库存减少、未记录的收购、计量误差或单位错误。",
                   "More leaves than enters: stock drawn down, purchases not recorded, weighing errors or a wrong unit, probably."),
        "ok": ("流入不少于流出；差额可能是损耗、未记录的销售或库存增加。", "What is missing may be losses, sales not recorded, or stock put in."),
    }[row["status"]][not zh]
    if row["residual_t"] is None:
        return f"{node}: {words}" if not zh else f"{node}：{words}"
    if row["status"] == "ok" and row["residual_t"] == 0.0:
        words = "平衡。" if zh else "It balances."
    return f"{node}: {sums} = {row['residual_t']:,.6g} t. {words}" if not zh else f"{node}：{sums} = {row['residual_t']:,.6g} t。{words}"


def turnover(net):
    """See ``Network.turnover``."""
    import numpy as np
    import pyarrow as pa

    t = net._table
    if any(net._tiers[i] is None for i in range(len(t.nodes)) if i not in t.outside):
        name = next(t.nodes[i] for i in range(len(t.nodes)) if i not in t.outside and net._tiers[i] is None)
        raise InputError(f"Node '{name}' has no tier.", code="no_tier", value=name, hint="Name the tier of every node, or leave tier out.")
    rank = np.array([-1 if x is None else net._tier_rank[x] for x in net._tiers], np.int64)
    source, target = rank[t.source], rank[t.target]
    source = np.where(t.inner(t.source) < 0, -1, source)
    keep = (t.inner(t.target) >= 0) & (t.source != t.stock) & (t.source != t.target)
    way = np.where(source < 0, 2, np.where(source == target, 0, np.where(source > target, 1, 2)))
    sums = _sums(t.group[keep], target[keep], t.mass_t[keep], way[keep])
    names = list(net._tier_rank)
    rows = []
    for group, tier in sorted({k[:2] for k in sums}):
        found = [sums.get((group, tier, w), (0.0, 0)) for w in range(3)]
        missing = any(f[1] for f in found)
        numbers = [None if missing else float(f[0] or 0.0) for f in found]
        received = None if missing else sum(numbers)
        first = numbers[2]
        rows.append({"group": group, "tier": names[tier], "received_t": received, "within_t": numbers[0], "back_t": numbers[1], "first_t": first,
                     "times": received / first if not missing and first > 0.0 else None,
                     "status": "unmeasured" if missing else "no_denominator" if first <= 0.0 else "ok"})
    number = pa.float64()
    return _table(net, rows, {"tier": pa.string(), "received_t": number, "within_t": number, "back_t": number, "first_t": number, "times": number,
                              "status": pa.string()})


def links(net, by: str):
    """See ``Network.links``."""
    import numpy as np
    import pyarrow as pa

    if by not in ("tier", "node"):
        raise InputError(f"by is {by!r}.", code="bad_by", value=by, hint='Choose "tier" or "node".')
    t = net._table
    names = [str(n) if i in t.outside or by == "node" else net._tiers[i] or str(n) for i, n in enumerate(t.nodes)]
    distinct = list(dict.fromkeys(names))
    code = np.array([distinct.index(n) for n in names] if by == "tier" else range(len(names)), np.int64)
    if by == "node":
        distinct = names
    found = _sums(t.group, code[t.source], t.mass_t, code[t.target])
    counts: dict[tuple[int, ...], int] = {}
    for key in zip(t.group.tolist(), code[t.source].tolist(), code[t.target].tolist(), strict=True):
        counts[key] = counts.get(key, 0) + 1
    rows = [{"group": k[0], "source": distinct[k[1]], "target": distinct[k[2]], "mass_t": v[0] if v[1] < counts[k] else None, "flows": counts[k],
             "unmeasured": v[1]} for k, v in sorted(found.items())]
    return _table(net, rows, {"source": pa.string(), "target": pa.string(), "mass_t": pa.float64(), "flows": pa.int64(), "unmeasured": pa.int64()})
