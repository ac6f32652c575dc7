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
    keys, sums, missing = _summed({"group": group, "node": node} | ({} if extra is None else {"other": extra}), values)
    return dict(zip(zip(*(k.tolist() for k in keys), strict=True), zip(sums.tolist(), missing.tolist(), strict=True), strict=True))


def _summed(keys: dict[str, Any], values):
    """(key columns, exact sums, missing counts) by the columns given; the sum of missing values alone is NaN."""
    import pyarrow as pa

    columns = {name: pa.array(column) for name, column in keys.items()} | {"mass_t": pa.array(values)}
    found = aggregate(pa.table(columns), by=list(keys), values={"mass_t": ["sum"]}).to_arrow()
    columns = [found.column(name).to_numpy() for name in (*keys, "mass_t_sum", "mass_t_missing")]
    return columns[:-2], *columns[-2:]


def node_sums(net) -> dict[str, Any]:
    """Arrays of one entry a group and node: ``group, node``, inflow, outflow, stock change and residual in tonnes (NaN where a flow is missing),
    ``has_in``, ``has_out``."""
    import numpy as np

    t = net._table
    to_stock, from_stock = t.target == t.stock, t.source == t.stock
    plain = ~to_stock & ~from_stock & (t.source != t.target)
    inner_source, inner_target = t.inner(t.source), t.inner(t.target)
    enters, leaves = plain & (inner_target >= 0), plain & (inner_source >= 0)
    added, taken = to_stock & (inner_source >= 0), from_stock & (inner_target >= 0)
    width = len(t.nodes)

    def key(mask, codes):
        return t.group[mask] * width + codes[mask]

    # Withdrawals from stock come in as inflow does, additions go out; a loop is no flow, but its node has a row.
    comes, goes = np.unique(key(enters | taken, t.target)), np.unique(key(leaves | added, t.source))
    keys = np.unique(np.concatenate([comes, goes, key((t.source == t.target) & (inner_source >= 0), t.source)]))

    def summed(*parts):
        (found,), sums, missing = _summed({"key": np.concatenate([key(m, codes) for m, codes, _ in parts])},
                                          np.concatenate([sign * t.mass_t[m] for m, _, sign in parts]))
        out = np.zeros(len(keys))
        out[np.searchsorted(keys, found)] = np.where(missing > 0, np.nan, sums)
        return out

    inflow, outflow = summed((enters, t.target, 1.0)), summed((leaves, t.source, 1.0))
    stock = summed((added, t.source, 1.0), (taken, t.target, -1.0))
    residual = summed((enters, t.target, 1.0), (leaves, t.source, -1.0), (added, t.source, -1.0), (taken, t.target, 1.0))
    return {"group": keys // width, "node": keys % width, "inflow_t": inflow, "outflow_t": outflow, "stock_change_t": stock, "residual_t": residual,
            "has_in": np.isin(keys, comes, assume_unique=True), "has_out": np.isin(keys, goes, assume_unique=True)}


def _table(net, rows: list[dict[str, Any]], columns: dict[str, Any]):
    import pyarrow as pa

    t = net._table
    at = pa.array([r["group"] for r in rows], pa.int64())
    out = {k: t.groups.column(k).take(at) for k in t.keys}
    return pa.table(out | {name: pa.array([r[name] for r in rows], kind) for name, kind in columns.items()})


def _columns(net) -> dict[str, Any]:
    """``node_sums`` with closure, share and status; residuals of nodes that have no balance are NaN."""
    import numpy as np

    n = node_sums(net)
    border = n["has_in"] != n["has_out"]
    residual = np.where(border, np.nan, n["residual_t"])
    unmeasured = np.isnan(residual)
    with np.errstate(divide="ignore", invalid="ignore"):
        closure = np.where((n["inflow_t"] > 0.0) & ~unmeasured, (n["outflow_t"] + n["stock_change_t"]) / n["inflow_t"], np.nan)
        whole = np.bincount(n["group"], np.where(unmeasured, 0.0, np.abs(residual)))[n["group"]]
        share = np.where(whole > 0.0, np.abs(residual) / whole, np.nan)
    status = np.select([border & n["has_in"], border, unmeasured, residual < 0.0], ["no_outflow", "no_inflow", "unmeasured", "gt_one"], "ok")
    return n | {"residual_t": residual, "closure": closure, "share": share, "status": status}


def _balanced(net, n: dict[str, Any], rows):
    import numpy as np
    import pyarrow as pa

    t, node = net._table, n["node"][rows]
    out = {k: t.groups.column(k).take(pa.array(n["group"][rows])) for k in t.keys}
    out |= {"node": t.names(node), "tier": pa.array(net._tiers, pa.string()).take(pa.array(node))}
    for name in ("inflow_t", "outflow_t", "stock_change_t", "residual_t", "closure", "share"):
        out[name] = pa.array(n[name][rows], mask=np.isnan(n[name][rows]))
    return pa.table(out | {"status": pa.array(n["status"][rows], pa.string())})


def balance(net):
    """See ``Network.balance``."""
    return _balanced(net, _columns(net), slice(None))


def breaks(net):
    """See ``Network.breaks``."""
    import numpy as np

    n = _columns(net)
    size = np.abs(np.nan_to_num(n["residual_t"]))
    order = np.lexsort((n["node"], -size, n["group"]))
    return _balanced(net, n, order[size[order] > 0.0])


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
