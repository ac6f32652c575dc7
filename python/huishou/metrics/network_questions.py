# SPDX-FileCopyrightText: the huishou developers
# SPDX-License-Identifier: BSD-3-Clause
"""Questions to a network: does it cover its households, are its centres used, how far do tonnes travel, where do they end, what if a node closes."""

from __future__ import annotations

import math
from typing import Any

from .. import _native, frames
from ..errors import InputError
from ..results import Result
from .checks import positive

__all__ = ["NORM_2012", "catchment", "closing", "coverage", "paths", "utilisation"]

# Households a station, SB/T 10719-2012 as quoted by local notices; replaced in 2026 and differing by city (Beijing, Shanghai), so it is a parameter.
NORM_2012 = {"urban": 2000.0, "rural": 2500.0}


def _rows(frame: Any, columns: list[str]) -> list[dict[str, Any]]:
    frames.need_columns(frames.names(frame), columns)
    return [{k: None if isinstance(v, float) and math.isnan(v) else v for k, v in r.items()} for r in frames.table(frame).to_pylist()]


def _single(net, call: str) -> None:
    if len(net._table.groups) > 1:
        raise InputError(f"{call} needs flows of one period and material; there are {len(net._table.groups)}.", code="mixed_groups",
                         value=net._table.keys, hint="Choose one period, and one material or material=None.")


def _flows(net):
    """Sources, targets (−1 outside) and tonnes of flows that move; refused where one is not measured or below zero."""
    import numpy as np

    t = net._table
    moving = t.source != t.target
    for mask, code, hint in ((np.isnan(t.mass_t), "unmeasured", "Reconcile first, and build the network from reconciled flows."),
                             (t.mass_t < 0.0, "negative", "Turn source and target round.")):
        if (mask & moving).any():
            f = int(np.flatnonzero(mask & moving)[0])
            raise InputError(f"The flow {t.nodes[t.source[f]]} → {t.nodes[t.target[f]]} is {code}.", code=code, value=t.mass_t[f], hint=hint)
    return t.inner(t.source)[moving], t.inner(t.target)[moving], t.mass_t[moving]


def _throughput(net):
    """Tonnes a node hands on, or takes where it hands nothing on; by code of the name."""
    import numpy as np

    source, target, mass = _flows(net)
    n = len(net._table.nodes)
    out = np.bincount(source[source >= 0], mass[source >= 0], n)
    into = np.bincount(target[target >= 0], mass[target >= 0], n)
    return np.where(out > 0.0, out, into), into, out


def _distances(frame: Any) -> dict[tuple[Any, Any], float]:
    """Kilometres by source and target; pairs with a blank are left out, as those that are not in the frame."""
    return {(r["source"], r["target"]): positive(r["km"], "km", zero=True) for r in _rows(frame, ["source", "target", "km"]) if r["km"] is not None}


def coverage(net, areas: Any, stations: Any, norm: Any, edition: str) -> Result:
    """See ``Network.coverage``."""
    import pyarrow as pa

    places, where = _rows(areas, ["area", "households"]), _rows(stations, ["node", "area"])
    names = [r["area"] for r in places]
    for kind, values in (("area", names), ("node", [r["node"] for r in where])):
        twice = next((v for i, v in enumerate(values) if v in values[:i]), None) if len(set(values)) < len(values) else None
        if twice is not None:
            raise InputError(f"'{twice}' stands twice.", code="repeated_name", column=kind, value=twice, hint="Give each area and each station one row.")
    for r in where:
        if r["area"] not in names:
            raise InputError(f"Station '{r['node']}' stands in '{r['area']}', which is no area.", code="unknown_area", column="area", value=r["area"],
                             hint="Add the area with its households.")
    t = net._table
    used = {t.nodes[i] for i in {*t.source.tolist(), *t.target.tolist()}}
    rows = []
    for place in sorted(places, key=lambda r: str(r["area"])):
        here = [r["node"] for r in where if r["area"] == place["area"]]
        working, kind, homes, size = sum(n in used for n in here), place.get("kind"), place["households"], place.get("size_km2")
        limit = _norm(norm, kind, place["area"])
        needed = None if homes is None else math.ceil(positive(homes, "households", zero=True) / limit)
        status = "no_households" if homes is None else "no_station" if not working and needed else "below_norm" if working < needed else "ok"
        rows.append({"area": str(place["area"]), "kind": kind, "stations": len(here), "working": working, "households": None if homes is None else float(homes),
                     "households_per_station": homes / working if homes is not None and working else None,
                     "stations_per_km2": working / positive(size, "size_km2") if size is not None else None, "norm_households": limit, "needed": needed,
                     "gap": None if needed is None else max(needed - working, 0), "coverage": working / needed if needed else None, "edition": edition,
                     "status": status})
    kinds = {"kind": pa.string(), "needed": pa.int64(), "gap": pa.int64(), "status": pa.string(), "area": pa.string(), "edition": pa.string(),
             "stations": pa.int64(), "working": pa.int64()}
    names = list(rows[0]) if rows else ["area"]
    table = pa.table({k: pa.array([r[k] for r in rows], kinds.get(k, pa.float64())) for k in names})
    return net._result(table, "coverage", "coverage by stations", edition=edition)


def _norm(norm: Any, kind: Any, area: Any) -> float:
    given = NORM_2012 if norm is None else norm
    if not isinstance(given, dict):
        return positive(given, "norm")
    if kind not in given:
        raise InputError(f"There is no norm for '{kind}' (area '{area}').", code="no_norm", column="kind", value=kind,
                         hint=f"Give every area one of the kinds {', '.join(str(k) for k in given)}, or norm as one number.")
    return positive(given[kind], "norm")


def utilisation(net, capacity: Any) -> Result:
    """See ``Network.utilisation``."""
    import pyarrow as pa

    _single(net, "utilisation")
    t = net._table
    through, _, _ = _throughput(net)
    code = {n: i for i, n in enumerate(t.nodes)}
    rows = []
    for r in sorted(_rows(capacity, ["node", "capacity_t"]), key=lambda r: str(r["node"])):
        at = code.get(r["node"])
        known = None if r["capacity_t"] is None else positive(r["capacity_t"], "capacity_t")
        load = float(through[at]) if at is not None else None
        use = load / known if load is not None and known is not None else None
        status = "no_flow" if load is None else "no_denominator" if known is None else "gt_one" if use > 1.0 else "ok"
        rows.append((str(r["node"]), net._tiers[at] if at is not None else None, load, known, use, status))
    types = [pa.string(), pa.string(), pa.float64(), pa.float64(), pa.float64(), pa.string()]
    names = ["node", "tier", "throughput_t", "capacity_t", "utilisation", "status"]
    table = pa.table({n: pa.array([r[i] for r in rows], kind) for i, (n, kind) in enumerate(zip(names, types, strict=True))})
    return net._result(table, "utilisation", "utilisation of nodes")


def catchment(net, distances: Any, tier: Any) -> Result:
    """See ``Network.catchment``."""
    import pyarrow as pa

    _single(net, "catchment")
    t = net._table
    source, target, mass = _flows(net)
    km = _distances(distances)
    found: dict[int, list[tuple[int, float, float | None]]] = {}
    for s, d, m in zip(source.tolist(), target.tolist(), mass.tolist(), strict=True):
        if s >= 0 and d >= 0 and (tier is None or net._tiers[d] == str(tier)):
            found.setdefault(d, []).append((s, m, km.get((t.nodes[s], t.nodes[d]))))
    rows = []
    for node in sorted(found):
        flows = found[node]
        known = [(m, k) for _, m, k in flows if k is not None]
        all_t, known_t, work = math.fsum(m for _, m, _ in flows), math.fsum(m for m, _ in known), math.fsum(m * k for m, k in known)
        status = "ok" if len(known) == len(flows) else "partial" if known else "not_computable"
        rows.append((node, net._tiers[node], len({s for s, _, _ in flows}), all_t, known_t, work if known else None, work / known_t if known_t > 0.0 else None,
                     max((k for _, k in known), default=None), status))
    names = ["node", "tier", "sources", "inflow_t", "known_t", "work_tkm", "mean_km", "furthest_km", "status"]
    kinds = {"tier": pa.string(), "sources": pa.int64(), "status": pa.string()}
    columns = {n: pa.array([r[i] for r in rows], kinds.get(n, pa.float64())) for i, n in enumerate(names) if i > 0}
    table = pa.table({"node": t.names([r[0] for r in rows]), **columns})
    return net._result(table, "catchment", "catchment of nodes", tier=None if tier is None else str(tier))


def _routes(net):
    """Routes by shares of what every node hands on, and the throughput they are shares of."""
    import numpy as np

    source, target, mass = _flows(net)
    through, _, out = _throughput(net)
    inside = source >= 0
    share = np.zeros(len(mass))
    with np.errstate(invalid="ignore", divide="ignore"):
        share[inside] = np.where(out[source[inside]] > 0.0, mass[inside] / out[source[inside]], 0.0)
    return source, target, share, through


def paths(net, to: Any) -> Result:
    """See ``Network.paths``."""
    import numpy as np
    import pyarrow as pa

    _single(net, "paths")
    t = net._table
    source, target, share, through = _routes(net)
    n = len(t.nodes)
    routes = _native.Routes(n, source.astype(np.int32), target.astype(np.int32), share)
    hands_on = np.zeros(n, bool)
    hands_on[source[(source >= 0) & (target >= 0)]] = True
    if to is None:
        ends = [i for i in range(n) if i not in t.outside and not hands_on[i]]
    else:
        code = {name: i for i, name in enumerate(t.nodes) if i not in t.outside}
        ends = []
        for name in [to] if isinstance(to, str) else list(to):
            if name not in code:
                raise InputError(f"There is no node '{name}'.", code="unknown_node", value=name, hint="Look at .nodes.")
            ends.append(code[name])
    rows = []
    for end in sorted(ends):
        visits = routes.reaching(np.eye(1, n, end)[0])
        for i in np.flatnonzero(visits > 0.0):
            if i != end and int(i) not in t.outside:
                part = float(visits[i] / visits[end])
                rows.append((int(i), end, part, part * float(through[i])))
    table = pa.table({"source": t.names([r[0] for r in rows]), "target": t.names([r[1] for r in rows]), "share": pa.array([r[2] for r in rows], pa.float64()),
                      "mass_t": pa.array([r[3] for r in rows], pa.float64())})
    return net._result(table, "paths", "shares of paths")


def closing(net, node: Any, distances: Any) -> Result:
    """See ``Network.closing``."""
    import numpy as np
    import pyarrow as pa

    _single(net, "closing")
    t = net._table
    code = {name: i for i, name in enumerate(t.nodes) if i not in t.outside}
    if node not in code:
        raise InputError(f"There is no node '{node}'.", code="unknown_node", value=node, hint="Look at .nodes.")
    gone = code[node]
    source, target, share, before = _routes(net)
    n = len(t.nodes)
    inside = (source >= 0) & (target >= 0)
    entering = before - np.bincount(target[inside], share[inside] * before[source[inside]], n)
    peers = {i for i in code.values() if i != gone and net._tiers[i] == net._tiers[gone]}
    km = {} if distances is None else _distances(distances)
    arrows = {}
    for s, d, p in zip(source[inside].tolist(), target[inside].tolist(), share[inside].tolist(), strict=True):
        arrows[s, d] = arrows.get((s, d), 0.0) + p
    stranded_share = np.zeros(n)
    for (s, d), p in [a for a in arrows.items() if a[0][1] == gone]:
        del arrows[s, d]
        if s == gone:
            continue
        others = {b: q for (a, b), q in arrows.items() if a == s and b in peers and q > 0.0}
        if distances is not None:
            near = min((k for k in peers if (t.nodes[s], t.nodes[k]) in km), key=lambda k: (km[t.nodes[s], t.nodes[k]], k), default=None)
            others = {} if near is None else {near: 1.0}
        whole = sum(others.values())
        for b, q in others.items():
            arrows[s, b] = arrows.get((s, b), 0.0) + p * q / whole
        if not others:
            stranded_share[s] += p
    for key in [k for k in arrows if k[0] == gone]:
        del arrows[key]
    ends = np.array(list(arrows), np.int32).reshape(-1, 2)
    routes = _native.Routes(n, np.ascontiguousarray(ends[:, 0]), np.ascontiguousarray(ends[:, 1]), np.array(list(arrows.values()), np.float64))
    stranded_at_node = float(entering[gone])
    entering[gone] = 0.0
    after = routes.throughput(entering)
    stranded = stranded_share * after
    stranded[gone] = stranded_at_node
    rows = [i for i in range(n) if i not in t.outside]
    tiny = 1e-12 * float(np.abs(before).max(initial=0.0))
    table = pa.table({"node": t.names(rows), "tier": pa.array([net._tiers[i] for i in rows], pa.string()), "before_t": before[rows], "after_t": after[rows],
                      "change_t": after[rows] - before[rows], "stranded_t": stranded[rows],
                      "status": ["closed" if i == gone else "stranded" if stranded[i] > tiny else "ok" for i in rows]})
    return net._result(table, "closing", f"closing {node}", node=str(node))
